//! Rows of a file with places: CSV with a header, points in GeoJSON, or an array in the product's own
//! JSON. A row that does not read is named with its line, and the others go on.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::gazetteer::property;

/// More bad rows than this are only counted.
const FAULTS_SHOWN: usize = 20;

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    GeoJson,
    Json,
}

/// By the end of its name; none for any other.
pub(super) fn format_of(file: &str) -> Option<Format> {
    match std::path::Path::new(file).extension()?.to_str()?.to_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "geojson" => Some(Format::GeoJson),
        "json" => Some(Format::Json),
        _ => None,
    }
}

/// One row.
pub(super) enum Row<'a> {
    /// Of a CSV: the header and the row.
    Csv(&'a csv::StringRecord, &'a csv::StringRecord),
    /// Of GeoJSON: properties, and the point.
    Feature(&'a Map<String, Value>, Option<(f64, f64)>),
}

impl Row<'_> {
    /// What stands under a name; none when it is missing or empty.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self {
            Self::Csv(header, row) => {
                let at = header.iter().position(|own| own.trim().eq_ignore_ascii_case(key))?;
                let text = row.get(at)?.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
            Self::Feature(properties, _) => property(properties, key),
        }
    }

    pub(super) fn required(&self, key: &str) -> Result<String, String> {
        self.text(key).ok_or_else(|| format!("`{key}` is missing"))
    }

    /// Longitude and latitude in degrees, WGS 84.
    pub(super) fn position(&self) -> Result<(f64, f64), String> {
        let position = match self {
            Self::Feature(_, point) => *point,
            Self::Csv(..) => {
                let number = |key| self.text(key)?.replace(',', ".").parse::<f64>().ok();
                number("lon").zip(number("lat"))
            }
        };
        let is_on_earth = |(lon, lat): &(f64, f64)| {
            (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat)
        };
        position
            .filter(is_on_earth)
            .ok_or_else(|| "`lon` and `lat` in degrees (WGS 84) are expected".to_owned())
    }
}

/// What a file gave: its items, and each bad row with what is wrong.
pub(super) struct Made<T> {
    pub(super) items: Vec<T>,
    pub(super) faults: Vec<(String, String)>,
}

/// Read a whole file.
pub(super) fn read<T: DeserializeOwned>(
    file: &str,
    bytes: &[u8],
    make: fn(&Row<'_>) -> Result<T, String>,
) -> Made<T> {
    let mut made = Made { items: Vec::new(), faults: Vec::new() };
    let whole = match format_of(file) {
        Some(Format::Csv) => from_csv(bytes, make, &mut made),
        Some(Format::GeoJson) => from_features(bytes, make, &mut made),
        Some(Format::Json) => serde_json::from_slice(bytes)
            .map(|items| made.items = items)
            .map_err(|error| error.to_string()),
        None => Err("a .csv, .geojson or .json file is expected".to_owned()),
    };
    if let Err(what) = whole {
        made.faults.push((String::new(), what));
    }
    let more = made.faults.len().saturating_sub(FAULTS_SHOWN);
    if more > 0 {
        made.faults.truncate(FAULTS_SHOWN);
        made.faults.push((String::new(), format!("and {more} more bad rows")));
    }
    made
}

fn from_csv<T>(
    bytes: &[u8],
    make: fn(&Row<'_>) -> Result<T, String>,
    made: &mut Made<T>,
) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|&mark| first.contains(char::from(mark)));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    for row in reader.records() {
        let line = |row: &csv::StringRecord| row.position().map_or(0, csv::Position::line);
        match row.map_err(|error| (String::new(), error.to_string())).and_then(|row| {
            let named = |what| (format!("line {}", line(&row)), what);
            make(&Row::Csv(&header, &row)).map_err(named)
        }) {
            Ok(item) => made.items.push(item),
            Err(fault) => made.faults.push(fault),
        }
    }
    Ok(())
}

fn from_features<T>(
    bytes: &[u8],
    make: fn(&Row<'_>) -> Result<T, String>,
    made: &mut Made<T>,
) -> Result<(), String> {
    let none = Map::new();
    for (index, feature) in features(bytes)?.iter().enumerate() {
        let properties = feature["properties"].as_object().unwrap_or(&none);
        let corner = |at: usize| feature["geometry"]["coordinates"][at].as_f64();
        let is_point = feature["geometry"]["type"] == "Point";
        let point = if is_point { corner(0).zip(corner(1)) } else { None };
        match make(&Row::Feature(properties, point)) {
            Ok(item) => made.items.push(item),
            Err(what) => made.faults.push((format!("feature {}", index + 1), what)),
        }
    }
    Ok(())
}

/// The features of a collection.
pub(super) fn features(bytes: &[u8]) -> Result<Vec<Value>, String> {
    let read: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    match read {
        Value::Object(mut collection) => match collection.remove("features") {
            Some(Value::Array(features)) => Ok(features),
            _ => Err("a FeatureCollection is expected".to_owned()),
        },
        _ => Err("a FeatureCollection is expected".to_owned()),
    }
}
