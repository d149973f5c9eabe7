//! Who and what has access, as *Enheter* shows it.

use domain::clock::UtcMillis;
use domain::id::{SessionId, UserId};
use protocol::access::{AccessView, PersonAccess, PlaceForAccess};
use protocol::wipe::Wipe;
use rusqlite::Connection;

use super::{StoreError, devices, members, sessions};

/// Everything that has access, or had it.
///
/// # Errors
/// When the database fails.
pub fn view(
    conn: &Connection,
    now: UtcMillis,
    own: Option<SessionId>,
) -> Result<AccessView, StoreError> {
    let organisations = members::list(conn)?.into_iter().filter(|member| !member.collective);
    let organisations = organisations.filter(|member| !member.roles.is_empty());
    Ok(AccessView {
        devices: devices::list(conn)?,
        people: people(conn, now, own)?,
        organisations: organisations
            .map(|member| PlaceForAccess { name: member.name, roles: member.roles })
            .collect(),
        nonce: None,
    })
}

fn people(
    conn: &Connection,
    now: UtcMillis,
    own: Option<SessionId>,
) -> Result<Vec<PersonAccess>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT p.user_id, p.name, m.name, p.role, p.password IS NOT NULL OR EXISTS (SELECT 1 FROM municipal_name n WHERE n.user_id = p.user_id),
                p.last_seen_at,
                EXISTS (SELECT 1 FROM second_factor f
                        WHERE f.user_id = p.user_id AND f.confirmed_at IS NOT NULL),
                p.revoked_at
         FROM person p JOIN member m USING (organisation_id) ORDER BY p.name, p.user_id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(PersonAccess {
            id: UserId::from_bytes(row.get(0)?),
            name: row.get(1)?,
            organisation: row.get(2)?,
            role: members::role(row, 3)?,
            has_joined: row.get(4)?,
            last_seen_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
            sessions: Vec::new(),
            has_second_factor: row.get(6)?,
            revoked_at: row.get::<_, Option<i64>>(7)?.map(UtcMillis),
        })
    })?;
    let mut people = rows.collect::<Result<Vec<_>, _>>()?;
    for person in &mut people {
        person.sessions = sessions::of_person(conn, (person.id, now), own)?;
    }
    Ok(people)
}

/// The word as stored, read back.
pub(super) fn wipe(word: &str) -> Option<Wipe> {
    [Wipe::AfterDeposit, Wipe::AtOnce].into_iter().find(|wipe| wipe.as_str() == word)
}
