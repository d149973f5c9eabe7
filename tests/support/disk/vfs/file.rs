//! The functions that SQLite calls for one open file: bytes, locks, and the memory that connections
//! share in WAL mode.
#![expect(unsafe_code, reason = "SQLite's interface for file systems is a table of C functions")]

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::Arc;

use rusqlite::ffi;

use super::super::locks::Shared;
use super::super::machine::{Handle, Machine, Outcome};
use super::super::{State, lock};
use super::{code, length, state, text};

/// What SQLite takes for a sector.
const SECTOR: c_int = 512;

/// What SQLite keeps for each open file; it makes the room for it, we fill it in.
#[repr(C)]
pub(super) struct File {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

struct Open {
    state: Arc<State>,
    handle: Handle,
    shared: Option<Arc<Shared>>,
    /// The name to take away at the end.
    delete: Option<String>,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(x_close),
    xRead: Some(x_read),
    xWrite: Some(x_write),
    xTruncate: Some(x_truncate),
    xSync: Some(x_sync),
    xFileSize: Some(x_file_size),
    xLock: Some(x_lock),
    xUnlock: Some(x_unlock),
    xCheckReservedLock: Some(x_check_reserved_lock),
    xFileControl: Some(x_file_control),
    xSectorSize: Some(x_sector_size),
    xDeviceCharacteristics: Some(x_device_characteristics),
    xShmMap: Some(x_shm_map),
    xShmLock: Some(x_shm_lock),
    xShmBarrier: Some(x_shm_barrier),
    xShmUnmap: Some(x_shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// What we keep of an open file.
///
/// # Safety
/// `file` must have been filled in by [`x_open`] and not be closed. SQLite calls for one file from
/// one thread at a time.
unsafe fn open_file<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Open {
    // SAFETY: x_open put a valid box there, and only x_close takes it away.
    unsafe { &mut *(*file.cast::<File>()).open }
}

/// Do something with the machine of an open file.
///
/// # Safety
/// As for [`open_file`].
unsafe fn with(
    file: *mut ffi::sqlite3_file,
    work: impl FnOnce(&mut Machine, Handle) -> Outcome,
) -> c_int {
    // SAFETY: as the caller promises.
    let open = unsafe { open_file(file) };
    code(work(&mut lock(&open.state), open.handle))
}

fn place(offset: i64) -> Outcome<usize> {
    usize::try_from(offset).map_err(|_| ffi::SQLITE_IOERR)
}

pub(super) unsafe extern "C" fn x_open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let file = file.cast::<File>();
    // SAFETY: SQLite hands in room for szOsFile bytes; null methods mean “not open, do not close”.
    unsafe { (*file).base.pMethods = ptr::null() };
    // SAFETY: the VFS is ours, and the name is null or a C string.
    let (state, name) = match unsafe { (state(vfs), text(name)) } {
        (Ok(state), name) => (state, name),
        (Err(code), _) => return code,
    };
    let opened = lock(&state).open(name.as_deref(), flags);
    let handle = match opened {
        Ok(handle) => handle,
        Err(code) => return code,
    };
    let delete = name.filter(|_| flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0);
    let open = Box::into_raw(Box::new(Open { state, handle, shared: None, delete }));
    // SAFETY: as above; out_flags is null or points to an int.
    unsafe {
        (*file).open = open;
        (*file).base.pMethods = &raw const METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes once, and the box came from x_open.
    let open = unsafe { Box::from_raw((*file.cast::<File>()).open) };
    let mut machine = lock(&open.state);
    if let Some(name) = &open.delete
        && machine.file(open.handle).is_ok()
    {
        let _ = machine.delete(name, false);
    }
    machine.close(open.handle);
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite hands in room for so many bytes.
    let into = unsafe { std::slice::from_raw_parts_mut(into.cast::<u8>(), length(amount)) };
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, |machine, handle| machine.read(handle, place(offset)?, into)) }
}

unsafe extern "C" fn x_write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite hands in so many bytes.
    let from = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length(amount)) };
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, |machine, handle| machine.write(handle, place(offset)?, from)) }
}

unsafe extern "C" fn x_truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, |machine, handle| machine.truncate(handle, place(size)?)) }
}

unsafe extern "C" fn x_sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, Machine::sync) }
}

unsafe extern "C" fn x_file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    let look = |machine: &mut Machine, handle: Handle| {
        let bytes = machine.file(handle)?.bytes().len();
        // SAFETY: SQLite hands in a place for the answer.
        unsafe { *size = i64::try_from(bytes).unwrap_or(i64::MAX) };
        Ok(())
    };
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, look) }
}

unsafe extern "C" fn x_lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    let raise = |machine: &mut Machine, handle: Handle| {
        machine.file(handle)?.locks.raise(handle.id, level).map_err(|_| ffi::SQLITE_BUSY)
    };
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, raise) }
}

unsafe extern "C" fn x_unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    let lower = |machine: &mut Machine, handle: Handle| {
        if let Ok(file) = machine.file(handle) {
            file.locks.lower(handle.id, level);
        }
        Ok(())
    };
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, lower) }
}

unsafe extern "C" fn x_check_reserved_lock(
    file: *mut ffi::sqlite3_file,
    answer: *mut c_int,
) -> c_int {
    let look = |machine: &mut Machine, handle: Handle| {
        let is_reserved = machine.file(handle)?.locks.is_reserved();
        // SAFETY: SQLite hands in a place for the answer.
        unsafe { *answer = c_int::from(is_reserved) };
        Ok(())
    };
    // SAFETY: SQLite calls with an open file.
    unsafe { with(file, look) }
}

unsafe extern "C" fn x_file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn x_sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    SECTOR
}

unsafe extern "C" fn x_device_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn x_shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    at: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite calls with an open file.
    let open = unsafe { open_file(file) };
    let mapped = match &open.shared {
        Some(shared) => lock(&open.state).file(open.handle).map(|_| Arc::clone(shared)),
        None => lock(&open.state).shared(open.handle),
    };
    let shared = match mapped {
        Ok(shared) => open.shared.insert(shared),
        Err(code) => return code,
    };
    let memory = shared.map(length(region), length(size), extend != 0);
    // SAFETY: SQLite hands in a place for the pointer. The memory lives as long as `open.shared`,
    // which stays until xShmUnmap or xClose, a crash or not.
    unsafe { *at = memory.unwrap_or(ptr::null_mut()).cast() };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_shm_lock(
    file: *mut ffi::sqlite3_file,
    slot: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: SQLite calls with an open file.
    let open = unsafe { open_file(file) };
    let is_lock = flags & ffi::SQLITE_SHM_LOCK != 0;
    if is_lock && lock(&open.state).file(open.handle).is_err() {
        return ffi::SQLITE_IOERR;
    }
    let Some(shared) = &open.shared else { return ffi::SQLITE_IOERR_SHMLOCK };
    let locked = shared.lock(open.handle.id, (length(slot), length(count)), flags);
    code(locked.map_err(|_| ffi::SQLITE_BUSY))
}

unsafe extern "C" fn x_shm_barrier(_: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

unsafe extern "C" fn x_shm_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: SQLite calls with an open file.
    let open = unsafe { open_file(file) };
    if let Some(shared) = open.shared.take() {
        shared.leave(open.handle.id);
        drop(shared);
        lock(&open.state).forget_shared(open.handle);
    }
    ffi::SQLITE_OK
}
