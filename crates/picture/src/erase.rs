//! Erasing for good: the bytes go, and what is left keeps the chain whole and keeps the same bytes from
//! coming back. Secure deletion is a setting of the connection; emptying the log file is `checkpoint`.

use std::time::Duration;

use domain::id::{DeviceId, DocId};
use domain::op::{Body, Fence};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::PictureError;

/// Whether an operation was erased.
///
/// # Errors
/// When the database fails.
pub fn is_fenced(conn: &Connection, device: DeviceId, number: u64) -> Result<bool, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM gone WHERE device_id = ?1 AND number = ?2 AND op_id IS NOT NULL",
    )?;
    Ok(statement.exists(params![device.as_bytes(), number.cast_signed()])?)
}

/// Whether a document was erased.
///
/// # Errors
/// When the database fails.
pub fn has_erased(conn: &Connection, doc: DocId) -> Result<bool, PictureError> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM erased WHERE doc_id = ?1")?;
    Ok(statement.exists([doc.as_bytes()])?)
}

/// Do what an operation of the kind `erase` says: the bytes of all it names, and of whatever else is
/// here of its document, leave the log. The caller settles the document.
///
/// # Errors
/// When the database fails.
pub fn apply(tx: &Transaction<'_>, body: &Body) -> Result<(), PictureError> {
    tx.prepare_cached("INSERT OR IGNORE INTO erased (doc_id) VALUES (?1)")?
        .execute([body.doc.as_bytes()])?;
    for fence in &body.erases {
        put_fence(tx, fence)?;
    }
    tx.prepare_cached(
        "DELETE FROM operation WHERE doc_id = ?1 AND json_extract(body, '$.kind') <> 'erase'",
    )?
    .execute([body.doc.as_bytes()])?;
    tx.prepare_cached("DELETE FROM held_text WHERE doc_id = ?1")?.execute([body.doc.as_bytes()])?;
    Ok(())
}

/// Keep an operation from coming back, and drop its bytes if they are here.
///
/// # Errors
/// When the database fails.
pub fn put_fence(tx: &Transaction<'_>, fence: &Fence) -> Result<(), PictureError> {
    let number = fence.number.cast_signed();
    tx.prepare_cached(
        "INSERT INTO gone (device_id, number, hash, op_id) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (device_id, number) DO UPDATE SET hash = excluded.hash, op_id = excluded.op_id",
    )?
    .execute(params![
        fence.device.as_bytes(),
        number,
        fence.hash.0,
        fence.op.as_bytes()
    ])?;
    tx.prepare_cached("DELETE FROM operation WHERE device_id = ?1 AND number = ?2")?
        .execute(params![fence.device.as_bytes(), number])?;
    Ok(())
}

/// Drop every table with what it held, and give the room back: the file is as if it had just been made.
///
/// # Errors
/// When the database fails; then some of it may still be there.
pub fn everything(conn: &Connection) -> Result<(), PictureError> {
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON;")?;
    // A virtual table takes its own tables along.
    loop {
        let next: Option<String> = conn
            .query_row(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                 ORDER BY sql NOT LIKE 'CREATE VIRTUAL%' LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        let Some(name) = next else { break };
        conn.execute_batch(&format!("DROP TABLE \"{name}\""))?;
    }
    conn.execute_batch("PRAGMA user_version = 0; VACUUM; PRAGMA foreign_keys = ON;")?;
    checkpoint(conn)?;
    Ok(())
}

/// Empty the write-ahead log, so that what was erased is not there either. Returns whether nobody
/// else kept it from being emptied.
///
/// # Errors
/// When the database fails.
pub fn checkpoint(conn: &Connection) -> Result<bool, PictureError> {
    let busy = conn
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        .optional()?;
    Ok(busy == Some(0))
}

/// The same, without waiting longer than this for somebody who reads.
///
/// # Errors
/// When the database fails.
pub fn checkpoint_within(conn: &Connection, wait: Duration) -> Result<bool, PictureError> {
    conn.busy_timeout(wait)?;
    let emptied = checkpoint(conn);
    conn.busy_timeout(crate::connect::BUSY)?;
    emptied
}
