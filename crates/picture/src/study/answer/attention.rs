//! The shapes of what asks for attention by itself: alarms, suggested places, the self-check. Each
//! carries what its "why" opens.

use analysis::finding::Basis;
use domain::catalogue::Label;
use serde::Serialize;

use super::{Holds, Tallied};

/// What stands behind an alarm or a suggestion.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct AttentionWhy {
    /// Method, events, weeks and settings.
    #[ts(
        type = "{ method: string, events: number, weeks: number, parameters: { name: string, value: number }[] }"
    )]
    pub basis: Basis,
    /// The words, in the order they are read.
    pub words: Vec<Label>,
    /// Events of the weeks before, which the expectation rests on.
    pub history: u32,
    /// Those weeks.
    pub history_weeks: u32,
    /// Calm rounds, visits and passes within 150 m in the weeks looked at.
    pub visits: u32,
    /// Hours of patrols within 150 m in the weeks looked at, whole.
    pub patrol_hours: u32,
    /// Reports by organisation or claimed source.
    pub sources: Vec<Tallied>,
    /// Reports by how they were found; the name is a code or empty.
    pub found: Vec<Tallied>,
    /// Events with an approved report only.
    pub reviewed: u32,
    /// Reports instead of events.
    pub reports: u32,
    /// Events of the same kind within 150 m of the middle, whatever place or cell they belong to.
    pub wider: u32,
}

/// A week at one place above what it was before.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct WeeklyAlarm {
    /// Row of the place, as in the list.
    pub key: String,
    /// The place's name.
    pub name: Option<String>,
    /// The nearest named place of a cell.
    pub near: Option<String>,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Category tile.
    pub tile: String,
    /// Events in the week.
    pub events: u32,
    /// The most that would have been no alarm.
    pub bound: u32,
    /// Different people or devices that reported.
    pub reporters: u32,
    /// What stands behind it.
    pub why: AttentionWhy,
}

/// Points without a name that may be a place.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct NewPlace {
    /// Category tile.
    pub tile: String,
    /// Events in 12 weeks.
    pub events: u32,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// The nearest named place, within 1 km.
    pub near: Option<String>,
    /// Outline, degrees.
    pub outline: Vec<[f64; 2]>,
    /// What stands behind it.
    pub why: AttentionWhy,
}

/// The self-check of the place list.
#[derive(Debug, Clone, Copy, Serialize, ts_rs::TS)]
pub struct ListCheck {
    /// Events of the last 4 weeks at the ten places the 12 weeks before pointed at.
    pub hits: u32,
    /// Events of the last 4 weeks at any place.
    pub events: u32,
    /// The most that ten places could have held.
    pub best: u32,
    /// Hits of ten places picked at random, rounded.
    pub random: u32,
    /// Whether the list beats nineteen of twenty random picks.
    pub holds: bool,
    /// Whether it does with approved reports only.
    pub without_unreviewed: Holds,
    /// Whether it does counting reports.
    pub as_reports: Holds,
}
