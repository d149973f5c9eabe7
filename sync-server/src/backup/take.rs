//! Taking a generation: a copy of the database beside the running writer, the attachments it speaks
//! of, the configuration, and a manifest; then the same on every further target, each checked there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::DateTime;
use domain::blob::BlobName;
use domain::clock::UtcMillis;
use protocol::run::DeviceKey;

use super::check::{Checked, Depth, check};
use super::files::{self, below, clear, copy, copy_whole, lock, summed};
use super::manifest::{self, Manifest};
use super::overview::generations;
use super::{BackupError, LOCK, Plan, Progress, Stage, Target, go_on};
use crate::keep::{self, make_private_folder, sync_folder};
use crate::seams::Seams;
use crate::store::{blobs, copies};

/// What is being written has this name until it is whole.
const TAKING: &str = ".taking";
/// How often progress is told while SQLite works.
const GLANCE: Duration = Duration::from_millis(50);
/// Where the attachments of all generations of a target lie.
pub(super) const BLOBS: &str = "blobs";
/// The database's name, in the data folder and in a generation.
pub(super) const DATABASE: &str = "lagesbild.db";

/// What became of one target.
#[derive(Debug)]
pub struct Taken {
    /// The target.
    pub target: Target,
    /// The generation's folder, and what its check said; or why there is none.
    pub outcome: Result<(PathBuf, Checked), BackupError>,
}

/// Take a generation of a data folder and put it on every target. The server may be serving it.
///
/// # Errors
/// When the database could not be copied, or it was ended; a further target that fails is told in
/// its place.
pub fn take(
    (dir, plan): (&Path, &Plan),
    seams: &Seams,
    progress: &dyn Progress,
) -> Result<Vec<Taken>, BackupError> {
    let _turn = lock(dir, LOCK)?;
    let targets = plan.targets(dir);
    let Some(first) = targets.first() else { return Ok(Vec::new()) };
    make_private_folder(&first.folder)?;
    let made = make((dir, &first.folder), seams, progress)?;
    let mut taken = Vec::new();
    for target in &targets {
        let outcome =
            if target == first { Ok(made.clone()) } else { hand_on(&made, target, progress) };
        let outcome = outcome.and_then(|generation| {
            let checked = check((dir, &generation), (Depth::New, seams.clock.now()), progress)?;
            prune(target)?;
            keep::copy_erasures(dir, &target.folder).map_err(BackupError::file(&target.folder))?;
            Ok((generation, checked))
        });
        if matches!(outcome, Err(BackupError::Cancelled)) {
            return Err(BackupError::Cancelled);
        }
        taken.push(Taken { target: target.clone(), outcome });
    }
    Ok(taken)
}

fn make(
    (dir, target): (&Path, &Path),
    seams: &Seams,
    progress: &dyn Progress,
) -> Result<PathBuf, BackupError> {
    let taking = target.join(TAKING);
    clear(&taking)?;
    make_private_folder(&taking)?;
    let made = fill((dir, target, &taking), seams, progress);
    if made.is_err() {
        let _ = fs::remove_dir_all(&taking);
    }
    let manifest = made?;
    let generation = target.join(&manifest.name);
    settle(&taking, &generation)?;
    Ok(generation)
}

/// A generation gets its name once everything in it is on the disk.
fn settle(taking: &Path, generation: &Path) -> Result<(), BackupError> {
    let parent = generation.parent().unwrap_or(generation);
    sync_folder(taking)
        .and_then(|()| fs::rename(taking, generation))
        .and_then(|()| sync_folder(parent))
        .map_err(BackupError::file(generation))
}

fn fill(
    (dir, target, taking): (&Path, &Path, &Path),
    seams: &Seams,
    progress: &dyn Progress,
) -> Result<Manifest, BackupError> {
    let taken_at = seams.clock.now();
    let database = taking.join(DATABASE);
    copy_database((&dir.join(DATABASE), &database), progress)?;
    let (contents, covered, missing) = {
        let conn = copies::open(&database)?;
        let contents = copies::contents(&conn)?;
        let missing = copy_blobs((dir, target), &contents.blobs, progress)?;
        let is_there =
            |name: &BlobName| contents.blobs.contains_key(name) && !missing.contains(name);
        let covered = copies::covered(&conn, taken_at, is_there)?;
        (contents, covered, missing)
    };
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(taking.join(format!("{DATABASE}{ending}")));
    }
    let still = || go_on(progress);
    let mut summed_files = vec![summed(DATABASE.to_owned(), files::sum(&database, &still)?)];
    let configuration = below(&dir.join("config"))?.into_iter().map(|it| format!("config/{it}"));
    for path in configuration.chain(std::iter::once(crate::settings::FILE.to_owned())) {
        let from = dir.join(&path);
        if from.is_file() {
            let copied = copy(&from, &taking.join(&path), &still)?;
            summed_files.push(summed(path, copied));
        }
    }
    let key = DeviceKey::from_seed(&keep::read_key(dir)?).public();
    let mut blobs = contents.blobs;
    blobs.retain(|name, _| !missing.contains(name));
    let hex = |bytes: [u8; 32]| blake3::Hash::from_bytes(bytes).to_hex().to_string();
    let manifest = Manifest {
        format: Manifest::format(),
        name: name(taken_at, seams.bytes().map_err(crate::store::StoreError::from)?),
        taken_at,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server: hex(key.0),
        epoch: contents.mark.epoch,
        head: contents.mark.head,
        state: hex(contents.state),
        counts: contents.counts,
        covered,
        files: summed_files,
        blobs,
        missing,
        sum: String::new(),
    };
    files::write(&taking.join(manifest::FILE), &manifest.clone().sealed()?)?;
    Ok(manifest)
}

/// When it was taken, so that names sort by age; and two bytes, so that no two are alike.
fn name(at: UtcMillis, random: [u8; 2]) -> String {
    let at = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    format!("{}-{:04x}", at.format("%Y%m%dT%H%M%SZ"), u16::from_le_bytes(random))
}

/// Copy the database while a second thread tells how far it is and hears whether to end.
fn copy_database((from, to): (&Path, &Path), progress: &dyn Progress) -> Result<(), BackupError> {
    let (ended, done) = (Arc::new(AtomicBool::new(false)), AtomicBool::new(false));
    let length = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    let of = length(from);
    let copied = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                ended.store(progress.is_cancelled(), Ordering::Relaxed);
                progress.tell(Stage::Database, length(to).min(of), of);
                std::thread::sleep(GLANCE);
            }
        });
        let go_on = Arc::clone(&ended);
        let copied = copies::write(from, to, move || !go_on.load(Ordering::Relaxed));
        done.store(true, Ordering::Relaxed);
        copied
    });
    go_on(progress)?;
    copied?;
    File::open(to).and_then(|file| file.sync_all()).map_err(BackupError::file(to))
}

/// Bring the attachments to a target that are not there yet. Returns those that could not be had.
fn copy_blobs(
    (dir, target): (&Path, &Path),
    wanted: &BTreeMap<BlobName, u64>,
    progress: &dyn Progress,
) -> Result<Vec<BlobName>, BackupError> {
    let (from, to) = (dir.join(BLOBS), target.join(BLOBS));
    let mut missing = Vec::new();
    for (done, (name, length)) in (0_u64..).zip(wanted) {
        go_on(progress)?;
        progress.tell(Stage::Attachments, done, wanted.len() as u64);
        let (from, to) = (blobs::path_in(&from, *name), blobs::path_in(&to, *name));
        if fs::metadata(&to).is_ok_and(|file| file.len() == *length) {
            continue;
        }
        if !from.is_file() {
            missing.push(*name);
            continue;
        }
        if let Some(parent) = to.parent() {
            make_private_folder(parent)?;
        }
        let (_, hash) = copy_whole(&from, &to, &|| go_on(progress))?;
        if hash.as_bytes() == name.as_bytes() {
            to.parent().map_or(Ok(()), sync_folder).map_err(BackupError::file(&to))?;
        } else {
            fs::remove_file(&to).map_err(BackupError::file(&to))?;
            missing.push(*name);
        }
    }
    Ok(missing)
}

/// Put a generation that is whole on another target.
fn hand_on(made: &Path, target: &Target, progress: &dyn Progress) -> Result<PathBuf, BackupError> {
    if !target.folder.is_dir() {
        let error = std::io::Error::other("the folder is not there; is its disk mounted?");
        return Err(BackupError::File { path: target.folder.clone(), error });
    }
    let own = made.parent().unwrap_or(made);
    let manifest = Manifest::read(made)?;
    let taking = target.folder.join(TAKING);
    clear(&taking)?;
    make_private_folder(&taking)?;
    let missing = copy_blobs((own, &target.folder), &manifest.blobs, progress)?;
    if !missing.is_empty() {
        let what = format!("{} attachments are missing", missing.len());
        return Err(BackupError::Faulty(made.to_owned(), vec![what]));
    }
    for path in manifest.files.iter().map(|file| file.path.as_str()).chain([manifest::FILE]) {
        copy(&made.join(path), &taking.join(path), &|| go_on(progress))?;
    }
    let generation = target.folder.join(&manifest.name);
    settle(&taking, &generation)?;
    Ok(generation)
}

/// Remove what is older than the newest good generations that are kept, and attachments that no
/// generation speaks of any more.
///
/// # Errors
/// When a folder cannot be read or removed.
pub fn prune(target: &Target) -> Result<(), BackupError> {
    let mut all = generations(target)?;
    all.sort_by(|one, other| other.name.cmp(&one.name));
    let kept = all.iter().filter(|it| it.is_good()).nth(target.keep.saturating_sub(1));
    if let Some(oldest) = kept.map(|it| it.name.clone()) {
        for old in all.iter().filter(|it| it.name < oldest) {
            clear(&old.folder)?;
            let _ = fs::remove_file(old.record());
        }
        all.retain(|it| it.name >= oldest);
    }
    let mut spoken_of = std::collections::BTreeSet::new();
    for generation in &all {
        // What a damaged manifest spoke of is not known, so nothing goes.
        let Some(manifest) = &generation.manifest else { return Ok(()) };
        spoken_of.extend(manifest.blobs.keys().map(ToString::to_string));
    }
    let folder = target.folder.join(BLOBS);
    for path in below(&folder)? {
        let name = path.rsplit('/').next().unwrap_or_default();
        if !spoken_of.contains(name) {
            let path = folder.join(&path);
            fs::remove_file(&path).map_err(BackupError::file(&path))?;
        }
    }
    Ok(())
}
