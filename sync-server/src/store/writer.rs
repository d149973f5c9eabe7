//! The one writer: takes all that waits into one transaction, and answers when the disk has it.
//! Work that fails takes only itself back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use picture::project::words;
use protocol::run::DeviceKey;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::watch;

use super::lives::Met;
use super::{Batch, StoreError, erase};
use crate::keep::{Erasure, Keep, Kept};
use crate::reserve::Reserve;
use crate::seams::Seams;

/// How many may wait before the server says that it is busy.
const QUEUE: usize = 1_024;
/// How many go into one commit at the most.
const TOGETHER: usize = 256;
/// So long nothing has to come before the writer looks after what can wait.
const QUIET: Duration = Duration::from_millis(100);
/// So long a commit waits for readers before what was erased stays on the disk a while.
const CLEARING: Duration = Duration::from_millis(100);
/// More reports than this are not left out of the full-text index, however busy the writer is: whoever
/// searches looks through them one by one.
const DUE_MAX: u32 = 20_000;
/// So many enter the index at once. Whoever hands in meanwhile waits for that.
const INDEXED_AT_ONCE: u32 = 250;
/// Under load the disk is tried to be cleared again after so many commits.
const CLEARED_AGAIN_AFTER: u32 = 64;

/// Why a commit did not hold, for everybody who waited for it.
#[derive(Clone)]
pub(super) enum NotHeld {
    /// The disk is full.
    Full,
    /// Anything else.
    Failed(String),
}

/// Tells the one who asked, once it is known whether the commit held.
pub(super) type Answer = Box<dyn FnOnce(Result<(), NotHeld>) + Send>;
/// Works in the transaction.
pub(super) type Job = Box<dyn FnOnce(&mut Batch<'_>) -> Worked + Send>;

/// What became of a job.
pub(super) struct Worked {
    /// Whether to keep what it did.
    keep: bool,
    /// Whether it met a full disk.
    is_full: bool,
    /// What to do when the commit was made, or not.
    answer: Answer,
}

/// Wrap work and the way its answer takes.
pub(super) fn job<T, F, A>(work: F, deliver: A) -> Job
where
    T: Send + 'static,
    F: FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    A: FnOnce(Result<T, StoreError>) + Send + 'static,
{
    Box::new(move |batch| {
        let done = catch_unwind(AssertUnwindSafe(|| work(batch)));
        let done = done.unwrap_or(Err(StoreError::Panicked));
        let keep = done.is_ok();
        let is_full = done.as_ref().is_err_and(StoreError::is_full);
        let answer: Answer = Box::new(move |committed| {
            deliver(match (done, committed) {
                (Ok(_), Err(NotHeld::Full)) => Err(StoreError::Full),
                (Ok(_), Err(NotHeld::Failed(why))) => Err(StoreError::Commit(why)),
                (done, _) => done,
            });
        });
        Worked { keep, is_full, answer }
    })
}

/// What the writer's thread owns.
pub(super) struct Writer {
    pub(super) conn: Connection,
    pub(super) seams: Seams,
    pub(super) key: Option<DeviceKey>,
    pub(super) keep: Keep,
    /// Where the bytes of attachments lie.
    pub(super) attachments: PathBuf,
    /// Whether something was erased that may still lie in the file or in its log.
    pub(super) disk: Clearing,
    /// Whether the log is one of an earlier life that a full disk has kept from beginning anew.
    pub(super) is_log_old: bool,
    /// Room that is given up when the disk is full.
    pub(super) reserve: Arc<Reserve>,
    /// Whether words are due in the full-text index.
    pub(super) words: Words,
}

/// How far the full-text index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// It holds everything, or could not be written.
    Indexed,
    /// Words are due; they wait until nothing else has come for a while.
    Due,
    /// Nothing else comes, and it is catching up.
    CatchingUp,
}

/// Start the thread that owns the connection.
pub(super) fn start(
    mut writer: Writer,
    announce: watch::Sender<u64>,
) -> Result<(SyncSender<Job>, JoinHandle<()>), StoreError> {
    let (jobs, waiting) = sync_channel::<Job>(QUEUE);
    let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
        while let Some(first) = writer.next(&waiting) {
            let mut answers = Answers::default();
            let together = std::iter::once(first).chain(others(&waiting));
            let committed = writer.commit(together, &mut answers);
            if let Err(error) = &committed {
                tracing::error!("a commit failed: {error}");
            }
            if let Ok(Some(head)) = committed {
                let _ = announce.send(head);
            }
            let Answers { answers, is_full } = answers;
            let is_full = is_full || committed.as_ref().is_err_and(StoreError::is_full);
            if is_full {
                // Before anybody hears of it: whoever comes again finds room.
                writer.reserve.give_up();
            }
            let committed = committed.map(|_| ()).map_err(|error| match is_full {
                true => NotHeld::Full,
                false => NotHeld::Failed(error.to_string()),
            });
            for answer in answers {
                answer(committed.clone());
            }
        }
    });
    Ok((jobs, thread.map_err(|error| StoreError::Commit(error.to_string()))?))
}

/// Whether the disk may hold what was erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Clearing {
    /// It holds nothing of it.
    #[default]
    Done,
    /// Somebody was reading, such as a backup; it was tried so many commits ago.
    Waits {
        /// Commits since.
        commits: u32,
    },
}

/// What is to be said once the commit was made, or not.
#[derive(Default)]
pub(super) struct Answers {
    answers: Vec<Answer>,
    /// Whether any of them met a full disk.
    is_full: bool,
}

fn run(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    conn.prepare_cached(sql)?.execute([])?;
    Ok(())
}

fn others(waiting: &Receiver<Job>) -> impl Iterator<Item = Job> {
    waiting.try_iter().take(TOGETHER - 1)
}

impl Writer {
    /// The next job. While none comes, the disk gets the newest mark, and what was erased leaves the
    /// disk once nobody reads what lies before it.
    fn next(&mut self, waiting: &Receiver<Job>) -> Option<Job> {
        while self.keep.marks().are_behind()
            || self.disk != Clearing::Done
            || self.words != Words::Indexed
        {
            let is_quiet = self.words == Words::CatchingUp;
            match waiting.recv_timeout(if is_quiet { Duration::ZERO } else { QUIET }) {
                Ok(job) => {
                    if is_quiet {
                        self.words = Words::Due;
                    }
                    return Some(job);
                }
                Err(ended) => {
                    if let Err(error) = self.look_after() {
                        tracing::error!("the high-water mark or the log was not settled: {error}");
                    }
                    if ended == RecvTimeoutError::Disconnected {
                        return None;
                    }
                }
            }
        }
        waiting.recv().ok()
    }

    fn look_after(&mut self) -> Result<(), StoreError> {
        let settled = self.keep.marks().settle().map_err(StoreError::kept);
        if self.disk != Clearing::Done {
            self.clear_disk();
        }
        if self.words != Words::Indexed {
            self.words = match self.catch_up() {
                Ok(true) => Words::CatchingUp,
                Ok(false) => Words::Indexed,
                Err(error) => {
                    // As on a full disk: they are found all the same, and tried with the next commit.
                    tracing::error!("words are not in the full-text index yet: {error}");
                    Words::Indexed
                }
            };
        }
        settled
    }

    /// Put some of the words that are due into the full-text index. Returns whether more are due.
    fn catch_up(&mut self) -> Result<bool, StoreError> {
        self.begin_log_anew()?;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let more = words::catch_up(&tx, INDEXED_AT_ONCE)?;
        tx.commit()?;
        Ok(more)
    }

    /// Before anybody is answered: does the database go with what was kept beside it?
    pub(super) fn meet(&mut self, kept: &Kept) -> Result<Met, StoreError> {
        if self.begin_log_anew().is_err() {
            self.reserve.give_up();
            self.begin_log_anew()?;
        }
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch::begin(&tx, (&self.seams, self.key.as_ref()))?;
        let met = super::lives::meet(&mut batch, kept)?;
        let settled = batch.settle()?;
        drop(batch);
        let mark = match settled.mark {
            None if kept.mark.is_none() => Some(super::lives::mark(&tx)?),
            mark => mark,
        };
        self.keep.note(&settled.access).map_err(StoreError::kept)?;
        tx.commit()?;
        // Also of what was erased before a crash, or lay in a folder that was put back.
        erase::remove_attachments(&self.conn, &self.attachments, &kept.erasures)?;
        erase::remove_attachments(&self.conn, &self.attachments, &settled.erasures)?;
        self.clear_disk();
        if let Some(mark) = mark {
            let marks = self.keep.marks();
            marks.remember(mark).and_then(|()| marks.settle()).map_err(StoreError::kept)?;
        }
        Ok(met)
    }

    /// One commit, and what is kept outside the backups: erasures before it, the mark after it.
    pub(super) fn commit(
        &mut self,
        jobs: impl Iterator<Item = Job>,
        answers: &mut Answers,
    ) -> Result<Option<u64>, StoreError> {
        self.begin_log_anew()?;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch::begin(&tx, (&self.seams, self.key.as_ref()))?;
        let mut jobs = jobs.peekable();
        let mut is_alone = true;
        while let Some(job) = jobs.next() {
            is_alone = is_alone && jobs.peek().is_none();
            if !is_alone {
                run(&tx, "SAVEPOINT job")?;
            }
            let point = batch.point();
            let worked = job(&mut batch);
            answers.answers.push(worked.answer);
            answers.is_full |= worked.is_full;
            if is_alone && !worked.keep {
                // It takes the whole commit back.
                return Ok(None);
            }
            if !worked.keep {
                run(&tx, "ROLLBACK TO job")?;
                batch.rewind(point);
            }
            if !is_alone {
                run(&tx, "RELEASE job")?;
            }
        }
        let settled = batch.settle()?;
        drop(batch);
        if settled.mark.is_some() {
            self.words = Words::Due;
            if words::is_behind(&tx, DUE_MAX)? {
                words::catch_up(&tx, INDEXED_AT_ONCE)?;
            }
        }
        self.keep.journal(&settled.erasures).map_err(StoreError::kept)?;
        self.keep.note(&settled.access).map_err(StoreError::kept)?;
        tx.commit()?;
        self.after_erasing(&settled.erasures)?;
        let Some(mark) = settled.mark else { return Ok(None) };
        self.keep.marks().remember(mark).map_err(StoreError::kept)?;
        Ok(Some(mark.head))
    }

    /// Nothing is written behind what an earlier life left in the log.
    fn begin_log_anew(&mut self) -> Result<(), StoreError> {
        if self.is_log_old {
            picture::connect::begin_log_anew(&self.conn)?;
            self.is_log_old = false;
        }
        Ok(())
    }

    /// What was erased leaves the folder of attachments, the file and its log.
    fn after_erasing(&mut self, erasures: &[Erasure]) -> Result<(), StoreError> {
        erase::remove_attachments(&self.conn, &self.attachments, erasures)?;
        match &mut self.disk {
            Clearing::Waits { commits } if erasures.is_empty() => {
                *commits += 1;
                if *commits >= CLEARED_AGAIN_AFTER {
                    self.clear_disk();
                }
            }
            Clearing::Done if erasures.is_empty() => {}
            Clearing::Done | Clearing::Waits { .. } => self.clear_disk(),
        }
        Ok(())
    }

    /// Without waiting long: a backup reads for minutes, and nobody's commit waits for that. What fails,
    /// as on a full disk, is no reason to refuse reports: it is done with the next erasure or start.
    fn clear_disk(&mut self) {
        self.disk = match erase::clear_disk(&mut self.conn, CLEARING) {
            Ok(true) => Clearing::Done,
            Ok(false) => Clearing::Waits { commits: 0 },
            Err(error) => {
                tracing::error!("what was erased is not off the disk yet: {error}");
                Clearing::Done
            }
        };
    }
}
