//! *Bedömning*: the status of an area for a period, decided by people. A suggestion with its arithmetic stands
//! beside it and is kept with it; nothing is decided by a computer. An area and a period are one document.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::UtcMillis;
use crate::day::Day;
use crate::id::DocId;
use crate::masking;
use crate::merge::Document;
use crate::observation::{Certainty, read, read_words};
use crate::op::DocType;
use crate::plan::{PlanEntry, PlanError};
use crate::text::{Name, Note};

/// The field of the suggestion as it stood when somebody decided.
pub(crate) const SUGGESTION: &str = "suggestion";
/// Reports without which nothing leaves green.
pub const LEAST_REPORTS: u32 = 3;
/// Organisations without which nothing leaves green.
pub const LEAST_ORGANISATIONS: u32 = 2;
/// Weeks that a period is held against.
pub const BASELINE_WEEKS: i32 = 12;
/// A usual period counts as at least so many points: a doubling of nothing is nothing.
const LEAST_BASELINE: f64 = 4.0;

/// The status.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS
)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// *Grön*: normalläge.
    Green,
    /// *Gul*: ökad vaksamhet.
    Yellow,
    /// *Orange*: samordnade insatser.
    Orange,
    /// *Röd*: kraftsamling.
    Red,
}

/// A suggestion, with its arithmetic for whoever may read every report: from sums of neighbouring weeks
/// others could work out counts under three.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct AreaSuggestion {
    /// What is suggested.
    pub colour: Colour,
    /// What it follows from; absent for somebody who is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub arithmetic: Option<Arithmetic>,
}

/// What a suggestion follows from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Arithmetic {
    /// Severity times certainty of the period's reports, summed.
    pub points: f64,
    /// The same in a usual period: the mean of the 12 weeks before.
    pub usual: f64,
    /// Reports in the period.
    pub reports: u32,
    /// From how many organisations.
    pub organisations: u32,
}

impl AreaSuggestion {
    /// The same for somebody who is told no small counts.
    pub fn without_arithmetic(self) -> Self {
        Self { arithmetic: None, ..self }
    }
}

/// What a report's severity counts by how its reporter knows.
pub fn weight(certainty: Option<Certainty>) -> f64 {
    match certainty {
        Some(Certainty::SeenMyself) | None => 1.0,
        Some(Certainty::Traces) => 0.8,
        Some(Certainty::ToldByOther) => 0.5,
    }
}

/// The suggestion: green below 3 reports or 2 organisations; then by how many times the usual the points
/// are: yellow from 1.5, orange from 2.5, red from 4.
pub fn suggest(points: f64, usual: f64, (reports, organisations): (u32, u32)) -> AreaSuggestion {
    let times = points / usual.max(LEAST_BASELINE);
    let colour = match () {
        () if reports < LEAST_REPORTS || organisations < LEAST_ORGANISATIONS => Colour::Green,
        () if times >= 4.0 => Colour::Red,
        () if times >= 2.5 => Colour::Orange,
        () if times >= 1.5 => Colour::Yellow,
        () => Colour::Green,
    };
    AreaSuggestion {
        colour,
        arithmetic: Some(Arithmetic { points, usual, reports, organisations }),
    }
}

/// Whether these days are one whole week, Monday to Sunday. Others than those who read every report ask
/// for whole weeks only: from days that overlap they could tell single reports.
pub fn is_whole_week(from: Day, until: Day) -> bool {
    from.is_monday() && until.days_since(from) == 6
}

/// The document of an area and a period that begins on a day; the same on every device.
pub fn document(area: &str, from: Day) -> DocId {
    let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 assessment v1");
    hasher.update(from.to_string().as_bytes());
    hasher.update(area.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    DocId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// What somebody decides, as they say it: the fields, `area` and `from` among them.
#[derive(Debug, Clone, PartialEq, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Assessing {
    /// The fields.
    #[ts(type = "Record<string, unknown>")]
    pub set: Map<String, Value>,
    /// Why words are sent that the check of free text marks.
    #[serde(default)]
    #[ts(optional)]
    pub because: Option<Note>,
}

impl Assessing {
    /// The same with a suggestion as it stands now.
    #[must_use]
    pub fn beside(mut self, suggestion: Option<AreaSuggestion>) -> Self {
        let value = suggestion.and_then(|it| serde_json::to_value(it).ok()).unwrap_or_default();
        self.set.insert(SUGGESTION.to_owned(), value);
        self
    }

    /// Which area, and which days.
    pub fn period(&self) -> Option<(&str, Day, Day)> {
        let day = |field: &str| Day::deserialize(self.set.get(field)?).ok();
        Some((self.set.get("area")?.as_str()?, day("from")?, day("until")?))
    }

    /// As an entry of the plan: which document it is follows from area and period.
    ///
    /// # Errors
    /// When the area or the first day is missing.
    pub fn entry(self) -> Result<PlanEntry, PlanError> {
        let area = self.set.get("area").and_then(Value::as_str);
        let from = self.set.get("from").and_then(|from| Day::deserialize(from).ok());
        let (Some(area), Some(from)) = (area, from) else {
            return Err(PlanError::Value("area".to_owned()));
        };
        Ok(PlanEntry {
            doc: document(area, from),
            of: DocType::Assessment,
            set: self.set,
            to: None,
            value: None,
            because: self.because,
        })
    }
}

/// Whether a value fits its field. `null` clears; fields of newer versions fit always.
pub fn fits(field: &str, value: &Value) -> bool {
    match field {
        "area" | "name" => reads::<Name>(value),
        "from" | "until" => reads::<Day>(value),
        "colour" => reads::<Colour>(value),
        "reason" => value.is_null() || reads::<Note>(value),
        "decided_by" => value.is_null() || reads::<Name>(value),
        SUGGESTION => value.is_null() || reads::<AreaSuggestion>(value),
        _ => true,
    }
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

/// A decided status.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Assessment {
    /// Its id.
    pub id: DocId,
    /// The area's code.
    pub area: Name,
    /// The area's name.
    pub name: Name,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// The status.
    pub colour: Colour,
    /// Why.
    pub reason: Option<Note>,
    /// Which function or body decided.
    pub decided_by: Option<Name>,
    /// The suggestion as it stood then.
    pub suggestion: Option<AreaSuggestion>,
    /// Whether two desks decided differently without having seen each other's.
    pub is_contested: bool,
    /// When it was decided.
    pub decided_at: UtcMillis,
}

impl Assessment {
    /// Read a merged document; `None` when it is no assessment, or not of the area it names.
    pub fn read(document: &Document) -> Option<Self> {
        if document.of != DocType::Assessment {
            return None;
        }
        let masks = masking::decisions(document);
        let area: Name = read(document, "area")?;
        let from: Day = read(document, "from")?;
        if self::document(area.as_str(), from) != document.id {
            return None;
        }
        Some(Self {
            id: document.id,
            name: read_words(document, &masks, "name")?,
            area,
            from,
            until: read(document, "until")?,
            colour: read(document, "colour")?,
            reason: read_words(document, &masks, "reason"),
            decided_by: read_words(document, &masks, "decided_by"),
            suggestion: read(document, SUGGESTION),
            is_contested: document.contests.iter().any(|contest| contest.field == "colour"),
            decided_at: document.latest.at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_green_without_three_reports_from_two_organisations() {
        assert_eq!(suggest(40.0, 4.0, (2, 2)).colour, Colour::Green);
        assert_eq!(suggest(40.0, 4.0, (9, 1)).colour, Colour::Green);
        assert_eq!(suggest(40.0, 4.0, (9, 2)).colour, Colour::Red);
    }

    #[test]
    fn a_whole_week_begins_on_a_monday_and_ends_on_its_sunday() {
        let whole =
            |from: &str, until: &str| is_whole_week(from.parse().unwrap(), until.parse().unwrap());
        assert!(whole("2026-02-23", "2026-03-01") && whole("1970-01-05", "1970-01-11"));
        assert!(!whole("2026-02-24", "2026-03-02") && !whole("2026-02-23", "2026-02-28"));
    }

    #[test]
    fn the_colour_follows_how_many_times_the_usual_it_is() {
        let colour = |points, usual| suggest(points, usual, (5, 3)).colour;
        assert_eq!(colour(14.0, 10.0), Colour::Green);
        assert_eq!(colour(15.0, 10.0), Colour::Yellow);
        assert_eq!(colour(25.0, 10.0), Colour::Orange);
        assert_eq!(colour(40.0, 10.0), Colour::Red);
        // Five points where nothing is usual are no reason to gather forces.
        assert_eq!(colour(5.0, 0.0), Colour::Green);
    }
}
