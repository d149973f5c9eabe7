//! The table an analysis is made from: when, where, what, from whom as a number, and nothing that is
//! written in words. Its hash names it, so that a figure can be made again from the same rows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::id::OrganisationId;
use domain::role::Scope;
use rusqlite::{Connection, Row as SqlRow, params_from_iter};

use super::ground::Ground;
use crate::query::Condition;
use crate::view::PictureFilter;
use crate::{PictureError, organisation, patrol};

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

/// Time of one organisation's passes in a square of 100 m in a week.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Presence {
    /// Index into the sources.
    pub(super) source: u32,
    pub(super) monday: NaiveDate,
    /// Middle of the square in degrees, WGS 84: longitude, latitude.
    pub(super) at: (f64, f64),
    /// Passes that were there.
    pub(super) visits: u32,
    pub(super) seconds: u32,
}

/// What may be read of the picture, for analysis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    pub(super) rows: Vec<Row>,
    /// What passes told of.
    pub(super) presence: Vec<Presence>,
    /// How many passes: source, Monday of the week, passes.
    pub(super) passes: Vec<(u32, NaiveDate, u32)>,
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
        for border in &ground.areas {
            text(&mut hasher, &border.area);
            text(&mut hasher, &border.name);
            for corner in border.polygons.iter().flatten().flatten() {
                hasher.update(&corner[0].to_le_bytes());
                hasher.update(&corner[1].to_le_bytes());
            }
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
        for presence in &self.presence {
            hasher.update(&presence.source.to_le_bytes());
            text(&mut hasher, &presence.monday.to_string());
            hasher.update(&presence.at.0.to_bits().to_le_bytes());
            hasher.update(&presence.at.1.to_bits().to_le_bytes());
            hasher.update(&presence.visits.to_le_bytes());
            hasher.update(&presence.seconds.to_le_bytes());
        }
        for (source, monday, passes) in &self.passes {
            hasher.update(&source.to_le_bytes());
            text(&mut hasher, &monday.to_string());
            hasher.update(&passes.to_le_bytes());
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
                device_id, review, discovered, incident_id, type, zone,
                EXISTS (SELECT 1 FROM patrol WHERE patrol.doc_id = observation.pass)
         FROM observation {} ORDER BY earliest, latest, doc_id",
        condition.sql
    ))?;
    let mut rows = statement.query(params_from_iter(&condition.values))?;
    let mut reading = Reading::default();
    let mut snapshot = Snapshot::default();
    while let Some(row) = rows.next()? {
        snapshot.rows.extend(reading.read(row, &names)?);
    }
    for told in patrol::presence(conn, scope)? {
        let name = names.get(&told.organisation).cloned().unwrap_or_default();
        let Some(monday) = patrol::monday(told.week) else { continue };
        snapshot.presence.push(Presence {
            source: reading.source(name),
            monday,
            at: told.stay.middle(),
            visits: told.visits,
            seconds: told.stay.seconds,
        });
    }
    for (organisation, week, passes) in patrol::passes(conn, scope)? {
        let name = names.get(&organisation).cloned().unwrap_or_default();
        if let Some(monday) = patrol::monday(week) {
            snapshot.passes.push((reading.source(name), monday, passes));
        }
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
    ) -> Result<Option<Row>, PictureError> {
        let is_visit = row.get_ref(12)?.as_str().is_ok_and(|kind| kind == "nil_report");
        // The pass itself tells where it was: calm told on it is no visit more.
        if is_visit && row.get(14)? {
            return Ok(None);
        }
        let (lon, lat): (Option<f64>, Option<f64>) = (row.get(2)?, row.get(3)?);
        let claimed: String = row.get(7)?;
        let organisation = OrganisationId::from_bytes(row.get(6)?);
        let own = || names.get(&organisation).cloned().unwrap_or_default();
        let name = if claimed.is_empty() { own() } else { claimed };
        let source = self.source(name);
        let device: Vec<u8> = row.get(8)?;
        let incident: Option<Vec<u8>> = row.get(11)?;
        *self.zones.entry(row.get(13)?).or_default() += 1;
        Ok(Some(Row {
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
            is_visit,
        }))
    }

    /// The number of a source by its name.
    fn source(&mut self, name: String) -> u32 {
        if let Some(number) = self.known.get(&name) {
            return *number;
        }
        let number = self.sources.len() as u32;
        self.sources.push(name.clone());
        self.known.insert(name, number);
        number
    }
}

fn number(known: &mut BTreeMap<Vec<u8>, u32>, key: Vec<u8>) -> u32 {
    let next = known.len() as u32;
    *known.entry(key).or_insert(next)
}
