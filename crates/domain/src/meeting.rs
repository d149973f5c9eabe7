//! *Möte*: the agenda of ten points with what was said at each, who took part by function, what comes, and what was
//! decided. Nobody is named: attendance is by function.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::UtcMillis;
use crate::day::Day;
use crate::id::DocId;
use crate::masking;
use crate::merge::Document;
use crate::observation::{read, read_words};
use crate::op::DocType;
use crate::part::{part, parts};
use crate::text::{Name, Prose};

/// The agenda, in its order.
pub const AGENDA: [&str; 10] = [
    "follow_up",
    "incoming",
    "news",
    "hot_spots",
    "coming",
    "assessment",
    "decisions",
    "escalation",
    "feedback",
    "edition",
];
const POINT: &str = "point.";
const ATTENDANCE: &str = "attendance.";
const COMING: &str = "coming.";
const DECISION: &str = "decision.";
const KINDS: [&str; 4] = [POINT, ATTENDANCE, COMING, DECISION];

/// A function that was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Attendance {
    /// Which function, never a name: *kommunpolis*, *bovärd*.
    pub function: Name,
    /// Of which organisation.
    #[serde(default)]
    pub organisation: Option<Name>,
    /// Whether it was there.
    pub is_present: bool,
}

/// Something that comes: an event, school holidays, a rumour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ComingEvent {
    /// What.
    pub what: Name,
    /// The first day.
    pub from: Day,
    /// The last day; none: that day only.
    #[serde(default)]
    pub until: Option<Day>,
    /// Whether it comes again each year on these days: *årshjul*.
    #[serde(default)]
    pub is_yearly: bool,
}

/// Something that was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct MeetingDecision {
    /// What.
    pub what: Name,
    /// The function that owns it.
    pub owner: Name,
    /// Its organisation.
    #[serde(default)]
    pub organisation: Option<Name>,
    /// By when.
    #[serde(default)]
    pub due: Option<Day>,
    /// The measure it became.
    #[serde(default)]
    pub measure: Option<DocId>,
}

/// That the minutes are agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Agreed {
    /// By which function.
    pub by: Name,
    /// The day.
    pub on: Day,
}

/// A meeting as all its operations together tell it.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Meeting {
    /// Its id.
    pub id: DocId,
    /// The day it is held.
    pub on: Day,
    /// The body that meets: *områdesgruppen Centrum*.
    pub body: Name,
    /// What was said at each point, by its code.
    pub points: BTreeMap<String, Prose>,
    /// Who was called, by name of the part.
    pub attendance: BTreeMap<String, Attendance>,
    /// What comes, by name of the part.
    pub coming: BTreeMap<String, ComingEvent>,
    /// What was decided, by name of the part.
    pub decisions: BTreeMap<String, MeetingDecision>,
    /// That the minutes are agreed.
    pub agreed: Option<Agreed>,
    /// When it was begun.
    pub began_at: UtcMillis,
    /// When it was last changed.
    pub changed_at: UtcMillis,
}

impl Meeting {
    /// Read a merged document. `None` when it is no meeting, or has no day or body yet.
    pub fn read(document: &Document) -> Option<Self> {
        if document.of != DocType::Meeting {
            return None;
        }
        let masks = masking::decisions(document);
        Some(Self {
            id: document.id,
            on: read(document, "on")?,
            body: read_words(document, &masks, "body")?,
            points: parts(document, POINT),
            attendance: parts(document, ATTENDANCE),
            coming: parts(document, COMING),
            decisions: parts(document, DECISION),
            agreed: read(document, "agreed"),
            began_at: document.beginning.at,
            changed_at: document.latest.at,
        })
    }
}

/// Whether a value fits its field. `null` clears; fields of newer versions fit always.
pub fn fits(field: &str, value: &Value) -> bool {
    if value.is_null() {
        return field != "on" && field != "body";
    }
    match field {
        "on" => reads::<Day>(value),
        "body" => reads::<Name>(value),
        "agreed" => reads::<Agreed>(value),
        field => match part(&KINDS, field) {
            Some((POINT, point)) => AGENDA.contains(&point) && reads::<Prose>(value),
            Some((ATTENDANCE, _)) => reads::<Attendance>(value),
            Some((COMING, _)) => reads::<ComingEvent>(value),
            Some((_, _)) => reads::<MeetingDecision>(value),
            None => true,
        },
    }
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::clock::Stamp;
    use crate::id::{DeviceId, OpId, OrganisationId};
    use crate::merge::Applied;
    use crate::plan::PlanEntry;
    use crate::role::{Author, Role};

    fn written(sets: &[Value]) -> Document {
        let apply = |(n, set): (u128, &Value)| {
            let doc = Uuid::from_u128(1);
            let entry = json!({ "doc": doc, "of": "meeting", "set": set });
            let entry: PlanEntry = serde_json::from_value(entry).unwrap();
            let device = DeviceId(Uuid::from_u128(n));
            let organisation = OrganisationId(Uuid::from_u128(7));
            Applied {
                stamp: Stamp { at: UtcMillis(1_000 + n as i64), tick: 0, device },
                op: OpId(Uuid::from_u128(90 + n)),
                author: Author { device, organisation, role: Role::Coordinator, user: None },
                received_at: None,
                body: entry.bodies().unwrap().remove(0),
            }
        };
        Document::merge((1..).zip(sets).map(apply).collect()).unwrap()
    }

    #[test]
    fn two_who_write_at_the_same_meeting_keep_both_works() {
        let document = written(&[
            json!({"on": "2026-11-23", "body": "Områdesgruppen", "point.news": "Lugnare."}),
            json!({"attendance.a": {"function": "Kommunpolis", "is_present": true}}),
            json!({"decision.a": {"what": "Byt lampor", "owner": "Tekniska", "due": "2026-12-01"},
                   "attendance.b": {"function": "Bovärd", "is_present": true}}),
            json!({"attendance.b": null}),
        ]);
        let read = Meeting::read(&document).unwrap();
        assert_eq!(read.points["news"].as_str(), "Lugnare.");
        assert_eq!(read.attendance.keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(read.decisions["a"].due, "2026-12-01".parse().ok());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(!fits("point.lunch", &json!("Soppa")));
        assert!(!fits("decision.a", &json!({"what": "Något"})));
        assert!(!fits("on", &Value::Null) && !fits("on", &json!("i morgon")));
        assert!(fits("decision.a", &Value::Null) && fits("next_year", &json!(1)));
    }
}
