//! A municipality's configuration: one folder with `municipality.toml` and `organisations.toml`, as
//! `config/schema.md` describes. Every fault of both files is named at once.

mod catalogue;
mod checks;
mod gazetteer;
mod logo;
mod measures;
mod municipality;
mod organisations;
mod receivers;
pub mod retention;
mod rows;
mod shortcuts;
#[cfg(test)]
mod tests;
mod texts;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use domain::catalogue::Catalogue;
use domain::gazetteer::Gazetteer;
use domain::role::Role;
use protocol::municipality::Municipality;
use serde::Serialize;
use toml::Table;

use crate::faults::{Fault, Faults};
use crate::fields::{Collected, Fields};

pub use receivers::Receiver;
pub use retention::RetentionRule;

/// The file with everything but organisations.
pub const MUNICIPALITY: &str = "municipality.toml";
/// The file with organisations, agreements and functions.
pub const ORGANISATIONS: &str = "organisations.toml";
/// A configuration is written by hand: nobody writes more.
const FILE_MAX_BYTES: u64 = 1024 * 1024;

/// Everything of one municipality, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration {
    /// What browsers and devices get of it.
    pub municipality: Municipality,
    /// The categories as the municipality changes them.
    pub catalogue: Catalogue,
    /// The base map, relative to the folder.
    pub map: String,
    /// The logotype, relative to the folder.
    pub logo: Option<String>,
    /// Files that the configuration names, relative to its folder.
    pub files: Vec<String>,
    /// Where the borders of areas are read from.
    pub borders: Vec<Borders>,
    /// Where named places and addresses are read from.
    pub place_files: PlaceFiles,
    /// Named places, addresses and borders, read.
    pub gazetteer: Gazetteer,
    /// Whether the server approves what a trained reporter told and nobody looked at for a day.
    pub reviews_by_itself: bool,
    /// How long what is kept.
    pub retention: Vec<RetentionRule>,
    /// Systems of others that measures are handed to.
    pub receivers: Vec<Receiver>,
    /// Who takes part.
    pub organisations: Vec<Organisation>,
    /// What their access rests on.
    pub agreements: Vec<Agreement>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            municipality: Municipality::default(),
            catalogue: Catalogue::est_se_default().clone(),
            map: String::new(),
            logo: None,
            files: Vec::new(),
            borders: Vec::new(),
            place_files: PlaceFiles::default(),
            gazetteer: Gazetteer::default(),
            reviews_by_itself: false,
            retention: Vec::new(),
            receivers: Vec::new(),
            organisations: Vec::new(),
            agreements: Vec::new(),
        }
    }
}

/// Where the borders of an area are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borders {
    /// Its code.
    pub area: String,
    /// GeoJSON, relative to the folder.
    pub file: String,
    /// The property that holds an area's name; none: the whole file is this area.
    pub name_field: Option<String>,
}

/// Files with places, relative to the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceFiles {
    /// Places people know by name.
    pub named: Vec<String>,
    /// Addresses.
    pub addresses: Vec<String>,
}

/// Who takes part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// Which order of tiles its reporters have.
    pub tile_order: String,
    /// Codes of its own areas; none: the whole municipality.
    pub areas: Vec<String>,
    /// Access only while an agreement is in force.
    pub agreement_required: bool,
    /// Whether its reporters are trained, so that the rule of `[review]` may approve what they tell.
    pub trained: bool,
    /// Shown to administrators.
    pub note: Option<String>,
}

/// A written agreement that an organisation's access rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// Never changes.
    pub code: String,
    /// Code of the organisation.
    pub organisation: String,
    /// As written in it.
    pub purpose: String,
    /// Codes of the areas it covers.
    pub areas: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day; none: until further notice.
    pub valid_to: Option<String>,
    /// Diary number.
    pub reference: Option<String>,
}

/// Read a folder.
///
/// # Errors
/// Every fault of both files, and of those they name, at once.
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
        shortcuts::read_documents(&own, &mut configuration);
        own.done();
        others.done();
        configuration.gazetteer = gazetteer::read(folder, &configuration, &faults);
        configuration.municipality.logo = logo::read(folder, &configuration, &faults);
    }
    let faults = faults.take();
    if faults.is_empty() { Ok(configuration) } else { Err(Faults(faults)) }
}

fn read_table(folder: &Path, file: &str, faults: &Collected) -> Option<Table> {
    let text = bounded(&folder.join(file), FILE_MAX_BYTES)
        .and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other))
        .map_err(|error| error.to_string());
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

/// The bytes of a file that must not be larger than this.
fn bounded(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(std::io::Error::other(format!("is larger than {} MB", most >> 20)));
    }
    Ok(bytes)
}

/// What of a change is not allowed once a catalogue has been in force.
///
/// # Errors
/// Every such fault at once.
pub fn check_change(before: &Catalogue, after: &Configuration) -> Result<(), Faults> {
    let faults = catalogue::faults_of_change(before, &after.catalogue);
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}
