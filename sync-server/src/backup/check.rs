//! Whether a generation holds: its sums, and a restore into a scratch folder in which everything is
//! computed anew. What was found is written beside the generation, never into it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::clock::UtcMillis;
use serde::{Deserialize, Serialize};

use super::files::{self, clear, copy, sum};
use super::manifest::Manifest;
use super::take::{BLOBS, DATABASE};
use super::{BackupError, Progress, Stage, go_on};
use crate::keep::make_private_folder;
use crate::store::{StoreError, blobs, copies};

/// Where a restore is tried; in the data folder, removed afterwards.
const SCRATCH: &str = "drill";

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// One that was just taken: of attachments only that they are there, in full length.
    New,
    /// A drill: every byte of every attachment too.
    Drill,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When.
    pub at: UtcMillis,
    /// How thoroughly.
    pub depth: Depth,
    /// Everything that was wrong; none when it holds.
    pub faults: Vec<String>,
    /// Observations in the restored picture.
    pub observations: u64,
    /// The newest place in the restored log.
    pub head: u64,
    /// Attachments that were looked at.
    pub attachments: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

impl Checked {
    /// Whether nothing was wrong.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Where what was found of a generation is written.
pub(super) fn record(generation: &Path) -> PathBuf {
    let mut path = generation.as_os_str().to_owned();
    path.push(".checked.json");
    PathBuf::from(path)
}

/// Check a generation and write down what was found.
///
/// # Errors
/// When the scratch folder cannot be written or it was ended. What is wrong with the generation is
/// in the answer.
pub fn check(
    (dir, generation): (&Path, &Path),
    (depth, now): (Depth, UtcMillis),
    progress: &dyn Progress,
) -> Result<Checked, BackupError> {
    let began = Instant::now();
    let mut checked = Checked {
        at: now,
        depth,
        faults: Vec::new(),
        observations: 0,
        head: 0,
        attachments: 0,
        took_ms: 0,
    };
    let scratch = dir.join(SCRATCH);
    clear(&scratch)?;
    make_private_folder(&scratch)?;
    let looked = look((generation, &scratch), &mut checked, progress);
    clear(&scratch)?;
    match looked {
        Ok(()) => {}
        Err(BackupError::Faulty(_, faults)) => checked.faults.extend(faults),
        // Read from the generation: it is what is wrong. Anything else is this machine's fault.
        Err(BackupError::File { path, error }) if path.starts_with(generation) => {
            checked.faults.push(format!("{}: {error}", path.display()));
        }
        Err(BackupError::Store(StoreError::Picture(error))) => {
            checked.faults.push(error.to_string());
        }
        Err(error) => return Err(error),
    }
    checked.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let bytes = serde_json::to_vec(&checked).map_err(StoreError::from)?;
    files::write(&record(generation), &bytes)?;
    Ok(checked)
}

fn look(
    (generation, scratch): (&Path, &Path),
    checked: &mut Checked,
    progress: &dyn Progress,
) -> Result<(), BackupError> {
    let manifest = Manifest::read(generation)?;
    let still = || go_on(progress);
    for (done, file) in (0_u64..).zip(&manifest.files) {
        progress.tell(Stage::Sums, done, manifest.files.len() as u64);
        let path = generation.join(&file.path);
        let copied = if file.path == DATABASE {
            copy(&path, &scratch.join(DATABASE), &still)?
        } else {
            sum(&path, &still)?
        };
        if files::summed(file.path.clone(), copied) != *file {
            checked.faults.push(format!("{} is not what was written", file.path));
        }
    }
    attachments((generation, &manifest), checked, progress)?;
    if !checked.faults.is_empty() {
        return Ok(());
    }
    progress.tell(Stage::TestRestore, 0, 1);
    let mut conn = copies::open(&scratch.join(DATABASE))?;
    let contents = copies::contents(&conn)?;
    checked.faults.extend(copies::faults(&mut conn)?);
    let state = blake3::Hash::from_bytes(contents.state).to_hex().to_string();
    if state != manifest.state {
        checked.faults.push("the documents are not those that were there".to_owned());
    }
    if contents.counts != manifest.counts || contents.mark.head != manifest.head {
        checked.faults.push("not as many rows as there were".to_owned());
    }
    checked.observations = contents.counts.get("observation").copied().unwrap_or(0);
    checked.head = contents.mark.head;
    progress.tell(Stage::TestRestore, 1, 1);
    Ok(())
}

fn attachments(
    (generation, manifest): (&Path, &Manifest),
    checked: &mut Checked,
    progress: &dyn Progress,
) -> Result<(), BackupError> {
    let folder = generation.parent().unwrap_or(generation).join(BLOBS);
    for (name, length) in &manifest.blobs {
        progress.tell(Stage::Attachments, checked.attachments, manifest.blobs.len() as u64);
        go_on(progress)?;
        checked.attachments += 1;
        let path = blobs::path_in(&folder, *name);
        if fs::metadata(&path).map_or(0, |file| file.len()) != *length {
            checked.faults.push(format!("attachment {name} is not there in its length"));
        } else if checked.depth == Depth::Drill {
            let (_, hash) = sum(&path, &|| go_on(progress))?;
            if hash.as_bytes() != name.as_bytes() {
                checked.faults.push(format!("attachment {name} is damaged"));
            }
        }
    }
    Ok(())
}
