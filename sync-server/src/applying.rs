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

/// What may be changed at a desk, by file and key. The rest decides about erasing, areas and maps, and is
/// changed by whoever has the server's command line.
const AT_A_DESK: [(&str, &[&str]); 2] = [
    (config::MUNICIPALITY, &["name", "short_name", "theme.hue", "rhythm", "review", "catalogue"]),
    (config::ORGANISATIONS, &["organisation", "agreement"]),
];

impl Patch {
    /// The keys that it changes, each as `file key`, and of them those that may not be changed at a desk.
    pub(crate) fn keys(&self) -> (Vec<String>, Vec<Fault>) {
        let (mut all, mut refused) = (Vec::new(), Vec::new());
        for ((file, allowed), patch) in
            AT_A_DESK.iter().zip([&self.municipality, &self.organisations])
        {
            for key in ways(patch, allowed) {
                if !allowed.contains(&key.as_str()) {
                    let what = "cannot be changed at a desk".to_owned();
                    refused.push(Fault { file: (*file).to_owned(), key: key.clone(), what });
                }
                all.push(format!("{file} {key}"));
            }
        }
        (all, refused)
    }
}

/// The ways to what a patch changes, no deeper than what is allowed is named.
fn ways(patch: &Value, allowed: &[&str]) -> Vec<String> {
    let Value::Object(changes) = patch else {
        // Null changes nothing; anything else would take the place of the whole file.
        return if patch.is_null() { Vec::new() } else { vec![String::new()] };
    };
    let mut all = Vec::new();
    for (key, change) in changes {
        let is_within = allowed.iter().any(|it| it.split_once('.').is_some_and(|it| it.0 == key));
        match change {
            Value::Object(inner) if is_within => {
                all.extend(inner.keys().map(|inner| format!("{key}.{inner}")));
            }
            _ => all.push(key.clone()),
        }
    }
    all
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

    /// Take a folder that was checked into force. Returns the version before. When the database cannot take
    /// it, the files of before are put back.
    pub(crate) fn apply(
        &self,
        (folder, version): (&Path, Version),
        (actor, action, what): (&str, &'static str, &str),
    ) -> Result<String, StartError> {
        let before = self.in_force()?;
        let is_other = folder != self.folder();
        if is_other {
            self.replace_files(folder, &version)?;
        }
        let (actor, what) = (actor.to_owned(), what.to_owned());
        let taken = self.store.write_now(move |batch| {
            configuration::take(batch, &version)?;
            let object = format!("{} {what}", version.hash);
            let entry = Entry { actor: &actor, action, object: object.trim_end() };
            audit::write(batch, entry)
        });
        if is_other {
            let settled = if taken.is_ok() { keep(self.dir) } else { put_back(self.dir) };
            // A start settles it too, by what the database says.
            if let Err(error) = settled {
                tracing::error!(
                    "the folder of the configuration before stays where it is: {error}"
                );
            }
        }
        taken?;
        Ok(before)
    }

    /// Put the files in place of those that are there, which lie beside them as `config.undo` until the
    /// database names the new version. Till then a running server keeps to the one it has read.
    fn replace_files(&self, folder: &Path, version: &Version) -> Result<(), StartError> {
        let (next, undo) = (self.dir.join("config.next"), self.dir.join(UNDO));
        remove(&next)?;
        remove(&undo)?;
        copy(folder, &next, &version.configuration)?;
        self.keep_map(&next, version)?;
        let now = self.folder();
        fs::rename(&now, &undo).map_err(StartError::file(&now))?;
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

/// Where the files of before lie while the database has not taken those in force yet.
const UNDO: &str = "config.undo";

/// Whatever was cut off between the files and the database is settled as the database says.
///
/// # Errors
/// When a folder cannot be moved, or the database fails.
pub(crate) fn settle(dir: &Path, store: &Store) -> Result<(), StartError> {
    if !dir.join(UNDO).exists() {
        return Ok(());
    }
    let named = store.read_now(meta::configuration)?;
    let is_taken = Version::read(&dir.join("config")).ok().is_some_and(|version| {
        store.read_now(|conn| version.in_force(conn)).is_ok_and(|version| version.hash == named)
    });
    tracing::warn!(is_taken, "a change of the configuration was cut off");
    if is_taken { keep(dir) } else { put_back(dir) }
}

/// The files of before stay as `config.before`.
fn keep(dir: &Path) -> Result<(), StartError> {
    let (undo, before) = (dir.join(UNDO), dir.join("config.before"));
    remove(&before)?;
    fs::rename(&undo, &before).map_err(StartError::file(&undo))
}

/// The files of before are in force again.
fn put_back(dir: &Path) -> Result<(), StartError> {
    let (undo, now) = (dir.join(UNDO), dir.join("config"));
    remove(&now)?;
    fs::rename(&undo, &now).map_err(StartError::file(&undo))
}

fn remove(folder: &Path) -> Result<(), StartError> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(StartError::file(folder))?;
    }
    Ok(())
}

/// A folder that is tried out.
pub(crate) struct Draft(PathBuf);

impl Draft {
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    fn clear(&self) -> Result<(), StartError> {
        remove(&self.0)
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
    fn a_desk_changes_what_is_named_and_nothing_else() {
        let keys = |municipality: Value, organisations: Value| {
            let (all, refused) = Patch { municipality, organisations }.keys();
            let refused: Vec<_> = refused.into_iter().map(|it| it.key).collect();
            (all.join(", "), refused.join(", "))
        };
        let (all, refused) = keys(
            json!({ "name": "Lindby", "theme": { "hue": 30, "logo": "x" }, "retention": [] }),
            json!({ "agreement": [] }),
        );
        assert_eq!(refused, "retention, theme.logo");
        assert!(all.contains("municipality.toml theme.hue, municipality.toml theme.logo"), "{all}");
        assert!(all.ends_with("organisations.toml agreement"), "{all}");
        assert_eq!(keys(json!({ "theme": null }), Value::Null).1, "theme");
        assert_eq!(keys(json!("all of it"), Value::Null).0, "municipality.toml ");
        assert_eq!(keys(Value::Null, Value::Null), (String::new(), String::new()));
    }

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
