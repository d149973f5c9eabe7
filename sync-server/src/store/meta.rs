//! What the database is: its epoch, the server's own device, its last stamp.

use domain::id::{DeviceId, Epoch};
use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

use super::StoreError;
use crate::seams::Seams;

/// Mint the epoch of a new database.
pub(super) fn begin(conn: &mut Connection, seams: &Seams) -> Result<(), StoreError> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if value::<Vec<u8>>(&tx, "epoch")?.is_none() {
        put(&tx, "epoch", &seams.bytes::<16>()?.as_slice())?;
    }
    tx.commit()?;
    Ok(())
}

/// This life of the log.
///
/// # Errors
/// When the database fails.
pub fn epoch(conn: &Connection) -> Result<Epoch, StoreError> {
    Ok(Epoch::from_bytes(value(conn, "epoch")?.unwrap_or_default()))
}

/// The device the server writes as; none before `init`.
///
/// # Errors
/// When the database fails.
pub fn own_device(conn: &Connection) -> Result<Option<DeviceId>, StoreError> {
    Ok(value(conn, "own_device")?.map(DeviceId::from_bytes))
}

/// Remember the device the server writes as from now on; it has been inserted before.
///
/// # Errors
/// When the database fails.
pub fn set_own_device(conn: &Connection, device: DeviceId) -> Result<(), StoreError> {
    mark_own(conn, device)?;
    put(conn, "own_device", &device.as_bytes().as_slice())
}

/// A device is one that the server writes or once wrote as.
pub(super) fn mark_own(conn: &Connection, device: DeviceId) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE device SET is_own = 1 WHERE device_id = ?1")?
        .execute([device.as_bytes()])?;
    Ok(())
}

/// The version of the configuration in force; empty before the first.
///
/// # Errors
/// When the database fails.
pub fn configuration(conn: &Connection) -> Result<String, StoreError> {
    Ok(value(conn, "configuration")?.unwrap_or_default())
}

/// Remember the version of the configuration in force.
///
/// # Errors
/// When the database fails.
pub fn set_configuration(conn: &Connection, version: &str) -> Result<(), StoreError> {
    put(conn, "configuration", &version)
}

/// The place in the log of the newest erasure; 0 before the first.
///
/// # Errors
/// When the database fails.
pub fn erased_head(conn: &Connection) -> Result<u64, StoreError> {
    Ok(value::<i64>(conn, "erased_head")?.unwrap_or(0).cast_unsigned())
}

/// Remember the place of the newest erasure.
pub(super) fn set_erased_head(conn: &Connection, seq: u64) -> Result<(), StoreError> {
    put(conn, "erased_head", &seq.cast_signed())
}

/// Whether bytes of what was erased may still lie in the file.
pub(super) fn is_file_to_be_cleared(conn: &Connection) -> Result<bool, StoreError> {
    Ok(value::<i64>(conn, "file_to_be_cleared")?.unwrap_or(0) != 0)
}

/// Remember whether bytes of what was erased may still lie in the file.
pub(super) fn note_file_to_be_cleared(conn: &Connection, is_so: bool) -> Result<(), StoreError> {
    put(conn, "file_to_be_cleared", &i64::from(is_so))
}

/// Whether a device is one that the server writes or once wrote as.
///
/// # Errors
/// When the database fails.
pub fn is_own(conn: &Connection, device: DeviceId) -> Result<bool, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM device WHERE device_id = ?1 AND is_own = 1")?;
    Ok(statement.exists([device.as_bytes()])?)
}

pub(super) fn value<T: rusqlite::types::FromSql>(
    conn: &Connection,
    key: &str,
) -> Result<Option<T>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

pub(super) fn put(conn: &Connection, key: &str, value: &dyn ToSql) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![key, value])?;
    Ok(())
}
