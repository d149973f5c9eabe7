//! Devices and their read tokens.

use domain::clock::UtcMillis;
use domain::id::{DeviceId, OrganisationId, UserId};
use domain::op::OpHash;
use domain::role::Role;
use protocol::access::DeviceAccess;
use protocol::run::PublicKey;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Batch, StoreError, access, access_list};
use crate::keep::Access;
use crate::secrets::Secret;

/// Tokens a device may hold at a time: an answer that was lost leaves the one before valid.
const TOKENS: i64 = 3;

/// A device as the intake needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// The public half of its key.
    pub public_key: PublicKey,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its role.
    pub role: Role,
    /// What people call it.
    pub name: String,
    /// Its highest number without a hole.
    pub have: u64,
    /// The hash of that operation.
    pub head_hash: OpHash,
    /// When it was revoked, if it was.
    pub revoked_at: Option<UtcMillis>,
    /// When it was last heard of.
    pub last_seen_at: Option<UtcMillis>,
}

/// What a device tells of itself with each call.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Name and version of the app.
    pub app: String,
    /// How many operations wait on it.
    pub waiting: u64,
    /// The highest own number it holds a receipt for.
    pub acked: u64,
    /// What its clock says; 0 if it did not say.
    pub clock: UtcMillis,
}

/// What a presented token is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// Not known, or of another device.
    Unknown,
    /// Was good once.
    Expired,
    /// Good until then.
    Good {
        /// When it was made.
        issued_at: UtcMillis,
        /// Until when it is good.
        expires_at: UtcMillis,
    },
}

const COLUMNS: &str =
    "device_id, public_key, organisation_id, role, name, have, head_hash, revoked_at, last_seen_at";

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: DeviceId::from_bytes(row.get(0)?),
        public_key: PublicKey(row.get(1)?),
        organisation: OrganisationId::from_bytes(row.get(2)?),
        role: super::members::role(row, 3)?,
        name: row.get(4)?,
        have: row.get::<_, i64>(5)?.cast_unsigned(),
        head_hash: OpHash(row.get(6)?),
        revoked_at: row.get::<_, Option<i64>>(7)?.map(UtcMillis),
        last_seen_at: row.get::<_, Option<i64>>(8)?.map(UtcMillis),
    })
}

/// One device.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &Connection, id: DeviceId) -> Result<Option<Device>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM device WHERE device_id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row([id.as_bytes()], device).optional()?)
}

/// Add a device.
///
/// # Errors
/// When the database fails.
pub fn insert(batch: &Batch<'_>, new: &Device) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached(
            "INSERT INTO device (device_id, public_key, organisation_id, role, name, head_hash,
                                 enrolled_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            new.id.as_bytes(),
            new.public_key.0,
            new.organisation.as_bytes(),
            new.role.as_str(),
            new.name,
            OpHash::START.0,
            batch.now.0,
        ])?;
    access::joined(batch, new);
    Ok(())
}

/// Every device but the server's own, the last heard of first.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<DeviceAccess>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT d.device_id, d.name, m.name, d.role, d.enrolled_at, d.last_seen_at, d.app, d.waiting,
                (SELECT count(*) FROM quarantine q WHERE q.device_id = d.device_id),
                (SELECT count(*) FROM quarantine q
                 WHERE q.device_id = d.device_id AND q.reason = 'lost'),
                d.clock_offset_ms, d.have, d.erased_through,
                (SELECT count(*) FROM life l WHERE l.device_id = d.device_id),
                d.revoked_at, d.wipe, d.wipe_told_at
         FROM device d JOIN member m USING (organisation_id)
         WHERE d.is_own = 0 ORDER BY d.last_seen_at DESC NULLS LAST, d.enrolled_at DESC",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(DeviceAccess {
            id: DeviceId::from_bytes(row.get(0)?),
            name: row.get(1)?,
            organisation: row.get(2)?,
            role: super::members::role(row, 3)?,
            enrolled_at: UtcMillis(row.get(4)?),
            last_seen_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
            app: row.get(6)?,
            waiting: row.get::<_, i64>(7)?.cast_unsigned(),
            set_aside: row.get::<_, i64>(8)?.cast_unsigned(),
            gaps: row.get::<_, i64>(9)?.cast_unsigned(),
            clock_error_ms: row.get(10)?,
            have: row.get::<_, i64>(11)?.cast_unsigned(),
            erased_through: row.get::<_, i64>(12)?.cast_unsigned(),
            lives_begun: row.get::<_, i64>(13)?.cast_unsigned(),
            revoked_at: row.get::<_, Option<i64>>(14)?.map(UtcMillis),
            wipe: row.get::<_, Option<String>>(15)?.and_then(|word| access_list::wipe(&word)),
            wipe_told_at: row.get::<_, Option<i64>>(16)?.map(UtcMillis),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Revoke a device: it may still hand in, to quarantine. Returns whether there was one to revoke.
///
/// # Errors
/// When the database fails.
pub fn revoke(batch: &Batch<'_>, id: DeviceId) -> Result<bool, StoreError> {
    let changed = batch
        .tx
        .prepare_cached(
            "UPDATE device SET revoked_at = coalesce(revoked_at, ?2) WHERE device_id = ?1",
        )?
        .execute(params![id.as_bytes(), batch.now.0])?;
    batch
        .tx
        .prepare_cached("DELETE FROM read_token WHERE device_id = ?1")?
        .execute([id.as_bytes()])?;
    if changed > 0 {
        access::note(batch, Access::DeviceRevoked { device: id });
    }
    Ok(changed > 0)
}

/// Revoke the devices that joined through somebody's sign-in in a browser, and the codes for more.
///
/// # Errors
/// When the database fails.
pub(super) fn revoke_through(batch: &Batch<'_>, user: UserId) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE invitation SET used_at = coalesce(used_at, ?2) WHERE through = ?1")?
        .execute(params![user.as_bytes(), batch.now.0])?;
    let mut statement = batch.tx.prepare_cached(
        "SELECT d.device_id FROM invitation i JOIN device d USING (device_id)
         WHERE i.through = ?1 AND d.revoked_at IS NULL",
    )?;
    let rows =
        statement.query_map([user.as_bytes()], |row| Ok(DeviceId::from_bytes(row.get(0)?)))?;
    for device in rows.collect::<Result<Vec<_>, _>>()? {
        revoke(batch, device)?;
    }
    Ok(())
}

/// Remember what a device told of itself.
///
/// # Errors
/// When the database fails.
pub fn seen(batch: &Batch<'_>, id: DeviceId, seen: &Seen) -> Result<(), StoreError> {
    let offset = (seen.clock.0 != 0).then(|| seen.clock.0.saturating_sub(batch.now.0));
    let app: String = seen.app.chars().filter(|c| !c.is_control()).take(120).collect();
    let held = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    batch
        .tx
        .prepare_cached(
            "UPDATE device SET last_seen_at = ?2, app = ?3, waiting = ?4, acked = ?5,
                               clock_offset_ms = coalesce(?6, clock_offset_ms)
             WHERE device_id = ?1",
        )?
        .execute(params![
            id.as_bytes(),
            batch.now.0,
            app,
            held(seen.waiting),
            held(seen.acked),
            offset
        ])?;
    Ok(())
}

/// Up to where a device has erased what was erased here.
///
/// # Errors
/// When the database fails.
pub fn has_erased_through(conn: &Connection, id: DeviceId) -> Result<u64, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT erased_through FROM device WHERE device_id = ?1")?;
    let seq: Option<i64> = statement.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
    Ok(seq.unwrap_or(0).cast_unsigned())
}

/// Remember up to where a device has erased what was erased here.
///
/// # Errors
/// When the database fails.
pub fn erased_through(batch: &Batch<'_>, id: DeviceId, seq: u64) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE device SET erased_through = ?2 WHERE device_id = ?1")?
        .execute(params![id.as_bytes(), i64::try_from(seq).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// What a token is worth in the hands of this device.
///
/// # Errors
/// When the database fails.
pub fn token_state(
    conn: &Connection,
    (id, now): (DeviceId, UtcMillis),
    token: &Secret,
) -> Result<TokenState, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT token_hash, issued_at, expires_at FROM read_token WHERE device_id = ?1",
    )?;
    let mut rows = statement.query([id.as_bytes()])?;
    let mut state = TokenState::Unknown;
    while let Some(row) = rows.next()? {
        if token.has_hash(row.get(0)?) {
            let (issued_at, expires_at) = (UtcMillis(row.get(1)?), UtcMillis(row.get(2)?));
            state = if now < expires_at {
                TokenState::Good { issued_at, expires_at }
            } else {
                TokenState::Expired
            };
        }
    }
    Ok(state)
}

/// The device that a good token belongs to; the web's routes take a device's token as well.
///
/// # Errors
/// When the database fails.
pub fn by_token(
    conn: &Connection,
    token: &Secret,
    now: UtcMillis,
) -> Result<Option<Device>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM device WHERE revoked_at IS NULL AND device_id =
           (SELECT device_id FROM read_token WHERE token_hash = ?1 AND expires_at > ?2)"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![token.hash(), now.0], device).optional()?)
}

/// Store a new token for a device and drop its oldest ones; never the new one, whatever the clock said
/// when the others were made.
///
/// # Errors
/// When the database fails.
pub fn give_token(
    batch: &Batch<'_>,
    id: DeviceId,
    (token, expires_at): (&Secret, UtcMillis),
) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached(
            "INSERT INTO read_token (token_hash, device_id, issued_at, expires_at)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![token.hash(), id.as_bytes(), batch.now.0, expires_at.0])?;
    batch
        .tx
        .prepare_cached(
            "DELETE FROM read_token WHERE device_id = ?1 AND token_hash <> ?3 AND token_hash NOT IN
               (SELECT token_hash FROM read_token WHERE device_id = ?1 AND token_hash <> ?3
                ORDER BY expires_at DESC, issued_at DESC LIMIT ?2 - 1)",
        )?
        .execute(params![id.as_bytes(), TOKENS, token.hash()])?;
    Ok(())
}

/// Take a nonce's time for used. Returns whether it was newer than every one before.
///
/// # Errors
/// When the database fails.
pub fn use_nonce(batch: &Batch<'_>, id: DeviceId, at: UtcMillis) -> Result<bool, StoreError> {
    let changed = batch
        .tx
        .prepare_cached(
            "UPDATE device SET nonce_used_at = ?2 WHERE device_id = ?1 AND nonce_used_at < ?2",
        )?
        .execute(params![id.as_bytes(), at.0])?;
    Ok(changed > 0)
}
