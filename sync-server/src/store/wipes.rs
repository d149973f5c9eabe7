//! Orders to wipe lost devices. An order stands until the device asks, however late that is; it is never
//! taken back, only made harder.

use domain::id::DeviceId;
use protocol::run::DeviceKey;
use protocol::wipe::{Wipe, WipeOrder};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Batch, StoreError, access, access_list, devices};
use crate::keep::Access;

/// Take access away, and order a wipe if one is asked for. Returns whether there was such a device.
///
/// # Errors
/// When the database fails.
pub fn revoke(batch: &Batch<'_>, id: DeviceId, wipe: Option<Wipe>) -> Result<bool, StoreError> {
    if !devices::revoke(batch, id)? {
        return Ok(false);
    }
    if let Some(wipe) = wipe {
        batch
            .tx
            .prepare_cached(
                "UPDATE device SET wipe = ?2 WHERE device_id = ?1 AND coalesce(wipe, '') <> 'at_once'",
            )?
            .execute(params![id.as_bytes(), wipe.as_str()])?;
        access::note(batch, Access::WipeOrdered { device: id, wipe });
    }
    Ok(true)
}

/// The word for the record.
pub fn action(wipe: Option<Wipe>) -> &'static str {
    match wipe {
        None => "device.revoke",
        Some(Wipe::AfterDeposit) => "device.wipe.after_deposit",
        Some(Wipe::AtOnce) => "device.wipe.at_once",
    }
}

/// How a device was ordered to wipe itself, if it was.
///
/// # Errors
/// When the database fails.
pub(super) fn ordered(conn: &Connection, id: DeviceId) -> Result<Option<Wipe>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT wipe FROM device WHERE device_id = ?1")?;
    let found: Option<Option<String>> =
        statement.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
    Ok(found.flatten().and_then(|word| access_list::wipe(&word)))
}

/// What was ordered for a device, signed, and whether it was told before.
///
/// # Errors
/// When the database fails.
pub fn order(
    conn: &Connection,
    id: DeviceId,
    server: &DeviceKey,
) -> Result<Option<(WipeOrder, bool)>, StoreError> {
    let found: Option<(Option<String>, bool)> = conn
        .prepare_cached("SELECT wipe, wipe_told_at IS NOT NULL FROM device WHERE device_id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((Some(word), is_told)) = found else { return Ok(None) };
    Ok(access_list::wipe(&word).map(|wipe| (WipeOrder::sign(server, id, wipe), is_told)))
}

/// The device was given the order.
///
/// # Errors
/// When the database fails.
pub fn told(batch: &Batch<'_>, id: DeviceId) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached(
            "UPDATE device SET wipe_told_at = coalesce(wipe_told_at, ?2) WHERE device_id = ?1",
        )?
        .execute(params![id.as_bytes(), batch.now.0])?;
    Ok(())
}
