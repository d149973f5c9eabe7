//! The runs of the analysis that server and desk make by themselves, one row a run: which are due, what came
//! out, and the newest.

use domain::role::Scope;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::PictureError;
use crate::study::{Ground, StandingKind, StandingRun, StudyError, snapshot, standing};

/// The runs that are due and not made yet, made now. A picture without a report waits for the first.
///
/// # Errors
/// When the database or the analysis fails.
pub fn due(
    conn: &Connection,
    scope: &Scope,
    ground: &Ground,
) -> Result<Vec<(StandingKind, StandingRun)>, PictureError> {
    let today = ground.today();
    let mut made = Vec::new();
    for kind in StandingKind::ALL {
        let due = kind.due(today);
        if is_made(conn, kind, &due.to_string())? {
            continue;
        }
        let snapshot = snapshot(conn, scope)?;
        if !snapshot.is_empty() {
            made.push((kind, standing(&snapshot, ground, (kind, due)).map_err(failed)?));
        }
    }
    Ok(made)
}

/// Keep a run; made twice, the first stays.
///
/// # Errors
/// When the database fails, or the run cannot be written as JSON.
pub fn keep(
    tx: &Transaction<'_>,
    (kind, run): &(StandingKind, StandingRun),
) -> Result<(), PictureError> {
    let json = serde_json::to_string(run).map_err(|error| failed(error.into()))?;
    tx.prepare_cached(
        "INSERT INTO standing_run (kind, due, json) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![kind.as_str(), run.due, json])?;
    Ok(())
}

/// The newest runs of a kind as JSON, newest first.
///
/// # Errors
/// When the database fails.
pub fn newest(
    conn: &Connection,
    kind: StandingKind,
    most: u32,
) -> Result<Vec<String>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT json FROM standing_run WHERE kind = ?1 ORDER BY due DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![kind.as_str(), most], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the run that was due on a day has been made.
fn is_made(conn: &Connection, kind: StandingKind, due: &str) -> Result<bool, PictureError> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM standing_run WHERE kind = ?1 AND due = ?2")?;
    let found: Option<i64> =
        statement.query_row(params![kind.as_str(), due], |row| row.get(0)).optional()?;
    Ok(found.is_some())
}

fn failed(error: StudyError) -> PictureError {
    match error {
        StudyError::Picture(error) => error,
        other => PictureError::Stored { what: "standing run", why: other.to_string() },
    }
}
