//! What this phone wrote: one row an operation, its bytes frozen, and the receipt it has for it.
//! Once a row is committed the report is safe. No row is ever deleted; gallring blanks its bytes.

use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId, Epoch, OpId};
use domain::log::Logged;
use domain::op::{Fence, Frozen, Link, OpHash};
use domain::role::Author;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::StoreError;
use super::replica::waiting_seq;

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chain {
    /// Number of the last operation; 0 before the first.
    pub(crate) number: u64,
    /// Its hash.
    pub(crate) hash: OpHash,
    /// The newest stamp written or seen.
    pub(crate) stamp: Stamp,
}

/// Read within the transaction that continues it: two programs may share one store.
pub(crate) fn chain(conn: &Connection, device: DeviceId) -> Result<Chain, StoreError> {
    let chain = conn
        .prepare_cached("SELECT number, hash, stamp_at, stamp_tick FROM chain")?
        .query_row([], |row| {
            Ok(Chain {
                number: row.get::<_, i64>(0)?.cast_unsigned(),
                hash: OpHash(row.get(1)?),
                stamp: Stamp { at: UtcMillis(row.get(2)?), tick: row.get(3)?, device },
            })
        })
        .optional()?;
    Ok(chain.unwrap_or(Chain { number: 0, hash: OpHash::START, stamp: Stamp::zero(device) }))
}

pub(crate) fn keep_chain(tx: &Transaction<'_>, chain: &Chain) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO chain (one, number, hash, stamp_at, stamp_tick) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (one) DO UPDATE SET number = excluded.number, hash = excluded.hash,
           stamp_at = excluded.stamp_at, stamp_tick = excluded.stamp_tick",
    )?
    .execute(params![
        chain.number.cast_signed(),
        chain.hash.0,
        chain.stamp.at.0,
        chain.stamp.tick
    ])?;
    Ok(())
}

/// A new row, waiting.
pub(crate) struct Entry<'a> {
    pub(crate) logged: &'a Logged,
    pub(crate) doc: DocId,
    pub(crate) op: OpId,
    pub(crate) hash: OpHash,
}

pub(crate) fn insert(tx: &Transaction<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO outbox (number, op_id, doc_id, salt, body, hash, stamp_at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued')",
    )?
    .execute(params![
        entry.logged.number.cast_signed(),
        entry.op.as_bytes(),
        entry.doc.as_bytes(),
        entry.logged.frozen.salt,
        entry.logged.frozen.body,
        entry.hash.0,
        entry.logged.stamp_at.0,
    ])?;
    Ok(())
}

/// Give a row the id and the hash of the device that has been enrolled; its bytes stay.
pub(crate) fn rechain(tx: &Transaction<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE outbox SET op_id = ?2, hash = ?3 WHERE number = ?1")?
        .execute(params![entry.logged.number.cast_signed(), entry.op.as_bytes(), entry.hash.0])?;
    Ok(())
}

fn logged(row: &Row<'_>, author: Author) -> rusqlite::Result<Logged> {
    let number = row.get::<_, i64>(0)?.cast_unsigned();
    Ok(Logged {
        seq: waiting_seq(number),
        number,
        author,
        stamp_at: UtcMillis(row.get(1)?),
        received_at: row.get::<_, Option<i64>>(2)?.map(UtcMillis),
        frozen: Frozen { salt: row.get(3)?, body: row.get(4)? },
    })
}

const LOGGED: &str = "number, stamp_at, received_at, salt, body";

/// Rows from a number on, oldest first, whatever their state.
pub(crate) fn from_number(
    conn: &Connection,
    author: Author,
    first: u64,
) -> Result<Vec<Logged>, StoreError> {
    let sql = format!("SELECT {LOGGED} FROM outbox WHERE number >= ?1 ORDER BY number");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([first.cast_signed()], |row| logged(row, author))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All rows of one document, oldest first.
pub(crate) fn of_document(
    conn: &Connection,
    author: Author,
    doc: DocId,
) -> Result<Vec<Logged>, StoreError> {
    let sql = format!("SELECT {LOGGED} FROM outbox WHERE doc_id = ?1 ORDER BY number");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([doc.as_bytes()], |row| logged(row, author))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One row by its number.
pub(crate) fn row(
    conn: &Connection,
    author: Author,
    number: u64,
) -> Result<Option<Logged>, StoreError> {
    let sql = format!("SELECT {LOGGED} FROM outbox WHERE number = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row([number.cast_signed()], |row| logged(row, author)).optional()?)
}

/// Operations in a row that wait, and the hash that the first of them follows.
pub(crate) struct Waiting {
    pub(crate) first: u64,
    pub(crate) previous: OpHash,
    pub(crate) links: Vec<Link>,
}

/// The oldest operations that wait, without a hole: at most `count`, and about `bytes`.
pub(crate) fn oldest_waiting(
    conn: &Connection,
    count: usize,
    bytes: usize,
) -> Result<Option<Waiting>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT number, salt, body, hash FROM outbox WHERE state = 'queued'
         ORDER BY number LIMIT ?1",
    )?;
    let mut rows = statement.query([i64::try_from(count).unwrap_or(i64::MAX)])?;
    let mut waiting: Option<Waiting> = None;
    let mut size = 0;
    while let Some(row) = rows.next()? {
        let (number, length, link) = link(row)?;
        size += length;
        match &mut waiting {
            None => {
                let previous = hash_before(conn, number)?;
                waiting = Some(Waiting { first: number, previous, links: vec![link] });
            }
            Some(run) if size > bytes || number != run.first + run.links.len() as u64 => break,
            Some(run) => run.links.push(link),
        }
    }
    Ok(waiting)
}

/// The newest one, received or not: handed in again it changes nothing, and the answer tells what the
/// server has.
pub(crate) fn newest(conn: &Connection) -> Result<Option<Waiting>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT number, salt, body, hash FROM outbox ORDER BY number DESC LIMIT 1",
    )?;
    let Some((first, _, link)) = statement.query_row([], link).optional()? else {
        return Ok(None);
    };
    Ok(Some(Waiting { first, previous: hash_before(conn, first)?, links: vec![link] }))
}

/// Number, length and link of a row of number, salt, body and hash.
fn link(row: &Row<'_>) -> rusqlite::Result<(u64, usize, Link)> {
    let number = row.get::<_, i64>(0)?.cast_unsigned();
    let frozen = Frozen { salt: row.get(1)?, body: row.get(2)? };
    let length = frozen.body.len();
    let link = if length == 0 { Link::Gone(OpHash(row.get(3)?)) } else { Link::Whole(frozen) };
    Ok((number, length, link))
}

fn hash_before(conn: &Connection, number: u64) -> Result<OpHash, StoreError> {
    if number == 1 {
        return Ok(OpHash::START);
    }
    hash(conn, number - 1)?
        .map(OpHash)
        .ok_or(StoreError::Damaged("an operation of the chain is missing"))
}

/// How many wait.
pub(crate) fn waiting(conn: &Connection) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM outbox WHERE state = 'queued'")?
        .query_row([], |row| row.get::<_, i64>(0))?
        .cast_unsigned())
}

/// The highest number up to which there is a receipt for everything.
pub(crate) fn acked(conn: &Connection) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce((SELECT min(number) - 1 FROM outbox WHERE state = 'queued'),
                             (SELECT max(number) FROM outbox), 0)",
        )?
        .query_row([], |row| row.get::<_, i64>(0))?
        .cast_unsigned())
}

/// The hash of one operation.
pub(crate) fn hash(conn: &Connection, number: u64) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT hash FROM outbox WHERE number = ?1")?
        .query_row([number.cast_signed()], |row| row.get(0))
        .optional()?)
}

/// The server says that it has everything up to a number.
pub(crate) fn acknowledge(
    tx: &Transaction<'_>,
    have: u64,
    epoch: Epoch,
    at: UtcMillis,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'acked', acked_epoch = ?2, received_at = ?3
             WHERE state = 'queued' AND number <= ?1",
        )?
        .execute(params![have.cast_signed(), epoch.as_bytes(), at.0])?)
}

/// The server does not have what it once gave a receipt for: it is sent again.
pub(crate) fn reopen_after(tx: &Transaction<'_>, have: u64) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'queued', reason = NULL, acked_epoch = NULL,
               acked_seq = NULL, received_at = NULL
             WHERE state <> 'queued' AND number > ?1",
        )?
        .execute([have.cast_signed()])?)
}

/// The server set an operation aside. Returns whether that is news.
pub(crate) fn quarantine(
    tx: &Transaction<'_>,
    number: u64,
    reason: &str,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "UPDATE outbox SET state = 'quarantined', reason = ?2
             WHERE number = ?1 AND state = 'acked'",
        )?
        .execute(params![number.cast_signed(), reason])?;
    Ok(changed > 0)
}

/// The server's log shows an own operation at its place: a receipt even when the first was lost.
pub(crate) fn seen_in_log(
    tx: &Transaction<'_>,
    logged: &Logged,
    epoch: Epoch,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'acked', reason = NULL, acked_epoch = ?2, acked_seq = ?3,
           received_at = ?4 WHERE number = ?1 AND salt = ?5",
    )?
    .execute(params![
        logged.number.cast_signed(),
        epoch.as_bytes(),
        logged.seq,
        logged.received_at.map(|at| at.0),
        logged.frozen.salt,
    ])?;
    Ok(())
}

/// Erase an own operation: its place in the chain stays, its bytes go.
pub(crate) fn erase(tx: &Transaction<'_>, fence: &Fence) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE outbox SET salt = zeroblob(16), body = '' WHERE number = ?1")?
        .execute([fence.number.cast_signed()])?;
    Ok(())
}

/// The receipts of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Receipts {
    /// Whether the operation that began it waits.
    pub(crate) first_waits: bool,
    /// How many wait.
    pub(crate) waiting: u32,
    /// When the first was received.
    pub(crate) received_at: Option<UtcMillis>,
    /// Why one was set aside.
    pub(crate) quarantined: Option<String>,
}

/// What receipts there are for a document; none when this phone wrote nothing of it.
pub(crate) fn receipts(conn: &Connection, doc: DocId) -> Result<Option<Receipts>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT state, reason, received_at FROM outbox WHERE doc_id = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query([doc.as_bytes()])?;
    let mut receipts: Option<Receipts> = None;
    while let Some(row) = rows.next()? {
        let is_waiting = row.get_ref(0)?.as_str().is_ok_and(|state| state == "queued");
        let received_at = row.get::<_, Option<i64>>(2)?.map(UtcMillis);
        let so_far = receipts.get_or_insert_with(|| Receipts {
            first_waits: is_waiting,
            received_at,
            ..Receipts::default()
        });
        so_far.waiting += u32::from(is_waiting);
        so_far.quarantined = so_far.quarantined.take().or(row.get(1)?);
    }
    Ok(receipts)
}

/// Documents of which something was set aside, newest first.
pub(crate) fn set_aside(conn: &Connection) -> Result<Vec<DocId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT doc_id FROM outbox WHERE state = 'quarantined' GROUP BY doc_id
         ORDER BY max(number) DESC",
    )?;
    let rows = statement.query_map([], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Rows above a number that were set aside, oldest first.
pub(crate) fn set_aside_after(
    conn: &Connection,
    author: Author,
    number: u64,
) -> Result<Vec<Logged>, StoreError> {
    let sql = format!(
        "SELECT {LOGGED} FROM outbox WHERE state = 'quarantined' AND number > ?1 ORDER BY number"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([number.cast_signed()], |row| logged(row, author))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many were set aside.
pub(crate) fn quarantined(conn: &Connection) -> Result<u64, StoreError> {
    Ok(conn
        .query_row("SELECT count(*) FROM outbox WHERE state = 'quarantined'", [], |row| {
            row.get::<_, i64>(0)
        })?
        .cast_unsigned())
}
