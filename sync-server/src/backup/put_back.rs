//! Putting a generation back: checked first, what was there is moved aside and not deleted, a new life
//! of the log begins, and `DIR/keep` tells what was erased and whose access was taken away since.

use std::fs;
use std::path::{Path, PathBuf};

use domain::id::Epoch;
use serde::Serialize;

use super::check::{Depth, check};
use super::files::{clear, copy, copy_whole, lock};
use super::manifest::Manifest;
use super::overview::generations;
use super::take::{BLOBS, DATABASE};
use super::{BackupError, Progress, SERVING, Stage, Target, go_on};
use crate::keep::{make_key, make_private_folder, sync_folder};
use crate::seams::Seams;
use crate::store::audit::{self, Entry};
use crate::store::{Met, Store, StoreError, blobs, lives, meta, sessions};

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PutBack {
    /// The generation.
    pub generation: PathBuf,
    /// The life of the log that began.
    pub epoch: Epoch,
    /// How far its log goes.
    pub head: u64,
    /// Observations in it.
    pub observations: u64,
    /// Attachments that had to be copied.
    pub attachments: u64,
    /// Where what was there before lies now.
    pub replaced: Option<PathBuf>,
    /// Whether the server's key had to be made anew: `keep` was not there.
    pub new_key: bool,
    /// What `keep` told the database again.
    #[serde(flatten)]
    pub met: Met,
}

/// Find a generation: a generation's own folder, or a target's, of which the newest good one is meant.
///
/// # Errors
/// When there is none.
fn find(folder: &Path) -> Result<PathBuf, BackupError> {
    if folder.join(super::manifest::FILE).is_file() {
        return Ok(folder.to_owned());
    }
    let target = Target { folder: folder.to_owned(), keep: usize::MAX, off_machine: false };
    let mut all = generations(&target)?;
    all.sort_by(|one, other| other.name.cmp(&one.name));
    let good = all.iter().find(|it| it.is_good()).or_else(|| all.first());
    good.map(|it| it.folder.clone()).ok_or_else(|| BackupError::Nothing(folder.to_owned()))
}

/// Put a generation back into a data folder that no server serves. The folder may be empty.
///
/// # Errors
/// When the generation does not hold, a server runs on the folder, or a disk fails. Until the new
/// database has its name, what was there is there still.
pub fn put_back(
    (dir, from): (&Path, &Path),
    seams: &Seams,
    progress: &dyn Progress,
) -> Result<PutBack, BackupError> {
    let generation = find(from)?;
    make_private_folder(dir)?;
    let _serving = lock(dir, SERVING)?;
    let checked = check((dir, &generation), (Depth::Drill, seams.clock.now()), progress)?;
    if !checked.holds() {
        return Err(BackupError::Faulty(generation, checked.faults));
    }
    let manifest = Manifest::read(&generation)?;
    let attachments = bring((dir, &generation), &manifest, progress)?;
    let replaced = swap(dir, seams)?;
    let new_key = !dir.join("keep").join("server.key").exists();
    make_key(dir, &seams.bytes().map_err(StoreError::from)?)?;
    let (epoch, met) = begin(dir, &manifest, seams)?;
    Ok(PutBack {
        generation,
        epoch,
        head: manifest.head,
        observations: checked.observations,
        attachments,
        replaced,
        new_key,
        met,
    })
}

/// Where the database waits for its name.
fn waiting(dir: &Path) -> PathBuf {
    dir.join("restoring")
}

/// Bring everything over that does not stand in the way of what is there.
fn bring(
    (dir, generation): (&Path, &Path),
    manifest: &Manifest,
    progress: &dyn Progress,
) -> Result<u64, BackupError> {
    let still = || go_on(progress);
    let waiting = waiting(dir);
    clear(&waiting)?;
    copy(&generation.join(DATABASE), &waiting.join(DATABASE), &still)?;
    let beside = generation.parent().unwrap_or(generation).join(BLOBS);
    let own = dir.join(BLOBS);
    let mut brought = 0;
    for (done, (name, length)) in (0_u64..).zip(&manifest.blobs) {
        progress.tell(Stage::Attachments, done, manifest.blobs.len() as u64);
        let to = blobs::path_in(&own, *name);
        if fs::metadata(&to).is_ok_and(|file| file.len() == *length) {
            continue;
        }
        if let Some(parent) = to.parent() {
            make_private_folder(parent)?;
        }
        copy_whole(&blobs::path_in(&beside, *name), &to, &still)?;
        to.parent().map_or(Ok(()), sync_folder).map_err(BackupError::file(&to))?;
        brought += 1;
    }
    for file in &manifest.files {
        let to = dir.join(&file.path);
        // A configuration that is there may be newer, and goes on holding.
        if file.path != DATABASE && !to.exists() {
            copy(&generation.join(&file.path), &to, &still)?;
        }
    }
    Ok(brought)
}

/// Move aside what was there, and give the new database its name.
fn swap(dir: &Path, seams: &Seams) -> Result<Option<PathBuf>, BackupError> {
    let was_there = dir.join(DATABASE).exists();
    let aside = dir.join(format!("replaced-{}", seams.clock.now().0));
    for ending in ["", "-wal", "-shm"] {
        let file = dir.join(format!("{DATABASE}{ending}"));
        if file.exists() {
            make_private_folder(&aside)?;
            let to = aside.join(format!("{DATABASE}{ending}"));
            fs::rename(&file, &to).map_err(BackupError::file(&file))?;
        }
    }
    let waiting = waiting(dir);
    let to = dir.join(DATABASE);
    fs::rename(waiting.join(DATABASE), &to)
        .and_then(|()| sync_folder(dir))
        .map_err(BackupError::file(&to))?;
    clear(&waiting)?;
    Ok(was_there.then_some(aside))
}

/// The database meets what was kept, and a new life begins in any case. Links and sessions of before
/// end: which of them had been used or ended is not known any more.
fn begin(dir: &Path, manifest: &Manifest, seams: &Seams) -> Result<(Epoch, Met), BackupError> {
    let store = Store::open(dir, seams.clone())?;
    let met = store.met();
    let (before, name) = (manifest.epoch, manifest.name.clone());
    let epoch = store.write_now(move |batch| {
        if meta::epoch(batch.tx)? == before {
            lives::begin(batch, ("a backup was put back", None))?;
        }
        sessions::end_everything(batch)?;
        audit::write(
            batch,
            Entry { actor: "command line", action: "backup.restore", object: &name },
        )?;
        meta::epoch(batch.tx)
    })?;
    Ok((epoch, met))
}
