//! *Maskning*: which words of an operation wait until a reviewer has looked at them, what an operation
//! is without them, and what the reviewer decides. Everything that is not known to be a code is text.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::assessment::SUGGESTION;
use crate::id::{DocId, OpId};
use crate::incident::is_joining;
use crate::measure::is_review;
use crate::merge::Document;
use crate::op::{Body, DocType};
use crate::privacy;
use crate::text::Note;

/// What stands in the place of words that are withheld.
pub const WITHHELD: &str = "…";
/// Where an operation's own reason for sending marked text lies.
pub const BECAUSE: &str = "because";
/// Exact counts that an operation holds: of a suggestion's arithmetic, or of what a declared test
/// counted. Who does not read every report reads the operation without them, and nobody releases them.
pub const COUNTS: &str = "counts";
/// The set of a report's photos. A new photo waits too: nobody has looked at it.
pub const PHOTOS: &str = "photos";
/// Before the operation and the place in it that a decision is about.
pub const MASK: &str = "mask.";
/// Parts of an operation that hold no words of a person.
const STRUCTURE: [&str; 11] =
    ["doc", "of", "kind", "base", "removes", "erases", "hlc", "at", "schema", "blobs", "by"];
/// Fields that hold codes, numbers and times.
const CODES: [&str; 24] = [
    "category",
    "catalogue",
    "severity",
    "when",
    "captured_between",
    "zone",
    "position",
    "place_type",
    "setting",
    "certainty",
    "size_band",
    "recurring",
    "ongoing",
    "action_taken",
    "cost_band",
    "discovered",
    "pass",
    "effort",
    "incident",
    "assigned",
    "preparedness",
    "of_incident",
    "for_organisation",
    "coarse",
];

/// What a reviewer decided about words that were held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Masking {
    /// *Släpp*: they may be read as they are.
    Released,
    /// *Maskera*: these words are read instead.
    Masked {
        /// Instead.
        text: Note,
    },
    /// *Behåll dold*: nobody else reads them.
    Kept,
}

/// A decision about one place in one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct MaskingDecision {
    /// The document.
    pub doc: DocId,
    /// What that document is.
    pub of: DocType,
    /// The operation that holds the words.
    pub op: OpId,
    /// The place in it.
    pub place: String,
    /// What was decided.
    #[serde(flatten)]
    pub masking: Masking,
}

impl MaskingDecision {
    /// As an operation.
    pub fn body(&self) -> Body {
        let value = serde_json::to_value(&self.masking).unwrap_or_default();
        Body::set(self.doc, self.of, Map::from_iter([(field(self.op, &self.place), value)]))
    }
}

/// The field that holds the decision about a place in an operation.
pub fn field(op: OpId, place: &str) -> String {
    format!("{MASK}{op}.{place}")
}

/// Whether a field holds such a decision.
pub fn is_masking(field: &str) -> bool {
    field.starts_with(MASK)
}

/// The operation and the place that a field decides about.
pub fn place(field: &str) -> Option<(OpId, &str)> {
    let (op, place) = field.strip_prefix(MASK)?.split_once('.')?;
    Some((op.parse().ok()?, place))
}

/// Every decision in a document.
pub fn decisions(document: &Document) -> BTreeMap<(OpId, &str), Masking> {
    let fields = document.fields.range(MASK.to_owned()..);
    fields
        .take_while(|(field, _)| is_masking(field))
        .filter_map(|(field, register)| {
            Some((place(field)?, Masking::deserialize(&register.value).ok()?))
        })
        .collect()
}

/// The places of an operation that hold words which may be personal data, or a new photo.
pub fn suspicious(body: &str) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    let Ok(mut body) = serde_json::from_str::<Value>(body) else { return places };
    if body["kind"] == "add" && body["to"] == PHOTOS {
        places.insert(PHOTOS.to_owned());
    }
    if may_hold_counts(&body).is_some() && without_counts(&mut body.clone()) {
        places.insert(COUNTS.to_owned());
    }
    texts(&mut body, &mut |place, text| {
        if !places.contains(place) && !privacy::check(text).is_empty() {
            places.insert(place.to_owned());
        }
    });
    places
}

/// The words at a place of an operation, several of them on lines of their own.
pub fn words(body: &str, place: &str) -> Option<String> {
    let mut body = serde_json::from_str::<Value>(body).ok()?;
    let mut found = Vec::new();
    texts(&mut body, &mut |at, text| {
        if at == place {
            found.push(text.clone());
        }
    });
    (!found.is_empty()).then(|| found.join("\n"))
}

/// The operation as those read it who may not see what is at these places. `None` when it is no JSON.
/// The reason for sending marked text goes with words: it is for reviewers only.
pub fn redact(body: &str, places: &BTreeSet<String>) -> Option<String> {
    let mut body = serde_json::from_str::<Value>(body).ok()?;
    texts(&mut body, &mut |place, text| {
        if places.contains(place) {
            WITHHELD.clone_into(text);
        }
    });
    if places.contains(COUNTS) {
        without_counts(&mut body);
    }
    if let Some(parts) = body.as_object_mut()
        && places.iter().any(|place| place != COUNTS)
    {
        parts.remove(BECAUSE);
    }
    serde_json::to_string(&body).ok()
}

/// The part of a field that would hold exact counts, by what the operation is about.
fn may_hold_counts(body: &Value) -> Option<&'static str> {
    match body["of"].as_str()? {
        "assessment" => Some("arithmetic"),
        "measure" => Some("words"),
        _ => None,
    }
}

/// Take exact counts out of an operation. Returns whether it held any.
fn without_counts(body: &mut Value) -> bool {
    let Some(part) = may_hold_counts(body) else { return false };
    let Some(fields) = body["set"].as_object_mut() else { return false };
    let held = fields.iter_mut().filter(|(field, _)| *field == SUGGESTION || is_review(field));
    held.fold(false, |found, (_, value)| match value.get_mut(part) {
        Some(Value::Array(words)) => !std::mem::take(words).is_empty() || found,
        Some(arithmetic @ Value::Object(_)) => {
            *arithmetic = Value::Null;
            true
        }
        _ => found,
    })
}

/// Hand every text of an operation to `each`, with its place.
fn texts(body: &mut Value, each: &mut impl FnMut(&str, &mut String)) {
    let Some(parts) = body.as_object_mut() else { return };
    let set = parts.get("to").and_then(Value::as_str).unwrap_or("value").to_owned();
    for (part, value) in parts.iter_mut() {
        match (part.as_str(), value) {
            ("to", _) => {}
            ("set", Value::Object(fields)) => {
                for (field, value) in fields {
                    if !CODES.contains(&field.as_str()) && !is_masking(field) && !is_joining(field)
                    {
                        walk(value, field, each);
                    }
                }
            }
            ("value", value) => walk(value, &set, each),
            (part, value) if !STRUCTURE.contains(&part) => walk(value, part, each),
            _ => {}
        }
    }
}

fn walk(value: &mut Value, place: &str, each: &mut impl FnMut(&str, &mut String)) {
    match value {
        Value::String(text) if is_a_name_of_something(text) => {}
        Value::String(text) => each(place, text),
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, place, each)),
        Value::Object(values) => {
            for (key, value) in values {
                walk(value, &format!("{place}.{key}"), each);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An id or the name of an attachment: made by the program, and told apart by its length.
fn is_a_name_of_something(text: &str) -> bool {
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash || (text.len() == 36 && uuid::Uuid::try_parse(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn report(fields: Value) -> Body {
        let Value::Object(fields) = fields else { unreachable!() };
        Body::set(DocId(Uuid::from_u128(1)), DocType::Observation, fields)
    }

    fn written(body: &Body) -> String {
        serde_json::to_string(body).unwrap()
    }

    #[test]
    fn words_of_a_person_are_found_wherever_they_stand() {
        let note = written(&report(json!({"note": "Ring 070-174 06 05", "category": "place"})));
        assert_eq!(suspicious(&note), BTreeSet::from(["note".to_owned()]));
        let asked = json!({"review": {"state": "asked", "question": "Är det Sven Blomqvist?"}});
        let asked = written(&report(asked));
        assert_eq!(suspicious(&asked), BTreeSet::from(["review.question".to_owned()]));
        let newer = json!({"minutes": [{"said_by": "Sven Blomqvist"}]});
        assert_eq!(
            suspicious(&written(&report(newer))),
            BTreeSet::from(["minutes.said_by".to_owned()])
        );
        let words = ("answers", json!("Hon nås på gunnel@exempel.se"));
        let answer = Body::add(DocId(Uuid::from_u128(1)), DocType::Observation, words);
        assert_eq!(suspicious(&written(&answer)), BTreeSet::from(["answers".to_owned()]));
        let because = Note::new("Sven Blomqvist bad om det").unwrap();
        let because = report(json!({"severity": 1})).because(Some(because));
        assert_eq!(suspicious(&written(&because)), BTreeSet::from([BECAUSE.to_owned()]));
    }

    #[test]
    fn days_and_codes_of_a_measure_are_no_words() {
        let Value::Object(fields) = json!({
            "from": "2026-03-02", "due": "1985-12-01", "status": "decided", "horizon": "short",
            "measure_type": "presence", "title": "Fler ronder vid Stora torget",
        }) else {
            unreachable!()
        };
        let body = Body::set(DocId(Uuid::from_u128(1)), DocType::Measure, fields);
        assert_eq!(suspicious(&written(&body)), BTreeSet::new());
    }

    #[test]
    fn codes_and_ids_are_no_words() {
        let body = report(json!({
            "category": "vandalism.graffiti", "catalogue": "est-se-default@1",
            "zone": "Europe/Stockholm", "incident": "0190f3c2-1111-7abc-8def-070174060599",
            "review": {"state": "duplicate", "of": "0190f3c2-1111-7abc-8def-070174060599"},
        }));
        assert!(suspicious(&written(&body)).is_empty());
    }

    #[test]
    fn a_redacted_operation_holds_nothing_of_what_was_withheld_and_all_else() {
        let because = Note::new("han bad om det").unwrap();
        let body = report(json!({"note": "Ring 070-174 06 05", "severity": 2, "next_year": [1]}));
        let body = written(&body.because(Some(because)));
        let less = redact(&body, &suspicious(&body)).unwrap();
        let read: Value = serde_json::from_str(&less).unwrap();
        let fields = json!({"note": WITHHELD, "severity": 2, "next_year": [1]});
        assert_eq!((&read["set"], read.get(BECAUSE)), (&fields, None));
        assert!(!less.contains("070") && !less.contains("bad om"));
        assert_eq!(words(&body, "note").as_deref(), Some("Ring 070-174 06 05"));
    }

    #[test]
    fn exact_counts_of_the_plan_are_withheld_and_the_colour_and_the_finding_stay() {
        let Value::Object(fields) = json!({
            "area": "centrum", "colour": "green", "suggestion": {"colour": "green",
            "arithmetic": {"points": 2.0, "usual": 0.3, "reports": 1, "organisations": 1}},
        }) else {
            unreachable!()
        };
        let doc = DocId(Uuid::from_u128(1));
        let because = Note::new("beslutat på mötet").unwrap();
        let decided = Body::set(doc, DocType::Assessment, fields).because(Some(because));
        let decided = written(&decided);
        assert_eq!(suspicious(&decided), BTreeSet::from([COUNTS.to_owned()]));
        let less: Value =
            serde_json::from_str(&redact(&decided, &suspicious(&decided)).unwrap()).unwrap();
        assert_eq!(less["set"]["suggestion"], json!({"colour": "green", "arithmetic": null}));
        assert_eq!(less["because"], "beslutat på mötet");

        let review = json!({"verdict": "no_certain_change", "words": [{"sv": "2 mot 3"}]});
        let Value::Object(fields) = json!({"effect_review.2026-03-02.12": review}) else {
            unreachable!()
        };
        let found = written(&Body::set(doc, DocType::Measure, fields));
        assert_eq!(suspicious(&found), BTreeSet::from([COUNTS.to_owned()]));
        let less = redact(&found, &suspicious(&found)).unwrap();
        assert!(less.contains("no_certain_change") && !less.contains("2 mot 3"));
        assert!(suspicious(&less).is_empty(), "nothing is left to withhold");
    }

    #[test]
    fn a_decision_names_its_place_and_reads_back() {
        let op = OpId(Uuid::from_u128(7));
        let name = field(op, "review.question");
        assert!(is_masking(&name));
        assert_eq!(place(&name), Some((op, "review.question")));
        assert_eq!(place("mask.nonsense"), None);
    }
}
