//! What screens read of the plan.

use domain::assessment::{AreaSuggestion, Assessment};
use domain::catalogue::Label;
use domain::clock::UtcMillis;
use domain::measure::{Measure, Verdict};
use domain::role::Role;
use serde::Serialize;
use serde_json::{Map, Value};

/// A measure, and whether it should have been done.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct MeasureView {
    /// The measure.
    #[serde(flatten)]
    pub measure: Measure,
    /// Open after its day.
    pub is_overdue: bool,
}

/// One thing that was said of a document of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct PlanChange {
    /// When.
    pub at: UtcMillis,
    /// In which role.
    pub role: Role,
    /// For which organisation.
    pub organisation_name: String,
    /// The fields it set.
    #[ts(type = "Record<string, unknown>")]
    pub set: Map<String, Value>,
    /// The set it added to.
    pub to: Option<String>,
    /// What it added.
    #[ts(type = "unknown")]
    pub value: Option<Value>,
}

/// How many measures came to one verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct VerdictCount {
    /// The verdict.
    pub verdict: Verdict,
    /// How many.
    pub count: u32,
}

/// What came of a year's measures, the null results as plainly as the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct MeasureYear {
    /// The year.
    pub year: i32,
    /// In the order of the fixed words; none that did not occur.
    pub verdicts: Vec<VerdictCount>,
    /// How many were opened again because the effect had faded.
    pub reopened: u32,
    /// "3 trolig minskning, 5 ingen säker förändring, 4 för lite underlag".
    pub words: Label,
}

/// An area in a period: what is suggested, and what people decided.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct AreaStatus {
    /// The area's code.
    pub area: String,
    /// The area's name.
    pub name: String,
    /// The suggestion; absent on a device that does not carry every report. With its arithmetic for who
    /// may read every report.
    pub suggestion: Option<AreaSuggestion>,
    /// What was decided for the period.
    pub decided: Option<Assessment>,
    /// What was decided before, the newest first.
    pub earlier: Vec<Assessment>,
}
