//! *Veckans brief* on its way to a device.

use domain::edition::Briefing;
use serde::{Deserialize, Serialize};

/// What the server answers a device that says which one it carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BriefingAnswer {
    /// The device carries the newest one.
    Same,
    /// Its organisation was given none.
    Nothing,
    /// The newest one.
    Released {
        /// What it says.
        briefing: Box<Briefing>,
    },
}
