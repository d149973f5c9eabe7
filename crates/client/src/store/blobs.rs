//! Attachments on this phone: the bytes, and how far each has come. They lie in the same file as the
//! reports, so that a photo and the operation that names it are kept together or not at all.

use domain::blob::BlobName;
use domain::clock::UtcMillis;
use domain::id::DocId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// How far an attachment has come, from the server's answers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It waits.
    Queued,
    /// The server has all of it on its disk.
    Received,
    /// The server will not take it; the report itself is not touched by that.
    Refused,
}

impl State {
    fn read(text: &str) -> Self {
        match text {
            "received" => Self::Received,
            "refused" => Self::Refused,
            _ => Self::Queued,
        }
    }
}

/// A new attachment.
pub(crate) struct Entry<'a> {
    pub(crate) name: BlobName,
    pub(crate) doc: DocId,
    pub(crate) is_small: bool,
    pub(crate) bytes: &'a [u8],
}

/// Keep the bytes; equal ones are kept once.
pub(crate) fn insert(tx: &Transaction<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO attachment (hash, doc_id, small, length, bytes, state)
         VALUES (?1, ?2, ?3, ?4, ?5, 'queued') ON CONFLICT (hash) DO NOTHING",
    )?
    .execute(params![
        entry.name.as_bytes(),
        entry.doc.as_bytes(),
        entry.is_small,
        i64::try_from(entry.bytes.len()).unwrap_or(i64::MAX),
        entry.bytes
    ])?;
    Ok(())
}

/// The bytes.
pub(crate) fn bytes(conn: &Connection, name: BlobName) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT bytes FROM attachment WHERE hash = ?1 AND length(bytes) = length")?
        .query_row([name.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// Whether bytes wait that the server may still take: their report was taken, and sending them has not
/// failed again and again.
pub(crate) fn is_owed(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM attachment WHERE state = 'queued' AND failures < 5 AND NOT EXISTS
               (SELECT 1 FROM outbox
                WHERE outbox.doc_id = attachment.doc_id AND outbox.state = 'quarantined')",
        )?
        .exists([])?)
}

/// How far one has come.
pub(crate) fn state(conn: &Connection, name: BlobName) -> Result<Option<State>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT state FROM attachment WHERE hash = ?1")?
        .query_row([name.as_bytes()], |row| Ok(State::read(row.get_ref(0)?.as_str()?)))
        .optional()?)
}

/// The attachment to send next, and where the server stands with it if that is known.
pub(crate) struct Next {
    pub(crate) name: BlobName,
    pub(crate) length: u64,
    pub(crate) offset: Option<u64>,
}

/// Small ones first, then what has failed least, then the oldest. Only those whose operation the
/// server has: it takes no bytes that nobody has spoken of.
pub(crate) fn next(conn: &Connection, now: UtcMillis) -> Result<Option<Next>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, length, sent FROM attachment
         WHERE state = 'queued' AND (next_at IS NULL OR next_at <= ?1 OR next_at > ?2)
           AND NOT EXISTS (SELECT 1 FROM outbox
             WHERE outbox.doc_id = attachment.doc_id AND outbox.state = 'queued')
         ORDER BY small DESC, failures, rowid LIMIT 1",
    )?;
    let until = now.plus_ms(crate::schedule::LONGEST_MS).0;
    let found = statement.query_row(params![now.0, until], |row| {
        Ok(Next {
            name: BlobName::from_bytes(row.get(0)?),
            length: row.get::<_, i64>(1)?.cast_unsigned(),
            offset: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
        })
    });
    Ok(found.optional()?)
}

/// A piece of the bytes.
pub(crate) fn piece(
    conn: &Connection,
    name: BlobName,
    (offset, length): (u64, usize),
) -> Result<Vec<u8>, StoreError> {
    let from = i64::try_from(offset).unwrap_or(i64::MAX).saturating_add(1);
    let count = i64::try_from(length).unwrap_or(i64::MAX);
    Ok(conn
        .prepare_cached("SELECT substr(bytes, ?2, ?3) FROM attachment WHERE hash = ?1")?
        .query_row(params![name.as_bytes(), from, count], |row| row.get(0))?)
}

/// The server says where it stands.
pub(crate) fn stands_at(
    tx: &Transaction<'_>,
    name: BlobName,
    (offset, is_whole): (u64, bool),
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE attachment SET sent = ?2, failures = 0, next_at = NULL,
           state = CASE WHEN ?3 THEN 'received' ELSE state END WHERE hash = ?1",
    )?
    .execute(params![name.as_bytes(), offset.cast_signed(), is_whole])?;
    Ok(())
}

/// How often an attachment has failed in a row.
pub(crate) fn failures(conn: &Connection, name: BlobName) -> Result<u32, StoreError> {
    Ok(conn
        .prepare_cached("SELECT failures FROM attachment WHERE hash = ?1")?
        .query_row([name.as_bytes()], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// It did not go through: where the server stands is asked again, later.
pub(crate) fn failed(
    tx: &Transaction<'_>,
    name: BlobName,
    next_at: UtcMillis,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE attachment SET failures = failures + 1, next_at = ?2, sent = NULL
         WHERE hash = ?1",
    )?
    .execute(params![name.as_bytes(), next_at.0])?;
    Ok(())
}

/// The server will not take it, now or ever.
pub(crate) fn refuse(tx: &Transaction<'_>, name: BlobName) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE attachment SET state = 'refused', sent = NULL WHERE hash = ?1")?
        .execute([name.as_bytes()])?;
    Ok(())
}

/// The server misses what it once had, as after a restore: it is sent again.
pub(crate) fn reopen(tx: &Transaction<'_>, name: BlobName) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE attachment SET state = 'queued', sent = NULL, next_at = NULL
             WHERE hash = ?1 AND state = 'received' AND length(bytes) = length",
        )?
        .execute([name.as_bytes()])?
        > 0)
}

/// Photos that the server has, and that proven backups hold with everything of their report, give
/// their room to text. Returns how many did.
pub(crate) fn let_go(tx: &Transaction<'_>, safe: u64) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE attachment SET bytes = x'' WHERE state = 'received' AND bytes <> x''
               AND NOT EXISTS (SELECT 1 FROM outbox
                 WHERE outbox.doc_id = attachment.doc_id AND outbox.number > ?1)",
        )?
        .execute([safe.cast_signed()])?)
}

/// The network changed: what has failed is tried at once.
pub(crate) fn rearm(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("UPDATE attachment SET next_at = NULL WHERE next_at IS NOT NULL", [])?;
    Ok(())
}

/// How many wait, and when the first of them may be tried.
pub(crate) fn waiting(conn: &Connection) -> Result<(u64, Option<UtcMillis>), StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*), min(coalesce(next_at, 0)) FROM attachment WHERE state = 'queued'",
        )?
        .query_row([], |row| {
            Ok((
                row.get::<_, i64>(0)?.cast_unsigned(),
                row.get::<_, Option<i64>>(1)?.map(UtcMillis),
            ))
        })?)
}

/// A document was erased: its attachments go, but for one that another report of this phone shows too.
pub(crate) fn erase(tx: &Transaction<'_>, doc: DocId) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("SELECT hash FROM attachment WHERE doc_id = ?1")?;
    let names = statement
        .query_map([doc.as_bytes()], |row| Ok(BlobName::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for name in names {
        let other: Option<[u8; 16]> = tx
            .prepare_cached("SELECT doc_id FROM outbox WHERE doc_id <> ?1 AND instr(body, ?2) > 0")?
            .query_row(params![doc.as_bytes(), name.to_string()], |row| row.get(0))
            .optional()?;
        match other {
            Some(other) => tx
                .prepare_cached("UPDATE attachment SET doc_id = ?2 WHERE hash = ?1")?
                .execute(params![name.as_bytes(), other])?,
            None => tx
                .prepare_cached("DELETE FROM attachment WHERE hash = ?1")?
                .execute([name.as_bytes()])?,
        };
    }
    Ok(())
}
