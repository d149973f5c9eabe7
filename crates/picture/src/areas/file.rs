//! A division of the municipality from a file of others: GeoJSON (RFC 7946, and the older `crs`
//! member) or GeoPackage, in degrees or in any SWEREF 99 system.

use std::collections::BTreeSet;
use std::path::Path;

use domain::crs::{Plane, ReferenceSystem};
use domain::gazetteer::Border;
use serde_json::Value;

use super::geopackage;

/// A file with areas is not larger than this.
const FILE_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Polygons, each an outer ring and its holes.
pub(super) type Polygons = Vec<Vec<Vec<[f64; 2]>>>;

/// One row of the file.
pub(super) struct Feature {
    pub(super) properties: Value,
    pub(super) polygons: Polygons,
}

/// Why a file gave no areas.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is no GeoPackage, or one that is damaged.
    #[error("it does not read as a GeoPackage: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// It is no GeoJSON.
    #[error("it does not read as GeoJSON: {0}")]
    Json(String),
    /// A GeoPackage has several layers and none was chosen, or not the one that was.
    #[error("choose one of its layers with --layer: {0}")]
    Layer(String),
    /// A geometry does not read.
    #[error("a geometry is damaged")]
    Geometry,
    /// A point or a line is no area.
    #[error("a geometry is no polygon")]
    NotPolygon,
    /// A line or an area is no point.
    #[error("the geometry is not a point")]
    NotPoint,
    /// Coordinates in a system that is not known here.
    #[error("EPSG:{0} is not known here: degrees (4326) and SWEREF 99 (3006–3018) are")]
    System(u32),
    /// A row without what names it.
    #[error("row {row} has no `{field}`; there are {there}")]
    Field {
        /// From 1.
        row: usize,
        /// What was asked for.
        field: String,
        /// What it has.
        there: String,
    },
    /// Two rows with one code.
    #[error("`{0}` stands for two areas; choose a field that names each once")]
    Twice(String),
    /// A corner that lies nowhere on earth.
    #[error("row {0} has a corner that lies nowhere on earth")]
    Nowhere(usize),
    /// No row at all.
    #[error("there is no area in it")]
    Empty,
}

/// What of the file names an area, and what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Division {
    /// What the areas are: `district`, `regso`, `nyko` …
    pub kind: String,
    /// Which year's division.
    pub vintage: String,
    /// The field that holds the code of an area.
    pub code_field: String,
    /// The field that holds its name.
    pub name_field: String,
    /// The field that holds the code of the area it is a part of.
    pub parent_field: Option<String>,
    /// The layer of a GeoPackage.
    pub layer: Option<String>,
    /// Reference system, where the file does not say it or says it wrong.
    pub epsg: Option<u32>,
}

/// The areas of a file, by their code: the kind, a hyphen and the file's own code in small letters,
/// so that divisions may use the same numbers.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(path: &Path, division: &Division) -> Result<Vec<Border>, FileError> {
    let is_package = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("gpkg"));
    let (features, told) = if is_package {
        geopackage::read(path, division.layer.as_deref())?
    } else {
        geojson(path)?
    };
    let system = division.epsg.unwrap_or(told);
    let mut known = BTreeSet::new();
    let mut borders = Vec::with_capacity(features.len());
    for (at, feature) in features.into_iter().enumerate() {
        let text = |field: &str| text(&feature.properties, field);
        let required = |field: &str| {
            text(field).ok_or_else(|| FileError::Field {
                row: at + 1,
                field: field.to_owned(),
                there: fields(&feature.properties),
            })
        };
        let code = code_of(&division.kind, &required(&division.code_field)?);
        if !known.insert(code.clone()) {
            return Err(FileError::Twice(code));
        }
        let parent = division.parent_field.as_deref().and_then(text);
        borders.push(Border {
            name: required(&division.name_field)?,
            kind: division.kind.clone(),
            vintage: division.vintage.clone(),
            parent: parent.unwrap_or_default(),
            polygons: in_degrees(feature.polygons, (system, at + 1))?,
            area: code,
        });
    }
    if borders.is_empty() { Err(FileError::Empty) } else { Ok(borders) }
}

/// A code as configurations have it: `[a-z0-9]+(-[a-z0-9]+)*`.
fn code_of(kind: &str, own: &str) -> String {
    let plain = |c: char| match c.to_lowercase().next().unwrap_or(c) {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        small if small.is_ascii_alphanumeric() => small,
        _ => '-',
    };
    let all: String = format!("{kind}-{own}").chars().map(plain).collect();
    all.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

fn text(properties: &Value, field: &str) -> Option<String> {
    match properties.get(field)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn fields(properties: &Value) -> String {
    let names = properties.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
    names.unwrap_or_default().join(", ")
}

fn in_degrees(polygons: Polygons, (epsg, row): (u32, usize)) -> Result<Polygons, FileError> {
    let system = match epsg {
        4326 | 4258 | 4619 => None,
        other => Some(ReferenceSystem::from_epsg(other).ok_or(FileError::System(other))?),
    };
    let placed = |[x, y]: [f64; 2]| {
        let (lon, lat) = system.map_or((x, y), |system| system.to_lon_lat(Plane::new(x, y)));
        let is_on_earth = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        if is_on_earth { Ok([lon, lat]) } else { Err(FileError::Nowhere(row)) }
    };
    let ring = |ring: Vec<[f64; 2]>| ring.into_iter().map(placed).collect::<Result<Vec<_>, _>>();
    let rings = |rings: Vec<_>| rings.into_iter().map(ring).collect::<Result<Vec<_>, _>>();
    polygons.into_iter().map(rings).collect()
}

fn geojson(path: &Path) -> Result<(Vec<Feature>, u32), FileError> {
    if std::fs::metadata(path)?.len() > FILE_MAX_BYTES {
        return Err(FileError::Json(format!("it is larger than {} MB", FILE_MAX_BYTES >> 20)));
    }
    let bytes = std::fs::read(path)?;
    let whole: Value =
        serde_json::from_slice(&bytes).map_err(|error| FileError::Json(error.to_string()))?;
    let Some(Value::Array(rows)) = whole.get("features") else {
        return Err(FileError::Json("a FeatureCollection is expected".to_owned()));
    };
    let features = rows.iter().map(|row| {
        let polygons = polygons(&row["geometry"])?;
        Ok(Feature { properties: row["properties"].clone(), polygons })
    });
    Ok((features.collect::<Result<_, FileError>>()?, system_of(&whole)))
}

/// The number at the end of the older `crs` member; degrees without one, and for `CRS84`.
fn system_of(whole: &Value) -> u32 {
    let named = whole["crs"]["properties"]["name"].as_str().unwrap_or_default();
    named.rsplit(':').next().and_then(|number| number.parse().ok()).unwrap_or(4326)
}

fn polygons(geometry: &Value) -> Result<Polygons, FileError> {
    let corners = geometry["coordinates"].clone();
    let read = |all: Result<Polygons, serde_json::Error>| {
        all.map_err(|error| FileError::Json(error.to_string()))
    };
    match geometry["type"].as_str() {
        Some("Polygon") => read(flat(&corners).and_then(serde_json::from_value).map(|it| vec![it])),
        Some("MultiPolygon") => read(flat(&corners).and_then(serde_json::from_value)),
        Some("GeometryCollection") => {
            let parts = geometry["geometries"].as_array().into_iter().flatten();
            Ok(parts.map(polygons).collect::<Result<Vec<_>, _>>()?.concat())
        }
        Some(_) | None => Err(FileError::NotPolygon),
    }
}

/// Corners may have a height; only their first two numbers are kept.
fn flat(corners: &Value) -> Result<Value, serde_json::Error> {
    let Value::Array(parts) = corners else { return Ok(corners.clone()) };
    if parts.first().is_some_and(Value::is_number) {
        return Ok(parts.iter().take(2).cloned().collect());
    }
    parts.iter().map(flat).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn division() -> Division {
        Division {
            kind: "regso".to_owned(),
            vintage: "2025".to_owned(),
            code_field: "regsokod".to_owned(),
            name_field: "regsonamn".to_owned(),
            ..Division::default()
        }
    }

    fn given(text: &str) -> Result<Vec<Border>, FileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("areas.geojson");
        std::fs::write(&path, text).unwrap();
        read(&path, &division())
    }

    #[test]
    fn planes_become_degrees_and_codes_are_of_their_kind() {
        let read = given(
            r#"{"features": [{"properties": {"regsokod": "1489R001", "regsonamn": "Nolby"},
              "geometry": {"type": "Polygon", "coordinates": [[[353000, 6424000, 12], [354000, 6424000, 12],
                [354000, 6425000, 12], [353000, 6424000, 12]]]}}],
              "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}}"#,
        );
        let read = read.unwrap();
        assert_eq!((read[0].area.as_str(), read[0].name.as_str()), ("regso-1489r001", "Nolby"));
        let [lon, lat] = read[0].polygons[0][0][0];
        assert!((12.0..13.0).contains(&lon) && (57.5..58.5).contains(&lat), "{lon} {lat}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let row = |code: &str| {
            format!(
                r#"{{"properties": {{"regsokod": "{code}", "regsonamn": "N"}}, "geometry":
                {{"type": "Polygon", "coordinates": [[[12,57],[13,57],[13,58],[12,57]]]}}}}"#
            )
        };
        let all = |rows: &[String]| format!(r#"{{"features": [{}]}}"#, rows.join(","));
        assert!(given(&all(&[row("1"), row("2")])).is_ok());
        assert!(matches!(given(&all(&[row("1"), row("1")])), Err(FileError::Twice(_))));
        assert!(matches!(given(&all(&[row("")])), Err(FileError::Field { row: 1, .. })));
        assert!(matches!(given(&all(&[])), Err(FileError::Empty)));
        let far = row("1").replace("[13,58]", "[353000,6424000]");
        assert!(matches!(given(&all(&[far])), Err(FileError::Nowhere(1))));
        let point = row("1").replace("Polygon", "Point");
        assert!(matches!(given(&all(&[point])), Err(FileError::NotPolygon)));
    }
}
