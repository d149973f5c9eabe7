//! A disk that forgets: a SQLite VFS in memory, one for each machine of a test. A file has the bytes
//! that programs see and those that are on the disk; a sync makes them equal, a crash drops the rest.
//!
//! What is modelled, and how simply:
//! - A new file is on the disk, with its name, after its own first sync. SQLite asks for no more: it
//!   syncs the directory together with a new journal or log.
//! - A deletion is on the disk at once if SQLite asks for that, else with the next sync of any file,
//!   as file systems with a journal do; until then a crash undoes it.
//! - A sync that fails loses what it should have written, as Linux does.
//! - A crash or a kill makes every handle of before dead: each call answers `SQLITE_IOERR`, nothing
//!   more is written, and closing is safe.
//! - Writing beside a torn sector never damages it (SQLite's “powersafe overwrite”, as on Linux).
//! - Shared memory and locks work between the connections of one process.
//! - Nobody sleeps: a busy handler comes to its end at once, so use the disk from one thread, or
//!   with connections that do not wait for each other.

use std::ffi::c_int;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, ffi};

mod image;
mod locks;
mod machine;
mod vfs;

use machine::{Machine, Plan};

/// What remains of the unsynced changes after the power has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survives {
    /// Nothing but what was synced.
    Synced,
    /// By chance: of each file the first so many sectors written, the next one torn.
    Prefix,
    /// By chance: any sectors in any order, one of them torn.
    Scattered,
}

/// A call that can be planned to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Opening or making a file.
    Open,
    /// Reading bytes.
    Read,
    /// Writing bytes.
    Write,
    /// Cutting a file off.
    Truncate,
    /// Bringing a file to the disk.
    Sync,
    /// Taking a name away.
    Delete,
}

impl Call {
    fn is_change(self) -> bool {
        match self {
            Self::Open | Self::Read => false,
            Self::Write | Self::Truncate | Self::Sync | Self::Delete => true,
        }
    }

    fn code(self) -> c_int {
        match self {
            Self::Open => ffi::SQLITE_CANTOPEN,
            Self::Read => ffi::SQLITE_IOERR_READ,
            Self::Write => ffi::SQLITE_IOERR_WRITE,
            Self::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Self::Sync => ffi::SQLITE_IOERR_FSYNC,
            Self::Delete => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

/// All that one machine had on its disk at some moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy(Vec<(String, Vec<u8>)>);

type State = Mutex<Machine>;

/// The disk of one machine. SQLite knows it by [`Disk::vfs`]. When it is dropped, connections that
/// are still open keep their files, but no new ones open.
pub struct Disk {
    state: Arc<State>,
    vfs: vfs::Registered,
}

impl Disk {
    /// An empty disk. The seed decides what a crash leaves.
    ///
    /// # Errors
    /// When SQLite does not take the VFS.
    pub fn new(seed: u64) -> rusqlite::Result<Self> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("disk-{}", LAST.fetch_add(1, Ordering::Relaxed));
        let state = Arc::new(Mutex::new(Machine::new(seed)));
        let vfs = vfs::register(&name, &state)?;
        Ok(Self { state, vfs })
    }

    /// The name by which SQLite knows this disk.
    pub fn vfs(&self) -> &str {
        self.vfs.name()
    }

    /// Open or create a database on this disk.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(&self, name: &str) -> rusqlite::Result<Connection> {
        Connection::open_with_flags_and_vfs(name, OpenFlags::default(), self.vfs())
    }

    /// The power goes and comes back.
    pub fn crash(&self, survives: Survives) {
        self.machine().crash(survives);
    }

    /// Every program is killed; what was written, synced or not, is still there.
    pub fn kill(&self) {
        self.machine().kill();
    }

    /// The power goes instead of the `nth` change from now (1 is the next): a write, a truncation, a
    /// deletion or a sync. A crash clears every other plan except the disk's size and its lies.
    pub fn crash_at(&self, nth: u64, survives: Survives) {
        self.machine().plan.off = Some((nth, survives));
    }

    /// Whether the power has gone since this was last asked.
    pub fn has_lost_power(&self) -> bool {
        std::mem::take(&mut self.machine().has_lost_power)
    }

    /// No more than so many bytes fit from now on; what fits of a write is written. `None` is a disk
    /// without an end.
    pub fn limit(&self, free: Option<u64>) {
        let mut machine = self.machine();
        machine.plan.capacity = free.map(|free| machine.used() + free);
    }

    /// The `nth` such call from now fails (1 is the next), once.
    pub fn fail_at(&self, call: Call, nth: u64) {
        self.machine().plan.fail = Some((call, nth));
    }

    /// Of the `nth` write from now only the first half is written, and it fails, once.
    pub fn cut_at(&self, nth: u64) {
        self.machine().plan.cut = Some(nth);
    }

    /// From now on a sync says that it is done and does nothing, as bad drives do.
    pub fn lie(&self, lies: bool) {
        self.machine().plan.lies = lies;
    }

    /// No coming call fails any more; the disk keeps its size and its lies.
    pub fn calm(&self) {
        let mut machine = self.machine();
        let Plan { capacity, lies, .. } = machine.plan;
        machine.plan = Plan { capacity, lies, ..Plan::default() };
    }

    /// Nothing more is planned; the disk has no end and tells the truth.
    pub fn heal(&self) {
        self.machine().plan = Plan::default();
    }

    /// How many writes, truncations, deletions and syncs there were.
    pub fn changes(&self) -> u64 {
        self.machine().changes
    }

    /// How many syncs were asked for.
    pub fn syncs(&self) -> u64 {
        self.machine().syncs
    }

    /// The bytes of a file as programs see them.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.machine().named(name).map(|file| file.bytes().to_vec())
    }

    /// Look at the bytes of a file as programs see them; nothing when there is no such file.
    pub fn look_at(&self, name: &str, look: impl FnOnce(&[u8])) {
        if let Some(file) = self.machine().named(name) {
            look(file.bytes());
        }
    }

    /// Give a file another name, in place of whatever had it. Durable at the file's next sync.
    /// Returns whether there was such a file.
    pub fn rename(&self, from: &str, to: &str) -> bool {
        self.machine().rename(from, to).is_ok()
    }

    /// What is surely on the disk now. Taken while nothing is written, it is a backup.
    pub fn copy(&self) -> Copy {
        let machine = self.machine();
        let file = |name: String| machine.named(&name).map(|it| (name, it.durable().to_vec()));
        Copy(machine.names().into_iter().filter_map(file).collect())
    }

    /// Every program is killed, and the disk has what the copy has and nothing else.
    pub fn restore(&self, copy: &Copy) {
        let mut machine = self.machine();
        machine.kill();
        machine.clear();
        for (name, bytes) in &copy.0 {
            machine.put(name, bytes.clone());
        }
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        lock(&self.state)
    }
}

fn lock(state: &State) -> MutexGuard<'_, Machine> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
