//! The catalogue that the picture is projected with: the one that ships, or the municipality's own.
//! It lies in the picture's file, so that server, desk and phone count a code alike.

use std::borrow::Cow;
use std::collections::BTreeSet;

use domain::catalogue::{Catalogue, CategoryCode};
use domain::id::DocId;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::{PictureError, project};

/// The catalogue in force here. A stored one that does not read back, as one that a newer program
/// wrote, gives way to the one that ships: a report must be taken all the same.
///
/// # Errors
/// When the database fails.
pub fn current(conn: &Connection) -> Result<Cow<'static, Catalogue>, PictureError> {
    let json: Option<String> = conn
        .prepare_cached("SELECT json FROM catalogue")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let own = json.and_then(|json| serde_json::from_str(&json).ok());
    Ok(own.map_or(Cow::Borrowed(Catalogue::est_se_default()), Cow::Owned))
}

/// Take another catalogue into force, and write the rows anew of every report that it counts
/// otherwise. Returns whether anything changed.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &Transaction<'_>, catalogue: &Catalogue) -> Result<bool, PictureError> {
    let before = current(tx)?;
    if *before == *catalogue {
        return Ok(false);
    }
    let json = serde_json::to_string(catalogue)
        .map_err(|error| PictureError::Stored { what: "catalogue", why: error.to_string() })?;
    tx.prepare_cached(
        "INSERT INTO catalogue (one, json) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET json = excluded.json",
    )?
    .execute([json])?;
    let docs = counted_otherwise(tx, &before, catalogue)?;
    project::settle(tx, &docs)?;
    Ok(true)
}

fn counted_otherwise(
    tx: &Transaction<'_>,
    before: &Catalogue,
    after: &Catalogue,
) -> Result<BTreeSet<DocId>, PictureError> {
    let mut docs = BTreeSet::new();
    let codes: Vec<String> = tx
        .prepare_cached("SELECT DISTINCT category FROM observation")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for code in codes {
        let Ok(code) = CategoryCode::new(&code) else { continue };
        if counts(before, &code) == counts(after, &code) {
            continue;
        }
        let mut statement =
            tx.prepare_cached("SELECT doc_id FROM observation WHERE category = ?1")?;
        let found =
            statement.query_map([code.as_str()], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
        docs.extend(found.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(docs)
}

fn counts<'a>(catalogue: &'a Catalogue, code: &'a CategoryCode) -> (&'a str, &'static str, u8) {
    let kind = catalogue.observation_type(code).as_str();
    (catalogue.tile_code(code), kind, catalogue.default_severity(code))
}
