//! Every observation with a position as a few numbers in memory, in the order of a curve that fills
//! the map: what lies on one tile lies side by side. Follows the log commit by commit.

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use crate::PictureError;

/// Bits of each coordinate: 4 cm of the map at the equator.
pub(super) const BITS: u32 = 30;
/// With more changes than these everything is read anew.
const CHANGES_MAX: usize = 20_000;

const COLUMNS: &str =
    "SELECT number, doc_id, lon, lat, earliest, latest, organisation_id, category,
   tile, review, withdrawn, incident_id FROM observation WHERE lon IS NOT NULL";

/// One observation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) curve: u64,
    pub(super) doc: [u8; 16],
    pub(super) earliest: i64,
    pub(super) latest: i64,
    pub(super) number: u32,
    /// 0 for none; else its place in `incidents`, from 1.
    pub(super) incident: u32,
    pub(super) category: u16,
    pub(super) organisation: u16,
    pub(super) tile: u16,
    pub(super) review: u8,
    pub(super) is_withdrawn: bool,
}

/// Words and ids that occur often, by number.
#[derive(Debug, Clone)]
pub(super) struct Known<T>(Vec<T>, HashMap<T, usize>);

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self(Vec::new(), HashMap::new())
    }
}

impl<T: Clone + std::hash::Hash + Eq> Known<T> {
    fn number(&mut self, of: &T) -> usize {
        if let Some(known) = self.1.get(of) {
            return *known;
        }
        self.0.push(of.clone());
        self.1.insert(of.clone(), self.0.len() - 1);
        self.0.len() - 1
    }

    pub(super) fn find(&self, of: &T) -> Option<usize> {
        self.1.get(of).copied()
    }

    pub(super) fn all(&self) -> &[T] {
        &self.0
    }
}

/// All of them, as of a place in the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Points {
    pub(super) sorted: Vec<Point>,
    pub(super) categories: Known<String>,
    pub(super) tiles: Known<String>,
    pub(super) reviews: Known<String>,
    pub(super) organisations: Known<[u8; 16]>,
    pub(super) incidents: Known<[u8; 16]>,
}

impl Points {
    /// Everything anew.
    pub(super) fn read(conn: &Connection) -> Result<Self, PictureError> {
        let mut points = Self::default();
        let mut statement = conn.prepare_cached(COLUMNS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            points.push(row)?;
        }
        points.sorted.sort_unstable_by_key(|point| point.curve);
        points.sorted.shrink_to_fit();
        Ok(points)
    }

    /// What the operations after a place in the log touched; false when it is so much that reading
    /// everything is quicker.
    pub(super) fn follow(&mut self, conn: &Connection, seq: i64) -> Result<bool, PictureError> {
        let Some(mut changed) = touched(conn, seq)? else { return Ok(false) };
        // A decision about one incident may change which one other reports are in.
        if has_incident(conn, seq)? {
            changed.extend(self.sorted.iter().filter(|it| it.incident > 0).map(|it| it.doc));
            if changed.len() > CHANGES_MAX {
                return Ok(false);
            }
        }
        if changed.is_empty() {
            return Ok(true);
        }
        let is_changed = |point: &Point| changed.contains(&point.doc);
        self.sorted.retain(|point| !is_changed(point));
        let mut statement = conn.prepare_cached(&format!("{COLUMNS} AND doc_id = ?1"))?;
        for doc in &changed {
            let mut rows = statement.query([doc])?;
            while let Some(row) = rows.next()? {
                self.push(row)?;
            }
        }
        // A stable sort finds the sorted run and merges the few behind it.
        self.sorted.sort_by_key(|point| point.curve);
        Ok(true)
    }

    fn push(&mut self, row: &Row<'_>) -> Result<(), PictureError> {
        let text = |at: usize| -> Result<String, PictureError> { Ok(row.get(at)?) };
        let (number, incident): (i64, Option<[u8; 16]>) = (row.get(0)?, row.get(11)?);
        let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let incident = incident.map_or(0, |id| self.incidents.number(&id) + 1);
        self.sorted.push(Point {
            curve: curve(row.get(2)?, row.get(3)?),
            doc: row.get(1)?,
            earliest: row.get(4)?,
            latest: row.get(5)?,
            number: u32::try_from(number).unwrap_or(u32::MAX),
            incident: u32::try_from(incident).unwrap_or(u32::MAX),
            organisation: short(self.organisations.number(&row.get(6)?)),
            category: short(self.categories.number(&text(7)?)),
            tile: short(self.tiles.number(&text(8)?)),
            review: u8::try_from(self.reviews.number(&text(9)?)).unwrap_or(u8::MAX),
            is_withdrawn: row.get(10)?,
        });
        Ok(())
    }

    /// The points of a tile.
    pub(super) fn on(&self, (zoom, x, y): (u8, u32, u32)) -> &[Point] {
        let below = 2 * (BITS - u32::from(zoom));
        let first = interleaved(x, y) << below;
        let last = first + (1_u64 << below);
        let from = self.sorted.partition_point(|point| point.curve < first);
        let to = self.sorted.partition_point(|point| point.curve < last);
        self.sorted.get(from..to).unwrap_or_default()
    }
}

/// The documents that operations after a place speak of; none when they are too many.
fn touched(conn: &Connection, seq: i64) -> Result<Option<BTreeSet<[u8; 16]>>, PictureError> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT doc_id FROM operation WHERE seq > ?1 LIMIT ?2")?;
    let mut rows = statement.query(params![seq, CHANGES_MAX as i64 + 1])?;
    let mut docs = BTreeSet::new();
    while let Some(row) = rows.next()? {
        if let ValueRef::Blob(id) = row.get_ref(0)? {
            docs.extend(<[u8; 16]>::try_from(id));
        }
    }
    Ok((docs.len() <= CHANGES_MAX).then_some(docs))
}

fn has_incident(conn: &Connection, seq: i64) -> Result<bool, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM operation o JOIN document d ON d.doc_id = o.doc_id
         WHERE o.seq > ?1 AND d.kind = 'incident' LIMIT 1",
    )?;
    Ok(statement.exists([seq])?)
}

/// Where a point lies on the square of Web Mercator, each from 0 to 1, south growing.
pub(super) fn mercator(lon: f64, lat: f64) -> (f64, f64) {
    let lat = lat.clamp(-85.051_128, 85.051_128).to_radians();
    let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0;
    ((lon + 180.0) / 360.0, y)
}

/// Its place on the curve.
pub(super) fn curve(lon: f64, lat: f64) -> u64 {
    let (x, y) = mercator(lon, lat);
    let whole = |part: f64| {
        let most = f64::from(1_u32 << BITS);
        (part * most).clamp(0.0, most - 1.0) as u32
    };
    interleaved(whole(x), whole(y))
}

/// The bits of two numbers in turn (Morton order).
fn interleaved(x: u32, y: u32) -> u64 {
    spread(x) | (spread(y) << 1)
}

fn spread(number: u32) -> u64 {
    let mut n = u64::from(number);
    for (shift, mask) in [
        (16, 0x0000_FFFF_0000_FFFF_u64),
        (8, 0x00FF_00FF_00FF_00FF),
        (4, 0x0F0F_0F0F_0F0F_0F0F),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        n = (n | (n << shift)) & mask;
    }
    n
}

/// The two numbers of a place on the curve.
pub(super) fn apart(curve: u64) -> (u32, u32) {
    let gather = |mut n: u64| {
        n &= 0x5555_5555_5555_5555;
        for (shift, mask) in [
            (1, 0x3333_3333_3333_3333_u64),
            (2, 0x0F0F_0F0F_0F0F_0F0F),
            (4, 0x00FF_00FF_00FF_00FF),
            (8, 0x0000_FFFF_0000_FFFF),
            (16, 0x0000_0000_FFFF_FFFF),
        ] {
            n = (n | (n >> shift)) & mask;
        }
        n as u32
    };
    (gather(curve), gather(curve >> 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_leads_there_and_back() {
        for (x, y) in [(0, 0), (1, 2), (0x3FFF_FFFF, 5), (123_456_789, 987_654_321)] {
            assert_eq!(apart(interleaved(x, y)), (x, y));
        }
        // Lindby's square at zoom 10, as tile servers number it.
        let (x, y) = apart(curve(12.533, 57.93));
        assert_eq!((x >> (BITS - 10), y >> (BITS - 10)), (547, 308));
    }
}
