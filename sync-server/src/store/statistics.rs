//! Figures of others by area, import by import: an import that is undone gives way to the one before it.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::UtcMillis;
use domain::day::Day;
use protocol::statistics::{AreaStatistics, StatisticArea, StatisticSource};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

use super::{Batch, StoreError};
use crate::statistics::{Figure, Profile};

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Import {
    /// Its number, from 1.
    pub number: i64,
    /// Whose figures.
    pub source: String,
    /// The name of the file.
    pub file: String,
    /// When.
    pub imported_at: UtcMillis,
    /// When it was undone.
    pub undone_at: Option<UtcMillis>,
    /// How many figures.
    pub figures: i64,
}

/// Keep a profile under its name, in place of one of that name.
///
/// # Errors
/// When the database fails.
pub fn keep_profile(batch: &Batch<'_>, name: &str, profile: &Profile) -> Result<(), StoreError> {
    let sql = "INSERT INTO statistic_profile (name, profile) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET profile = excluded.profile";
    let profile = serde_json::to_string(profile)?;
    batch.tx.prepare_cached(sql)?.execute(params![name, profile])?;
    Ok(())
}

/// Every profile, by name.
///
/// # Errors
/// When the database fails, or one cannot be read.
pub fn profiles(conn: &Connection) -> Result<BTreeMap<String, Profile>, StoreError> {
    let mut statement = conn.prepare("SELECT name, profile FROM statistic_profile")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (name, profile) = row?;
        Ok((name, serde_json::from_str(&profile)?))
    })
    .collect()
}

/// The import in force that was made of the very same file.
///
/// # Errors
/// When the database fails.
pub fn of_file(conn: &Connection, hash: &[u8; 32]) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT number FROM statistic_import WHERE hash = ?1 AND undone_at IS NULL";
    Ok(conn.query_row(sql, [hash], |row| row.get(0)).optional()?)
}

/// Keep an import. Returns its number.
///
/// # Errors
/// When the database fails.
pub fn insert(
    batch: &Batch<'_>,
    (source, file, hash): (&str, &str, &[u8; 32]),
    figures: &[Figure],
) -> Result<i64, StoreError> {
    batch.tx.execute(
        "INSERT INTO statistic_import (source, file, hash, imported_at) VALUES (?1, ?2, ?3, ?4)",
        params![source, file, hash, batch.now.0],
    )?;
    let number = batch.tx.last_insert_rowid();
    let mut statement = batch.tx.prepare_cached(
        "INSERT INTO statistic (source, category, area, begins, ends, number, count)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for it in figures {
        let (from, until) = (it.from.to_string(), it.until.to_string());
        statement.execute(params![source, it.category, it.area, from, until, number, it.count])?;
    }
    Ok(number)
}

/// Undo an import, or take it into force again. Returns whether that changed something.
///
/// # Errors
/// When the database fails.
pub fn undo(batch: &Batch<'_>, number: i64, is_undone: bool) -> Result<bool, StoreError> {
    let sql = "UPDATE statistic_import SET undone_at = ?2
               WHERE number = ?1 AND (undone_at IS NULL) = (?2 IS NOT NULL)";
    let at = is_undone.then_some(batch.now.0);
    Ok(batch.tx.prepare_cached(sql)?.execute(params![number, at])? > 0)
}

/// Every import, the newest first.
///
/// # Errors
/// When the database fails.
pub fn imports(conn: &Connection) -> Result<Vec<Import>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT i.number, i.source, i.file, i.imported_at, i.undone_at,
                (SELECT count(*) FROM statistic s WHERE s.number = i.number)
         FROM statistic_import i ORDER BY i.number DESC",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Import {
            number: row.get(0)?,
            source: row.get(1)?,
            file: row.get(2)?,
            imported_at: UtcMillis(row.get(3)?),
            undone_at: row.get::<_, Option<i64>>(4)?.map(UtcMillis),
            figures: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a source has counted of one thing; the first source and the first thing where nothing is asked for.
/// `names` are the areas of today.
///
/// # Errors
/// When the database fails.
pub fn read(
    conn: &Connection,
    (source, category): (Option<&str>, Option<&str>),
    names: &BTreeMap<String, String>,
) -> Result<AreaStatistics, StoreError> {
    let sources = sources(conn)?;
    let asked = sources.iter().find(|it| source.is_none_or(|source| source == it.name));
    let Some(found) = asked else {
        return Ok(AreaStatistics { sources, ..AreaStatistics::default() });
    };
    let known = found.categories.iter().find(|it| category.is_none_or(|asked| asked == **it));
    let (source, category) = (found.name.clone(), known.cloned().unwrap_or_default());
    let mut statement = conn.prepare_cached(
        "SELECT s.area, s.begins, s.ends, s.count, s.category = ?2 FROM statistic s
         JOIN statistic_import i ON i.number = s.number AND i.undone_at IS NULL
         WHERE s.source = ?1 ORDER BY s.area, s.begins, s.ends, s.number",
    )?;
    let mut rows = statement.query([&source, &category])?;
    let (mut periods, mut counts) = (BTreeSet::new(), BTreeMap::<String, BTreeMap<_, u32>>::new());
    while let Some(row) = rows.next()? {
        let (from, until): (String, String) = (row.get(1)?, row.get(2)?);
        let (Ok(from), Ok(until)) = (from.parse::<Day>(), until.parse::<Day>()) else { continue };
        // Every period of the source: where it tells one thing and not another, that is seen.
        periods.insert((from, until));
        if !row.get::<_, bool>(4)? {
            continue;
        }
        // A later import tells it instead of an earlier one.
        counts.entry(row.get(0)?).or_default().insert((from, until), row.get(3)?);
    }
    let mut areas: Vec<StatisticArea> = counts
        .into_iter()
        .map(|(code, told)| StatisticArea {
            name: names.get(&code).cloned().unwrap_or_else(|| code.clone()),
            counts: periods.iter().map(|period| told.get(period).copied()).collect(),
            code,
        })
        .collect();
    areas.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    let periods = periods.into_iter().collect();
    Ok(AreaStatistics { sources, source, category, periods, areas })
}

fn sources(conn: &Connection) -> Result<Vec<StatisticSource>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT s.source, s.category, max(i.imported_at) FROM statistic s
         JOIN statistic_import i ON i.number = s.number AND i.undone_at IS NULL
         GROUP BY s.source, s.category ORDER BY s.source, s.category",
    )?;
    let mut rows = statement.query([])?;
    let mut found: Vec<StatisticSource> = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, category): (String, String) = (row.get(0)?, row.get(1)?);
        let imported_at = UtcMillis(row.get(2)?);
        match found.last_mut().filter(|it| it.name == name) {
            Some(it) => {
                it.categories.push(category);
                it.imported_at = it.imported_at.max(imported_at);
            }
            None => {
                found.push(StatisticSource { name, categories: vec![category], imported_at });
            }
        }
    }
    Ok(found)
}
