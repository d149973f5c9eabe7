//! Where reports lie, as screens and programs read it.

use domain::clock::UtcMillis;
use domain::gazetteer::AreaHere;
use serde::{Deserialize, Serialize};

/// Which areas a report lies in, and what it was placed in before the areas changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct AreaPlaced {
    /// Every area in force that holds it.
    pub now: Vec<AreaHere>,
    /// What it lay in before, the newest change first.
    pub before: Vec<Replaced>,
}

/// A report that lies elsewhere since the areas changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Replaced {
    /// When the areas changed.
    pub at: UtcMillis,
    /// What kind of area.
    pub kind: String,
    /// The area it lay in.
    pub from: String,
    /// The division that was of.
    pub vintage: String,
    /// The area it lies in instead; none: in no area of the kind.
    pub to: Option<String>,
}

/// An area in force, and how many reports lie in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct AreaReports {
    /// Its code.
    pub code: String,
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Which year's division.
    pub vintage: String,
    /// Code of the area it is a part of; empty for none.
    pub parent: String,
    /// How many reports lie in it.
    pub reports: u32,
}
