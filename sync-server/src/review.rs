//! *Automatiskt granskad*: one coordinator on holiday must not stop the picture. Where the municipality
//! has chosen so, the server approves what a trained reporter told and nobody looked at for a day.

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::op::{Body, DocType};
use domain::review::{AUTOMATIC, Review};
use serde_json::{Map, json};

use crate::app::App;
use crate::store::{StoreError, ops, unreviewed};

/// So long a person has the first say.
const WAIT_MS: i64 = 24 * 60 * 60 * 1_000;
/// Operations of one commit, and of one look.
const AT_ONCE: u32 = 100;

/// Approve what the rule approves now. Returns how many.
///
/// # Errors
/// When the store fails.
pub fn run_due(app: &App) -> Result<usize, StoreError> {
    let version = app.current.get();
    if !version.configuration.reviews_by_itself {
        return Ok(0);
    }
    let trained = version.configuration.organisations.iter().filter(|org| org.trained);
    let codes: Vec<String> = trained.map(|org| org.code.clone()).collect();
    let before = UtcMillis(app.now().0 - WAIT_MS);
    let mut approved = 0;
    loop {
        let codes = codes.clone();
        // Looked at and written in one transaction: nobody decides between.
        let some = app.store.write_now(move |batch| {
            let docs = unreviewed::plain(batch.tx, &codes, (before, AT_ONCE))?;
            let count = docs.len();
            ops::write_alone(batch, docs.into_iter().map(body).collect())?;
            Ok(count)
        })?;
        approved += some;
        if some < AT_ONCE as usize {
            return Ok(approved);
        }
    }
}

fn body(doc: DocId) -> Body {
    let fields = [("review", json!(Review::Approved)), (AUTOMATIC, json!(true))];
    let fields = fields.map(|(field, value)| (field.to_owned(), value));
    Body::set(doc, DocType::Observation, Map::from_iter(fields))
}
