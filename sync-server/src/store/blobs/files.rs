//! The bytes of attachments, in files named by their hash. A piece is taken whole or not at all; the
//! name is given only after the hash holds and the disk has the bytes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::blob::BlobName;

/// Uploads of different attachments seldom wait for each other.
const STRIPES: usize = 64;

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// It was appended; the next begins here.
    Taken(u64),
    /// It begins somewhere else than where we stand, which is here. Nothing was written.
    Elsewhere(u64),
    /// All is there, the hash holds, and the disk has it.
    Whole(u64),
    /// All was there and the hash did not hold: it begins anew.
    Broken,
}

/// The folder of attachments.
pub struct Files {
    dir: PathBuf,
    stripes: [Mutex<()>; STRIPES],
}

impl Files {
    /// Open the folder, made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir.join("part"))?;
        Ok(Self { dir: dir.to_owned(), stripes: std::array::from_fn(|_| Mutex::new(())) })
    }

    /// Where the bytes lie once they are whole.
    pub fn path(&self, name: BlobName) -> PathBuf {
        path_in(&self.dir, name)
    }

    fn part(&self, name: BlobName) -> PathBuf {
        self.dir.join("part").join(name.to_string())
    }

    /// How many bytes are there, and whether that is all.
    pub fn stands_at(&self, name: BlobName) -> (u64, bool) {
        match fs::metadata(self.path(name)) {
            Ok(whole) => (whole.len(), true),
            Err(_) => (fs::metadata(self.part(name)).map_or(0, |part| part.len()), false),
        }
    }

    /// Append a piece that begins at `offset`. No upload holds anything between two pieces, so a
    /// newer one simply goes on from where the older stood, and the older hears that it is elsewhere.
    ///
    /// # Errors
    /// When the disk does not take it; then what was there before is there still.
    pub fn append(
        &self,
        name: BlobName,
        (offset, length): (u64, u64),
        bytes: &[u8],
    ) -> io::Result<Piece> {
        let _turn = self.turn(name);
        let (stands_at, is_whole) = self.stands_at(name);
        if is_whole {
            return Ok(Piece::Whole(stands_at));
        }
        if stands_at > length {
            // Somebody said another length before; one of the two was wrong.
            fs::remove_file(self.part(name))?;
            return Ok(Piece::Elsewhere(0));
        }
        if offset != stands_at || offset + bytes.len() as u64 > length {
            return Ok(Piece::Elsewhere(stands_at));
        }
        let part = self.part(name);
        let mut file = OpenOptions::new().create(true).append(true).open(&part)?;
        if let Err(error) = file.write_all(bytes) {
            file.set_len(stands_at)?;
            return Err(error);
        }
        let stands_at = stands_at + bytes.len() as u64;
        if stands_at < length {
            return Ok(Piece::Taken(stands_at));
        }
        if BlobName::of(&fs::read(&part)?) != name {
            drop(file);
            fs::remove_file(&part)?;
            return Ok(Piece::Broken);
        }
        file.sync_all()?;
        self.give_its_name(&part, name)?;
        Ok(Piece::Whole(stands_at))
    }

    fn give_its_name(&self, part: &Path, name: BlobName) -> io::Result<()> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.dir);
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            sync_folder(&self.dir)?;
        }
        fs::rename(part, &path)?;
        sync_folder(folder)
    }

    /// The bytes, when all of them are there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self, name: BlobName) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn turn(&self, name: BlobName) -> MutexGuard<'_, ()> {
        let stripe = usize::from(name.as_bytes()[0]) % STRIPES;
        self.stripes[stripe].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Remove an attachment's bytes from a folder, those of an upload under way too. Returns whether there
/// were any.
///
/// # Errors
/// When a file cannot be removed.
pub fn remove_from(folder: &Path, name: BlobName) -> io::Result<bool> {
    let mut was_there = false;
    for path in [path_in(folder, name), folder.join("part").join(name.to_string())] {
        match fs::remove_file(&path) {
            Ok(()) => was_there = true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(was_there)
}

/// Where an attachment lies in a folder of attachments.
pub fn path_in(folder: &Path, name: BlobName) -> PathBuf {
    let text = name.to_string();
    folder.join(&text[..2]).join(text)
}

/// A name that was given is safe once its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(files: &Files, whole: &[u8], (from, to): (usize, usize)) -> Piece {
        let name = BlobName::of(whole);
        files.append(name, (from as u64, whole.len() as u64), &whole[from..to]).unwrap()
    }

    #[test]
    fn pieces_in_order_make_a_whole_and_nothing_is_whole_before() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).unwrap();
        let whole = b"0123456789";
        assert_eq!(take(&files, whole, (0, 4)), Piece::Taken(4));
        assert_eq!(files.read(BlobName::of(whole)).unwrap(), None);
        assert_eq!(take(&files, whole, (4, 10)), Piece::Whole(10));
        assert_eq!(files.read(BlobName::of(whole)).unwrap().unwrap(), whole);
        assert_eq!(take(&files, whole, (0, 4)), Piece::Whole(10));
    }

    #[test]
    fn an_older_upload_that_comes_late_hears_where_the_newer_one_stands() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).unwrap();
        let whole = b"0123456789";
        take(&files, whole, (0, 4));
        take(&files, whole, (4, 6));
        assert_eq!(take(&files, whole, (4, 10)), Piece::Elsewhere(6));
        assert_eq!(take(&files, whole, (6, 10)), Piece::Whole(10));
    }

    #[test]
    fn bytes_that_do_not_match_their_name_are_thrown_away() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).unwrap();
        let name = BlobName::of(b"0123456789");
        assert_eq!(files.append(name, (0, 10), b"012345678X").unwrap(), Piece::Broken);
        assert_eq!(files.stands_at(name), (0, false));
    }

    #[test]
    fn a_part_left_longer_than_the_whole_begins_anew() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).unwrap();
        let whole = b"0123";
        let name = BlobName::of(whole);
        files.append(name, (0, 99), b"0123456").unwrap();
        assert_eq!(take(&files, whole, (0, 4)), Piece::Elsewhere(0));
        assert_eq!(take(&files, whole, (0, 4)), Piece::Whole(4));
    }
}
