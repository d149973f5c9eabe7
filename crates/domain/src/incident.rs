//! Incidents over observations: what a person decides about which reports tell of one event, as
//! fields and operations. Membership is a field of the observation, a join of two incidents one of
//! the incident that goes into the other; both are last-writer fields and can be taken back.

mod saying;
mod share;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::Stamp;
use crate::id::{DocId, OpId};
use crate::masking::is_masking;
use crate::merge::{Applied, Document};
use crate::observation::{ANSWERS, REVIEW_FIELDS};
use crate::op::{Body, DocType, Kind};

pub use saying::{COMMENTS, SAID, Saying, says_what_fits};
pub use share::{Coarse, Share, ShareLevel};

/// `to` of a `remove` that takes decisions back instead of an element of a set.
pub const DECISIONS: &str = "decisions";
/// The field of an incident that went into another.
pub const MERGED_INTO: &str = "merged_into";
/// Before the id of a report that does not tell of the same event: *Inte samma*.
const APART: &str = "apart.";

/// What a person decides about incidents. Each is one or more operations and can be undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "decide", rename_all = "snake_case")]
pub enum Joining {
    /// *Samma händelse*: these reports tell of one event, and so do the reports joined to them.
    Join {
        /// One begins an incident of its own.
        observations: Vec<DocId>,
    },
    /// These reports leave their incidents.
    Split {
        /// Which.
        observations: Vec<DocId>,
    },
    /// *Lös upp*: every report leaves the incident.
    Dissolve {
        /// Which.
        incident: DocId,
    },
    /// *Inte samma*: the pair is not suggested again.
    Apart {
        /// One report.
        one: DocId,
        /// The other.
        other: DocId,
    },
    /// *Ångra*: take decisions back, one's own undoing as well.
    Undo {
        /// Which.
        decided: Vec<Decided>,
    },
}

/// Most documents in one decision: what one signed run holds.
const DECISION_MAX: usize = 500;

impl Joining {
    /// The documents it names; `None` when it decides nothing or too much at once.
    pub fn documents(&self) -> Option<Vec<DocId>> {
        let named: BTreeSet<DocId> = match self {
            Self::Join { observations } | Self::Split { observations } => {
                observations.iter().copied().collect()
            }
            Self::Dissolve { incident } => BTreeSet::from([*incident]),
            Self::Apart { one, other } => BTreeSet::from([*one, *other]),
            Self::Undo { decided } => decided.iter().map(|each| each.doc).collect(),
        };
        let least = match self {
            Self::Apart { .. } => 2,
            Self::Join { .. } | Self::Split { .. } | Self::Dissolve { .. } | Self::Undo { .. } => 1,
        };
        let is_fit = (least..=DECISION_MAX).contains(&named.len());
        is_fit.then(|| named.into_iter().collect())
    }
}

/// One operation of a decision, to take it back by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Decided {
    /// The document it is about.
    pub doc: DocId,
    /// The operation.
    pub op: OpId,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Decision {
    /// The incident the reports are in now; none after a split.
    pub incident: Option<DocId>,
    /// What was written; empty when everything was so already.
    pub decided: Vec<Decided>,
}

/// Whether a field holds somebody's decision, which can be taken back, and not something reported.
pub fn is_decision(field: &str) -> bool {
    is_joining(field) || is_masking(field) || REVIEW_FIELDS.contains(&field)
}

/// Whether a field says which reports belong together.
pub fn is_joining(field: &str) -> bool {
    field == "incident" || field == MERGED_INTO || field.starts_with(APART)
}

/// Whether an operation only decides, or answers a question: it begins no document.
pub fn only_decides(body: &Body) -> bool {
    match body.kind {
        Kind::Set => body.set.keys().all(|field| is_decision(field)),
        Kind::Remove => body.to.as_deref() == Some(DECISIONS),
        Kind::Add => body.to.as_deref() == Some(ANSWERS),
        Kind::Erase | Kind::Unknown => false,
    }
}

/// The operations whose decisions were taken back. `in_order` is oldest first: an undoing counts
/// unless a newer one takes it back, so undone and done again end in the same on every device.
pub fn taken_back(in_order: &[Applied]) -> BTreeSet<OpId> {
    let mut taken = BTreeSet::new();
    for operation in in_order.iter().rev() {
        let undoes = operation.body.to.as_deref() == Some(DECISIONS);
        if undoes && operation.body.kind == Kind::Remove && !taken.contains(&operation.op) {
            taken.extend(operation.body.removes);
        }
    }
    taken
}

/// Where an incident went, and since which operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The incident it went into.
    pub into: DocId,
    /// The stamp that said so.
    pub stamp: Stamp,
    /// The operation that said so.
    pub op: OpId,
}

impl Edge {
    /// The edge of a merged incident; none while it stands for itself.
    pub fn read(incident: &Document) -> Option<Self> {
        let register = incident.fields.get(MERGED_INTO)?;
        let into = serde_json::from_value(register.value.clone()).ok()?;
        Some(Self { into, stamp: register.stamp, op: register.op })
    }
}

/// The incident that stands for another in the end: all joins followed. Joins that run in a circle
/// are followed in the order of their operations, so the newest of the circle does not count.
///
/// # Errors
/// Only those of `edge`.
pub fn root<E>(
    of: DocId,
    mut edge: impl FnMut(DocId) -> Result<Option<Edge>, E>,
) -> Result<DocId, E> {
    let mut walked: Vec<(DocId, Edge)> = Vec::new();
    let mut here = of;
    loop {
        if let Some(start) = walked.iter().position(|(seen, _)| *seen == here) {
            let circle = &walked[start..];
            let newest = circle.iter().max_by_key(|(_, edge)| (edge.stamp, edge.op));
            return Ok(newest.map_or(here, |(doc, _)| *doc));
        }
        match edge(here)? {
            Some(next) => {
                walked.push((here, next));
                here = next.into;
            }
            None => return Ok(here),
        }
    }
}

/// The reports that do not tell of the same event as this one, by this report's own document.
pub fn apart(observation: &Document) -> BTreeSet<DocId> {
    let named = |(field, register): (&String, &crate::merge::Register)| {
        let other = field.strip_prefix(APART)?.parse().ok()?;
        (register.value == Value::Bool(true)).then_some(other)
    };
    observation.fields.iter().filter_map(named).collect()
}

/// What joins these reports. `members` tells each with the incident it is in, `new` is used when
/// none is in one. Returns the incident and the operations, none where everything is so already.
pub fn join(members: &BTreeMap<DocId, Option<DocId>>, new: DocId) -> (DocId, Vec<Body>) {
    let known: BTreeSet<DocId> = members.values().copied().flatten().collect();
    let into = known.first().copied().unwrap_or(new);
    let joined = members
        .iter()
        .filter(|(_, incident)| incident.is_none())
        .map(|(doc, _)| decide(*doc, DocType::Observation, ("incident", json!(into))));
    let merged = known
        .iter()
        .filter(|incident| **incident != into)
        .map(|incident| decide(*incident, DocType::Incident, (MERGED_INTO, json!(into))));
    (into, joined.chain(merged).collect())
}

/// What takes a report out of its incident.
pub fn leave(observation: DocId) -> Body {
    decide(observation, DocType::Observation, ("incident", Value::Null))
}

/// What says that two reports do not tell of one event; the same whichever is named first.
pub fn keep_apart(one: DocId, other: DocId) -> Body {
    let (doc, other) = (one.min(other), one.max(other));
    let field = format!("{APART}{}", other.to_compact());
    decide(doc, DocType::Observation, (&field, Value::Bool(true)))
}

/// What takes the decisions of an operation back, or, when it is an undoing, makes them hold again.
pub fn undo(of: DocType, decided: Decided) -> Body {
    let to = Some(DECISIONS.to_owned());
    Body { to, ..Body::remove(decided.doc, of, decided.op) }
}

fn decide(doc: DocId, of: DocType, (field, value): (&str, Value)) -> Body {
    Body::set(doc, of, Map::from_iter([(field.to_owned(), value)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::UtcMillis;
    use crate::id::DeviceId;
    use uuid::Uuid;

    fn doc(n: u128) -> DocId {
        DocId(Uuid::from_u128(n))
    }

    fn root_of(of: u128, edges: &[(u128, u128, i64)]) -> DocId {
        let edge = |from: DocId| {
            let edge = edges.iter().find(|edge| doc(edge.0) == from);
            Ok::<_, ()>(edge.map(|(_, into, at)| Edge {
                into: doc(*into),
                stamp: Stamp { at: UtcMillis(*at), ..Stamp::zero(DeviceId(Uuid::nil())) },
                op: OpId(Uuid::from_u128(at.unsigned_abs().into())),
            }))
        };
        root(doc(of), edge).unwrap()
    }

    #[test]
    fn joins_are_followed_to_the_end() {
        let edges = [(1, 2, 10), (2, 3, 5)];
        assert_eq!([1, 2, 3].map(|of| root_of(of, &edges)), [doc(3); 3]);
    }

    #[test]
    fn a_circle_of_joins_ends_at_the_one_whose_join_came_last() {
        let edges = [(1, 2, 10), (2, 3, 30), (3, 1, 20), (4, 1, 40)];
        assert_eq!([1, 2, 3, 4].map(|of| root_of(of, &edges)), [doc(2); 4]);
        assert_eq!(root_of(1, &[(1, 1, 5)]), doc(1));
    }

    #[test]
    fn a_join_goes_into_the_oldest_incident_and_names_only_what_changes() {
        let none = BTreeMap::from([(doc(1), None), (doc(2), None)]);
        let (into, bodies) = join(&none, doc(9));
        assert_eq!((into, bodies.len()), (doc(9), 2));
        let two = BTreeMap::from([(doc(1), Some(doc(7))), (doc(2), Some(doc(5))), (doc(3), None)]);
        let (into, bodies) = join(&two, doc(9));
        assert_eq!(into, doc(5));
        let changed: Vec<_> = bodies.iter().map(|body| (body.doc, body.of)).collect();
        assert_eq!(changed, [(doc(3), DocType::Observation), (doc(7), DocType::Incident)]);
        let same = BTreeMap::from([(doc(1), Some(doc(5))), (doc(2), Some(doc(5)))]);
        assert_eq!(join(&same, doc(9)), (doc(5), Vec::new()));
    }

    #[test]
    fn not_the_same_is_said_once_whichever_is_named_first() {
        assert_eq!(keep_apart(doc(1), doc(2)), keep_apart(doc(2), doc(1)));
    }
}
