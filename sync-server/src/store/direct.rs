//! The server's database without its writer thread: one call after another on the caller's thread.
//! For simulations, where the same seed has to do the same.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{Batch, StoreError, meta, schema};
use crate::seams::Seams;

/// One connection, and what it needs.
pub struct DirectStore {
    conn: Connection,
    seams: Seams,
}

impl DirectStore {
    /// Open or create the database on a disk that SQLite knows by a name.
    ///
    /// # Errors
    /// When the file cannot be opened or was written by a newer program.
    pub fn open_with_vfs(path: &Path, vfs: &str, seams: Seams) -> Result<Self, StoreError> {
        let mut conn = picture::connect::open_with_vfs(path, None, vfs)?;
        picture::migrate::run(&mut conn, &[picture::schema::V1, schema::V1])?;
        meta::begin(&mut conn, &seams)?;
        Ok(Self { conn, seams })
    }

    /// One transaction, which is on the disk when this returns.
    ///
    /// # Errors
    /// When the work or the commit fails; then nothing of it was written.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch::begin(&tx, &self.seams)?;
        let done = work(&mut batch)?;
        batch.settle()?;
        drop(batch);
        tx.commit()?;
        Ok(done)
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
