//! The runs of the analysis that the server makes by itself, one row a run.

use picture::study::{StandingKind, StandingRun};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::value::RawValue;

use super::{Batch, StoreError};

/// Whether the run that was due on a day has been made.
pub(crate) fn is_made(
    conn: &Connection,
    kind: StandingKind,
    due: &str,
) -> Result<bool, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM standing_run WHERE kind = ?1 AND due = ?2")?;
    let found: Option<i64> =
        statement.query_row(params![kind.as_str(), due], |row| row.get(0)).optional()?;
    Ok(found.is_some())
}

/// Keep a run; made twice, the first stays.
pub(crate) fn keep(
    batch: &Batch<'_>,
    kind: StandingKind,
    run: &StandingRun,
) -> Result<(), StoreError> {
    let json = serde_json::to_string(run)?;
    batch
        .tx
        .prepare_cached(
            "INSERT INTO standing_run (kind, due, json) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![kind.as_str(), run.due, json])?;
    Ok(())
}

/// The newest runs of a kind, newest first.
pub(crate) fn newest(
    conn: &Connection,
    kind: StandingKind,
    most: u32,
) -> Result<Vec<Box<RawValue>>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT json FROM standing_run WHERE kind = ?1 ORDER BY due DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![kind.as_str(), most], |row| row.get::<_, String>(0))?;
    rows.map(|row| Ok(RawValue::from_string(row?)?)).collect()
}
