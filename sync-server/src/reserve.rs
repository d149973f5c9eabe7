//! Room that is kept for reports: a file that is given up when the disk is full. Photos and backups
//! wait until it stands whole again; what people wrote does not.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The file in the data folder.
pub const FILE: &str = "reserve";
/// Written in pieces of this size.
const PIECE: usize = 64 * 1024;

/// The reserve of one data folder.
#[derive(Debug)]
pub struct Reserve {
    path: PathBuf,
    /// Whether it was given up, or could not be made.
    is_spent: AtomicBool,
}

impl Reserve {
    /// The reserve of a folder, made by `fill`.
    pub fn new(dir: &Path) -> Self {
        Self { path: dir.join(FILE), is_spent: AtomicBool::new(false) }
    }

    /// Whether there is room for what can wait.
    pub fn is_spent(&self) -> bool {
        self.is_spent.load(Ordering::Relaxed)
    }

    /// Give it up: the disk is full, and a report shall still find room.
    pub fn give_up(&self) {
        self.is_spent.store(true, Ordering::Relaxed);
        match fs::remove_file(&self.path) {
            Ok(()) => tracing::error!(
                "the disk is full: the reserve is given up for reports, photos and backups wait"
            ),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                tracing::error!("the disk is full, and there is no reserve left");
            }
            Err(error) => tracing::error!("the reserve could not be given up: {error}"),
        }
    }

    /// Make it, or make it again once there is room. Returns whether it stands whole. On a disk that
    /// is still full nothing is left of the attempt.
    pub fn fill(&self, bytes: u64) -> bool {
        if fs::metadata(&self.path).is_ok_and(|file| file.len() >= bytes) {
            self.is_spent.store(false, Ordering::Relaxed);
            return true;
        }
        let made = self.write(bytes);
        if let Err(error) = &made {
            tracing::debug!("no room for the reserve: {error}");
            let _ = fs::remove_file(&self.path);
        } else if self.is_spent() {
            tracing::info!("there is room again: photos and backups go on");
        }
        self.is_spent.store(made.is_err(), Ordering::Relaxed);
        made.is_ok()
    }

    /// Bytes that no file system makes smaller.
    fn write(&self, bytes: u64) -> std::io::Result<()> {
        let mut file = File::create(&self.path)?;
        let mut noise = blake3::Hasher::new().finalize_xof();
        let mut piece = vec![0; PIECE];
        let mut left = bytes;
        while left > 0 {
            noise.fill(&mut piece);
            let now = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            file.write_all(&piece[..now])?;
            left -= now as u64;
        }
        file.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_given_up_once_and_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let reserve = Reserve::new(dir.path());
        assert!(!reserve.is_spent());
        assert!(reserve.fill(100_000));
        assert_eq!(fs::metadata(dir.path().join(FILE)).unwrap().len(), 100_000);
        reserve.give_up();
        assert!(reserve.is_spent() && !dir.path().join(FILE).exists());
        assert!(reserve.fill(100_000));
        assert!(!reserve.is_spent());
    }
}
