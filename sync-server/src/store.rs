//! The server's database: one writer that commits whatever waits together, and readers beside it.
//! SQL stands here and in `store/`, nowhere else in the server.

mod access;
pub mod access_list;
pub mod agreements;
pub mod audit;
mod batch;
pub mod blobs;
pub mod compare;
pub mod configuration;
pub mod copies;
pub mod deliveries;
pub mod devices;
mod direct;
pub mod disclosures;
pub mod divisions;
pub mod erase;
pub mod factors;
pub(crate) mod feedback;
pub mod holds;
pub mod invitations;
pub mod listing;
pub mod lives;
pub mod members;
pub mod meta;
pub mod municipal;
pub mod ops;
mod own;
pub mod pages;
pub mod passkeys;
pub mod people;
mod readers;
pub mod records;
pub mod retention;
mod schema;
pub mod sessions;
pub mod statistics;
#[cfg(test)]
mod tests;
pub mod told_counts;
pub(crate) mod unreviewed;
mod verdict;
pub mod wipes;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use picture::PictureError;
use picture::recent::Recent;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::DeviceKey;
pub(crate) use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use crate::keep::{self, Keep};
use crate::reserve::Reserve;
use crate::seams::{NoRandomness, Seams};

pub use batch::{Batch, Settled};
pub use devices::{Device, Seen, TokenState};
pub use direct::DirectStore;
pub use invitations::{Invitation, Invited};
pub use listing::ObservationRow;
pub use lives::{Mark, Met};
pub use members::Member;
pub use ops::{Deposit, Taken, Told};
pub use people::{Person, PersonRow};
pub(crate) use readers::Readers;

/// The write-ahead log is moved into the database at so many pages (16 MB), not after each large run:
/// a page that many commits touch is then written there once.
const LOG_PAGES: u32 = 4_000;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The picture's tables failed.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// A body could not be written as JSON.
    #[error("a value cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// A rule said no; nothing was written.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// The commit failed after the work was done; nothing was written.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The work panicked; nothing was written.
    #[error("the work on the database broke off")]
    Panicked,
    /// The disk is full; nothing was written.
    #[error("the disk is full")]
    Full,
    /// What is kept outside the backups could not be read or written.
    #[error("the folder `keep` failed: {0}")]
    Keep(String),
    /// The writer has stopped, or more waits than it can take.
    #[error("the writer takes nothing more")]
    Closed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Picture(PictureError::Sqlite(error))
    }
}

impl StoreError {
    #[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
    fn kept(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::Keep(error.to_string()),
        }
    }

    /// Whether it failed because the disk is full.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Full => true,
            Self::Picture(PictureError::Sqlite(error)) => {
                error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
            }
            _ => false,
        }
    }

    /// The same, for the one who asked.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Refused(problem) => problem,
            Self::Closed => Problem::new(ProblemCode::Unavailable, "the server is busy"),
            error if error.is_full() => Problem::new(
                ProblemCode::StorageFull,
                "the server's disk is full: nothing was taken, what you have is kept, try again soon",
            ),
            Self::Picture(error) if error.is_transient() => {
                Problem::new(ProblemCode::Unavailable, "the database is busy")
            }
            Self::Picture(_)
            | Self::Json(_)
            | Self::Random(_)
            | Self::Commit(_)
            | Self::Keep(_)
            | Self::Full
            | Self::Panicked => Problem::new(ProblemCode::ServerFailed, "the server failed"),
        }
    }
}

/// The database of one data folder.
pub struct Store {
    jobs: Option<SyncSender<writer::Job>>,
    thread: Option<JoinHandle<()>>,
    readers: Readers,
    recent: Recent,
    head: watch::Receiver<u64>,
    met: Met,
    reserve: Arc<Reserve>,
}

impl Store {
    /// Open or create the database in a folder, compare it with what was kept beside it, and start
    /// its writer.
    ///
    /// # Errors
    /// When the file cannot be opened or was written by a newer program.
    pub fn open(dir: &Path, seams: Seams) -> Result<Self, StoreError> {
        let path = dir.join("lagesbild.db");
        let mut conn = picture::connect::open(&path, None)?;
        conn.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        picture::migrate::run(&mut conn, &schema::STEPS)?;
        meta::begin(&mut conn, &seams)?;
        let (keep, kept) = Keep::open(dir).map_err(|error| StoreError::Keep(error.to_string()))?;
        let reserve = Arc::new(Reserve::new(dir));
        let key = keep::read_key(dir).ok().map(|seed| DeviceKey::from_seed(&seed));
        let is_log_old = picture::connect::begin_log_anew(&conn).is_err();
        let mut writer = writer::Writer {
            conn,
            is_log_old,
            seams,
            key,
            keep,
            attachments: dir.join("blobs"),
            disk: writer::Clearing::Done,
            words: writer::Words::Due,
            reserve: Arc::clone(&reserve),
        };
        let met = writer.meet(&kept)?;
        let head = picture::log::head(&writer.conn)?.cast_unsigned();
        let (announce, head) = watch::channel(head);
        let (jobs, thread) = writer::start(writer, announce)?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            readers: Readers::new(path),
            recent: Recent::default(),
            head,
            met,
            reserve,
        })
    }

    /// Do something in the next commit and wait until the disk has it.
    ///
    /// # Errors
    /// When the work or the commit fails; then nothing of it was written.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (send, receive) = oneshot::channel();
        self.hand_over(writer::job(work, |done| drop(send.send(done))))?;
        receive.await.map_err(|_| StoreError::Closed)?
    }

    /// The same for callers without an executor, as the commands are.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_now<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (send, receive) = sync_channel(1);
        self.hand_over(writer::job(work, move |done| drop(send.send(done))))?;
        receive.recv().map_err(|_| StoreError::Closed)?
    }

    /// Read on a blocking thread, in one consistent view.
    ///
    /// # Errors
    /// When the work fails.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let readers = self.readers.clone();
        let Ok(_turn) = readers.turn().await else { return Err(StoreError::Closed) };
        let reading = readers.clone();
        tokio::task::spawn_blocking(move || reading.with(work))
            .await
            .map_err(|_| StoreError::Panicked)?
    }

    /// The same for what takes about as long as handing it to another thread and back: done on this
    /// one, unless it would have to wait for its turn.
    ///
    /// # Errors
    /// When the work fails.
    pub async fn read_little<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let Some(_turn) = self.readers.turn_now() else { return self.read(work).await };
        let read = catch_unwind(AssertUnwindSafe(|| self.readers.with(work)));
        read.unwrap_or(Err(StoreError::Panicked))
    }

    /// Read on this thread, in one consistent view.
    ///
    /// # Errors
    /// When the work fails.
    pub fn read_now<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.with(work)
    }

    /// Who may read what was written last.
    pub fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Room that is kept for reports.
    pub fn reserve(&self) -> &Reserve {
        &self.reserve
    }

    /// What was found when the database met what is kept beside it.
    pub fn met(&self) -> Met {
        self.met
    }

    /// Follows the newest place in the log.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.head.clone()
    }

    fn hand_over(&self, job: writer::Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.try_send(job).map_err(|_| StoreError::Closed)
    }
}

impl Drop for Store {
    /// Let the writer finish what it has, so that the folder can be opened again at once.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
