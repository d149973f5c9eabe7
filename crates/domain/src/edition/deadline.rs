//! What is to be done again within a time: the picture and the plan of the law, and documents of the
//! configuration.

use serde::{Deserialize, Serialize};

use super::ActionPlan;
use crate::catalogue::Label;
use crate::day::Day;

/// A deadline this near is told before it has passed.
const SOON_DAYS: i32 = 90;

/// How a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Far enough away.
    Kept,
    /// Within 90 days.
    Soon,
    /// Passed.
    Late,
    /// Nobody has said when it was last done.
    Unknown,
}

/// Something that is to be done again within a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Deadline {
    /// `picture`, `plan`, or the code of a document of the configuration.
    pub code: String,
    /// What it is.
    pub label: Label,
    /// When it was last done.
    pub done_on: Option<Day>,
    /// By when it is to be done again.
    pub due_on: Option<Day>,
    /// How that stands.
    pub due: Due,
    /// Decision and diary number, where they are known.
    pub reference: Option<String>,
}

impl Due {
    /// How a day stands that something is due on.
    pub fn of(due_on: Option<Day>, today: Day) -> Self {
        match due_on {
            None => Self::Unknown,
            Some(day) if day < today => Self::Late,
            Some(day) if day.days_since(today) <= SOON_DAYS => Self::Soon,
            Some(_) => Self::Kept,
        }
    }
}

/// What is known of the statutory picture: the day it was last fixed, and the plan that rests on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statutory {
    /// The day the newest statutory edition was fixed.
    pub fixed_on: Option<Day>,
    /// The newest plan.
    pub plan: Option<ActionPlan>,
}
