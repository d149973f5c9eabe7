//! Erasing for good: the bytes go, and what is left keeps the chain whole and keeps the same bytes from
//! coming back. What SQLite leaves of it in the file goes with `clear_disk`.

use std::time::Duration;

use domain::id::{DeviceId, DocId};
use domain::op::{Body, Fence};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Transaction, params};

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

/// Let nothing of what was erased be left on the disk: `rewrite`, then `checkpoint`. Returns whether
/// nobody else kept it from being done.
///
/// # Errors
/// When the database fails or the disk is full; then the file is as it was.
pub fn clear_disk(conn: &Connection) -> Result<bool, PictureError> {
    Ok(rewrite(conn)? && checkpoint(conn)?)
}

/// Write the file anew, so that what was erased is not in it once the log is emptied. Secure deletion,
/// a setting of the connection, is not enough: it clears a row where it lies, and not the copies of it
/// that are left between the rows of a page since SQLite balanced that page with its neighbours. Costs
/// about five seconds of a core a gigabyte, and that much room meanwhile; nobody can write until it is
/// done. Returns whether nobody else was writing.
///
/// # Errors
/// When the database fails or the disk is full; then the file is as it was.
pub fn rewrite(conn: &Connection) -> Result<bool, PictureError> {
    match conn.execute_batch("VACUUM") {
        Ok(()) => Ok(true),
        Err(error) if is_busy(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
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

fn is_busy(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;

    /// Rows of different lengths that come in no order, move and are erased: how a phone's log lives
    /// before and after it waits for its places. Returns what was erased.
    fn lived(path: &Path) -> (Connection, Vec<String>) {
        let conn = crate::connect::open(path, None).unwrap();
        let table = "CREATE TABLE t (place INTEGER PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID";
        conn.execute_batch(table).unwrap();
        conn.execute_batch("BEGIN").unwrap();
        let (mut alive, mut gone) = (Vec::<(u64, String)>::new(), Vec::new());
        let mut state = 7_u64;
        let mut chance = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..6_000 {
            let (what, place) = (chance(10), chance(1 << 30));
            let which = usize::try_from(chance(alive.len().max(1) as u64)).unwrap();
            if what < 6 || alive.is_empty() {
                let filling = [5, 5, 5, 50, 400, 900][usize::try_from(chance(6)).unwrap()];
                let words = format!("<{:010}{}", chance(1 << 31), ".".repeat(filling));
                let added = "INSERT OR IGNORE INTO t (place, words) VALUES (?1, ?2)";
                if conn.execute(added, (place.cast_signed(), &words)).unwrap() > 0 {
                    alive.push((place, words));
                }
            } else if what < 8 {
                let moved = "UPDATE OR IGNORE t SET place = ?2 WHERE place = ?1";
                let from = alive[which].0.cast_signed();
                if conn.execute(moved, (from, place.cast_signed())).unwrap() > 0 {
                    alive[which].0 = place;
                }
            } else {
                let (place, words) = alive.swap_remove(which);
                conn.execute("DELETE FROM t WHERE place = ?1", [place.cast_signed()]).unwrap();
                gone.push(words[1..11].to_owned());
            }
        }
        conn.execute_batch("COMMIT").unwrap();
        (conn, gone)
    }

    /// How many of these are somewhere in the file or its log.
    fn left(path: &Path, gone: &[String]) -> usize {
        let mut bytes = std::fs::read(path).unwrap();
        bytes.extend(std::fs::read(path.with_extension("db-wal")).unwrap_or_default());
        let found: HashSet<&[u8]> = bytes.windows(10).collect();
        gone.iter().filter(|words| found.contains(words.as_bytes())).count()
    }

    #[test]
    fn no_word_is_left_between_the_rows_of_pages_that_were_balanced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let (conn, gone) = lived(&path);
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        assert!(left(&path, &gone) > 0, "SQLite clears balanced pages by itself now");
        let count = || conn.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
        let before = count().unwrap();
        assert!(clear_disk(&conn).unwrap());
        assert_eq!(left(&path, &gone), 0);
        assert_eq!(count().unwrap(), before);
    }
}
