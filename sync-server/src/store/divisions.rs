//! Divisions of the municipality that were imported from files of others. Of each kind the newest
//! import is in force; the ones before stay, and come back when it is taken away.

use domain::clock::UtcMillis;
use domain::gazetteer::Border;
use rusqlite::{Connection, params};

use super::{Batch, StoreError};

/// One import.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    /// What its areas are: `regso`, `nyko` …
    pub kind: String,
    /// Which year's division.
    pub vintage: String,
    /// Whose data, and on what licence; empty when nobody said.
    pub source: String,
    /// The name of the file it came from.
    pub file: String,
    /// When.
    pub imported_at: UtcMillis,
    /// Its areas.
    pub areas: Vec<Border>,
}

/// Keep an import as the one in force; one of the same kind and vintage gives way.
///
/// # Errors
/// When the database fails.
pub fn insert(batch: &Batch<'_>, division: &Division) -> Result<(), StoreError> {
    remove(batch, (&division.kind, &division.vintage))?;
    batch
        .tx
        .prepare_cached(
            "INSERT INTO division (kind, vintage, source, file, imported_at, areas)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            division.kind,
            division.vintage,
            division.source,
            division.file,
            division.imported_at.0,
            serde_json::to_string(&division.areas)?,
        ])?;
    Ok(())
}

/// Take an import away. Returns whether it was there.
///
/// # Errors
/// When the database fails.
pub fn remove(batch: &Batch<'_>, (kind, vintage): (&str, &str)) -> Result<bool, StoreError> {
    let sql = "DELETE FROM division WHERE kind = ?1 AND vintage = ?2";
    Ok(batch.tx.prepare_cached(sql)?.execute([kind, vintage])? > 0)
}

/// Every import, the newest of its kind first, and whether it is in force.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<(Division, bool)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT kind, vintage, source, file, imported_at, areas FROM division
         ORDER BY kind, number DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut all: Vec<(Division, bool)> = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(0)?;
        let is_in_force = all.last().is_none_or(|(last, _)| last.kind != kind);
        let division = Division {
            kind,
            vintage: row.get(1)?,
            source: row.get(2)?,
            file: row.get(3)?,
            imported_at: UtcMillis(row.get(4)?),
            areas: serde_json::from_str(row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?)?,
        };
        all.push((division, is_in_force));
    }
    Ok(all)
}

/// The imports in force.
///
/// # Errors
/// When the database fails.
pub fn in_force(conn: &Connection) -> Result<Vec<Division>, StoreError> {
    let all = list(conn)?.into_iter();
    Ok(all.filter(|(_, is_in_force)| *is_in_force).map(|(division, _)| division).collect())
}
