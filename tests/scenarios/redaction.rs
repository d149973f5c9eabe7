//! `project(redact(log)) = redact(project(log))` for every role: what a reader projects from the pages
//! it gets is what it may see of the whole picture, however the log came to be and wherever it is cut.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId, OpId, OrganisationId};
use domain::log::Logged;
use domain::op::{Body, DocType, Frozen};
use domain::role::{Author, Reader, Role, Scope, Words};
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
const LOGS: u64 = 40;
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

/// What people could have written: reports, amendments by their authors, reviews, notes that are added
/// and taken away. It comes to the server in any order, as after a restore.
fn written(chance: &mut Chance) -> Vec<Logged> {
    let mut numbers: BTreeMap<u128, u64> = BTreeMap::new();
    let mut all = Vec::new();
    for document in 0..6_u128 {
        let owner = 1 + u128::from(chance.below(4));
        let mut added: Option<OpId> = None;
        for step in 0..1 + chance.below(6) {
            let doc = DocId(uuid::Uuid::from_u128(1_000 + document));
            let of = DocType::Observation;
            let fields = |value: Value| value.as_object().cloned().unwrap_or_default();
            let (by, body) = match (step, chance.below(4)) {
                (0, _) => {
                    (owner, Body::set(doc, of, fields(json!({"category": "calm", "note": "a"}))))
                }
                (_, 0) => {
                    (DEVICES, Body::set(doc, of, fields(json!({"review": {"state": "approved"}}))))
                }
                (_, 1) => (owner, Body::set(doc, of, fields(json!({"note": step})))),
                (_, 2) => (owner, Body::add(doc, of, ("answers", json!("svar")))),
                (_, _) => match added {
                    Some(op) => (owner, Body::remove(doc, of, op)),
                    None => (owner, Body::set(doc, of, fields(json!({"severity": 2})))),
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
            if is_add {
                added = Some(frozen.id(author.device, *number, at));
            }
            let received_at = Some(NOON);
            all.push(Logged { seq: 0, number: *number, author, stamp_at: at, received_at, frozen });
        }
    }
    for place in (1..all.len()).rev() {
        all.swap(place, chance.index(place + 1));
    }
    all
}

/// All documents, as text.
fn documents(conn: &Connection, scope: &Scope) -> Result<BTreeMap<DocId, String>, StoreError> {
    let mut statement = conn.prepare("SELECT DISTINCT doc_id FROM operation").unwrap();
    let docs = statement.query_map([], |row| Ok(DocId::from_bytes(row.get(0)?))).unwrap();
    let mut told = BTreeMap::new();
    for doc in docs {
        let doc = doc.unwrap();
        if let Some(document) = picture::log::document(conn, doc)?
            && scope.covers(&document.beginning.author)
        {
            told.insert(doc, serde_json::to_string(&document)?);
        }
    }
    Ok(told)
}

/// What lists and maps show, by document.
fn shown(conn: &Connection) -> BTreeMap<DocId, String> {
    let sql = "SELECT doc_id, category, severity, review, words, latest FROM observation";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let rest: (String, i64, String, String, i64) =
            (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        Ok((DocId::from_bytes(row.get(0)?), format!("{rest:?}")))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

/// Which words of a report are masked is tested with masking; here a report is seen or not.
fn reader_of(scope: Scope) -> Reader {
    Reader { scope, words: Words::All }
}

/// A reader who begins anew and gets page after page, each cut somewhere.
fn read_whole(server: &mut DirectStore, scope: &Scope, chance: &mut Chance) -> Connection {
    let mut reader = Connection::open_in_memory().unwrap();
    reader.execute_batch(picture::schema::V1).unwrap();
    reader.execute_batch(picture::schema::V2).unwrap();
    reader.execute_batch(picture::schema::V3).unwrap();
    let mut cursor = Cursor::default();
    loop {
        let limit = 1 + u32::try_from(chance.below(7)).unwrap();
        let ask = Ask { epoch: None, cursor, limit };
        let read = server.read(|conn| pages::read(conn, &reader_of(*scope), &ask)).unwrap();
        let tx = reader.transaction().unwrap();
        let mut docs = std::collections::BTreeSet::new();
        for logged in read.page.unpack().unwrap() {
            docs.extend(picture::project::record(&tx, &logged).unwrap());
        }
        picture::project::settle(&tx, &docs).unwrap();
        tx.commit().unwrap();
        cursor = read.cursor;
        if !read.more {
            return reader;
        }
    }
}

fn store(disk: &Disk) -> DirectStore {
    let seams = Seams { clock: Arc::new(HandClock::at(NOON)), random: Arc::new(Fixed) };
    DirectStore::open_with_vfs(Path::new("server.db"), disk.vfs(), seams).unwrap()
}

#[test]
fn every_role_projects_from_its_pages_what_it_may_see_of_the_whole() {
    let (mut told, mut hidden) = (0, 0);
    for seed in 0..LOGS {
        let mut chance = Chance::new(seed);
        let disk = Disk::new(seed).unwrap();
        let mut server = store(&disk);
        let mut waiting = written(&mut chance);
        while !waiting.is_empty() {
            let some = waiting.split_off(waiting.len() - waiting.len().min(1 + chance.index(5)));
            let append = |batch: &mut Batch<'_>| {
                some.into_iter().try_for_each(|logged| {
                    let body = logged.frozen.read()?;
                    batch.append(logged, (body, false)).map(drop)
                })
            };
            server.write(append).unwrap();
        }
        for role in Role::ALL {
            for device in 1..=DEVICES {
                let reader = author(device);
                let scope = role.scope(reader.device, reader.organisation);
                let theirs = read_whole(&mut server, &scope, &mut chance);
                let redacted = server.read(|conn| documents(conn, &scope)).unwrap();
                assert_eq!(
                    documents(&theirs, &Scope::All).unwrap(),
                    redacted,
                    "{role:?}, seed {seed}"
                );
                let all = server.read(|conn| Ok(shown(conn))).unwrap();
                let may_see: BTreeMap<_, _> =
                    all.clone().into_iter().filter(|(doc, _)| redacted.contains_key(doc)).collect();
                assert_eq!(shown(&theirs), may_see, "{role:?}, seed {seed}");
                told += may_see.len();
                hidden += all.len() - may_see.len();
            }
        }
    }
    assert!(told > 1_000 && hidden > 1_000, "{told} told, {hidden} hidden");
}
