//! Room on the disk that is set aside for what a person writes: a file of its own that is given up when
//! the disk is full, and made again when there is room. Photos and what others wrote never use it.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// How much is set aside: the write-ahead log at its full length, and as much again for its pages.
pub const RESERVE_BYTES: usize = 8 * 1024 * 1024;
/// So much has to be free beside it before photos and pages are taken again.
const SPARE_BYTES: usize = 4 * 1024 * 1024;
const NAME: &str = "reserve";
const PROBE: &str = "reserve.probe";
const BLOCK: usize = 64 * 1024;

/// Room that is set aside.
pub trait Reserve: Send + Sync {
    /// Set it aside, if it is not. Returns whether it is, with room to spare beside it.
    fn hold(&self) -> bool;
    /// Let what is written next have it.
    fn give_up(&self);
}

/// A file in the phone's folder.
pub(crate) struct ReserveFile {
    file: PathBuf,
    probe: PathBuf,
}

impl ReserveFile {
    pub(crate) fn in_folder(dir: &Path) -> Self {
        Self { file: dir.join(NAME), probe: dir.join(PROBE) }
    }

    fn is_held(&self) -> bool {
        self.file.metadata().is_ok_and(|it| it.len() == RESERVE_BYTES as u64)
    }
}

impl Reserve for ReserveFile {
    fn hold(&self) -> bool {
        // A try that does not fit must not take what is left.
        if !self.is_held() && fill(&self.file, RESERVE_BYTES).is_err() {
            self.give_up();
            return false;
        }
        let has_spare = fill(&self.probe, SPARE_BYTES).is_ok();
        let _ = std::fs::remove_file(&self.probe);
        has_spare
    }

    fn give_up(&self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

/// Real bytes: a file with a hole in it would hold nothing.
fn fill(path: &Path, bytes: usize) -> std::io::Result<()> {
    let mut file = private(path)?;
    let mut noise = 0x9e37_79b9_u32;
    let mut block = [0; BLOCK];
    for _ in 0..bytes / BLOCK {
        for byte in &mut block {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            *byte = noise.to_le_bytes()[0];
        }
        file.write_all(&block)?;
    }
    file.flush()
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).open(path)
}

/// A disk of which nobody knows how large it is.
pub(crate) struct Unknown;

impl Reserve for Unknown {
    fn hold(&self) -> bool {
        true
    }

    fn give_up(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_is_there_until_it_is_given_up_and_nothing_else_stays() {
        let dir = tempfile::tempdir().unwrap();
        let reserve = ReserveFile::in_folder(dir.path());
        assert!(reserve.hold());
        assert!(reserve.is_held());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        reserve.give_up();
        reserve.give_up();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
