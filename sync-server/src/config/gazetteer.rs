//! The place store, from the files that the configuration names: named places and addresses as CSV,
//! GeoJSON or the product's own JSON, borders as GeoJSON. Every bad row is named.

use std::path::Path;

use domain::gazetteer::{Border, Gazetteer, HouseNumber, Place, Street};
use protocol::municipality::Area;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::checks::is_inside;
use super::rows::{self, Row};
use super::{Borders, Configuration, bounded};
use crate::faults::Fault;
use crate::fields::{Collected, Fields};

/// Addresses of a large town fit several times.
const FILE_MAX_BYTES: u64 = 64 * 1024 * 1024;

/// `[places]`: which files.
pub(super) fn read_table(fields: &Fields<'_>, to: &mut Configuration) {
    let Some(table) = fields.table("places", false) else { return };
    let what = "files in the folder are expected: .csv, .geojson or .json";
    let are_inside = |files: &Vec<String>| {
        files.iter().all(|file| is_inside(file) && rows::format_of(file).is_some())
    };
    to.place_files.named = table.optional_checked("named", what, are_inside).unwrap_or_default();
    to.place_files.addresses =
        table.optional_checked("addresses", what, are_inside).unwrap_or_default();
    let all = to.place_files.named.iter().chain(&to.place_files.addresses);
    to.files.extend(all.cloned());
    table.done();
}

/// Read every file that is named.
pub(super) fn read(folder: &Path, from: &Configuration, faults: &Collected) -> Gazetteer {
    let reading = Reading { folder, faults };
    let mut all = Gazetteer::default();
    for file in &from.place_files.named {
        all.places.extend(reading.rows(file, place));
    }
    let mut houses: Vec<Street> = Vec::new();
    for file in &from.place_files.addresses {
        houses.extend(reading.rows(file, house));
    }
    all.streets = gathered(houses);
    for borders in &from.borders {
        let areas = &from.municipality.areas;
        let Some(area) = areas.iter().find(|area| area.code == borders.area) else { continue };
        all.borders.extend(reading.border(borders, area));
    }
    all
}

struct Reading<'a> {
    folder: &'a Path,
    faults: &'a Collected,
}

impl Reading<'_> {
    fn fault(&self, file: &str, key: &str, what: String) {
        let fault = Fault { file: file.to_owned(), key: key.to_owned(), what };
        self.faults.borrow_mut().push(fault);
    }

    fn bytes(&self, file: &str) -> Option<Vec<u8>> {
        match bounded(&self.folder.join(file), FILE_MAX_BYTES) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.fault(file, "", error.to_string());
                None
            }
        }
    }

    /// The items of a file in the product's own JSON, or made of its rows.
    fn rows<T: DeserializeOwned>(
        &self,
        file: &str,
        make: fn(&Row<'_>) -> Result<T, String>,
    ) -> Vec<T> {
        let Some(bytes) = self.bytes(file) else { return Vec::new() };
        let made = rows::read(file, &bytes, make);
        for (row, what) in made.faults {
            self.fault(file, &row, what);
        }
        made.items
    }

    /// The border of one area: the features with its name, or all of the file.
    fn border(&self, borders: &Borders, area: &Area) -> Option<Border> {
        let name = &area.name;
        let bytes = self.bytes(&borders.file)?;
        let features = match rows::features(&bytes) {
            Ok(features) => features,
            Err(what) => {
                self.fault(&borders.file, "", what);
                return None;
            }
        };
        let is_meant = |feature: &&Value| {
            borders.name_field.as_ref().is_none_or(|field| feature["properties"][field] == *name)
        };
        let polygons: Vec<_> = features
            .iter()
            .filter(is_meant)
            .flat_map(|feature| polygons(&feature["geometry"]))
            .collect();
        if polygons.is_empty() {
            self.fault(&borders.file, "", format!("no polygon of `{name}` in it"));
            return None;
        }
        Some(Border {
            area: area.code.clone(),
            name: name.clone(),
            kind: area.kind.as_str().to_owned(),
            vintage: area.vintage.clone().unwrap_or_default(),
            parent: area.parent.clone().unwrap_or_default(),
            polygons,
        })
    }
}

fn polygons(geometry: &Value) -> Vec<Vec<Vec<[f64; 2]>>> {
    let corners = geometry["coordinates"].clone();
    let read = match geometry["type"].as_str() {
        Some("Polygon") => serde_json::from_value(corners).map(|rings| vec![rings]),
        Some("MultiPolygon") => serde_json::from_value(corners),
        _ => return Vec::new(),
    };
    read.unwrap_or_default()
}

fn place(row: &Row<'_>) -> Result<Place, String> {
    let (lon, lat) = row.position()?;
    let aliases = row.text("aliases").unwrap_or_default();
    Ok(Place {
        name: row.required("name")?,
        aliases: aliases
            .split('|')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
        kind: row.text("kind").unwrap_or_default(),
        lon,
        lat,
        area: row.text("area").unwrap_or_default(),
    })
}

fn house(row: &Row<'_>) -> Result<Street, String> {
    let (lon, lat) = row.position()?;
    let number = HouseNumber(row.required("number")?);
    let (street, area) = (row.required("street")?, row.text("area").unwrap_or_default());
    Ok(Street { street, area, numbers: vec![(number, lon, lat)] })
}

/// Houses of one street in one district under one name.
fn gathered(mut houses: Vec<Street>) -> Vec<Street> {
    houses.sort_by(|a, b| (&a.street, &a.area).cmp(&(&b.street, &b.area)));
    let mut streets: Vec<Street> = Vec::new();
    for house in houses {
        match streets.last_mut() {
            Some(last) if (&last.street, &last.area) == (&house.street, &house.area) => {
                last.numbers.extend(house.numbers);
            }
            _ => streets.push(house),
        }
    }
    streets
}

/// A property of a feature as a text.
pub(super) fn property(properties: &Map<String, Value>, key: &str) -> Option<String> {
    match properties.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(parts) => {
            let parts: Vec<_> = parts.iter().filter_map(Value::as_str).collect();
            Some(parts.join("|"))
        }
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}
