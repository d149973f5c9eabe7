//! The daily comparison: what is stored of a device is counted anew from the rows themselves, so that
//! a row which the disk has lost is asked for again.

use domain::clock::UtcMillis;
use domain::id::DeviceId;
use domain::op::OpHash;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::RUN_MAX;
use protocol::sync::Belief;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Batch, StoreError, devices, ops};

const STEP: u64 = RUN_MAX as u64;
/// Counting reads everything that a device ever handed in, so nobody has it done more often.
const AGAIN_AFTER_MS: i64 = 10 * 60 * 1_000;

/// Whether a device's rows may be counted now. A clock that was set back does not put it off.
///
/// # Errors
/// When the database fails.
pub fn may_count(conn: &Connection, id: DeviceId, now: UtcMillis) -> Result<bool, StoreError> {
    let counted: Option<i64> = conn
        .prepare_cached("SELECT compared_at FROM device WHERE device_id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(counted.is_none_or(|at| !(at..at.saturating_add(AGAIN_AFTER_MS)).contains(&now.0)))
}

/// Count what is stored of a device, operation by operation and hash by hash. The device's end moves
/// back to below the first that is missing; what lies beyond it stays, and its device closes the hole
/// with its next run.
///
/// # Errors
/// A refusal when the chain that the device believes in parts from ours; else when the database fails.
pub fn recount(batch: &Batch<'_>, id: DeviceId, belief: &Belief) -> Result<(), StoreError> {
    let Some(device) = devices::find(batch.tx, id)? else { return Ok(()) };
    let first_lost = first_without_verdict(batch.tx, id)?;
    let (mut have, mut hash) = (0, OpHash::START);
    'counting: loop {
        let links = picture::chain::links(batch.tx, id, (have + 1, have + STEP))?;
        for link in &links {
            if first_lost.is_some_and(|lost| lost == have + 1) {
                break 'counting;
            }
            have += 1;
            hash = link.hash(id, have, hash);
            if have == belief.number && hash.0 != belief.hash {
                return Err(Problem::new(
                    ProblemCode::ChainForked,
                    format!("operation {have} of the device differs from the one stored"),
                )
                .into());
            }
        }
        if (links.len() as u64) < STEP {
            break;
        }
    }
    batch
        .tx
        .prepare_cached("UPDATE device SET compared_at = ?2 WHERE device_id = ?1")?
        .execute(params![id.as_bytes(), batch.now.0])?;
    if (have, hash) != (device.have, device.head_hash) {
        tracing::warn!(
            device.id = %id,
            "{} of its operations were thought to be here, {have} are: it is asked for the rest",
            device.have
        );
        ops::put_end(batch, id, (have, hash))?;
    }
    Ok(())
}

/// The lowest number that was set aside and of which the bytes are no longer here either.
fn first_without_verdict(conn: &Connection, device: DeviceId) -> Result<Option<u64>, StoreError> {
    let lowest: Option<i64> = conn
        .prepare_cached(
            "SELECT min(g.number) FROM gone g WHERE g.device_id = ?1 AND g.op_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM quarantine q
                               WHERE q.device_id = g.device_id AND q.number = g.number)",
        )?
        .query_row(params![device.as_bytes()], |row| row.get(0))?;
    Ok(lowest.map(i64::cast_unsigned))
}
