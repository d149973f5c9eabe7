//! Taking in a run, from its device or from a reader who hands it on. A number is used once, whatever
//! becomes of it: the picture takes the operation, or quarantine does, so that the next one can go on.

use domain::id::{DeviceId, DocId, OrganisationId, UserId};
use domain::incident::only_decides;
use domain::log::Logged;
use domain::merge::CLAMP_MS;
use domain::op::{Body, Frozen, Kind, OpHash};
use domain::role::Author;
use picture::chain::RunRow;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::{Numbered, RUN_MAX};
use protocol::sync::{Quarantined, Reason};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::verdict::Whose;
use super::{Batch, Device, StoreError, blobs, devices, erase, holds, meta};
use crate::intake::Began;

pub(crate) use super::own::write_alone;
pub use super::own::{Own, write_for};

const RUN: u64 = RUN_MAX as u64;

/// A run whose signature holds.
#[derive(Debug, Clone)]
pub struct Deposit {
    /// Whose.
    pub device: DeviceId,
    /// Hash of the operation before the first.
    pub previous: OpHash,
    /// The signature, kept for readers who offer the run again.
    pub signature: Vec<u8>,
    /// The operations; at least one.
    pub operations: Vec<Numbered>,
    /// Whether this server knows the version that the device speaks.
    pub is_known_version: bool,
}

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The device's highest number without a hole.
    pub have: u64,
    /// How many of the operations were new.
    pub new: u64,
}

/// Operations of a device that were set aside, and up to where it can be told.
pub type Told = Vec<Quarantined>;

/// Take in what is new of a run that its own device hands in. What was there before changes nothing.
///
/// # Errors
/// A refusal when the device's chain parts from what is stored; else when the database fails.
pub fn take(batch: &mut Batch<'_>, deposit: &Deposit) -> Result<Taken, StoreError> {
    let device = devices::find(batch.tx, deposit.device)?
        .ok_or_else(|| Problem::new(ProblemCode::NoCredential, "the device is not known"))?;
    let have = device.have;
    let Some(first) = deposit.operations.first().filter(|first| first.number <= have + 1) else {
        return Ok(Taken { have, new: 0 });
    };
    if !continues(batch.tx, &device, deposit)? {
        return Err(Problem::new(
            ProblemCode::ChainForked,
            format!("the device's operations differ from those stored up to {have}"),
        )
        .into());
    }
    let mut whose = Whose::read(batch.tx, &device, (false, deposit.is_known_version))?;
    whose.is_ahead = is_ahead(batch.tx, &device)?;
    let mut new = 0;
    for op in deposit.operations.iter().filter(|op| op.number > have) {
        let is_new = match &op.frozen {
            Some(frozen) => take_one(batch, &whose, (op, frozen))?,
            None => lose(batch, device.id, op)?,
        };
        new += u64::from(is_new);
    }
    let reached = deposit.operations.last().map_or(have, |last| last.number);
    if reached <= have {
        return Ok(Taken { have, new });
    }
    insert_run(batch, deposit, (first.number, reached))?;
    let have = advance(batch, &device, deposit)?;
    Ok(Taken { have, new })
}

/// Take in a run of another device that a reader hands on after a restore. Operations of which the
/// reader has only the hash stay missing: their device may still have them.
///
/// # Errors
/// When the database fails. A chain that parts from what is stored changes nothing, except that an
/// erasure is honoured wherever its signature holds.
pub fn take_offer(batch: &mut Batch<'_>, offer: &Deposit) -> Result<Taken, StoreError> {
    let Some(device) = devices::find(batch.tx, offer.device)? else {
        return Ok(Taken { have: 0, new: 0 });
    };
    let (Some(first), Some(last)) = (offer.operations.first(), offer.operations.last()) else {
        return Ok(Taken { have: device.have, new: 0 });
    };
    let continues = continues(batch.tx, &device, offer)?;
    let is_own = meta::is_own(batch.tx, device.id)?;
    let whose = Whose::read(batch.tx, &device, (is_own, true))?;
    let mut new = 0;
    for op in &offer.operations {
        let Some(frozen) = &op.frozen else { continue };
        if continues {
            // What its device was told about stays as it is.
            let is_told =
                op.number <= device.have && stored(batch.tx, device.id, op.number)?.is_some();
            new += u64::from(!is_told && take_one(batch, &whose, (op, frozen))?);
        } else if is_own
            && let Ok(body) = frozen.read()
            && body.kind == Kind::Erase
        {
            erase::honour(batch, &body)?;
        }
    }
    if !continues {
        return Ok(Taken { have: device.have, new: 0 });
    }
    insert_run(batch, offer, (first.number, last.number))?;
    let have = advance(batch, &device, offer)?;
    Ok(Taken { have, new })
}

/// Whether the run's chain is the one that is stored. The hash of one operation stands for all
/// before it, so one comparison at the seam is enough where the run reaches it.
fn continues(conn: &Connection, device: &Device, run: &Deposit) -> Result<bool, StoreError> {
    let Some(first) = run.operations.first() else { return Ok(true) };
    if first.number == device.have + 1 {
        return Ok(run.previous == device.head_hash);
    }
    if let Some(seam) = run.operations.iter().find(|op| op.number == device.have) {
        return Ok(seam.hash == device.head_hash);
    }
    for op in &run.operations {
        let stored = stored(conn, device.id, op.number)?;
        if stored.is_some_and(|stored| Some(&stored) != op.frozen.as_ref()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn stored(conn: &Connection, device: DeviceId, number: u64) -> Result<Option<Frozen>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT salt, body FROM operation WHERE device_id = ?1 AND number = ?2
         UNION ALL SELECT salt, body FROM quarantine
           WHERE device_id = ?1 AND number = ?2 AND reason <> 'lost'",
    )?;
    let frozen = statement.query_row(params![device.as_bytes(), number.cast_signed()], |row| {
        Ok(Frozen { salt: row.get(0)?, body: row.get(1)? })
    });
    Ok(frozen.optional()?)
}

/// Whether the operation was new.
fn take_one(
    batch: &mut Batch<'_>,
    whose: &Whose<'_>,
    (op, frozen): (&Numbered, &Frozen),
) -> Result<bool, StoreError> {
    let device = whose.device;
    if whose.is_ahead && picture::erase::is_fenced(batch.tx, device.id, op.number)? {
        return Ok(false);
    }
    let body = frozen.read().ok();
    if let Some(body) = &body
        && erase::meets(batch, (device.id, op), (frozen, body))?
    {
        return Ok(false);
    }
    let author = whose.author(batch.tx, body.as_ref())?;
    if let Some(body) = &body {
        blobs::refer(batch, device.id, body)?;
    }
    match whose.verdict(batch, (frozen, body), &author)? {
        Ok((body, is_first)) => {
            // The life that erased it may not have known all that is here.
            let erases = match body.kind {
                Kind::Erase => Some((body.clone(), erase::fences(batch.tx, body.doc)?)),
                Kind::Set | Kind::Add | Kind::Remove | Kind::Unknown => None,
            };
            let is_new = append(batch, (op.number, author), (body, is_first), frozen.clone())?;
            if is_new {
                if whose.is_ahead {
                    found_again(batch, device.id, op.number)?;
                }
                if let Some((body, here)) = erases {
                    erase::taken(batch, &body, here)?;
                }
            }
            Ok(is_new)
        }
        Err(_) if stored(batch.tx, device.id, op.number)?.is_some() => Ok(false),
        Err(reason) => {
            found_again(batch, device.id, op.number)?;
            set_aside(batch, device.id, (op, frozen), reason)?;
            Ok(true)
        }
    }
}

/// The device itself no longer has it: only the hash is kept, and that is shown.
fn lose(batch: &Batch<'_>, device: DeviceId, op: &Numbered) -> Result<bool, StoreError> {
    if picture::erase::is_fenced(batch.tx, device, op.number)?
        || stored(batch.tx, device, op.number)?.is_some()
    {
        return Ok(false);
    }
    let nothing = Frozen { salt: [0; 16], body: String::new() };
    set_aside(batch, device, (op, &nothing), Reason::Lost)?;
    Ok(true)
}

/// It is taken after all: it had been lost, or set aside when a reader handed it on.
fn found_again(batch: &Batch<'_>, device: DeviceId, number: u64) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("DELETE FROM quarantine WHERE device_id = ?1 AND number = ?2")?
        .execute(params![device.as_bytes(), number.cast_signed()])?;
    Ok(picture::chain::drop_gone(batch.tx, device, number)?)
}

pub(super) fn append(
    batch: &mut Batch<'_>,
    (number, author): (u64, Author),
    (body, is_first): (Body, bool),
    frozen: Frozen,
) -> Result<bool, StoreError> {
    let stamp = body.stamp(author.device).clamped(batch.now, CLAMP_MS);
    let received_at = Some(batch.now);
    holds::note_sending(batch, &body)?;
    let op = Logged { seq: 0, number, author, stamp_at: stamp.at, received_at, frozen };
    batch.append(op, (body, is_first))
}

/// Who began a document: the author of its first operation that says more than a review does. A
/// review can come first when everything is handed in again after a restore.
///
/// # Errors
/// When the database fails.
pub fn began(conn: &Connection, doc: DocId) -> Result<Option<Began>, StoreError> {
    Ok(beginning(conn, doc)?.0)
}

/// The same, and whether the log has nothing at all of the document.
pub(super) fn beginning(
    conn: &Connection,
    doc: DocId,
) -> Result<(Option<Began>, bool), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT device_id, user_id, organisation_id, body FROM operation
         WHERE doc_id = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([doc.as_bytes()])?;
    let mut is_first = true;
    while let Some(row) = rows.next()? {
        is_first = false;
        let body: Option<Body> = serde_json::from_str(row.get_ref(3)?.as_str().unwrap_or("")).ok();
        let Some(body) = body else { continue };
        if only_decides(&body) {
            continue;
        }
        let user: Option<[u8; 16]> = row.get(1)?;
        let device = DeviceId::from_bytes(row.get(0)?);
        let organisation = OrganisationId::from_bytes(row.get(2)?);
        let user = user.map(UserId::from_bytes);
        let began = Began { device, user, organisation, of: body.of };
        return Ok((Some(began), false));
    }
    Ok((None, is_first))
}

/// Whether anything of a device lies above the end of its chain: handed on by a reader, set aside then,
/// lost or erased.
fn is_ahead(conn: &Connection, device: &Device) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM operation WHERE device_id = ?1 AND number > ?2)
           OR EXISTS (SELECT 1 FROM quarantine WHERE device_id = ?1 AND number > ?2)
           OR EXISTS (SELECT 1 FROM gone WHERE device_id = ?1 AND number > ?2)",
    )?;
    Ok(statement.exists(params![device.id.as_bytes(), device.have.cast_signed()])?)
}

fn set_aside(
    batch: &Batch<'_>,
    device: DeviceId,
    (op, frozen): (&Numbered, &Frozen),
    reason: Reason,
) -> Result<(), StoreError> {
    let number = op.number;
    picture::chain::put_gone(batch.tx, device, (number, op.hash))?;
    tracing::warn!(device.id = %device, number, "set aside: {}", reason.as_str());
    batch
        .tx
        .prepare_cached(
            "INSERT INTO quarantine (device_id, number, reason, salt, body, hash, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            device.as_bytes(),
            number.cast_signed(),
            reason.as_str(),
            frozen.salt,
            frozen.body,
            op.hash.0,
            batch.now.0
        ])?;
    Ok(())
}

/// Move the device's end on: over this run, and over what was handed on before its device came.
fn advance(batch: &Batch<'_>, device: &Device, run: &Deposit) -> Result<u64, StoreError> {
    let (mut have, mut hash) = (device.have, device.head_hash);
    for op in &run.operations {
        if op.number == have + 1 && is_there(batch.tx, device.id, op)? {
            (have, hash) = (op.number, op.hash);
        }
    }
    loop {
        let beyond = picture::chain::links(batch.tx, device.id, (have + 1, have + RUN))?;
        for link in &beyond {
            have += 1;
            hash = link.hash(device.id, have, hash);
        }
        if (beyond.len() as u64) < RUN {
            break;
        }
    }
    put_end(batch, device.id, (have, hash))?;
    Ok(have)
}

fn is_there(conn: &Connection, device: DeviceId, op: &Numbered) -> Result<bool, StoreError> {
    if op.frozen.is_some() {
        return Ok(true);
    }
    Ok(!picture::chain::links(conn, device, (op.number, op.number))?.is_empty())
}

pub(super) fn put_end(
    batch: &Batch<'_>,
    device: DeviceId,
    (have, hash): (u64, OpHash),
) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE device SET have = ?2, head_hash = ?3 WHERE device_id = ?1")?
        .execute(params![device.as_bytes(), have.cast_signed(), hash.0])?;
    Ok(())
}

fn insert_run(
    batch: &Batch<'_>,
    run: &Deposit,
    (first, last): (u64, u64),
) -> Result<(), StoreError> {
    let row = RunRow {
        device: run.device,
        first,
        last,
        previous: Some(run.previous),
        signature: run.signature.clone(),
    };
    Ok(picture::chain::put_run(batch.tx, &row)?)
}

/// What was set aside of a device's operations after a number.
///
/// # Errors
/// When the database fails.
pub fn set_aside_after(
    conn: &Connection,
    device: DeviceId,
    number: u64,
) -> Result<Told, StoreError> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(
        "SELECT number, reason FROM quarantine WHERE device_id = ?1 AND number > ?2
         ORDER BY number LIMIT 1000",
    )?;
    let rows = statement.query_map(params![device.as_bytes(), number], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, String>(1)?))
    })?;
    let mut told = Vec::new();
    for row in rows {
        let (number, code) = row?;
        let because = serde_json::from_value(serde_json::Value::String(code))?;
        told.push(Quarantined { number, because });
    }
    Ok(told)
}
