//! The answers.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalogue::Catalogue;
use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId, OrganisationId};
use domain::observation::Observation;
use domain::role::{Reader, Scope, Words};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::condition::Condition;
use crate::view::{
    Count, IncidentView, ObservationView, PictureFilter, PictureOrder, PicturePoints, PictureQuery,
    PictureSummary, PictureView,
};
use crate::{PictureError, catalogue, incident, masking, organisation};

const PAGE: u32 = 200;
const PAGE_MAX: u32 = 5_000;

/// A page of observations in the order asked for, and how many there are in all.
///
/// # Errors
/// When the database fails.
pub fn picture(
    conn: &Connection,
    reader: &Reader,
    query: &PictureQuery,
) -> Result<PictureView, PictureError> {
    let mut condition = Condition::new(&reader.scope, &query.filter);
    let total = conn
        .prepare_cached(&format!("SELECT count(*) FROM observation {}", condition.sql))?
        .query_row(params_from_iter(&condition.values), |row| row.get(0))?;
    condition.values.push(Value::Integer(query.limit.unwrap_or(PAGE).min(PAGE_MAX).into()));
    condition.values.push(Value::Integer(query.skip.unwrap_or(0).into()));
    let mut statement = conn.prepare_cached(&format!(
        "SELECT doc_id FROM observation {} ORDER BY {} DESC, doc_id DESC LIMIT ? OFFSET ?",
        condition.sql,
        match query.order {
            PictureOrder::Received => "sort_at",
            PictureOrder::Happened => "latest",
        }
    ))?;
    let docs = statement
        .query_map(params_from_iter(&condition.values), |row| Ok(DocId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let names = organisation::names(conn)?;
    let catalogue = catalogue::current(conn)?;
    let mut observations = Vec::with_capacity(docs.len());
    for doc in docs {
        if let Some(found) = read(conn, (doc, &reader.words), &catalogue)? {
            observations.push(named(found, &names));
        }
    }
    Ok(PictureView { total, observations })
}

/// One observation, if the scope covers it.
///
/// # Errors
/// When the database fails.
pub fn observation(
    conn: &Connection,
    reader: &Reader,
    doc: DocId,
) -> Result<Option<ObservationView>, PictureError> {
    let filter = PictureFilter { withdrawn: true, ..PictureFilter::default() };
    let mut condition = Condition::new(&reader.scope, &filter);
    condition.and("doc_id = ?", [Value::Blob(doc.as_bytes().to_vec())]);
    let is_there = conn
        .prepare_cached(&format!("SELECT 1 FROM observation {}", condition.sql))?
        .query_row(params_from_iter(&condition.values), |_| Ok(()))
        .optional()?;
    if is_there.is_none() {
        return Ok(None);
    }
    let names = organisation::names(conn)?;
    let catalogue = catalogue::current(conn)?;
    let found = read(conn, (doc, &reader.words), &catalogue)?;
    Ok(found.map(|found| named(found, &names)))
}

/// What one device has captured, newest first, withdrawn ones too.
///
/// # Errors
/// When the database fails.
pub fn observations_of(
    conn: &Connection,
    device: DeviceId,
    limit: u32,
) -> Result<Vec<Observation>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT doc_id FROM observation WHERE device_id = ?1 ORDER BY sort_at DESC LIMIT ?2",
    )?;
    let docs = statement
        .query_map((device.as_bytes(), limit), |row| Ok(DocId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let catalogue = catalogue::current(conn)?;
    let mut observations = Vec::with_capacity(docs.len());
    for doc in docs {
        observations.extend(read(conn, (doc, &Words::OfDevice(device)), &catalogue)?);
    }
    Ok(observations)
}

/// All matching observations as columns, for the map.
///
/// # Errors
/// When the database fails.
pub fn points(
    conn: &Connection,
    scope: &Scope,
    filter: &PictureFilter,
) -> Result<PicturePoints, PictureError> {
    let condition = Condition::new(scope, filter);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT doc_id, lon, lat, tile, review = 'approved' FROM observation {}",
        condition.sql
    ))?;
    let mut rows = statement.query(params_from_iter(&condition.values))?;
    let mut points = PicturePoints::default();
    while let Some(row) = rows.next()? {
        let (lon, lat): (Option<f64>, Option<f64>) = (row.get(1)?, row.get(2)?);
        let (Some(lon), Some(lat)) = (lon, lat) else {
            points.without_position += 1;
            continue;
        };
        let tile = row.get_ref(3)?.as_str().unwrap_or("other");
        let index = points.tile_codes.iter().position(|known| known == tile).unwrap_or_else(|| {
            points.tile_codes.push(tile.to_owned());
            points.tile_codes.len() - 1
        });
        points.ids.push(DocId::from_bytes(row.get(0)?));
        points.lon.push(lon);
        points.lat.push(lat);
        points.tiles.push(u8::try_from(index).unwrap_or(u8::MAX));
        points.approved.push(row.get(4)?);
    }
    Ok(points)
}

/// The picture in numbers.
///
/// # Errors
/// When the database fails.
pub fn summary(
    conn: &Connection,
    scope: &Scope,
    filter: &PictureFilter,
) -> Result<PictureSummary, PictureError> {
    let condition = Condition::new(scope, filter);
    let names = organisation::names(conn)?;
    let sources = counts(conn, &condition, "hex(organisation_id) || source_name")?;
    let mut by_organisation: Vec<Count> = sources
        .into_iter()
        .map(|count| Count { key: source_name(&count.key, &names), ..count })
        .collect();
    by_organisation.sort_by(|a, b| b.count.cmp(&a.count).then(a.key.cmp(&b.key)));
    let mut by_assigned = counts(conn, &condition, "assigned")?;
    by_assigned.retain(|count| !count.key.is_empty());
    let told = conn
        .prepare_cached(&format!(
            "SELECT count(*) AS total, count(incident_id) AS joined,
                    count(DISTINCT incident_id) AS incidents, min(earliest) AS first,
                    max(latest) AS last, count(lon) AS placed, min(lon) AS west,
                    min(lat) AS south, max(lon) AS east, max(lat) AS north
             FROM observation {}",
            condition.sql
        ))?
        .query_row(params_from_iter(&condition.values), |row| {
            let corner = |name: &str| row.get::<_, Option<f64>>(name);
            let corners = [corner("west")?, corner("south")?, corner("east")?, corner("north")?];
            let (total, joined): (u32, u32) = (row.get("total")?, row.get("joined")?);
            Ok(PictureSummary {
                total,
                incidents: total - joined + row.get::<_, u32>("incidents")?,
                first: row.get::<_, Option<i64>>("first")?.map(UtcMillis),
                last: row.get::<_, Option<i64>>("last")?.map(UtcMillis),
                without_position: total - row.get::<_, u32>("placed")?,
                extent: match corners {
                    [Some(west), Some(south), Some(east), Some(north)] => {
                        Some([west, south, east, north])
                    }
                    _ => None,
                },
                ..PictureSummary::default()
            })
        })?;
    Ok(PictureSummary {
        by_tile: counts(conn, &condition, "tile")?,
        by_review: counts(conn, &condition, "review")?,
        by_organisation,
        by_assigned,
        ..told
    })
}

/// Every incident and the observations that tell of it.
///
/// # Errors
/// When the database fails.
pub fn incidents(conn: &Connection, scope: &Scope) -> Result<Vec<IncidentView>, PictureError> {
    let mut condition = Condition::new(scope, &PictureFilter::default());
    condition.and("incident_id IS NOT NULL", []);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT incident_id, doc_id, organisation_id, source_name FROM observation {}
         ORDER BY incident_id, doc_id",
        condition.sql
    ))?;
    let mut rows = statement.query(params_from_iter(&condition.values))?;
    let mut incidents: Vec<IncidentView> = Vec::new();
    let mut sources: BTreeSet<([u8; 16], String)> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let incident = DocId::from_bytes(row.get(0)?);
        if incidents.last().is_none_or(|last| last.incident != incident) {
            sources.clear();
            incidents.push(IncidentView { incident, observations: Vec::new(), sources: 0 });
        }
        sources.insert((row.get(2)?, row.get(3)?));
        if let Some(last) = incidents.last_mut() {
            last.observations.push(DocId::from_bytes(row.get(1)?));
            last.sources = u32::try_from(sources.len()).unwrap_or(u32::MAX);
        }
    }
    Ok(incidents)
}

fn read(
    conn: &Connection,
    (doc, words): (DocId, &Words),
    catalogue: &Catalogue,
) -> Result<Option<Observation>, PictureError> {
    let document = masking::document(conn, words, doc)?;
    let found = document.and_then(|document| Observation::read(&document, catalogue));
    let Some(mut found) = found else { return Ok(None) };
    found.incident = found.incident.map(|joined| incident::root(conn, joined)).transpose()?;
    Ok(Some(found))
}

fn named(observation: Observation, names: &BTreeMap<OrganisationId, String>) -> ObservationView {
    let claimed = observation.source.as_ref().and_then(|source| source.organisation.as_ref());
    let organisation_name = claimed
        .map(|name| name.as_str().to_owned())
        .or_else(|| names.get(&observation.organisation).cloned())
        .unwrap_or_default();
    ObservationView { observation, organisation_name }
}

/// `key` is 32 hexadecimal digits of the organisation, then the claimed source's name.
fn source_name(key: &str, names: &BTreeMap<OrganisationId, String>) -> String {
    let (id, claimed) = key.split_at_checked(32).unwrap_or((key, ""));
    if !claimed.is_empty() {
        return claimed.to_owned();
    }
    let id: Option<OrganisationId> = id.parse().ok();
    id.and_then(|id| names.get(&id).cloned()).unwrap_or_default()
}

fn counts(
    conn: &Connection,
    condition: &Condition,
    column: &str,
) -> Result<Vec<Count>, PictureError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {column} AS key, count(*) AS count FROM observation {} GROUP BY key
         ORDER BY count DESC, key",
        condition.sql
    ))?;
    let rows = statement.query_map(params_from_iter(&condition.values), |row| {
        Ok(Count { key: row.get(0)?, count: row.get(1)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
