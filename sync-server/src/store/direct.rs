//! The server's database without its writer thread: one call after another on the caller's thread.
//! For simulations, where the same seed has to do the same.

use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::run::DeviceKey;
use rusqlite::{Connection, TransactionBehavior};

use super::{Batch, Mark, StoreError, erase, lives, meta, schema};
use crate::keep::{Erasure, Kept};
use crate::seams::Seams;

/// One connection, and what it needs.
pub struct DirectStore {
    conn: Connection,
    seams: Seams,
    key: Option<DeviceKey>,
    attachments: Option<PathBuf>,
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
        Ok(Self { conn, seams, key: None, attachments: None, is_log_old })
    }

    /// Give the server the key it signs with; erasing needs it.
    #[must_use]
    pub fn with_key(self, key: DeviceKey) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Where the bytes of attachments lie, to remove those that are erased.
    #[must_use]
    pub fn with_attachments(self, folder: &Path) -> Self {
        Self { attachments: Some(folder.to_owned()), ..self }
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
        if let Some(folder) = &self.attachments {
            erase::remove_attachments(&self.conn, folder, &settled.erasures)?;
        }
        Ok((done, settled.mark))
    }

    /// What the writer does before anybody is answered: does the database go with what was kept beside
    /// it?
    ///
    /// # Errors
    /// When the database fails.
    pub fn meet(&mut self, kept: &Kept) -> Result<Option<Mark>, StoreError> {
        let ((), mark) = self.write_kept(|_| (), |batch| lives::meet(batch, kept).map(drop))?;
        if let Some(folder) = &self.attachments {
            erase::remove_attachments(&self.conn, folder, &kept.erasures)?;
        }
        Ok(mark)
    }

    /// Let nothing of what was erased be left on the disk, as the writer does once everybody was
    /// answered. Returns whether that is so.
    ///
    /// # Errors
    /// When the database fails.
    pub fn clear_disk(&mut self) -> Result<bool, StoreError> {
        erase::clear_disk(&mut self.conn, Duration::ZERO)
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
