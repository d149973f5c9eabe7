//! Opening a database so that a commit is on the disk when it returns.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::PictureError;

/// The oldest SQLite without the WAL-reset race, as `sqlite3_libversion_number` tells it.
const SQLITE_OLDEST: i32 = 3_051_003;
/// How long to wait for somebody else who writes.
pub(crate) const BUSY: Duration = Duration::from_secs(10);
/// Reading a write-ahead log takes part in its locks, so the file is opened for writing too.
const TO_READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Open or create a database for writing: WAL, `synchronous = FULL`. `key` encrypts the file.
///
/// # Errors
/// When SQLite is too old, or the file cannot be opened.
pub fn open(path: &Path, key: Option<&str>) -> Result<Connection, PictureError> {
    refuse_old_sqlite(rusqlite::version_number(), rusqlite::version())?;
    for_writing(Connection::open(path)?, key)
}

/// The same through a VFS that SQLite has been told of, such as a disk that forgets.
///
/// # Errors
/// When SQLite is too old or knows no such VFS, or the file cannot be opened.
pub fn open_with_vfs(
    path: &Path,
    key: Option<&str>,
    vfs: &str,
) -> Result<Connection, PictureError> {
    refuse_old_sqlite(rusqlite::version_number(), rusqlite::version())?;
    for_writing(Connection::open_with_flags_and_vfs(path, OpenFlags::default(), vfs)?, key)
}

/// Open an existing database for reading only.
///
/// # Errors
/// When SQLite is too old, or the file cannot be opened.
pub fn open_to_read(path: &Path, key: Option<&str>) -> Result<Connection, PictureError> {
    refuse_old_sqlite(rusqlite::version_number(), rusqlite::version())?;
    for_reading(Connection::open_with_flags(path, TO_READ)?, key)
}

/// The same through a VFS that SQLite has been told of.
///
/// # Errors
/// When SQLite is too old or knows no such VFS, or the file cannot be opened.
pub fn open_to_read_with_vfs(
    path: &Path,
    key: Option<&str>,
    vfs: &str,
) -> Result<Connection, PictureError> {
    refuse_old_sqlite(rusqlite::version_number(), rusqlite::version())?;
    for_reading(Connection::open_with_flags_and_vfs(path, TO_READ, vfs)?, key)
}

fn for_writing(conn: Connection, key: Option<&str>) -> Result<Connection, PictureError> {
    prepare(&conn, key)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    match begin_log_anew(&conn) {
        Err(error) if !error.is_full() => Err(error),
        Ok(()) | Err(_) => Ok(conn),
    }
}

/// After a sync that failed, a kernel may show frames of the log that the disk never got, and a
/// program that starts then would write behind them: all of that goes with the power. So what an
/// earlier life left in the log is moved into the database and synced there, and the log begins
/// anew, with a commit of its own: until then the disk has the old log without those frames, and
/// would bring back what was before them. Done when a database is opened for writing; a full disk puts
/// it off, and whoever writes then has to do it first. Somebody else who has the file open keeps it as
/// it is.
///
/// # Errors
/// When the disk is full, or the database fails.
pub fn begin_log_anew(conn: &Connection) -> Result<(), PictureError> {
    conn.busy_timeout(Duration::ZERO)?;
    let moved = move_log(conn);
    conn.busy_timeout(BUSY)?;
    match moved.map_err(|error| (error.sqlite_error_code(), error)) {
        Ok(()) | Err((Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _)) => Ok(()),
        Err((_, error)) => Err(error.into()),
    }
}

fn move_log(conn: &Connection) -> rusqlite::Result<()> {
    let frames: i64 = conn.query_row("PRAGMA wal_checkpoint", [], |row| row.get(1))?;
    if frames <= 0 {
        return Ok(());
    }
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    conn.pragma_update(None, "user_version", version)
}

fn for_reading(conn: Connection, key: Option<&str>) -> Result<Connection, PictureError> {
    prepare(&conn, key)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

fn prepare(conn: &Connection, key: Option<&str>) -> Result<(), PictureError> {
    if let Some(key) = key {
        conn.pragma_update(None, "key", key)?;
    }
    conn.busy_timeout(BUSY)?;
    // A statement is planned once, not anew for each value that is bound to it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "secure_delete", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cache_size", -16_000)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(())
}

fn refuse_old_sqlite(number: i32, name: &str) -> Result<(), PictureError> {
    if number < SQLITE_OLDEST {
        return Err(PictureError::SqliteTooOld(name.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sqlite_that_can_lose_commits_is_refused() {
        assert!(refuse_old_sqlite(3_051_002, "3.51.2").is_err());
        assert!(refuse_old_sqlite(3_051_003, "3.51.3").is_ok());
        assert!(refuse_old_sqlite(rusqlite::version_number(), "bundled").is_ok());
    }

    #[test]
    fn a_commit_is_synchronous_and_the_log_is_write_ahead() {
        let dir = tempfile::tempdir().unwrap();
        let conn = open(&dir.path().join("a.db"), None).unwrap();
        let full: i64 = conn.pragma_query_value(None, "synchronous", |r| r.get(0)).unwrap();
        let mode: String = conn.pragma_query_value(None, "journal_mode", |r| r.get(0)).unwrap();
        assert_eq!((full, mode.as_str()), (2, "wal"));
    }

    #[test]
    fn with_a_key_nothing_readable_lies_on_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let conn = open(&path, Some("hemlig")).unwrap();
        conn.execute_batch("CREATE TABLE t (x TEXT); INSERT INTO t (x) VALUES ('klotter');")
            .unwrap();
        conn.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
        drop(conn);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.starts_with(b"SQLite format 3"));
        assert!(!bytes.windows(7).any(|w| w == b"klotter"));
        assert!(
            open(&path, Some("fel"))
                .and_then(|c| Ok(c.query_row("SELECT x FROM t", [], |_| Ok(()))?))
                .is_err()
        );
    }
}
