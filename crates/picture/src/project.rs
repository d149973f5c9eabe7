//! From the log to the tables, by the one merge rule. Living through the log and rebuilding from it
//! give the same tables.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use domain::catalogue::Catalogue;
use domain::feedback::{self, Addressee};
use domain::id::DocId;
use domain::log::Logged;
use domain::merge::{Document, StateHasher};
use domain::observation::Observation;
use domain::op::{Body, Kind};
use domain::role::Words;
use rusqlite::{Connection, Transaction, params};
use serde_json::Value;

use crate::areas::{self, AreaIndex};
use crate::{PictureError, catalogue, erase, incident, log, masking, near, patrol, plan};

mod touched;
pub mod words;

pub use touched::Touched;
use words::Indexed;

/// Put an operation into the log. One that waited here gives way to the same one from the server;
/// a repeat changes nothing, and nothing comes back that was erased. Returns the document to settle.
///
/// # Errors
/// When the database fails.
pub fn record(tx: &Transaction<'_>, logged: &Logged) -> Result<Option<DocId>, PictureError> {
    let body = logged.frozen.read().ok();
    give_way(tx, logged)?;
    if is_gone(tx, (logged, body.as_ref()))? {
        return Ok(None);
    }
    let inserted = insert(tx, (logged, body.as_ref()))?;
    Ok((inserted != Inserted::Nothing).then_some(document_of(body.as_ref())))
}

/// One that waited here makes room for the same one from the server.
fn give_way(tx: &Transaction<'_>, logged: &Logged) -> Result<(), PictureError> {
    if logged.seq > 0 {
        tx.prepare_cached(
            "DELETE FROM operation WHERE device_id = ?1 AND number = ?2 AND seq < 0",
        )?
        .execute(params![logged.author.device.as_bytes(), logged.number.cast_signed()])?;
    }
    Ok(())
}

/// Whether an operation was erased, or its document was.
fn is_gone(
    tx: &Transaction<'_>,
    (logged, body): (&Logged, Option<&Body>),
) -> Result<bool, PictureError> {
    if body.is_some_and(|body| body.kind == Kind::Erase) {
        return Ok(false);
    }
    Ok(erase::is_fenced(tx, logged.author.device, logged.number)?
        || erase::has_erased(tx, document_of(body))?)
}

/// Bytes that are no operation belong to no document.
fn document_of(body: Option<&Body>) -> DocId {
    body.map_or(DocId::from_bytes([0; 16]), |body| body.doc)
}

/// What became of an operation on its way into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inserted {
    /// It was there already.
    Nothing,
    /// It is there now.
    Whole,
    /// It was there, and can be read now.
    Readable,
}

fn insert(
    tx: &Transaction<'_>,
    (logged, body): (&Logged, Option<&Body>),
) -> Result<Inserted, PictureError> {
    let author = &logged.author;
    let number = logged.number.cast_signed();
    let inserted = tx
        .prepare_cached(
            "INSERT INTO operation (seq, device_id, number, doc_id, organisation_id, role, user_id,
                                    stamp_at, received_at, salt, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            logged.seq,
            author.device.as_bytes(),
            number,
            document_of(body).as_bytes(),
            author.organisation.as_bytes(),
            author.role.as_str(),
            author.user.as_ref().map(domain::id::UserId::as_bytes),
            logged.stamp_at.0,
            logged.received_at.map(|at| at.0),
            logged.frozen.salt,
            logged.frozen.body,
        ])?;
    if inserted == 0 {
        let is_readable = logged.seq > 0 && became_readable(tx, logged)?;
        return Ok(if is_readable { Inserted::Readable } else { Inserted::Nothing });
    }
    if let Some(body) = body.filter(|body| body.kind == Kind::Erase) {
        erase::apply(tx, body)?;
    }
    Ok(Inserted::Whole)
}

/// The server sends an operation again when words in it were released that had been left out.
fn became_readable(tx: &Transaction<'_>, logged: &Logged) -> Result<bool, PictureError> {
    let changed = tx
        .prepare_cached(
            "UPDATE operation SET body = ?4
             WHERE seq = ?1 AND device_id = ?2 AND number = ?3 AND body <> ?4",
        )?
        .execute(params![
            logged.seq,
            logged.author.device.as_bytes(),
            logged.number.cast_signed(),
            logged.frozen.body,
        ])?;
    Ok(changed > 0)
}

/// Take an operation that waited here out of the log again, as when the server set it aside.
///
/// # Errors
/// When the database fails.
pub fn take_back(tx: &Transaction<'_>, waiting: &Logged) -> Result<(), PictureError> {
    tx.prepare_cached("DELETE FROM operation WHERE device_id = ?1 AND number = ?2 AND seq < 0")?
        .execute(params![waiting.author.device.as_bytes(), waiting.number.cast_signed()])?;
    Ok(())
}

/// Merge each document anew and write its rows.
///
/// # Errors
/// When the database fails.
pub fn settle(tx: &Transaction<'_>, docs: &BTreeSet<DocId>) -> Result<(), PictureError> {
    if docs.is_empty() {
        return Ok(());
    }
    let by = By::current(tx)?;
    for doc in docs {
        settle_one(tx, *doc, &by)?;
    }
    Ok(())
}

/// What reports are read and placed by.
struct By {
    catalogue: Cow<'static, Catalogue>,
    areas: Rc<AreaIndex>,
}

impl By {
    fn current(conn: &Connection) -> Result<Self, PictureError> {
        Ok(Self { catalogue: catalogue::current(conn)?, areas: areas::index(conn)? })
    }
}

fn settle_one(tx: &Transaction<'_>, doc: DocId, by: &By) -> Result<(), PictureError> {
    match log::document(tx, doc)? {
        Some(document) if masking::settle(tx, &document)? => {
            let read = masking::document(tx, &Words::Released, doc)?;
            write(tx, (&read.unwrap_or(document), Before::Rows), by)
        }
        Some(document) => write(tx, (&document, Before::Rows), by),
        None => forget(tx, doc),
    }
}

/// Everything anew from the log. Returns how many documents there are.
///
/// # Errors
/// When the database fails.
pub fn rebuild(tx: &Transaction<'_>) -> Result<usize, PictureError> {
    words::clear(tx)?;
    tx.execute_batch(
        "DELETE FROM observation; DELETE FROM contest; DELETE FROM document;
         DELETE FROM merged_incident; DELETE FROM apart; DELETE FROM patrol;
         DELETE FROM plan; DELETE FROM placement;",
    )?;
    let docs = documents(tx)?;
    settle(tx, &docs)?;
    Ok(docs.len())
}

/// A hash of every document: equal on two devices that have the same operations.
///
/// # Errors
/// When the database fails.
pub fn hash(conn: &Connection) -> Result<[u8; 32], PictureError> {
    let mut hasher = StateHasher::default();
    for doc in documents(conn)? {
        if let Some(document) = log::document(conn, doc)? {
            hasher.add(&document);
        }
    }
    Ok(hasher.finish())
}

fn documents(conn: &Connection) -> Result<BTreeSet<DocId>, PictureError> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT doc_id FROM operation")?;
    let rows = statement.query_map([], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn forget(tx: &Transaction<'_>, doc: DocId) -> Result<(), PictureError> {
    let known = words::of(tx, doc)?;
    words::follow(tx, known.as_ref(), None)?;
    areas::forget(tx, doc, known.map(|it| it.number))?;
    for table in ["document", "observation", "contest", "patrol"] {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE doc_id = ?1"))?
            .execute([doc.as_bytes()])?;
    }
    plan::forget(tx, doc)?;
    incident::forget(tx, doc)
}

/// What the tables may hold of a document that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing: it began just now.
    Nothing,
    /// Its rows from before.
    Rows,
}

fn write(
    tx: &Transaction<'_>,
    (document, before): (&Document, Before),
    by: &By,
) -> Result<(), PictureError> {
    let author = &document.beginning.author;
    let addressee = feedback::addressee(document);
    let (device, organisation) = match addressee {
        Some(Addressee::Device { device }) => (Some(*device.as_bytes()), None),
        Some(Addressee::Organisation { organisation }) => (None, Some(*organisation.as_bytes())),
        Some(Addressee::Person { .. } | Addressee::Everybody) | None => (None, None),
    };
    tx.prepare_cached(
        "INSERT INTO document (doc_id, kind, device_id, organisation_id, to_device,
           to_organisation, to_everybody) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (doc_id) DO UPDATE SET kind = excluded.kind, device_id = excluded.device_id,
           organisation_id = excluded.organisation_id, to_device = excluded.to_device,
           to_organisation = excluded.to_organisation, to_everybody = excluded.to_everybody",
    )?
    .execute(params![
        document.id.as_bytes(),
        document.of.as_str(),
        author.device.as_bytes(),
        author.organisation.as_bytes(),
        device,
        organisation,
        addressee == Some(Addressee::Everybody),
    ])?;
    if before == Before::Rows {
        forget_contests(tx, document.id)?;
        incident::forget_apart(tx, document.id)?;
    }
    write_contests(tx, document)?;
    incident::write(tx, document)?;
    patrol::write(tx, document)?;
    plan::write(tx, document)?;
    match Observation::read(document, &by.catalogue) {
        Some(observation) => {
            let tile = by.catalogue.tile_code(&observation.category);
            let words = match before {
                Before::Nothing => None,
                Before::Rows => words::of(tx, document.id)?,
            };
            let now = write_observation(tx, document, (&observation, tile))?;
            let is_new = before == Before::Nothing;
            areas::place(tx, (now.number, observation.position), (&by.areas, is_new))?;
            words::follow(tx, words.as_ref(), Some(&now))
        }
        None if before == Before::Nothing => Ok(()),
        None => {
            let known = words::of(tx, document.id)?;
            words::follow(tx, known.as_ref(), None)?;
            areas::forget(tx, document.id, known.map(|it| it.number))?;
            tx.prepare_cached("DELETE FROM observation WHERE doc_id = ?1")?
                .execute([document.id.as_bytes()])?;
            Ok(())
        }
    }
}

fn forget_contests(tx: &Transaction<'_>, doc: DocId) -> Result<(), PictureError> {
    tx.prepare_cached("DELETE FROM contest WHERE doc_id = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}

fn write_contests(tx: &Transaction<'_>, document: &Document) -> Result<(), PictureError> {
    for contest in &document.contests {
        tx.prepare_cached(
            "INSERT INTO contest (doc_id, field, kept, lost) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            document.id.as_bytes(),
            contest.field,
            contest.kept.as_bytes(),
            contest.lost.as_bytes(),
        ])?;
    }
    Ok(())
}

fn write_observation(
    tx: &Transaction<'_>,
    document: &Document,
    (observation, tile): (&Observation, &str),
) -> Result<Indexed, PictureError> {
    let note = observation.note.as_ref().map_or("", |note| note.as_str());
    let place = observation.place_name.as_ref().map_or("", |name| name.as_str());
    let source = observation.source.as_ref().and_then(|source| source.organisation.as_ref());
    let actor = observation.source.as_ref().and_then(|source| source.actor.as_ref());
    let incident = observation.incident.map(|joined| incident::root(tx, joined)).transpose()?;
    let sort_at = observation.received_at.unwrap_or(observation.captured_at);
    let pass = document.value("pass").and_then(Value::as_str);
    let pass: Option<DocId> = pass.and_then(|pass| pass.parse().ok());
    let words = format!("{place}\n{note}").to_lowercase();
    let mut statement = tx.prepare_cached(
        "INSERT INTO observation (doc_id, device_id, organisation_id, source_name,
           category, tile, type, discovered, severity, earliest, latest, zone, lon, lat, review,
           withdrawn, joined, incident_id, accuracy_m, actor, cell, words, sort_at, same_as,
           pass, certainty, assigned, preparedness)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
           ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
         ON CONFLICT (doc_id) DO UPDATE SET device_id = excluded.device_id,
           organisation_id = excluded.organisation_id, source_name = excluded.source_name,
           category = excluded.category, tile = excluded.tile, type = excluded.type,
           discovered = excluded.discovered, zone = excluded.zone,
           severity = excluded.severity, earliest = excluded.earliest, latest = excluded.latest,
           lon = excluded.lon, lat = excluded.lat, review = excluded.review,
           withdrawn = excluded.withdrawn, joined = excluded.joined,
           incident_id = excluded.incident_id, accuracy_m = excluded.accuracy_m,
           actor = excluded.actor, cell = excluded.cell, words = excluded.words,
           sort_at = excluded.sort_at, same_as = excluded.same_as, pass = excluded.pass,
           certainty = excluded.certainty, assigned = excluded.assigned,
           preparedness = excluded.preparedness
         RETURNING number",
    )?;
    let row = params![
        observation.id.as_bytes(),
        document.beginning.author.device.as_bytes(),
        observation.organisation.as_bytes(),
        source.map_or("", |name| name.as_str()),
        observation.category.as_str(),
        tile,
        observation.observation_type.as_str(),
        observation.discovered.map(domain::observation::Discovered::as_str),
        observation.severity,
        observation.when.earliest().0,
        observation.when.latest().0,
        observation.zone,
        observation.position.map(|position| position.lon()),
        observation.position.map(|position| position.lat()),
        observation.review.as_str(),
        observation.withdrawn.is_some(),
        observation.incident.as_ref().map(DocId::as_bytes),
        incident.as_ref().map(DocId::as_bytes),
        observation.position.and_then(|position| position.accuracy_m()),
        actor.map_or("", |name| name.as_str()),
        observation.position.map(|position| near::cell(position.lon(), position.lat())),
        words,
        sort_at.0,
        observation.same_as.as_ref().map(DocId::as_bytes),
        pass.as_ref().map(DocId::as_bytes),
        observation.certainty.map(domain::observation::Certainty::as_str),
        observation.assigned.as_ref().map_or("", |name| name.as_str()),
        observation.preparedness,
    ];
    let number = statement.query_row(row, |row| row.get(0))?;
    Ok(Indexed { number, words, is_due: true })
}

#[cfg(test)]
mod tests;
