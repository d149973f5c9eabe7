//! The bytes of one file, twice: as programs see them, and as they are on the disk. What lies
//! between is the list of changes that no sync has covered yet.

use std::sync::Arc;

use super::Survives;
use super::locks::{Locks, Shared};
use crate::chance::Chance;

/// What a drive writes whole.
const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

/// One file.
#[derive(Default)]
pub(super) struct Image {
    volatile: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
    /// Who has it locked.
    pub(super) locks: Locks,
    /// The memory its connections share, while one of them maps it.
    pub(super) shared: Option<Arc<Shared>>,
    /// How many handles are open.
    pub(super) open: u32,
}

impl Image {
    /// A file that is on the disk already.
    pub(super) fn on_disk(bytes: Vec<u8>) -> Self {
        Self { durable: bytes.clone(), volatile: bytes, ..Self::default() }
    }

    /// The bytes as programs see them.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.volatile
    }

    /// The bytes as they are on the disk.
    pub(super) fn durable(&self) -> &[u8] {
        &self.durable
    }

    /// Read from a place; what lies after the end reads as zeros. Returns how much there was.
    pub(super) fn read(&self, at: usize, into: &mut [u8]) -> usize {
        let there = self.volatile.get(at..).unwrap_or_default();
        let len = there.len().min(into.len());
        into[..len].copy_from_slice(&there[..len]);
        into[len..].fill(0);
        len
    }

    /// How much the file grows when so much is written at a place.
    pub(super) fn growth(&self, at: usize, len: usize) -> usize {
        (at + len).saturating_sub(self.volatile.len())
    }

    /// Write at a place; a hole before it reads as zeros.
    pub(super) fn write(&mut self, at: usize, bytes: &[u8]) {
        put(&mut self.volatile, at, bytes);
        self.pending.push(Change::Write { at, bytes: bytes.to_vec() });
    }

    /// Cut the file off, or lengthen it with zeros.
    pub(super) fn truncate(&mut self, len: usize) {
        self.volatile.resize(len, 0);
        self.pending.push(Change::Truncate(len));
    }

    /// Bring all changes to the disk.
    pub(super) fn sync(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            apply(&mut self.durable, &change);
        }
    }

    /// A sync that failed: the kernel takes the pages for clean although they never reached the
    /// disk, and no later sync writes them (as Linux does; “fsyncgate”, 2018).
    pub(super) fn forget_to_sync(&mut self) {
        self.pending.clear();
    }

    /// The power is gone. Of what was not synced remains what `survives` and chance allow.
    pub(super) fn crash(&mut self, survives: Survives, chance: &mut Chance) {
        let pending = std::mem::take(&mut self.pending);
        let parts: Vec<Change> = pending.into_iter().flat_map(sectors).collect();
        match survives {
            Survives::Synced => {}
            Survives::Prefix => {
                let kept = chance.index(parts.len() + 1);
                for part in &parts[..kept] {
                    apply(&mut self.durable, part);
                }
                if let Some(torn) = parts.get(kept) {
                    apply(&mut self.durable, &tear(torn, chance));
                }
            }
            Survives::Scattered => {
                let torn = chance.index(parts.len());
                for (place, part) in parts.iter().enumerate() {
                    if place == torn {
                        apply(&mut self.durable, &tear(part, chance));
                    } else if chance.is_one_in(2) {
                        apply(&mut self.durable, part);
                    }
                }
            }
        }
        self.volatile.clone_from(&self.durable);
        self.abandon();
    }

    /// The programs that had it open are gone, and with them locks and shared memory.
    pub(super) fn abandon(&mut self) {
        self.locks = Locks::default();
        self.shared = None;
        self.open = 0;
    }
}

fn put(image: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if image.len() < at {
        image.resize(at, 0);
    }
    let over = bytes.len().min(image.len() - at);
    image[at..at + over].copy_from_slice(&bytes[..over]);
    image.extend_from_slice(&bytes[over..]);
}

fn apply(image: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { at, bytes } => put(image, *at, bytes),
        Change::Truncate(len) => image.resize(*len, 0),
    }
}

/// A write as the sectors that it touches.
fn sectors(change: Change) -> Vec<Change> {
    let Change::Write { at, bytes } = change else { return vec![change] };
    let first = (SECTOR - at % SECTOR).min(bytes.len());
    let (head, rest) = bytes.split_at(first);
    let mut parts = vec![Change::Write { at, bytes: head.to_vec() }];
    let mut place = at + first;
    for chunk in rest.chunks(SECTOR) {
        parts.push(Change::Write { at: place, bytes: chunk.to_vec() });
        place += chunk.len();
    }
    parts
}

/// The beginning of a sector, as when the power fails under the head. Bytes beside it stay whole,
/// which is what SQLite calls a powersafe overwrite. A truncation happens or does not.
fn tear(part: &Change, chance: &mut Chance) -> Change {
    match part {
        Change::Write { at, bytes } => {
            Change::Write { at: *at, bytes: bytes[..chance.index(bytes.len())].to_vec() }
        }
        Change::Truncate(len) => Change::Truncate(*len),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Image {
        let mut image = Image::on_disk(vec![b'.'; 2_000]);
        image.write(100, &[b'a'; 1_500]);
        image
    }

    #[test]
    fn what_no_sync_covered_is_gone_after_a_crash() {
        let mut image = written();
        image.crash(Survives::Synced, &mut Chance::new(1));
        assert_eq!(image.bytes(), [b'.'; 2_000]);
    }

    #[test]
    fn what_a_sync_covered_stays() {
        let mut image = written();
        image.sync();
        image.crash(Survives::Synced, &mut Chance::new(1));
        assert_eq!(image.bytes().iter().filter(|byte| **byte == b'a').count(), 1_500);
    }

    #[test]
    fn a_prefix_has_no_hole_and_a_scattered_crash_has() {
        let holes = |survives| {
            (0..50)
                .filter(|seed| {
                    let mut image = written();
                    image.crash(survives, &mut Chance::new(*seed));
                    let text = String::from_utf8_lossy(image.bytes()).into_owned();
                    text.trim_start_matches('.').trim_end_matches('.').contains('.')
                })
                .count()
        };
        assert_eq!(holes(Survives::Prefix), 0);
        assert!(holes(Survives::Scattered) > 5);
    }

    #[test]
    fn a_sync_that_failed_is_not_made_good_by_the_next() {
        let mut image = written();
        image.forget_to_sync();
        image.sync();
        assert_eq!(image.bytes()[100], b'a');
        image.crash(Survives::Synced, &mut Chance::new(1));
        assert_eq!(image.bytes()[100], b'.');
    }
}
