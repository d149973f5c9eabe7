//! All files of one machine, its directory, and the faults that are planned for it.

use std::collections::BTreeMap;
use std::ffi::c_int;
use std::sync::Arc;

use rusqlite::ffi;

use super::image::Image;
use super::locks::Shared;
use super::{Call, Survives};
use crate::chance::Chance;

/// What failed, in SQLite's numbers.
pub(super) type Outcome<T = ()> = Result<T, c_int>;

/// What is planned to go wrong.
#[derive(Default)]
pub(super) struct Plan {
    /// The bytes that all files together may have.
    pub(super) capacity: Option<u64>,
    /// The call that fails when the count reaches zero.
    pub(super) fail: Option<(Call, u64)>,
    /// The write that is cut short when the count reaches zero.
    pub(super) cut: Option<u64>,
    /// The change at which the power goes when the count reaches zero.
    pub(super) off: Option<(u64, Survives)>,
    /// Whether a sync says that it is done and does nothing.
    pub(super) lies: bool,
}

/// Who calls: a handle of some generation. After a crash the handles of before are dead.
#[derive(Clone, Copy)]
pub(super) struct Handle {
    pub(super) id: u64,
    pub(super) file: u64,
    pub(super) generation: u64,
}

/// The files, their names, and the faults.
pub(super) struct Machine {
    files: BTreeMap<u64, Image>,
    names: BTreeMap<String, u64>,
    durable_names: BTreeMap<String, u64>,
    last_id: u64,
    generation: u64,
    chance: Chance,
    pub(super) plan: Plan,
    pub(super) changes: u64,
    pub(super) syncs: u64,
    pub(super) has_lost_power: bool,
}

impl Machine {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            last_id: 0,
            generation: 0,
            chance: Chance::new(seed),
            plan: Plan::default(),
            changes: 0,
            syncs: 0,
            has_lost_power: false,
        }
    }

    /// Open a file by its name, or one without a name.
    pub(super) fn open(&mut self, name: Option<&str>, flags: c_int) -> Outcome<Handle> {
        self.meet(Call::Open)?;
        let file = match name.and_then(|name| self.names.get(name)) {
            Some(file) => *file,
            None if flags & ffi::SQLITE_OPEN_CREATE == 0 => return Err(ffi::SQLITE_CANTOPEN),
            None => self.create(name),
        };
        self.last_id += 1;
        let handle = Handle { id: self.last_id, file, generation: self.generation };
        self.file(handle)?.open += 1;
        Ok(handle)
    }

    fn create(&mut self, name: Option<&str>) -> u64 {
        self.last_id += 1;
        self.files.insert(self.last_id, Image::default());
        if let Some(name) = name {
            self.names.insert(name.to_owned(), self.last_id);
        }
        self.last_id
    }

    /// The file of a handle.
    pub(super) fn file(&mut self, handle: Handle) -> Outcome<&mut Image> {
        if handle.generation != self.generation {
            return Err(ffi::SQLITE_IOERR);
        }
        self.files.get_mut(&handle.file).ok_or(ffi::SQLITE_IOERR)
    }

    pub(super) fn close(&mut self, handle: Handle) {
        if let Ok(file) = self.file(handle) {
            file.open = file.open.saturating_sub(1);
            file.locks.lower(handle.id, ffi::SQLITE_LOCK_NONE);
            self.forget_unnamed();
        }
    }

    pub(super) fn read(&mut self, handle: Handle, at: usize, into: &mut [u8]) -> Outcome {
        self.file(handle)?;
        self.meet(Call::Read)?;
        let len = self.file(handle)?.read(at, into);
        if len < into.len() { Err(ffi::SQLITE_IOERR_SHORT_READ) } else { Ok(()) }
    }

    pub(super) fn write(&mut self, handle: Handle, at: usize, bytes: &[u8]) -> Outcome {
        self.file(handle)?;
        self.meet(Call::Write)?;
        let used = self.used();
        let (capacity, is_cut) = (self.plan.capacity, is_reached(&mut self.plan.cut));
        let file = self.file(handle)?;
        if is_cut {
            file.write(at, &bytes[..bytes.len() / 2]);
            return Err(ffi::SQLITE_IOERR_WRITE);
        }
        let free = capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(used));
        let missing = (file.growth(at, bytes.len()) as u64).saturating_sub(free);
        let fits = bytes.len().saturating_sub(usize::try_from(missing).unwrap_or(usize::MAX));
        if fits > 0 {
            file.write(at, &bytes[..fits]);
        }
        if fits < bytes.len() { Err(ffi::SQLITE_FULL) } else { Ok(()) }
    }

    pub(super) fn truncate(&mut self, handle: Handle, len: usize) -> Outcome {
        self.file(handle)?;
        self.meet(Call::Truncate)?;
        self.file(handle)?.truncate(len);
        Ok(())
    }

    /// Bring a file and its name to the disk, and with them every deletion of before.
    pub(super) fn sync(&mut self, handle: Handle) -> Outcome {
        self.file(handle)?;
        self.syncs += 1;
        if let Err(code) = self.meet(Call::Sync) {
            if let Ok(file) = self.file(handle) {
                file.forget_to_sync();
            }
            return Err(code);
        }
        if self.plan.lies {
            return Ok(());
        }
        self.file(handle)?.sync();
        let names = &self.names;
        self.durable_names.retain(|name, file| names.get(name) == Some(file));
        for (name, _) in self.names.iter().filter(|(_, file)| **file == handle.file) {
            self.durable_names.insert(name.clone(), handle.file);
        }
        Ok(())
    }

    /// Take a name out of the directory, durably if `sync` says so.
    pub(super) fn delete(&mut self, name: &str, sync: bool) -> Outcome {
        self.meet(Call::Delete)?;
        if self.names.remove(name).is_none() {
            return Err(ffi::SQLITE_IOERR_DELETE_NOENT);
        }
        if sync && !self.plan.lies {
            self.durable_names.remove(name);
        }
        self.forget_unnamed();
        Ok(())
    }

    /// Give a file another name, in place of whatever had it. Durable at the next sync of the file.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> Outcome {
        let file = self.names.remove(from).ok_or(ffi::SQLITE_CANTOPEN)?;
        self.names.insert(to.to_owned(), file);
        Ok(())
    }

    /// Put a whole file onto the disk, as a program that writes, syncs and renames does.
    pub(super) fn put(&mut self, name: &str, bytes: Vec<u8>) {
        let file = self.create(Some(name));
        self.files.insert(file, Image::on_disk(bytes));
        self.durable_names.insert(name.to_owned(), file);
        self.forget_unnamed();
    }

    /// No files at all.
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.durable_names.clear();
        self.forget_unnamed();
    }

    /// A file as programs see it.
    pub(super) fn named(&self, name: &str) -> Option<&Image> {
        self.names.get(name).and_then(|file| self.files.get(file))
    }

    /// The names of all files.
    pub(super) fn names(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }

    /// The shared memory of a file, made by the first who asks.
    pub(super) fn shared(&mut self, handle: Handle) -> Outcome<Arc<Shared>> {
        Ok(Arc::clone(self.file(handle)?.shared.get_or_insert_default()))
    }

    /// Drop the shared memory that nobody maps any longer; the next to come reads the log anew.
    pub(super) fn forget_shared(&mut self, handle: Handle) {
        if let Ok(file) = self.file(handle)
            && file.shared.as_ref().is_some_and(|shared| Arc::strong_count(shared) == 1)
        {
            file.shared = None;
        }
    }

    /// The bytes that all files together have.
    pub(super) fn used(&self) -> u64 {
        self.files.values().map(|file| file.bytes().len() as u64).sum()
    }

    /// All programs are gone; what they wrote is still in the kernel and will reach the disk.
    pub(super) fn kill(&mut self) {
        self.generation += 1;
        for file in self.files.values_mut() {
            file.abandon();
        }
        self.forget_unnamed();
    }

    /// The power is gone: only what was synced is sure to remain, of files and of names.
    pub(super) fn crash(&mut self, survives: Survives) {
        self.generation += 1;
        self.plan = Plan { lies: self.plan.lies, capacity: self.plan.capacity, ..Plan::default() };
        self.has_lost_power = true;
        for file in self.files.values_mut() {
            file.crash(survives, &mut self.chance);
        }
        let before = std::mem::take(&mut self.names);
        for name in before.keys().chain(self.durable_names.keys()) {
            let may_survive = survives != Survives::Synced && self.chance.is_one_in(2);
            let from = if may_survive { &before } else { &self.durable_names };
            if let Some(file) = from.get(name) {
                self.names.insert(name.clone(), *file);
            }
        }
        self.durable_names.clone_from(&self.names);
        self.forget_unnamed();
    }

    /// Count a call, and let it fail or the power go if that was planned for it.
    fn meet(&mut self, call: Call) -> Outcome {
        if call.is_change() {
            self.changes += 1;
            if let Some((left, survives)) = &mut self.plan.off {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    let survives = *survives;
                    self.crash(survives);
                    return Err(ffi::SQLITE_IOERR);
                }
            }
        }
        if let Some((planned, left)) = &mut self.plan.fail
            && *planned == call
        {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.plan.fail = None;
                return Err(call.code());
            }
        }
        Ok(())
    }

    fn forget_unnamed(&mut self) {
        let (names, durable) = (&self.names, &self.durable_names);
        self.files.retain(|id, file| {
            file.open > 0 || names.values().chain(durable.values()).any(|named| named == id)
        });
    }
}

/// Count down; true once, when it reaches zero.
fn is_reached(count: &mut Option<u64>) -> bool {
    let Some(left) = count else { return false };
    *left = left.saturating_sub(1);
    let is_reached = *left == 0;
    if is_reached {
        *count = None;
    }
    is_reached
}
