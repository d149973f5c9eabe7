//! A pass (rond): what is told of it is the time in each square of 100 m and ISO week, and nothing of the
//! line that was walked. The line is read here, on the phone that recorded it, and goes no further.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::UtcMillis;
use crate::crs::ReferenceSystem;
use crate::id::DocId;
use crate::merge::Document;
use crate::op::{Body, DocType};

/// Side of a square of EPSG:3006, metres: the net of the analysis and of the national statistics.
pub const CELL_M: f64 = 100.0;
/// Longer than this without a point is a gap: nobody knows where its time was spent.
pub const GAP_MS: i64 = 3 * 60_000;
/// Seconds in a square from which a pass has visited it; walking straight through takes longer.
pub const VISIT_SECONDS: u32 = 60;
/// Most squares of one pass; where more were passed, those with the least time are left out.
pub const CELLS_MAX: usize = 3_000;
/// Seconds of a week: more than this nobody was anywhere in one.
const WEEK_SECONDS: u32 = 7 * 86_400;
/// The field that holds the effort.
const EFFORT: &str = "effort";
/// The net within which squares are numbered, so that a slip of the pen is no place on the map.
const COLUMNS: std::ops::RangeInclusive<i32> = 0..=20_000;
const ROWS: std::ops::RangeInclusive<i32> = 50_000..=90_000;

/// An ISO week, written `2026-W47`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    year: u16,
    number: u8,
}

/// A text that names no ISO week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a week is written as 2026-W47, not `{0}`")]
pub struct NoSuchWeek(String);

impl Week {
    /// A week, 1 to 53, of an ISO year. Which years have a week 53 is not checked.
    ///
    /// # Errors
    /// When there is no such week.
    pub fn new(year: i32, number: u32) -> Result<Self, NoSuchWeek> {
        let bad = || NoSuchWeek(format!("{year}-W{number}"));
        if !(1970..=9000).contains(&year) || !(1..=53).contains(&number) {
            return Err(bad());
        }
        let year = u16::try_from(year).map_err(|_| bad())?;
        Ok(Self { year, number: u8::try_from(number).map_err(|_| bad())? })
    }

    /// The ISO year.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// 1 to 53.
    pub fn number(self) -> u32 {
        u32::from(self.number)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-W{:02}", self.year, self.number)
    }
}

impl FromStr for Week {
    type Err = NoSuchWeek;

    fn from_str(text: &str) -> Result<Self, NoSuchWeek> {
        let bad = || NoSuchWeek(text.chars().take(20).collect());
        let (year, number) = text.split_once("-W").ok_or_else(bad)?;
        let week = Self::new(year.parse().map_err(|_| bad())?, number.parse().map_err(|_| bad())?)?;
        // One way to write it, so that a week is not summed in two rows.
        if week.to_string() == text { Ok(week) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Week {
    type Error = NoSuchWeek;

    fn try_from(text: String) -> Result<Self, NoSuchWeek> {
        text.parse()
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

/// One point of the line of a pass. Never part of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct TrackPoint {
    /// When.
    pub at: UtcMillis,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Nothing was recorded before this one: a start, a pause, a killed app.
    #[serde(default)]
    pub begins: bool,
}

/// Time in one square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(i32, i32, u32)", into = "(i32, i32, u32)")]
pub struct Stay {
    /// Column of the square: easting of its corner in EPSG:3006, hundreds of metres.
    pub column: i32,
    /// Row: northing, hundreds of metres.
    pub row: i32,
    /// Time in it, seconds.
    pub seconds: u32,
}

impl From<(i32, i32, u32)> for Stay {
    fn from((column, row, seconds): (i32, i32, u32)) -> Self {
        Self { column, row, seconds }
    }
}

impl From<Stay> for (i32, i32, u32) {
    fn from(stay: Stay) -> Self {
        (stay.column, stay.row, stay.seconds)
    }
}

impl Stay {
    /// Middle of the square in WGS 84 degrees, longitude first.
    pub fn middle(&self) -> (f64, f64) {
        let along = |number: i32| (f64::from(number) + 0.5) * CELL_M;
        let at = crate::crs::Plane::new(along(self.column), along(self.row));
        ReferenceSystem::Sweref99Tm.to_lon_lat(at)
    }
}

/// Time by week and square: all that leaves the phone.
pub type Effort = BTreeMap<Week, Vec<Stay>>;

/// The time of a line by week and square of EPSG:3006, whole seconds. The time between two points is spread
/// evenly along the straight line between them; what lies between the ends of a gap counts nowhere, and
/// neither does what lies outside Sweden. `week_of` tells the local week of an instant.
pub fn effort(track: &[TrackPoint], week_of: impl Fn(UtcMillis) -> Option<Week>) -> Effort {
    let mut spent: BTreeMap<(Week, i32, i32), i64> = BTreeMap::new();
    for pair in track.windows(2) {
        let [from, to] = pair else { continue };
        let ms = to.at.0.saturating_sub(from.at.0);
        if to.begins || !(1..=GAP_MS).contains(&ms) {
            continue;
        }
        let (Some(start), Some(end)) = (plane(from), plane(to)) else { continue };
        let steps = (start.distance_m(end) / (CELL_M / 4.0)).ceil().clamp(1.0, 1_000.0) as i64;
        for step in 0..steps {
            let part = (step as f64 + 0.5) / steps as f64;
            let along = |a: f64, b: f64| ((a + (b - a) * part) / CELL_M).floor() as i32;
            let column = along(start.easting_m, end.easting_m);
            let row = along(start.northing_m, end.northing_m);
            // Differences of whole parts, so that the steps add up to the time between the points.
            let (begin, until) = (ms * step / steps, ms * (step + 1) / steps);
            if let Some(week) = week_of(from.at.plus_ms(begin)) {
                *spent.entry((week, column, row)).or_default() += until - begin;
            }
        }
    }
    let mut stays: Vec<(Week, Stay)> = spent
        .into_iter()
        .map(|((week, column, row), ms)| {
            let seconds = u32::try_from((ms + 500) / 1_000).unwrap_or(WEEK_SECONDS);
            (week, Stay { column, row, seconds: seconds.min(WEEK_SECONDS) })
        })
        .filter(|(_, stay)| stay.seconds > 0)
        .collect();
    stays.sort_by_key(|(week, stay)| (std::cmp::Reverse(stay.seconds), *week, *stay));
    stays.truncate(CELLS_MAX);
    let mut effort = Effort::new();
    for (week, stay) in stays {
        effort.entry(week).or_default().push(stay);
    }
    for stays in effort.values_mut() {
        stays.sort_unstable();
    }
    effort
}

/// Plane metres of a point in Sweden.
fn plane(point: &TrackPoint) -> Option<crate::crs::Plane> {
    let TrackPoint { lon, lat, .. } = *point;
    let system = ReferenceSystem::for_extent(lon, lat, lon, lat);
    (system == ReferenceSystem::Sweref99Tm).then(|| system.to_plane(lon, lat))
}

/// What tells of a pass so far. Told again it replaces what was told before, so that nothing is summed
/// twice.
pub fn body(pass: DocId, effort: &Effort) -> Body {
    let fields = Map::from_iter([(EFFORT.to_owned(), json!(effort))]);
    Body::set(pass, DocType::Patrol, fields)
}

/// The effort a document tells of; empty for any other document.
pub fn read(document: &Document) -> Effort {
    let told = document.value(EFFORT).filter(|_| document.of == DocType::Patrol);
    told.and_then(checked).unwrap_or_default()
}

/// Whether a value may be set on a field of a pass. Fields of newer versions may.
pub fn fits(field: &str, value: &Value) -> bool {
    field != EFFORT || checked(value).is_some()
}

/// Squares in Sweden, each once a week, none longer than the week.
fn checked(value: &Value) -> Option<Effort> {
    let effort = Effort::deserialize(value).ok()?;
    let mut left = CELLS_MAX;
    for stays in effort.values() {
        left = left.checked_sub(stays.len())?;
        let mut squares: Vec<_> = stays.iter().map(|stay| (stay.column, stay.row)).collect();
        squares.sort_unstable();
        let is_once = squares.windows(2).all(|pair| pair[0] != pair[1]);
        let is_there = |stay: &Stay| {
            COLUMNS.contains(&stay.column)
                && ROWS.contains(&stay.row)
                && (1..=WEEK_SECONDS).contains(&stay.seconds)
        };
        let seconds: u64 = stays.iter().map(|stay| u64::from(stay.seconds)).sum();
        // Rounding may give each square half a second more.
        let most = u64::from(WEEK_SECONDS) + stays.len() as u64;
        if !is_once || seconds > most || !stays.iter().all(is_there) {
            return None;
        }
    }
    Some(effort)
}

#[cfg(test)]
mod tests;
