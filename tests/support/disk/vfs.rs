//! The functions that SQLite calls (<https://sqlite.org/vfs.html>), each one a thin door to
//! [`Machine`](super::machine::Machine). What must stay out of here: what a disk does.
#![expect(unsafe_code, reason = "SQLite's interface for file systems is a table of C functions")]

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr;
use std::sync::{Arc, Once, Weak};

use rusqlite::ffi;

use super::machine::Outcome;
use super::{State, lock};

mod file;

/// Julian day of 2026-01-01T00:00:00Z in milliseconds: what SQL's clock says on this disk, always.
const NEW_YEAR_2026: i64 = 212_633_985_600_000;

/// A VFS that SQLite knows. It leaves SQLite's list when this is dropped; the few hundred bytes of
/// the table stay, because a connection may still point to it.
pub(super) struct Registered {
    table: *mut ffi::sqlite3_vfs,
    name: &'static CStr,
}

// SAFETY: the pointer is only handed to sqlite3_vfs_unregister, which takes SQLite's own mutex.
unsafe impl Send for Registered {}
// SAFETY: as above; a shared reference reads nothing but the name.
unsafe impl Sync for Registered {}

impl Registered {
    pub(super) fn name(&self) -> &str {
        self.name.to_str().unwrap_or_default()
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // SAFETY: the table was registered by `register`, is never freed, and unregistering a table
        // twice or while connections are open is allowed.
        unsafe { ffi::sqlite3_vfs_unregister(self.table) };
    }
}

/// SQLite counts its memory behind one lock, where worlds on several threads would wait for each other.
/// Without effect once a database has been opened.
fn count_no_memory() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: takes one int; SQLite refuses it when it is too late for it.
        let _ = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int) };
    });
}

/// Tell SQLite of a disk.
pub(super) fn register(name: &str, state: &Arc<State>) -> rusqlite::Result<Registered> {
    count_no_memory();
    let name: &'static CStr = Box::leak(CString::new(name)?.into_boxed_c_str());
    let owner: &'static Weak<State> = Box::leak(Box::new(Arc::downgrade(state)));
    let table = Box::leak(Box::new(ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: c_int::try_from(size_of::<file::File>()).unwrap_or(c_int::MAX),
        mxPathname: 512,
        pNext: ptr::null_mut(),
        zName: name.as_ptr(),
        pAppData: ptr::from_ref(owner).cast_mut().cast(),
        xOpen: Some(file::x_open),
        xDelete: Some(x_delete),
        xAccess: Some(x_access),
        xFullPathname: Some(x_full_pathname),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(x_randomness),
        xSleep: Some(x_sleep),
        xCurrentTime: Some(x_current_time),
        xGetLastError: Some(x_get_last_error),
        xCurrentTimeInt64: Some(x_current_time_int64),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    }));
    // SAFETY: the table, its name and its owner live as long as the process.
    let code = unsafe { ffi::sqlite3_vfs_register(table, 0) };
    if code != ffi::SQLITE_OK {
        return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
    }
    Ok(Registered { table, name })
}

fn code(outcome: Outcome) -> c_int {
    outcome.err().unwrap_or(ffi::SQLITE_OK)
}

fn length(amount: c_int) -> usize {
    usize::try_from(amount).unwrap_or(0)
}

/// The machine of a VFS, or an error when its disk is gone.
///
/// # Safety
/// `vfs` must come from [`register`].
unsafe fn state(vfs: *mut ffi::sqlite3_vfs) -> Outcome<Arc<State>> {
    // SAFETY: pAppData is the leaked Weak that `register` put there.
    let owner = unsafe { &*(*vfs).pAppData.cast::<Weak<State>>() };
    owner.upgrade().ok_or(ffi::SQLITE_IOERR)
}

/// A name that SQLite hands in.
///
/// # Safety
/// `name` must be null or a C string.
unsafe fn text(name: *const c_char) -> Option<String> {
    if name.is_null() {
        return None;
    }
    // SAFETY: not null, so a C string, as the caller promises.
    Some(unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned())
}

unsafe extern "C" fn x_delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync: c_int,
) -> c_int {
    // SAFETY: the VFS is ours, and the name is a C string.
    let (Ok(state), Some(name)) = (unsafe { (state(vfs), text(name)) }) else {
        return ffi::SQLITE_IOERR;
    };
    let deleted = lock(&state).delete(&name, sync != 0);
    code(deleted)
}

unsafe extern "C" fn x_access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    answer: *mut c_int,
) -> c_int {
    // SAFETY: the VFS is ours, and the name is a C string.
    let (Ok(state), Some(name)) = (unsafe { (state(vfs), text(name)) }) else {
        return ffi::SQLITE_IOERR;
    };
    let len = lock(&state).named(&name).map(|file| file.bytes().len());
    // As on Unix, an empty file does not exist: it is a journal that nobody began.
    let is_there = len.is_some_and(|len| len > 0 || flags != ffi::SQLITE_ACCESS_EXISTS);
    // SAFETY: SQLite hands in a place for the answer.
    unsafe { *answer = c_int::from(is_there) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_full_pathname(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: the name is a C string.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes_with_nul();
    if bytes.len() > length(room) {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: there is room for that many bytes, and the two do not overlap.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len()) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_randomness(
    _: *mut ffi::sqlite3_vfs,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite hands in room for so many bytes. The same each time: nothing here is secret.
    unsafe { ptr::write_bytes(out, 0x5A, length(room)) };
    room
}

unsafe extern "C" fn x_sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    microseconds
}

unsafe extern "C" fn x_current_time(_: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: SQLite hands in a place for the answer.
    unsafe { *out = NEW_YEAR_2026 as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_current_time_int64(_: *mut ffi::sqlite3_vfs, out: *mut i64) -> c_int {
    // SAFETY: SQLite hands in a place for the answer.
    unsafe { *out = NEW_YEAR_2026 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_get_last_error(_: *mut ffi::sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    0
}
