//! One commit while it is being made: everything that waited, in one transaction.

use std::collections::BTreeSet;

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::log::Logged;
use rusqlite::{Transaction, params};

use super::StoreError;
use crate::seams::Seams;

/// The transaction, the time it counts as, and what is to be settled at its end.
pub struct Batch<'a> {
    /// The transaction.
    pub tx: &'a Transaction<'a>,
    /// The server's clock when the commit began; the time of receipt of all that is in it.
    pub now: UtcMillis,
    /// Randomness.
    pub seams: &'a Seams,
    docs: BTreeSet<DocId>,
    began_at: i64,
    head: i64,
}

impl<'a> Batch<'a> {
    pub(super) fn begin(tx: &'a Transaction<'a>, seams: &'a Seams) -> Result<Self, StoreError> {
        let head = picture::log::head(tx)?;
        let now = seams.clock.now();
        Ok(Self { tx, now, seams, docs: BTreeSet::new(), began_at: head, head })
    }

    /// The newest place in the log, this commit included.
    pub fn head(&self) -> u64 {
        self.head.cast_unsigned()
    }

    /// Give an operation the next place in the log.
    ///
    /// # Errors
    /// When the database fails.
    pub fn append(&mut self, op: Logged) -> Result<i64, StoreError> {
        let seq = self.head + 1;
        if let Some(doc) = picture::project::record(self.tx, &Logged { seq, ..op })? {
            self.docs.insert(doc);
            self.head = seq;
        }
        Ok(seq)
    }

    /// Back to an earlier place, after the work that went further was undone.
    pub(super) fn rewind(&mut self, head: u64) {
        self.head = head.cast_signed();
    }

    /// Project what changed and tag the commit. Returns the new head if the log grew.
    pub(super) fn settle(&mut self) -> Result<Option<u64>, StoreError> {
        if self.head == self.began_at {
            return Ok(None);
        }
        picture::project::settle(self.tx, &self.docs)?;
        // 0 means "no tag" on the wire, so no commit gets it. Only the sign is given away: two lives of
        // a log must not share tags.
        let tag = (i64::from_le_bytes(self.seams.bytes()?) & i64::MAX).max(1);
        self.tx
            .prepare_cached("INSERT INTO commit_tag (seq, tag) VALUES (?1, ?2)")?
            .execute(params![self.head, tag])?;
        Ok(Some(self.head()))
    }
}
