//! Feedback: what somebody has been told, and whose reports took part in a measure.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::UtcMillis;
use domain::feedback::{Addressee, Feedback};
use domain::id::{DeviceId, DocId, OrganisationId, UserId};
use domain::op::DocType;
use domain::role::Words;
use rusqlite::{Connection, params};

use super::plan::documents;
use crate::PictureError;

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_320.0;

/// What any of these addressees has been told, the newest first.
///
/// # Errors
/// When the database fails.
pub fn feedback(
    conn: &Connection,
    addressees: &[Addressee],
) -> Result<Vec<Feedback>, PictureError> {
    let mut found: Vec<Feedback> = documents(conn, &Words::Released, DocType::Feedback)?
        .iter()
        .filter_map(Feedback::read)
        .filter(|it| addressees.contains(&it.addressee))
        .collect();
    found.sort_by_key(|it| (std::cmp::Reverse(it.on), std::cmp::Reverse(it.stage), it.measure));
    Ok(found)
}

/// Reports in a circle, by who made them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TookPart {
    /// By phone, or by person in a browser.
    pub reporters: BTreeMap<Addressee, Vec<DocId>>,
    /// By organisation.
    pub organisations: BTreeMap<OrganisationId, Vec<DocId>>,
    /// All of them.
    pub all: u32,
}

/// Whose reports lie in a circle and in a time, the imported ones left out: nobody here made those.
/// `own` is the server's device, which wrote for people in browsers.
///
/// # Errors
/// When the database fails.
pub fn took_part(
    conn: &Connection,
    own: Option<DeviceId>,
    (lon, lat, radius_m): (f64, f64, f64),
    (from, until): (UtcMillis, UtcMillis),
) -> Result<TookPart, PictureError> {
    let north = radius_m / DEGREE_M;
    let east = north / lat.to_radians().cos().max(0.01);
    let mut statement = conn.prepare_cached(
        "SELECT o.doc_id, o.device_id, o.organisation_id, o.lon, o.lat,
                (SELECT p.user_id FROM operation p WHERE p.doc_id = o.doc_id
                 ORDER BY p.stamp_at, p.seq LIMIT 1)
         FROM observation o
         WHERE o.latest >= ?1 AND o.latest < ?2 AND o.withdrawn = 0 AND o.source_name = ''
           AND o.review NOT IN ('rejected', 'duplicate') AND o.type <> 'nil_report'
           AND o.lon BETWEEN ?3 AND ?4 AND o.lat BETWEEN ?5 AND ?6
         ORDER BY o.latest, o.doc_id",
    )?;
    let around = params![from.0, until.0, lon - east, lon + east, lat - north, lat + north];
    let mut rows = statement.query(around)?;
    let mut found = TookPart::default();
    let mut seen = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (there_lon, there_lat): (f64, f64) = (row.get(3)?, row.get(4)?);
        let away = ((there_lon - lon) * DEGREE_M * lat.to_radians().cos())
            .hypot((there_lat - lat) * DEGREE_M);
        let doc = DocId::from_bytes(row.get(0)?);
        if away > radius_m || !seen.insert(doc) {
            continue;
        }
        let device = DeviceId::from_bytes(row.get(1)?);
        let user: Option<[u8; 16]> = row.get(5)?;
        let addressee = match user {
            Some(user) if own == Some(device) => {
                Addressee::Person { person: UserId::from_bytes(user) }
            }
            Some(_) | None => Addressee::Device { device },
        };
        found.reporters.entry(addressee).or_default().push(doc);
        let organisation = OrganisationId::from_bytes(row.get(2)?);
        found.organisations.entry(organisation).or_default().push(doc);
        found.all += 1;
    }
    Ok(found)
}
