//! Who and what has access, as *Enheter* shows it.

use domain::clock::UtcMillis;
use domain::id::{DeviceId, UserId};
use protocol::access::{AccessView, DeviceAccess, PersonAccess, PlaceForAccess};
use protocol::wipe::Wipe;
use rusqlite::Connection;

use super::{StoreError, members};

/// Everything that has access, or had it.
///
/// # Errors
/// When the database fails.
pub fn view(conn: &Connection, now: UtcMillis) -> Result<AccessView, StoreError> {
    let organisations = members::list(conn)?.into_iter().filter(|member| !member.collective);
    let organisations = organisations.filter(|member| !member.roles.is_empty());
    Ok(AccessView {
        devices: devices(conn)?,
        people: people(conn, now)?,
        organisations: organisations
            .map(|member| PlaceForAccess { name: member.name, roles: member.roles })
            .collect(),
    })
}

fn devices(conn: &Connection) -> Result<Vec<DeviceAccess>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT d.device_id, d.name, m.name, d.role, d.enrolled_at, d.last_seen_at, d.app, d.waiting,
                (SELECT count(*) FROM quarantine q WHERE q.device_id = d.device_id),
                (SELECT count(*) FROM quarantine q
                 WHERE q.device_id = d.device_id AND q.reason = 'lost'),
                d.clock_offset_ms, d.revoked_at, d.wipe, d.wipe_told_at
         FROM device d JOIN member m USING (organisation_id)
         WHERE d.is_own = 0 ORDER BY d.last_seen_at DESC NULLS LAST, d.enrolled_at DESC",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(DeviceAccess {
            id: DeviceId::from_bytes(row.get(0)?),
            name: row.get(1)?,
            organisation: row.get(2)?,
            role: members::role(row, 3)?,
            enrolled_at: UtcMillis(row.get(4)?),
            last_seen_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
            app: row.get(6)?,
            waiting: row.get::<_, i64>(7)?.cast_unsigned(),
            set_aside: row.get::<_, i64>(8)?.cast_unsigned(),
            gaps: row.get::<_, i64>(9)?.cast_unsigned(),
            clock_error_ms: row.get(10)?,
            revoked_at: row.get::<_, Option<i64>>(11)?.map(UtcMillis),
            wipe: row.get::<_, Option<String>>(12)?.and_then(|word| wipe(&word)),
            wipe_told_at: row.get::<_, Option<i64>>(13)?.map(UtcMillis),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn people(conn: &Connection, now: UtcMillis) -> Result<Vec<PersonAccess>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT p.user_id, p.name, m.name, p.role, p.password IS NOT NULL, p.last_seen_at,
                (SELECT count(*) FROM session s WHERE s.user_id = p.user_id AND s.expires_at > ?1),
                p.revoked_at
         FROM person p JOIN member m USING (organisation_id) ORDER BY p.name, p.user_id",
    )?;
    let rows = statement.query_map([now.0], |row| {
        Ok(PersonAccess {
            id: UserId::from_bytes(row.get(0)?),
            name: row.get(1)?,
            organisation: row.get(2)?,
            role: members::role(row, 3)?,
            has_joined: row.get(4)?,
            last_seen_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
            sessions: row.get(6)?,
            revoked_at: row.get::<_, Option<i64>>(7)?.map(UtcMillis),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The word as stored, read back.
pub(super) fn wipe(word: &str) -> Option<Wipe> {
    [Wipe::AfterDeposit, Wipe::AtOnce].into_iter().find(|wipe| wipe.as_str() == word)
}
