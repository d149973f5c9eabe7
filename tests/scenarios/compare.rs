//! Once a day the phone and the server compare what they hold. What the server's disk has lost since
//! it gave a receipt is sent again, and nobody presses anything.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use client::Client;
use client::http::Http;
use client::system::SystemRandom;
use domain::catalogue::CategoryCode;
use domain::clock::{Clock, UtcMillis};
use domain::id::DocId;
use domain::observation::ObservationDraft;
use domain::role::Role;
use rusqlite::Connection;
use tempfile::TempDir;
use tests::server::Server;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The system's clock, some days ahead.
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> UtcMillis {
        client::system::SystemClock.now().plus_ms(self.0.load(Ordering::SeqCst))
    }
}

struct Guard {
    client: Client,
    clock: Arc<Ahead>,
    _folder: TempDir,
}

async fn guard(server: &Server) -> Guard {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Ahead(AtomicI64::new(0)));
    let client = Client::open(folder.path(), clock.clone(), Arc::new(SystemRandom)).unwrap();
    let link = server.link("Vaktbolaget Norr", Role::Reporter).unwrap();
    client.enrol(&link, &Http::new().unwrap()).await.unwrap();
    Guard { client, clock, _folder: folder }
}

fn report(guard: &Guard, category: &str) -> DocId {
    let draft = ObservationDraft::of(CategoryCode::new(category).unwrap());
    guard.client.record(&draft).unwrap().id
}

async fn sync(guard: &Guard) -> client::Outcome {
    guard.client.sync(&Http::new().unwrap()).await.unwrap()
}

/// What is stored becomes another while nobody looks. Nothing marks it: the head of the log stays.
async fn changed(server: Server, statement: &str) -> Server {
    let stopped = server.stop().await.unwrap();
    let conn = Connection::open(stopped.folder().join("lagesbild.db")).unwrap();
    assert!(conn.execute(statement, []).unwrap() > 0, "there was something to change");
    drop(conn);
    stopped.start().await.unwrap()
}

fn count(server: &Server, of: &str) -> i64 {
    let conn = Connection::open(server.folder().join("lagesbild.db")).unwrap();
    conn.query_row(&format!("SELECT count(*) FROM {of}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_the_server_lost_are_found_missing_within_a_day_and_sent_again() {
    let server = Server::start().await.unwrap();
    let guard = guard(&server).await;
    for _ in 0..12 {
        report(&guard, "vandalism.graffiti");
    }
    sync(&guard).await;
    let of_reports = "operation WHERE number BETWEEN 5 AND 7";
    assert_eq!(count(&server, of_reports), 3);

    let server = changed(server, "DELETE FROM operation WHERE number BETWEEN 5 AND 7").await;
    let same_day = sync(&guard).await;
    assert_eq!(same_day.reopened, 0, "receipts are believed for a day");
    assert_eq!(count(&server, of_reports), 0);

    let before = guard.client.state().unwrap().compared_at;
    guard.clock.0.store(DAY_MS, Ordering::SeqCst);
    let next_day = sync(&guard).await;
    assert_eq!(next_day.reopened, 8, "everything above the hole is open again");
    assert_eq!(next_day.waiting, 0);
    assert_eq!(count(&server, of_reports), 3);
    assert_eq!(count(&server, "operation WHERE number > 0"), 12, "and nothing is there twice");
    assert!(guard.client.state().unwrap().compared_at > before);
    assert_eq!(sync(&guard).await.reopened, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_that_the_server_lost_is_given_again() {
    let server = Server::start().await.unwrap();
    let guard = guard(&server).await;
    report(&guard, "vandalism.graffiti");
    sync(&guard).await;
    let server = changed(server, "UPDATE device SET role = 'steering' WHERE is_own = 0").await;
    report(&guard, "vandalism.graffiti");
    report(&guard, "vandalism.graffiti");
    assert_eq!(sync(&guard).await.quarantined, 2);

    let server = changed(server, "DELETE FROM quarantine WHERE number = 3").await;
    guard.clock.0.store(DAY_MS, Ordering::SeqCst);
    let next_day = sync(&guard).await;
    assert_eq!((next_day.reopened, next_day.quarantined), (1, 1));
    assert_eq!(count(&server, "quarantine"), 2);
    assert_eq!(guard.client.quarantined().unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nothing_is_missing_the_comparison_changes_nothing() {
    let server = Server::start().await.unwrap();
    let guard = guard(&server).await;
    for _ in 0..3 {
        report(&guard, "vandalism.graffiti");
    }
    sync(&guard).await;
    for day in 1..4 {
        guard.clock.0.store(day * DAY_MS, Ordering::SeqCst);
        let outcome = sync(&guard).await;
        assert_eq!((outcome.sent, outcome.reopened, outcome.rounds), (0, 0, 1));
    }
    assert_eq!(count(&server, "operation WHERE number > 0"), 3);
}
