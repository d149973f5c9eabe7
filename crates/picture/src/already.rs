//! *Redan rapporterat?* What of the carried picture may be what was just reported: a rule that a person
//! can check by eye, asked where there is no network. Only asks; saying "the same" is the reporter's.

use domain::catalogue::CategoryCode;
use domain::crs::ReferenceSystem;
use domain::id::DocId;
use domain::role::{Reader, Scope};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

use crate::query::{self, Condition};
use crate::view::{AlreadyView, PictureFilter};
use crate::{PictureError, catalogue, near};

/// So far apart two reports of one event may be beside what both positions are unsure of, metres.
const APART_M: f64 = 75.0;
/// Accuracy of a position that came without one, metres.
const USUAL_ACCURACY_M: f64 = 25.0;
/// A position that is less sure than this says too little to ask anybody, metres.
const UNSURE_M: f64 = 500.0;
/// So long may lie between the times, milliseconds.
const APART_MS: i64 = 14 * 3_600 * 1_000;
/// So many are shown.
const MOST: usize = 3;
const STANDS: &str = "review NOT IN ('rejected', 'duplicate') AND lon IS NOT NULL";
/// Who tells of one event once.
const SOURCE: &str = "CASE WHEN actor != '' THEN actor WHEN source_name != '' THEN source_name
    ELSE hex(organisation_id) END";

struct Own {
    device: Vec<u8>,
    category: String,
    at: (f64, f64),
    accuracy_m: f64,
    times: (i64, i64),
}

struct Row {
    doc: DocId,
    category: String,
    at: (f64, f64),
    accuracy_m: f64,
    times: (i64, i64),
}

/// Reports of other devices that may tell of what a report tells: the same or a neighbouring category,
/// no farther than both accuracies and 75 m, no more than 14 hours between the times. Nearest first.
///
/// # Errors
/// When the database fails.
pub fn already(
    conn: &Connection,
    reader: &Reader,
    doc: DocId,
) -> Result<Vec<AlreadyView>, PictureError> {
    let Some(own) = own(conn, doc)? else { return Ok(Vec::new()) };
    let catalogue = catalogue::current(conn)?;
    let Ok(category) = CategoryCode::new(&own.category) else { return Ok(Vec::new()) };
    let (lon, lat) = own.at;
    let plane = ReferenceSystem::for_extent(lon, lat, lon, lat);
    let here = plane.to_plane(lon, lat);
    let mut found = Vec::new();
    for row in around(conn, &reader.scope, &own)? {
        let Ok(other) = CategoryCode::new(&row.category) else { continue };
        let distance_m = here.distance_m(plane.to_plane(row.at.0, row.at.1));
        let within_m = own.accuracy_m + row.accuracy_m + APART_M;
        let is_same = category == other;
        if distance_m <= within_m && (is_same || catalogue.are_kin(&category, &other)) {
            found.push((distance_m, within_m, is_same, row));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.3.doc.cmp(&b.3.doc)));
    let mut views = Vec::new();
    for (distance_m, within_m, is_same_category, row) in found.into_iter().take(MOST) {
        let Some(observation) = query::observation(conn, reader, row.doc)? else { continue };
        views.push(AlreadyView {
            observation,
            distance_m: distance_m.round(),
            within_m: within_m.round(),
            minutes: gap_ms(own.times, row.times).div_euclid(60_000),
            is_same_category,
            sources: sources(conn, row.doc)?,
        });
    }
    Ok(views)
}

/// How many independent sources tell of what a report tells: those joined to it and those whose
/// reporter said that it is the same.
///
/// # Errors
/// When the database fails.
pub fn sources(conn: &Connection, doc: DocId) -> Result<u32, PictureError> {
    let sql = format!(
        "SELECT count(DISTINCT {SOURCE}) FROM observation AS o
         WHERE withdrawn = 0 AND review != 'rejected' AND (doc_id = ?1 OR same_as = ?1
           OR incident_id = (SELECT incident_id FROM observation WHERE doc_id = ?1))"
    );
    Ok(conn.prepare_cached(&sql)?.query_row([doc.as_bytes()], |row| row.get(0))?)
}

fn own(conn: &Connection, doc: DocId) -> Result<Option<Own>, PictureError> {
    let found = conn
        .prepare_cached(
            "SELECT device_id, category, lon, lat, accuracy_m, earliest, latest FROM observation
             WHERE doc_id = ?1 AND withdrawn = 0 AND lon IS NOT NULL",
        )?
        .query_row(params![doc.as_bytes()], |row| {
            Ok(Own {
                device: row.get(0)?,
                category: row.get(1)?,
                at: (row.get(2)?, row.get(3)?),
                accuracy_m: row.get::<_, Option<f64>>(4)?.unwrap_or(USUAL_ACCURACY_M),
                times: (row.get(5)?, row.get(6)?),
            })
        })
        .optional()?;
    Ok(found.filter(|own| own.accuracy_m <= UNSURE_M))
}

fn around(conn: &Connection, scope: &Scope, own: &Own) -> Result<Vec<Row>, PictureError> {
    let mut condition = Condition::new(scope, &PictureFilter::default());
    condition.and(STANDS, []);
    condition.and("device_id != ?", [Value::Blob(own.device.clone())]);
    let reach_m = own.accuracy_m + UNSURE_M + APART_M;
    let cells = near::cells_within(own.at.0, own.at.1, reach_m);
    let marks = vec!["?"; cells.len()].join(", ");
    condition.and(&format!("cell IN ({marks})"), cells.into_iter().map(Value::Integer));
    condition.and(
        "latest >= ? AND earliest <= ?",
        [own.times.0.saturating_sub(APART_MS), own.times.1.saturating_add(APART_MS)]
            .map(Value::Integer),
    );
    let sql = format!(
        "SELECT doc_id, category, lon, lat, accuracy_m, earliest, latest FROM observation {}",
        condition.sql
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&condition.values), |row| {
        Ok(Row {
            doc: DocId::from_bytes(row.get(0)?),
            category: row.get(1)?,
            at: (row.get(2)?, row.get(3)?),
            accuracy_m: row.get::<_, Option<f64>>(4)?.unwrap_or(USUAL_ACCURACY_M),
            times: (row.get(5)?, row.get(6)?),
        })
    })?;
    let mut all = rows.collect::<Result<Vec<_>, _>>()?;
    all.retain(|row| row.accuracy_m <= UNSURE_M);
    Ok(all)
}

/// Between two intervals; 0 where they touch.
fn gap_ms(a: (i64, i64), b: (i64, i64)) -> i64 {
    (b.0.saturating_sub(a.1)).max(a.0.saturating_sub(b.1)).max(0)
}

#[cfg(test)]
mod tests;
