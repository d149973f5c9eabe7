//! Taking another configuration into force beside a running server, from a folder or as a change of what
//! the files in force say. Both take the same door, so no change skips a check.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::app::StartError;
use crate::config;
use crate::current::Version;
use crate::faults::{Fault, Faults};
use crate::init::copy;
use crate::store::audit::{self, Entry};
use crate::store::{Store, StoreError, configuration, meta};

/// Where it lies, and what it is known by.
pub(crate) struct Applying<'a> {
    dir: &'a Path,
    store: &'a Store,
}

/// A change of the two files, as JSON merge patches (RFC 7396) of what they say: a member replaces, null
/// takes away, a list is replaced whole.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Patch {
    pub(crate) municipality: Value,
    pub(crate) organisations: Value,
}

impl<'a> Applying<'a> {
    pub(crate) fn new(dir: &'a Path, store: &'a Store) -> Self {
        Self { dir, store }
    }

    /// Where the configuration in force lies.
    pub(crate) fn folder(&self) -> PathBuf {
        self.dir.join("config")
    }

    /// The version that the database says is in force.
    pub(crate) fn in_force(&self) -> Result<String, StoreError> {
        self.store.read_now(meta::configuration)
    }

    /// What the two files say, as JSON.
    pub(crate) fn files(&self) -> Result<(Value, Value), StartError> {
        Ok((self.file(config::MUNICIPALITY)?, self.file(config::ORGANISATIONS)?))
    }

    fn file(&self, name: &str) -> Result<Value, StartError> {
        let path = self.folder().join(name);
        let text = fs::read_to_string(&path).map_err(StartError::file(&path))?;
        toml::from_str(&text).map_err(|error| unreadable(name, &error).into())
    }

    /// Read a folder, and see that it may follow the one in force.
    pub(crate) fn checked(&self, folder: &Path) -> Result<Version, StartError> {
        let version = Version::read_over(folder, &self.folder())?;
        let version = self.store.read_now(|conn| version.in_force(conn))?;
        let before = self.store.read_now(|conn| Ok(picture::catalogue::current(conn)?))?;
        config::check_change(&before, &version.configuration)?;
        Ok(version)
    }

    /// A folder beside the one in force with the same files, changed. It is gone when it is dropped.
    pub(crate) fn changed(&self, patch: &Patch) -> Result<Draft, StartError> {
        let draft = Draft(self.dir.join("config.draft"));
        draft.clear()?;
        let now = Version::read(&self.folder())?;
        copy(&self.folder(), &draft.0, &now.configuration)?;
        for (name, patch) in [
            (config::MUNICIPALITY, &patch.municipality),
            (config::ORGANISATIONS, &patch.organisations),
        ] {
            if patch.is_null() {
                continue;
            }
            let mut said = self.file(name)?;
            merge(&mut said, patch);
            let text = toml::to_string_pretty(&said).map_err(|error| unreadable(name, &error))?;
            let path = draft.0.join(name);
            fs::write(&path, text).map_err(StartError::file(&path))?;
        }
        Ok(draft)
    }

    /// Take a folder that was checked into force. Returns the version before.
    pub(crate) fn apply(
        &self,
        (folder, version): (&Path, Version),
        entry: (&str, &'static str),
    ) -> Result<String, StartError> {
        let before = self.in_force()?;
        if folder != self.folder() {
            self.replace_files(folder, &version)?;
        }
        let actor = entry.0.to_owned();
        self.store.write_now(move |batch| {
            configuration::take(batch, &version)?;
            let object = version.hash.as_str();
            audit::write(batch, Entry { actor: &actor, action: entry.1, object })
        })?;
        Ok(before)
    }

    /// Put the files in place of those that are there, which stay beside them as `config.before`.
    /// Until the database names the new version a running server keeps to the one it has read.
    fn replace_files(&self, folder: &Path, version: &Version) -> Result<(), StartError> {
        let (next, before) = (self.dir.join("config.next"), self.dir.join("config.before"));
        for old in [&next, &before] {
            if old.exists() {
                fs::remove_dir_all(old).map_err(StartError::file(old))?;
            }
        }
        copy(folder, &next, &version.configuration)?;
        self.keep_map(&next, version)?;
        let now = self.folder();
        fs::rename(&now, &before).map_err(StartError::file(&now))?;
        fs::rename(&next, &now).map_err(StartError::file(&next))?;
        Ok(())
    }

    /// A folder that names a map and does not hold it goes on with the one that is there.
    fn keep_map(&self, next: &Path, version: &Version) -> Result<(), StartError> {
        let map = &version.configuration.map;
        let (from, to) = (self.folder().join(map), next.join(map));
        if from.is_file() && !to.exists() {
            fs::hard_link(&from, &to)
                .or_else(|_| fs::copy(&from, &to).map(drop))
                .map_err(StartError::file(&from))?;
        }
        Ok(())
    }
}

/// A folder that is tried out.
pub(crate) struct Draft(PathBuf);

impl Draft {
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    fn clear(&self) -> Result<(), StartError> {
        if self.0.exists() {
            fs::remove_dir_all(&self.0).map_err(StartError::file(&self.0))?;
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Err(error) = self.clear() {
            tracing::warn!("a draft of the configuration stays behind: {error}");
        }
    }
}

fn unreadable(file: &str, error: &dyn std::fmt::Display) -> Faults {
    let fault = Fault { file: file.to_owned(), key: String::new(), what: error.to_string() };
    Faults(vec![fault])
}

/// RFC 7396.
fn merge(said: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *said = patch.clone();
        return;
    };
    if !said.is_object() {
        *said = Value::Object(serde_json::Map::new());
    }
    let Value::Object(said) = said else { return };
    for (key, change) in changes {
        if change.is_null() {
            said.remove(key);
        } else {
            merge(said.entry(key.clone()).or_insert(Value::Null), change);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_replaces_takes_away_and_leaves_the_rest() {
        let mut said =
            json!({ "name": "Lindby", "theme": { "hue": 245, "logo": "x" }, "list": [1, 2] });
        merge(
            &mut said,
            &json!({ "theme": { "hue": 30, "logo": null }, "list": [3], "new": { "a": 1 } }),
        );
        assert_eq!(
            said,
            json!({ "name": "Lindby", "theme": { "hue": 30 }, "list": [3], "new": { "a": 1 } })
        );
    }
}
