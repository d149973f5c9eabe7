//! What is on its way to systems of others: one row a handover, without any of its words.

use domain::clock::UtcMillis;
use domain::id::{DocId, OpId};
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::{Batch, StoreError};

/// One handover to another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The operation that says it is handed over; its name at the receiver.
    pub handover: OpId,
    /// The measure.
    pub measure: DocId,
    /// The receiver's name.
    pub receiver: String,
    /// When the server learned of it.
    pub began_at: UtcMillis,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; none: it has ended.
    pub next_at: Option<UtcMillis>,
    /// When the receiver took it.
    pub taken_at: Option<UtcMillis>,
    /// Why it was not taken the last time.
    pub problem: Option<String>,
}

const COLUMNS: &str =
    "op_id, doc_id, receiver, began_at, attempts, next_at, taken_at, problem FROM delivery";

/// Begin one, due at once. One that is there already stays as it is.
///
/// # Errors
/// When the database fails.
pub fn begin(
    batch: &Batch<'_>,
    (handover, measure): (OpId, DocId),
    receiver: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO delivery (op_id, doc_id, receiver, began_at, attempts, next_at)
               VALUES (?1, ?2, ?3, ?4, 0, ?4) ON CONFLICT (op_id) DO NOTHING";
    batch.tx.prepare_cached(sql)?.execute(params![
        handover.as_bytes(),
        measure.as_bytes(),
        receiver,
        batch.now.0
    ])?;
    Ok(())
}

/// Whether it was begun.
///
/// # Errors
/// When the database fails.
pub fn has(conn: &Connection, handover: OpId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM delivery WHERE op_id = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([handover.as_bytes()], |row| row.get(0))?)
}

/// What is due, the longest waiting first, at most so many.
///
/// # Errors
/// When the database fails.
pub fn due(conn: &Connection, now: UtcMillis, at_most: u32) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE next_at <= ?1 ORDER BY next_at, op_id LIMIT ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![now.0, at_most], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All, the newest first, at most so many.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection, at_most: u32) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!("SELECT {COLUMNS} ORDER BY began_at DESC, op_id LIMIT ?1");
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([at_most], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keep how it stands now.
///
/// # Errors
/// When the database fails.
pub fn put(batch: &Batch<'_>, delivery: &Delivery) -> Result<(), StoreError> {
    let sql = "UPDATE delivery SET attempts = ?2, next_at = ?3, taken_at = ?4, problem = ?5
               WHERE op_id = ?1";
    batch.tx.prepare_cached(sql)?.execute(params![
        delivery.handover.as_bytes(),
        delivery.attempts,
        delivery.next_at.map(|at| at.0),
        delivery.taken_at.map(|at| at.0),
        delivery.problem,
    ])?;
    Ok(())
}

/// Try again what has ended, taken or not: one of them, or all of a receiver's. Returns how many.
///
/// # Errors
/// When the database fails.
pub fn replay(
    batch: &Batch<'_>,
    (handover, receiver): (Option<OpId>, Option<&str>),
) -> Result<usize, StoreError> {
    let sql = "UPDATE delivery SET attempts = 0, next_at = ?1, taken_at = NULL, problem = NULL
               WHERE next_at IS NULL AND (?2 IS NULL OR op_id = ?2)
                 AND (?3 IS NULL OR receiver = ?3)";
    let handover = handover.map(|it| *it.as_bytes());
    Ok(batch.tx.prepare_cached(sql)?.execute(params![batch.now.0, handover, receiver])?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        handover: OpId::from_bytes(row.get(0)?),
        measure: DocId::from_bytes(row.get(1)?),
        receiver: row.get(2)?,
        began_at: UtcMillis(row.get(3)?),
        attempts: row.get(4)?,
        next_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
        taken_at: row.get::<_, Option<i64>>(6)?.map(UtcMillis),
        problem: row.get(7)?,
    })
}
