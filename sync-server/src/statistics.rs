//! Figures that others have counted by area, as the police's: read from a table of theirs, kept apart from what is
//! reported here, and never drawn as points.

mod period;
mod table;

use std::collections::BTreeMap;

use domain::day::Day;
use domain::text::Name;
use serde::{Deserialize, Serialize};

pub use period::Span;
pub use table::{TableError, read};

/// Rows of a file beyond which nothing is read.
pub const ROWS_MAX: usize = 200_000;

/// Which column holds what: kept under a name, so that the next file of the same kind needs only that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whose figures.
    pub source: Name,
    /// The column with an area's code or name.
    pub area: String,
    /// The column with what was counted; none: `counts` says it.
    #[serde(default)]
    pub category: Option<String>,
    /// What was counted, where no column says it.
    #[serde(default)]
    pub counts: Option<String>,
    /// The column with the period; none: every column whose heading is a period holds counts.
    #[serde(default)]
    pub period: Option<String>,
    /// The column with the count, where there is one with the period.
    #[serde(default)]
    pub count: Option<String>,
    /// Other names of areas in the file, each with the code here.
    #[serde(default)]
    pub areas: BTreeMap<String, String>,
}

/// An area that counts can be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownArea {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Code of the area.
    pub area: String,
    /// What was counted, in the source's own words.
    pub category: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// How many.
    pub count: u32,
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Rows in it.
    pub rows: usize,
    /// What can be taken.
    #[serde(skip)]
    pub figures: Vec<Figure>,
    /// How many figures that is.
    pub taken: usize,
    /// Cells that hold no count on purpose: empty, `..`, `-`.
    pub withheld: usize,
    /// What cannot be taken, by reason, with how often and the first line of each.
    pub rejected: Vec<Rejected>,
    /// The sum of each period.
    pub periods: Vec<PeriodSum>,
    /// The sum of each area.
    pub areas: Vec<AreaSum>,
}

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The reason, with the words it is about.
    pub why: String,
    /// How often.
    pub times: usize,
    /// The first line of the file where it stands, from 1.
    pub line: u64,
}

/// A period with its sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodSum {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// Everything counted in it.
    pub count: u64,
}

/// An area with its sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AreaSum {
    /// Its code.
    pub area: String,
    /// Everything counted in it.
    pub count: u64,
}
