//! `DIR/keep`: what never goes into a backup. The server's private key, how far the log had come, what
//! was erased and whose access changed: so a restored server knows that time was turned back, and
//! neither shows again what was erased nor lets in again who was shut out.

mod access;
mod marks;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use domain::blob::BlobName;
use domain::id::{DocId, compact};
use domain::op::{DocType, Fence};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::app::StartError;
use crate::store::Mark;

pub(crate) use access::{
    Access, DeviceStanding, Ended, FactorStanding, Joined, KeptPasskey, Listed, MunicipalName,
    PersonStanding, Standing,
};
pub(crate) use marks::Marks;

/// What was erased, without any of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The document.
    #[serde(with = "compact")]
    pub doc: DocId,
    /// What it was.
    pub of: DocType,
    /// What is left of its operations.
    pub fences: Vec<Fence>,
    /// Attachments that no other document speaks of: their bytes go too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<BlobName>,
}

/// What lies beside a database and never goes into its backups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// How far the log had come when somebody was last answered.
    pub mark: Option<Mark>,
    /// Everything that was ever erased.
    pub erasures: Vec<Erasure>,
    /// Who joined and whose access was taken away.
    pub access: Standing,
}

/// The folder, open for writing.
#[derive(Debug)]
pub(crate) struct Keep {
    dir: PathBuf,
    marks: Marks,
}

impl Keep {
    /// Open or make the folder beside a database, and read what it holds.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or the record of erasures is damaged.
    pub(crate) fn open(dir: &Path) -> Result<(Self, Kept), StartError> {
        let dir = dir.join("keep");
        make_private_folder(&dir)?;
        let (marks, mark) = Marks::open(&dir)?;
        let kept = Kept { mark, erasures: erasures_in(&dir)?, access: access::read(&dir)? };
        Ok((Self { dir, marks }, kept))
    }

    /// How far the log has come.
    pub(crate) fn marks(&mut self) -> &mut Marks {
        &mut self.marks
    }

    /// Remember what is about to be erased; on the disk when this returns.
    pub(crate) fn journal(&self, erasures: &[Erasure]) -> std::io::Result<()> {
        append(&erasures_path(&self.dir), erasures)
    }

    /// Remember whose access is about to change; on the disk when this returns.
    pub(crate) fn note(&self, access: &[Access]) -> std::io::Result<()> {
        access::note(&self.dir, access)
    }
}

/// Add lines to a file; on the disk when this returns. Nothing is left of lines that do not fit.
fn append<T: Serialize>(path: &Path, lines: &[T]) -> std::io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let is_new = !path.exists();
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line)?;
        bytes.push(b'\n');
    }
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    if let Err(error) = file.write_all(&bytes) {
        file.set_len(length)?;
        return Err(error);
    }
    file.sync_data()?;
    match path.parent() {
        Some(folder) if is_new => sync_folder(folder),
        _ => Ok(()),
    }
}

/// A last line without its end was being written when the power went; what it says was not done.
fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, StartError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(StartError::file(path))?,
    };
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let read = whole.lines().filter(|line| !line.is_empty()).map(serde_json::from_str);
    let damaged = |error: serde_json::Error| std::io::Error::other(error);
    read.collect::<Result<_, _>>().map_err(damaged).map_err(StartError::file(path))
}

fn erasures_path(keep: &Path) -> PathBuf {
    keep.join("erased.jsonl")
}

/// What was erased, by the record in a folder: `DIR/keep`, or a target of backups.
pub(crate) fn erasures_in(folder: &Path) -> Result<Vec<Erasure>, StartError> {
    read_lines(&erasures_path(folder))
}

/// Leave a copy of the record with a target of backups, beside its generations: when a whole machine
/// is put back, `DIR/keep` and all, it still tells what was erased.
pub(crate) fn copy_erasures(dir: &Path, target: &Path) -> std::io::Result<()> {
    let own = erasures_in(&dir.join("keep")).map_err(std::io::Error::other)?;
    let known = erasures_in(target).map_err(std::io::Error::other)?;
    let new: Vec<_> = own.into_iter().filter(|erasure| !known.contains(erasure)).collect();
    append(&erasures_path(target), &new)
}

/// Bring a folder's names to the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(dir: &Path) -> std::io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Windows brings names to the disk together with the file.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn key_path(dir: &Path) -> PathBuf {
    dir.join("keep").join("server.key")
}

/// Make the folder and the key, readable by the owner only. An existing key stays.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) fn make_key(dir: &Path, seed: &[u8; 32]) -> Result<(), StartError> {
    let path = key_path(dir);
    if path.exists() {
        return Ok(());
    }
    make_private_folder(&dir.join("keep"))?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(StartError::file(&path))?;
    file.write_all(seed).and_then(|()| file.sync_all()).map_err(StartError::file(&path))
}

/// Make a folder that only its owner can open.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make_private_folder(path: &Path) -> Result<(), StartError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(StartError::file(path))
}

/// The server's private key.
///
/// # Errors
/// When it is missing or damaged.
pub(crate) fn read_key(dir: &Path) -> Result<[u8; 32], StartError> {
    let path = key_path(dir);
    let bytes = fs::read(&path).map_err(StartError::file(&path))?;
    bytes.try_into().map_err(|_| StartError::Key(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_being_written_is_left_out_and_a_damaged_one_stops_the_start() {
        let dir = tempfile::tempdir().unwrap();
        let (keep, _) = Keep::open(dir.path()).unwrap();
        let erasure = Erasure {
            doc: DocId::from_bytes([3; 16]),
            of: DocType::Observation,
            fences: vec![],
            blobs: vec![],
        };
        keep.journal(std::slice::from_ref(&erasure)).unwrap();
        let path = erasures_path(&keep.dir);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}{}", &whole[..20])).unwrap();
        assert_eq!(Keep::open(dir.path()).unwrap().1.erasures, [erasure]);
        fs::write(&path, format!("{}\n{whole}", &whole[..20])).unwrap();
        assert!(Keep::open(dir.path()).is_err());
    }
}
