//! How far the talk with the server has come: the cursor, and how the last attempt went.

use domain::clock::UtcMillis;
use domain::id::{DocId, Epoch};
use protocol::sync::Cursor;
use rusqlite::{Connection, Transaction, params};

use super::StoreError;

/// The one row of the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Progress {
    /// The life of the server's log that the cursor belongs to.
    pub(crate) epoch: Option<Epoch>,
    /// Everything up to here has been read.
    pub(crate) cursor: Cursor,
    /// Hash of the grant set, as the server named it.
    pub(crate) scope: String,
    /// Add to the phone's clock to get the server's.
    pub(crate) clock_offset_ms: i64,
    /// When everything that the server has for this phone was last read.
    pub(crate) last_received_at: Option<UtcMillis>,
    /// How the last attempts went.
    pub(crate) attempt: Attempt,
    /// Whether there is something of others to hand on.
    pub(crate) offering: Offering,
    /// Set while something that was erased may still lie in the write-ahead log: everything erased
    /// up to this place does not.
    pub(crate) erased_through: Option<u64>,
    /// When the server last counted what it has of this phone, by the phone's clock.
    pub(crate) compared_at: Option<UtcMillis>,
    /// The highest own number that proven backups of the server hold.
    pub(crate) safe: u64,
    /// Whether something may have to leave this phone.
    pub(crate) narrowing: Narrowing,
    /// The dictionary that the server knows.
    pub(crate) dictionary: Option<u32>,
}

/// No document's id is smaller.
pub(crate) const BEFORE_ALL: DocId = DocId(uuid::Uuid::nil());

/// How far the phone is with finding out what it may no longer read, after its rights changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Narrowing {
    /// Nothing is asked.
    #[default]
    Nothing,
    /// The log is read under the new rights first.
    Reading,
    /// The server is asked about what it did not show, in the order of the ids.
    Asking {
        /// The last that was asked about.
        after: DocId,
    },
}

impl Narrowing {
    fn parts(self) -> (&'static str, DocId) {
        match self {
            Self::Nothing => ("nothing", BEFORE_ALL),
            Self::Reading => ("reading", BEFORE_ALL),
            Self::Asking { after } => ("asking", after),
        }
    }

    fn of(text: &str, after: DocId) -> Self {
        match text {
            "reading" => Self::Reading,
            "asking" => Self::Asking { after },
            _ => Self::Nothing,
        }
    }
}

/// How far the phone is with handing on what others wrote, after the server's log was turned back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Offering {
    /// There is nothing to hand on.
    #[default]
    Nothing,
    /// The log is read first: most of it is still there.
    Reading,
    /// What the log did not show is handed on.
    Ready,
}

impl Offering {
    fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Reading => "reading",
            Self::Ready => "ready",
        }
    }

    fn of(text: &str) -> Self {
        match text {
            "reading" => Self::Reading,
            "ready" => Self::Ready,
            _ => Self::Nothing,
        }
    }
}

/// How the last attempts went.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Attempt {
    /// Code of what went wrong.
    pub(crate) problem: Option<String>,
    /// How many failed in a row.
    pub(crate) failures: u32,
    /// When it is tried next.
    pub(crate) next_at: Option<UtcMillis>,
    /// Whether the last one reached the server.
    pub(crate) is_online: bool,
}

pub(crate) fn read(conn: &Connection) -> Result<Progress, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT epoch, cursor_seq, cursor_tag, scope, clock_offset_ms, last_received_at,
               problem, failures, next_attempt_at, online, offering, erased_through,
               compared_at, safe, narrowing, asked_after, dictionary
             FROM progress",
        )?
        .query_row([], |row| {
            Ok(Progress {
                epoch: row.get::<_, Option<[u8; 16]>>(0)?.map(Epoch::from_bytes),
                cursor: Cursor {
                    seq: row.get::<_, i64>(1)?.cast_unsigned(),
                    tag: row.get::<_, i64>(2)?.cast_unsigned(),
                },
                scope: row.get(3)?,
                clock_offset_ms: row.get(4)?,
                last_received_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
                attempt: Attempt {
                    problem: row.get(6)?,
                    failures: row.get(7)?,
                    next_at: row.get::<_, Option<i64>>(8)?.map(UtcMillis),
                    is_online: row.get(9)?,
                },
                offering: Offering::of(row.get_ref(10)?.as_str()?),
                erased_through: row.get::<_, Option<i64>>(11)?.map(i64::cast_unsigned),
                compared_at: row.get::<_, Option<i64>>(12)?.map(UtcMillis),
                safe: row.get::<_, i64>(13)?.cast_unsigned(),
                narrowing: Narrowing::of(
                    row.get_ref(14)?.as_str()?,
                    DocId::from_bytes(row.get(15)?),
                ),
                dictionary: row.get(16)?,
            })
        })?)
}

pub(crate) fn keep(tx: &Transaction<'_>, progress: &Progress) -> Result<(), StoreError> {
    let attempt = &progress.attempt;
    let (narrowing, after) = progress.narrowing.parts();
    tx.prepare_cached(
        "UPDATE progress SET epoch = ?1, cursor_seq = ?2, cursor_tag = ?3, scope = ?4,
           clock_offset_ms = ?5, last_received_at = ?6, problem = ?7, failures = ?8,
           next_attempt_at = ?9, online = ?10,
           offering = ?11, erased_through = ?12, compared_at = ?13, safe = ?14,
           narrowing = ?15, asked_after = ?16, dictionary = ?17",
    )?
    .execute(params![
        progress.epoch.as_ref().map(Epoch::as_bytes),
        progress.cursor.seq.cast_signed(),
        progress.cursor.tag.cast_signed(),
        progress.scope,
        progress.clock_offset_ms,
        progress.last_received_at.map(|at| at.0),
        attempt.problem,
        attempt.failures,
        attempt.next_at.map(|at| at.0),
        attempt.is_online,
        progress.offering.as_str(),
        progress.erased_through.map(u64::cast_signed),
        progress.compared_at.map(|at| at.0),
        progress.safe.cast_signed(),
        narrowing,
        after.as_bytes(),
        progress.dictionary,
    ])?;
    Ok(())
}
