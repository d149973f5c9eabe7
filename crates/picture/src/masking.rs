//! *Maskning* in the tables: which operations hold words that wait for a reviewer, what others read of
//! them meanwhile, and the reviewers' queue. The words themselves stay in the log and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{DeviceId, DocId, OpId, UserId};
use domain::log::Logged;
use domain::masking::{self, BECAUSE, COUNTS, Masking, PHOTOS};
use domain::merge::Document;
use domain::op::{Body, Frozen};
use domain::privacy;
use domain::role::{Action, Author, Words};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::columns::{OPERATION, logged};
use crate::view::{HeldText, MaskingQueue};
use crate::{PictureError, log, organisation, query};

const HELD: &str = "held";
const RELEASED: &str = "released";
const MASKED: &str = "masked";
const KEPT: &str = "kept";

/// Places in an operation that hold words or a photo to look at, and the state that each begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    doc: DocId,
    op: OpId,
    places: Vec<(String, &'static str)>,
}

/// Look at an operation that comes into the log. Words that the check marks wait for a reviewer, and so
/// does a photo; what a reviewer sends with a reason has been looked at. None where there is nothing.
pub fn look_at((logged, body): (&Logged, &Body)) -> Option<Looked> {
    let is_reviewer = logged.author.role.may(Action::Review);
    let mut places = masking::suspicious(&logged.frozen.body);
    if body.because.is_some() {
        places.insert(BECAUSE.to_owned());
    }
    if places.is_empty() {
        return None;
    }
    let begins = |place: String| {
        let is_seen = is_reviewer && (body.because.is_some() || place == PHOTOS);
        let begins = match place.as_str() {
            BECAUSE | COUNTS => KEPT,
            _ if is_seen => RELEASED,
            _ => HELD,
        };
        (place, begins)
    };
    Some(Looked {
        doc: body.doc,
        op: logged.frozen.id(logged.author.device, logged.number, body.at),
        places: places.into_iter().map(begins).collect(),
    })
}

/// Keep what was found in an operation that is in the log now.
///
/// # Errors
/// When the database fails.
pub fn note(tx: &Transaction<'_>, logged: &Logged, looked: &Looked) -> Result<(), PictureError> {
    for (place, begins) in &looked.places {
        tx.prepare_cached(
            "INSERT INTO held_text (device_id, number, doc_id, op_id, place, begins, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            logged.author.device.as_bytes(),
            logged.number.cast_signed(),
            looked.doc.as_bytes(),
            looked.op.as_bytes(),
            place,
            begins,
        ])?;
    }
    Ok(())
}

/// Look at the operations that came since the last time: for a desk, which takes the log in faster
/// than it could be checked on the way.
///
/// # Errors
/// When the database fails.
pub fn catch_up(tx: &Transaction<'_>) -> Result<(), PictureError> {
    let reached: Option<i64> = tx
        .prepare_cached("SELECT seq FROM held_through WHERE one = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let sql = format!("SELECT {OPERATION} FROM operation o WHERE o.seq > ?1 ORDER BY o.seq");
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = statement.query([reached.unwrap_or(0).max(0)])?;
    let (mut last, mut docs) = (reached, BTreeSet::new());
    while let Some(row) = rows.next()? {
        let op = logged(row)?;
        last = Some(op.seq);
        let Ok(body) = op.frozen.read() else { continue };
        if let Some(looked) = look_at((&op, &body)) {
            note(tx, &op, &looked)?;
        }
        docs.insert(body.doc);
    }
    for doc in docs {
        if let Some(document) = log::document(tx, doc)? {
            settle(tx, &document)?;
        }
    }
    tx.prepare_cached(
        "INSERT INTO held_through (one, seq) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET seq = excluded.seq",
    )?
    .execute([last.unwrap_or(0)])?;
    Ok(())
}

/// Bring the state of a document's words to what reviewers have decided. Returns whether any still
/// wait or stay hidden.
pub(crate) fn settle(tx: &Transaction<'_>, document: &Document) -> Result<bool, PictureError> {
    let mut statement = tx.prepare_cached(
        "SELECT device_id, number, op_id, place, begins, state FROM held_text WHERE doc_id = ?1",
    )?;
    let mut rows = statement.query([document.id.as_bytes()])?;
    let mut decisions = None;
    let mut hides = false;
    while let Some(row) = rows.next()? {
        let decisions = decisions.get_or_insert_with(|| masking::decisions(document));
        let (device, number): ([u8; 16], i64) = (row.get(0)?, row.get(1)?);
        let op = OpId::from_bytes(row.get(2)?);
        let (place, begins): (String, String) = (row.get(3)?, row.get(4)?);
        let state = match decisions.get(&(op, place.as_str())) {
            Some(Masking::Released) => RELEASED,
            Some(Masking::Masked { .. }) => MASKED,
            Some(Masking::Kept) => KEPT,
            None => begins.as_str(),
        };
        hides |= state != RELEASED;
        if row.get_ref(5)?.as_str().unwrap_or_default() != state {
            tx.prepare_cached(
                "UPDATE held_text SET state = ?4
                 WHERE device_id = ?1 AND number = ?2 AND place = ?3",
            )?
            .execute(params![device, number, place, state])?;
        }
    }
    Ok(hides)
}

/// The places of an operation that are not released.
fn withheld(
    conn: &Connection,
    device: DeviceId,
    number: u64,
) -> Result<BTreeSet<String>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT place FROM held_text
         WHERE device_id = ?1 AND number = ?2 AND state <> 'released'",
    )?;
    let rows =
        statement.query_map(params![device.as_bytes(), number.cast_signed()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Operations as somebody reads them: words that wait stand only before their author and reviewers, and
/// exact counts of the plan only before reviewers.
///
/// # Errors
/// When the database fails.
pub fn redacted(
    conn: &Connection,
    words: &Words,
    operations: Vec<Logged>,
) -> Result<Vec<Logged>, PictureError> {
    if *words == Words::All {
        return Ok(operations);
    }
    let redact = |op: Logged| {
        let is_own = words.include(&op.author);
        // The server counted beside what a person wrote; what a device wrote it has.
        if is_own && !matches!(words, Words::OfPerson(_)) {
            return Ok(op);
        }
        let mut places = withheld(conn, op.author.device, op.number)?;
        if is_own {
            places.retain(|place| place == COUNTS);
        }
        if places.is_empty() {
            return Ok(op);
        }
        let body = masking::redact(&op.frozen.body, &places).unwrap_or_default();
        Ok(Logged { frozen: Frozen { body, ..op.frozen }, ..op })
    };
    operations.into_iter().map(redact).collect()
}

/// A document as somebody reads it: merged from the operations as that person reads them, so that
/// a narrowed reader, who has only those, makes the same of them.
///
/// # Errors
/// When the database fails.
pub fn document(
    conn: &Connection,
    words: &Words,
    doc: DocId,
) -> Result<Option<Document>, PictureError> {
    let operations = redacted(conn, words, log::operations(conn, doc)?)?;
    Ok(Document::merge(operations.iter().filter_map(Logged::applied).collect()))
}

/// Whether a device has written words before a number, it included, that not everybody may read: a
/// hash over them would let others try out what they are.
///
/// # Errors
/// When the database fails.
pub fn hides_before(
    conn: &Connection,
    device: DeviceId,
    number: u64,
) -> Result<bool, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM held_text WHERE device_id = ?1 AND number <= ?2 AND state <> 'released'",
    )?;
    Ok(statement.exists(params![device.as_bytes(), number.cast_signed()])?)
}

/// The operation at a place of which something was released, to be read anew.
///
/// # Errors
/// When the database fails.
pub fn released(conn: &Connection, page: &[Logged]) -> Result<Vec<Logged>, PictureError> {
    let mut found = Vec::new();
    for op in page {
        // Most operations decide about no words, and that is seen without reading them.
        if !op.frozen.body.contains(masking::MASK) {
            continue;
        }
        let Ok(body) = op.frozen.read() else { continue };
        for (op, _) in body.set.keys().filter_map(|field| masking::place(field)) {
            let sql = format!(
                "SELECT {OPERATION} FROM operation o JOIN held_text h
                   ON h.device_id = o.device_id AND h.number = o.number
                 WHERE h.doc_id = ?1 AND h.op_id = ?2 LIMIT 1"
            );
            let key = params![body.doc.as_bytes(), op.as_bytes()];
            found.extend(conn.prepare_cached(&sql)?.query_row(key, logged).optional()?);
        }
    }
    Ok(found)
}

/// The names of a report's photos that somebody may not see yet.
///
/// # Errors
/// When the database fails.
pub fn hidden_photos(
    conn: &Connection,
    words: &Words,
    doc: DocId,
) -> Result<BTreeSet<OpId>, PictureError> {
    if *words == Words::All {
        return Ok(BTreeSet::new());
    }
    let mut statement = conn.prepare_cached(
        "SELECT h.op_id, o.user_id, h.device_id FROM held_text h JOIN operation o
           ON o.device_id = h.device_id AND o.number = h.number
         WHERE h.doc_id = ?1 AND h.place = ?2 AND h.state <> 'released'",
    )?;
    let mut rows = statement.query(params![doc.as_bytes(), PHOTOS])?;
    let mut hidden = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let user: Option<[u8; 16]> = row.get(1)?;
        let device = DeviceId::from_bytes(row.get(2)?);
        if !words.are_by(device, user.map(UserId::from_bytes)) {
            hidden.insert(OpId::from_bytes(row.get(0)?));
        }
    }
    Ok(hidden)
}

/// Whether a place of an operation is one that a reviewer decides about.
///
/// # Errors
/// When the database fails.
pub fn is_held(
    conn: &Connection,
    (doc, op, place): (DocId, OpId, &str),
) -> Result<bool, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM held_text WHERE doc_id = ?1 AND op_id = ?2 AND place = ?3
           AND place NOT IN ('because', 'counts')",
    )?;
    Ok(statement.exists(params![doc.as_bytes(), op.as_bytes(), place])?)
}

/// What waits for a reviewer, oldest first: words and photos that a document still shows.
///
/// # Errors
/// When the database fails.
pub fn queue(conn: &Connection, limit: u32) -> Result<MaskingQueue, PictureError> {
    let names = organisation::names(conn)?;
    let sql = format!(
        "SELECT {OPERATION}, h.place, h.op_id FROM held_text h JOIN operation o
           ON o.device_id = h.device_id AND o.number = h.number
         WHERE h.state = '{HELD}' ORDER BY o.seq, h.place"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut queue = MaskingQueue::default();
    let mut documents: BTreeMap<DocId, Option<Document>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (op, place): (Logged, String) = (logged(row)?, row.get(10)?);
        let id = OpId::from_bytes(row.get(11)?);
        let Ok(body) = op.frozen.read() else { continue };
        let document = match documents.entry(body.doc) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                new.insert(log::document(conn, body.doc)?)
            }
        };
        if !document.as_ref().is_some_and(|document| still_shows(document, (id, &place))) {
            continue;
        }
        queue.total += 1;
        if queue.held.len() >= limit as usize {
            continue;
        }
        let text = masking::words(&op.frozen.body, &place).filter(|_| place != PHOTOS);
        let suspicions = text.as_deref().map(privacy::check).unwrap_or_default();
        let photo = body.value.filter(|_| place == PHOTOS);
        let photo = photo.and_then(|photo| serde_json::from_value(photo).ok());
        queue.held.push(HeldText {
            photo,
            doc: body.doc,
            of: body.of,
            op: id,
            suggestion: text.as_deref().map(|text| privacy::mask(text, &suspicions)),
            suspicions,
            text,
            place,
            because: body.because,
            at: op.received_at.unwrap_or(body.at),
            organisation_name: organisation_of(&op.author, &names),
            report: query::observation(conn, &domain::role::Reader::REVIEWER, body.doc)?,
        });
    }
    Ok(queue)
}

fn organisation_of(
    author: &Author,
    names: &BTreeMap<domain::id::OrganisationId, String>,
) -> String {
    names.get(&author.organisation).cloned().unwrap_or_default()
}

/// Words that were amended since are shown to nobody; they wait for nothing.
fn still_shows(document: &Document, (op, place): (OpId, &str)) -> bool {
    let field = place.split('.').next().unwrap_or(place);
    let is_set = document.fields.get(field).is_some_and(|register| register.op == op);
    is_set || document.sets.get(field).is_some_and(|set| set.contains_key(&op))
}
