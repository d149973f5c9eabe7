//! What a reader gets of the log: a page after its cursor, if the cursor belongs to this life of it.

use std::collections::BTreeSet;

use domain::id::{DocId, Epoch};
use domain::log::Logged;
use domain::merge::Document;
use domain::role::Scope;
use protocol::page::Page;
use protocol::sync::{Cursor, Fork, NamedOrganisation, PAGE_MAX};
use rusqlite::{Connection, OptionalExtension as _};

use super::{StoreError, meta};

/// Read so many rows at a time, and stop when a page holds so many bytes.
const SLICE: u32 = 500;
const PAGE_BYTES: usize = 8 * 1024 * 1024;

/// What a reader asks for.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// The life of the log it knows.
    pub epoch: Option<Epoch>,
    /// Where it stands.
    pub cursor: Cursor,
    /// How many operations at the most.
    pub limit: u32,
}

/// What it gets.
#[derive(Debug, Clone)]
pub struct Read {
    /// Where it stands afterwards.
    pub cursor: Cursor,
    /// The operations.
    pub page: Page,
    /// Whether there are more.
    pub more: bool,
    /// Where its life of the log parted from ours, if it did.
    pub forks: Vec<Fork>,
    /// Whether it began at the beginning.
    pub from_the_start: bool,
}

/// The page after a cursor, within a scope. A cursor from another life of the log begins anew.
///
/// # Errors
/// When the database fails.
pub fn read(conn: &Connection, scope: &Scope, ask: &Ask) -> Result<Read, StoreError> {
    let head = picture::log::head(conn)?;
    let mut forks = Vec::new();
    let mut from = i64::try_from(ask.cursor.seq).unwrap_or(i64::MAX);
    let ours = meta::epoch(conn)?;
    if from > 0 && (ask.epoch != Some(ours) || from > head || !has_tag(conn, ask.cursor)?) {
        forks.push(Fork { epoch: ask.epoch.unwrap_or(ours), seq: 0 });
        from = 0;
    }
    let limit = ask.limit.min(PAGE_MAX);
    let (mut operations, reached) = collect(conn, scope, (from, limit, head))?;
    if !matches!(scope, Scope::All) {
        operations.extend(whole(conn, scope, (&operations, from))?);
    }
    let tag = tag(conn, reached)?.unwrap_or(0).cast_unsigned();
    Ok(Read {
        cursor: Cursor { seq: reached.cast_unsigned(), tag },
        page: Page::pack(&operations),
        more: limit > 0 && reached < head,
        forks,
        from_the_start: from == 0,
    })
}

/// Operations after `from`, and the place up to which everything was looked at.
fn collect(
    conn: &Connection,
    scope: &Scope,
    (from, limit, head): (i64, u32, i64),
) -> Result<(Vec<Logged>, i64), StoreError> {
    let (mut operations, mut bytes, mut reached) = (Vec::new(), 0, from);
    let mut left = limit;
    while left > 0 {
        let wanted = left.min(SLICE);
        let slice = picture::log::after(conn, scope, reached, wanted)?;
        let is_last = slice.len() < wanted as usize;
        for op in slice {
            bytes += op.frozen.body.len();
            left -= 1;
            reached = op.seq;
            operations.push(op);
            if bytes > PAGE_BYTES {
                return Ok((operations, reached));
            }
        }
        if is_last {
            return Ok((operations, head));
        }
    }
    Ok((operations, reached))
}

/// A document becomes visible with the operation that began it, which may come after others of the
/// same document, as when devices hand in again after a restore. It arrives whole: what lies before
/// the page comes with it.
fn whole(
    conn: &Connection,
    scope: &Scope,
    (page, from): (&[Logged], i64),
) -> Result<Vec<Logged>, StoreError> {
    let docs: BTreeSet<DocId> =
        page.iter().filter_map(|op| Some(op.frozen.read().ok()?.doc)).collect();
    let mut missed = Vec::new();
    for doc in docs {
        let before = picture::log::before(conn, doc, from)?;
        let then = Document::merge(before.iter().filter_map(Logged::applied).collect());
        if !then.is_some_and(|then| scope.covers(&then.beginning.author)) {
            missed.extend(before);
        }
    }
    Ok(missed)
}

fn has_tag(conn: &Connection, cursor: Cursor) -> Result<bool, StoreError> {
    let seq = i64::try_from(cursor.seq).unwrap_or(i64::MAX);
    Ok(tag(conn, seq)? == Some(cursor.tag.cast_signed()))
}

/// The tag of the commit that wrote a place.
fn tag(conn: &Connection, seq: i64) -> Result<Option<i64>, StoreError> {
    if seq <= 0 {
        return Ok(None);
    }
    let mut statement =
        conn.prepare_cached("SELECT tag FROM commit_tag WHERE seq >= ?1 ORDER BY seq LIMIT 1")?;
    Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
}

/// Every organisation's name.
///
/// # Errors
/// When the database fails.
pub fn organisations(conn: &Connection) -> Result<Vec<NamedOrganisation>, StoreError> {
    let names = picture::organisation::names(conn)?;
    Ok(names.into_iter().map(|(id, name)| NamedOrganisation { id, name }).collect())
}
