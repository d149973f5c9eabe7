//! `config check`, `config apply`, `config show`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Admin, AdminError, Told};
use crate::app::StartError;
use crate::config;
use crate::current::Version;
use crate::init::copy;
use crate::store::audit::{self, Entry};
use crate::store::{StoreError, configuration, meta};

/// `config …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum ConfigCommand {
    /// Check a folder and name every fault at once; without one, the configuration in force. Also
    /// what of the change is not allowed. Changes nothing.
    Check {
        /// The folder.
        folder: Option<PathBuf>,
    },
    /// Take a changed configuration into force beside a running server; phones and desks get it with
    /// their next contact, a new map included.
    Apply {
        /// The folder.
        folder: PathBuf,
    },
    /// Show the configuration in force.
    Show,
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// Every fault at once, or when folder or database fail.
    pub fn configuration(&self, command: ConfigCommand) -> Result<Told, AdminError> {
        match command {
            ConfigCommand::Check { folder } => {
                self.check(&folder.unwrap_or_else(|| self.applied()))
            }
            ConfigCommand::Apply { folder } => self.apply(&folder),
            ConfigCommand::Show => self.show(),
        }
    }

    /// Where the configuration in force lies.
    fn applied(&self) -> PathBuf {
        self.dir.join("config")
    }

    /// Read a folder, and see that it may follow the one in force.
    fn checked(&self, folder: &Path) -> Result<Version, AdminError> {
        let version = Version::read_over(folder, &self.applied())?;
        let before = self.store.read_now(|conn| Ok(picture::catalogue::current(conn)?))?;
        config::check_change(&before, &version.configuration)?;
        Ok(version)
    }

    fn in_force(&self) -> Result<String, StoreError> {
        self.store.read_now(meta::configuration)
    }

    fn check(&self, folder: &Path) -> Result<Told, AdminError> {
        let version = self.checked(folder)?;
        let is_new = version.hash != self.in_force()?;
        let then = if is_new { "`config apply` takes it into force" } else { "it is in force" };
        let words = format!("{} holds, version {}: {then}.", folder.display(), version.hash);
        let json = json!({ "holds": true, "version": version.hash, "is_in_force": !is_new });
        Ok(Told::new(words, json))
    }

    fn apply(&self, folder: &Path) -> Result<Told, AdminError> {
        let version = self.checked(folder)?;
        let before = self.in_force()?;
        if folder != self.applied() {
            self.replace_files(folder, &version)?;
        }
        let hash = version.hash.clone();
        self.store.write_now(move |batch| {
            configuration::take(batch, &version)?;
            let object = version.hash.as_str();
            audit::write(batch, Entry { actor: "command line", action: "config.apply", object })
        })?;
        let words = if before == hash {
            format!("Version {hash} was in force already.")
        } else {
            format!("Version {hash} is in force instead of {before}.")
        };
        Ok(Told::new(
            words,
            json!({ "version": hash, "before": before, "changed": before != hash }),
        ))
    }

    /// Put the files in place of those that are there, which stay beside them as `config.before`.
    /// Until the database names the new version a running server keeps to the one it has read.
    fn replace_files(&self, folder: &Path, version: &Version) -> Result<(), AdminError> {
        let (next, before) = (self.dir.join("config.next"), self.dir.join("config.before"));
        for old in [&next, &before] {
            if old.exists() {
                fs::remove_dir_all(old).map_err(StartError::file(old))?;
            }
        }
        copy(folder, &next, &version.configuration)?;
        self.keep_map(&next, version)?;
        let now = self.applied();
        fs::rename(&now, &before).map_err(StartError::file(&now))?;
        fs::rename(&next, &now).map_err(StartError::file(&next))?;
        Ok(())
    }

    /// A folder that names a map and does not hold it goes on with the one that is there.
    fn keep_map(&self, next: &Path, version: &Version) -> Result<(), AdminError> {
        let map = &version.configuration.map;
        let (from, to) = (self.applied().join(map), next.join(map));
        if from.is_file() && !to.exists() {
            fs::hard_link(&from, &to)
                .or_else(|_| fs::copy(&from, &to).map(drop))
                .map_err(StartError::file(&from))?;
        }
        Ok(())
    }

    fn show(&self) -> Result<Told, AdminError> {
        let version = Version::read(&self.applied())?;
        let in_force = self.in_force()?;
        let own = &version.configuration;
        let places = &own.gazetteer;
        let lines = [
            format!("{} ({}), version {in_force}", own.municipality.name, own.municipality.code),
            format!("zone {}, {}", own.municipality.zone, own.municipality.reference_system),
            format!(
                "catalogue {}@{}{}, {} codes",
                own.catalogue.catalogue,
                own.catalogue.version,
                own.catalogue.own.as_ref().map(|own| format!("+{own}")).unwrap_or_default(),
                own.catalogue.categories.len()
            ),
            format!(
                "{} areas, {} with borders",
                own.municipality.areas.len(),
                places.borders.len()
            ),
            format!(
                "{} organisations, {} agreements",
                own.organisations.len(),
                own.agreements.len()
            ),
            format!("{} places, {} addresses", places.places.len(), places.addresses()),
            format!("map {}", own.map),
        ];
        let is_applied = version.hash == in_force;
        let mut words = lines.join("\n");
        if !is_applied {
            words.push_str("\nThe files were changed since: `config apply` takes them into force.");
        }
        let json = json!({
            "version": in_force,
            "is_applied": is_applied,
            "municipality": own.municipality,
            "catalogue": own.catalogue,
            "organisations": own.organisations,
            "agreements": own.agreements,
            "places": { "named": places.places.len(), "addresses": places.addresses(),
                        "borders": places.borders.len(), "version": version.gazetteer },
            "map": own.map,
        });
        Ok(Told::new(words, without_nulls(json)))
    }
}

/// What is not said is left out, as in the files.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.into_iter().filter(|(_, value)| !value.is_null());
            said.map(|(key, value)| (key, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        plain => plain,
    }
}
