//! `areas import`, `areas list`, `areas show`, `areas remove`: divisions of the municipality.

use std::path::{Path, PathBuf};

use picture::areas::file::{self, Division as Columns};
use picture::areas::{self, Change};
use picture::view::AreaReports;
use protocol::municipality::AreaKind;
use serde_json::json;

use super::{Admin, AdminError, Told, columns, not_found, time};
use crate::current::Version;
use crate::store::audit::{self, Entry};
use crate::store::divisions::{self, Division};
use crate::store::{Batch, StoreError, configuration};

/// `areas …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum AreaCommand {
    /// Take a division into force from GeoJSON or a GeoPackage. The one of its kind before stays;
    /// reports are placed anew, and remember where they lay.
    Import(Import),
    /// List the divisions that were imported, and which are in force.
    List,
    /// Show the areas in force with how many reports lie in each.
    Show {
        /// Only of this kind.
        kind: Option<String>,
    },
    /// Take an imported division away; the one of its kind before is in force again.
    Remove {
        /// Its kind.
        #[arg(long, value_parser = kind)]
        kind: AreaKind,
        /// Its vintage.
        #[arg(long)]
        vintage: String,
    },
}

/// Which file, and what in it is what.
#[derive(Debug, Clone, clap::Args)]
pub struct Import {
    /// `.geojson` or `.gpkg`, in degrees or SWEREF 99.
    pub file: PathBuf,
    /// What its areas are: regso, deso, nyko, est_area, police_area, district or municipality.
    #[arg(long, value_parser = kind)]
    pub kind: AreaKind,
    /// Which year's division.
    #[arg(long)]
    pub vintage: String,
    /// The field that holds an area's code.
    #[arg(long, value_name = "FIELD")]
    pub code: String,
    /// The field that holds an area's name; the code's when it is not said.
    #[arg(long, value_name = "FIELD")]
    pub name: Option<String>,
    /// The field that holds the code of the area it is a part of.
    #[arg(long, value_name = "FIELD")]
    pub parent: Option<String>,
    /// Whose data, and on what licence.
    #[arg(long, default_value = "")]
    pub source: String,
    /// The layer of a GeoPackage that has several.
    #[arg(long)]
    pub layer: Option<String>,
    /// The reference system, where the file does not say it.
    #[arg(long, value_name = "NUMBER")]
    pub epsg: Option<u32>,
}

fn kind(text: &str) -> Result<AreaKind, String> {
    let known = AreaKind::ALL.map(AreaKind::as_str);
    let found = AreaKind::ALL.into_iter().find(|kind| kind.as_str() == text);
    found.ok_or_else(|| format!("one of {} is expected", known.join(", ")))
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When the file gives no areas, or folder or database fail.
    pub fn areas(&self, command: AreaCommand) -> Result<Told, AdminError> {
        match command {
            AreaCommand::Import(import) => self.import_areas(import),
            AreaCommand::List => self.list_divisions(),
            AreaCommand::Show { kind } => self.show_areas(kind.as_deref()),
            AreaCommand::Remove { kind, vintage } => self.remove_division(kind, vintage),
        }
    }

    fn import_areas(&self, import: Import) -> Result<Told, AdminError> {
        let asked = Columns {
            kind: import.kind.as_str().to_owned(),
            vintage: import.vintage.clone(),
            name_field: import.name.unwrap_or_else(|| import.code.clone()),
            code_field: import.code,
            parent_field: import.parent,
            layer: import.layer,
            epsg: import.epsg,
        };
        let read = file::read(&import.file, &asked)?;
        let (count, kind, vintage) = (read.len(), asked.kind.clone(), import.vintage.clone());
        let division = Division {
            kind: asked.kind,
            vintage: import.vintage,
            source: import.source,
            file: name_of(&import.file),
            imported_at: self.now(),
            areas: read,
        };
        let object = format!("{kind} {vintage}");
        let change = self.change_areas(("areas.import", object), move |batch| {
            divisions::insert(batch, &division)
        })?;
        let words = format!(
            "{count} areas of {kind} {vintage} are in force. {} reports lie in other areas than before.",
            change.reports
        );
        Ok(Told::new(
            words,
            json!({ "areas": count, "changed": change.areas, "placed_anew": change.reports }),
        ))
    }

    fn remove_division(&self, kind: AreaKind, vintage: String) -> Result<Told, AdminError> {
        let object = format!("{} {vintage}", kind.as_str());
        let missing = not_found(format!("no division {object} was imported"));
        let known = self.store.read_now(divisions::list)?;
        if !known.iter().any(|(it, _)| it.kind == kind.as_str() && it.vintage == vintage) {
            return Err(missing);
        }
        let words = format!("{object} is gone.");
        let change = self.change_areas(("areas.remove", object), move |batch| {
            divisions::remove(batch, (kind.as_str(), &vintage)).map(drop)
        })?;
        Ok(Told::new(
            format!("{words} {} reports lie in other areas than before.", change.reports),
            json!({ "changed": change.areas, "placed_anew": change.reports }),
        ))
    }

    /// Change the divisions and take what follows into force, in one transaction.
    fn change_areas(
        &self,
        (action, object): (&'static str, String),
        change: impl FnOnce(&Batch<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Change, AdminError> {
        let folder = Version::read(&self.dir.join("config"))?;
        let changed = self.store.write_now(move |batch| {
            change(batch)?;
            let changed = configuration::take(batch, &folder.in_force(batch.tx)?)?;
            audit::write(batch, Entry { actor: "command line", action, object: &object })?;
            Ok(changed)
        })?;
        Ok(changed)
    }

    fn list_divisions(&self) -> Result<Told, AdminError> {
        let all = self.store.read_now(divisions::list)?;
        let rows: Vec<_> = all
            .iter()
            .map(|(it, is_in_force)| {
                vec![
                    it.kind.clone(),
                    it.vintage.clone(),
                    it.areas.len().to_string(),
                    (if *is_in_force { "in force" } else { "" }).to_owned(),
                    time(Some(it.imported_at)),
                    it.file.clone(),
                    it.source.clone(),
                ]
            })
            .collect();
        let json: Vec<_> = all
            .iter()
            .map(|(it, is_in_force)| {
                json!({
                    "kind": it.kind, "vintage": it.vintage, "areas": it.areas.len(),
                    "is_in_force": is_in_force, "imported_at": it.imported_at,
                    "file": it.file, "source": it.source,
                })
            })
            .collect();
        let heading = ["kind", "vintage", "areas", "", "imported", "file", "source"];
        Ok(Told::new(columns(&heading, &rows), json!(json)))
    }

    fn show_areas(&self, kind: Option<&str>) -> Result<Told, AdminError> {
        let (mut all, outside) = self.store.read_now(|conn| {
            let outside = areas::kinds(conn)?
                .into_iter()
                .map(|kind| Ok((areas::outside(conn, &kind)?, kind)))
                .collect::<Result<Vec<_>, StoreError>>()?;
            Ok((areas::list(conn)?, outside))
        })?;
        all.retain(|area| kind.is_none_or(|kind| area.kind == kind));
        let row = |it: &AreaReports| {
            let reports = it.reports.to_string();
            [&it.code, &it.kind, &it.vintage, &reports, &it.name, &it.parent].map(Clone::clone)
        };
        let rows: Vec<Vec<String>> = all.iter().map(|it| row(it).to_vec()).collect();
        let told = outside.iter().filter(|(_, of)| kind.is_none_or(|kind| of == kind));
        let told: Vec<String> =
            told.map(|(count, of)| format!("{count} reports lie in no area of {of}")).collect();
        let outside: serde_json::Map<_, _> =
            outside.into_iter().map(|(count, kind)| (kind, json!(count))).collect();
        let heading = ["code", "kind", "vintage", "reports", "name", "part of"];
        let words = format!("{}\n{}", columns(&heading, &rows), told.join("\n"));
        Ok(Told::new(words, json!({ "areas": all, "outside": outside })))
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
