//! Access as it is kept beside the database: noted when it changes, and set right again when the
//! database was put back to an earlier state.

use domain::id::{DeviceId, OrganisationId, UserId};
use domain::op::OpHash;
use protocol::run::PublicKey;
use rusqlite::Connection;

use super::{
    Batch, Device, Met, Person, StoreError, agreements, devices, factors, members, meta, municipal,
    passkeys, people, wipes,
};
use crate::keep::{Access, DeviceStanding, Joined, PersonStanding, Standing};

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

/// Bring back who joined after the backup was taken, give everybody the password they chose last, and
/// take away again what was taken away: access, and agreements that were ended. A wipe that was ordered
/// is ordered again. What the record does not have yet is noted.
pub(super) fn meet(
    batch: &Batch<'_>,
    standing: &Standing,
    met: &mut Met,
) -> Result<(), StoreError> {
    for (id, kept) in &standing.devices {
        meet_device(batch, (*id, kept), met)?;
    }
    for (user, kept) in &standing.people {
        meet_person(batch, (*user, kept), met)?;
    }
    for ended in standing.ended.values() {
        met.agreements_ended += usize::from(agreements::end_again(batch, ended)?);
    }
    batch.access.borrow_mut().clear();
    note_what_is_new(batch, standing)
}

fn meet_device(
    batch: &Batch<'_>,
    (id, kept): (DeviceId, &DeviceStanding),
    met: &mut Met,
) -> Result<(), StoreError> {
    if devices::find(batch.tx, id)?.is_none() {
        let Some(device) = kept.joined.as_ref().and_then(device) else { return Ok(()) };
        if !is_member(batch.tx, device.organisation)? {
            tracing::warn!(device.id = %id, "its organisation is not known: it has to join again");
            return Ok(());
        }
        devices::insert(batch, &device)?;
        if kept.joined.as_ref().is_some_and(|joined| joined.own) {
            meta::mark_own(batch.tx, id)?;
        }
        met.joined += 1;
    }
    let is_open = devices::find(batch.tx, id)?.is_some_and(|it| it.revoked_at.is_none());
    if kept.is_revoked && is_open {
        devices::revoke(batch, id)?;
        met.revoked += 1;
    }
    if kept.wipe.is_some() && wipes::ordered(batch.tx, id)? != kept.wipe {
        wipes::revoke(batch, id, kept.wipe)?;
        met.wipes += 1;
    }
    Ok(())
}

fn meet_person(
    batch: &Batch<'_>,
    (user, kept): (UserId, &PersonStanding),
    met: &mut Met,
) -> Result<(), StoreError> {
    if !people::is_listed(batch.tx, user)? {
        let Some(listed) = &kept.listed else { return Ok(()) };
        if !is_member(batch.tx, listed.organisation)? {
            tracing::warn!(user.id = %user, "their organisation is not known: invite them again");
            return Ok(());
        }
        let (name, organisation) = (listed.name.clone(), listed.organisation);
        people::insert(batch, &Person { id: user, name, organisation, role: listed.role })?;
        met.people += 1;
    }
    if people::find(batch.tx, user)?.is_none() {
        return Ok(());
    }
    if kept.is_revoked {
        people::revoke(batch, user)?;
        met.revoked += 1;
        return Ok(());
    }
    if let Some(factor) = &kept.factor
        && factors::set(batch, user, factor.as_ref())?
    {
        met.factors += 1;
    }
    if let Some(name) = &kept.municipal {
        match municipal::set(batch, user, name.as_ref()) {
            Ok(_) => {}
            Err(StoreError::Refused(_)) => {
                tracing::warn!(user.id = %user, "the municipality's sign-in means somebody else now");
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(passkeys) = &kept.passkeys {
        passkeys::set(batch, user, passkeys)?;
    }
    let Some((name, hash)) = &kept.password else { return Ok(()) };
    if people::password(batch.tx, user)?.as_ref() != Some(&(name.clone(), hash.clone())) {
        match people::set_password(batch, user, (name, hash)) {
            Ok(()) => met.passwords += 1,
            Err(StoreError::Refused(_)) => {
                tracing::warn!(user.id = %user, "somebody has their name: make a new link for them");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_member(conn: &Connection, organisation: OrganisationId) -> Result<bool, StoreError> {
    Ok(members::list(conn)?.iter().any(|member| member.id == organisation))
}

fn note_what_is_new(batch: &Batch<'_>, standing: &Standing) -> Result<(), StoreError> {
    for id in everybody(batch.tx)? {
        let Some(device) = devices::find(batch.tx, id)? else { continue };
        let known = standing.devices.get(&id);
        if known.is_none_or(|kept| kept.joined.is_none()) {
            joined(batch, &device);
        }
        if device.revoked_at.is_some() && known.is_none_or(|kept| !kept.is_revoked) {
            note(batch, Access::DeviceRevoked { device: id });
        }
        if let Some(wipe) = wipes::ordered(batch.tx, id)?
            && known.is_none_or(|kept| kept.wipe.is_none())
        {
            note(batch, Access::WipeOrdered { device: id, wipe });
        }
    }
    for (user, (name, hash)) in people::passwords(batch.tx)? {
        let known = standing.people.get(&user).and_then(|kept| kept.password.as_ref());
        if known.is_none() {
            note(batch, Access::Password { user, name, hash });
        }
    }
    for (user, factor) in factors::everybody(batch.tx)? {
        if standing.people.get(&user).is_none_or(|kept| kept.factor.is_none()) {
            note(batch, Access::SecondFactor { user, standing: Some(factor) });
        }
    }
    for (user, name) in municipal::everybody(batch.tx)? {
        if standing.people.get(&user).is_none_or(|kept| kept.municipal.is_none()) {
            note(batch, Access::MunicipalName { user, name: Some(name) });
        }
    }
    for (user, passkeys) in passkeys::everybody(batch.tx)? {
        if standing.people.get(&user).is_none_or(|kept| kept.passkeys.is_none()) {
            note(batch, Access::Passkeys { user, passkeys });
        }
    }
    for ended in agreements::ended(batch.tx)? {
        if !standing.ended.contains_key(&ended.code) {
            note(batch, Access::AgreementEnded(ended));
        }
    }
    Ok(())
}

fn everybody(conn: &Connection) -> Result<Vec<DeviceId>, StoreError> {
    let mut statement = conn.prepare("SELECT device_id FROM device")?;
    let rows = statement.query_map([], |row| Ok(DeviceId::from_bytes(row.get(0)?)))?;
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
