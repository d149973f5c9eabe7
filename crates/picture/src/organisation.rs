//! What organisations are called.

use std::collections::BTreeMap;

use domain::id::OrganisationId;
use rusqlite::{Connection, params};

use crate::PictureError;

/// Remember or change a name.
///
/// # Errors
/// When the database fails.
pub fn upsert(conn: &Connection, id: OrganisationId, name: &str) -> Result<(), PictureError> {
    conn.prepare_cached(
        "INSERT INTO organisation (organisation_id, name) VALUES (?1, ?2)
         ON CONFLICT (organisation_id) DO UPDATE SET name = excluded.name",
    )?
    .execute(params![id.as_bytes(), name])?;
    Ok(())
}

/// All names.
///
/// # Errors
/// When the database fails.
pub fn names(conn: &Connection) -> Result<BTreeMap<OrganisationId, String>, PictureError> {
    let mut statement = conn.prepare_cached("SELECT organisation_id, name FROM organisation")?;
    let rows = statement
        .query_map([], |row| Ok((OrganisationId::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
