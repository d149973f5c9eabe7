//! What a person says of an incident itself: where, when, what and how severe it was as people see it
//! now, and comments. The reports stay as they were told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::Stamp;
use crate::id::DocId;
use crate::observation::fits;
use crate::op::{Body, DocType};
use crate::text::Note;

/// The fields of an incident that people say, by the names of a report's.
pub const SAID: [&str; 5] = ["position", "place_name", "when", "category", "severity"];
/// The set of an incident's comments.
pub const COMMENTS: &str = "comments";

/// What is said. Each is one operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum Saying {
    /// *Kommentar*, for those who work with it.
    Comment {
        /// The words.
        text: Note,
        /// Why words are sent that the check of free text marks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        because: Option<Note>,
    },
    /// What people hold to be so, whatever the reports say one by one.
    Describe {
        /// Fields of [`SAID`] and their new values; `null` leaves it to the reports again.
        #[ts(type = "Record<string, unknown>")]
        set: Map<String, Value>,
        /// The stamp of each field as the page showed it, so that two who did not see each other's are
        /// told so.
        #[serde(default)]
        #[ts(type = "Record<string, Stamp>")]
        seen: BTreeMap<String, Stamp>,
        /// Why words are sent that the check of free text marks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        because: Option<Note>,
    },
}

impl Saying {
    /// The operation about an incident; `None` when nothing is said, or a value does not fit.
    pub fn body(&self, incident: DocId) -> Option<Body> {
        match self {
            Self::Comment { text, because } => {
                let comment = Body::add(incident, DocType::Incident, (COMMENTS, json!(text)));
                Some(comment.because(because.clone()))
            }
            Self::Describe { set, seen, because } => {
                let is_said = |(field, value): (&String, &Value)| {
                    SAID.contains(&field.as_str()) && fits(field, value)
                };
                let is_fit = !set.is_empty() && set.iter().all(is_said);
                let body = Body::set(incident, DocType::Incident, set.clone());
                let base = seen.clone().into_iter().filter(|(field, _)| set.contains_key(field));
                is_fit.then(|| Body { base: base.collect(), ..body }.because(because.clone()))
            }
        }
    }
}

/// Whether an operation about an incident says what people may say of one. Fields of newer versions
/// fit always.
pub fn says_what_fits(body: &Body) -> bool {
    let is_note = |value: &Value| Note::deserialize(value).is_ok();
    match body.to.as_deref() {
        Some(COMMENTS) => body.value.as_ref().is_some_and(is_note),
        Some(_) | None => body.set.iter().all(|(field, value)| fits(field, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn describe(set: Value) -> Option<Body> {
        let Value::Object(set) = set else { return None };
        let said = Saying::Describe { set, seen: BTreeMap::new(), because: None };
        said.body(DocId(Uuid::from_u128(1)))
    }

    #[test]
    fn what_is_said_of_an_incident_fits_its_field_or_is_not_said() {
        assert!(describe(json!({ "severity": 3, "category": "place.litter" })).is_some());
        assert!(describe(json!({ "severity": null })).is_some());
        assert!(describe(json!({ "severity": 9 })).is_none());
        assert!(describe(json!({ "incident": null })).is_none(), "that is a decision of its own");
        assert!(describe(json!({})).is_none());
    }
}
