//! Taking in a run, and what the server signs itself. A number is used once, whatever becomes of it:
//! the picture takes the operation, or quarantine does, so that the next one can go on.

use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId, UserId};
use domain::incident::{Decided, only_decides};
use domain::log::Logged;
use domain::merge::CLAMP_MS;
use domain::op::{Body, Frozen, OpHash};
use domain::role::Author;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::{DeviceKey, Numbered, Run};
use protocol::sync::{Quarantined, Reason};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::people::Person;
use super::{Batch, Device, StoreError, blobs, devices, meta};
use crate::intake::{Began, judge, judge_body};

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

/// Take in what is new of a run. What was there before changes nothing.
///
/// # Errors
/// A refusal when the device's chain parts from what is stored; else when the database fails.
pub fn take(batch: &mut Batch<'_>, deposit: &Deposit) -> Result<Taken, StoreError> {
    let device = devices::find(batch.tx, deposit.device)?
        .ok_or_else(|| Problem::new(ProblemCode::NoCredential, "the device is not known"))?;
    let have = device.have;
    let (Some(first), Some(last)) = (deposit.operations.first(), deposit.operations.last()) else {
        return Ok(Taken { have, new: 0 });
    };
    if first.number > have + 1 {
        return Ok(Taken { have, new: 0 });
    }
    if !continues(batch.tx, &device, deposit)? {
        return Err(Problem::new(
            ProblemCode::ChainForked,
            format!("the device's operations differ from those stored up to {have}"),
        )
        .into());
    }
    let fresh = deposit.operations.iter().filter(|op| op.number > have);
    let mut new = 0;
    for op in fresh {
        take_one(batch, &device, (op, deposit.is_known_version))?;
        new += 1;
    }
    if new > 0 {
        advance(batch, device.id, last)?;
        insert_run(batch, device.id, (first.number, last.number), &deposit.signature)?;
    }
    Ok(Taken { have: have.max(last.number), new })
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
        if stored.is_some_and(|stored| stored != op.frozen) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn stored(conn: &Connection, device: DeviceId, number: u64) -> Result<Option<Frozen>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT salt, body FROM operation WHERE device_id = ?1 AND number = ?2
         UNION ALL SELECT salt, body FROM quarantine WHERE device_id = ?1 AND number = ?2",
    )?;
    let frozen = statement.query_row(params![device.as_bytes(), number.cast_signed()], |row| {
        Ok(Frozen { salt: row.get(0)?, body: row.get(1)? })
    });
    Ok(frozen.optional()?)
}

fn take_one(
    batch: &mut Batch<'_>,
    device: &Device,
    (op, is_known_version): (&Numbered, bool),
) -> Result<(), StoreError> {
    let author = Author {
        device: device.id,
        organisation: device.organisation,
        role: device.role,
        user: None,
    };
    let verdict = if device.revoked_at.is_some() {
        Err(Reason::Revoked)
    } else if !is_known_version {
        Err(Reason::UnknownVersion)
    } else {
        judge(&op.frozen, &author, |doc| began(batch.tx, doc))?
    };
    match verdict {
        Ok(body) => {
            blobs::refer(batch, device.id, &body)?;
            append(batch, (op.number, author), &body, op.frozen.clone())?;
        }
        Err(reason) => {
            if let Ok(body) = op.frozen.read() {
                blobs::refer(batch, device.id, &body)?;
            }
            set_aside(batch, device.id, op, reason)?;
        }
    }
    Ok(())
}

fn append(
    batch: &mut Batch<'_>,
    (number, author): (u64, Author),
    body: &Body,
    frozen: Frozen,
) -> Result<(), StoreError> {
    let stamp = body.stamp(author.device).clamped(batch.now, CLAMP_MS);
    let received_at = Some(batch.now);
    batch.append(Logged { seq: 0, number, author, stamp_at: stamp.at, received_at, frozen })?;
    Ok(())
}

/// Who began a document: the author of its first operation that says more than a review does. A
/// review can come first when everything is handed in again after a restore.
///
/// # Errors
/// When the database fails.
pub fn began(conn: &Connection, doc: DocId) -> Result<Option<Began>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT device_id, user_id, body FROM operation WHERE doc_id = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([doc.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let body: Option<Body> = serde_json::from_str(row.get_ref(2)?.as_str().unwrap_or("")).ok();
        let Some(body) = body else { continue };
        if only_decides(&body) {
            continue;
        }
        let user: Option<[u8; 16]> = row.get(1)?;
        let device = DeviceId::from_bytes(row.get(0)?);
        return Ok(Some(Began { device, user: user.map(UserId::from_bytes), of: body.of }));
    }
    Ok(None)
}

fn set_aside(
    batch: &Batch<'_>,
    device: DeviceId,
    op: &Numbered,
    reason: Reason,
) -> Result<(), StoreError> {
    let number = op.number;
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
            op.frozen.salt,
            op.frozen.body,
            op.hash.0,
            batch.now.0
        ])?;
    Ok(())
}

fn advance(batch: &Batch<'_>, device: DeviceId, last: &Numbered) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE device SET have = ?2, head_hash = ?3 WHERE device_id = ?1")?
        .execute(params![device.as_bytes(), last.number.cast_signed(), last.hash.0])?;
    Ok(())
}

fn insert_run(
    batch: &Batch<'_>,
    device: DeviceId,
    (first, last): (u64, u64),
    signature: &[u8],
) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached(
            "INSERT INTO run (device_id, last, first, signature) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![device.as_bytes(), last.cast_signed(), first.cast_signed(), signature])?;
    Ok(())
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

/// The server's own device: what browsers do is signed by it.
pub struct Own {
    /// Its id.
    pub device: DeviceId,
    /// Its key.
    pub key: DeviceKey,
}

/// Write what a person does in a browser, signed by the server and naming the person. All of it or
/// nothing. Returns what each was written as.
///
/// # Errors
/// A refusal when the person may not do it; else when the database fails.
pub fn write_for(
    batch: &mut Batch<'_>,
    (own, person): (&Own, &Person),
    bodies: Vec<Body>,
) -> Result<Vec<Decided>, StoreError> {
    let device = devices::find(batch.tx, own.device)?
        .ok_or_else(|| Problem::new(ProblemCode::ServerFailed, "the server has no device"))?;
    let author = Author {
        device: own.device,
        organisation: person.organisation,
        role: person.role,
        user: Some(person.id),
    };
    let start = (device.have + 1, device.head_hash);
    let (mut number, mut hash) = (device.have, device.head_hash);
    let mut frozen = Vec::with_capacity(bodies.len());
    let mut written = Vec::with_capacity(bodies.len());
    let mut stamp = own_stamp(batch.tx, own.device)?;
    for body in bodies {
        let began = began(batch.tx, body.doc)?;
        judge_body(&body, &author, began).map_err(refusal)?;
        stamp = stamp_after(batch, stamp, body.doc)?;
        let body = with_base(batch.tx, Body { by: Some(person.id), ..body })?;
        let body = body.stamped(stamp, batch.now);
        let op = Frozen::new(&body, batch.seams.bytes()?)?;
        number += 1;
        hash = op.hash(own.device, number, hash);
        written.push(Decided { doc: body.doc, op: op.id(own.device, number, body.at) });
        append(batch, (number, author), &body, op.clone())?;
        frozen.push(op);
    }
    let Some(last) = frozen.last().cloned() else { return Ok(written) };
    let run = Run::sign(&own.key, own.device, start, &frozen)
        .map_err(|_| Problem::new(ProblemCode::TooLarge, "more than 500 operations at once"))?;
    advance(batch, own.device, &Numbered { number, hash, frozen: last })?;
    insert_run(batch, own.device, (start.0, number), &run.signature)?;
    meta::put(batch.tx, "own_stamp_at", &stamp.at.0)?;
    meta::put(batch.tx, "own_stamp_tick", &stamp.tick)?;
    Ok(written)
}

fn refusal(reason: Reason) -> Problem {
    let code = match reason {
        Reason::TooLarge => ProblemCode::TooLarge,
        Reason::NotAllowed | Reason::Revoked | Reason::AgreementEnded | Reason::UnknownVersion => {
            ProblemCode::NotAllowed
        }
        Reason::Unreadable | Reason::BadValue => ProblemCode::BadValue,
    };
    Problem::new(code, format!("refused: {}", reason.as_str()))
}

fn own_stamp(conn: &Connection, device: DeviceId) -> Result<Stamp, StoreError> {
    let at = UtcMillis(meta::value(conn, "own_stamp_at")?.unwrap_or(0));
    let tick = meta::value(conn, "own_stamp_tick")?.unwrap_or(0);
    Ok(Stamp { at, tick, device })
}

/// After our last one and after everything said of the document, so that an answer to what somebody
/// wrote never loses to it.
fn stamp_after(batch: &Batch<'_>, stamp: Stamp, doc: DocId) -> Result<Stamp, StoreError> {
    let seen = picture::log::document(batch.tx, doc)?.map(|document| document.latest);
    Ok(seen.map_or(stamp, |seen| stamp.after(seen)).next(batch.now))
}

fn with_base(conn: &Connection, mut body: Body) -> Result<Body, StoreError> {
    if let Some(document) = picture::log::document(conn, body.doc)? {
        body.base = body
            .set
            .keys()
            .filter_map(|field| Some((field.clone(), document.fields.get(field)?.stamp)))
            .collect();
    }
    Ok(body)
}
