//! The table an analysis is made from: when, where, what, from whom as a number, and nothing that is
//! written in words. Its hash names it, so that a figure can be made again from the same rows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono_tz::Tz;
use domain::id::OrganisationId;
use domain::role::Scope;
use rusqlite::{Connection, Row as SqlRow, params_from_iter};

use super::ground::Ground;
use crate::query::Condition;
use crate::view::PictureFilter;
use crate::{PictureError, organisation};

/// One report, without words and without persons.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Seconds since 1970.
    pub(super) earliest: i64,
    /// Seconds since 1970.
    pub(super) latest: i64,
    /// Degrees, WGS 84: longitude, latitude.
    pub(super) at: Option<(f64, f64)>,
    pub(super) category: String,
    pub(super) tile: String,
    /// Index into the sources.
    pub(super) source: u32,
    /// The reporter's number in this snapshot.
    pub(super) reporter: u32,
    pub(super) review: String,
    pub(super) found: String,
    /// The event's number in this snapshot, where several reports were joined.
    pub(super) incident: Option<u32>,
    pub(super) is_visit: bool,
}

/// What may be read of the picture, for analysis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    pub(super) rows: Vec<Row>,
    pub(super) sources: Vec<String>,
    /// The zone most of the reports were told in; none without a report.
    pub(super) zone: Option<Tz>,
}

impl Snapshot {
    /// Whether there is no report at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// BLAKE3 of every row and of the ground, in hexadecimal.
    pub fn hash(&self, ground: &Ground) -> String {
        let ground = &ground.for_reports_of(self);
        let mut hasher = blake3::Hasher::new();
        let text = |hasher: &mut blake3::Hasher, word: &str| {
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        };
        text(&mut hasher, ground.zone.name());
        for spot in &ground.spots {
            text(&mut hasher, &spot.name);
            hasher.update(&spot.lon.to_le_bytes());
            hasher.update(&spot.lat.to_le_bytes());
        }
        for source in &self.sources {
            text(&mut hasher, source);
        }
        for row in &self.rows {
            let (lon, lat) = row.at.unwrap_or((f64::NAN, f64::NAN));
            hasher.update(&row.earliest.to_le_bytes());
            hasher.update(&row.latest.to_le_bytes());
            hasher.update(&lon.to_bits().to_le_bytes());
            hasher.update(&lat.to_bits().to_le_bytes());
            hasher.update(&row.source.to_le_bytes());
            hasher.update(&row.reporter.to_le_bytes());
            hasher.update(&row.incident.map_or(0, |n| n + 1).to_le_bytes());
            hasher.update(&[u8::from(row.is_visit)]);
            for word in [&row.category, &row.review, &row.found] {
                text(&mut hasher, word);
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Everything the scope covers that was not withdrawn, rejected or found to be double.
///
/// # Errors
/// When the database fails.
pub fn snapshot(conn: &Connection, scope: &Scope) -> Result<Snapshot, PictureError> {
    let mut condition = Condition::new(scope, &PictureFilter::default());
    condition.and("review NOT IN ('rejected', 'duplicate')", []);
    let names = organisation::names(conn)?;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT earliest, latest, lon, lat, category, tile, organisation_id, source_name,
                device_id, review, discovered, incident_id, type, zone
         FROM observation {} ORDER BY earliest, latest, doc_id",
        condition.sql
    ))?;
    let mut rows = statement.query(params_from_iter(&condition.values))?;
    let mut reading = Reading::default();
    let mut snapshot = Snapshot::default();
    while let Some(row) = rows.next()? {
        snapshot.rows.push(reading.read(row, &names)?);
    }
    snapshot.sources = reading.sources;
    let most =
        reading.zones.into_iter().max_by_key(|(name, count)| (*count, Reverse(name.clone())));
    snapshot.zone = most.and_then(|(name, _)| name.parse().ok());
    Ok(snapshot)
}

#[derive(Default)]
struct Reading {
    sources: Vec<String>,
    zones: BTreeMap<String, u32>,
    known: BTreeMap<String, u32>,
    reporters: BTreeMap<Vec<u8>, u32>,
    incidents: BTreeMap<Vec<u8>, u32>,
}

impl Reading {
    fn read(
        &mut self,
        row: &SqlRow<'_>,
        names: &BTreeMap<OrganisationId, String>,
    ) -> Result<Row, PictureError> {
        let (lon, lat): (Option<f64>, Option<f64>) = (row.get(2)?, row.get(3)?);
        let claimed: String = row.get(7)?;
        let organisation = OrganisationId::from_bytes(row.get(6)?);
        let own = || names.get(&organisation).cloned().unwrap_or_default();
        let name = if claimed.is_empty() { own() } else { claimed };
        let source = match self.known.get(&name) {
            Some(number) => *number,
            None => {
                self.sources.push(name.clone());
                let number = (self.sources.len() - 1) as u32;
                self.known.insert(name, number);
                number
            }
        };
        let device: Vec<u8> = row.get(8)?;
        let incident: Option<Vec<u8>> = row.get(11)?;
        let kind = row.get_ref(12)?;
        *self.zones.entry(row.get(13)?).or_default() += 1;
        Ok(Row {
            earliest: row.get::<_, i64>(0)?.div_euclid(1000),
            latest: row.get::<_, i64>(1)?.div_euclid(1000),
            at: lon.zip(lat),
            category: row.get(4)?,
            tile: row.get(5)?,
            source,
            // One import device hands in for many: each claimed source is a reporter of its own.
            reporter: number(&mut self.reporters, [&device[..], &source.to_le_bytes()].concat()),
            review: row.get(9)?,
            found: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
            incident: incident.map(|id| number(&mut self.incidents, id)),
            is_visit: kind.as_str().is_ok_and(|kind| kind == "nil_report"),
        })
    }
}

fn number(known: &mut BTreeMap<Vec<u8>, u32>, key: Vec<u8>) -> u32 {
    let next = known.len() as u32;
    *known.entry(key).or_insert(next)
}
