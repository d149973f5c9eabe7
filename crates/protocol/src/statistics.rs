//! Figures that others have counted by area: a table of areas and periods, never points.

use domain::clock::UtcMillis;
use domain::day::Day;
use serde::{Deserialize, Serialize};

/// A source's figures as the desk shows them: a table of areas and periods for one thing that was counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct AreaStatistics {
    /// The sources there are, and what each has counted.
    pub sources: Vec<StatisticSource>,
    /// Of the one that was asked for, else the first: its name.
    pub source: String,
    /// What was counted.
    pub category: String,
    /// The periods, oldest first, each with first and last day.
    #[schema(value_type = Vec<Vec<String>>)]
    #[ts(type = "[string, string][]")]
    pub periods: Vec<(Day, Day)>,
    /// The areas, by name, each with a count for every period; null: the source tells none.
    pub areas: Vec<StatisticArea>,
}

/// Somebody who counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct StatisticSource {
    /// Its name.
    pub name: String,
    /// What it has counted, in its own words.
    pub categories: Vec<String>,
    /// When its newest import was made.
    #[schema(value_type = i64)]
    pub imported_at: UtcMillis,
}

/// An area's counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct StatisticArea {
    /// Its code.
    pub code: String,
    /// Its name today, else its code.
    pub name: String,
    /// In the order of the periods.
    pub counts: Vec<Option<u32>>,
}
