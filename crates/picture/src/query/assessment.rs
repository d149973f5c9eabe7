//! *Bedömning*: what is suggested for each area with its arithmetic, and what people decided.

use std::collections::BTreeSet;

use domain::assessment::{Assessment, BASELINE_WEEKS, suggest, weight};
use domain::day::Day;
use domain::gazetteer::Border;
use domain::id::OrganisationId;
use domain::observation::Certainty;
use domain::op::DocType;
use domain::role::Words;
use rusqlite::{Connection, params};
use serde_json::Value;

use super::plan::documents;
use crate::PictureError;
use crate::study::Ground;
use crate::view::AreaStatus;

#[derive(Default)]
struct Tally {
    points: f64,
    usual: f64,
    reports: u32,
    organisations: BTreeSet<(OrganisationId, String)>,
}

/// Each area of the borders in the days `from` to `until`, both included, held against the twelve weeks
/// before; with what was decided for these days, and earlier, the newest first. Arithmetic is told to
/// reviewers only: who else asks is told the colour.
///
/// # Errors
/// When the database fails.
pub fn assessments(
    conn: &Connection,
    (ground, borders): (&Ground, &[Border]),
    (from, until): (Day, Day),
    words: &Words,
) -> Result<Vec<AreaStatus>, PictureError> {
    let days = until.days_since(from) + 1;
    let before = from.plus_days(-7 * BASELINE_WEEKS);
    let [start, begin, end] =
        [before, from, until.plus_days(1)].map(|day| ground.start_of_day(day).0);
    let mut tallies: Vec<Tally> = borders.iter().map(|_| Tally::default()).collect();
    let mut statement = conn.prepare_cached(
        "SELECT lon, lat, severity, certainty, organisation_id, source_name, latest
         FROM observation
         WHERE latest >= ?1 AND latest < ?2 AND withdrawn = 0 AND type <> 'nil_report'
           AND review NOT IN ('rejected', 'duplicate') AND lon IS NOT NULL",
    )?;
    let mut rows = statement.query(params![start, end])?;
    while let Some(row) = rows.next()? {
        let at: (f64, f64) = (row.get(0)?, row.get(1)?);
        let certainty: Option<String> = row.get(3)?;
        let certainty = certainty
            .and_then(|code| serde_json::from_value::<Certainty>(Value::String(code)).ok());
        let points = f64::from(row.get::<_, u8>(2)?) * weight(certainty);
        let is_now = row.get::<_, i64>(6)? >= begin;
        for (border, tally) in borders.iter().zip(&mut tallies) {
            if !border.holds(at) {
                continue;
            }
            if is_now {
                tally.points += points;
                tally.reports += 1;
                let organisation = OrganisationId::from_bytes(row.get(4)?);
                tally.organisations.insert((organisation, row.get(5)?));
            } else {
                tally.usual += points * f64::from(days) / f64::from(7 * BASELINE_WEEKS);
            }
        }
    }
    let mut decided: Vec<Assessment> =
        documents(conn, words, DocType::Assessment)?.iter().filter_map(Assessment::read).collect();
    decided.sort_by_key(|it| std::cmp::Reverse(it.from));
    let status = |(border, tally): (&Border, Tally)| {
        let of_area = || decided.iter().filter(|it| it.area.as_str() == border.area);
        let round = |points: f64| (points * 10.0).round() / 10.0;
        let counted = (tally.reports, tally.organisations.len() as u32);
        let suggestion = suggest(round(tally.points), round(tally.usual), counted);
        let is_told = *words == Words::All;
        AreaStatus {
            area: border.area.clone(),
            name: border.name.clone(),
            suggestion: Some(if is_told { suggestion } else { suggestion.without_arithmetic() }),
            decided: of_area().find(|it| it.from == from).cloned(),
            earlier: of_area().filter(|it| it.from < from).take(12).cloned().collect(),
        }
    };
    Ok(borders.iter().zip(tallies).map(status).collect())
}
