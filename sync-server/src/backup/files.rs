//! Files of backups: copied whole, on the disk before they get their names, and compared by BLAKE3.

use std::fs::{self, File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::BackupError;
use super::manifest::Summed;
use crate::keep::{make_private_folder, sync_folder};

/// Bytes are copied in pieces of this size, so that an end comes soon.
const PIECE: usize = 256 * 1024;

/// Hold a lock in a folder until the file is dropped.
pub(super) fn lock(dir: &Path, name: &str) -> Result<File, BackupError> {
    let path = dir.join(name);
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(BackupError::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BackupError::Busy(path)),
        Err(TryLockError::Error(error)) => Err(BackupError::File { path, error }),
    }
}

/// Copy a file to a new name, bring it to the disk, and tell its sum.
pub(super) fn copy(
    from: &Path,
    to: &Path,
    go_on: &dyn Fn() -> Result<(), BackupError>,
) -> Result<(u64, blake3::Hash), BackupError> {
    if let Some(parent) = to.parent() {
        make_private_folder(parent)?;
    }
    let mut source = File::open(from).map_err(BackupError::file(from))?;
    let mut made = File::create(to).map_err(BackupError::file(to))?;
    let mut hasher = blake3::Hasher::new();
    let (mut piece, mut bytes) = (vec![0; PIECE], 0);
    loop {
        go_on()?;
        let length = source.read(&mut piece).map_err(BackupError::file(from))?;
        if length == 0 {
            break;
        }
        hasher.update(&piece[..length]);
        made.write_all(&piece[..length]).map_err(BackupError::file(to))?;
        bytes += length as u64;
    }
    made.sync_all().map_err(BackupError::file(to))?;
    Ok((bytes, hasher.finalize()))
}

/// The same by way of a name that nobody looks for, so that the name stands for the whole.
pub(super) fn copy_whole(
    from: &Path,
    to: &Path,
    go_on: &dyn Fn() -> Result<(), BackupError>,
) -> Result<(u64, blake3::Hash), BackupError> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let copied = copy(from, &part, go_on);
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    let copied = copied?;
    fs::rename(&part, to).map_err(BackupError::file(to))?;
    Ok(copied)
}

/// Read a file for its length and sum.
pub(super) fn sum(
    path: &Path,
    go_on: &dyn Fn() -> Result<(), BackupError>,
) -> Result<(u64, blake3::Hash), BackupError> {
    let mut file = File::open(path).map_err(BackupError::file(path))?;
    let mut hasher = blake3::Hasher::new();
    let (mut piece, mut bytes) = (vec![0; PIECE], 0);
    loop {
        go_on()?;
        let length = file.read(&mut piece).map_err(BackupError::file(path))?;
        if length == 0 {
            return Ok((bytes, hasher.finalize()));
        }
        hasher.update(&piece[..length]);
        bytes += length as u64;
    }
}

/// Every file below a folder, as paths relative to it with `/`, in order.
pub(super) fn below(folder: &Path) -> Result<Vec<String>, BackupError> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder).map_err(BackupError::file(folder))? {
        let entry = entry.map_err(BackupError::file(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            found.extend(below(&path)?.into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

/// What a manifest says of a file.
pub(super) fn summed(path: String, (bytes, hash): (u64, blake3::Hash)) -> Summed {
    Summed { path, bytes, blake3: hash.to_hex().to_string() }
}

/// Write a small file whole, on the disk when this returns.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let part = path.with_extension("part");
    let written = File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, path))
        .and_then(|()| path.parent().map_or(Ok(()), sync_folder));
    written.map_err(BackupError::file(path))
}

/// Remove a folder with everything in it, if it is there.
pub(super) fn clear(folder: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupError::File { path: folder.to_owned(), error })
        }
        _ => Ok(()),
    }
}
