//! Gallring in the world: what was erased is in no row, not on the server, not on a phone, and nothing
//! brings it back (I11).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use client::STORE_FILE;
use domain::id::DocId;
use domain::op::{Body, Kind};
use rusqlite::Connection;

use super::Broken;
use super::phone::{self, Phone};
use super::server::Server;
use crate::disk::Disk;

/// The numbers of each device of which only a fence is left.
pub(super) fn numbers(conn: &Connection) -> Result<BTreeMap<[u8; 16], BTreeSet<u64>>, Broken> {
    let sql = "SELECT device_id, number FROM gone WHERE op_id IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut numbers: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        numbers.entry(row.get(0)?).or_default().insert(row.get::<_, i64>(1)?.cast_unsigned());
    }
    Ok(numbers)
}

/// The documents that were erased, as those know who may know. What nobody remembers any more, because
/// the whole machine was put back before any phone had heard of it, cannot be known to have been erased.
pub(super) fn documents(server: &Server, phones: &[Phone]) -> Result<BTreeSet<DocId>, Broken> {
    let mut erased: BTreeSet<DocId> = server.kept.erasures.iter().map(|it| it.doc).collect();
    for reader in phones.iter().filter(|phone| !phone.is_withdrawn) {
        erased.extend(reader.eye(phone::erased)?);
    }
    Ok(erased)
}

/// When all is quiet.
pub(super) fn quiet(server: &Server, phones: &[Phone]) -> Result<(), Broken> {
    let erased = documents(server, phones)?;
    if erased.is_empty() {
        return Ok(());
    }
    server.look(|conn| nothing_left(conn, &erased, ("the server", &SERVER)))?;
    if !server.is_clear() {
        return Err(Broken::new(INVARIANT, "the server's disk is not cleared".to_owned()));
    }
    for reader in phones.iter().filter(|phone| !phone.is_withdrawn) {
        let whose = reader.device.to_string();
        reader.eye(|conn| nothing_left(conn, &erased, (&whose, &PHONE)))?;
        if !reader.eye(is_clear)? {
            return Err(Broken::new(INVARIANT, format!("the disk of {whose} is not cleared")));
        }
    }
    Ok(())
}

/// Nothing of what the server has erased is anywhere in its file.
pub(super) fn server_is_clear(server: &Server, phones: &[Phone]) -> Result<(), Broken> {
    let erased = server.look(|conn| phone::erased(conn))?;
    if erased.is_empty() || !server.is_clear() {
        return Ok(());
    }
    no_byte_left(&server.disk, &erased, (phones, super::server::FILE), || {
        server.look(|conn| words(conn, &SERVER))
    })
}

/// Nothing of what a phone has erased is anywhere in its file. Looked for when it has heard of more.
pub(super) fn phone_is_clear(phones: &mut [Phone], place: usize) -> Result<(), Broken> {
    let phone = &phones[place];
    let erased = phone.eye(phone::erased)?;
    if erased.len() == phone.searched_for || !phone.eye(is_clear)? {
        return Ok(());
    }
    let alive = || phone.eye(|conn| words(conn, &PHONE));
    no_byte_left(&phone.disk, &erased, (phones, STORE_FILE), alive)?;
    phones[place].searched_for = erased.len();
    Ok(())
}

/// Whether a phone says that its disk holds nothing of what it has heard to be erased.
fn is_clear(conn: &Connection) -> Result<bool, Broken> {
    let sql = "SELECT erased_through IS NULL FROM progress";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// So many digits of a note are looked for: none of it is there in part either.
const PIECE: usize = 12;
/// So many digits a note begins with, which no other words have; numbers of documents have fewer.
const NOTE: usize = 16;
type Piece = [u8; PIECE];

const IS_DIGIT: [bool; 256] = {
    let mut digits = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        digits[byte] = matches!(byte as u8, b'0'..=b'9' | b'a'..=b'f');
        byte += 1;
    }
    digits
};

/// The pieces of every row of so many digits and more. Whatever has no digit in one place out of
/// `PIECE` is not looked at.
fn pieces(text: &[u8], least: usize, mut found: impl FnMut(Piece)) {
    let is_digit = |place: usize| text.get(place).is_some_and(|byte| IS_DIGIT[usize::from(*byte)]);
    let mut place = PIECE - 1;
    while place < text.len() {
        if !is_digit(place) {
            place += PIECE;
            continue;
        }
        let (mut from, mut to) = (place, place + 1);
        while from > 0 && is_digit(from - 1) {
            from -= 1;
        }
        while is_digit(to) {
            to += 1;
        }
        if to - from >= least {
            for piece in text[from..to].array_windows() {
                found(*piece);
            }
        }
        place = to + PIECE;
    }
}

/// The pieces of everything that the rows hold.
fn words(conn: &Connection, tables: &[&str]) -> Result<HashSet<Piece>, Broken> {
    let mut alive = HashSet::new();
    for sql in tables {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            pieces(row.get_ref(0)?.as_bytes().unwrap_or_default(), PIECE, |piece| {
                alive.insert(piece);
            });
        }
    }
    Ok(alive)
}

/// What anybody wrote of erased documents, and no row has, is in no page and in no log.
fn no_byte_left(
    disk: &Disk,
    erased: &BTreeSet<DocId>,
    (phones, file): (&[Phone], &str),
    alive: impl FnOnce() -> Result<HashSet<Piece>, Broken>,
) -> Result<(), Broken> {
    let mut gone = HashSet::new();
    for saved in phones.iter().flat_map(|phone| &phone.saved) {
        if erased.contains(&saved.doc) {
            pieces(saved.body.as_bytes(), NOTE, |piece| {
                gone.insert(piece);
            });
        }
    }
    let mut left = HashMap::new();
    for name in [file.to_owned(), format!("{file}-wal"), format!("{file}-journal")] {
        disk.look_at(&name, |bytes| {
            pieces(bytes, PIECE, |piece| {
                if gone.contains(&piece) {
                    left.entry(piece).or_insert_with(|| name.clone());
                }
            });
        });
    }
    if left.is_empty() {
        return Ok(());
    }
    let alive = alive()?;
    match left.iter().find(|(piece, _)| !alive.contains(*piece)) {
        None => Ok(()),
        Some((piece, name)) => {
            let what = format!("`{}` was erased and is in {name}", String::from_utf8_lossy(piece));
            Err(Broken::new(INVARIANT, what))
        }
    }
}

const SERVER: [&str; 2] = ["SELECT body FROM operation", "SELECT body FROM quarantine"];
const PHONE: [&str; 2] = ["SELECT body FROM operation", "SELECT body FROM outbox"];

fn nothing_left(
    conn: &Connection,
    erased: &BTreeSet<DocId>,
    (whose, tables): (&str, &[&str]),
) -> Result<(), Broken> {
    for sql in tables {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let body: Option<Body> =
                serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("")).ok();
            let Some(body) = body else { continue };
            if body.kind != Kind::Erase && erased.contains(&body.doc) {
                let what = format!("{} is back on {whose}: {sql}", body.doc);
                return Err(Broken::new(INVARIANT, what));
            }
        }
    }
    Ok(())
}

pub(super) const INVARIANT: &str = "I11 ERASED-STAYS-ERASED";
