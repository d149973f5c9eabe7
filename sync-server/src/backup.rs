//! Backups: verified generations, taken while the server serves, on every target that is configured.
//! `DIR/keep` is never part of one; restoring is `put_back`.

mod check;
mod files;
mod manifest;
mod overview;
mod plan;
mod put_back;
mod take;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::app::StartError;
use crate::store::StoreError;

pub use check::{Checked, Depth, check};
pub use manifest::Manifest;
pub use overview::{Generation, Overview, Standing};
pub use plan::{Plan, Target};
pub use put_back::{PutBack, put_back};
pub use take::{Taken, prune, take};
pub use watch::{Backups, drill, tick, watch};

/// Where work on a data folder is kept from meeting itself.
pub const LOCK: &str = "backup.lock";
/// Held by the server that serves a data folder.
pub const SERVING: &str = "serving.lock";

/// Why a backup was not taken, checked or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database or its copy failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data folder does not open.
    #[error(transparent)]
    Start(#[from] Box<StartError>),
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Somebody ended it.
    #[error("it was ended before it was done; nothing of it counts")]
    Cancelled,
    /// Another one works on the same folder.
    #[error("{0} is in use by another process")]
    Busy(PathBuf),
    /// There is no generation there.
    #[error("there is no backup in {0}")]
    Nothing(PathBuf),
    /// What was found does not hold.
    #[error("{} does not hold: {}", .0.display(), .1.join("; "))]
    Faulty(PathBuf, Vec<String>),
}

impl From<StartError> for BackupError {
    fn from(error: StartError) -> Self {
        Self::Start(Box::new(error))
    }
}

impl BackupError {
    /// A file that could not be read or written.
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| Self::File { path: path.to_owned(), error }
    }
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The database is copied; counted in bytes.
    Database,
    /// Attachments are copied; counted in files.
    Attachments,
    /// Sums are compared; counted in files.
    Sums,
    /// A restore into a scratch folder is tried.
    TestRestore,
}

/// Tells how long work goes on, and ends it.
pub trait Progress: Sync {
    /// So much of so much is done.
    fn tell(&self, stage: Stage, done: u64, of: u64);
    /// Whether it shall end.
    fn is_cancelled(&self) -> bool;
}

/// Work whose progress nobody looks at; it ends when the flag is set.
pub struct Quietly<'a>(pub &'a AtomicBool);

impl Progress for Quietly<'_> {
    fn tell(&self, _: Stage, _: u64, _: u64) {}

    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Say that a server serves this folder, for as long as the file is held.
///
/// # Errors
/// When another one does.
pub fn serving(dir: &Path) -> Result<std::fs::File, BackupError> {
    files::lock(dir, SERVING)
}

fn go_on(progress: &dyn Progress) -> Result<(), BackupError> {
    if progress.is_cancelled() { Err(BackupError::Cancelled) } else { Ok(()) }
}
