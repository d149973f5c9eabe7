//! The file that tells where a store's key is. Written anew beside itself and put in place by a rename:
//! half of it is never there.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::{FILE, KeyError, KeyFile};

pub(super) fn read(dir: &Path) -> Result<Option<KeyFile>, KeyError> {
    match std::fs::read(dir.join(FILE)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| KeyError::Damaged),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn write(dir: &Path, file: &KeyFile) -> std::io::Result<()> {
    let new = dir.join(format!("{FILE}.new"));
    let text = serde_json::to_vec(file).map_err(std::io::Error::other)?;
    let mut written = private(&new)?;
    written.write_all(&text)?;
    written.sync_all()?;
    drop(written);
    std::fs::rename(&new, dir.join(FILE))?;
    sync(dir)
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<File> {
    File::create(path)
}

#[cfg(unix)]
fn sync(dir: &Path) -> std::io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> std::io::Result<()> {
    Ok(())
}
