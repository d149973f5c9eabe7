//! Erasing for good (gallring). The server writes an operation without content; the bytes leave log,
//! picture and quarantine, and the hashes stay, so that chains hold and nothing comes back.

use std::path::Path;
use std::time::Duration;

use domain::blob::BlobName;
use domain::id::{DeviceId, DocId, OpId};
use domain::op::{Body, DocType, Fence, Frozen, Kind, OpHash};
use picture::erase::{has_erased, put_fence};
use protocol::run::Numbered;
use rusqlite::{Connection, ErrorCode, TransactionBehavior, params};
use serde::Serialize;

use super::audit::{self, Entry};
use super::{Batch, StoreError, blobs, holds, meta, own, records};
use crate::keep::Erasure;

/// Fences in one operation; a body may have 64 KiB.
const FENCES: usize = 200;
/// How long a command waits for somebody who reads.
const READERS: Duration = Duration::from_secs(10);

/// What an erasure takes away, or has taken away. Nothing of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// The document.
    pub document: DocId,
    /// What it was.
    pub kind: &'static str,
    /// Everything that was said of it, set aside or not.
    pub operations: Vec<OpId>,
    /// Attachments whose bytes go.
    pub attachments: Vec<BlobName>,
}

/// What erasing a document would take away; nothing when there is no such document.
///
/// # Errors
/// When the database fails.
pub fn preview(conn: &Connection, doc: DocId) -> Result<Option<Erased>, StoreError> {
    let Some((of, fences)) = fences(conn, doc)? else { return Ok(None) };
    if fences.is_empty() {
        return Ok(None);
    }
    Ok(Some(Erased {
        document: doc,
        kind: of.as_str(),
        operations: fences.iter().map(|fence| fence.op).collect(),
        attachments: blobs::only_of(conn, doc)?,
    }))
}

/// Erase a document, with everything that was ever said of it. Returns what that was, or nothing when
/// there is no such document. The bytes of attachments go once the commit is made.
///
/// # Errors
/// When a hold keeps it, or the database fails.
pub fn document(
    batch: &mut Batch<'_>,
    doc: DocId,
    (actor, reason): (&str, &str),
) -> Result<Option<Erased>, StoreError> {
    let Some(erased) = preview(batch.tx, doc)? else { return Ok(None) };
    holds::refuse(batch.tx, doc)?;
    let Some((of, fences)) = fences(batch.tx, doc)? else { return Ok(None) };
    write(batch, Erasure { doc, of, fences, blobs: Vec::new() })?;
    let object = format!("{doc}: {reason}");
    audit::write(batch, Entry { actor, action: "document.erase", object: &object })?;
    Ok(Some(erased))
}

/// Erase what was set aside and cannot be read, so that nobody can say of which document it is. Its number
/// and hash stay, so that it does not come back.
///
/// # Errors
/// When everything is held, or the database fails.
pub fn unreadable(
    batch: &mut Batch<'_>,
    all: &[(DeviceId, u64)],
    (actor, reason): (&str, &str),
) -> Result<usize, StoreError> {
    // No document; what holds everything holds this too.
    let doc = DocId(batch.seams.uuid()?);
    holds::refuse(batch.tx, doc)?;
    let mut fences = Vec::new();
    for found in records::unreadable(batch.tx, &[])? {
        let (device, number) = (found.device, found.number);
        if all.contains(&(device, number)) {
            let op = found.frozen.id(device, number, found.received_at);
            fences.push(Fence { device, number, op, hash: found.hash });
        }
    }
    for fence in &fences {
        put_fence(batch.tx, fence)?;
        let object = format!("{} {}: {reason}", fence.device, fence.number);
        audit::write(batch, Entry { actor, action: "set_aside.erase", object: &object })?;
    }
    let count = fences.len();
    if count > 0 {
        write(batch, Erasure { doc, of: DocType::Observation, fences, blobs: Vec::new() })?;
    }
    Ok(count)
}

/// Which devices have erased everything up to a place of the log from their own disks, and which have
/// not said so yet. Revoked ones are among them.
///
/// # Errors
/// When the database fails.
pub fn followed(conn: &Connection, seq: u64) -> Result<(usize, Vec<DeviceId>), StoreError> {
    let devices = super::devices::list(conn)?;
    let (done, pending): (Vec<_>, Vec<_>) =
        devices.into_iter().partition(|device| device.erased_through >= seq);
    Ok((done.len(), pending.into_iter().map(|device| device.id).collect()))
}

/// The bytes of attachments that nobody speaks of any more leave their folder.
pub(super) fn remove_attachments(
    conn: &Connection,
    folder: &Path,
    erasures: &[Erasure],
) -> Result<(), StoreError> {
    for name in erasures.iter().flat_map(|erasure| &erasure.blobs) {
        if !blobs::is_spoken_of(conn, *name)? {
            blobs::remove_from(folder, *name).map_err(StoreError::kept)?;
        }
    }
    Ok(())
}

/// Let nothing of what was erased be left in the file or in its log, beside a running server. Returns
/// whether nobody kept it from that.
///
/// # Errors
/// When the database fails.
pub fn clear_disk_at(path: &Path) -> Result<bool, StoreError> {
    clear_disk(&mut picture::connect::open(path, None)?, READERS)
}

/// The same over a connection, if anything was erased since it was done last, without waiting longer
/// than this for somebody who reads. A crash before it is done leaves the note of what is to be done.
pub(super) fn clear_disk(conn: &mut Connection, wait: Duration) -> Result<bool, StoreError> {
    // Who does it at this moment is waited for, and it is not done twice.
    let tx = match conn.transaction_with_behavior(TransactionBehavior::Immediate) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            return Ok(false);
        }
        begun => begun?,
    };
    let is_in_the_file = meta::is_file_to_be_cleared(&tx)?;
    tx.commit()?;
    if is_in_the_file {
        // The whole picture may be larger than the memory.
        conn.pragma_update(None, "temp_store", "FILE")?;
        if !picture::erase::rewrite(conn)? {
            return Ok(false);
        }
        // Whoever opens the database next empties the log.
        meta::note_file_to_be_cleared(conn, false)?;
    }
    Ok(picture::erase::checkpoint_within(conn, wait)?)
}

/// Erase again what was erased before the backup was put back. Returns whether there was anything
/// to do.
pub(super) fn again(batch: &mut Batch<'_>, erasure: &Erasure) -> Result<bool, StoreError> {
    if has_erased(batch.tx, erasure.doc)? && all_fenced(batch.tx, &erasure.fences)? {
        return Ok(false);
    }
    let mut fences = erasure.fences.clone();
    for fence in self::fences(batch.tx, erasure.doc)?.into_iter().flat_map(|(_, found)| found) {
        if !fences.iter().any(|known| known.op == fence.op) {
            fences.push(fence);
        }
    }
    tracing::warn!(doc.id = %erasure.doc, "erased again after a restore");
    write(batch, Erasure { fences, ..erasure.clone() })?;
    Ok(true)
}

/// Erase again whatever of these is not erased here.
///
/// # Errors
/// When the database fails.
pub fn all_again(batch: &mut Batch<'_>, erasures: &[Erasure]) -> Result<(), StoreError> {
    for erasure in erasures {
        again(batch, erasure)?;
    }
    Ok(())
}

fn all_fenced(conn: &Connection, fences: &[Fence]) -> Result<bool, StoreError> {
    for fence in fences {
        if !picture::erase::is_fenced(conn, fence.device, fence.number)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an operation may not come back because its document was erased: then it is erased at the
/// end of the commit.
pub(super) fn meets(
    batch: &mut Batch<'_>,
    (device, op): (DeviceId, &Numbered),
    (frozen, body): (&Frozen, &Body),
) -> Result<bool, StoreError> {
    if body.kind == Kind::Erase || !has_erased(batch.tx, body.doc)? {
        return Ok(false);
    }
    let id = frozen.id(device, op.number, body.at);
    let fence = Fence { device, number: op.number, op: id, hash: op.hash };
    put_fence(batch.tx, &fence)?;
    batch.late.entry(body.doc).or_insert((body.of, Vec::new())).1.push(fence);
    Ok(true)
}

/// Tell everybody of what came late.
pub(super) fn late(batch: &mut Batch<'_>) -> Result<(), StoreError> {
    for (doc, (of, fences)) in std::mem::take(&mut batch.late) {
        write(batch, Erasure { doc, of, fences, blobs: Vec::new() })?;
    }
    Ok(())
}

/// What is here of a document, set aside or not: what it is, and what would be left of it.
pub(super) type Here = Option<(DocType, Vec<Fence>)>;

/// An operation that erases was taken in from a device of the server's own earlier lives. What was here
/// of the document and the life that erased it did not know leaves a fence too: else its number would be
/// a hole, and its device would have a receipt for nothing.
pub(super) fn taken(batch: &mut Batch<'_>, body: &Body, here: Here) -> Result<(), StoreError> {
    forget_set_aside(batch.tx, &body.erases)?;
    let blobs = blobs::forget(batch.tx, body.doc)?;
    let erasure = Erasure { doc: body.doc, of: body.of, fences: body.erases.clone(), blobs };
    batch.erasures.push(erasure);
    let Some((of, mut fences)) = here else { return Ok(()) };
    fences.retain(|fence| !body.erases.iter().any(|known| known.op == fence.op));
    for fence in &fences {
        put_fence(batch.tx, fence)?;
    }
    if !fences.is_empty() {
        batch.late.entry(body.doc).or_insert((of, Vec::new())).1.extend(fences);
    }
    Ok(())
}

/// Do what an erasure says whose operation has no place in a chain any more.
pub(super) fn honour(batch: &mut Batch<'_>, body: &Body) -> Result<(), StoreError> {
    let fences = body.erases.clone();
    again(batch, &Erasure { doc: body.doc, of: body.of, fences, blobs: Vec::new() })?;
    Ok(())
}

fn write(batch: &mut Batch<'_>, mut erasure: Erasure) -> Result<(), StoreError> {
    forget_set_aside(batch.tx, &erasure.fences)?;
    erasure.blobs.extend(blobs::forget(batch.tx, erasure.doc)?);
    let mut bodies: Vec<Body> = erasure
        .fences
        .chunks(FENCES)
        .map(|fences| Body::erase(erasure.doc, erasure.of, fences.to_vec()))
        .collect();
    if bodies.is_empty() {
        bodies.push(Body::erase(erasure.doc, erasure.of, Vec::new()));
    }
    batch.erasures.push(erasure);
    for body in bodies {
        own::write_alone(batch, vec![body])?;
    }
    Ok(())
}

fn forget_set_aside(conn: &Connection, fences: &[Fence]) -> Result<(), StoreError> {
    let mut statement =
        conn.prepare_cached("DELETE FROM quarantine WHERE device_id = ?1 AND number = ?2")?;
    for fence in fences {
        statement.execute(params![fence.device.as_bytes(), fence.number.cast_signed()])?;
    }
    Ok(())
}

/// What would be left of everything that was said of a document, set aside or not.
pub(super) fn fences(conn: &Connection, doc: DocId) -> Result<Here, StoreError> {
    let mut of = None;
    let mut fences = Vec::new();
    for logged in picture::log::operations(conn, doc)? {
        let Ok(body) = logged.frozen.read() else { continue };
        if body.kind == Kind::Erase {
            continue;
        }
        of = of.or(Some(body.of));
        let (device, number) = (logged.author.device, logged.number);
        let previous = picture::chain::hash_before(conn, device, number)?;
        // A chain with a hole before it: the hash cannot be told, and nobody can offer it again.
        let hash =
            previous.map_or(OpHash::START, |previous| logged.frozen.hash(device, number, previous));
        fences.push(Fence { device, number, op: logged.frozen.id(device, number, body.at), hash });
    }
    let mut statement =
        conn.prepare("SELECT device_id, number, salt, body, hash FROM quarantine")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let frozen = Frozen { salt: row.get(2)?, body: row.get(3)? };
        let Ok(body) = frozen.read() else { continue };
        if body.doc == doc {
            of = of.or(Some(body.of));
            let device = DeviceId::from_bytes(row.get(0)?);
            let number = row.get::<_, i64>(1)?.cast_unsigned();
            let (op, hash) = (frozen.id(device, number, body.at), OpHash(row.get(4)?));
            fences.push(Fence { device, number, op, hash });
        }
    }
    Ok(of.map(|of| (of, fences)))
}
