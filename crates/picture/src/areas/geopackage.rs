//! Polygons and points of a GeoPackage (OGC 12-128r19): its table of features, their geometry header and the
//! well-known binary behind it. Nothing else of the format is read.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value};

use super::file::{Feature, FileError, Polygons};

/// A row's point, if it has one; or why it has none.
pub type MaybePoint = Result<Option<[f64; 2]>, FileError>;
/// Takes what a row says and the bytes of its geometry, and says whether to go on.
type Each<'a> = dyn FnMut(Map<String, Value>, Option<&[u8]>) -> Result<bool, FileError> + 'a;

/// The features of the only layer, or of the one that is named.
pub(super) fn read(path: &Path, layer: Option<&str>) -> Result<(Vec<Feature>, u32), FileError> {
    let conn = open(path)?;
    let found = layer_of(&conn, layer)?;
    let (mut features, system) = (Vec::new(), found.2);
    rows(&conn, &found, &mut |properties, bytes| {
        let polygons = bytes.map(geometry).transpose()?.unwrap_or_default();
        features.push(Feature { properties: Value::Object(properties), polygons });
        Ok(true)
    })?;
    Ok((features, system))
}

/// A file of somebody else's: nothing in it is run.
fn open(path: &Path) -> Result<Connection, FileError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    Ok(conn)
}

/// The number of the reference system of the only layer, or of the one that is named.
///
/// # Errors
/// When it is no GeoPackage, or has several layers and none of that name.
pub fn system(path: &Path, layer: Option<&str>) -> Result<u32, FileError> {
    Ok(layer_of(&open(path)?, layer)?.2)
}

/// Hand every row of a layer to `each` with its point, in the layer's own reference system; it says whether to go on.
/// A row without a geometry has none, and one that is no point says so.
///
/// # Errors
/// When it is no GeoPackage, or has several layers and none of that name.
pub fn points(
    path: &Path,
    layer: Option<&str>,
    each: &mut dyn FnMut(Map<String, Value>, MaybePoint) -> bool,
) -> Result<(), FileError> {
    let conn = open(path)?;
    let found = layer_of(&conn, layer)?;
    rows(&conn, &found, &mut |properties, bytes| {
        Ok(each(properties, bytes.map_or(Ok(None), point)))
    })
}

/// Each row: what it says, and the bytes of its geometry.
fn rows(
    conn: &Connection,
    (table, column, _): &(String, String, u32),
    each: &mut Each<'_>,
) -> Result<(), FileError> {
    // Names in quotes: a layer may be called anything.
    let sql = format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""));
    let mut statement = conn.prepare(&sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (mut properties, mut geometry) = (Map::new(), None);
        for (at, name) in names.iter().enumerate() {
            match row.get_ref(at)? {
                ValueRef::Blob(bytes) if name == column => geometry = Some(bytes),
                ValueRef::Text(text) => {
                    properties.insert(name.clone(), String::from_utf8_lossy(text).into());
                }
                ValueRef::Integer(number) => {
                    properties.insert(name.clone(), number.into());
                }
                ValueRef::Real(number) => {
                    properties.insert(name.clone(), number.into());
                }
                ValueRef::Null | ValueRef::Blob(_) => {}
            }
        }
        if !each(properties, geometry)? {
            break;
        }
    }
    Ok(())
}

/// Its table, its geometry column and the number of its reference system.
fn layer_of(conn: &Connection, wanted: Option<&str>) -> Result<(String, String, u32), FileError> {
    let mut statement = conn.prepare(
        "SELECT g.table_name, g.column_name, s.organization_coordsys_id
         FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s USING (srs_id)
         ORDER BY g.table_name",
    )?;
    let layers = statement
        .query_map([], |row| {
            let system: Option<u32> = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, system.unwrap_or(4326)))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let names = || layers.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(", ");
    match wanted {
        Some(wanted) => layers.iter().find(|it| it.0 == wanted).cloned(),
        None if layers.len() == 1 => layers.first().cloned(),
        None => None,
    }
    .ok_or_else(|| FileError::Layer(names()))
}

/// The geometry behind the header (`GP`, version, flags, system, an envelope).
fn body(bytes: &[u8]) -> Result<&[u8], FileError> {
    let flags = *bytes.get(3).ok_or(FileError::Geometry)?;
    if !bytes.starts_with(b"GP") {
        return Err(FileError::Geometry);
    }
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(FileError::Geometry),
    };
    bytes.get(8 + envelope..).ok_or(FileError::Geometry)
}

/// One point; none where it is empty.
fn point(bytes: &[u8]) -> MaybePoint {
    let mut binary = Binary { rest: body(bytes)? };
    let is_little = binary.bytes::<1>()? == [1];
    let code = binary.number(is_little)?;
    if code & 0x2000_0000 != 0 {
        binary.number(is_little)?;
    }
    if (code & 0x0FFF_FFFF) % 1000 != 1 {
        return Err(FileError::NotPoint);
    }
    let point = [binary.float(is_little)?, binary.float(is_little)?];
    Ok(Some(point).filter(|it| it.iter().all(|it| it.is_finite())))
}

fn geometry(bytes: &[u8]) -> Result<Polygons, FileError> {
    let body = body(bytes)?;
    let mut polygons = Vec::new();
    Binary { rest: body }.geometry(&mut polygons, 0)?;
    Ok(polygons)
}

/// Well-known binary that is read from its beginning.
struct Binary<'a> {
    rest: &'a [u8],
}

impl Binary<'_> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], FileError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(FileError::Geometry)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn number(&mut self, is_little: bool) -> Result<u32, FileError> {
        let bytes = self.bytes()?;
        Ok(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn float(&mut self, is_little: bool) -> Result<f64, FileError> {
        let bytes = self.bytes()?;
        Ok(if is_little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// Polygons and collections of them; anything else lies in no area. `depth` bounds what a file may
    /// nest.
    fn geometry(&mut self, to: &mut Polygons, depth: u8) -> Result<(), FileError> {
        let is_little = self.bytes::<1>()? == [1];
        let code = self.number(is_little)?;
        let extended = code & 0xE000_0000;
        if extended & 0x2000_0000 != 0 {
            self.number(is_little)?;
        }
        let plain = code & 0x0FFF_FFFF;
        let more = plain / 1000 + u32::from(extended & 0x8000_0000 != 0);
        let more = more + u32::from(extended & 0x4000_0000 != 0);
        let values = match more {
            0 => 2,
            3 => 4,
            1 | 2 => 2 + if plain / 1000 == 0 { more } else { 1 },
            _ => return Err(FileError::Geometry),
        };
        match plain % 1000 {
            3 => to.push(self.polygon(is_little, values)?),
            6 | 7 if depth < 4 => {
                for _ in 0..self.number(is_little)? {
                    self.geometry(to, depth + 1)?;
                }
            }
            _ => return Err(FileError::NotPolygon),
        }
        Ok(())
    }

    fn polygon(&mut self, is_little: bool, values: u32) -> Result<Vec<Vec<[f64; 2]>>, FileError> {
        let rings = self.number(is_little)?;
        let mut polygon = Vec::new();
        for _ in 0..rings {
            let corners = self.number(is_little)?;
            let mut ring = Vec::new();
            for _ in 0..corners {
                let corner = [self.float(is_little)?, self.float(is_little)?];
                for _ in 2..values {
                    self.float(is_little)?;
                }
                ring.push(corner);
            }
            polygon.push(ring);
        }
        Ok(polygon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(code: u32, values: usize) -> Vec<u8> {
        let mut bytes = b"GP\0\x01".to_vec();
        bytes.extend(3006_i32.to_le_bytes());
        bytes.push(1);
        for number in [code, 1, 4] {
            bytes.extend(number.to_le_bytes());
        }
        for (x, y) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)] {
            for value in [x, y, 9.0, 9.0].into_iter().take(values) {
                bytes.extend(f64::to_le_bytes(value));
            }
        }
        bytes
    }

    #[test]
    fn heights_and_measures_are_passed_over() {
        let flat = geometry(&blob(3, 2)).unwrap();
        assert_eq!(flat[0][0], [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]);
        for (code, values) in [(1003, 3), (2003, 3), (3003, 4), (0x8000_0003, 3), (0xC000_0003, 4)]
        {
            assert_eq!(geometry(&blob(code, values)).unwrap(), flat, "{code:x}");
        }
    }

    #[test]
    fn what_is_cut_off_or_no_polygon_is_refused() {
        let whole = blob(3, 2);
        for end in 0..whole.len() {
            assert!(geometry(&whole[..end]).is_err(), "{end}");
        }
        assert!(matches!(geometry(&blob(1, 2)), Err(FileError::NotPolygon)));
    }

    fn dot(code: u32, x: f64, y: f64) -> Vec<u8> {
        let mut bytes = b"GP\0\x01".to_vec();
        bytes.extend(3006_i32.to_le_bytes());
        bytes.push(1);
        bytes.extend(code.to_le_bytes());
        bytes.extend([x, y, 9.0].into_iter().flat_map(f64::to_le_bytes));
        bytes
    }

    #[test]
    fn a_point_is_read_an_empty_one_is_none_and_anything_else_is_refused() {
        for code in [1, 1001, 0x8000_0001] {
            assert_eq!(point(&dot(code, 1.0, 2.0)).unwrap(), Some([1.0, 2.0]));
        }
        assert_eq!(point(&dot(1, f64::NAN, f64::NAN)).unwrap(), None);
        assert!(matches!(point(&blob(3, 2)), Err(FileError::NotPoint)));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_fall(mut bytes: Vec<u8>, is_marked: bool) {
            if is_marked {
                bytes.splice(0..0, *b"GP\0\x01\0\0\0\0");
            }
            let _ = (point(&bytes), geometry(&bytes));
        }
    }
}
