//! The one merge rule. All operations of a document, in any order and any number of times, give the
//! same document: fields by the newest stamp, sets by what was added and not removed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::{Stamp, UtcMillis};
use crate::id::{DocId, OpId};
use crate::incident;
use crate::op::{Body, DocType, Kind};
use crate::role::Author;

/// A stamp wins at most this far ahead of the server that received it.
pub const CLAMP_MS: i64 = 60_000;
/// Fields of which two different things are shown to people; the rest is only journalled.
pub const CONTESTS_SHOWN: [&str; 4] = ["position", "when", "category", "severity"];

/// An operation with what the server decided about it once.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The clamped stamp.
    pub stamp: Stamp,
    /// Its id.
    pub op: OpId,
    /// Who wrote it.
    pub author: Author,
    /// When the server had it on disk; none while it waits on the phone.
    pub received_at: Option<UtcMillis>,
    /// What it says.
    pub body: Body,
}

impl Applied {
    /// What operations of one document are merged by: oldest first.
    pub fn order(&self) -> (Stamp, OpId) {
        (self.stamp, self.op)
    }

    /// Whether its author had seen what a field held before: as it says, or because the same device
    /// wrote it. All browsers are one device, so of them only what they say counts; a phone knows its
    /// own words, also when the stamp that it remembers was clamped since.
    pub fn has_seen(&self, field: &str, before: &Register) -> bool {
        let is_own = before.stamp.device == self.stamp.device;
        match self.body.base.get(field) {
            Some(seen) => *seen == before.stamp || is_own && self.author.user.is_none(),
            None => is_own,
        }
    }

    /// The operation whose element it removes.
    fn removes(&self) -> Option<OpId> {
        self.body.removes.filter(|_| !incident::only_decides(&self.body))
    }
}

/// A field's value and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Register {
    /// The value; `null` means cleared.
    pub value: Value,
    /// The stamp that won.
    pub stamp: Stamp,
    /// The operation that won.
    pub op: OpId,
}

/// One element of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// The element.
    pub value: Value,
    /// When it was added.
    pub stamp: Stamp,
}

/// Two people told different things without having seen each other's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contest {
    /// Of which field.
    pub field: String,
    /// What won.
    pub kept: OpId,
    /// What lost.
    pub lost: OpId,
    /// The value that lost.
    pub lost_value: Value,
}

/// How a document began.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beginning {
    /// Whose it is.
    pub author: Author,
    /// What the author's wall clock said.
    pub at: UtcMillis,
    /// When the server had it.
    pub received_at: Option<UtcMillis>,
}

/// A document as all its operations together tell it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its id.
    pub id: DocId,
    /// What it is.
    pub of: DocType,
    /// Its first operation that does more than decide.
    pub beginning: Beginning,
    /// The newest stamp of all.
    pub latest: Stamp,
    /// The fields.
    pub fields: BTreeMap<String, Register>,
    /// The sets, by name.
    pub sets: BTreeMap<String, BTreeMap<OpId, Element>>,
    /// What was told in two ways.
    pub contests: Vec<Contest>,
}

impl Document {
    /// Merge the operations of one document. `None` when nothing in them is understood.
    ///
    /// Order and repetition of `operations` do not matter.
    pub fn merge(mut operations: Vec<Applied>) -> Option<Self> {
        operations.sort_by_key(Applied::order);
        operations.dedup_by_key(|op| op.op);
        let says = |op: &&Applied| !matches!(op.body.kind, Kind::Unknown | Kind::Erase);
        let known = || operations.iter().filter(says);
        // A decision may come first when everything is handed in again after a restore, with clocks
        // that were clamped otherwise; whose the document is does not change by that.
        let first =
            known().find(|op| !incident::only_decides(&op.body)).or_else(|| known().next())?;
        let mut document = Self {
            id: first.body.doc,
            of: first.body.of,
            beginning: Beginning {
                author: first.author,
                at: first.body.at,
                received_at: first.received_at,
            },
            latest: first.stamp,
            fields: BTreeMap::new(),
            sets: BTreeMap::new(),
            contests: Vec::new(),
        };
        let removed: BTreeSet<OpId> = operations.iter().filter_map(Applied::removes).collect();
        let taken_back = incident::taken_back(&operations);
        for operation in &operations {
            document.apply(operation, &removed, &taken_back);
        }
        Some(document)
    }

    /// The value of a field, unless it is missing or cleared.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).map(|register| &register.value).filter(|value| !value.is_null())
    }

    /// The elements of a set, oldest first.
    pub fn elements(&self, set: &str) -> Vec<&Value> {
        let mut elements: Vec<_> = self.sets.get(set).into_iter().flatten().collect();
        elements.sort_by_key(|(op, element)| (element.stamp, **op));
        elements.into_iter().map(|(_, element)| &element.value).collect()
    }

    fn apply(
        &mut self,
        operation: &Applied,
        removed: &BTreeSet<OpId>,
        taken_back: &BTreeSet<OpId>,
    ) {
        self.latest = self.latest.max(operation.stamp);
        match operation.body.kind {
            Kind::Set => self.set(operation, taken_back.contains(&operation.op)),
            Kind::Add => {
                if let (Some(to), Some(value)) = (&operation.body.to, &operation.body.value)
                    && !removed.contains(&operation.op)
                {
                    let element = Element { value: value.clone(), stamp: operation.stamp };
                    self.sets.entry(to.clone()).or_default().insert(operation.op, element);
                }
            }
            Kind::Remove | Kind::Erase | Kind::Unknown => {}
        }
    }

    /// Operations come in the order of their stamps, so the newest simply comes last. A decision that
    /// was taken back was never made; what was reported stays.
    fn set(&mut self, operation: &Applied, is_taken_back: bool) {
        for (field, value) in &operation.body.set {
            if is_taken_back && incident::is_decision(field) {
                continue;
            }
            let next = Register { value: value.clone(), stamp: operation.stamp, op: operation.op };
            let Some(before) = self.fields.insert(field.clone(), next) else { continue };
            if !operation.has_seen(field, &before) && before.value != *value {
                self.contests.push(Contest {
                    field: field.clone(),
                    kept: operation.op,
                    lost: before.op,
                    lost_value: before.value,
                });
            }
        }
    }
}

/// Hashes documents one after another; equal when the documents are.
#[derive(Default)]
pub struct StateHasher(blake3::Hasher);

impl StateHasher {
    /// Take in the next document; hand them in the order of their ids.
    pub fn add(&mut self, document: &Document) {
        // A document holds only maps with text keys, so this cannot fail.
        let json = serde_json::to_vec(document).unwrap_or_default();
        self.0.update(&(json.len() as u64).to_le_bytes());
        self.0.update(&json);
    }

    /// The hash of all that was taken in.
    pub fn finish(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests;
