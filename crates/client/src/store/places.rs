//! The place store that this phone carries, whole: a name for its version, and its JSON.

use domain::clock::UtcMillis;
use domain::gazetteer::Gazetteer;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// Which version is carried; empty for none.
pub(crate) fn version(conn: &Connection) -> Result<String, StoreError> {
    let mut statement = conn.prepare_cached("SELECT version FROM gazetteer")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// The place store; empty for none.
pub(crate) fn read(conn: &Connection) -> Result<Gazetteer, StoreError> {
    let mut statement = conn.prepare_cached("SELECT json FROM gazetteer")?;
    let json: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

/// Carry another one; the reports here lie in its areas from now on.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    (version, now): (&str, UtcMillis),
    gazetteer: &Gazetteer,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO gazetteer (one, version, json) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET version = excluded.version, json = excluded.json",
        params![version, serde_json::to_string(gazetteer)?],
    )?;
    picture::areas::take(tx, &gazetteer.borders, now)?;
    Ok(())
}
