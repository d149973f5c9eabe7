//! The high-water mark: how far the log had come when somebody was last answered. It is written with
//! every commit and brought to the disk a little later, so that no commit waits for a second sync.

use std::fs::{self, File};
use std::path::Path;

use domain::id::Epoch;

use super::sync_folder;
use crate::app::StartError;
use crate::store::Mark;

const SLOT: usize = 512;
const MARK_BYTES: usize = 48;
/// So many marks may be written before the disk has one. A program that is killed loses none of them;
/// what a power cut loses here, phones prove by their tags.
pub(crate) const BEHIND_MAX: u32 = 32;

/// The file, open for writing: two slots, of which one is always whole and on the disk.
#[derive(Debug)]
pub(crate) struct Marks {
    file: File,
    /// The slot that the disk has; the other one is written over.
    firm: u64,
    newest: Option<Mark>,
    behind: u32,
}

impl Marks {
    /// Open or make the file, and read the newest mark.
    pub(super) fn open(dir: &Path) -> Result<(Self, Option<Mark>), StartError> {
        let path = dir.join("high-water");
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(StartError::file(&path))?;
        let bytes = fs::read(&path).map_err(StartError::file(&path))?;
        if bytes.len() < 2 * SLOT {
            // Of full length from the start, so that a full disk never stops it.
            write_at(&file, &[0; 2 * SLOT], 0)
                .and_then(|()| file.sync_all())
                .and_then(|()| sync_folder(dir))
                .map_err(StartError::file(&path))?;
        }
        // What a program before us left in the memory of the machine is on the disk from here on.
        file.sync_data().map_err(StartError::file(&path))?;
        let newest = newest_in(&bytes);
        let mark = newest.map(|(_, _, mark)| mark);
        let firm = newest.map_or(0, |(_, at, _)| at);
        Ok((Self { file, firm, newest: mark, behind: 0 }, mark))
    }

    /// Remember how far the log has come. It survives the end of the program at once, and a power cut
    /// after [`Marks::settle`], which is called here when too many are behind or a new life began.
    pub(crate) fn remember(&mut self, mark: Mark) -> std::io::Result<()> {
        let has_new_life = self.newest.is_none_or(|newest| newest.epoch != mark.epoch);
        self.newest = Some(mark);
        self.behind += 1;
        if has_new_life || self.behind >= BEHIND_MAX {
            return self.settle();
        }
        self.write(mark)
    }

    /// Whether the disk may not have the newest mark.
    pub(crate) fn are_behind(&self) -> bool {
        self.behind > 0
    }

    /// Bring the newest mark to the disk. After a sync that failed nobody knows what a disk has, so it
    /// is written again each time.
    pub(crate) fn settle(&mut self) -> std::io::Result<()> {
        let Some(mark) = self.newest.filter(|_| self.behind > 0) else { return Ok(()) };
        self.write(mark)?;
        self.file.sync_data()?;
        self.behind = 0;
        self.firm = 1 - self.firm;
        Ok(())
    }

    fn write(&mut self, mark: Mark) -> std::io::Result<()> {
        // A command may have written beside a running server: its turn counts too.
        let mut bytes = [0; 2 * SLOT];
        read_at(&self.file, &mut bytes)?;
        let turn = newest_in(&bytes).map_or(0, |(turn, _, _)| turn);
        write_at(&self.file, &slot(turn + 1, mark), (1 - self.firm) * SLOT as u64)
    }
}

/// The newest mark that is whole: its turn, its slot, and what it says.
fn newest_in(bytes: &[u8]) -> Option<(u64, u64, Mark)> {
    let found = (0_u64..).zip(bytes.chunks(SLOT)).filter_map(|(at, slot)| {
        let (turn, mark) = read_slot(slot)?;
        Some((turn, at, mark))
    });
    found.max_by_key(|(turn, _, _)| *turn)
}

fn slot(turn: u64, mark: Mark) -> [u8; SLOT] {
    let mut slot = [0; SLOT];
    slot[..8].copy_from_slice(&turn.to_le_bytes());
    slot[8..24].copy_from_slice(mark.epoch.as_bytes());
    slot[24..32].copy_from_slice(&mark.head.to_le_bytes());
    slot[32..40].copy_from_slice(&mark.tag.to_le_bytes());
    let check = *blake3::hash(&slot[..MARK_BYTES]).as_bytes();
    slot[MARK_BYTES..MARK_BYTES + 32].copy_from_slice(&check);
    slot
}

fn read_slot(bytes: &[u8]) -> Option<(u64, Mark)> {
    let checked = bytes.get(MARK_BYTES..MARK_BYTES + 32)?;
    if blake3::hash(&bytes[..MARK_BYTES]).as_bytes() != checked {
        return None;
    }
    let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let epoch = Epoch::from_bytes(bytes.get(8..24)?.try_into().ok()?);
    Some((number(0)?, Mark { epoch, head: number(24)?, tag: number(32)? }))
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8]) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, 0)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8]) -> std::io::Result<()> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    file.seek(SeekFrom::Start(0))?;
    file.read_exact(bytes)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(not(unix))]
fn write_at(mut file: &File, bytes: &[u8], at: u64) -> std::io::Result<()> {
    use std::io::{Seek as _, SeekFrom, Write as _};
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(n: u64) -> Mark {
        Mark { epoch: Epoch::from_bytes([1; 16]), head: n, tag: n * 7 }
    }

    fn read(dir: &Path) -> Option<Mark> {
        Marks::open(dir).unwrap().1
    }

    #[test]
    fn the_newest_mark_is_read_back_by_the_next_program_also_before_the_disk_has_it() {
        let dir = tempfile::tempdir().unwrap();
        let (mut marks, none) = Marks::open(dir.path()).unwrap();
        assert_eq!(none, None);
        for n in 1..=100 {
            marks.remember(mark(n)).unwrap();
            assert_eq!(read(dir.path()), Some(mark(n)));
        }
    }

    #[test]
    fn whatever_a_power_cut_tears_the_mark_that_the_disk_had_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let (mut marks, _) = Marks::open(dir.path()).unwrap();
        for settled in 1..=3 {
            let last = settled * 10;
            marks.remember(mark(last)).unwrap();
            marks.settle().unwrap();
            for n in 1..=9 {
                marks.remember(mark(last + n)).unwrap();
                let other = (1 - marks.firm) * SLOT as u64;
                write_at(&marks.file, &[9; 20], other + 20).unwrap();
                assert_eq!(read(dir.path()), Some(mark(last)), "torn at {n} after {last}");
            }
        }
    }

    #[test]
    fn a_command_beside_a_running_server_does_not_hide_its_marks() {
        let dir = tempfile::tempdir().unwrap();
        let (mut server, _) = Marks::open(dir.path()).unwrap();
        server.remember(mark(1)).unwrap();
        let (mut command, _) = Marks::open(dir.path()).unwrap();
        for n in 2..=9 {
            command.remember(mark(n)).unwrap();
        }
        command.settle().unwrap();
        server.remember(mark(10)).unwrap();
        assert_eq!(read(dir.path()), Some(mark(10)));
    }

    #[test]
    fn no_more_than_a_few_marks_are_behind_and_the_first_of_a_life_never_is() {
        let dir = tempfile::tempdir().unwrap();
        let (mut marks, _) = Marks::open(dir.path()).unwrap();
        marks.remember(mark(1)).unwrap();
        assert!(!marks.are_behind(), "the first of a life");
        let longest = (2..=200).map(|n| {
            marks.remember(mark(n)).unwrap();
            marks.behind
        });
        assert_eq!(longest.max(), Some(BEHIND_MAX - 1));
        marks.remember(Mark { epoch: Epoch::from_bytes([2; 16]), ..mark(201) }).unwrap();
        assert!(!marks.are_behind(), "the first of another life");
    }
}
