//! Reports from a file: good rows go in, batch by batch, bad rows are told with line and reason, and
//! rows that are known already change nothing.

mod geopackage;
mod mapping;
mod preview;
mod read;
mod row;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use client::{Client, ClientError, FileError, Recorded};
use domain::catalogue::{Catalogue, CategoryCode};
use domain::observation::ObservationDraft;
use domain::text::Name;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::{Format, Import};
use mapping::{BadMapping, Mapping};
pub(crate) use preview::Preview;
use row::{Row, Rows};

/// Reports in one transaction.
const BATCH: usize = 500;
/// Rejected rows that are listed in the answer; all are counted and can be written to a file.
const LISTED: usize = 1_000;

/// Why an import stopped. What was taken in before stays.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// The file or the list of rejected rows.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The phone's store.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The mapping.
    #[error(transparent)]
    Mapping(#[from] BadMapping),
    /// The GeoPackage.
    #[error(transparent)]
    Geopackage(#[from] FileError),
    /// No name, no format.
    #[error(
        "the format of `{0}` is unknown: name it with --format ndjson, csv, geojson or geopackage"
    )]
    Format(String),
    /// A file's name that cannot name an import.
    #[error("name the import with --name")]
    NoName,
}

/// A row that did not go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Rejection {
    /// Line in the file; in GeoJSON the number of the feature.
    pub(crate) line: u64,
    /// Why.
    pub(crate) reason: String,
}

/// What became of the rows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) import: String,
    pub(crate) read: u64,
    pub(crate) added: u64,
    pub(crate) already_there: u64,
    pub(crate) rejected: u64,
    /// Categories that the catalogue in force does not have, with the rows that were added under them.
    pub(crate) unknown_categories: BTreeMap<String, u64>,
    /// The first thousand.
    pub(crate) rejections: Vec<Rejection>,
    /// Where all of them were written.
    pub(crate) rejected_file: Option<PathBuf>,
    /// What it would bring, when that is all that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) preview: Option<Preview>,
}

/// Take in a file. `told` hears of every rejected row at once.
pub(crate) fn run(
    client: &Client,
    (import, store): (&Import, &Path),
    has_bar: bool,
    told: &mut dyn FnMut(&Rejection),
) -> Result<Report, ImportError> {
    let mut mapping = match &import.mapping {
        Some(path) => kept_or_read((path, store), import.save_mapping.as_deref())?,
        None => Mapping::plain(),
    };
    let file_name = import.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let file_name = file_name.unwrap_or_default();
    let name = match import.name.clone().or_else(|| mapping.import.clone()) {
        Some(name) => name,
        None => Name::new(&file_name).map_err(|_| ImportError::NoName)?,
    };
    let format =
        import.format.or_else(|| guessed(&file_name)).ok_or(ImportError::Format(file_name))?;
    if format == Format::Geopackage {
        mapping.plane = geopackage::plane((&import.file, import.layer.as_deref()))?;
    }
    let file = File::open(&import.file)?;
    let bar = bar(file.metadata()?.len(), has_bar);
    let rejected = import.write_rejected.then(|| beside(&import.file));
    let mut taking = Taking {
        client,
        catalogue: client.catalogue()?,
        rows: Rows::new(&mapping, name.clone()),
        batch: Vec::with_capacity(BATCH),
        report: Report {
            import: name.as_str().to_owned(),
            rejected_file: rejected.clone(),
            preview: import.preview.then(Preview::default),
            ..Report::default()
        },
        rejected: rejected.map(File::create).transpose()?.map(BufWriter::new),
        told,
    };
    let read = match format {
        Format::Geopackage => {
            let layer = (import.file.as_path(), import.layer.as_deref());
            geopackage::rows(layer, &mut |found| taking.take(found))
        }
        _ => read::rows(format, bar.wrap_read(file), &mut |found| taking.take(found)),
    };
    taking.flush()?;
    read?;
    bar.finish_and_clear();
    Ok(taking.report)
}

/// A mapping from its file, or one that was kept under that name beside the store; kept now, where that is asked.
fn kept_or_read((path, store): (&Path, &Path), save: Option<&str>) -> Result<Mapping, ImportError> {
    let folder = store.join("mappings");
    let kept = folder.join(path).with_extension("toml");
    let is_name = path.components().count() == 1 && path.extension().is_none();
    let text = std::fs::read_to_string(if is_name { &kept } else { path })?;
    let mapping = Mapping::read(&text)?;
    if let Some(name) = save {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name).with_extension("toml"), text)?;
    }
    Ok(mapping)
}

fn guessed(name: &str) -> Option<Format> {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        "csv" | "tsv" => Some(Format::Csv),
        "geojson" | "json" => Some(Format::Geojson),
        "gpkg" => Some(Format::Geopackage),
        _ => None,
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".rejected.ndjson");
    name.into()
}

fn bar(length: u64, has_bar: bool) -> ProgressBar {
    let target = if has_bar { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(length), target);
    match ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {eta} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

struct Taking<'a> {
    client: &'a Client,
    catalogue: Catalogue,
    rows: Rows<'a>,
    batch: Vec<(u64, Row, ObservationDraft)>,
    report: Report,
    rejected: Option<BufWriter<File>>,
    told: &'a mut dyn FnMut(&Rejection),
}

impl Taking<'_> {
    fn take(&mut self, (line, row): read::Found) -> Result<(), ImportError> {
        self.report.read += 1;
        let row = match row {
            Ok(row) => row,
            Err(reason) => return self.reject(line, reason, &Value::Null),
        };
        match self.rows.draft(&row) {
            Ok(draft) => self.batch.push((line, row, draft)),
            Err(reason) => return self.reject(line, reason, &Value::Object(row)),
        }
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        let (rows, drafts): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|(line, row, draft)| ((line, row), draft)).unzip();
        let recorded = match &mut self.report.preview {
            Some(preview) => preview.look(self.client, &drafts)?,
            None => self.client.record_many(&drafts)?,
        };
        for (((line, row), draft), recorded) in rows.into_iter().zip(&drafts).zip(recorded) {
            match recorded {
                Recorded::Added(_) => {
                    self.report.added += 1;
                    self.look_up(draft.attributes.category.as_ref());
                }
                Recorded::AlreadyThere(_) => self.report.already_there += 1,
                Recorded::Refused(error) => {
                    self.reject(line, error.to_string(), &Value::Object(row))?;
                }
            }
        }
        if let Some(file) = &mut self.rejected {
            file.flush()?;
        }
        Ok(())
    }

    /// A category that the catalogue does not have is kept, and counted for whoever imports.
    fn look_up(&mut self, category: Option<&CategoryCode>) {
        let unknown = category.filter(|code| self.catalogue.category(code).is_none());
        if let Some(code) = unknown {
            *self.report.unknown_categories.entry(code.as_str().to_owned()).or_default() += 1;
        }
    }

    fn reject(&mut self, line: u64, reason: String, row: &Value) -> Result<(), ImportError> {
        let rejection = Rejection { line, reason };
        (self.told)(&rejection);
        self.report.rejected += 1;
        if let Some(file) = &mut self.rejected {
            let told = json!({"line": line, "reason": rejection.reason, "row": row});
            writeln!(file, "{told}")?;
        }
        if self.report.rejections.len() < LISTED {
            self.report.rejections.push(rejection);
        }
        Ok(())
    }
}
