//! The areas in force, and which of them each report lies in. When areas change, the reports they
//! touch are placed anew, and what they were placed in before is kept.

pub mod file;
pub mod geopackage;
mod index;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use domain::clock::UtcMillis;
use domain::gazetteer::{AreaHere, Border};
use domain::id::DocId;
use domain::position::Position;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::PictureError;
use crate::view::{AreaPlaced, AreaReports, Replaced};

pub use index::AreaIndex;

/// What came of a change of areas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Areas that are new, gone, or have another border.
    pub areas: u32,
    /// Reports that lie in other areas than before.
    pub reports: u32,
}

/// Take areas into force, and place the reports anew that lie where something changed.
///
/// # Errors
/// When the database fails.
pub fn take(
    tx: &Transaction<'_>,
    borders: &[Border],
    at: UtcMillis,
) -> Result<Change, PictureError> {
    let json = serde_json::to_vec(borders).map_err(PictureError::area)?;
    let version = blake3::hash(&json).to_hex().to_string();
    if version == current_version(tx)? || (borders.is_empty() && index(tx)?.is_empty()) {
        return Ok(Change::default());
    }
    let before = all(tx)?;
    let mut now: BTreeMap<&str, Border> = BTreeMap::new();
    for border in borders {
        let known = now
            .entry(&border.area)
            .or_insert_with(|| Border { polygons: Vec::new(), ..border.clone() });
        known.polygons.extend(border.polygons.iter().cloned());
    }
    let moved = write_areas(tx, &before, &now)?;
    tx.prepare_cached(
        "INSERT INTO area_version (one, version) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET version = excluded.version",
    )?
    .execute([&version])?;
    let reports = replace(tx, (&before, &moved), at)?;
    Ok(Change { areas: u32::try_from(moved.len()).unwrap_or(u32::MAX), reports })
}

/// Write the rows. Returns the extents where something changed.
fn write_areas(
    tx: &Transaction<'_>,
    before: &BTreeMap<i64, Border>,
    now: &BTreeMap<&str, Border>,
) -> Result<Vec<[f64; 4]>, PictureError> {
    let mut moved = Vec::new();
    for (number, old) in before {
        let new = now.get(old.area.as_str());
        if new.is_none_or(|new| new.polygons != old.polygons || new.kind != old.kind) {
            moved.extend(index::extent(old));
        }
        if new.is_none() {
            tx.prepare_cached("DELETE FROM area WHERE number = ?1")?.execute([number])?;
        }
    }
    let known: BTreeMap<&str, &Border> = before.values().map(|it| (it.area.as_str(), it)).collect();
    for (code, new) in now {
        let old = known.get(code);
        if old.is_some_and(|old| *old == new) {
            continue;
        }
        if old.is_none_or(|old| new.polygons != old.polygons || new.kind != old.kind) {
            moved.extend(index::extent(new));
        }
        let polygons = serde_json::to_string(&new.polygons).map_err(PictureError::area)?;
        tx.prepare_cached(
            "INSERT INTO area (code, kind, name, vintage, parent, polygons)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name = excluded.name,
               vintage = excluded.vintage, parent = excluded.parent, polygons = excluded.polygons",
        )?
        .execute(params![code, new.kind, new.name, new.vintage, new.parent, polygons])?;
    }
    Ok(moved)
}

/// Place every report anew that lies in one of the extents. Returns how many lie elsewhere now.
fn replace(
    tx: &Transaction<'_>,
    (before, moved): (&BTreeMap<i64, Border>, &[[f64; 4]]),
    at: UtcMillis,
) -> Result<u32, PictureError> {
    let Some([west, south, east, north]) = moved
        .iter()
        .copied()
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    else {
        return Ok(0);
    };
    let (index, areas) = (index(tx)?, all(tx)?);
    let mut reports = 0;
    let mut statement = tx.prepare_cached(
        "SELECT number, doc_id, lon, lat FROM observation
         WHERE lon BETWEEN ?1 AND ?3 AND lat BETWEEN ?2 AND ?4",
    )?;
    let mut rows = statement.query(params![west, south, east, north])?;
    while let Some(row) = rows.next()? {
        let (number, doc): (i64, [u8; 16]) = (row.get(0)?, row.get(1)?);
        let old = placed(tx, number)?;
        let new = index.at(row.get(2)?, row.get(3)?);
        if old == new {
            continue;
        }
        reports += 1;
        write_placement(tx, number, &new)?;
        let gone = old.iter().filter(|it| !new.contains(it));
        let mut came: Vec<&Border> =
            new.iter().filter(|it| !old.contains(it)).filter_map(|it| areas.get(it)).collect();
        for left in gone.filter_map(|it| before.get(it)) {
            let next = came.iter().position(|it| it.kind == left.kind).map(|at| came.remove(at));
            remember(tx, (&doc, at), (left, next))?;
        }
    }
    Ok(reports)
}

fn remember(
    tx: &Transaction<'_>,
    (doc, at): (&[u8; 16], UtcMillis),
    (left, next): (&Border, Option<&Border>),
) -> Result<(), PictureError> {
    tx.prepare_cached(
        "INSERT INTO placed_before (doc_id, at, kind, code, name, vintage, to_code, to_name)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        doc,
        at.0,
        left.kind,
        left.area,
        left.name,
        left.vintage,
        next.map(|it| &it.area),
        next.map(|it| &it.name),
    ])?;
    Ok(())
}

/// The areas in force by their number.
fn all(conn: &Connection) -> Result<BTreeMap<i64, Border>, PictureError> {
    let mut statement = conn
        .prepare_cached("SELECT number, code, kind, name, vintage, parent, polygons FROM area")?;
    let mut rows = statement.query([])?;
    let mut areas = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let polygons = row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?;
        let border = Border {
            area: row.get(1)?,
            kind: row.get(2)?,
            name: row.get(3)?,
            vintage: row.get(4)?,
            parent: row.get(5)?,
            polygons: serde_json::from_str(polygons).map_err(PictureError::area)?,
        };
        areas.insert(row.get(0)?, border);
    }
    Ok(areas)
}

fn current_version(conn: &Connection) -> Result<String, PictureError> {
    let mut statement = conn.prepare_cached("SELECT version FROM area_version")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
}

thread_local! {
    /// The index of the version that this thread asked for last: every report that comes in asks. A hash
    /// names the borders it was made of, the highest number the rows.
    static LAST: RefCell<(String, Rc<AreaIndex>)> = RefCell::default();
}

/// The index of the areas in force.
pub(crate) fn index(conn: &Connection) -> Result<Rc<AreaIndex>, PictureError> {
    let highest: i64 = conn
        .prepare_cached("SELECT coalesce(max(number), 0) FROM area")?
        .query_row([], |row| row.get(0))?;
    let version = format!("{} {highest}", current_version(conn)?);
    if let Some(known) = LAST.with_borrow(|last| (last.0 == version).then(|| Rc::clone(&last.1))) {
        return Ok(known);
    }
    let areas = all(conn)?;
    let made = Rc::new(AreaIndex::new(areas.iter().map(|(number, border)| (*number, border))));
    LAST.replace((version, Rc::clone(&made)));
    Ok(made)
}

/// Write where a report lies; `is_new` says that nothing was written of it before.
pub(crate) fn place(
    tx: &Transaction<'_>,
    (number, position): (i64, Option<Position>),
    (index, is_new): (&AreaIndex, bool),
) -> Result<(), PictureError> {
    if index.is_empty() {
        return Ok(());
    }
    let new = position.map(|it| index.at(it.lon(), it.lat())).unwrap_or_default();
    if is_new {
        return insert_placement(tx, number, &new);
    }
    if placed(tx, number)? == new { Ok(()) } else { write_placement(tx, number, &new) }
}

/// A report is no more: nor is where it lay.
pub(crate) fn forget(
    tx: &Transaction<'_>,
    doc: DocId,
    number: Option<i64>,
) -> Result<(), PictureError> {
    if let Some(number) = number {
        write_placement(tx, number, &[])?;
    }
    tx.prepare_cached("DELETE FROM placed_before WHERE doc_id = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}

fn placed(conn: &Connection, number: i64) -> Result<Vec<i64>, PictureError> {
    let mut statement =
        conn.prepare_cached("SELECT area FROM placement WHERE number = ?1 ORDER BY area")?;
    let rows = statement.query_map([number], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn write_placement(tx: &Transaction<'_>, number: i64, areas: &[i64]) -> Result<(), PictureError> {
    tx.prepare_cached("DELETE FROM placement WHERE number = ?1")?.execute([number])?;
    insert_placement(tx, number, areas)
}

fn insert_placement(tx: &Transaction<'_>, number: i64, areas: &[i64]) -> Result<(), PictureError> {
    let mut statement =
        tx.prepare_cached("INSERT INTO placement (number, area) VALUES (?1, ?2)")?;
    for area in areas {
        statement.execute([number, *area])?;
    }
    Ok(())
}

/// Which areas a report lies in, and what it was placed in before the areas changed.
///
/// # Errors
/// When the database fails.
pub fn of(conn: &Connection, doc: DocId) -> Result<AreaPlaced, PictureError> {
    let now = conn
        .prepare_cached(
            "SELECT a.code, a.name, a.kind FROM placement p JOIN area a ON a.number = p.area
             WHERE p.number = (SELECT number FROM observation WHERE doc_id = ?1)
             ORDER BY a.kind, a.code",
        )?
        .query_map([doc.as_bytes()], |row| {
            Ok(AreaHere { code: row.get(0)?, name: row.get(1)?, kind: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    let before = conn
        .prepare_cached(
            "SELECT at, kind, name, vintage, to_name FROM placed_before WHERE doc_id = ?1
             ORDER BY at DESC, kind, code",
        )?
        .query_map([doc.as_bytes()], |row| {
            Ok(Replaced {
                at: UtcMillis(row.get(0)?),
                kind: row.get(1)?,
                from: row.get(2)?,
                vintage: row.get(3)?,
                to: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(AreaPlaced { now, before })
}

/// Every area in force with how many reports lie in it, withdrawn ones not counted.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<AreaReports>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT a.code, a.kind, a.name, a.vintage, a.parent,
           (SELECT count(*) FROM placement p JOIN observation o ON o.number = p.number
            WHERE p.area = a.number AND o.withdrawn = 0)
         FROM area a ORDER BY a.kind, a.code",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(AreaReports {
            code: row.get(0)?,
            kind: row.get(1)?,
            name: row.get(2)?,
            vintage: row.get(3)?,
            parent: row.get(4)?,
            reports: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many reports with a position lie in no area of a kind.
///
/// # Errors
/// When the database fails.
pub fn outside(conn: &Connection, kind: &str) -> Result<u32, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM observation o WHERE o.withdrawn = 0 AND o.lon IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM placement p JOIN area a ON a.number = p.area
                           WHERE p.number = o.number AND a.kind = ?1)",
    )?;
    Ok(statement.query_row([kind], |row| row.get(0))?)
}

/// The kinds of which there are areas in force.
///
/// # Errors
/// When the database fails.
pub fn kinds(conn: &Connection) -> Result<BTreeSet<String>, PictureError> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT kind FROM area")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests;
