//! Holds, which keep documents from being erased; and what left the system for somebody's hands, where no
//! erasure reaches it.

use domain::clock::UtcMillis;
use domain::edition::{Edition, Sending};
use domain::id::DocId;
use domain::op::Body;
use domain::role::Words;
use protocol::problem::{Problem, ProblemCode};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::audit::{self, Entry};
use super::{Batch, StoreError};

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// Its name.
    pub code: String,
    /// Why; nothing of what is held.
    pub reason: String,
    /// Whether everything is held.
    pub is_all: bool,
    /// How many documents it names.
    pub documents: u32,
    /// Since when.
    pub began_at: UtcMillis,
    /// Until when; none while it stands.
    pub ended_at: Option<UtcMillis>,
}

/// Something that left the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedOut {
    /// Its number.
    pub number: i64,
    /// When.
    pub at: UtcMillis,
    /// What.
    pub what: String,
    /// To whom.
    pub receiver: String,
}

/// Begin a hold; without documents it holds everything.
///
/// # Errors
/// When there is one of that name, or the database fails.
pub fn begin(
    batch: &mut Batch<'_>,
    (code, reason): (&str, &str),
    documents: &[DocId],
) -> Result<(), StoreError> {
    let is_there = batch.tx.prepare_cached("SELECT 1 FROM hold WHERE code = ?1")?.exists([code])?;
    if is_there {
        let what = format!("there is a hold `{code}` already");
        return Err(Problem::new(ProblemCode::AlreadyExists, what).into());
    }
    batch
        .tx
        .prepare_cached(
            "INSERT INTO hold (code, reason, is_all, began_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![code, reason, documents.is_empty(), batch.now.0])?;
    let mut add = batch
        .tx
        .prepare_cached("INSERT OR IGNORE INTO held_document (doc_id, code) VALUES (?1, ?2)")?;
    for doc in documents {
        add.execute(params![doc.as_bytes(), code])?;
    }
    let object = format!("{code}: {reason}");
    audit::write(batch, Entry { actor: "command line", action: "hold.begin", object: &object })
}

/// End a hold that stands.
///
/// # Errors
/// When there is none of that name, or the database fails.
pub fn end(batch: &mut Batch<'_>, code: &str) -> Result<(), StoreError> {
    let ended = batch
        .tx
        .prepare_cached("UPDATE hold SET ended_at = ?2 WHERE code = ?1 AND ended_at IS NULL")?
        .execute(params![code, batch.now.0])?;
    if ended == 0 {
        let what = format!("no hold `{code}` stands");
        return Err(Problem::new(ProblemCode::NotFound, what).into());
    }
    audit::write(batch, Entry { actor: "command line", action: "hold.end", object: code })
}

/// Every hold, the ended ones too.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<Hold>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT code, reason, is_all, began_at, ended_at,
           (SELECT count(*) FROM held_document WHERE held_document.code = hold.code)
         FROM hold ORDER BY began_at, code",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Hold {
            code: row.get(0)?,
            reason: row.get(1)?,
            is_all: row.get(2)?,
            began_at: UtcMillis(row.get(3)?),
            ended_at: row.get::<_, Option<i64>>(4)?.map(UtcMillis),
            documents: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The holds that stand and hold a document.
///
/// # Errors
/// When the database fails.
pub fn of(conn: &Connection, doc: DocId) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT code FROM hold WHERE ended_at IS NULL AND (is_all = 1
           OR EXISTS (SELECT 1 FROM held_document h WHERE h.doc_id = ?1 AND h.code = hold.code))
         ORDER BY code",
    )?;
    let codes = statement.query_map([doc.as_bytes()], |row| row.get(0))?;
    Ok(codes.collect::<Result<_, _>>()?)
}

/// Refuse what would erase a document that is held.
///
/// # Errors
/// When it is held, or the database fails.
pub fn refuse(conn: &Connection, doc: DocId) -> Result<(), StoreError> {
    let holds = of(conn, doc)?;
    if holds.is_empty() {
        return Ok(());
    }
    let what = format!("{doc} is held by {}: nothing was erased", holds.join(", "));
    Err(Problem::new(ProblemCode::NotAllowed, what).into())
}

/// Note that documents left the system; without any, all that the log holds now.
///
/// # Errors
/// When the database fails.
pub fn note_handed_out(
    batch: &mut Batch<'_>,
    (what, receiver): (&str, &str),
    documents: &[DocId],
) -> Result<i64, StoreError> {
    let number = note(batch, (what, receiver), documents)?;
    let object = format!("{what}, to {receiver}");
    audit::write(batch, Entry { actor: "command line", action: "handed_out", object: &object })?;
    Ok(number)
}

/// Note that the server itself gave documents to a system of others.
///
/// # Errors
/// When the database fails.
pub fn note_sent(
    batch: &mut Batch<'_>,
    (what, receiver): (&str, &str),
    documents: &[DocId],
) -> Result<(), StoreError> {
    note(batch, (what, receiver), documents)?;
    let object = format!("{what}, to {receiver}");
    audit::write(batch, Entry { actor: "server", action: "handed_out", object: &object })
}

/// Note that an edition was given to an organisation, whoever gave it: on this server or at a desk.
///
/// # Errors
/// When the database fails.
pub fn note_sending(batch: &mut Batch<'_>, body: &Body) -> Result<(), StoreError> {
    let Some(sending) = Sending::of(body) else { return Ok(()) };
    let edition = picture::edition::edition(batch.tx, &Words::Released, body.doc)?;
    let version = |it: &Edition| {
        let number = it.versions.iter().find(|known| known.op == sending.version)?.fixed.version;
        Some(format!("{} edition {} to {}, version {number}", it.kind.as_str(), it.from, it.until))
    };
    let what = edition.as_ref().and_then(version);
    let what = what.unwrap_or_else(|| format!("edition {}", body.doc));
    let names = picture::organisation::names(batch.tx)?;
    let to = names.get(&sending.organisation).cloned();
    let to = to.unwrap_or_else(|| sending.organisation.to_string());
    note(batch, (&what, &to), &[]).map(drop)
}

fn note(
    batch: &mut Batch<'_>,
    (what, receiver): (&str, &str),
    documents: &[DocId],
) -> Result<i64, StoreError> {
    let through = documents.is_empty().then(|| batch.head().cast_signed());
    batch
        .tx
        .prepare_cached(
            "INSERT INTO handed_out (at, what, receiver, through) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![batch.now.0, what, receiver, through])?;
    let number = batch.tx.last_insert_rowid();
    let mut add = batch.tx.prepare_cached(
        "INSERT OR IGNORE INTO handed_out_document (doc_id, number) VALUES (?1, ?2)",
    )?;
    for doc in documents {
        add.execute(params![doc.as_bytes(), number])?;
    }
    Ok(number)
}

/// What left the system with one of these documents in it. Asked before they are erased.
///
/// # Errors
/// When the database fails.
pub fn handed_out(conn: &Connection, documents: &[DocId]) -> Result<Vec<HandedOut>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT number, at, what, receiver FROM handed_out
         WHERE number IN (SELECT number FROM handed_out_document WHERE doc_id = ?1)
            OR through >= (SELECT min(seq) FROM operation WHERE doc_id = ?1)",
    )?;
    let mut found = std::collections::BTreeMap::new();
    for doc in documents {
        let rows = statement.query_map([doc.as_bytes()], |row| {
            Ok(HandedOut {
                number: row.get(0)?,
                at: UtcMillis(row.get(1)?),
                what: row.get(2)?,
                receiver: row.get(3)?,
            })
        })?;
        for row in rows {
            let row = row?;
            found.insert(row.number, row);
        }
    }
    Ok(found.into_values().collect())
}
