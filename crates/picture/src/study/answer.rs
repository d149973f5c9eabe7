//! The shapes of the answers. No p value is in any of them, so that none can reach a screen.

mod attention;

use serde::Serialize;

pub use super::told::Answer;
pub use attention::{AttentionWhy, ListCheck, NewPlace, WeeklyAlarm};

/// One part's answer.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[serde(tag = "part", content = "value", rename_all = "snake_case")]
pub enum Findings {
    /// Place list, alarms, suggestions, self-check.
    Places(Places),
    /// Exact local excess.
    Map(ExcessMap),
    /// Density.
    Density(Answer<Density>),
    /// Weekday and hour.
    Hours(Answer<Hours>),
    /// Week by week.
    Trend(Trend),
    /// Near repeats.
    Repeats(Vec<Repeats>),
    /// Who reports.
    Sources(Sources),
    /// Gi* for an export.
    GiStar(Answer<Vec<GiCell>>),
}

/// How many, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Tallied {
    /// What is counted.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// The place list and what belongs to it.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Places {
    /// The places, the highest shrunken rate first; a hundred at the most.
    pub list: Answer<Vec<PlaceRow>>,
    /// Places with too little to be shown by number.
    pub below_least: u32,
    /// Events at the first ten places.
    pub top_ten: u32,
    /// Events at all places and cells.
    pub at_places: u32,
    /// Weeks a bar of the small drawings stands for.
    pub bin_weeks: u32,
    /// How many of the last bars lie in the window.
    pub bins_in_window: u32,
    /// Monday of the week the alarms judge.
    pub alarm_week: String,
    /// Alarms within the budget.
    pub alarms: Vec<WeeklyAlarm>,
    /// Series above their bound beyond the budget.
    pub more_alarms: Vec<WeeklyAlarm>,
    /// Series that were judged.
    pub series: u32,
    /// Points of twelve weeks that lie together and have no name.
    pub new_places: Vec<NewPlace>,
    /// How the list of four weeks ago did since.
    pub check: Answer<ListCheck>,
}

/// A line of the place list.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PlaceRow {
    /// Stable name of the row in addresses: a place's name or `e3524n64223`.
    pub key: String,
    /// The place's name; none for a cell of 100 m.
    pub name: Option<String>,
    /// The nearest named place of a cell, within 1 km.
    pub near: Option<String>,
    /// Metres to it.
    pub near_m: Option<u32>,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Events in the window.
    pub events: u32,
    /// Different days with an event.
    pub days: u32,
    /// Different organisations that reported.
    pub organisations: u32,
    /// At least 5 events in the last 12 weeks.
    pub is_recurring: bool,
    /// No event in the 52 weeks before the window.
    pub is_new: bool,
    /// Events per 100 visits, whole; none where presence is not known.
    pub per_100_visits: Option<u32>,
    /// Events, oldest first.
    pub bins: Vec<u32>,
    /// When most of it happens, from 5 events.
    pub hot: Option<DayPart>,
    /// Why it stands here.
    pub why: Why,
}

/// A part of the week that holds at least two in five of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct DayPart {
    /// Saturday and Sunday, or Monday to Friday.
    pub is_weekend: bool,
    /// 0 night (0–6), 1 morning, 2 afternoon, 3 evening (18–24).
    pub part: u8,
    /// Events, rounded: an interval counts by the share of its time.
    pub events: u32,
}

/// Observed, expected, effort, sources, sensitivity of one place.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Why {
    /// Events of the 52 weeks before, for a window as long; none below 26 weeks of history.
    pub expected: Option<u32>,
    /// Events of the weeks before.
    pub history: u32,
    /// Whole weeks of history.
    pub history_weeks: u32,
    /// Calm rounds, visits and passes there in the window.
    pub visits: u32,
    /// Their hours there, rounded.
    pub patrol_hours: u32,
    /// Reports by organisation or claimed source.
    pub sources: Vec<Tallied>,
    /// Reports by how they were found; the name is a code or empty.
    pub found: Vec<Tallied>,
    /// Events by category tile; the name is its code.
    pub tiles: Vec<Tallied>,
    /// What other ways of counting give.
    pub sensitivity: Sensitivity,
}

/// The same place counted in other ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Sensitivity {
    /// Events with an approved report only.
    pub reviewed: u32,
    /// Reports instead of events.
    pub reports: u32,
    /// Events when the circle or the grid is moved: within 150 m of the middle.
    pub wider: u32,
}

/// Local excess against the own history and against visits.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct ExcessMap {
    /// Against the 52 weeks before.
    pub history: Answer<Vec<ExcessCell>>,
    /// Against nil rounds and visits.
    pub visits: Answer<Vec<ExcessCell>>,
    /// Events as points, where there are at most 5,000: longitude, latitude.
    pub points: Vec<[f64; 2]>,
    /// Where somebody is known to have been in the window, the most visits first.
    pub effort: Vec<EffortCell>,
}

/// A cell of 100 m in which somebody is known to have been.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct EffortCell {
    /// Middle, degrees.
    pub lon: f64,
    /// Middle, degrees.
    pub lat: f64,
    /// The nearest named place, within 1 km.
    pub near: Option<String>,
    /// Corners of the cell, degrees.
    pub ring: Vec<[f64; 2]>,
    /// Calm rounds, visits, and passes that were there for a minute or longer.
    pub visits: u32,
    /// Their hours there, rounded.
    pub hours: u32,
    /// Weeks of the window with a visit.
    pub weeks: u32,
}

/// A cell with more around it than expected.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct ExcessCell {
    /// Middle, degrees.
    pub lon: f64,
    /// Middle, degrees.
    pub lat: f64,
    /// The nearest named place, within 1 km.
    pub near: Option<String>,
    /// Corners of the cell, degrees.
    pub ring: Vec<[f64; 2]>,
    /// Events within 150 m.
    pub observed: u32,
    /// Events expected there, rounded.
    pub expected: u32,
    /// Least that would be expected to be seen, rounded: expected times the interval's low end.
    pub low: u32,
    /// Most.
    pub high: u32,
    /// Whether it is there with approved reports only.
    pub without_unreviewed: Holds,
    /// Whether it is there counting reports.
    pub as_reports: Holds,
    /// Whether it is there with the grid moved half a cell.
    pub shifted_grid: Holds,
}

/// Whether a finding is there in another way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// There is too little to say.
    TooLittle,
}

/// The density map: the cells that are not blank.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Density {
    /// Side of a cell, metres.
    pub cell_m: u32,
    /// Bandwidth, metres.
    pub bandwidth_m: u32,
    /// South-western and north-eastern corner of each cell, degrees: west, south, east, north.
    pub cells: Vec<[f64; 4]>,
    /// Class of each cell, 0 the lowest.
    pub classes: Vec<u8>,
    /// Events per square kilometre and four weeks of each cell, one decimal.
    pub values: Vec<f64>,
    /// Lower ends of the classes, events per square kilometre and four weeks: the same for every
    /// period of one picture.
    pub legend: Vec<f64>,
}

/// When it happens.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Hours {
    /// Monday first, 24 hours each; empty below 100 events.
    pub week: Vec<Vec<f64>>,
    /// Monday–Friday and the weekend, by night, morning, afternoon and evening.
    pub parts: Vec<Vec<f64>>,
    /// Events with an exact time.
    pub exact: u32,
    /// Events spread over the week evenly, since nobody knows within seven days.
    pub unknown: u32,
}

/// A series week by week.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Trend {
    /// The weeks, oldest first.
    pub weeks: Vec<TrendWeek>,
    /// The newest whole week against the twelve before.
    pub last: Answer<u32>,
}

/// One week.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct TrendWeek {
    /// Its Monday.
    pub monday: String,
    /// Events.
    pub events: u32,
    /// The most that is no alarm; none before twelve weeks.
    pub bound: Option<u32>,
    /// Above the bound, from enough events and people.
    pub is_alarm: bool,
    /// Who reports changed with this week.
    pub is_break: bool,
    /// Organisations that began.
    pub began: Vec<String>,
    /// Organisations that ended.
    pub ended: Vec<String>,
}

/// Near repeats of one category tile.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Repeats {
    /// Category tile.
    pub tile: String,
    /// Within 200 m, in the first and the second week.
    pub bands: Answer<Vec<RepeatRow>>,
}

/// One band of days.
#[derive(Debug, Clone, Copy, Serialize, ts_rs::TS)]
pub struct RepeatRow {
    /// From this day, included.
    pub from_days: u32,
    /// To this day, excluded.
    pub to_days: u32,
    /// Pairs seen.
    pub pairs: u32,
    /// Pairs by chance, rounded.
    pub expected: u32,
    /// Whether chance seldom gives as many.
    pub is_certain: bool,
}

/// Who reports, and how.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Sources {
    /// By organisation or claimed source, the most first.
    pub sources: Vec<SourceRow>,
    /// Reports by how they were found; the name is a code or empty.
    pub found: Vec<Tallied>,
    /// Reports by what a reviewer decided.
    pub reviewed: Vec<Tallied>,
    /// Whether the mix changed since the window before.
    pub mix: Answer<bool>,
}

/// One organisation or claimed source.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// Reports in the window.
    pub reports: u32,
    /// Reports in the window before, as long.
    pub before: u32,
    /// Weeks of the window with a report.
    pub active_weeks: u32,
    /// People or devices that reported.
    pub reporters: u32,
}

/// A cell of the Gi* export.
#[derive(Debug, Clone, Copy, Serialize, ts_rs::TS)]
pub struct GiCell {
    /// Middle, easting in metres.
    pub easting_m: f64,
    /// Middle, northing in metres.
    pub northing_m: f64,
    /// Events in the cell.
    pub events: u32,
    /// −3 … 3.
    pub class: i8,
    /// The statistic.
    pub z: f64,
}
