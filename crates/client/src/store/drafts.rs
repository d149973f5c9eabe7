//! What a person is typing, key by key, so that a phone that dies in the hand remembers it. A draft
//! is not a report and is never sent.

use domain::clock::UtcMillis;
use domain::id::DocId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

pub(crate) fn get(conn: &Connection, doc: DocId) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT json FROM draft WHERE doc_id = ?1")?
        .query_row([doc.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// All drafts, the one typed last first.
pub(crate) fn list(conn: &Connection) -> Result<Vec<(DocId, String)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT doc_id, json FROM draft ORDER BY updated_at DESC, doc_id")?;
    let rows = statement.query_map([], |row| Ok((DocId::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn put(
    tx: &Transaction<'_>,
    doc: DocId,
    json: &str,
    now: UtcMillis,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO draft (doc_id, json, updated_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (doc_id) DO UPDATE SET json = excluded.json, updated_at = excluded.updated_at",
    )?
    .execute(params![doc.as_bytes(), json, now.0])?;
    Ok(())
}

pub(crate) fn remove(tx: &Transaction<'_>, doc: DocId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM draft WHERE doc_id = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}
