//! Packages of colleagues that this phone carries. It cannot read them.

use domain::blob::BlobName;
use domain::clock::UtcMillis;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// Keep a package; the same one twice is kept once.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    package: &[u8],
    now: UtcMillis,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO carried (hash, taken_at, bytes) VALUES (?1, ?2, ?3)
         ON CONFLICT (hash) DO NOTHING",
    )?
    .execute(params![BlobName::of(package).as_bytes(), now.0, package])?;
    Ok(())
}

/// The package carried longest.
pub(crate) fn oldest(conn: &Connection) -> Result<Option<(BlobName, Vec<u8>)>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT hash, bytes FROM carried ORDER BY rowid LIMIT 1")?
        .query_row([], |row| Ok((BlobName::from_bytes(row.get(0)?), row.get(1)?)))
        .optional()?)
}

/// Let a package go.
pub(crate) fn remove(tx: &Transaction<'_>, name: BlobName) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM carried WHERE hash = ?1")?.execute([name.as_bytes()])?;
    Ok(())
}
