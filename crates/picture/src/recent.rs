//! Who may read the newest operations, kept in memory. When many hand in at once, each of them asks for
//! what all the others have just written, and may read almost none of it: that is not looked up in the
//! database once for each of them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::DocId;
use domain::log::Logged;
use domain::role::Scope;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::PictureError;
use crate::columns::{OPERATION, logged};

/// So many operations are kept.
const KEPT: usize = 8_192;
const SQL: &str = "SELECT o.seq, o.doc_id, d.device_id, d.organisation_id, d.kind = 'edition',
    d.to_device, d.to_organisation, d.to_everybody, e.doc_id IS NOT NULL
  FROM operation o LEFT JOIN document d ON d.doc_id = o.doc_id
    LEFT JOIN erased e ON e.doc_id = o.doc_id
  WHERE o.seq > ?1 ORDER BY o.seq";

/// The newest operations of one life of a log. It belongs to one database that is open: whoever puts
/// another one in its place begins a new one.
#[derive(Debug, Default)]
pub struct Recent {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Everything after this place is kept.
    from: i64,
    /// The state of the database that it is kept of.
    head: i64,
    operations: VecDeque<(i64, DocId)>,
    /// Of each document, and how many of its operations are kept.
    audiences: HashMap<DocId, (Audience, usize)>,
}

/// Who may read a document, as the tables `document` and `erased` say.
#[derive(Debug, Clone, Copy)]
struct Audience {
    author: Option<([u8; 16], [u8; 16])>,
    is_edition: bool,
    to_device: Option<[u8; 16]>,
    to_organisation: Option<[u8; 16]>,
    is_for_everybody: bool,
}

impl Recent {
    /// The same as [`crate::log::after`], in a database whose newest place is `head`; none when it has
    /// to be asked there: of what lies too far back, of a state that is not the newest, or of
    /// everything.
    ///
    /// # Errors
    /// When the database fails.
    pub fn after(
        &self,
        conn: &Connection,
        (scope, head): (&Scope, i64),
        (seq, limit): (i64, u32),
    ) -> Result<Option<Vec<Logged>>, PictureError> {
        if matches!(scope, Scope::All) {
            return Ok(None);
        }
        let Some(readable) = self.readable(conn, (scope, head), seq)? else { return Ok(None) };
        let sql = format!("SELECT {OPERATION} FROM operation o WHERE o.seq = ?1");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut operations = Vec::new();
        for seq in readable {
            if operations.len() >= limit as usize {
                break;
            }
            // What was erased has left the log.
            operations.extend(statement.query_row([seq], logged).optional()?);
        }
        Ok(Some(operations))
    }

    fn readable(
        &self,
        conn: &Connection,
        (scope, head): (&Scope, i64),
        seq: i64,
    ) -> Result<Option<Vec<i64>>, PictureError> {
        let mut kept = self.kept();
        if kept.head < head {
            kept.follow(conn, head)?;
        }
        if kept.head != head || seq < kept.from {
            return Ok(None);
        }
        let after = kept.operations.partition_point(|(place, _)| *place <= seq);
        let after = kept.operations.range(after..);
        let readable = after.filter(|(_, doc)| {
            kept.audiences.get(doc).is_some_and(|(audience, _)| audience.is_in(scope))
        });
        Ok(Some(readable.map(|(place, _)| *place).collect()))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Read what is new. Whatever changes who may read a document is an operation of it, so no
    /// document that is kept has changed otherwise.
    fn follow(&mut self, conn: &Connection, head: i64) -> Result<(), PictureError> {
        let known = self.head.max(head - i64::try_from(KEPT).unwrap_or(i64::MAX)).max(0);
        if known > self.head {
            *self = Self { from: known, head: known, ..Self::default() };
        }
        // Half of it, when the database fails on the way, would be wrong.
        let mut statement = conn.prepare_cached(SQL)?;
        let rows = statement.query_map([known], row)?.collect::<Result<Vec<_>, _>>()?;
        for (seq, doc, audience) in rows {
            self.operations.push_back((seq, doc));
            let (known, count) = self.audiences.entry(doc).or_insert((audience, 0));
            *known = audience;
            *count += 1;
        }
        self.head = head;
        while self.operations.len() > KEPT {
            self.forget_oldest();
        }
        Ok(())
    }

    fn forget_oldest(&mut self) {
        let Some((seq, doc)) = self.operations.pop_front() else { return };
        self.from = seq;
        if let Some((_, count)) = self.audiences.get_mut(&doc) {
            *count -= 1;
            if *count == 0 {
                self.audiences.remove(&doc);
            }
        }
    }
}

impl Audience {
    fn is_in(&self, scope: &Scope) -> bool {
        let of_whom = self.author.filter(|_| !self.is_edition);
        self.is_for_everybody
            || match scope {
                Scope::All => true,
                Scope::Organisation { organisation } => {
                    let organisation = Some(*organisation.as_bytes());
                    of_whom.map(|(_, of)| of) == organisation
                        || self.to_organisation == organisation
                }
                Scope::Own { device } => {
                    let device = Some(*device.as_bytes());
                    of_whom.map(|(by, _)| by) == device || self.to_device == device
                }
                Scope::Nothing => false,
            }
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<(i64, DocId, Audience)> {
    let author: Option<([u8; 16], [u8; 16])> = match row.get(2)? {
        Some(device) => Some((device, row.get(3)?)),
        None => None,
    };
    let is_for_everybody: Option<bool> = row.get(7)?;
    let is_erased: bool = row.get(8)?;
    let audience = Audience {
        author,
        is_edition: row.get::<_, Option<bool>>(4)?.unwrap_or(false),
        to_device: row.get(5)?,
        to_organisation: row.get(6)?,
        is_for_everybody: is_for_everybody.unwrap_or(false) || is_erased,
    };
    Ok((row.get(0)?, DocId::from_bytes(row.get(1)?), audience))
}

#[cfg(test)]
mod tests;
