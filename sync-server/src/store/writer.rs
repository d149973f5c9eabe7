//! The one writer: takes all that waits into one transaction, and answers when the disk has it.
//! Work that fails takes only itself back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::watch;

use super::{Batch, StoreError};
use crate::seams::Seams;

/// How many may wait before the server says that it is busy.
const QUEUE: usize = 1_024;
/// How many go into one commit at the most.
const TOGETHER: usize = 256;

/// Tells the one who asked, once it is known whether the commit held.
type Answer = Box<dyn FnOnce(Result<(), String>) + Send>;
/// Works in the transaction; whether to keep what it did, and the answer.
pub(super) type Job = Box<dyn FnOnce(&mut Batch<'_>) -> (bool, Answer) + Send>;

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
        let answer: Answer = Box::new(move |committed| {
            deliver(match (done, committed) {
                (Ok(_), Err(why)) => Err(StoreError::Commit(why)),
                (done, _) => done,
            });
        });
        (keep, answer)
    })
}

/// Start the thread that owns the connection.
pub(super) fn start(
    mut conn: Connection,
    seams: Seams,
    announce: watch::Sender<u64>,
) -> Result<(SyncSender<Job>, JoinHandle<()>), StoreError> {
    let (jobs, waiting) = sync_channel::<Job>(QUEUE);
    let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
        while let Ok(first) = waiting.recv() {
            let mut answers = Vec::new();
            let together = std::iter::once(first).chain(others(&waiting));
            let committed = commit(&mut conn, &seams, together, &mut answers);
            if let Err(error) = &committed {
                tracing::error!("a commit failed: {error}");
            }
            if let Ok(Some(head)) = committed {
                let _ = announce.send(head);
            }
            let committed = committed.map(|_| ()).map_err(|error| error.to_string());
            for answer in answers {
                answer(committed.clone());
            }
        }
    });
    Ok((jobs, thread.map_err(|error| StoreError::Commit(error.to_string()))?))
}

fn others(waiting: &Receiver<Job>) -> impl Iterator<Item = Job> {
    waiting.try_iter().take(TOGETHER - 1)
}

fn commit(
    conn: &mut Connection,
    seams: &Seams,
    jobs: impl Iterator<Item = Job>,
    answers: &mut Vec<Answer>,
) -> Result<Option<u64>, StoreError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut batch = Batch::begin(&tx, seams)?;
    for job in jobs {
        tx.execute_batch("SAVEPOINT job")?;
        let head = batch.head();
        let (keep, answer) = job(&mut batch);
        answers.push(answer);
        if !keep {
            tx.execute_batch("ROLLBACK TO job")?;
            batch.rewind(head);
        }
        tx.execute_batch("RELEASE job")?;
    }
    let head = batch.settle()?;
    tx.commit()?;
    Ok(head)
}
