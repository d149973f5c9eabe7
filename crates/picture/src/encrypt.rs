//! A database of an earlier version lies open on the disk: written anew, encrypted, beside itself, and
//! put in its place by one rename. Whenever that ends, one of the two is whole and in the place.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use crate::PictureError;

/// How a file begins that is not encrypted.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";
/// How long somebody else may keep the file. Whoever has it open keeps it as it is.
const PATIENCE: Duration = Duration::from_millis(500);
/// No program knows a schema of this number: none that waited for the file writes where it was.
const LEFT_BEHIND: i32 = i32::MAX;

/// Why a database was not encrypted; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EncryptError {
    /// The database could not be read or written anew.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The new file could not take its place.
    #[error("the encrypted file could not be put in place: {0}")]
    File(#[from] std::io::Error),
    /// A table of the new file does not hold what the old one does.
    #[error("the table {0} was not copied whole")]
    NotWhole(String),
}

impl From<rusqlite::Error> for EncryptError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Picture(error.into())
    }
}

/// Whether a file is a database that anybody can read. Only for a file that nobody in this process
/// has open: closing a second handle lets go of the first one's locks.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn is_plain(path: &Path) -> std::io::Result<bool> {
    use std::io::Read as _;
    let mut begin = Vec::with_capacity(PLAIN.len());
    match std::fs::File::open(path) {
        Ok(file) => file.take(PLAIN.len() as u64).read_to_end(&mut begin)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(begin == PLAIN)
}

/// Encrypt a database that lies open, in its place. The caller sees to it that no program of today
/// opens it meanwhile; one of yesterday that has it open makes this fail, one that waits for it finds
/// a file it does not know.
///
/// # Errors
/// When somebody has it open, the disk is full, or the copy is not whole: then it is as it was.
pub fn in_place(path: &Path, key: &str) -> Result<(), EncryptError> {
    let new = beside(path, ".new");
    remove_leftovers(&new)?;
    let old = whole_and_alone(path)?;
    if let Err(error) = copy(&old, &new, key) {
        drop(old);
        remove_leftovers(&new)?;
        return Err(error);
    }
    std::fs::File::options().write(true).open(&new)?.sync_all()?;
    take_place(old, &new, path)?;
    sync_folder(path)?;
    Ok(())
}

/// Everything of the database in its one file, and nobody else at it until the connection ends.
fn whole_and_alone(path: &Path) -> Result<Connection, EncryptError> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(PATIENCE)?;
    let mode: String = conn.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode != "delete" {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
            Some("the database is open elsewhere".to_owned()),
        )
        .into());
    }
    // A journal in a file would be found by whoever opens the new database under the old name.
    conn.query_row("PRAGMA journal_mode = MEMORY", [], |_| Ok(()))?;
    conn.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |_| Ok(()))?;
    conn.execute_batch("BEGIN EXCLUSIVE; COMMIT;")?;
    Ok(conn)
}

fn copy(old: &Connection, new: &Path, key: &str) -> Result<(), EncryptError> {
    make_private(new)?;
    let name = new.to_string_lossy();
    old.execute("ATTACH DATABASE ?1 AS new KEY ?2", [name.as_ref(), key])?;
    old.execute_batch("PRAGMA new.synchronous = FULL; PRAGMA foreign_keys = OFF;")?;
    old.query_row("SELECT sqlcipher_export('new')", [], |_| Ok(()))?;
    let version: i64 = old.pragma_query_value(None, "user_version", |row| row.get(0))?;
    old.execute_batch(&format!("PRAGMA new.user_version = {version}"))?;
    for table in tables(old)? {
        let counted = |side: &str| {
            let sql = format!("SELECT count(*) FROM {side}.\"{table}\"");
            old.query_row(&sql, [], |row| row.get::<_, i64>(0))
        };
        if counted("main")? != counted("new")? {
            return Err(EncryptError::NotWhole(table));
        }
    }
    old.execute_batch("DETACH DATABASE new")?;
    Ok(())
}

/// All tables that hold rows of their own.
fn tables(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare(
        "SELECT name FROM main.sqlite_schema
         WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_stat%'",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.collect()
}

#[cfg(unix)]
fn take_place(old: Connection, new: &Path, path: &Path) -> Result<(), EncryptError> {
    std::fs::rename(new, path)?;
    // Whoever waited for the old file would write where nobody looks again. Nothing is lost when this
    // fails: the name leads to the new file already.
    let _ = old.pragma_update(None, "user_version", LEFT_BEHIND);
    drop(old);
    Ok(())
}

#[cfg(not(unix))]
fn take_place(old: Connection, new: &Path, path: &Path) -> Result<(), EncryptError> {
    // An open file is not replaced on Windows.
    drop(old);
    Ok(std::fs::rename(new, path)?)
}

fn remove_leftovers(new: &Path) -> std::io::Result<()> {
    for file in [new.to_path_buf(), beside(new, "-journal"), beside(new, "-wal")] {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().create_new(true).append(true).mode(0o600).open(path)?;
    Ok(())
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "x'000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f'";

    fn written(path: &Path) -> Connection {
        let conn = crate::connect::open(path, None).unwrap();
        conn.execute_batch(
            "CREATE TABLE t (place INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;
             CREATE TABLE u (words TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
             CREATE TABLE n (number INTEGER PRIMARY KEY AUTOINCREMENT);
             CREATE VIRTUAL TABLE found USING fts5 (words, content = 't', content_rowid = 'place');
             INSERT INTO t (place, words) VALUES (7, 'klotter vid bron'), (9, 'trasig lampa');
             INSERT INTO u (words) VALUES ('klotter');
             INSERT INTO n (number) VALUES (41);
             DELETE FROM n;
             INSERT INTO found (rowid, words) VALUES (7, 'klotter vid bron');
             PRAGMA user_version = 3;",
        )
        .unwrap();
        conn
    }

    fn read(path: &Path) -> (i64, i64, i64, i64) {
        let conn = crate::connect::open(path, Some(KEY)).unwrap();
        let ask = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        conn.execute_batch("INSERT INTO n DEFAULT VALUES").unwrap();
        (
            ask("SELECT place FROM t JOIN u ON t.words LIKE u.words || '%'"),
            ask("SELECT rowid FROM found WHERE found MATCH 'bron'"),
            ask("PRAGMA user_version"),
            ask("SELECT max(number) FROM n"),
        )
    }

    #[test]
    fn everything_is_there_and_no_word_can_be_read_on_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        drop(written(&path));
        assert!(is_plain(&path).unwrap());
        in_place(&path, KEY).unwrap();
        assert!(!is_plain(&path).unwrap());
        assert_eq!(read(&path), (7, 7, 3, 42));
        for file in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(7).any(|part| part == b"klotter"));
        }
    }

    #[test]
    fn what_an_earlier_program_left_in_the_log_comes_along() {
        let dir = tempfile::tempdir().unwrap();
        let (path, killed) = (dir.path().join("a.db"), dir.path().join("killed.db"));
        let conn = written(&path);
        for ending in ["", "-wal"] {
            std::fs::copy(beside(&path, ending), beside(&killed, ending)).unwrap();
        }
        drop(conn);
        in_place(&killed, KEY).unwrap();
        assert_eq!(read(&killed), (7, 7, 3, 42));
    }

    #[test]
    fn a_file_that_somebody_has_open_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let other = written(&path);
        assert!(in_place(&path, KEY).is_err());
        assert!(is_plain(&path).unwrap());
        other.execute("INSERT INTO t (place, words) VALUES (11, 'efteråt')", []).unwrap();
        drop(other);
        in_place(&path, KEY).unwrap();
        let conn = crate::connect::open(&path, Some(KEY)).unwrap();
        let there: i64 = conn.query_row("SELECT count(*) FROM t", [], |r| r.get(0)).unwrap();
        assert_eq!(there, 3);
    }

    #[cfg(unix)]
    #[test]
    fn who_still_had_the_file_of_before_writes_nothing_where_nobody_looks() {
        let dir = tempfile::tempdir().unwrap();
        let (path, same) = (dir.path().join("a.db"), dir.path().join("b.db"));
        drop(written(&path));
        // A second name keeps the file that is replaced.
        std::fs::hard_link(&path, &same).unwrap();
        in_place(&path, KEY).unwrap();
        let mut late = Connection::open(&same).unwrap();
        let steps = ["SELECT 1"; 5];
        assert!(matches!(
            crate::migrate::run(&mut late, &steps),
            Err(PictureError::FromTheFuture { .. })
        ));
    }

    #[test]
    fn what_a_try_before_left_is_no_hindrance() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        drop(written(&path));
        std::fs::write(beside(&path, ".new"), b"half").unwrap();
        std::fs::write(beside(&path, ".new-journal"), b"half").unwrap();
        in_place(&path, KEY).unwrap();
        assert_eq!(read(&path), (7, 7, 3, 42));
    }
}
