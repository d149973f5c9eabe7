//! What an answer shows of the log, put into the phone's tables: the page, the names, the signatures to
//! hand on, and what has to leave this phone.

use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId};
use domain::log::Logged;
use domain::op::{Body, Kind};
use picture::chain::{self, RunRow};
use protocol::sync::SyncResponse;

use crate::store::identity::Enrolment;
use crate::store::progress::{BEFORE_ALL, Narrowing, Offering, Progress};
use crate::store::{StoreError, Transaction, blobs, drafts, held, outbox, replica};

/// How many documents are asked about at once.
const HELD_MAX: usize = 500;

/// The documents of others to ask about: the server did not show them under the present rights.
pub(crate) fn held(
    conn: &crate::store::Connection,
    own: DeviceId,
    so_far: &Progress,
) -> Result<Vec<DocId>, StoreError> {
    match so_far.narrowing {
        // What the server lost is handed on first: then it knows what is gone.
        _ if so_far.offering != Offering::Nothing => Ok(Vec::new()),
        Narrowing::Nothing | Narrowing::Reading => Ok(Vec::new()),
        Narrowing::Asking { after } => replica::unshown(conn, own, (after, HELD_MAX)),
    }
}

/// What the phone may no longer read leaves it: log, tables and index, drafts too. What it wrote of
/// such a document stays in its outbox. Returns whether anything left.
pub(crate) fn let_go(
    tx: &Transaction<'_>,
    (so_far, was_offering, is_read): (&mut Progress, bool, bool),
    (held, response): (&[DocId], &SyncResponse),
) -> Result<bool, StoreError> {
    for doc in &response.gone {
        drafts::remove(tx, *doc)?;
    }
    replica::let_go(tx, &response.gone)?;
    so_far.narrowing = match (so_far.narrowing, held.last()) {
        (Narrowing::Reading, _) if is_read => Narrowing::Asking { after: BEFORE_ALL },
        (Narrowing::Asking { .. }, Some(last)) => Narrowing::Asking { after: *last },
        (Narrowing::Asking { .. }, None) if !was_offering => Narrowing::Nothing,
        (unchanged, _) => unchanged,
    };
    Ok(!response.gone.is_empty())
}

/// Apply what an answer shows of the log. Returns whether something has to leave the disk.
pub(crate) fn page(
    tx: &Transaction<'_>,
    own: &Enrolment,
    response: &SyncResponse,
    page: &[Logged],
) -> Result<bool, StoreError> {
    for named in &response.organisations {
        picture::organisation::upsert(tx, named.id, &named.name)?;
    }
    for logged in page.iter().filter(|logged| logged.author.device == own.device) {
        outbox::seen_in_log(tx, logged, response.epoch)?;
    }
    // Nearly no operation erases, and that is seen without reading it.
    let may_erase = page.iter().filter(|logged| logged.frozen.body.contains("erase"));
    let erasures: Vec<Body> = bodies(may_erase).filter(|body| body.kind == Kind::Erase).collect();
    let has_bytes = has_bytes(tx, (&erasures, page))?;
    replica::apply(tx, page)?;
    erase_own(tx, own, &erasures)?;
    keep_runs(tx, own, response)?;
    let theirs = page.iter().filter(|logged| logged.author.device != own.device);
    if let Some(newest) = theirs.map(|logged| logged.stamp_at).max() {
        continue_after(tx, own.device, newest)?;
    }
    Ok(has_bytes)
}

fn bodies<'a>(page: impl Iterator<Item = &'a Logged>) -> impl Iterator<Item = Body> {
    page.filter_map(|logged| logged.frozen.read().ok())
}

/// Whether anything of what is erased is on this disk, or comes with the same page.
fn has_bytes(
    tx: &Transaction<'_>,
    (erasures, page): (&[Body], &[Logged]),
) -> Result<bool, StoreError> {
    for erasure in erasures {
        if replica::has_bytes(tx, erasure.doc)? {
            return Ok(true);
        }
    }
    let is_erased = |body: &Body| erasures.iter().any(|erasure| erasure.doc == body.doc);
    Ok(!erasures.is_empty()
        && bodies(page.iter()).any(|body| body.kind != Kind::Erase && is_erased(&body)))
}

/// The bytes that erasures name leave the outbox, the drafts and the photos, sent or held.
fn erase_own(tx: &Transaction<'_>, own: &Enrolment, erasures: &[Body]) -> Result<(), StoreError> {
    for body in erasures {
        drafts::remove(tx, body.doc)?;
        held::remove_all(tx, body.doc)?;
        blobs::erase(tx, body.doc)?;
        for fence in body.erases.iter().filter(|fence| fence.device == own.device) {
            outbox::erase(tx, fence)?;
        }
    }
    Ok(())
}

/// Signatures of others' runs, to hand them on if the server ever loses them.
fn keep_runs(
    tx: &Transaction<'_>,
    own: &Enrolment,
    response: &SyncResponse,
) -> Result<(), StoreError> {
    for run in response.runs.iter().filter(|run| run.device != own.device) {
        let row = RunRow {
            device: run.device,
            first: run.first,
            last: run.last,
            previous: run.previous,
            signature: run.signature.clone(),
        };
        chain::put_run(tx, &row).map_err(StoreError::from)?;
        for gone in &run.gone {
            chain::put_gone(tx, run.device, (gone.number, gone.hash)).map_err(StoreError::from)?;
        }
    }
    Ok(())
}

/// The next own stamp comes after everything that was seen.
fn continue_after(
    tx: &Transaction<'_>,
    device: DeviceId,
    newest: UtcMillis,
) -> Result<(), StoreError> {
    let mut chain = outbox::chain(tx, device)?;
    let next = Stamp { at: newest.plus_ms(1), tick: 0, device };
    if next <= chain.stamp {
        return Ok(());
    }
    chain.stamp = next;
    outbox::keep_chain(tx, &chain)
}
