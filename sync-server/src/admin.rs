//! The administration commands: each opens the folder, makes one call and tells what came of it, for
//! people or for programs. They work beside a running server.

mod areas;
mod auditing;
mod backups;
mod configuration;
mod devices;
mod editions;
mod erasing;
mod failure;
mod listings;
mod members;
mod people;
mod plan;
mod receivers;
mod records;
mod retention;
mod statistics;
mod studies;

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use domain::clock::UtcMillis;
use picture::areas::file::FileError;
use picture::study::StudyError;
use protocol::problem::{Problem, ProblemCode};
use serde_json::{Value, json};

use crate::app::StartError;
use crate::backup::BackupError;
use crate::faults::Faults;
use crate::invite;
use crate::seams::Seams;
use crate::settings::Settings;
use crate::statistics::TableError;
use crate::store::{Store, StoreError};

pub use areas::{AreaCommand, Import};
pub use auditing::AuditCommand;
pub use backups::{BackupCommand, restore};
pub use configuration::ConfigCommand;
pub use devices::{DeviceCommand, Enrol};
pub use editions::{As, Much, Wanted};
pub use erasing::{Erase, SetAside};
pub use listings::{Listing, list};
pub use members::{Agreed, MemberCommand};
pub use people::{Invite, PersonCommand};
pub use receivers::ReceiverCommand;
pub use records::{Outcome, RecordsCommand, Search};
pub use retention::RetentionCommand;
pub use statistics::{Import as StatisticsImport, StatisticsCommand};
pub use studies::{Part, Question};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The folder could not be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The store said no, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The analysis gave no answer.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A file gave no areas.
    #[error(transparent)]
    Areas(#[from] FileError),
    /// A file gave no figures.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A backup was not taken, checked or put back.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// An edition could not be pressed.
    #[error(transparent)]
    Report(#[from] report::ReportError),
    /// The record of who did what does not hold.
    #[error("the record does not hold after row {0}: a row was changed, taken out or is missing")]
    AuditBroken(u64),
    /// The output could not be written.
    #[error("the output could not be written: {0}")]
    Output(#[from] std::io::Error),
}

impl From<Faults> for AdminError {
    fn from(faults: Faults) -> Self {
        Self::Start(faults.into())
    }
}

impl AdminError {
    /// The exit code, as `--help` lists them.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Start(StartError::Faults(_)) => 3,
            Self::Store(StoreError::Refused(_)) => 4,
            Self::Start(StartError::NotInitialised(_)) => 5,
            Self::Study(StudyError::Question(_)) | Self::Areas(_) | Self::Table(_) => 4,
            Self::Backup(BackupError::Busy(_)) => 4,
            Self::Start(_)
            | Self::Store(_)
            | Self::Study(_)
            | Self::Backup(_)
            | Self::Report(_)
            | Self::AuditBroken(_)
            | Self::Output(_) => 1,
        }
    }
}

/// What a command tells: words for people, JSON for programs.
pub struct Told {
    /// For people.
    pub words: String,
    /// For programs.
    pub json: Value,
}

impl Told {
    /// Both.
    pub fn new(words: impl Into<String>, json: Value) -> Self {
        Self { words: words.into(), json }
    }

    /// Write the one that was asked for.
    ///
    /// # Errors
    /// When the output is closed.
    pub fn write(&self, as_json: bool, to: &mut impl Write) -> std::io::Result<()> {
        if as_json { writeln!(to, "{}", self.json) } else { writeln!(to, "{}", self.words) }
    }
}

/// An opened folder.
pub struct Admin {
    dir: PathBuf,
    settings: Settings,
    seams: Seams,
    store: Store,
}

impl Admin {
    /// Open a folder that `init` has made.
    ///
    /// # Errors
    /// When it was not made, or its settings are wrong.
    pub fn open(dir: &Path, settings: Settings, seams: Seams) -> Result<Self, AdminError> {
        if !dir.join("lagesbild.db").exists() {
            return Err(StartError::NotInitialised(dir.to_owned()).into());
        }
        let store = Store::open(dir, seams.clone())?;
        Ok(Self { dir: dir.to_owned(), settings, seams, store })
    }

    fn now(&self) -> UtcMillis {
        self.seams.clock.now()
    }
}

/// Make a data folder and tell the first owner's link.
///
/// # Errors
/// When the configuration is wrong or the folder cannot be written.
pub fn init(
    dir: &Path,
    configuration: Option<&Path>,
    settings: &Settings,
    seams: &Seams,
) -> Result<Told, AdminError> {
    let done = crate::init(dir, configuration, seams)?;
    let name = &done.municipality;
    let made_up = if done.practice { " (everything in it is made up)" } else { "" };
    let Some(code) = done.owner else {
        let words = format!("{} is there already, for {name}{made_up}.", dir.display());
        return Ok(Told::new(words, json!({ "made": false, "municipality": name })));
    };
    let link = invite::link(dir, settings, &code);
    let words = format!(
        "Made {} for {name}{made_up}.\nThe owner opens this link within a week and chooses a \
         password:\n{link}",
        dir.display()
    );
    let json =
        json!({ "made": true, "municipality": name, "practice": done.practice, "link": link });
    Ok(Told::new(words, json))
}

/// There is no such thing.
fn not_found(what: String) -> AdminError {
    StoreError::from(Problem::new(ProblemCode::NotFound, what)).into()
}

/// A time as people read it in a terminal.
fn time(at: Option<UtcMillis>) -> String {
    let shown = at.and_then(|at| DateTime::from_timestamp_millis(at.0));
    shown.map_or_else(|| "–".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// Rows with a heading, each column as wide as its widest cell.
fn columns(heading: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(heading.get(column).map(|cell| cell.chars().count())).max().unwrap_or(0)
    };
    let heading: Vec<String> = heading.iter().map(|cell| (*cell).to_owned()).collect();
    let mut lines = Vec::with_capacity(rows.len() + 1);
    for row in std::iter::once(&heading).chain(rows) {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let missing = width(column).saturating_sub(cell.chars().count());
            format!("{cell}{}", " ".repeat(missing))
        });
        lines.push(cells.collect::<Vec<_>>().join("  ").trim_end().to_owned());
    }
    lines.join("\n")
}
