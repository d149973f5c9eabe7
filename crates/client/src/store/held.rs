//! Photos that were taken and not let go yet. They are no part of a report, and are never sent.

use domain::id::DocId;
use photo::Prepared;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// Keep a photo in its place; another one there is written over.
pub(crate) fn put(
    tx: &Transaction<'_>,
    (doc, slot): (DocId, u8),
    photo: &Prepared,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO held_photo (doc_id, slot, width, height, thumb, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (doc_id, slot) DO UPDATE SET width = excluded.width,
           height = excluded.height, thumb = excluded.thumb, bytes = excluded.bytes",
    )?
    .execute(params![
        doc.as_bytes(),
        slot,
        photo.width,
        photo.height,
        photo.thumb,
        photo.photo
    ])?;
    Ok(())
}

/// The places of a report that hold a photo, in order.
pub(crate) fn slots(conn: &Connection, doc: DocId) -> Result<Vec<u8>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT slot FROM held_photo WHERE doc_id = ?1 ORDER BY slot")?;
    let rows = statement.query_map([doc.as_bytes()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A photo as it would travel.
pub(crate) fn get(
    conn: &Connection,
    (doc, slot): (DocId, u8),
) -> Result<Option<Prepared>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT bytes, thumb, width, height FROM held_photo WHERE doc_id = ?1 AND slot = ?2",
        )?
        .query_row(params![doc.as_bytes(), slot], |row| {
            Ok(Prepared {
                photo: row.get(0)?,
                thumb: row.get(1)?,
                width: row.get(2)?,
                height: row.get(3)?,
            })
        })
        .optional()?)
}

/// Throw a photo away.
pub(crate) fn remove(tx: &Transaction<'_>, (doc, slot): (DocId, u8)) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM held_photo WHERE doc_id = ?1 AND slot = ?2")?
        .execute(params![doc.as_bytes(), slot])?;
    Ok(())
}

/// Throw away every photo that is held for a report.
pub(crate) fn remove_all(tx: &Transaction<'_>, doc: DocId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM held_photo WHERE doc_id = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}

/// The reports that photos are held for, the youngest report first.
pub(crate) fn reports(conn: &Connection) -> Result<Vec<DocId>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT doc_id FROM held_photo ORDER BY doc_id DESC")?;
    let rows = statement.query_map([], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
