//! Reports that nobody has looked at and that hold nothing but codes, a time and a place.

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::log::Logged;
use domain::merge::{Applied, Document};
use domain::observation::Observation;
use domain::review::AUTOMATIC;
use domain::role::Role;
use rusqlite::{Connection, params};

use super::{StoreError, members};

/// The highest severity that needs no person.
const SEVERITY_MAX: u8 = 2;

/// The oldest reports of the organisations with these codes, received before a moment and new since: of severity 2 at
/// most, without text and photo, of one's own and not brought in, and that nobody is to look at.
///
/// # Errors
/// When the database fails.
pub(crate) fn plain(
    conn: &Connection,
    codes: &[String],
    (before, limit): (UtcMillis, u32),
) -> Result<Vec<DocId>, StoreError> {
    let catalogue = picture::catalogue::current(conn)?;
    let mut found = Vec::new();
    for code in codes {
        let Some(organisation) = members::find(conn, code)?.map(|it| it.id) else { continue };
        let mut statement = conn.prepare_cached(
            "SELECT doc_id FROM observation
             WHERE organisation_id = ?1 AND sort_at < ?2 AND review = 'new' AND withdrawn = 0
               AND severity <= ?3 AND assigned = '' AND source_name = ''
               AND substr(words, -1) = char(10) ORDER BY sort_at, doc_id",
        )?;
        let mut rows = statement.query(params![organisation.as_bytes(), before.0, SEVERITY_MAX])?;
        while let Some(row) = rows.next()? {
            if found.len() >= limit as usize {
                return Ok(found);
            }
            let doc = DocId::from_bytes(row.get(0)?);
            let operations = picture::log::operations(conn, doc)?;
            let operations: Vec<Applied> = operations.iter().filter_map(Logged::applied).collect();
            // What was approved by itself once and taken back is a person's to decide.
            let is_first = !operations.iter().any(|it| it.body.set.contains_key(AUTOMATIC));
            let document = Document::merge(operations);
            let report = document.and_then(|it| Observation::read(&it, &catalogue));
            if is_first && report.is_some_and(|it| is_plain(&it)) {
                found.push(doc);
            }
        }
    }
    Ok(found)
}

fn is_plain(it: &Observation) -> bool {
    let is_reporter = matches!(it.role, Role::Reporter | Role::Police);
    let has_words = it.note.is_some() || !it.answers.is_empty();
    is_reporter && !has_words && it.photos == 0 && it.source.is_none() && it.contested.is_empty()
}
