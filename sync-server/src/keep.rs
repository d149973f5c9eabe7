//! `DIR/keep`: what never goes into a backup. The server's private key lies here.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::app::StartError;

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
