//! Access as it is kept beside the database: noted when it changes, and set right again when the
//! database was put back to an earlier state.

use domain::op::OpHash;
use protocol::run::PublicKey;
use rusqlite::Connection;

use super::{Batch, Device, StoreError, devices, members, meta, people};
use crate::keep::{Access, Joined, Standing};

/// Whose access changes is kept outside the backups when the commit is made.
pub(super) fn note(batch: &Batch<'_>, access: Access) {
    batch.access.borrow_mut().push(access);
}

/// A device joined. One with the server's own key is the server's.
pub(super) fn joined(batch: &Batch<'_>, device: &Device) {
    let own = batch.key.is_some_and(|key| key.public() == device.public_key);
    let line = Joined {
        device: device.id,
        public_key: blake3::Hash::from_bytes(device.public_key.0).to_hex().to_string(),
        organisation: device.organisation,
        role: device.role,
        name: device.name.clone(),
        own,
    };
    note(batch, Access::Joined(line));
}

/// Bring back devices that joined after the backup was taken, and take away again what was taken
/// away. What the record does not have yet is noted. Returns how many joined and how many were
/// revoked.
pub(super) fn meet(batch: &Batch<'_>, standing: &Standing) -> Result<(usize, usize), StoreError> {
    let (mut again, mut revoked) = (0, 0);
    for (id, (kept, is_revoked)) in &standing.devices {
        if devices::find(batch.tx, *id)?.is_none() {
            let Some(device) = kept.as_ref().and_then(device) else { continue };
            if !members::list(batch.tx)?.iter().any(|member| member.id == device.organisation) {
                tracing::warn!(device.id = %id, "its organisation is not known: it has to join again");
                continue;
            }
            devices::insert(batch, &device)?;
            if kept.as_ref().is_some_and(|kept| kept.own) {
                meta::mark_own(batch.tx, *id)?;
            }
            again += 1;
        }
        let is_open = devices::find(batch.tx, *id)?.is_some_and(|it| it.revoked_at.is_none());
        if *is_revoked && is_open {
            devices::revoke(batch, *id)?;
            revoked += 1;
        }
    }
    for user in &standing.people {
        if people::find(batch.tx, *user)?.is_some() && people::revoke(batch, *user)? {
            revoked += 1;
        }
    }
    batch.access.borrow_mut().clear();
    note_what_is_new(batch, standing)?;
    Ok((again, revoked))
}

fn note_what_is_new(batch: &Batch<'_>, standing: &Standing) -> Result<(), StoreError> {
    for id in everybody(batch.tx)? {
        let Some(device) = devices::find(batch.tx, id)? else { continue };
        let known = standing.devices.get(&id);
        if known.is_none_or(|(kept, _)| kept.is_none()) {
            joined(batch, &device);
        }
        if device.revoked_at.is_some() && known.is_none_or(|(_, is_revoked)| !is_revoked) {
            note(batch, Access::DeviceRevoked { device: id });
        }
    }
    Ok(())
}

fn everybody(conn: &Connection) -> Result<Vec<domain::id::DeviceId>, StoreError> {
    let mut statement = conn.prepare("SELECT device_id FROM device")?;
    let rows = statement.query_map([], |row| Ok(domain::id::DeviceId::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn device(kept: &Joined) -> Option<Device> {
    Some(Device {
        id: kept.device,
        public_key: PublicKey(*blake3::Hash::from_hex(&kept.public_key).ok()?.as_bytes()),
        organisation: kept.organisation,
        role: kept.role,
        name: kept.name.clone(),
        have: 0,
        head_hash: OpHash::START,
        revoked_at: None,
        last_seen_at: None,
    })
}
