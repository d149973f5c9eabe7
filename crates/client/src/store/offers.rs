//! Runs of others that this phone read in an earlier life of the log and that the present one has not
//! shown: handed on whole, as their devices signed them.

use domain::id::DeviceId;
use domain::op::OpHash;
use picture::chain::{self, RunRow};
use protocol::run::{Offer, Run};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::StoreError;
use super::replica::UNCONFIRMED_BELOW;

/// Runs and about how many bytes travel at once.
const RUNS: usize = 8;
const BYTES: usize = 1024 * 1024;

/// The next runs to hand on, oldest first: those with something unconfirmed in them that were not
/// handed on in this life yet and of which everything or at least every hash is here.
pub(crate) fn next(conn: &Connection, own: DeviceId) -> Result<Vec<Offer>, StoreError> {
    let (mut offers, mut bytes) = (Vec::new(), 0);
    let mut after: Option<RunRow> = None;
    while offers.len() < RUNS && bytes < BYTES {
        let Some(run) = run_after(conn, own, after.as_ref())? else { break };
        if let Some(offer) = whole(conn, &run)? {
            bytes += offer.run.ops.iter().map(|op| op.get().len()).sum::<usize>();
            offers.push(offer);
        }
        after = Some(run);
    }
    Ok(offers)
}

/// The same for runs that erase something, which are handed on before anything of the new life is read:
/// a server that was put back with all it kept beside its log may have given their numbers away anew,
/// and whatever comes under such a number takes its place here.
pub(crate) fn erasures(conn: &Connection, own: DeviceId) -> Result<Vec<Offer>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT r.device_id, r.first, r.last, r.previous, r.signature FROM run r
         WHERE r.device_id <> ?1
           AND NOT EXISTS (SELECT 1 FROM offered f
                           WHERE f.device_id = r.device_id AND f.last = r.last)
           AND EXISTS (SELECT 1 FROM operation o JOIN erased e ON e.doc_id = o.doc_id
                       WHERE o.device_id = r.device_id AND o.number BETWEEN r.first AND r.last
                         AND o.seq < ?2)
         ORDER BY r.device_id, r.last",
    )?;
    let rows = statement.query_map(params![own.as_bytes(), UNCONFIRMED_BELOW], row)?;
    let mut offers = Vec::new();
    for run in rows {
        offers.extend(whole(conn, &run?)?);
        if offers.len() == RUNS {
            break;
        }
    }
    Ok(offers)
}

fn run_after(
    conn: &Connection,
    own: DeviceId,
    after: Option<&RunRow>,
) -> Result<Option<RunRow>, StoreError> {
    let start = (&[0; 16], 0);
    let (device, last) = after.map_or(start, |run| (run.device.as_bytes(), run.last));
    let mut statement = conn.prepare_cached(
        "SELECT r.device_id, r.first, r.last, r.previous, r.signature FROM run r
         WHERE (r.device_id, r.last) > (?1, ?2) AND r.device_id <> ?3
           AND NOT EXISTS (SELECT 1 FROM offered f
                           WHERE f.device_id = r.device_id AND f.last = r.last)
           AND EXISTS (SELECT 1 FROM operation o WHERE o.device_id = r.device_id
                         AND o.number BETWEEN r.first AND r.last AND o.seq < ?4)
         ORDER BY r.device_id, r.last LIMIT 1",
    )?;
    let key = params![device, last.cast_signed(), own.as_bytes(), UNCONFIRMED_BELOW];
    Ok(statement.query_row(key, row).optional()?)
}

fn row(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        device: DeviceId::from_bytes(row.get(0)?),
        first: row.get::<_, i64>(1)?.cast_unsigned(),
        last: row.get::<_, i64>(2)?.cast_unsigned(),
        previous: row.get::<_, Option<[u8; 32]>>(3)?.map(OpHash),
        signature: row.get(4)?,
    })
}

fn whole(conn: &Connection, row: &RunRow) -> Result<Option<Offer>, StoreError> {
    let links = chain::links(conn, row.device, (row.first, row.last))?;
    let previous = match row.previous {
        Some(previous) => Some(previous),
        None => chain::hash_before(conn, row.device, row.first)?,
    };
    let Some(previous) = previous.filter(|_| links.len() as u64 == row.last - row.first + 1) else {
        return Ok(None);
    };
    let Ok(mut run) = Run::pack((row.first, previous), &links) else { return Ok(None) };
    run.signature.clone_from(&row.signature);
    Ok(Some(Offer { device: row.device, run }))
}

/// They were handed on: once in this life is enough.
pub(crate) fn handed_on(tx: &Transaction<'_>, offers: &[Offer]) -> Result<(), StoreError> {
    let mut statement =
        tx.prepare_cached("INSERT OR IGNORE INTO offered (device_id, last) VALUES (?1, ?2)")?;
    for offer in offers {
        let last = offer.run.first + (offer.run.ops.len() + offer.run.gone.len()) as u64 - 1;
        statement.execute(params![offer.device.as_bytes(), last.cast_signed()])?;
    }
    Ok(())
}

/// A new life has been handed nothing yet.
pub(crate) fn begin_anew(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM offered", [])?;
    Ok(())
}
