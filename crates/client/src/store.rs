//! One SQLite file in the phone's folder: what it wrote, what it has read, drafts and settings. A
//! call returns after its transaction is on the disk. SQL stays in here.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use picture::PictureError;
use protocol::session::AtRest;
use rusqlite::TransactionBehavior;
pub(crate) use rusqlite::{Connection, Transaction};

use crate::keys::KeyError;
use crate::reserve::Reserve;

pub(crate) mod blobs;
pub(crate) mod carried;
pub(crate) mod clock;
pub(crate) mod drafts;
pub(crate) mod held;
pub(crate) mod identity;
pub(crate) mod marks;
pub(crate) mod offers;
mod open;
pub(crate) mod outbox;
pub(crate) mod places;
pub(crate) mod progress;
pub(crate) mod replica;
mod schema;
pub(crate) mod settings;

/// The name of the file in the phone's folder.
pub const FILE: &str = "client.db";

/// Why the store could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite failed.
    #[error("the store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The picture's tables could not be read or written.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// What is stored is not the JSON it was written as.
    #[error("a stored text does not read back: {0}")]
    Json(#[from] serde_json::Error),
    /// The folder could not be made.
    #[error("the folder of the store cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// What is stored cannot be, whatever was done before.
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
    /// There is no key to it.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl StoreError {
    /// Whether waiting may help: the disk is full, or somebody else holds the file.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DiskFull
                        | rusqlite::ErrorCode::DatabaseBusy
                        | rusqlite::ErrorCode::DatabaseLocked
                        | rusqlite::ErrorCode::SystemIoFailure
                )
            ),
            Self::Picture(error) => error.is_transient(),
            Self::Folder(_) => true,
            Self::Key(error) => error.is_transient(),
            Self::Json(_) | Self::Damaged(_) => false,
        }
    }
}

/// Whether an error says that the disk is full.
pub(crate) trait MayBeFull {
    /// Whether it does.
    fn is_full(&self) -> bool;
}

impl MayBeFull for StoreError {
    fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Picture(error) => error.is_full(),
            Self::Folder(error) | Self::Key(KeyError::File(error)) => {
                error.kind() == std::io::ErrorKind::StorageFull
            }
            Self::Json(_) | Self::Damaged(_) | Self::Key(_) => false,
        }
    }
}

/// The open file. Reading has a connection of its own, so that a slow question never delays a
/// report.
pub(crate) struct Store {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    reserve: Box<dyn Reserve>,
    is_low: AtomicBool,
    /// Whether the log is one of an earlier life that a full disk has kept from beginning anew.
    is_log_old: AtomicBool,
    at_rest: AtRest,
}

impl Store {
    fn of(
        (writer, reader): (Connection, Connection),
        reserve: Box<dyn Reserve>,
        at_rest: AtRest,
    ) -> Self {
        let is_low = AtomicBool::new(!reserve.hold());
        let is_log_old = AtomicBool::new(picture::connect::begin_log_anew(&writer).is_err());
        let (writer, reader) = (Mutex::new(writer), Mutex::new(reader));
        Self { writer, reader, reserve, is_low, is_log_old, at_rest }
    }

    /// How safe the file is in the wrong hands.
    pub(crate) fn at_rest(&self) -> AtRest {
        self.at_rest
    }

    /// Nothing that was read lies in SQLite's memory any more.
    pub(crate) fn let_go_of_memory(&self) {
        let _ = lock(&self.reader).execute_batch("PRAGMA shrink_memory");
    }

    /// Set room aside in this way.
    pub(crate) fn reserve(&mut self, reserve: Box<dyn Reserve>) {
        self.is_low = AtomicBool::new(!reserve.hold());
        self.reserve = reserve;
    }

    /// Whether the disk is so full that only text is taken.
    pub(crate) fn is_low(&self) -> bool {
        self.is_low.load(Ordering::Relaxed)
    }

    /// Look whether there is room again, while nobody writes. Returns whether there is.
    pub(crate) fn look_for_room(&self) -> bool {
        let _nobody_writes = lock(&self.writer);
        let has_room = self.reserve.hold();
        self.is_low.store(!has_room, Ordering::Relaxed);
        has_room
    }

    /// One transaction: all of it is on the disk when this returns, or none of it. On a full disk it is
    /// done once more, in the room that was set aside for it.
    pub(crate) fn write<T, E: From<StoreError> + MayBeFull>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self.write_spare(&work) {
            Err(error) if error.is_full() => {
                self.reserve.give_up();
                self.transaction(&work)
            }
            done => done,
        }
    }

    /// One transaction that leaves alone what was set aside for text.
    pub(crate) fn write_spare<T, E: From<StoreError> + MayBeFull>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let done = self.transaction(work);
        if done.as_ref().is_err_and(MayBeFull::is_full) {
            self.is_low.store(true, Ordering::Relaxed);
        }
        done
    }

    fn transaction<T, E: From<StoreError>>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = lock(&self.writer);
        if self.is_log_old.load(Ordering::Relaxed) {
            picture::connect::begin_log_anew(&conn).map_err(StoreError::from)?;
            self.is_log_old.store(false, Ordering::Relaxed);
        }
        let tx = conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let done = work(&tx)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Let nothing of what was erased be left in the file or in the write-ahead log. Returns whether
    /// that succeeded; a full disk or another program puts it off.
    pub(crate) fn clear_disk(&self) -> Result<bool, StoreError> {
        if self.is_low() {
            return Ok(false);
        }
        let writer = lock(&self.writer);
        let _nobody_reads = lock(&self.reader);
        match picture::erase::clear_disk(&writer).map_err(StoreError::from) {
            Err(error) if error.is_full() => {
                self.is_low.store(true, Ordering::Relaxed);
                Ok(false)
            }
            done => done,
        }
    }

    /// Erase everything, the key included, and begin anew as a phone that has joined nothing.
    pub(crate) fn wipe(&self) -> Result<(), StoreError> {
        let mut writer = lock(&self.writer);
        let _nobody_reads = lock(&self.reader);
        picture::erase::everything(&writer)?;
        migrate(&mut writer)
    }

    /// Look at one state of the file, whatever is written meanwhile.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = lock(&self.reader);
        let tx = conn.transaction().map_err(StoreError::from)?;
        look(&tx)
    }
}

fn migrate(writer: &mut Connection) -> Result<(), StoreError> {
    Ok(picture::migrate::run(writer, &schema::STEPS)?)
}

/// A panic in another thread has rolled its transaction back; the connection itself is whole.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::keys::NoKeyStore;
    use crate::random::{NoRandomness, Random};

    struct Same;

    impl Random for Same {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
            bytes.fill(0x5a);
            Ok(())
        }
    }

    fn opened(dir: &Path) -> Store {
        Store::open(dir, &NoKeyStore, &Same).unwrap()
    }

    #[test]
    fn a_commit_waits_for_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let store = opened(dir.path());
        let conn = lock(&store.writer);
        let full: i64 = conn.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
        let mode: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!((full, mode.as_str()), (2, "wal"));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_on_the_machine_reads_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let store = opened(dir.path());
        store.write(|tx| settings::put(tx, "a", "b")).unwrap();
        for file in std::fs::read_dir(dir.path()).unwrap() {
            let mode = file.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn no_word_lies_readable_in_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let store = opened(dir.path());
        store.write(|tx| settings::put(tx, "a", "trasig lampa")).unwrap();
        assert_eq!(store.at_rest(), AtRest::KeyInFile);
        for file in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(12).any(|part| part == b"trasig lampa"));
        }
    }

    #[test]
    fn a_store_of_an_earlier_version_is_encrypted_when_nobody_else_has_it_open() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let mut plain = picture::connect::open(&path, None).unwrap();
        migrate(&mut plain).unwrap();
        let tx = plain.transaction().unwrap();
        settings::put(&tx, "a", "trasig lampa").unwrap();
        tx.commit().unwrap();
        // The earlier version still runs: the store is used as it is, and nothing is lost.
        let store = opened(dir.path());
        assert_eq!(store.at_rest(), AtRest::Plain);
        store.write(|tx| settings::put(tx, "b", "ett till")).unwrap();
        drop((store, plain));
        for _ in 0..2 {
            let store = opened(dir.path());
            assert_eq!(store.at_rest(), AtRest::KeyInFile);
            let said = |key| store.read(|conn| settings::get(conn, key)).unwrap();
            assert_eq!(said("a").as_deref(), Some("trasig lampa"));
            assert_eq!(said("b").as_deref(), Some("ett till"));
        }
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(12).any(|part| part == b"trasig lampa"));
    }

    #[test]
    fn two_programs_that_start_at_once_agree_on_one_key() {
        let dir = tempfile::tempdir().unwrap();
        let stores: Vec<Store> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| opened(dir.path()))).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        for (place, store) in stores.iter().enumerate() {
            store.write(|tx| settings::put(tx, &place.to_string(), "here")).unwrap();
        }
        let last = stores[3].read(|conn| settings::get(conn, "0")).unwrap();
        assert_eq!(last.as_deref(), Some("here"));
    }

    #[test]
    fn a_failure_half_way_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let store = opened(dir.path());
        let half: Result<(), StoreError> = store.write(|tx| {
            settings::put(tx, "a", "b")?;
            Err(StoreError::Damaged("on purpose"))
        });
        assert!(half.is_err());
        assert_eq!(store.read(|conn| settings::get(conn, "a")).unwrap(), None);
    }
}
