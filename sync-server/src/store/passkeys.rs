//! Passkeys by their credential. Kept outside the backups too, but for their counters: a restore brings no
//! passkey back that was removed because somebody lost it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::UtcMillis;
use domain::id::{PasskeyId, UserId};
use protocol::problem::{Problem, ProblemCode};
use protocol::sign_in::PasskeyView;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::people::{Person, person};
use super::{Batch, StoreError};
use crate::keep::{Access, KeptPasskey};

/// One person has so many at most.
const MOST: i64 = 20;

/// A passkey as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// What its owner calls it.
    pub name: String,
    /// The authenticator's name for it.
    pub credential: Vec<u8>,
    /// COSE.
    pub public_key: Vec<u8>,
    /// Whether its owner may have it on several devices.
    pub is_synced: bool,
    /// What its authenticator has counted.
    pub counter: u32,
}

/// A passkey that somebody shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub person: Person,
    /// COSE.
    pub public_key: Vec<u8>,
    /// Whether its owner may have it on several devices.
    pub is_synced: bool,
    /// The last count.
    pub counter: u32,
}

/// The passkey of a credential, unless its owner's access was taken away.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &Connection, credential: &[u8]) -> Result<Option<Found>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT p.user_id, p.name, p.organisation_id, p.role, k.passkey_id, k.public_key,
                k.is_synced, k.counter
         FROM passkey k JOIN person p USING (user_id)
         WHERE k.credential = ?1 AND p.revoked_at IS NULL",
    )?;
    let found = statement.query_row([credential], |row| {
        Ok(Found {
            person: person(row)?,
            id: PasskeyId::from_bytes(row.get(4)?),
            public_key: row.get(5)?,
            is_synced: row.get(6)?,
            counter: row.get(7)?,
        })
    });
    Ok(found.optional()?)
}

/// Somebody's passkeys, the newest first.
///
/// # Errors
/// When the database fails.
pub fn of_person(conn: &Connection, user: UserId) -> Result<Vec<PasskeyView>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT passkey_id, name, made_at, used_at FROM passkey WHERE user_id = ?1
         ORDER BY made_at DESC, passkey_id DESC",
    )?;
    let rows = statement.query_map([user.as_bytes()], |row| {
        Ok(PasskeyView {
            id: PasskeyId::from_bytes(row.get(0)?),
            name: row.get(1)?,
            made_at: UtcMillis(row.get(2)?),
            used_at: row.get::<_, Option<i64>>(3)?.map(UtcMillis),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The authenticators' names of somebody's passkeys.
///
/// # Errors
/// When the database fails.
pub fn credentials(conn: &Connection, user: UserId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT credential FROM passkey WHERE user_id = ?1")?;
    let rows = statement.query_map([user.as_bytes()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Take a new passkey in.
///
/// # Errors
/// A refusal when the credential is known already, or there are too many; else when the database fails.
pub fn add(batch: &Batch<'_>, user: UserId, new: &New) -> Result<PasskeyId, StoreError> {
    let has: i64 = batch
        .tx
        .prepare_cached("SELECT count(*) FROM passkey WHERE user_id = ?1")?
        .query_row([user.as_bytes()], |row| row.get(0))?;
    if has >= MOST {
        return Err(Problem::new(ProblemCode::BadValue, "remove one of the passkeys first").into());
    }
    let kept = KeptPasskey {
        id: PasskeyId(batch.seams.uuid()?),
        credential: URL_SAFE_NO_PAD.encode(&new.credential),
        public_key: URL_SAFE_NO_PAD.encode(&new.public_key),
        name: new.name.clone(),
        is_synced: new.is_synced,
        made_at: batch.now,
    };
    if !insert(batch, user, (&kept, new.counter))? {
        return Err(Problem::new(ProblemCode::AlreadyExists, "this passkey is known").into());
    }
    note(batch, user)?;
    Ok(kept.id)
}

fn insert(
    batch: &Batch<'_>,
    user: UserId,
    (kept, counter): (&KeptPasskey, u32),
) -> Result<bool, StoreError> {
    let bytes = |text: &str| {
        URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| StoreError::Keep("a passkey is no base64url".to_owned()))
    };
    let added = batch
        .tx
        .prepare_cached(
            "INSERT OR IGNORE INTO passkey (passkey_id, user_id, credential, public_key, name,
                                            is_synced, counter, made_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            kept.id.as_bytes(),
            user.as_bytes(),
            bytes(&kept.credential)?,
            bytes(&kept.public_key)?,
            kept.name,
            kept.is_synced,
            counter,
            kept.made_at.0
        ])?;
    Ok(added > 0)
}

/// A passkey opened, and its authenticator counted so far. Returns whether the count was new: one that was
/// seen before is a copy's.
///
/// # Errors
/// When the database fails.
pub fn opened(batch: &Batch<'_>, id: PasskeyId, counter: u32) -> Result<bool, StoreError> {
    let changed = batch
        .tx
        .prepare_cached(
            "UPDATE passkey SET counter = ?2, used_at = ?3
             WHERE passkey_id = ?1 AND (counter < ?2 OR (counter = 0 AND ?2 = 0))",
        )?
        .execute(params![id.as_bytes(), counter, batch.now.0])?;
    Ok(changed > 0)
}

/// Remove one of somebody's passkeys. Returns whether there was one.
///
/// # Errors
/// When the database fails.
pub fn remove(batch: &Batch<'_>, user: UserId, id: PasskeyId) -> Result<bool, StoreError> {
    let removed = batch
        .tx
        .prepare_cached("DELETE FROM passkey WHERE user_id = ?1 AND passkey_id = ?2")?
        .execute(params![user.as_bytes(), id.as_bytes()])?;
    if removed > 0 {
        note(batch, user)?;
    }
    Ok(removed > 0)
}

/// Remove all of somebody's passkeys. Returns how many there were.
///
/// # Errors
/// When the database fails.
pub fn remove_all(batch: &Batch<'_>, user: UserId) -> Result<usize, StoreError> {
    let removed = forget(batch, user)?;
    if removed > 0 {
        note(batch, user)?;
    }
    Ok(removed)
}

fn forget(batch: &Batch<'_>, user: UserId) -> Result<usize, StoreError> {
    Ok(batch
        .tx
        .prepare_cached("DELETE FROM passkey WHERE user_id = ?1")?
        .execute([user.as_bytes()])?)
}

/// Keep how they stand, outside the backups.
fn note(batch: &Batch<'_>, user: UserId) -> Result<(), StoreError> {
    let passkeys = standing(batch.tx, user)?;
    super::access::note(batch, Access::Passkeys { user, passkeys });
    Ok(())
}

fn standing(conn: &Connection, user: UserId) -> Result<Vec<KeptPasskey>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT passkey_id, credential, public_key, name, is_synced, made_at FROM passkey
         WHERE user_id = ?1 ORDER BY passkey_id",
    )?;
    let rows = statement.query_map([user.as_bytes()], |row| {
        Ok(KeptPasskey {
            id: PasskeyId::from_bytes(row.get(0)?),
            credential: URL_SAFE_NO_PAD.encode(row.get::<_, Vec<u8>>(1)?),
            public_key: URL_SAFE_NO_PAD.encode(row.get::<_, Vec<u8>>(2)?),
            name: row.get(3)?,
            is_synced: row.get(4)?,
            made_at: UtcMillis(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Everybody's.
///
/// # Errors
/// When the database fails.
pub(super) fn everybody(
    conn: &Connection,
) -> Result<BTreeMap<UserId, Vec<KeptPasskey>>, StoreError> {
    let mut statement = conn.prepare("SELECT DISTINCT user_id FROM passkey")?;
    let users = statement.query_map([], |row| Ok(UserId::from_bytes(row.get(0)?)))?;
    let mut found = BTreeMap::new();
    for user in users.collect::<Result<Vec<_>, _>>()? {
        found.insert(user, standing(conn, user)?);
    }
    Ok(found)
}

/// Set somebody's passkeys to how they were last kept.
///
/// # Errors
/// When the database fails.
pub(super) fn set(batch: &Batch<'_>, user: UserId, kept: &[KeptPasskey]) -> Result<(), StoreError> {
    if standing(batch.tx, user)? == kept {
        return Ok(());
    }
    forget(batch, user)?;
    kept.iter().try_for_each(|passkey| insert(batch, user, (passkey, 0)).map(drop))
}
