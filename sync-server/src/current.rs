//! The configuration in force. It lies as files in the data folder; the database holds its version,
//! so that a running server sees that another one was applied beside it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use domain::clock::UtcMillis;
use domain::gazetteer::Gazetteer;
use protocol::municipality::{self, Agreement, Area, AreaKind};
use serde::Serialize;

use crate::config::{self, Configuration, Organisation, Receiver, RetentionRule};
use crate::faults::Faults;
use crate::maps::{self, Maps};
use crate::store::agreements::Ground;
use crate::store::configuration::day_of;
use crate::store::{Connection, StoreError, divisions, meta};

/// One version of the configuration.
pub struct Version {
    /// A hash of all of it.
    pub hash: String,
    /// What it says.
    pub configuration: Configuration,
    /// A hash of places, addresses and borders; empty when there are none.
    pub gazetteer: String,
    /// A mark of the map's content; empty when there is none.
    map: String,
}

/// What a hash of a version is made of.
#[derive(Serialize)]
struct Hashed<'a> {
    municipality: &'a municipality::Municipality,
    catalogue: &'a domain::catalogue::Catalogue,
    organisations: &'a [Organisation],
    agreements: &'a [config::Agreement],
    gazetteer: &'a str,
    retention: &'a [RetentionRule],
    receivers: &'a [Receiver],
    /// A mark of the map's content; empty when there is none.
    map: &'a str,
}

impl Version {
    /// Read a folder.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn read(folder: &Path) -> Result<Self, Faults> {
        Self::read_over(folder, folder)
    }

    /// Read a folder that is to follow another: a map that it names and does not hold is that one's.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn read_over(folder: &Path, before: &Path) -> Result<Self, Faults> {
        let configuration = config::read(folder)?;
        let map = [folder, before].map(|it| it.join(&configuration.map));
        let map = map.iter().find_map(|path| maps::mark(path).ok()).unwrap_or_default();
        Ok(Self::of(configuration, map))
    }

    /// A folder's version with what the database adds to it: the divisions that were imported, each area
    /// in place of one that the folder names alike.
    ///
    /// # Errors
    /// When the database fails.
    pub fn in_force(&self, conn: &Connection) -> Result<Self, StoreError> {
        let mut configuration = self.configuration.clone();
        for division in divisions::in_force(conn)? {
            let areas = &mut configuration.municipality.areas;
            let borders = &mut configuration.gazetteer.borders;
            areas.retain(|it| division.areas.iter().all(|border| border.area != it.code));
            borders.retain(|it| division.areas.iter().all(|border| border.area != it.area));
            let kind = AreaKind::ALL.into_iter().find(|kind| kind.as_str() == division.kind);
            areas.extend(division.areas.iter().map(|border| Area {
                code: border.area.clone(),
                name: border.name.clone(),
                kind: kind.unwrap_or(AreaKind::District),
                parent: Some(border.parent.clone()).filter(|it| !it.is_empty()),
                municipalities: Vec::new(),
                source: Some(division.source.clone()).filter(|it| !it.is_empty()),
                vintage: Some(division.vintage.clone()),
            }));
            borders.extend(division.areas);
        }
        Ok(Self::of(configuration, self.map.clone()))
    }

    fn of(configuration: Configuration, map: String) -> Self {
        let gazetteer = hash_of(&configuration.gazetteer);
        let mut hasher = blake3::Hasher::new();
        // Writing to a hasher does not fail, and every key is a text.
        let _ = serde_json::to_writer(
            &mut hasher,
            &Hashed {
                municipality: &configuration.municipality,
                catalogue: &configuration.catalogue,
                organisations: &configuration.organisations,
                agreements: &configuration.agreements,
                gazetteer: &gazetteer,
                retention: &configuration.retention,
                receivers: &configuration.receivers,
                map: &map,
            },
        );
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        Self { hash, configuration, gazetteer, map }
    }

    /// What a device or a browser of an organisation carries of it.
    pub fn carried(&self, ground: &Ground, now: UtcMillis) -> municipality::Configuration {
        let organisation = self.organisation(ground);
        let default = municipality::Configuration::default();
        let agreement = ground.is_required.then(|| self.agreement(ground, now));
        municipality::Configuration {
            version: self.version_for(organisation, agreement.as_ref()),
            municipality: self.configuration.municipality.clone(),
            tile_order: organisation.map_or(default.tile_order, |org| org.tile_order.clone()),
            meets_patients: organisation.is_some_and(|org| org.kind == "health"),
            agreement,
            gazetteer: self.gazetteer.clone(),
        }
    }

    /// The name of what a device or a browser of an organisation carries.
    pub fn name_carried(&self, ground: &Ground, now: UtcMillis) -> String {
        let agreement = ground.is_required.then(|| self.agreement(ground, now));
        self.version_for(self.organisation(ground), agreement.as_ref())
    }

    fn organisation(&self, ground: &Ground) -> Option<&Organisation> {
        let known = &self.configuration.organisations;
        known.iter().find(|org| Some(&org.code) == ground.code.as_ref())
    }

    /// A name that changes whenever something of what is carried does.
    fn version_for(&self, org: Option<&Organisation>, agreement: Option<&Agreement>) -> String {
        let own = org.map_or("", |org| org.code.as_str());
        let agreed = agreement.and_then(|agreement| serde_json::to_vec(agreement).ok());
        let agreed = agreed.map(|json| blake3::hash(&json).to_hex()[..8].to_owned());
        format!("{}-{own}-{}", self.hash, agreed.unwrap_or_default())
    }

    fn agreement(&self, ground: &Ground, now: UtcMillis) -> Agreement {
        let Some(latest) = ground.latest(now) else { return Agreement::missing() };
        let zone = &self.configuration.municipality.zone;
        let written = self.configuration.agreements.iter().find(|it| it.code == latest.code);
        let areas = &self.configuration.municipality.areas;
        let name = |code: &String| areas.iter().find(|it| it.code == *code).map(|it| &it.name);
        let codes = written.map_or(&[][..], |written| &written.areas);
        Agreement {
            code: latest.code.clone(),
            purpose: latest.purpose.clone(),
            areas: codes.iter().filter_map(name).cloned().collect(),
            valid_from: day_of(zone, latest.begins_at),
            valid_to: latest.ends_at.map(|end| day_of(zone, end.plus_ms(-1))),
            begins_at: Some(latest.begins_at),
            ends_at: latest.ends_at,
            reference: written.and_then(|written| written.reference.clone()),
        }
    }
}

/// A name of a place store that changes whenever something in it does.
fn hash_of(gazetteer: &Gazetteer) -> String {
    if gazetteer.is_empty() {
        return String::new();
    }
    let json = serde_json::to_vec(gazetteer).unwrap_or_default();
    blake3::hash(&json).to_hex()[..16].to_owned()
}

/// The version in force, read anew when another one has been applied.
pub struct Current {
    folder: PathBuf,
    /// Maps that were given beside the municipality's own, and go before it.
    given_maps: Vec<PathBuf>,
    held: RwLock<Held>,
}

struct Held {
    /// As the database names it.
    applied: String,
    version: Arc<Version>,
    maps: Arc<Maps>,
}

impl Current {
    /// Begin with a version that has been applied.
    pub fn new(folder: PathBuf, version: Arc<Version>, given_maps: Vec<PathBuf>) -> Self {
        let maps = maps_of(&version, (&folder, &given_maps));
        let held = Held { applied: version.hash.clone(), version, maps };
        Self { folder, given_maps, held: RwLock::new(held) }
    }

    /// The version as it was last seen.
    pub fn get(&self) -> Arc<Version> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).version)
    }

    /// The base maps, those of that version last.
    pub fn maps(&self) -> Arc<Maps> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).maps)
    }

    /// Look whether another one has been applied, and read that. Files that do not read (somebody is
    /// writing them by hand) leave the one before in force.
    ///
    /// # Errors
    /// When the database fails.
    pub fn refresh(&self, conn: &Connection) -> Result<(), StoreError> {
        let applied = meta::configuration(conn)?;
        if self.held.read().unwrap_or_else(PoisonError::into_inner).applied == applied {
            return Ok(());
        }
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.applied == applied {
            return Ok(());
        }
        match Version::read(&self.folder) {
            Ok(version) => {
                let version = version.in_force(conn)?;
                held.maps = maps_of(&version, (&self.folder, &self.given_maps));
                held.version = Arc::new(version);
            }
            Err(faults) => tracing::error!("the configuration applied does not read: {faults}"),
        }
        held.applied = applied;
        Ok(())
    }
}

fn maps_of(version: &Version, (folder, given): (&Path, &[PathBuf])) -> Arc<Maps> {
    let own = folder.join(&version.configuration.map);
    Arc::new(Maps::open(given.iter().chain(std::iter::once(&own))))
}
