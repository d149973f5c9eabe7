//! The documents that a transaction touches. The operations of those that begin in it are kept until
//! they are projected: they need not be read back, and there are no rows from before.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::id::DocId;
use domain::log::Logged;
use domain::merge::{Applied, Document};
use domain::op::{Body, Kind};
use domain::role::Words;
use rusqlite::{Connection, Transaction};

use super::{Before, By, Inserted, document_of, give_way, insert, is_gone, settle_one, write};
use crate::{PictureError, masking};

/// So many are kept before they are projected.
const KEPT_MAX: usize = 500;

/// Documents to settle: with all their operations when they began since the last time.
#[derive(Debug, Default)]
pub struct Touched {
    docs: BTreeMap<DocId, Option<Vec<Applied>>>,
    kept: usize,
}

impl Touched {
    /// Put an operation into the log, as [`super::record`]. Returns whether anything changed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn record(&mut self, tx: &Transaction<'_>, logged: &Logged) -> Result<bool, PictureError> {
        let body = logged.frozen.read().ok();
        let is_first = !self.docs.contains_key(&document_of(body.as_ref()))
            && !has_any(tx, document_of(body.as_ref()))?;
        give_way(tx, logged)?;
        if is_gone(tx, (logged, body.as_ref()))? {
            return Ok(false);
        }
        match body {
            Some(body) => self.record_as(tx, logged, (body, is_first)),
            None => Ok(insert(tx, (logged, None))? != Inserted::Nothing),
        }
    }

    /// The same for an operation that has been read already, was not erased and does not wait here.
    /// `is_first` says that the log has nothing else of its document.
    ///
    /// # Errors
    /// When the database fails.
    pub fn record_as(
        &mut self,
        tx: &Transaction<'_>,
        logged: &Logged,
        (body, is_first): (Body, bool),
    ) -> Result<bool, PictureError> {
        let inserted = insert(tx, (logged, Some(&body)))?;
        let is_plain = inserted == Inserted::Whole && body.kind != Kind::Erase;
        match (inserted, self.docs.entry(body.doc)) {
            (Inserted::Nothing, _) => return Ok(false),
            (_, Entry::Vacant(new)) if is_plain && is_first => {
                new.insert(Some(vec![logged.applied_as(body)]));
                self.kept += 1;
            }
            (_, Entry::Vacant(new)) => {
                new.insert(None);
            }
            (_, Entry::Occupied(mut known)) => match known.get_mut() {
                Some(kept) if is_plain => kept.push(logged.applied_as(body)),
                kept => *kept = None,
            },
        }
        Ok(true)
    }

    /// A savepoint was rolled back: nothing that was kept is known to be in the log any more.
    pub fn forget_kept(&mut self) {
        self.docs.values_mut().for_each(|kept| *kept = None);
        self.kept = 0;
    }

    /// Whether so much is kept that it should be projected before more is recorded.
    pub fn is_full(&self) -> bool {
        self.kept >= KEPT_MAX
    }

    /// Merge each document anew and write its rows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn settle(&mut self, tx: &Transaction<'_>) -> Result<(), PictureError> {
        if self.docs.is_empty() {
            return Ok(());
        }
        let by = By::current(tx)?;
        self.kept = 0;
        for (doc, kept) in std::mem::take(&mut self.docs) {
            let Some(kept) = kept else {
                settle_one(tx, doc, &by)?;
                continue;
            };
            let Some(document) = Document::merge(kept) else { continue };
            let less = match masking::settle(tx, &document)? {
                true => masking::document(tx, &Words::Released, doc)?,
                false => None,
            };
            write(tx, (&less.unwrap_or(document), Before::Nothing), &by)?;
        }
        Ok(())
    }
}

/// Whether the log has anything of a document.
fn has_any(conn: &Connection, doc: DocId) -> Result<bool, PictureError> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM operation WHERE doc_id = ?1")?;
    Ok(statement.exists([doc.as_bytes()])?)
}
