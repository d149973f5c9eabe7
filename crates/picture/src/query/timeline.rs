//! What happened to one document, operation by operation, as somebody may read it; and what was told
//! of one field in two ways that nobody has settled.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{OpId, OrganisationId};
use domain::incident::{self, COMMENTS, MERGED_INTO, Share};
use domain::log::Logged;
use domain::masking::{self, Masking, PHOTOS, WITHHELD, is_masking};
use domain::merge::{Applied, CONTESTS_SHOWN, Contest, Document, Register};
use domain::op::{DocType, Frozen, Kind};
use domain::review::{AUTOMATIC, PREPAREDNESS, Review};
use domain::role::{Reader, Scope};
use rusqlite::Connection;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::view::{FieldChange, Happened, Happening, Telling, TwoTellings};
use crate::{PictureError, log, organisation};

/// An operation, and whether anybody asked for it: the server's own decisions name nobody.
type Read = (Applied, Logged);

/// What happened to a document, oldest first. Words that wait stand only before their author and
/// reviewers; words that were masked stand before nobody.
///
/// # Errors
/// When the database fails.
pub(super) fn happenings(
    conn: &Connection,
    reader: &Reader,
    document: &Document,
) -> Result<Vec<Happening>, PictureError> {
    let names = organisation::names(conn)?;
    let operations = read(conn, reader, document)?;
    let applied: Vec<Applied> = operations.iter().map(|(applied, _)| applied.clone()).collect();
    let taken_back = incident::taken_back(&applied);
    let mut before = Before { registers: BTreeMap::new(), names: &names, reader };
    let mut found = Vec::new();
    let mut has_begun = document.of != DocType::Observation;
    for (applied, _) in &operations {
        let is_taken_back = taken_back.contains(&applied.op);
        let happened = before.happened((document.of, applied), (&mut has_begun, is_taken_back));
        found.extend(happened.into_iter().map(|happened| Happening {
            at: applied.stamp.at,
            received_at: applied.received_at,
            doc: document.id,
            of: document.of,
            op: applied.op,
            role: applied.author.role,
            organisation_name: name_of(&names, applied.author.organisation),
            happened,
            is_taken_back,
        }));
    }
    Ok(found)
}

fn name_of(names: &BTreeMap<OrganisationId, String>, of: OrganisationId) -> String {
    names.get(&of).cloned().unwrap_or_default()
}

/// The operations of a document in the order they are merged by, without the words that are not to be
/// read.
fn read(
    conn: &Connection,
    reader: &Reader,
    document: &Document,
) -> Result<Vec<Read>, PictureError> {
    let masks = masking::decisions(document);
    let operations = log::operations(conn, document.id)?;
    let operations = crate::masking::redacted(conn, &reader.words, operations)?;
    let mut found: Vec<Read> = operations
        .into_iter()
        .filter_map(|op| {
            let id = op.applied()?.op;
            let hidden: BTreeSet<String> = masks
                .iter()
                .filter(|((of, _), it)| *of == id && **it != Masking::Released)
                .map(|((_, place), _)| (*place).to_owned())
                .collect();
            let op = if hidden.is_empty() {
                op
            } else {
                let body = masking::redact(&op.frozen.body, &hidden)?;
                Logged { frozen: Frozen { body, ..op.frozen }, ..op }
            };
            // The id follows from the author, the number and the salt, never from the words.
            Some((op.applied()?, op))
        })
        .collect();
    found.sort_by_key(|(applied, _)| applied.order());
    found.dedup_by_key(|(applied, _)| applied.op);
    Ok(found)
}

/// What each field held before the next operation.
struct Before<'a> {
    registers: BTreeMap<String, Register>,
    names: &'a BTreeMap<OrganisationId, String>,
    reader: &'a Reader,
}

impl Before<'_> {
    fn happened(
        &mut self,
        (of, operation): (DocType, &Applied),
        (has_begun, is_taken_back): (&mut bool, bool),
    ) -> Vec<Happened> {
        match operation.body.kind {
            Kind::Set if of == DocType::Share => self.shared(operation).into_iter().collect(),
            Kind::Set => self.set(operation, (has_begun, is_taken_back)),
            Kind::Add => added(operation).into_iter().collect(),
            Kind::Remove => {
                let decides = incident::only_decides(&operation.body);
                let named = operation.body.removes;
                let said = |named| {
                    if decides {
                        Happened::Undone { decision: named }
                    } else {
                        Happened::Removed { added: named }
                    }
                };
                named.map(said).into_iter().collect()
            }
            Kind::Erase | Kind::Unknown => Vec::new(),
        }
    }

    fn set(
        &mut self,
        operation: &Applied,
        (has_begun, is_taken_back): (&mut bool, bool),
    ) -> Vec<Happened> {
        let mut found = Vec::new();
        let mut changes = Vec::new();
        let begins = !*has_begun && !incident::only_decides(&operation.body);
        if begins {
            *has_begun = true;
            found.push(Happened::Reported);
        }
        for (field, value) in &operation.body.set {
            let before = self.registers.get(field);
            let old = before.map_or(Value::Null, |register| register.value.clone());
            if incident::is_decision(field) {
                found.extend(self.decided(operation, (field, value, &old)));
            } else if !begins && old != *value {
                let is_unseen = before.is_some_and(|before| !operation.has_seen(field, before));
                changes.push(FieldChange {
                    field: field.clone(),
                    old,
                    new: value.clone(),
                    is_unseen,
                });
            }
            if !(is_taken_back && incident::is_decision(field)) {
                let next =
                    Register { value: value.clone(), stamp: operation.stamp, op: operation.op };
                self.registers.insert(field.clone(), next);
            }
        }
        if !changes.is_empty() {
            found.push(Happened::Changed { changes });
        }
        found
    }

    fn decided(
        &self,
        operation: &Applied,
        (field, value, old): (&str, &Value, &Value),
    ) -> Option<Happened> {
        match field {
            "review" => Some(Happened::Reviewed {
                review: of(value)?,
                before: of::<Review>(old),
                is_automatic: is_automatic(operation),
            }),
            "assigned" => Some(Happened::Assigned { to: of(value) }),
            PREPAREDNESS => Some(Happened::Preparedness { is_concerned: of(value)? }),
            "incident" => match of(value) {
                Some(incident) => Some(Happened::Joined { incident }),
                None => Some(Happened::Left),
            },
            AUTOMATIC => None,
            MERGED_INTO => Some(Happened::MergedInto { incident: of(value) }),
            _ if is_masking(field) => {
                let state = value.get("state")?.as_str()?.to_owned();
                Some(Happened::Masked { state })
            }
            // The other report may be one that is not to be known of here.
            _ if self.reader.scope == Scope::All => {
                let other = field.split_once('.')?.1.parse().ok()?;
                Some(Happened::KeptApart { other })
            }
            _ => None,
        }
    }

    fn shared(&self, operation: &Applied) -> Option<Happened> {
        let document = Document::merge(vec![operation.clone()])?;
        let share = Share::read(&document)?;
        let with = name_of(self.names, share.organisation);
        Some(Happened::Shared { with, level: share.level })
    }
}

/// The server writes for itself only what the municipality's rule decides.
fn is_automatic(operation: &Applied) -> bool {
    operation.body.set.get(domain::review::AUTOMATIC) == Some(&Value::Bool(true))
}

fn of<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

fn added(operation: &Applied) -> Option<Happened> {
    let to = operation.body.to.as_deref()?;
    let text = || operation.body.value.as_ref().and_then(Value::as_str).unwrap_or(WITHHELD);
    match to {
        COMMENTS => Some(Happened::Commented { text: text().to_owned() }),
        PHOTOS => Some(Happened::Photo),
        "answers" => Some(Happened::Answered { text: text().to_owned() }),
        _ => None,
    }
}

/// The fields of which different things are told, until somebody who has seen them all says one.
///
/// # Errors
/// When the database fails.
pub(super) fn contested(
    conn: &Connection,
    reader: &Reader,
    document: &Document,
) -> Result<Vec<TwoTellings>, PictureError> {
    let fields: BTreeSet<&str> = document.contests.iter().map(|it| it.field.as_str()).collect();
    let shown: Vec<&str> = fields.into_iter().filter(|it| CONTESTS_SHOWN.contains(it)).collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let names = organisation::names(conn)?;
    let by: BTreeMap<OpId, Applied> =
        read(conn, reader, document)?.into_iter().map(|(it, _)| (it.op, it)).collect();
    let telling = |op: OpId, field: &str| {
        let author = by.get(&op)?;
        Some(Telling {
            value: author.body.set.get(field)?.clone(),
            at: author.stamp.at,
            role: author.author.role,
            organisation_name: name_of(&names, author.author.organisation),
        })
    };
    let open = |field: &str| {
        let mut here = document.fields.get(field)?.op;
        let mut tellings: Vec<Telling> = telling(here, field).into_iter().collect();
        let before = |op: OpId| {
            let kept = |it: &&Contest| it.field == field && it.kept == op;
            document.contests.iter().find(kept).map(|it| it.lost)
        };
        while let Some(lost) = before(here) {
            tellings.extend(telling(lost, field));
            here = lost;
        }
        let told =
            TwoTellings { doc: document.id, of: document.of, field: field.to_owned(), tellings };
        (told.tellings.len() > 1).then_some(told)
    };
    Ok(shown.into_iter().filter_map(open).collect())
}
