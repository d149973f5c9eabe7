//! The server's database without its writer thread: one call after another on the caller's thread.
//! For simulations, where the same seed has to do the same.

use std::path::Path;

use protocol::run::DeviceKey;
use rusqlite::{Connection, TransactionBehavior};

use super::{Batch, Mark, StoreError, meta, schema};
use crate::keep::Erasure;
use crate::seams::Seams;

/// One connection, and what it needs.
pub struct DirectStore {
    conn: Connection,
    seams: Seams,
    key: Option<DeviceKey>,
    is_log_old: bool,
}

impl DirectStore {
    /// Open or create the database on a disk that SQLite knows by a name.
    ///
    /// # Errors
    /// When the file cannot be opened or was written by a newer program.
    pub fn open_with_vfs(path: &Path, vfs: &str, seams: Seams) -> Result<Self, StoreError> {
        let mut conn = picture::connect::open_with_vfs(path, None, vfs)?;
        picture::migrate::run(&mut conn, &schema::STEPS)?;
        meta::begin(&mut conn, &seams)?;
        let is_log_old = picture::connect::begin_log_anew(&conn).is_err();
        Ok(Self { conn, seams, key: None, is_log_old })
    }

    /// Give the server the key it signs with; erasing needs it.
    #[must_use]
    pub fn with_key(self, key: DeviceKey) -> Self {
        Self { key: Some(key), ..self }
    }

    /// One transaction, which is on the disk when this returns.
    ///
    /// # Errors
    /// When the work or the commit fails; then nothing of it was written.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        Ok(self.write_kept(|_| (), work)?.0)
    }

    /// The same, where something lies outside the backups: `journal` is handed what is about to be
    /// erased before the commit is made, and the mark comes back after it. Nobody may be answered
    /// before both are kept.
    ///
    /// # Errors
    /// As [`DirectStore::write`].
    pub fn write_kept<T>(
        &mut self,
        journal: impl FnOnce(&[Erasure]),
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, Option<Mark>), StoreError> {
        if self.is_log_old {
            picture::connect::begin_log_anew(&self.conn)?;
            self.is_log_old = false;
        }
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch::begin(&tx, (&self.seams, self.key.as_ref()))?;
        let done = work(&mut batch)?;
        let settled = batch.settle()?;
        drop(batch);
        journal(&settled.erasures);
        tx.commit()?;
        if !settled.erasures.is_empty() {
            picture::erase::checkpoint(&self.conn)?;
        }
        Ok((done, settled.mark))
    }

    /// Read one state of the database.
    ///
    /// # Errors
    /// When the work fails.
    pub fn read<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let tx = self.conn.transaction()?;
        work(&tx)
    }
}
