//! What an organisation's access rests on, and whether it is in force.

use domain::clock::UtcMillis;
use serde::{Deserialize, Serialize};

/// What an organisation's access rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Agreement {
    /// Never changes.
    pub code: String,
    /// As written in it.
    pub purpose: String,
    /// Names of the areas it covers.
    pub areas: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day; none: until further notice.
    pub valid_to: Option<String>,
    /// Its first moment, in the municipality's zone.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub begins_at: Option<UtcMillis>,
    /// The first moment after it, in the municipality's zone.
    #[schema(value_type = Option<i64>)]
    pub ends_at: Option<UtcMillis>,
    /// Diary number.
    pub reference: Option<String>,
}

impl Agreement {
    /// What stands for the agreement of an organisation that needs one and has none.
    pub fn missing() -> Self {
        Self {
            code: String::new(),
            purpose: String::new(),
            areas: Vec::new(),
            valid_from: String::new(),
            valid_to: None,
            begins_at: None,
            ends_at: Some(UtcMillis(0)),
            reference: None,
        }
    }

    /// Whether the organisation may read.
    pub fn is_in_force(&self, now: UtcMillis) -> bool {
        self.begins_at.is_none_or(|begin| begin <= now) && self.ends_at.is_none_or(|end| now < end)
    }
}
