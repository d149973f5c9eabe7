//! A municipality's configuration: one folder with `municipality.toml` and `organisations.toml`, as
//! `config/schema.md` describes. Every fault of both files is named at once.

mod checks;
mod municipality;
mod organisations;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use domain::role::Role;
use protocol::session::NamedPlace;
use toml::Table;

use crate::faults::{Fault, Faults};
use crate::fields::{Collected, Fields};

/// The file with everything but organisations.
pub const MUNICIPALITY: &str = "municipality.toml";
/// The file with organisations, agreements and functions.
pub const ORGANISATIONS: &str = "organisations.toml";
/// Places people know by name; may be missing.
pub const PLACES: &str = "places.json";

/// What the server uses of it so far. Everything else has been checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configuration {
    /// Full name.
    pub name: String,
    /// Name where room is short.
    pub short_name: String,
    /// Short name in file names and own category codes.
    pub slug: String,
    /// Whether everything is made up.
    pub practice: bool,
    /// IANA zone.
    pub time_zone: String,
    /// `EPSG:n` of exports and shown coordinates.
    pub reference_system: String,
    /// Where the map opens.
    pub centre: Centre,
    /// The base map.
    pub map: Map,
    /// Files that the configuration names, relative to its folder.
    pub files: Vec<String>,
    /// Who takes part.
    pub organisations: Vec<Organisation>,
}

/// Where the map opens.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Centre {
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// 0–22.
    pub zoom: f64,
}

/// The base map.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    /// PMTiles, relative to the folder.
    pub file: String,
    /// West, south, east, north.
    pub bounds: Option<[f64; 4]>,
}

/// Who takes part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Never changes.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Roles its people and devices may have.
    pub roles: Vec<Role>,
    /// Stands for several that are not yet named.
    pub collective: bool,
}

/// Read a folder.
///
/// # Errors
/// Every fault of both files at once.
pub fn read(folder: &Path) -> Result<Configuration, Faults> {
    let faults: Collected = Rc::new(RefCell::new(Vec::new()));
    let municipality = read_table(folder, MUNICIPALITY, &faults);
    let organisations = read_table(folder, ORGANISATIONS, &faults);
    let mut configuration = Configuration::default();
    if let (Some(municipality), Some(organisations)) = (municipality, organisations) {
        let own = Fields::new(MUNICIPALITY, &municipality, &faults);
        let others = Fields::new(ORGANISATIONS, &organisations, &faults);
        let areas = municipality::read(&own, &mut configuration);
        organisations::read(&others, &areas, &mut configuration);
        municipality::check_deciders(&own, &configuration);
        own.done();
        others.done();
    }
    let faults = faults.take();
    if faults.is_empty() { Ok(configuration) } else { Err(Faults(faults)) }
}

fn read_table(folder: &Path, file: &str, faults: &Collected) -> Option<Table> {
    let text = std::fs::read_to_string(folder.join(file)).map_err(|error| error.to_string());
    let table = text.and_then(|text| toml::from_str(&text).map_err(|error| error.to_string()));
    match table {
        Ok(table) => Some(table),
        Err(what) => {
            let fault = Fault { file: file.to_owned(), key: String::new(), what };
            faults.borrow_mut().push(fault);
            None
        }
    }
}

/// The places beside the configuration; none when there is no such file.
///
/// # Errors
/// When the file is not an array of named places.
pub fn places(folder: &Path) -> Result<Vec<NamedPlace>, Faults> {
    let fault =
        |what: String| Faults(vec![Fault { file: PLACES.to_owned(), key: String::new(), what }]);
    match std::fs::read(folder.join(PLACES)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(fault(error.to_string())),
    }
}
