//! The fields of an observation in the log: their names, their types, who may set them, and how a
//! merged document reads as an observation.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    ActionTaken, CapturedIn, Certainty, ClaimedSource, Discovered, Observation, Setting, SizeBand,
};
use crate::catalogue::{Catalogue, CategoryCode};
use crate::clock::UtcMillis;
use crate::id::{DocId, OpId};
use crate::incident::{MERGED_INTO, is_joining};
use crate::masking::{self, Masking, is_masking};
use crate::merge::{CONTESTS_SHOWN, Document};
use crate::op::DocType;
use crate::position::Position;
use crate::review::{AUTOMATIC, PREPAREDNESS, Review};
use crate::text::{Name, Note};
use crate::when::When;

/// What the one who captured it may set.
pub const REPORTER_FIELDS: &[&str] = &[
    "category",
    "catalogue",
    "severity",
    "when",
    "captured_between",
    "zone",
    "position",
    "place_name",
    "place_type",
    "setting",
    "certainty",
    "size_band",
    "recurring",
    "ongoing",
    "action_taken",
    "cost_band",
    "discovered",
    "note",
    "withdrawn",
    "source",
    "pass",
    "reference",
    "same_as",
];
/// What a reviewer may set besides.
pub const REVIEW_FIELDS: &[&str] = &["review", "incident", "assigned", PREPAREDNESS, AUTOMATIC];

/// The set of answers and notes added later.
pub const ANSWERS: &str = "answers";
/// A corrected time is shown as one moment when it is known to within two minutes.
const AS_GOOD_AS_EXACT_MS: i64 = 120_000;

/// Whether a value fits its field. Fields of newer versions fit always: they are kept, not read.
pub fn fits(field: &str, value: &Value) -> bool {
    if value.is_null() {
        return true;
    }
    match field {
        "category" => reads::<CategoryCode>(value),
        "severity" => value.as_u64().is_some_and(|severity| severity <= 4),
        "when" | "captured_between" => reads::<When>(value),
        "position" => reads::<Position>(value),
        "place_name" => reads::<Name>(value),
        "setting" => reads::<Setting>(value),
        "certainty" => reads::<Certainty>(value),
        "size_band" => reads::<SizeBand>(value),
        "recurring" | "ongoing" | PREPAREDNESS | AUTOMATIC => value.is_boolean(),
        "action_taken" => reads::<ActionTaken>(value),
        "discovered" => reads::<Discovered>(value),
        "note" | "withdrawn" => reads::<Note>(value),
        "source" => reads::<ClaimedSource>(value),
        "review" => reads::<Review>(value),
        "incident" | "same_as" | MERGED_INTO => reads::<DocId>(value),
        "catalogue" | "zone" | "place_type" | "cost_band" | "pass" | "assigned" | "reference" => {
            value.as_str().is_some_and(|text| text.len() <= 120)
        }
        field if is_joining(field) => value.is_boolean(),
        field if is_masking(field) => reads::<Masking>(value),
        _ => true,
    }
}

/// When it was captured. Where the device's clock was wrong, what is known of the true time counts
/// instead of what the clock said, which is kept beside it.
fn captured_when(document: &Document) -> When {
    let told = When::Exact { at: document.beginning.at };
    let Some(known) = read::<When>(document, "captured_between") else { return told };
    let (from, to) = (known.earliest(), known.latest());
    let width_ms = to.0.saturating_sub(from.0);
    if width_ms > AS_GOOD_AS_EXACT_MS {
        known
    } else {
        When::Exact { at: from.plus_ms(width_ms / 2) }
    }
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

/// A field's value, where it is there and reads.
pub(crate) fn read<T: DeserializeOwned>(document: &Document, field: &str) -> Option<T> {
    document.value(field).and_then(|value| T::deserialize(value).ok())
}

/// The decisions of reviewers about words.
pub(crate) type Masks<'a> = BTreeMap<(OpId, &'a str), Masking>;

/// A field that holds words: what a reviewer put in their place goes before them.
pub(crate) fn read_words<T: DeserializeOwned>(
    document: &Document,
    masks: &Masks<'_>,
    field: &str,
) -> Option<T> {
    let (value, op) = (document.value(field)?, document.fields.get(field)?.op);
    let mut value = Cow::Borrowed(value);
    for ((_, place), masking) in masks.iter().filter(|((masked, _), _)| *masked == op) {
        let Masking::Masked { text } = masking else { continue };
        let inside = place.strip_prefix(field).and_then(|rest| rest.strip_prefix('.'));
        if *place == field {
            value = Cow::Owned(Value::String(text.as_str().to_owned()));
        } else if let Some(words) = inside.and_then(|key| value.to_mut().get_mut(key)) {
            *words = Value::String(text.as_str().to_owned());
        }
    }
    T::deserialize(value.as_ref()).ok()
}

fn answers(document: &Document, masks: &Masks<'_>) -> Vec<Note> {
    let mut elements: Vec<_> = document.sets.get(ANSWERS).into_iter().flatten().collect();
    elements.sort_by_key(|(op, element)| (element.stamp, **op));
    let words = elements.into_iter().filter_map(|(op, element)| match masks.get(&(*op, ANSWERS)) {
        Some(Masking::Masked { text }) => Some(text.clone()),
        Some(Masking::Released | Masking::Kept) | None => Note::deserialize(&element.value).ok(),
    });
    words.collect()
}

impl Observation {
    /// Read a merged document; what its code counts as is the catalogue's to say. `None` when it is no
    /// observation or has no category yet, as when an amendment arrived before the report itself.
    pub fn read(document: &Document, catalogue: &Catalogue) -> Option<Self> {
        if document.of != DocType::Observation {
            return None;
        }
        let category: CategoryCode = read(document, "category")?;
        let beginning = document.beginning;
        let masks = masking::decisions(document);
        let mut contested: Vec<String> = document
            .contests
            .iter()
            .map(|contest| contest.field.clone())
            .filter(|field| CONTESTS_SHOWN.contains(&field.as_str()))
            .collect();
        contested.sort();
        contested.dedup();
        Some(Self {
            id: document.id,
            observation_type: catalogue.observation_type(&category),
            severity: read(document, "severity")
                .unwrap_or_else(|| catalogue.default_severity(&category)),
            catalogue: read(document, "catalogue").unwrap_or_else(|| catalogue.reference()),
            when: read(document, "when").unwrap_or_else(|| captured_when(document)),
            zone: read(document, "zone").unwrap_or_else(|| "Europe/Stockholm".to_owned()),
            position: read(document, "position"),
            place_name: read_words(document, &masks, "place_name"),
            place_type: read(document, "place_type"),
            setting: read(document, "setting"),
            certainty: read(document, "certainty"),
            size_band: read(document, "size_band"),
            recurring: read(document, "recurring"),
            ongoing: read(document, "ongoing"),
            action_taken: read(document, "action_taken"),
            cost_band: read(document, "cost_band"),
            discovered: read(document, "discovered"),
            note: read_words(document, &masks, "note"),
            reference: read(document, "reference"),
            same_as: read(document, "same_as"),
            withdrawn: read_words(document, &masks, "withdrawn"),
            source: read_words(document, &masks, "source"),
            captured_in: captured_in(document),
            captured_at: beginning.at,
            received_at: beginning.received_at,
            organisation: beginning.author.organisation,
            role: beginning.author.role,
            review: read_words(document, &masks, "review").unwrap_or(Review::New),
            automatic: is_automatic(document),
            assigned: read(document, "assigned"),
            preparedness: read(document, PREPAREDNESS).unwrap_or(false),
            incident: read(document, "incident"),
            photos: u32::try_from(document.elements("photos").len()).unwrap_or(u32::MAX),
            answers: answers(document, &masks),
            answered: is_answered(document),
            asked_at: asked_at(document),
            contested,
            category,
        })
    }
}

fn captured_in(document: &Document) -> CapturedIn {
    if document.value("source").is_some() {
        CapturedIn::Import
    } else if document.beginning.author.user.is_some() {
        CapturedIn::Browser
    } else {
        CapturedIn::App
    }
}

/// A person's decision after the server's takes its mark away.
fn is_automatic(document: &Document) -> bool {
    let by = |field: &str| document.fields.get(field).map(|register| register.op);
    document.value(AUTOMATIC) == Some(&Value::Bool(true)) && by(AUTOMATIC) == by("review")
}

/// When what was decided last was decided, where that is a question.
fn asked_at(document: &Document) -> Option<UtcMillis> {
    let decided = document.fields.get("review")?;
    let is_asked = matches!(Review::deserialize(&decided.value), Ok(Review::Asked { .. }));
    is_asked.then_some(decided.stamp.at)
}

/// A newer question takes the older answers' force.
fn is_answered(document: &Document) -> bool {
    let asked = document.fields.get("review").map(|register| register.stamp);
    let answered = document.sets.get(ANSWERS).into_iter().flatten();
    answered.map(|(_, element)| element.stamp).max() > asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_must_fit_its_field_and_newer_fields_always_do() {
        assert!(fits("severity", &json!(4)));
        assert!(!fits("severity", &json!(5)));
        assert!(!fits("severity", &json!("2")));
        assert!(!fits("position", &json!({"lon": 500, "lat": 0, "source": "gps"})));
        assert!(!fits("note", &json!("x".repeat(501))));
        assert!(fits("note", &Value::Null));
        assert!(fits("a_field_of_next_year", &json!([1, 2, 3])));
    }
}
