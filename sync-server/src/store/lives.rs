//! Lives of the log. A new one begins when time was turned back: by a restore, by a database below its
//! high-water mark, or seen by a phone that remembers more than the server does.

use domain::id::{DeviceId, Epoch};
use protocol::run::DeviceKey;
use protocol::sync::{Cursor, Fork};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

use super::audit::{self, Entry};
use super::{Batch, Device, StoreError, access, devices, erase, meta};
use crate::keep::Kept;

/// So many new lives a device may make begin within a day.
pub const LIVES_MAX: i64 = 3;
const WITHIN_MS: i64 = 24 * 60 * 60 * 1_000;

/// How far a log had come: kept outside the backup set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The life.
    pub epoch: Epoch,
    /// The newest place.
    pub head: u64,
    /// The tag of the commit that wrote it; 0 when the log is empty.
    pub tag: u64,
}

/// How far the log has come.
///
/// # Errors
/// When the database fails.
pub fn mark(conn: &Connection) -> Result<Mark, StoreError> {
    let head = picture::log::head(conn)?;
    let tag = tag(conn, head)?.unwrap_or(0).cast_unsigned();
    Ok(Mark { epoch: meta::epoch(conn)?, head: head.cast_unsigned(), tag })
}

/// The tag of the commit that wrote a place.
pub(super) fn tag(conn: &Connection, seq: i64) -> Result<Option<i64>, StoreError> {
    if seq <= 0 {
        return Ok(None);
    }
    let mut statement =
        conn.prepare_cached("SELECT tag FROM commit_tag WHERE seq >= ?1 ORDER BY seq LIMIT 1")?;
    Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
}

/// Whether a reader's place is a place of this log. The tag proves it, whatever life it was read in.
///
/// # Errors
/// When the database fails.
pub fn holds(conn: &Connection, cursor: Cursor) -> Result<bool, StoreError> {
    let seq = i64::try_from(cursor.seq).unwrap_or(i64::MAX);
    Ok(seq == 0 || tag(conn, seq)? == Some(cursor.tag.cast_signed()))
}

/// Where a reader has to look for the last place in common, when its own does not hold.
///
/// # Errors
/// When the database fails.
pub fn fork(conn: &Connection, epoch: Option<Epoch>, cursor: Cursor) -> Result<Fork, StoreError> {
    let ours = meta::epoch(conn)?;
    let epoch = epoch.unwrap_or(ours);
    let known = known_fork(conn, epoch)?.unwrap_or(u64::MAX);
    let head = picture::log::head(conn)?.cast_unsigned();
    Ok(Fork { epoch, seq: known.min(head).min(cursor.seq.saturating_sub(1)) })
}

fn known_fork(conn: &Connection, epoch: Epoch) -> Result<Option<u64>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT seq FROM fork WHERE epoch = ?1")?;
    let seq = statement.query_row([epoch.as_bytes()], |row| row.get::<_, i64>(0)).optional()?;
    Ok(seq.map(i64::cast_unsigned))
}

/// Whether a reader's place proves that this log once went further than it does now: it does not
/// hold, and nobody has noticed before.
///
/// # Errors
/// When the database fails.
pub fn is_from_the_future(
    conn: &Connection,
    epoch: Option<Epoch>,
    cursor: Cursor,
) -> Result<bool, StoreError> {
    let Some(epoch) = epoch else { return Ok(false) };
    if holds(conn, cursor)? {
        return Ok(false);
    }
    Ok(epoch == meta::epoch(conn)? || known_fork(conn, epoch)?.is_none())
}

/// Begin a new life: a new epoch, the fork from the old one, and a new device for the server, since
/// the numbers of the old one may be used already in what was lost. Why, and the device that proved it,
/// are for the record.
///
/// # Errors
/// When the database fails.
pub fn begin(
    batch: &mut Batch<'_>,
    (why, device): (&str, Option<DeviceId>),
) -> Result<Epoch, StoreError> {
    let before = mark(batch.tx)?;
    put_fork(batch, before.epoch, before.head)?;
    let epoch = Epoch::from_bytes(batch.seams.bytes()?);
    meta::put(batch.tx, "epoch", &epoch.as_bytes().as_slice())?;
    if let Some(own) = meta::own_device(batch.tx)?
        && let Some(device) = devices::find(batch.tx, own)?
    {
        // On another machine the key is another one.
        let public_key = batch.key.map_or(device.public_key, DeviceKey::public);
        let own = Device { public_key, ..device };
        let next = of_another_life(own, DeviceId(batch.seams.uuid()?));
        devices::insert(batch, &next)?;
        meta::set_own_device(batch.tx, next.id)?;
    }
    batch
        .tx
        .prepare_cached(
            "INSERT INTO life (epoch, began_at, why, device_id) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            epoch.as_bytes(),
            batch.now.0,
            why,
            device.as_ref().map(DeviceId::as_bytes)
        ])?;
    let object = device.map_or_else(|| why.to_owned(), |device| format!("{why}: {device}"));
    audit::write(batch, Entry { actor: "server", action: "epoch.begin", object: &object })?;
    tracing::warn!(head = before.head, "a new life of the log begins: {why}");
    batch.has_new_life = true;
    Ok(epoch)
}

/// Whether a device may still make a new life begin: one that claims again and again to remember more
/// than the log has finds its own way back by its tags, and troubles nobody else.
///
/// # Errors
/// When the database fails.
pub fn may_begin(batch: &Batch<'_>, device: DeviceId) -> Result<bool, StoreError> {
    let since = batch.now.plus_ms(-WITHIN_MS);
    let begun: i64 = batch
        .tx
        .prepare_cached("SELECT count(*) FROM life WHERE device_id = ?1 AND began_at > ?2")?
        .query_row(params![device.as_bytes(), since.0], |row| row.get(0))?;
    if begun >= LIVES_MAX {
        tracing::warn!(device.id = %device, "it claims too often that time was turned back");
    }
    Ok(begun < LIVES_MAX)
}

fn of_another_life(own: Device, id: DeviceId) -> Device {
    Device { id, have: 0, head_hash: domain::op::OpHash::START, ..own }
}

/// Whose key a run that is handed on has to be signed with: its device's. A device that is not known
/// may be the server itself in a life that was lost; the key is the same in all of them.
///
/// # Errors
/// When the database fails.
pub fn signer(conn: &Connection, id: DeviceId) -> Result<Option<Device>, StoreError> {
    if let Some(device) = devices::find(conn, id)? {
        return Ok(Some(device));
    }
    let Some(own) = meta::own_device(conn)? else { return Ok(None) };
    Ok(devices::find(conn, own)?.map(|own| of_another_life(own, id)))
}

/// A run that the server signed in a life that was lost has come back: what the server was then is
/// one of its devices again.
///
/// # Errors
/// When the database fails.
pub fn adopt(batch: &Batch<'_>, id: DeviceId) -> Result<(), StoreError> {
    if devices::find(batch.tx, id)?.is_some() {
        return Ok(());
    }
    if let Some(device) = signer(batch.tx, id)? {
        devices::insert(batch, &device)?;
        meta::mark_own(batch.tx, id)?;
    }
    Ok(())
}

/// Remember that a device's life of the log was another one from some place before its own on.
///
/// # Errors
/// When the database fails.
pub fn part_from(batch: &Batch<'_>, (epoch, cursor): (Epoch, Cursor)) -> Result<(), StoreError> {
    put_fork(batch, epoch, batch.head().min(cursor.seq.saturating_sub(1)))
}

fn put_fork(batch: &Batch<'_>, epoch: Epoch, seq: u64) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached(
            "INSERT INTO fork (epoch, seq) VALUES (?1, ?2)
             ON CONFLICT (epoch) DO UPDATE SET seq = min(seq, excluded.seq)",
        )?
        .execute(params![epoch.as_bytes(), seq.cast_signed()])?;
    Ok(())
}

/// What was found when a database met what was kept beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Met {
    /// Whether a new life began.
    pub new_life: bool,
    /// Documents that were erased again.
    pub erased: usize,
    /// Devices that had joined later than the database knew.
    pub joined: usize,
    /// People who had been listed later than the database knew.
    pub people: usize,
    /// People who have again the password they chose last.
    pub passwords: usize,
    /// People whose second factor stands again as it did last.
    pub factors: usize,
    /// Devices and people whose access was taken away again.
    pub revoked: usize,
    /// Wipes of lost devices that were ordered again.
    pub wipes: usize,
    /// Agreements that were ended again.
    pub agreements_ended: usize,
}

/// Compare a database that has just been opened with what was kept beside it, before anybody is
/// answered: a log that is behind begins a new life, what was erased is erased again, and access is as
/// it last was.
///
/// # Errors
/// When the database fails.
pub fn meet(batch: &mut Batch<'_>, kept: &Kept) -> Result<Met, StoreError> {
    let now = mark(batch.tx)?;
    let why = match kept.mark {
        None if now.head > 0 => Some("there is no high-water mark beside the database"),
        Some(mark) if mark.epoch != now.epoch && known_fork(batch.tx, mark.epoch)?.is_none() => {
            put_fork(batch, mark.epoch, now.head)?;
            Some("the database is of an earlier life than its high-water mark")
        }
        Some(mark) if mark.epoch == now.epoch => {
            let place = Cursor { seq: mark.head, tag: mark.tag };
            (!holds(batch.tx, place)?).then_some("the database is below its high-water mark")
        }
        None | Some(_) => None,
    };
    if let Some(why) = why {
        begin(batch, (why, None))?;
    }
    let mut met = Met { new_life: why.is_some(), ..Met::default() };
    access::meet(batch, &kept.access, &mut met)?;
    for erasure in &kept.erasures {
        met.erased += usize::from(erase::again(batch, erasure)?);
    }
    Ok(met)
}
