//! Effort: the time of all passes, summed over organisation, ISO week and square of 100 m. Never told below
//! that: whoever reads less than an organisation reads none.

use chrono::{Datelike as _, NaiveDate, Weekday};
use chrono_tz::Tz;
use domain::clock::UtcMillis;
use domain::id::OrganisationId;
use domain::merge::Document;
use domain::op::DocType;
use domain::patrol::{self, NoSuchWeek, Stay, VISIT_SECONDS, Week};
use domain::role::Scope;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, Transaction, params, params_from_iter};

use crate::PictureError;

/// What one organisation's passes spent in a square in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Whose passes.
    pub organisation: OrganisationId,
    /// When.
    pub week: Week,
    /// Where; its seconds are those of all passes.
    pub stay: Stay,
    /// Passes that were there for [`VISIT_SECONDS`] or longer.
    pub visits: u32,
}

/// The local ISO week of instants, in a zone by its IANA name; Sweden's where there is no such zone.
pub fn weeks_of(zone: &str) -> impl Fn(UtcMillis) -> Option<Week> {
    let zone: Tz = zone.parse().unwrap_or(analysis::calendar::SWEDEN);
    move |at| {
        let local = analysis::calendar::local_time(at.0.div_euclid(1000), zone)?;
        Week::new(local.iso_year, local.iso_week).ok()
    }
}

/// The Monday a week begins with; none where the year has no such week.
pub fn monday(week: Week) -> Option<NaiveDate> {
    NaiveDate::from_isoywd_opt(week.year(), week.number(), Weekday::Mon)
        .filter(|day| day.iso_week().week() == week.number())
}

/// The sums, in the order of organisation, week and square.
///
/// # Errors
/// When the database fails.
pub fn presence(conn: &Connection, scope: &Scope) -> Result<Vec<Presence>, PictureError> {
    let Some((condition, values)) = condition(scope) else { return Ok(Vec::new()) };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT organisation_id, week, cell_column, cell_row, sum(seconds),
                sum(seconds >= {VISIT_SECONDS})
         FROM patrol WHERE {condition}
         GROUP BY organisation_id, week, cell_column, cell_row
         ORDER BY organisation_id, week, cell_column, cell_row"
    ))?;
    let mut rows = statement.query(params_from_iter(&values))?;
    let mut sums = Vec::new();
    while let Some(row) = rows.next()? {
        let seconds: i64 = row.get(4)?;
        sums.push(Presence {
            organisation: OrganisationId::from_bytes(row.get(0)?),
            week: week(row, 1)?,
            stay: Stay {
                column: row.get(2)?,
                row: row.get(3)?,
                seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
            },
            visits: row.get(5)?,
        });
    }
    Ok(sums)
}

/// How many passes an organisation told of in a week, in the order of organisation and week.
///
/// # Errors
/// When the database fails.
pub fn passes(
    conn: &Connection,
    scope: &Scope,
) -> Result<Vec<(OrganisationId, Week, u32)>, PictureError> {
    let Some((condition, values)) = condition(scope) else { return Ok(Vec::new()) };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT organisation_id, week, count(DISTINCT doc_id) FROM patrol WHERE {condition}
         GROUP BY organisation_id, week ORDER BY organisation_id, week"
    ))?;
    let mut rows = statement.query(params_from_iter(&values))?;
    let mut sums = Vec::new();
    while let Some(row) = rows.next()? {
        sums.push((OrganisationId::from_bytes(row.get(0)?), week(row, 1)?, row.get(2)?));
    }
    Ok(sums)
}

/// Which rows somebody may have summed; none for who reads less than an organisation.
fn condition(scope: &Scope) -> Option<(&'static str, Vec<Value>)> {
    match scope {
        Scope::All => Some(("1", Vec::new())),
        Scope::Organisation { organisation } => {
            Some(("organisation_id = ?", vec![Value::Blob(organisation.as_bytes().to_vec())]))
        }
        Scope::Own { .. } | Scope::Nothing => None,
    }
}

fn week(row: &Row<'_>, column: usize) -> Result<Week, PictureError> {
    let text: String = row.get(column)?;
    text.parse()
        .map_err(|error: NoSuchWeek| PictureError::Stored { what: "week", why: error.to_string() })
}

/// Write the rows of a pass; of any other document there are none.
pub(crate) fn write(tx: &Transaction<'_>, document: &Document) -> Result<(), PictureError> {
    if document.of != DocType::Patrol {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM patrol WHERE doc_id = ?1")?.execute([document.id.as_bytes()])?;
    let organisation = document.beginning.author.organisation;
    for (week, stays) in patrol::read(document) {
        for stay in stays {
            tx.prepare_cached(
                "INSERT INTO patrol (doc_id, organisation_id, week, cell_column, cell_row, seconds)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                document.id.as_bytes(),
                organisation.as_bytes(),
                week.to_string(),
                stay.column,
                stay.row,
                stay.seconds,
            ])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
