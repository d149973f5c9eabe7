//! What a reader gets of the log: a page after its cursor, if the cursor belongs to this life of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::feedback;
use domain::id::{DeviceId, DocId, Epoch};
use domain::log::Logged;
use domain::merge::Document;
use domain::role::{Reader, Scope, Words};
use picture::chain::RunRow;
use picture::recent::Recent;
use protocol::page::{HandedIn, Page};
use protocol::run::{Gone, SignedRun};
use protocol::sync::{Cursor, Fork, NamedOrganisation, PAGE_MAX};
use rusqlite::Connection;
use serde::Deserialize;

use super::{StoreError, lives};

/// Read so many rows at a time, and stop when a page holds so many bytes.
const SLICE: u32 = 500;
const PAGE_BYTES: usize = 8 * 1024 * 1024;
/// So many documents are looked up for one question about what is gone.
const HELD_MAX: usize = 500;

/// What a reader asks for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The life of the log it knows.
    pub epoch: Option<Epoch>,
    /// Where it stands.
    pub cursor: Cursor,
    /// How many operations at the most.
    pub limit: u32,
    /// What it has handed in with the same call.
    pub handed_in: &'a HandedIn,
}

/// What it gets.
#[derive(Debug, Clone)]
pub struct Read {
    /// Where it stands afterwards.
    pub cursor: Cursor,
    /// The operations.
    pub page: Page,
    /// Signatures of runs that the page completes.
    pub runs: Vec<SignedRun>,
    /// Whether there are more.
    pub more: bool,
    /// Where its life of the log parted from ours, when its cursor does not hold.
    pub forks: Vec<Fork>,
    /// Whether it began at the beginning.
    pub from_the_start: bool,
}

/// The page after a cursor, as somebody reads it. A cursor that does not hold gets no page: the reader looks
/// for a place in common first.
///
/// # Errors
/// When the database fails.
pub fn read(
    conn: &Connection,
    (reader, recent): (&Reader, &Recent),
    ask: &Ask<'_>,
) -> Result<Read, StoreError> {
    let scope = &reader.scope;
    if !lives::holds(conn, ask.cursor)? {
        return Ok(Read {
            cursor: Cursor::default(),
            page: Page::default(),
            runs: Vec::new(),
            more: true,
            forks: vec![lives::fork(conn, ask.epoch, ask.cursor)?],
            from_the_start: false,
        });
    }
    let head = picture::log::head(conn)?;
    let from = i64::try_from(ask.cursor.seq).unwrap_or(i64::MAX);
    let limit = ask.limit.min(PAGE_MAX);
    let (mut operations, reached) = collect(conn, (scope, recent), (from, limit, head))?;
    if !matches!(scope, Scope::All) {
        operations.extend(whole(conn, scope, (&operations, from))?);
    }
    if reader.words != Words::All {
        let again = picture::masking::released(conn, &operations)?;
        operations.extend(again.into_iter().filter(|op| op.seq <= from));
        operations = picture::masking::redacted(conn, &reader.words, operations)?;
    }
    let tag = lives::tag(conn, reached)?.unwrap_or(0).cast_unsigned();
    Ok(Read {
        cursor: Cursor { seq: reached.cast_unsigned(), tag },
        page: Page::pack_for(&operations, ask.handed_in),
        runs: runs(conn, reader, &operations)?,
        more: limit > 0 && reached < head,
        forks: Vec::new(),
        from_the_start: from == 0,
    })
}

/// A short name for what may be read; it changes whenever that does.
///
/// # Errors
/// Never, as long as a scope can be written.
pub fn name_of(scope: &Scope) -> Result<String, StoreError> {
    let hash = blake3::hash(serde_json::to_string(scope)?.as_bytes());
    Ok(hash.to_hex()[..16].to_owned())
}

/// Of the documents a reader holds, those that are here and that it may not read.
///
/// # Errors
/// When the database fails.
pub fn gone(conn: &Connection, scope: &Scope, held: &[DocId]) -> Result<Vec<DocId>, StoreError> {
    let mut gone = Vec::new();
    for doc in held.iter().take(HELD_MAX) {
        let document = picture::log::document(conn, *doc)?;
        if document.is_some_and(|it| !feedback::covers(scope, &it)) {
            gone.push(*doc);
        }
    }
    Ok(gone)
}

/// Operations after `from`, and the place up to which everything was looked at.
fn collect(
    conn: &Connection,
    (scope, recent): (&Scope, &Recent),
    (from, limit, head): (i64, u32, i64),
) -> Result<(Vec<Logged>, i64), StoreError> {
    let (mut operations, mut bytes, mut reached) = (Vec::new(), 0, from);
    let mut left = limit;
    while left > 0 {
        let wanted = left.min(SLICE);
        let slice = match recent.after(conn, (scope, head), (reached, wanted))? {
            Some(slice) => slice,
            None => picture::log::after(conn, scope, reached, wanted)?,
        };
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
    if from == 0 {
        return Ok(Vec::new());
    }
    let docs: BTreeSet<DocId> = page.iter().filter_map(document_of).collect();
    let mut missed = Vec::new();
    for doc in docs {
        let before = picture::log::before(conn, doc, from)?;
        let then = Document::merge(before.iter().filter_map(Logged::applied).collect());
        if !then.is_some_and(|then| feedback::covers(scope, &then)) {
            missed.extend(before);
        }
    }
    Ok(missed)
}

/// Only the document that an operation is about: the rest is not read.
fn document_of(op: &Logged) -> Option<DocId> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(with = "domain::id::compact")]
        doc: DocId,
    }
    serde_json::from_str::<Named>(&op.frozen.body).ok().map(|named| named.doc)
}

/// The signatures of the runs that a page completes, where the reader may have all of their
/// operations that the log shows, and has them whole.
fn runs(
    conn: &Connection,
    reader: &Reader,
    operations: &[Logged],
) -> Result<Vec<SignedRun>, StoreError> {
    let mut numbers: BTreeMap<DeviceId, BTreeSet<u64>> = BTreeMap::new();
    for op in operations {
        numbers.entry(op.author.device).or_default().insert(op.number);
    }
    let mut signed = Vec::new();
    for (device, numbers) in &numbers {
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { continue };
        for run in picture::chain::runs(conn, *device, (*first, *last))? {
            // The newest of its operations that the log shows is on this page.
            let Some(newest) = numbers.range(run.first..=run.last).next_back() else { continue };
            if reader.words != Words::All
                && !reader.words.are_by(*device, None)
                && picture::masking::hides_before(conn, *device, run.last)?
            {
                continue;
            }
            let reading = Reading { is_all: reader.scope == Scope::All, newest: *newest, numbers };
            signed.extend(complete(conn, run, &reading)?);
        }
    }
    Ok(signed)
}

struct Reading<'a> {
    is_all: bool,
    newest: u64,
    numbers: &'a BTreeSet<u64>,
}

fn complete(
    conn: &Connection,
    run: RunRow,
    reading: &Reading<'_>,
) -> Result<Option<SignedRun>, StoreError> {
    let outline = picture::chain::outline(conn, run.device, (run.first, run.last))?;
    let is_whole = outline.len() as u64 == run.last - run.first + 1;
    let shown = |number: u64| {
        number <= reading.newest && (reading.is_all || reading.numbers.contains(&number))
    };
    if !is_whole || outline.iter().any(|(number, gone)| gone.is_none() && !shown(*number)) {
        return Ok(None);
    }
    let gone =
        outline.iter().filter_map(|(number, hash)| Some(Gone { number: *number, hash: (*hash)? }));
    let gone = gone.collect();
    let previous = match run.previous {
        Some(previous) if run.first > 1 => {
            let before = (run.first - 1, run.first - 1);
            let before = picture::chain::outline(conn, run.device, before)?;
            let is_told = reading.is_all && before.iter().any(|(_, gone)| gone.is_none());
            (!is_told).then_some(previous)
        }
        Some(_) | None => None,
    };
    Ok(Some(SignedRun {
        device: run.device,
        first: run.first,
        last: run.last,
        previous,
        gone,
        signature: run.signature,
    }))
}

/// Every organisation's name.
///
/// # Errors
/// When the database fails.
pub fn organisations(conn: &Connection) -> Result<Vec<NamedOrganisation>, StoreError> {
    let names = picture::organisation::names(conn)?;
    Ok(names.into_iter().map(|(id, name)| NamedOrganisation { id, name }).collect())
}
