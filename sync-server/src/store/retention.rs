//! What is due to be erased by the municipality's rules, and the certificates of what was.

use std::collections::BTreeMap;

use chrono::{Months, TimeZone as _};
use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::op::{DocType, Frozen};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde_json::Value;

use super::records::{self, Unreadable};
use super::{Batch, StoreError, holds};
use crate::config::RetentionRule;

/// A document that a rule says is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The document.
    pub document: DocId,
    /// What it is.
    pub kind: String,
    /// Of a report: its category; else empty.
    pub category: String,
    /// The rule, by its code.
    pub rule: String,
    /// When its time began.
    pub since: UtcMillis,
    /// When its time was over.
    pub due_at: UtcMillis,
    /// Holds that keep it all the same.
    pub holds: Vec<String>,
}

/// What a rule asks of a document.
struct Candidate {
    document: DocId,
    kind: String,
    category: String,
    tile: String,
    is_withdrawn: bool,
    received_at: i64,
    last_said_at: i64,
}

/// Everything that is due now, the longest first. Days are those of the zone.
///
/// # Errors
/// When the database fails.
pub fn due(
    conn: &Connection,
    rules: &[RetentionRule],
    (zone, now): (&str, UtcMillis),
) -> Result<Vec<Due>, StoreError> {
    let mut due = Vec::new();
    for it in candidates(conn)? {
        let of = (it.category.as_str(), it.tile.as_str());
        let fitting = rules.iter().filter(|rule| rule.record.as_str() == it.kind);
        let fitting = fitting.filter_map(|rule| Some((rule.fit(of, it.is_withdrawn)?, rule)));
        let Some((_, rule)) = fitting.max_by_key(|(closeness, _)| *closeness) else { continue };
        let Some(months) = rule.months else { continue };
        let since = if rule.is_from_last_said { it.last_said_at } else { it.received_at };
        let since = UtcMillis(since);
        let Some(due_at) = later(zone, since, months) else { continue };
        if due_at <= now {
            let holds = holds::of(conn, it.document)?;
            let (document, kind, category) = (it.document, it.kind, it.category);
            let rule = rule.code.clone();
            due.push(Due { document, kind, category, rule, since, due_at, holds });
        }
    }
    due.sort_by_key(|it| (it.due_at, it.document));
    Ok(due)
}

/// What was set aside, cannot be read, and is older than the longest time that the rules keep a report:
/// nobody can say which of them it would be.
///
/// # Errors
/// When the database fails.
pub fn due_unreadable(
    conn: &Connection,
    rules: &[RetentionRule],
    (zone, now): (&str, UtcMillis),
) -> Result<Vec<Unreadable>, StoreError> {
    let of_reports = rules.iter().filter(|rule| rule.record == DocType::Observation);
    let Some(months) = of_reports.filter_map(|rule| rule.months).max() else {
        return Ok(Vec::new());
    };
    let mut all = records::unreadable(conn, &[])?;
    all.retain(|it| later(zone, it.received_at, months).is_some_and(|due_at| due_at <= now));
    Ok(all)
}

/// So many calendar months later in a zone; none for a time that no calendar has.
fn later(zone: &str, since: UtcMillis, months: u32) -> Option<UtcMillis> {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or_default();
    let since = zone.timestamp_millis_opt(since.0).single()?;
    let later = since.naive_local().checked_add_months(Months::new(months))?;
    // Where the clock jumps over that hour, an hour later.
    let at = zone.from_local_datetime(&later).earliest();
    let at =
        at.or_else(|| zone.from_local_datetime(&(later + chrono::TimeDelta::hours(1))).earliest());
    Some(UtcMillis(at?.timestamp_millis()))
}

fn candidates(conn: &Connection) -> Result<Vec<Candidate>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT d.doc_id, d.kind, coalesce(v.category, ''), coalesce(v.tile, ''),
                coalesce(v.withdrawn, 0), coalesce(min(o.received_at), 0), coalesce(max(o.received_at), 0)
         FROM document d JOIN operation o ON o.doc_id = d.doc_id
         LEFT JOIN observation v ON v.doc_id = d.doc_id
         WHERE d.doc_id NOT IN (SELECT doc_id FROM erased) GROUP BY d.doc_id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Candidate {
            document: DocId::from_bytes(row.get(0)?),
            kind: row.get(1)?,
            category: row.get(2)?,
            tile: row.get(3)?,
            is_withdrawn: row.get(4)?,
            received_at: row.get(5)?,
            last_said_at: row.get(6)?,
        })
    })?;
    let mut all = rows.collect::<Result<Vec<_>, _>>()?;
    all.extend(set_aside(conn)?);
    Ok(all)
}

/// What was only ever set aside is kept no longer than what was taken in.
fn set_aside(conn: &Connection) -> Result<Vec<Candidate>, StoreError> {
    let mut found = BTreeMap::<DocId, Candidate>::new();
    let mut statement = conn.prepare("SELECT salt, body, received_at FROM quarantine")?;
    let mut is_known = conn.prepare("SELECT 1 FROM document WHERE doc_id = ?1")?;
    let catalogue = picture::catalogue::current(conn)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(body) = (Frozen { salt: row.get(0)?, body: row.get(1)? }).read() else { continue };
        let at: i64 = row.get(2)?;
        if is_known.exists([body.doc.as_bytes()])? || body.of == DocType::Unknown {
            continue;
        }
        let it = found.entry(body.doc).or_insert_with(|| Candidate {
            document: body.doc,
            kind: body.of.as_str().to_owned(),
            category: String::new(),
            tile: String::new(),
            is_withdrawn: false,
            received_at: at,
            last_said_at: at,
        });
        it.received_at = it.received_at.min(at);
        it.last_said_at = it.last_said_at.max(at);
        let category = body.set.get("category").and_then(Value::as_str);
        if let Some(code) = category.and_then(|it| domain::catalogue::CategoryCode::new(it).ok()) {
            it.category = code.as_str().to_owned();
            it.tile = catalogue.tile_code(&code).to_owned();
        }
    }
    Ok(found.into_values().collect())
}

/// Keep a certificate. Returns its number.
///
/// # Errors
/// When the database fails.
pub fn certify(batch: &mut Batch<'_>, certificate: &Value) -> Result<i64, StoreError> {
    batch
        .tx
        .prepare_cached("INSERT INTO certificate (at, json) VALUES (?1, ?2)")?
        .execute(params![batch.now.0, certificate.to_string()])?;
    Ok(batch.tx.last_insert_rowid())
}

/// Say in a certificate what came of it.
///
/// # Errors
/// When the database fails.
pub fn complete(batch: &Batch<'_>, number: i64, certificate: &Value) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE certificate SET json = ?2 WHERE number = ?1")?
        .execute(params![number, certificate.to_string()])?;
    Ok(())
}

/// A certificate by its number.
///
/// # Errors
/// When the database fails.
pub fn certificate(conn: &Connection, number: i64) -> Result<Option<Value>, StoreError> {
    let json: Option<String> = conn
        .query_row("SELECT json FROM certificate WHERE number = ?1", [number], |row| row.get(0))
        .optional()?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
}

/// Numbers and times of all certificates, the newest first.
///
/// # Errors
/// When the database fails.
pub fn certificates(conn: &Connection) -> Result<Vec<(i64, UtcMillis)>, StoreError> {
    let mut statement = conn.prepare("SELECT number, at FROM certificate ORDER BY number DESC")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, UtcMillis(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_with_its_last_day_and_summer_time_moves_nothing() {
        let at = |text: &str| {
            UtcMillis(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
        };
        let zone = "Europe/Stockholm";
        let january = at("2026-01-31T12:00:00+01:00");
        assert_eq!(later(zone, january, 1), Some(at("2026-02-28T12:00:00+01:00")));
        assert_eq!(later(zone, january, 3), Some(at("2026-04-30T12:00:00+02:00")));
        // That night there is no half past two.
        let skipped = at("2026-02-28T02:30:00+01:00");
        let next = UtcMillis(skipped.0 + 86_400_000);
        assert!(later(zone, skipped, 0).is_some() && later(zone, next, 12).is_some());
    }
}
