//! Packages of colleagues that this phone carries. It cannot read them.

use domain::blob::BlobName;
use domain::clock::UtcMillis;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// A package as it is carried.
pub(crate) struct Carried {
    /// Its hash.
    pub(crate) name: BlobName,
    /// When it was taken along.
    pub(crate) taken_at: UtcMillis,
    /// As its author's phone sealed it.
    pub(crate) bytes: Vec<u8>,
}

/// Keep a package; the same one twice is kept once. Returns its hash.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    package: &[u8],
    now: UtcMillis,
) -> Result<BlobName, StoreError> {
    let name = BlobName::of(package);
    tx.prepare_cached(
        "INSERT INTO carried (hash, taken_at, bytes) VALUES (?1, ?2, ?3)
         ON CONFLICT (hash) DO NOTHING",
    )?
    .execute(params![name.as_bytes(), now.0, package])?;
    Ok(name)
}

/// The package carried longest.
pub(crate) fn oldest(conn: &Connection) -> Result<Option<Carried>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT hash, taken_at, bytes FROM carried ORDER BY rowid LIMIT 1")?
        .query_row([], |row| {
            Ok(Carried {
                name: BlobName::from_bytes(row.get(0)?),
                taken_at: UtcMillis(row.get(1)?),
                bytes: row.get(2)?,
            })
        })
        .optional()?)
}

/// Let a package go.
pub(crate) fn remove(tx: &Transaction<'_>, name: BlobName) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM carried WHERE hash = ?1")?.execute([name.as_bytes()])?;
    Ok(())
}
