//! What a coordinator asked and nobody answered in time, for the organisation whose report it is about.

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::role::Reader;
use rusqlite::{Connection, params_from_iter};

use super::Condition;
use super::answer::observation;
use crate::PictureError;
use crate::view::{ObservationView, PictureFilter};

/// So many are told at once; the rest come when these are answered.
const ASKED_MAX: usize = 100;

/// The questions that have gone to the organisation, the one that has waited longest first.
///
/// # Errors
/// When the database fails.
pub fn organisation_questions(
    conn: &Connection,
    reader: &Reader,
    now: UtcMillis,
) -> Result<Vec<ObservationView>, PictureError> {
    let filter = PictureFilter { reviews: vec!["asked".to_owned()], ..PictureFilter::default() };
    let condition = Condition::new(&reader.scope, &filter);
    let docs = conn
        .prepare_cached(&format!("SELECT doc_id FROM observation {}", condition.sql))?
        .query_map(params_from_iter(&condition.values), |row| Ok(DocId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut questions = Vec::new();
    for doc in docs {
        let found = observation(conn, reader, doc)?;
        questions.extend(found.filter(|found| found.observation.waits_for_organisation(now)));
    }
    questions.sort_by_key(|found| (found.observation.asked_at, found.observation.id));
    questions.truncate(ASKED_MAX);
    Ok(questions)
}
