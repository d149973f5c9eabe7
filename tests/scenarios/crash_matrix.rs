//! The real server and the real client, ended or failed at the Nth system call that changes their
//! files: what was acknowledged is there, and every database is whole.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use domain::id::DocId;
use domain::role::Role;
use rusqlite::Connection;
use sync_server::Seams;
use sync_server::backup::{self, Plan, Quietly};
use tests::faults::{Faults, Kind, Process, program};
use tests::phone::Phone;
use tests::server::{Server, Stopped};

/// Points a kind of fault and program; five kinds make 375 for each program.
const POINTS: u64 = 75;
/// So many of them have to be met: a program that ends early does not come to the last ones.
const MET: u64 = 60;
/// Reports that are handed in while the server lives.
const REPORTS: usize = 4;

/// The documents in a table, and whether the file is whole.
fn documents(file: &Path, table: &str) -> BTreeSet<DocId> {
    documents_of(&picture::connect::open_to_read(file, None).unwrap(), table)
}

fn documents_of(conn: &Connection, table: &str) -> BTreeSet<DocId> {
    let said: String = conn.pragma_query_value(None, "integrity_check", |row| row.get(0)).unwrap();
    assert_eq!(said, "ok", "{:?}", conn.path());
    let mut statement = conn.prepare(&format!("SELECT doc_id FROM {table}")).unwrap();
    let rows = statement.query_map([], |row| Ok(DocId::from_bytes(row.get(0)?))).unwrap();
    let all: Vec<_> = rows.map(Result::unwrap).collect();
    let distinct: BTreeSet<_> = all.iter().copied().collect();
    assert_eq!(all.len(), distinct.len(), "a report is there twice");
    distinct
}

fn address(server: &Server) -> SocketAddr {
    server.address.trim_start_matches("http://").parse().unwrap()
}

/// A server's folder, a phone that joined it, and what was reported and acknowledged.
struct Matrix {
    faults: Faults,
    stopped: Stopped,
    address: SocketAddr,
    phone: Phone,
    reported: Vec<DocId>,
}

impl Matrix {
    async fn begin() -> Self {
        let server = Server::start().await.unwrap();
        let address = address(&server);
        let phone = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
        let stopped = server.stop().await.unwrap();
        let faults = Faults::compiled().unwrap();
        Self { faults, stopped, address, phone, reported: Vec::new() }
    }

    /// One life of the server. Returns whether it met its fault.
    async fn live(&mut self, kind: Kind, at: u64) -> bool {
        let folder = self.stopped.folder().to_owned();
        let armed = |command: &mut Command| self.faults.arm(command, &folder, (kind, at));
        let mut server = Process::start(&folder, self.address, armed).unwrap();
        for _ in 0..REPORTS {
            if !server.is_running() {
                break;
            }
            self.reported.push(self.phone.report("vandalism.graffiti", (12.53, 57.93)).unwrap());
            // Whether it is answered is the question; what is answered must be true.
            let _ = self.phone.sync().await;
        }
        drop(server);
        self.check((kind, at));
        self.faults.was_met()
    }

    /// Reports leave in order, so those that do not wait are the first ones.
    fn check(&self, point: (Kind, u64)) {
        let waiting = usize::try_from(self.phone.client.state().unwrap().waiting).unwrap();
        let acked = &self.reported[..self.reported.len() - waiting];
        let there = documents(&self.stopped.folder().join("lagesbild.db"), "operation");
        let lost: Vec<_> = acked.iter().filter(|doc| !there.contains(doc)).collect();
        assert!(lost.is_empty(), "{point:?}: acknowledged and lost: {lost:?}");
    }

    /// A life without faults: everything arrives, once, and a backup of it holds.
    async fn end(self) {
        let folder = self.stopped.folder().to_owned();
        let server = Process::start(&folder, self.address, |_| {}).unwrap();
        self.phone.sync().await.unwrap();
        assert_eq!(self.phone.client.state().unwrap().waiting, 0);
        drop(server);
        let there = documents(&folder.join("lagesbild.db"), "operation");
        assert_eq!(there, self.reported.iter().copied().collect());
        let quietly = AtomicBool::new(false);
        let plan = Plan::default();
        let taken = backup::take((&folder, &plan), &Seams::real(), &Quietly(&quietly)).unwrap();
        let faults = &taken[0].outcome.as_ref().unwrap().1.faults;
        assert!(faults.is_empty(), "{faults:?}");
    }
}

async fn server_meets(kind: Kind) {
    let mut matrix = Matrix::begin().await;
    let mut met = 0;
    for at in 1..=POINTS {
        met += u64::from(matrix.live(kind, at).await);
    }
    assert!(met >= MET, "{kind:?} was met only {met} times");
    matrix.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_ended_at_any_call_loses_nothing_it_acknowledged() {
    server_meets(Kind::Kill).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_ended_in_the_middle_of_any_write_loses_nothing_it_acknowledged() {
    server_meets(Kind::Torn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_disk_fails_at_any_call_loses_nothing_it_acknowledged() {
    server_meets(Kind::Eio).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_disk_is_full_at_any_call_loses_nothing_it_acknowledged() {
    server_meets(Kind::Enospc).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_disk_takes_half_of_any_write_loses_nothing_it_acknowledged() {
    server_meets(Kind::Short).await;
}

/// A phone's store on the command line.
struct Store {
    faults: Faults,
    folder: tempfile::TempDir,
}

impl Store {
    fn run(&self, words: &[&str], fault: Option<(Kind, u64)>) -> Output {
        let mut command = Command::new(program("field").unwrap());
        command.arg("--store").arg(self.folder.path()).arg("--json").args(words);
        if let Some(fault) = fault {
            self.faults.arm(&mut command, self.folder.path(), fault);
        }
        command.output().unwrap()
    }

    /// The id of a report that the program said is saved.
    fn capture(&self, fault: Option<(Kind, u64)>) -> Option<DocId> {
        let said = self.run(&["capture", "--category", "vandalism.graffiti"], fault);
        let said: serde_json::Value = serde_json::from_slice(&said.stdout).ok()?;
        said["id"].as_str().map(|id| id.parse().unwrap())
    }

    fn check(&self, saved: &BTreeSet<DocId>, point: (Kind, u64)) {
        if saved.is_empty() {
            // It may not have been made yet.
            return;
        }
        let conn = tests::store::open_to_read(self.folder.path()).unwrap();
        let there = documents_of(&conn, "outbox");
        let lost: Vec<_> = saved.difference(&there).collect();
        assert!(lost.is_empty(), "{point:?}: saved and lost: {lost:?}");
    }
}

/// Captures and syncs in turn, each with a fault; now and then in a store that is being made.
async fn client_meets(kind: Kind) {
    let server = Server::start().await.unwrap();
    let (mut met, mut all) = (0, BTreeSet::new());
    let new =
        || Store { faults: Faults::compiled().unwrap(), folder: tempfile::tempdir().unwrap() };
    let mut store = new();
    let mut saved = BTreeSet::new();
    for at in 1..=POINTS {
        if at % 25 == 1 {
            hand_in(&store, &server, &saved);
            all.append(&mut saved);
            store = new();
            // The store is made with a fault on the way, at a place of the 250 calls that takes.
            saved.extend(store.capture(Some((kind, at * 3))));
            met += u64::from(store.faults.was_met());
            store.check(&saved, (kind, at * 3));
            join(&store, &server);
        }
        saved.extend(store.capture(Some((kind, at))));
        met += u64::from(store.faults.was_met());
        store.check(&saved, (kind, at));
        store.run(&["sync"], Some((kind, at)));
        met += u64::from(store.faults.was_met());
        store.check(&saved, (kind, at));
    }
    hand_in(&store, &server, &saved);
    all.append(&mut saved);
    assert!(met >= MET, "{kind:?} was met only {met} times");
    let there = documents(&server.folder().join("lagesbild.db"), "operation");
    let lost: Vec<_> = all.difference(&there).collect();
    assert!(lost.is_empty(), "saved and not on the server: {lost:?}");
}

fn join(store: &Store, server: &Server) {
    let link = server.link("Vaktbolaget Norr", Role::Reporter).unwrap();
    assert!(store.run(&["enrol", &link], None).status.success());
}

fn hand_in(store: &Store, server: &Server, saved: &BTreeSet<DocId>) {
    if saved.is_empty() {
        return;
    }
    let said = store.run(&["sync"], None);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    let there = documents(&server.folder().join("lagesbild.db"), "operation");
    assert!(saved.is_subset(&there));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_ended_at_any_call_loses_nothing_it_saved() {
    client_meets(Kind::Kill).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_ended_in_the_middle_of_any_write_loses_nothing_it_saved() {
    client_meets(Kind::Torn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_disk_fails_at_any_call_loses_nothing_it_saved() {
    client_meets(Kind::Eio).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_disk_is_full_at_any_call_loses_nothing_it_saved() {
    client_meets(Kind::Enospc).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_disk_takes_half_of_any_write_loses_nothing_it_saved() {
    client_meets(Kind::Short).await;
}
