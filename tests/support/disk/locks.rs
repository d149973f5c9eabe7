//! Who has a file locked, and the memory that the connections of one database share in WAL mode.
//! The rules are those of <https://sqlite.org/lockingv3.html> and <https://sqlite.org/walformat.html>.

use std::cell::UnsafeCell;
use std::collections::BTreeSet;
use std::ffi::c_int;
use std::sync::{Mutex, PoisonError};

use rusqlite::ffi;

/// Another connection holds the lock.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Busy;

/// The five states of a database file: unlocked, shared, reserved, pending, exclusive.
#[derive(Default)]
pub(super) struct Locks {
    shared: BTreeSet<u64>,
    reserved: Option<u64>,
    pending: Option<u64>,
    exclusive: bool,
}

impl Locks {
    /// Raise the lock of a handle to a level. One that cannot become exclusive stays pending, so
    /// that no new reader comes in.
    pub(super) fn raise(&mut self, handle: u64, level: c_int) -> Result<(), Busy> {
        match level {
            ffi::SQLITE_LOCK_SHARED => {
                if self.pending.is_some_and(|by| by != handle) {
                    return Err(Busy);
                }
                self.shared.insert(handle);
            }
            ffi::SQLITE_LOCK_RESERVED => {
                if self.reserved.is_some_and(|by| by != handle) {
                    return Err(Busy);
                }
                self.reserved = Some(handle);
            }
            ffi::SQLITE_LOCK_PENDING | ffi::SQLITE_LOCK_EXCLUSIVE => {
                let other = |by: Option<u64>| by.is_some_and(|by| by != handle);
                if other(self.pending) || other(self.reserved) {
                    return Err(Busy);
                }
                self.pending = Some(handle);
                if self.shared.iter().any(|by| *by != handle) {
                    return Err(Busy);
                }
                self.exclusive = level == ffi::SQLITE_LOCK_EXCLUSIVE;
            }
            _ => {}
        }
        Ok(())
    }

    /// Lower the lock of a handle to shared or to nothing.
    pub(super) fn lower(&mut self, handle: u64, level: c_int) {
        if self.reserved == Some(handle) {
            self.reserved = None;
        }
        if self.pending == Some(handle) {
            self.pending = None;
            self.exclusive = false;
        }
        if level == ffi::SQLITE_LOCK_NONE {
            self.shared.remove(&handle);
        }
    }

    /// Whether somebody is about to write.
    pub(super) fn is_reserved(&self) -> bool {
        self.reserved.is_some() || self.pending.is_some() || self.exclusive
    }
}

/// One region of shared memory. SQLite guards it with the locks of [`Shared`].
type Region = Box<[UnsafeCell<u64>]>;

/// The wal-index: regions of memory that never move, and eight locks.
#[derive(Default)]
pub(super) struct Shared {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    regions: Vec<Region>,
    slots: [Slot; 8],
}

#[derive(Default)]
struct Slot {
    exclusive: Option<u64>,
    shared: BTreeSet<u64>,
}

// SAFETY: the regions are handed out only as raw pointers to SQLite, which orders its own accesses
// with the locks and barriers below; Rust never reads or writes through the cells.
#[expect(unsafe_code, reason = "memory shared with C")]
unsafe impl Send for Inner {}

impl Shared {
    /// A region, made if `extend` says so; `None` when it is not there.
    pub(super) fn map(&self, region: usize, size: usize, extend: bool) -> Option<*mut u64> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        while inner.regions.len() <= region {
            if !extend {
                return None;
            }
            inner.regions.push((0..size.div_ceil(8)).map(|_| UnsafeCell::new(0)).collect());
        }
        inner.regions.get(region).map(|cells| UnsafeCell::raw_get(cells.as_ptr()))
    }

    /// Take or give back some of the eight locks.
    pub(super) fn lock(
        &self,
        handle: u64,
        slots: (usize, usize),
        flags: c_int,
    ) -> Result<(), Busy> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let range = slots.0..(slots.0 + slots.1).min(8);
        let Some(slots) = inner.slots.get_mut(range) else { return Err(Busy) };
        let is_exclusive = flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
        if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
            for slot in slots {
                slot.give_back(handle);
            }
            return Ok(());
        }
        if slots.iter().any(|slot| slot.is_busy_for(handle, is_exclusive)) {
            return Err(Busy);
        }
        for slot in slots {
            if is_exclusive {
                slot.exclusive = Some(handle);
            } else {
                slot.shared.insert(handle);
            }
        }
        Ok(())
    }

    /// Give back all locks of a handle.
    pub(super) fn leave(&self, handle: u64) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        for slot in &mut inner.slots {
            slot.give_back(handle);
        }
    }
}

impl Slot {
    fn is_busy_for(&self, handle: u64, is_exclusive: bool) -> bool {
        self.exclusive.is_some_and(|by| by != handle)
            || (is_exclusive && self.shared.iter().any(|by| *by != handle))
    }

    fn give_back(&mut self, handle: u64) {
        if self.exclusive == Some(handle) {
            self.exclusive = None;
        }
        self.shared.remove(&handle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_waits_for_readers_and_lets_no_new_one_in() {
        let mut locks = Locks::default();
        locks.raise(1, ffi::SQLITE_LOCK_SHARED).unwrap();
        locks.raise(2, ffi::SQLITE_LOCK_SHARED).unwrap();
        locks.raise(1, ffi::SQLITE_LOCK_RESERVED).unwrap();
        assert_eq!(locks.raise(2, ffi::SQLITE_LOCK_RESERVED), Err(Busy));
        assert_eq!(locks.raise(1, ffi::SQLITE_LOCK_EXCLUSIVE), Err(Busy));
        assert_eq!(locks.raise(3, ffi::SQLITE_LOCK_SHARED), Err(Busy));
        locks.lower(2, ffi::SQLITE_LOCK_NONE);
        locks.raise(1, ffi::SQLITE_LOCK_EXCLUSIVE).unwrap();
        assert!(locks.is_reserved());
        locks.lower(1, ffi::SQLITE_LOCK_NONE);
        assert!(!locks.is_reserved());
        locks.raise(3, ffi::SQLITE_LOCK_SHARED).unwrap();
    }

    #[test]
    fn a_slot_of_shared_memory_has_many_readers_or_one_writer() {
        let shared = Shared::default();
        let lock = ffi::SQLITE_SHM_LOCK;
        shared.lock(1, (3, 1), lock | ffi::SQLITE_SHM_SHARED).unwrap();
        shared.lock(2, (3, 1), lock | ffi::SQLITE_SHM_SHARED).unwrap();
        assert_eq!(shared.lock(1, (0, 8), lock | ffi::SQLITE_SHM_EXCLUSIVE), Err(Busy));
        shared.leave(2);
        shared.lock(1, (0, 8), lock | ffi::SQLITE_SHM_EXCLUSIVE).unwrap();
        assert_eq!(shared.lock(2, (7, 1), lock | ffi::SQLITE_SHM_SHARED), Err(Busy));
    }

    #[test]
    fn memory_stays_where_it_is_when_more_is_mapped() {
        let shared = Shared::default();
        assert!(shared.map(0, 32_768, false).is_none());
        let first = shared.map(0, 32_768, true).unwrap();
        shared.map(9, 32_768, true).unwrap();
        assert_eq!(shared.map(0, 32_768, false), Some(first));
    }
}
