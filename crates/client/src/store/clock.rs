//! The true time as it was last told, and captures whose time could not be checked when they were
//! made.

use domain::clock::{Ticks, UtcMillis};
use domain::id::DocId;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::StoreError;
use crate::clocks::{Fix, Reading};

/// So many captures are checked at a time.
const TOGETHER: u32 = 200;

fn reading(row: &Row<'_>, first: usize) -> rusqlite::Result<Reading> {
    let run: Option<i64> = row.get(first + 1)?;
    let ms: Option<i64> = row.get(first + 2)?;
    let ticks = run.zip(ms).map(|(run, ms)| Ticks { run, ms });
    Ok(Reading { wall: UtcMillis(row.get(first)?), ticks })
}

/// The true time as it was last told.
pub(crate) fn fix(conn: &Connection) -> Result<Option<Fix>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT wall, run, ms, is_ms, error_ms FROM clock_fix")?
        .query_row([], |row| {
            Ok(Fix { at: reading(row, 0)?, is: UtcMillis(row.get(3)?), error_ms: row.get(4)? })
        })
        .optional()?)
}

/// Remember it.
pub(crate) fn keep(tx: &Transaction<'_>, fix: &Fix) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO clock_fix (one, wall, run, ms, is_ms, error_ms) VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (one) DO UPDATE SET wall = excluded.wall, run = excluded.run,
           ms = excluded.ms, is_ms = excluded.is_ms, error_ms = excluded.error_ms",
    )?
    .execute(params![
        fix.at.wall.0,
        fix.at.ticks.map(|ticks| ticks.run),
        fix.at.ticks.map(|ticks| ticks.ms),
        fix.is.0,
        fix.error_ms
    ])?;
    Ok(())
}

/// What the clocks said when a report was captured, to be checked when the true time is told.
pub(crate) fn check_later(
    tx: &Transaction<'_>,
    doc: DocId,
    (at, ahead_ms): (Reading, Option<i64>),
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO clock_unchecked (doc_id, wall, run, ms, ahead)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        doc.as_bytes(),
        at.wall.0,
        at.ticks.map(|ticks| ticks.run),
        at.ticks.map(|ticks| ticks.ms),
        ahead_ms
    ])?;
    Ok(())
}

/// A capture to be checked.
pub(crate) struct Unchecked {
    pub(crate) doc: DocId,
    pub(crate) at: Reading,
    pub(crate) ahead_ms: Option<i64>,
}

/// Captures to be checked.
pub(crate) fn unchecked(conn: &Connection) -> Result<Vec<Unchecked>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT doc_id, wall, run, ms, ahead FROM clock_unchecked LIMIT ?1")?;
    let rows = statement.query_map([TOGETHER], |row| {
        let doc = DocId::from_bytes(row.get(0)?);
        Ok(Unchecked { doc, at: reading(row, 1)?, ahead_ms: row.get(4)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A capture has been checked.
pub(crate) fn checked(tx: &Transaction<'_>, doc: DocId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM clock_unchecked WHERE doc_id = ?1")?
        .execute([doc.as_bytes()])?;
    Ok(())
}
