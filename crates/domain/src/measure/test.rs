//! A declared test: what will be counted, where, against what and for how long. Written before the
//! measure begins, so that nobody chooses the figure after having seen it.

use serde::{Deserialize, Serialize};

use super::{RADIUS_MAX_M, RADIUS_MIN_M};
use crate::catalogue::CategoryCode;
use crate::day::Day;

/// Weeks after the start that a test may look at.
const HORIZONS: [u8; 3] = [12, 26, 52];
/// Reach of the ring around the place, metres.
const BUFFER_M: std::ops::RangeInclusive<u16> = 100..=1_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// Every event.
    Events,
    /// Events that somebody reported, not those found on patrol: for measures that bring more patrols.
    NotFoundOnPatrol,
}

/// What the place is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same categories in the rest of the municipality, beyond the ring.
    Rest,
}

/// A test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "Parts")]
pub struct DeclaredTest {
    from: Day,
    lon: f64,
    lat: f64,
    radius_m: u16,
    buffer_m: u16,
    #[ts(as = "Vec<CategoryCode>")]
    categories: Vec<CategoryCode>,
    indicator: Indicator,
    comparison: Comparison,
    horizon_weeks: u8,
    expected_percent: i8,
    chosen_by_weeks: u8,
}

#[derive(Deserialize)]
struct Parts {
    from: Day,
    lon: f64,
    lat: f64,
    radius_m: u16,
    buffer_m: u16,
    #[serde(default)]
    categories: Vec<CategoryCode>,
    indicator: Indicator,
    comparison: Comparison,
    horizon_weeks: u8,
    expected_percent: i8,
    chosen_by_weeks: u8,
}

/// Why a test cannot be declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TestError {
    /// Not on earth, or a circle or a ring out of range.
    #[error("the circle is not on earth, or its reach or ring is out of range")]
    Circle,
    /// Another horizon.
    #[error("the horizon is 12, 26 or 52 weeks")]
    Horizon,
    /// No change, or more than all.
    #[error("the expected change is between -95 and 100 percent and not 0")]
    Change,
    /// The choice rests on more weeks than may be left out of the baseline.
    #[error("the weeks that led to the choice are at most 25 of the 52 before")]
    Choice,
}

impl TryFrom<Parts> for DeclaredTest {
    type Error = TestError;

    fn try_from(parts: Parts) -> Result<Self, TestError> {
        let is_on_earth =
            (-180.0..=180.0).contains(&parts.lon) && (-90.0..=90.0).contains(&parts.lat);
        let is_circle = (RADIUS_MIN_M..=RADIUS_MAX_M).contains(&parts.radius_m);
        if !is_on_earth || !is_circle || !BUFFER_M.contains(&parts.buffer_m) {
            return Err(TestError::Circle);
        }
        if !HORIZONS.contains(&parts.horizon_weeks) {
            return Err(TestError::Horizon);
        }
        if parts.expected_percent == 0 || !(-95..=100).contains(&parts.expected_percent) {
            return Err(TestError::Change);
        }
        if parts.chosen_by_weeks > 25 {
            return Err(TestError::Choice);
        }
        let Parts { from, lon, lat, radius_m, buffer_m, categories, indicator, .. } = parts;
        Ok(Self {
            from,
            lon,
            lat,
            radius_m,
            buffer_m,
            categories,
            indicator,
            comparison: parts.comparison,
            horizon_weeks: parts.horizon_weeks,
            expected_percent: parts.expected_percent,
            chosen_by_weeks: parts.chosen_by_weeks,
        })
    }
}

impl DeclaredTest {
    /// The first day with the measure.
    pub fn from(&self) -> Day {
        self.from
    }

    /// Middle of the place, degrees, WGS 84: longitude, latitude.
    pub fn lon_lat(&self) -> (f64, f64) {
        (self.lon, self.lat)
    }

    /// Reach of the place, metres.
    pub fn radius_m(&self) -> f64 {
        f64::from(self.radius_m)
    }

    /// Width of the ring around it, metres.
    pub fn buffer_m(&self) -> f64 {
        f64::from(self.buffer_m)
    }

    /// Codes; a tile's code stands for all of its subcategories. None: all.
    pub fn categories(&self) -> &[CategoryCode] {
        &self.categories
    }

    /// What is counted.
    pub fn indicator(&self) -> Indicator {
        self.indicator
    }

    /// Weeks after the start.
    pub fn horizon_weeks(&self) -> u8 {
        self.horizon_weeks
    }

    /// Events after over events without the measure, as it is hoped for: 0.5 for a halving.
    pub fn expected_ratio(&self) -> f64 {
        1.0 + f64::from(self.expected_percent) / 100.0
    }

    /// Weeks before the start that led to the choice of the place.
    pub fn chosen_by_weeks(&self) -> u8 {
        self.chosen_by_weeks
    }
}
