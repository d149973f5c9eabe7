//! `statistics …`: figures that others have counted by area.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::text::Name;
use protocol::problem::{Problem, ProblemCode};
use serde_json::json;

use super::{Admin, AdminError, Told, columns, not_found, time};
use crate::current::Version;
use crate::statistics::{self, KnownArea, Preview, Profile};
use crate::store::audit::{self, Entry};
use crate::store::{StoreError, statistics as kept};

/// `statistics …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum StatisticsCommand {
    /// Take a table into force; with --preview only say what it holds. Of what a source counted before, the newer
    /// figure holds.
    Import(Box<Import>),
    /// List the imports.
    List,
    /// List the profiles: which column holds what.
    Profiles,
    /// Undo a whole import: what it replaced is in force again.
    Undo {
        /// Its number.
        number: i64,
    },
    /// Take an import that was undone into force again.
    Redo {
        /// Its number.
        number: i64,
    },
}

/// Which file, and what in it is what.
#[derive(Debug, Clone, clap::Args)]
pub struct Import {
    /// A table: commas, semicolons or tabs, UTF-8 or Windows-1252.
    pub file: PathBuf,
    /// Only say what it holds.
    #[arg(long)]
    pub preview: bool,
    /// A profile that was kept; what is said beside it changes it for this once.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Keep which column holds what under a name.
    #[arg(long, value_name = "NAME")]
    pub save_profile: Option<String>,
    /// Whose figures.
    #[arg(long)]
    pub source: Option<String>,
    /// The column with an area's code or name.
    #[arg(long, value_name = "COLUMN")]
    pub area: Option<String>,
    /// The column with what was counted.
    #[arg(long, value_name = "COLUMN")]
    pub category: Option<String>,
    /// What was counted, where no column says it.
    #[arg(long, value_name = "WORDS", conflicts_with = "category")]
    pub counts: Option<String>,
    /// The column with the period; without it every column whose heading is a period holds counts.
    #[arg(long, value_name = "COLUMN")]
    pub period: Option<String>,
    /// The column with the count, where there is one with the period.
    #[arg(long, value_name = "COLUMN", requires = "period")]
    pub count: Option<String>,
    /// Another name of an area in the file, as `name=code`.
    #[arg(long = "same", value_name = "NAME=CODE", value_parser = pair)]
    pub areas: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, code) = text.split_once('=').ok_or("as `name=code`")?;
    Ok((name.trim().to_owned(), code.trim().to_owned()))
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When the file gives no figures, or folder or database fail.
    pub fn statistics(&self, command: StatisticsCommand) -> Result<Told, AdminError> {
        match command {
            StatisticsCommand::Import(import) => self.import_statistics(&import),
            StatisticsCommand::List => self.statistic_imports(),
            StatisticsCommand::Profiles => self.statistic_profiles(),
            StatisticsCommand::Undo { number } => self.undo_statistics(number, true),
            StatisticsCommand::Redo { number } => self.undo_statistics(number, false),
        }
    }

    fn import_statistics(&self, import: &Import) -> Result<Told, AdminError> {
        let profile = self.profile(import)?;
        let bytes = std::fs::read(&import.file)?;
        let read = statistics::read(&bytes, &profile, &self.known_areas()?)?;
        if let (Some(name), false) = (&import.save_profile, import.preview) {
            let (name, profile) = (name.clone(), profile.clone());
            self.store.write_now(move |batch| kept::keep_profile(batch, &name, &profile))?;
        }
        if import.preview {
            return Ok(Told::new(words(&read), json!({ "preview": read })));
        }
        let hash = *blake3::hash(&bytes).as_bytes();
        if let Some(number) = self.store.read_now(|conn| kept::of_file(conn, &hash))? {
            let words = format!("The same file is in force already, as import {number}.");
            return Ok(Told::new(words, json!({ "import": number, "is_new": false })));
        }
        if read.figures.is_empty() {
            let words = format!("nothing in the file can be taken\n{}", words(&read));
            return Err(StoreError::from(Problem::new(ProblemCode::BadValue, words)).into());
        }
        let (figures, file) = (read.figures.clone(), name_of(&import.file));
        let source = profile.source.as_str().to_owned();
        let number = self.store.write_now(move |batch| {
            let number = kept::insert(batch, (&source, &file, &hash), &figures)?;
            let object = format!("{number} {source} {file}");
            let entry =
                Entry { actor: "command line", action: "statistics.import", object: &object };
            audit::write(batch, entry)?;
            Ok(number)
        })?;
        let words = format!("Import {number}.\n{}", words(&read));
        Ok(Told::new(words, json!({ "import": number, "is_new": true, "preview": read })))
    }

    /// The profile that was kept, with what is said on the command line over it.
    fn profile(&self, import: &Import) -> Result<Profile, AdminError> {
        let before = match &import.profile {
            Some(name) => {
                let mut all = self.store.read_now(kept::profiles)?;
                let known = all.remove(name);
                Some(known.ok_or_else(|| not_found(format!("no profile is called `{name}`")))?)
            }
            None => None,
        };
        let missing = |what: &str| {
            let words = format!("--{what} is needed without a --profile");
            AdminError::from(StoreError::from(Problem::new(ProblemCode::BadValue, words)))
        };
        let of = before.as_ref();
        let source = match &import.source {
            Some(source) => Name::new(source).map_err(|_| missing("source"))?,
            None => of.map(|it| it.source.clone()).ok_or_else(|| missing("source"))?,
        };
        let said = |new: &Option<String>, old: Option<&Option<String>>| {
            new.clone().or_else(|| old.cloned().flatten())
        };
        let category =
            said(&import.category, of.map(|it| &it.category)).filter(|_| import.counts.is_none());
        let mut areas: BTreeMap<_, _> = of.map(|it| it.areas.clone()).unwrap_or_default();
        areas.extend(import.areas.iter().cloned());
        Ok(Profile {
            source,
            area: said(&import.area, None)
                .or_else(|| of.map(|it| it.area.clone()))
                .ok_or_else(|| missing("area"))?,
            counts: said(&import.counts, of.map(|it| &it.counts)),
            period: said(&import.period, of.map(|it| &it.period)),
            count: said(&import.count, of.map(|it| &it.count)),
            category,
            areas,
        })
    }

    fn known_areas(&self) -> Result<Vec<KnownArea>, AdminError> {
        let version = Version::read(&self.dir.join("config"))?;
        let version = self.store.read_now(|conn| version.in_force(conn))?;
        let areas = version.configuration.municipality.areas.into_iter();
        Ok(areas.map(|it| KnownArea { code: it.code, name: it.name }).collect())
    }

    fn statistic_imports(&self) -> Result<Told, AdminError> {
        let all = self.store.read_now(kept::imports)?;
        let row = |it: &kept::Import| {
            let state = match it.undone_at {
                Some(at) => format!("undone {}", time(Some(at))),
                None => "in force".to_owned(),
            };
            let at = time(Some(it.imported_at));
            let figures = it.figures.to_string();
            vec![it.number.to_string(), it.source.clone(), at, figures, it.file.clone(), state]
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        let heading = ["number", "source", "imported", "figures", "file", "state"];
        Ok(Told::new(columns(&heading, &rows), json!(all)))
    }

    fn statistic_profiles(&self) -> Result<Told, AdminError> {
        let all = self.store.read_now(kept::profiles)?;
        let rows: Vec<_> = all
            .iter()
            .map(|(name, it)| vec![name.clone(), it.source.as_str().to_owned(), it.area.clone()])
            .collect();
        Ok(Told::new(columns(&["profile", "source", "column of the area"], &rows), json!(all)))
    }

    fn undo_statistics(&self, number: i64, is_undone: bool) -> Result<Told, AdminError> {
        let action = if is_undone { "statistics.undo" } else { "statistics.redo" };
        let is_changed = self.store.write_now(move |batch| {
            let is_changed = kept::undo(batch, number, is_undone)?;
            if is_changed {
                let object = number.to_string();
                audit::write(batch, Entry { actor: "command line", action, object: &object })?;
            }
            Ok(is_changed)
        })?;
        if !is_changed {
            let state = if is_undone { "in force" } else { "undone" };
            return Err(not_found(format!("no import {number} is {state}")));
        }
        let words = if is_undone { "undone" } else { "in force again" };
        Ok(Told::new(format!("Import {number} is {words}."), json!({ "import": number })))
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn words(read: &Preview) -> String {
    let Preview { rows, taken, withheld, .. } = read;
    let mut lines =
        vec![format!("{rows} rows, {taken} figures, {withheld} cells without a count.")];
    for it in read.rejected.iter().take(20) {
        lines.push(format!(
            "Not taken: {} ({} times, first on line {}).",
            it.why, it.times, it.line
        ));
    }
    let periods: Vec<_> = read
        .periods
        .iter()
        .map(|it| vec![it.from.to_string(), it.until.to_string(), it.count.to_string()])
        .collect();
    lines.push(columns(&["from", "until", "sum"], &periods));
    let areas: Vec<_> =
        read.areas.iter().map(|it| vec![it.area.clone(), it.count.to_string()]).collect();
    lines.push(columns(&["area", "sum"], &areas));
    lines.join("\n")
}
