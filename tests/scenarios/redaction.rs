//! `project(redact(log)) = redact(project(log))` for every role: what a reader projects from the pages
//! it gets is what it may see of the whole picture, word for word, however the log came to be, wherever
//! it is cut, and whether it is read in the end or followed from the beginning.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use domain::clock::{Stamp, UtcMillis};
use domain::feedback;
use domain::id::{DeviceId, DocId, OpId, OrganisationId};
use domain::log::Logged;
use domain::masking::{Masking, MaskingDecision};
use domain::op::{Body, DocType, Frozen};
use domain::role::{Author, Reader, Role, Scope, Words};
use domain::text::Note;
use picture::recent::Recent;
use protocol::page::HandedIn;
use protocol::sync::Cursor;
use rusqlite::Connection;
use serde_json::{Value, json};
use sync_server::store::pages::{self, Ask};
use sync_server::store::{Batch, DirectStore, StoreError};
use sync_server::{NoRandomness, Random, Seams};
use tests::chance::Chance;
use tests::clock::HandClock;
use tests::disk::Disk;

const NOON: UtcMillis = UtcMillis(1_785_585_600_000);
const LOGS: u64 = 20;
const DEVICES: u128 = 5;

struct Fixed;

impl Random for Fixed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.fill(9);
        Ok(())
    }
}

/// The first four report, for two organisations; the last decides.
fn author(device: u128) -> Author {
    let role = if device == DEVICES { Role::Coordinator } else { Role::Reporter };
    Author {
        device: DeviceId(uuid::Uuid::from_u128(device)),
        organisation: OrganisationId(uuid::Uuid::from_u128(100 + device % 2)),
        role,
        user: None,
    }
}

/// Words that the check of free text marks: they wait for a reviewer.
const MARKED: &str = "Ring Sven Blomqvist, 070-174 06 05";

/// What people could have written: reports, amendments by their authors, reviews, notes that are added
/// and taken away, words that wait, and decisions about them. It comes to the server in any order, as
/// after a restore.
fn written(chance: &mut Chance) -> Vec<Logged> {
    let mut numbers: BTreeMap<u128, u64> = BTreeMap::new();
    let mut all = Vec::new();
    for document in 0..6_u128 {
        let owner = 1 + u128::from(chance.below(4));
        let (mut added, mut marked): (Option<OpId>, Vec<(OpId, &str)>) = (None, Vec::new());
        for step in 0..1 + chance.below(8) {
            let doc = DocId(uuid::Uuid::from_u128(1_000 + document));
            let of = DocType::Observation;
            let set = |fields: Value| Body::set(doc, of, fields.as_object().cloned().unwrap());
            let waits = marked.get(chance.index(marked.len())).copied();
            let (by, place, body) = match (step, chance.below(7)) {
                (0, 0..3) => {
                    (owner, Some("note"), set(json!({"category": "calm", "note": MARKED})))
                }
                (0, _) => (owner, None, set(json!({"category": "calm", "note": "a"}))),
                (_, 0) => (DEVICES, None, set(json!({"review": {"state": "approved"}}))),
                (_, 1) => (owner, None, set(json!({"note": step}))),
                (_, 2) => (owner, None, Body::add(doc, of, ("answers", json!("svar")))),
                (_, 3) => (owner, Some("answers"), Body::add(doc, of, ("answers", json!(MARKED)))),
                (_, 4) => match added {
                    Some(op) => (owner, None, Body::remove(doc, of, op)),
                    None => (owner, None, set(json!({"severity": 2}))),
                },
                (_, _) => match waits {
                    Some((op, place)) => (DEVICES, None, decision((doc, op, place), chance).body()),
                    None => (owner, Some("note"), set(json!({"note": MARKED}))),
                },
            };
            let number = numbers.entry(by).and_modify(|last| *last += 1).or_insert(1);
            let author = author(by);
            let at = NOON.plus_ms(
                i64::try_from(chance.below(100_000)).unwrap()
                    + i64::try_from(step).unwrap() * 100_000,
            );
            let stamp = Stamp { at, tick: 0, device: author.device };
            let mut salt = [0; 16];
            chance.fill(&mut salt);
            let is_add = body.to.is_some();
            let frozen = Frozen::new(&body.stamped(stamp, at), salt).unwrap();
            let op = frozen.id(author.device, *number, at);
            added = if is_add { Some(op) } else { added };
            marked.extend(place.map(|place| (op, place)));
            let received_at = Some(NOON);
            all.push(Logged { seq: 0, number: *number, author, stamp_at: at, received_at, frozen });
        }
    }
    for place in (1..all.len()).rev() {
        all.swap(place, chance.index(place + 1));
    }
    all
}

/// What a reviewer may decide about words that wait.
fn decision((doc, op, place): (DocId, OpId, &str), chance: &mut Chance) -> MaskingDecision {
    let masking = match chance.below(3) {
        0 => Masking::Released,
        1 => Masking::Masked { text: Note::new("Ring någon").unwrap() },
        _ => Masking::Kept,
    };
    MaskingDecision { doc, of: DocType::Observation, op, place: place.to_owned(), masking }
}

fn ids(conn: &Connection) -> Vec<DocId> {
    let mut statement = conn.prepare("SELECT DISTINCT doc_id FROM operation").unwrap();
    let docs = statement.query_map([], |row| Ok(DocId::from_bytes(row.get(0)?))).unwrap();
    docs.collect::<Result<_, _>>().unwrap()
}

/// Each document that somebody may see, as text, with the words that person may read.
fn redacted(conn: &Connection, reader: &Reader) -> Result<BTreeMap<DocId, String>, StoreError> {
    let mut told = BTreeMap::new();
    for doc in ids(conn) {
        let whole = picture::log::document(conn, doc)?;
        if whole.is_some_and(|whole| feedback::covers(&reader.scope, &whole)) {
            let document = picture::masking::document(conn, &reader.words, doc)?;
            told.insert(doc, serde_json::to_string(&document)?);
        }
    }
    Ok(told)
}

/// What lists and maps show, by document: codes and times, and the words beside them.
fn shown(conn: &Connection) -> BTreeMap<DocId, (String, String)> {
    let sql = "SELECT doc_id, category, severity, review, latest, words FROM observation";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let codes: (String, i64, String, i64) =
            (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((DocId::from_bytes(row.get(0)?), (format!("{codes:?}"), row.get(5)?)))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

/// Somebody who reads, and what a device of that person has of the log.
struct Device {
    role: Role,
    reader: Reader,
    conn: Connection,
    cursor: Cursor,
    /// What it was allowed to see at any time.
    seen: BTreeSet<DocId>,
    recent: Recent,
}

impl Device {
    fn new(role: Role, device: u128) -> Self {
        let author = author(device);
        let conn = Connection::open_in_memory().unwrap();
        for step in picture::schema::ALL {
            conn.execute_batch(step).unwrap();
        }
        let reader = role.reader(author.device, author.organisation);
        let (cursor, seen, recent) = (Cursor::default(), BTreeSet::new(), Recent::default());
        Self { role, reader, recent, conn, cursor, seen }
    }

    /// All pages that are new to it, each cut somewhere.
    fn catch_up(&mut self, server: &mut DirectStore, chance: &mut Chance) {
        loop {
            let limit = 1 + u32::try_from(chance.below(7)).unwrap();
            let handed_in = &HandedIn::default();
            let ask = Ask { epoch: None, cursor: self.cursor, limit, handed_in };
            let read =
                server.read(|conn| pages::read(conn, (&self.reader, &self.recent), &ask)).unwrap();
            let tx = self.conn.transaction().unwrap();
            let mut docs = BTreeSet::new();
            for logged in read.page.unpack().unwrap() {
                docs.extend(picture::project::record(&tx, &logged).unwrap());
            }
            picture::project::settle(&tx, &docs).unwrap();
            tx.commit().unwrap();
            self.cursor = read.cursor;
            if !read.more {
                break;
            }
        }
        self.seen.extend(server.read(|conn| redacted(conn, &self.reader)).unwrap().into_keys());
    }

    /// What it projects of the documents it may see is what is seen of them in the whole picture. It holds
    /// no others, but for those that it may see no more: they leave it when its rights change.
    fn is_as_it_should_be(&self, server: &mut DirectStore, seed: u64) -> (usize, usize) {
        let role = self.role;
        let carried = Reader::of_carried(self.reader.scope);
        let everything = Reader { words: Words::All, ..self.reader };
        let released = Reader { words: Words::Released, ..self.reader };
        let (may_see, whole, released, lists) = server
            .read(|conn| {
                let of = |reader| redacted(conn, reader);
                Ok((of(&self.reader)?, of(&everything)?, of(&released)?, shown(conn)))
            })
            .unwrap();
        let mut theirs = redacted(&self.conn, &Reader { scope: Scope::All, ..carried }).unwrap();
        theirs.retain(|doc, _| may_see.contains_key(doc) || !self.seen.contains(doc));
        assert_eq!(theirs, may_see, "{role:?}, seed {seed}");
        let listed = shown(&self.conn);
        for doc in may_see.keys() {
            let (there, here) = (lists.get(doc), listed.get(doc));
            assert_eq!(here.map(|it| &it.0), there.map(|it| &it.0), "{role:?}, seed {seed}");
            if may_see.get(doc) == released.get(doc) {
                assert_eq!(here, there, "{role:?}, seed {seed}");
            }
        }
        let masked = may_see.iter().filter(|(doc, text)| whole.get(doc) != Some(text)).count();
        (may_see.len(), masked)
    }
}

fn store(disk: &Disk) -> DirectStore {
    let seams = Seams { clock: Arc::new(HandClock::at(NOON)), random: Arc::new(Fixed) };
    DirectStore::open_with_vfs(Path::new("server.db"), disk.vfs(), seams).unwrap()
}

fn everybody() -> Vec<Device> {
    let of = |role: &Role| (1..=DEVICES).map(|device| Device::new(*role, device)).collect();
    Role::ALL.iter().flat_map(|role| -> Vec<Device> { of(role) }).collect()
}

#[test]
fn every_role_projects_from_its_pages_what_it_may_see_of_the_whole() {
    let (mut told, mut masked, mut hidden) = (0, 0, 0);
    for seed in 0..LOGS {
        let mut chance = Chance::new(seed);
        let disk = Disk::new(seed).unwrap();
        let mut server = store(&disk);
        let mut waiting = written(&mut chance);
        let mut followers = everybody();
        while !waiting.is_empty() {
            let some = waiting.split_off(waiting.len() - waiting.len().min(1 + chance.index(5)));
            let append = |batch: &mut Batch<'_>| {
                some.into_iter().try_for_each(|logged| {
                    let body = logged.frozen.read()?;
                    batch.append(logged, (body, false)).map(drop)
                })
            };
            server.write(append).unwrap();
            for follower in &mut followers {
                follower.catch_up(&mut server, &mut chance);
            }
        }
        let all = server.read(|conn| Ok(ids(conn).len())).unwrap();
        for mut device in followers.into_iter().chain(everybody()) {
            device.catch_up(&mut server, &mut chance);
            let (seen, with_less) = device.is_as_it_should_be(&mut server, seed);
            told += seen;
            masked += with_less;
            hidden += all - seen;
        }
    }
    let counts = (told, masked, hidden);
    assert!(told > 1_000 && masked > 300 && hidden > 1_000, "{counts:?}");
}
