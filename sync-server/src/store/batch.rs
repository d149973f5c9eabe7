//! One commit while it is being made: everything that waited, in one transaction.

use std::cell::RefCell;
use std::collections::BTreeMap;

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::log::Logged;
use domain::op::{Body, DocType, Fence};
use picture::project::Touched;
use protocol::run::DeviceKey;
use rusqlite::{Transaction, params};

use super::{Mark, StoreError, erase, lives, meta};
use crate::keep::{Access, Erasure};
use crate::seams::Seams;

/// The transaction, the time it counts as, and what is to be settled at its end.
pub struct Batch<'a> {
    /// The transaction.
    pub tx: &'a Transaction<'a>,
    /// The server's clock when the commit began; the time of receipt of all that is in it.
    pub now: UtcMillis,
    /// Randomness.
    pub seams: &'a Seams,
    /// The server's key, for what it writes by itself.
    pub(super) key: Option<&'a DeviceKey>,
    pub(super) has_new_life: bool,
    /// Operations of erased documents that came late: erased at the end of the commit.
    pub(super) late: BTreeMap<DocId, (DocType, Vec<Fence>)>,
    /// What is erased in this commit, for the record outside the backups.
    pub(super) erasures: Vec<Erasure>,
    /// Whose access changes in this commit, for the same record.
    pub(super) access: RefCell<Vec<Access>>,
    touched: Touched,
    began_at: i64,
    head: i64,
}

/// What a commit leaves to be remembered outside the backups: the erasures before it is made, the
/// mark after it, both before anybody is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// How far the log has come, if it moved.
    pub mark: Option<Mark>,
    /// What was erased.
    pub erasures: Vec<Erasure>,
    /// Whose access changed.
    pub access: Vec<Access>,
}

impl<'a> Batch<'a> {
    pub(super) fn begin(
        tx: &'a Transaction<'a>,
        (seams, key): (&'a Seams, Option<&'a DeviceKey>),
    ) -> Result<Self, StoreError> {
        let head = picture::log::head(tx)?;
        let now = seams.clock.now();
        Ok(Self {
            tx,
            now,
            seams,
            key,
            has_new_life: false,
            late: BTreeMap::new(),
            erasures: Vec::new(),
            access: RefCell::default(),
            touched: Touched::default(),
            began_at: head,
            head,
        })
    }

    /// The newest place in the log, this commit included.
    pub fn head(&self) -> u64 {
        self.head.cast_unsigned()
    }

    /// Give an operation the next place in the log, unless it is there already. It was not erased.
    /// `is_first` says that the log has nothing else of its document. Returns whether it got one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn append(
        &mut self,
        op: Logged,
        (body, is_first): (Body, bool),
    ) -> Result<bool, StoreError> {
        if self.touched.is_full() {
            self.touched.settle(self.tx)?;
        }
        let seq = self.head + 1;
        let op = Logged { seq, ..op };
        let looked = picture::masking::look_at((&op, &body));
        if !self.touched.record_as(self.tx, &op, (body, is_first))? {
            return Ok(false);
        }
        if let Some(looked) = looked {
            picture::masking::note(self.tx, &op, &looked)?;
        }
        self.head = seq;
        Ok(true)
    }

    /// What would have to be undone by hand if the work that comes next fails.
    pub(super) fn point(&self) -> Point {
        Point {
            head: self.head,
            has_new_life: self.has_new_life,
            late: self.late.clone(),
            erasures: self.erasures.len(),
            access: self.access.borrow().len(),
        }
    }

    /// Back to an earlier point, after the work that went further was undone in the database.
    pub(super) fn rewind(&mut self, point: Point) {
        self.head = point.head;
        self.has_new_life = point.has_new_life;
        self.late = point.late;
        self.erasures.truncate(point.erasures);
        self.access.get_mut().truncate(point.access);
        self.touched.forget_kept();
    }

    /// Erase what came late, project what changed and tag the commit.
    pub(super) fn settle(&mut self) -> Result<Settled, StoreError> {
        erase::late(self)?;
        let erasures = std::mem::take(&mut self.erasures);
        let access = std::mem::take(self.access.get_mut());
        if !erasures.is_empty() {
            meta::set_erased_head(self.tx, self.head())?;
            meta::note_file_to_be_cleared(self.tx, true)?;
        }
        if self.head == self.began_at {
            let mark = if self.has_new_life { Some(lives::mark(self.tx)?) } else { None };
            return Ok(Settled { mark, erasures, access });
        }
        self.touched.settle(self.tx)?;
        // 0 means "no tag" on the wire, so no commit gets it. Only the sign is given away: two lives of
        // a log must not share tags.
        let tag = (i64::from_le_bytes(self.seams.bytes()?) & i64::MAX).max(1);
        self.tx
            .prepare_cached("INSERT INTO commit_tag (seq, tag) VALUES (?1, ?2)")?
            .execute(params![self.head, tag])?;
        Ok(Settled { mark: Some(lives::mark(self.tx)?), erasures, access })
    }
}

/// Where a batch stood before a piece of work.
pub(super) struct Point {
    head: i64,
    has_new_life: bool,
    late: BTreeMap<DocId, (DocType, Vec<Fence>)>,
    erasures: usize,
    access: usize,
}
