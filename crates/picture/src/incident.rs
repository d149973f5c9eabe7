//! Incidents in the tables: which incident stands for another, who tells of it, and what a person's
//! decision is as operations. Reads and writes what `domain::incident` says.

mod saying;

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId, OpId};
use domain::incident::{self, Edge, Joining};
use domain::merge::Document;
use domain::op::{Body, DocType};
use domain::role::{Reader, Scope};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::{PictureError, log, query};

pub use saying::{plan_saying, plan_share};

/// What a decision writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The incident that the reports are in afterwards.
    pub incident: Option<DocId>,
    /// The operations; none where everything is so already.
    pub bodies: Vec<Body>,
}

/// What a decision writes, by what the caller may read. `new` is the id of an incident that begins.
/// `None` when a report or incident is not known within the scope, or nothing is named.
///
/// # Errors
/// When the database fails.
pub fn plan(
    conn: &Connection,
    scope: &Scope,
    (joining, new): (&Joining, DocId),
) -> Result<Option<Planned>, PictureError> {
    let mut planned = Planned { incident: None, bodies: Vec::new() };
    let Some(named) = joining.documents() else { return Ok(None) };
    match joining {
        Joining::Join { .. } => {
            let Some(members) = memberships(conn, scope, &named)? else { return Ok(None) };
            let (incident, bodies) = incident::join(&members, new);
            planned = Planned { incident: Some(incident), bodies };
        }
        Joining::Split { .. } => {
            let Some(members) = memberships(conn, scope, &named)? else { return Ok(None) };
            let joined = members.into_iter().filter(|(_, incident)| incident.is_some());
            planned.bodies.extend(joined.map(|(doc, _)| incident::leave(doc)));
        }
        Joining::Dissolve { incident } => {
            let members = members(conn, *incident)?;
            if members.is_empty() || memberships(conn, scope, &members)?.is_none() {
                return Ok(None);
            }
            planned.bodies.extend(members.into_iter().map(incident::leave));
        }
        Joining::Apart { one, other } => {
            if memberships(conn, scope, &named)?.is_none() {
                return Ok(None);
            }
            planned.bodies.push(incident::keep_apart(*one, *other));
        }
        Joining::Undo { decided } => {
            for each in decided {
                let Some(document) = log::document(conn, each.doc)? else { return Ok(None) };
                if !domain::feedback::covers(scope, &document) {
                    return Ok(None);
                }
                planned.bodies.push(incident::undo(document.of, *each));
            }
        }
    }
    Ok(Some(planned))
}

/// Each report with the incident it is in.
fn memberships(
    conn: &Connection,
    scope: &Scope,
    observations: &[DocId],
) -> Result<Option<BTreeMap<DocId, Option<DocId>>>, PictureError> {
    let mut members = BTreeMap::new();
    for doc in observations {
        if query::observation(conn, &Reader::of_carried(*scope), *doc)?.is_none() {
            return Ok(None);
        }
        members.insert(*doc, of_observation(conn, *doc)?);
    }
    Ok(Some(members))
}

/// The incident a report is in, all joins followed.
///
/// # Errors
/// When the database fails.
pub fn of_observation(conn: &Connection, doc: DocId) -> Result<Option<DocId>, PictureError> {
    let incident: Option<Option<[u8; 16]>> = conn
        .prepare_cached("SELECT incident_id FROM observation WHERE doc_id = ?1")?
        .query_row([doc.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(incident.flatten().map(DocId::from_bytes))
}

/// The reports of an incident.
///
/// # Errors
/// When the database fails.
pub fn members(conn: &Connection, incident: DocId) -> Result<Vec<DocId>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT doc_id FROM observation WHERE incident_id = ?1 ORDER BY earliest, doc_id",
    )?;
    let docs = statement
        .query_map([incident.as_bytes()], |row| Ok(DocId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(docs)
}

/// The incident that stands for one in the end.
///
/// # Errors
/// When the database fails.
pub fn root(conn: &Connection, incident: DocId) -> Result<DocId, PictureError> {
    incident::root(incident, |from| edge(conn, from))
}

/// The incidents that went into one, at any remove, and the one itself.
///
/// # Errors
/// When the database fails.
pub fn came_into(conn: &Connection, incident: DocId) -> Result<BTreeSet<DocId>, PictureError> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE came (id) AS (
           SELECT ?1 UNION SELECT m.doc_id FROM merged_incident m JOIN came ON m.into_id = came.id
         ) SELECT id FROM came",
    )?;
    let rows =
        statement.query_map([incident.as_bytes()], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn edge(conn: &Connection, from: DocId) -> Result<Option<Edge>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT into_id, at, tick, device, op FROM merged_incident WHERE doc_id = ?1",
    )?;
    let edge = statement.query_row([from.as_bytes()], |row| {
        let device = DeviceId::from_bytes(row.get(3)?);
        Ok(Edge {
            into: DocId::from_bytes(row.get(0)?),
            stamp: Stamp { at: UtcMillis(row.get(1)?), tick: row.get(2)?, device },
            op: OpId::from_bytes(row.get(4)?),
        })
    });
    Ok(edge.optional()?)
}

/// Write where an incident went, or which reports are not of one event with this one; what was written
/// of that before is forgotten already.
pub(crate) fn write(tx: &Transaction<'_>, document: &Document) -> Result<(), PictureError> {
    match document.of {
        DocType::Observation => {
            for other in incident::apart(document) {
                tx.prepare_cached("INSERT INTO apart (one, other) VALUES (?1, ?2)")?
                    .execute(params![document.id.as_bytes(), other.as_bytes()])?;
            }
            Ok(())
        }
        DocType::Incident => write_edge(tx, document.id, Edge::read(document)),
        DocType::Priority
        | DocType::Patrol
        | DocType::Measure
        | DocType::CauseAnalysis
        | DocType::Assessment
        | DocType::Feedback
        | DocType::Share
        | DocType::Edition
        | DocType::Meeting
        | DocType::Unknown => Ok(()),
    }
}

/// What was written of a document that is no more.
pub(crate) fn forget(tx: &Transaction<'_>, doc: DocId) -> Result<(), PictureError> {
    forget_apart(tx, doc)?;
    if edge(tx, doc)?.is_some() { write_edge(tx, doc, None) } else { Ok(()) }
}

/// The reports that were not of one event with this one.
pub(crate) fn forget_apart(tx: &Transaction<'_>, doc: DocId) -> Result<(), PictureError> {
    tx.prepare_cached("DELETE FROM apart WHERE one = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}

/// Only what came into this incident can have another standing for it now.
fn write_edge(
    tx: &Transaction<'_>,
    incident: DocId,
    edge: Option<Edge>,
) -> Result<(), PictureError> {
    tx.prepare_cached("DELETE FROM merged_incident WHERE doc_id = ?1")?
        .execute([incident.as_bytes()])?;
    if let Some(edge) = edge {
        tx.prepare_cached(
            "INSERT INTO merged_incident (doc_id, into_id, at, tick, device, op)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            incident.as_bytes(),
            edge.into.as_bytes(),
            edge.stamp.at.0,
            edge.stamp.tick,
            edge.stamp.device.as_bytes(),
            edge.op.as_bytes(),
        ])?;
    }
    for came in came_into(tx, incident)? {
        let root = root(tx, came)?;
        tx.prepare_cached("UPDATE observation SET incident_id = ?2 WHERE joined = ?1")?
            .execute(params![came.as_bytes(), root.as_bytes()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
