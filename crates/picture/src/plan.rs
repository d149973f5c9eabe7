//! The documents of the plan in the tables: found by kind, read whole by the one merge rule.

use domain::id::DocId;
use domain::measure::Measure;
use domain::merge::Document;
use domain::op::DocType;
use domain::plan::is_plan;
use rusqlite::{Transaction, params};

use crate::PictureError;

/// Write where a document of the plan is found; nothing for any other.
pub(crate) fn write(tx: &Transaction<'_>, document: &Document) -> Result<(), PictureError> {
    if !is_plan(document.of)
        && !matches!(document.of, DocType::Feedback | DocType::Share | DocType::Edition)
    {
        return Ok(());
    }
    let measure = Measure::read(document);
    let place = measure.as_ref().and_then(|measure| measure.place.as_ref());
    let circle = place.map(|place| (place.lon_lat(), place.radius_m()));
    tx.prepare_cached(
        "INSERT INTO plan (doc_id, kind, status, lon, lat, radius_m) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (doc_id) DO UPDATE SET kind = excluded.kind, status = excluded.status,
           lon = excluded.lon, lat = excluded.lat, radius_m = excluded.radius_m",
    )?
    .execute(params![
        document.id.as_bytes(),
        document.of.as_str(),
        measure.as_ref().map_or("", |measure| measure.status.as_str()),
        circle.map(|((lon, _), _)| lon),
        circle.map(|((_, lat), _)| lat),
        circle.map(|(_, radius_m)| radius_m),
    ])?;
    Ok(())
}

/// What was written of a document that is no more.
pub(crate) fn forget(tx: &Transaction<'_>, doc: DocId) -> Result<(), PictureError> {
    tx.prepare_cached("DELETE FROM plan WHERE doc_id = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}
