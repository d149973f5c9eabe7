//! `config check`, `config apply`, `config show`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Admin, AdminError, Told};
use crate::applying::Applying;
use crate::current::Version;
use crate::store::StoreError;

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

    fn applying(&self) -> Applying<'_> {
        Applying::new(&self.dir, &self.store)
    }

    fn applied(&self) -> PathBuf {
        self.applying().folder()
    }

    fn in_force(&self) -> Result<String, StoreError> {
        self.applying().in_force()
    }

    fn check(&self, folder: &Path) -> Result<Told, AdminError> {
        let version = self.applying().checked(folder)?;
        let is_new = version.hash != self.in_force()?;
        let then = if is_new { "`config apply` takes it into force" } else { "it is in force" };
        let words = format!("{} holds, version {}: {then}.", folder.display(), version.hash);
        let json = json!({ "holds": true, "version": version.hash, "is_in_force": !is_new });
        Ok(Told::new(words, json))
    }

    fn apply(&self, folder: &Path) -> Result<Told, AdminError> {
        let version = self.applying().checked(folder)?;
        let hash = version.hash.clone();
        let before =
            self.applying().apply((folder, version), ("command line", "config.apply", ""))?;
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

    fn show(&self) -> Result<Told, AdminError> {
        let version = Version::read(&self.applied())?;
        let version = self.store.read_now(|conn| version.in_force(conn))?;
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
