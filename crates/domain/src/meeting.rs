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
use crate::merge::{Applied, Document};
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

/// Something that was written to a meeting after its minutes were agreed: kept and shown, and no part of them.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct LaterAddition {
    /// The field it was written to: `point.news`, `decision.7f`.
    pub field: String,
    /// What was written; none where something was taken away.
    #[ts(type = "unknown")]
    pub value: Option<Value>,
    /// What the writer's clock said.
    pub at: UtcMillis,
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
    /// What came after that, oldest first.
    pub later: Vec<LaterAddition>,
    /// When it was begun.
    pub began_at: UtcMillis,
    /// When it was last changed.
    pub changed_at: UtcMillis,
}

impl Meeting {
    /// Read all operations of a document, in any order. `None` when it is no meeting, or has no day or body yet.
    /// Once the minutes are agreed, nothing that comes after changes them, also when it was written before on a
    /// desk without a network: nobody who agreed had seen it.
    pub fn told(operations: Vec<Applied>) -> Option<Self> {
        let whole = Document::merge(operations.clone())?;
        let agreed: Option<Agreed> = read(&whole, "agreed");
        let closing = whole.fields.get("agreed").filter(|_| agreed.is_some()).map(|it| it.op);
        let Some(closing) = operations.iter().find(|it| Some(it.op) == closing).cloned() else {
            return Self::read(&whole);
        };
        let masks = masking::decisions(&whole);
        let is_mask = |it: &Applied| it.body.set.keys().all(|field| masking::is_masking(field));
        let (mut before, mut after): (Vec<_>, Vec<_>) =
            operations.into_iter().partition(|it| is_mask(it) || !is_later(it, &closing));
        after.sort_by_key(Applied::order);
        after.dedup_by_key(|it| it.op);
        let mut later = Vec::new();
        for it in after {
            let (at, fields): (_, Vec<String>) =
                (it.body.at, it.body.set.keys().cloned().collect());
            let Some(alone) = Document::merge(vec![it]) else { continue };
            for field in fields.into_iter().filter(|field| !masking::is_masking(field)) {
                let value = read_words(&alone, &masks, &field);
                later.push(LaterAddition { field, value, at });
            }
        }
        // The first words of a document may have come late too; whose it is they tell all the same.
        before.push(closing);
        let minutes = Self::read(&Document::merge(before)?)?;
        Some(Self { later, began_at: whole.beginning.at, changed_at: whole.latest.at, ..minutes })
    }

    /// Read a merged document that is not closed.
    fn read(document: &Document) -> Option<Self> {
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
            later: Vec::new(),
            began_at: document.beginning.at,
            changed_at: document.latest.at,
        })
    }
}

/// Whether something came after the agreement. What waits on a device was not there when the server had it.
fn is_later(it: &Applied, closing: &Applied) -> bool {
    it.op != closing.op
        && match (it.received_at, closing.received_at) {
            (Some(it), Some(closing)) if it > closing => true,
            (None, Some(_)) => true,
            (Some(_) | None, Some(_) | None) => it.order() > closing.order(),
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
    use crate::plan::PlanEntry;
    use crate::role::{Author, Role};

    /// Written by one device after another, the nth at the server after so many milliseconds.
    fn written(sets: &[(Value, Option<i64>)]) -> Vec<Applied> {
        let apply = |(n, (set, received)): (u128, &(Value, Option<i64>))| {
            let doc = Uuid::from_u128(1);
            let entry = json!({ "doc": doc, "of": "meeting", "set": set });
            let entry: PlanEntry = serde_json::from_value(entry).unwrap();
            let device = DeviceId(Uuid::from_u128(n));
            let organisation = OrganisationId(Uuid::from_u128(7));
            Applied {
                stamp: Stamp { at: UtcMillis(1_000 + n as i64), tick: 0, device },
                op: OpId(Uuid::from_u128(90 + n)),
                author: Author { device, organisation, role: Role::Coordinator, user: None },
                received_at: received.map(UtcMillis),
                body: entry.bodies().unwrap().remove(0),
            }
        };
        (1..).zip(sets).map(apply).collect()
    }

    #[test]
    fn two_who_write_at_the_same_meeting_keep_both_works() {
        let sets = [
            json!({"on": "2026-11-23", "body": "Områdesgruppen", "point.news": "Lugnare."}),
            json!({"attendance.a": {"function": "Kommunpolis", "is_present": true}}),
            json!({"decision.a": {"what": "Byt lampor", "owner": "Tekniska", "due": "2026-12-01"},
                   "attendance.b": {"function": "Bovärd", "is_present": true}}),
            json!({"attendance.b": null}),
        ];
        let read = Meeting::told(written(&sets.map(|set| (set, None)))).unwrap();
        assert_eq!(read.points["news"].as_str(), "Lugnare.");
        assert_eq!(read.attendance.keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(read.decisions["a"].due, "2026-12-01".parse().ok());
        assert!(read.later.is_empty());
    }

    #[test]
    fn agreed_minutes_are_closed_to_what_is_written_or_arrives_later_in_any_order() {
        let mut operations = written(&[
            (json!({"on": "2026-11-23", "body": "Gruppen", "point.news": "Lugnare."}), Some(10)),
            // Written before the agreement on a desk without a network, and handed in after it.
            (
                json!({"point.news": "Oroligare.", "decision.b": {"what": "Ny", "owner": "A"}}),
                Some(50),
            ),
            (json!({"agreed": {"by": "Samordnare", "on": "2026-11-24"}}), Some(20)),
            (json!({"point.feedback": "Glömdes.", "body": "En annan grupp"}), Some(60)),
            (json!({"point.news": null}), None),
        ]);
        let minutes = Meeting::told(operations.clone()).unwrap();
        assert_eq!((minutes.points["news"].as_str(), minutes.points.len()), ("Lugnare.", 1));
        assert_eq!((minutes.body.as_str(), minutes.decisions.len()), ("Gruppen", 0));
        let later: Vec<&str> = minutes.later.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(later, ["decision.b", "point.news", "body", "point.feedback", "point.news"]);
        assert_eq!(minutes.later[1].value, Some(json!("Oroligare.")));
        assert_eq!(minutes.later[4].value, None);
        for _ in 0..operations.len() {
            operations.rotate_left(1);
            operations.push(operations[0].clone());
            assert_eq!(Meeting::told(operations.clone()).as_ref(), Some(&minutes));
            operations.pop();
        }
    }

    #[test]
    fn minutes_that_are_opened_again_and_agreed_anew_hold_what_came_between() {
        let mut sets = vec![
            (json!({"on": "2026-11-23", "body": "Gruppen"}), Some(10)),
            (json!({"agreed": {"by": "Samordnare", "on": "2026-11-24"}}), Some(20)),
            (json!({"point.news": "Glömdes."}), Some(30)),
            (json!({"agreed": null}), Some(40)),
        ];
        let open = Meeting::told(written(&sets)).unwrap();
        assert_eq!((open.points.len(), open.later.len(), open.agreed), (1, 0, None));
        sets.push((json!({"agreed": {"by": "Samordnare", "on": "2026-11-25"}}), Some(50)));
        let anew = Meeting::told(written(&sets)).unwrap();
        assert_eq!((anew.points.len(), anew.later.len()), (1, 0));
        assert!(anew.agreed.is_some());
    }

    #[test]
    fn words_that_a_reviewer_masked_are_masked_in_agreed_minutes_and_in_what_came_later() {
        let mask = |n: u128, place: &str| {
            let op = OpId(Uuid::from_u128(90 + n));
            (crate::masking::field(op, place), json!({"state": "masked", "text": "(maskat)"}))
        };
        let masks: serde_json::Map<String, Value> =
            [mask(1, "point.news"), mask(3, "point.coming")].into_iter().collect();
        let minutes = Meeting::told(written(&[
            (
                json!({"on": "2026-11-23", "body": "Gruppen", "point.news": "Kalle bor där."}),
                Some(10),
            ),
            (json!({"agreed": {"by": "Samordnare", "on": "2026-11-24"}}), Some(20)),
            (json!({"point.coming": "Kalle kommer."}), Some(30)),
            (Value::Object(masks), Some(40)),
        ]))
        .unwrap();
        assert_eq!(minutes.points["news"].as_str(), "(maskat)");
        assert_eq!(minutes.later.len(), 1);
        assert_eq!(minutes.later[0].value, Some(json!("(maskat)")));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(!fits("point.lunch", &json!("Soppa")));
        assert!(!fits("decision.a", &json!({"what": "Något"})));
        assert!(!fits("on", &Value::Null) && !fits("on", &json!("i morgon")));
        assert!(fits("decision.a", &Value::Null) && fits("next_year", &json!(1)));
    }
}
