//! The figures of an edition, frozen when it is fixed: a table without persons and without words that a
//! reporter wrote. Where a count is missing, it is withheld; nothing else is.

use serde::{Deserialize, Serialize};

use crate::assessment::Colour;
use crate::catalogue::Label;
use crate::day::Day;
use crate::measure::{MeasureStatus, Verdict};

/// Everything that is counted for an edition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Figures {
    /// BLAKE3 of the snapshot they were counted from, in hexadecimal.
    pub snapshot: String,
    /// The day of the newest event that was known.
    pub newest: Option<Day>,
    /// Events in the period.
    pub events: Option<u32>,
    /// Reports that tell of them.
    pub reports: Option<u32>,
    /// Events with no approved report.
    pub unreviewed: Option<u32>,
    /// Events without a position.
    pub without_position: Option<u32>,
    /// Calm rounds, visits and passes.
    pub visits: Option<u32>,
    /// Events in the period before, as long as this one.
    pub before: Option<u32>,
    /// Events in the same days 52 weeks earlier.
    pub year_before: Option<u32>,
    /// By category tile; crime and other things apart in the statutory one.
    pub tiles: Vec<FigureRow>,
    /// By area with borders.
    pub areas: Vec<AreaFigure>,
    /// By organisation or claimed source; reports, not events.
    pub sources: Vec<FigureRow>,
    /// Organisations that reported in the period before and not in this one.
    pub silent: Vec<String>,
    /// The places with the most, best first.
    pub places: Vec<PlaceFigure>,
    /// Monday–Friday and the weekend, by night, morning, afternoon and evening; events, rounded.
    pub hours: Vec<Vec<Option<u32>>>,
    /// Events with an exact time.
    pub exact: Option<u32>,
    /// Events by week, or by month where the period is long; oldest first, the last bar is the period's own end.
    pub trend: Vec<BarFigure>,
    /// Places that were above what they were before, in the newest whole week.
    pub unusual: Vec<UnusualFigure>,
    /// Measures that were open in the period or ended in it.
    pub measures: Vec<MeasureFigure>,
    /// What came of the year's measures, in one row of the fixed words; none without a review.
    pub outcomes: Option<Label>,
    /// The quarter's priority areas.
    pub priorities: Vec<PriorityFigure>,
    /// Where events were, for the map. None in what is shared.
    pub marks: Vec<MarkFigure>,
    /// The borders of the areas as they were, simplified: outer rings, longitude and latitude in degrees.
    pub borders: Vec<Vec<[f64; 2]>>,
    /// Whether counts under three are withheld, others with them, and points left out.
    pub is_shared: bool,
}

/// A count with what it is held against.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct FigureRow {
    /// A tile's code, or the name itself.
    pub key: String,
    /// What people call it.
    pub label: Label,
    /// In the period.
    pub count: Option<u32>,
    /// In the period before.
    pub before: Option<u32>,
    /// A category of suspected crime; else what is counted is other information.
    #[serde(default)]
    pub is_crime: bool,
}

/// An area in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct AreaFigure {
    /// Count by its code and name.
    #[serde(flatten)]
    pub row: FigureRow,
    /// What people decided.
    pub colour: Option<Colour>,
    /// Why.
    pub reason: Option<String>,
    /// Which function or body decided.
    pub decided_by: Option<String>,
}

/// A place in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct PlaceFigure {
    /// Row of the place list.
    pub key: String,
    /// What people call it, or what it lies near.
    pub name: Label,
    /// Events in the period.
    pub count: Option<u32>,
    /// Events in the period before.
    pub before: Option<u32>,
    /// Different organisations that reported.
    pub organisations: Option<u32>,
    /// The categories that occur most, at most two.
    pub tiles: Vec<Label>,
    /// Longitude and latitude in degrees, WGS 84; none in what is shared.
    pub at: Option<[f64; 2]>,
}

/// A bar of the drawing over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct BarFigure {
    /// Its first day.
    pub from: Day,
    /// Events.
    pub count: Option<u32>,
}

/// A place above what it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct UnusualFigure {
    /// What people call it, or what it lies near.
    pub place: Label,
    /// Category.
    pub tile: Label,
    /// Events in the week.
    pub count: u32,
    /// The most that would have been no alarm.
    pub bound: u32,
}

/// A measure as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct MeasureFigure {
    /// Its id, as text.
    pub key: String,
    /// What is done.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// Who is responsible.
    pub organisation: Option<String>,
    /// How far it has come.
    pub status: MeasureStatus,
    /// First day.
    pub from: Option<Day>,
    /// The day it should be done.
    pub due: Option<Day>,
    /// Open after its day.
    pub is_overdue: bool,
    /// What the newest review found.
    pub verdict: Option<Verdict>,
}

/// A priority area as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PriorityFigure {
    /// What people call it.
    pub name: String,
    /// Need, 1 to 5.
    pub need: u8,
    /// Ability to influence, 1 to 5.
    pub influence: u8,
}

/// Events at one spot of the map.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct MarkFigure {
    /// Degrees, WGS 84, five decimals.
    pub lon: f64,
    /// Degrees, WGS 84, five decimals.
    pub lat: f64,
    /// How many.
    pub count: u32,
}
