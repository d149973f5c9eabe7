//! A few connections that only read. Each reading sees one state of the database.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use super::StoreError;

/// More than this many readings at a time wait for their turn.
const AT_A_TIME: usize = 8;

/// The pool.
#[derive(Clone)]
pub(crate) struct Readers {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    turns: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path: Arc::new(path),
            idle: Arc::default(),
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
        }
    }

    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.turns).acquire_owned().await
    }

    /// A turn, if one is free and nobody waits for it.
    pub(super) fn turn_now(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turns).try_acquire_owned().ok()
    }

    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut conn = match idle {
            Some(conn) => conn,
            None => picture::connect::open_to_read(&self.path, None)?,
        };
        let tx = conn.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let answer = work(&tx);
        tx.finish()?;
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(conn);
        }
        answer
    }
}
