//! One made-up report, and the line it is printed as.

use serde::{Deserialize, Serialize};

/// A made-up report. Nothing in it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyntheticReport {
    /// UUID version 7: the time of the report, the rest from the seed.
    pub id: String,
    /// RFC 3339 in Swedish time; for an interval the end, when it was found.
    pub observed_at: String,
    /// Start of the interval when the exact time is not known.
    pub observed_from: Option<String>,
    /// Longitude, WGS 84 degrees; none when the place was to be set later.
    pub lon: Option<f64>,
    /// Latitude, WGS 84 degrees.
    pub lat: Option<f64>,
    /// Accuracy as the phone gave it, metres.
    pub accuracy_m: Option<f64>,
    /// Code of the catalogue `est-se-default`.
    pub category: String,
    /// 1–4, at most one step from the catalogue's; 0 for a calm round.
    pub severity: u8,
    /// The words, Swedish, without personal data.
    pub text: String,
    /// The reporting organisation, made up.
    pub org: String,
    /// `guard`, `caretaker`, `police`, `municipal` or `rescue`.
    pub actor: String,
    /// The place or the street; none when there is no position.
    pub place_name: Option<String>,
    /// `patrol`, `notified` or `police_report`.
    pub discovered: String,
    /// Reports with the same value describe the same event. For scoring only: no product may read it.
    pub truth_event: String,
    /// Always true.
    pub synthetic: bool,
}

impl SyntheticReport {
    /// The report as one line of JSON, without the line break.
    #[must_use]
    pub fn to_ndjson_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
