//! A phone whose rights narrow is told what is gone for it and removes it, from the log, the tables, the
//! index and the file. What it wrote itself, and what the server merely does not know, stays.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use client::view::{PictureFilter, PictureQuery};
use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::observation::ObservationDraft;
use domain::role::Role;
use domain::text::Note;
use rusqlite::Connection;
use tests::phone::Phone;
use tests::server::Server;

const WORDS: &str = "Kvittblivningsbeviset hittades under trappan";

fn told(phone: &Phone, words: &str) -> DocId {
    let mut draft = ObservationDraft::of(CategoryCode::new("vandalism.graffiti").unwrap());
    draft.attributes.note = Some(Note::new(words).unwrap());
    phone.client.record(&draft).unwrap().id
}

/// Somebody changes what devices of a role may do, with the program that runs beside the server.
async fn role_becomes(server: Server, from: &str, to: &str) -> Server {
    let stopped = server.stop().await.unwrap();
    let conn = Connection::open(stopped.folder().join("lagesbild.db")).unwrap();
    let changed =
        conn.execute("UPDATE device SET role = ?2 WHERE role = ?1 AND is_own = 0", [from, to]);
    assert_eq!(changed.unwrap(), 1);
    drop(conn);
    stopped.start().await.unwrap()
}

fn in_store(phone: &Phone, sql: &str) -> i64 {
    let conn = tests::store::open_to_read(phone.folder()).unwrap();
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Whether the words lie anywhere in the phone's store, whichever table they would be in.
fn lies_in_store(phone: &Phone, words: &str) -> bool {
    tests::store::holds(phone.folder(), words).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_no_longer_be_read_leaves_the_phone_and_its_own_reports_stay() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let coordinator =
        Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    let theirs: Vec<DocId> = (0..600).map(|n| told(&guard, &format!("{WORDS} {n}"))).collect();
    let own = told(&coordinator, "Eget fynd vid grinden");
    guard.sync().await.unwrap();
    coordinator.sync().await.unwrap();
    coordinator.client.review(&theirs[..1], &domain::review::Review::Approved).unwrap();
    coordinator.sync().await.unwrap();
    coordinator.client.save_draft(theirs[0], WORDS).unwrap();
    assert_eq!(in_store(&coordinator, "SELECT count(*) FROM observation"), 601);
    assert!(lies_in_store(&coordinator, WORDS));

    let server = role_becomes(server, "coordinator", "reporter").await;
    coordinator.sync().await.unwrap();
    assert_eq!(in_store(&coordinator, "SELECT count(*) FROM observation"), 1);
    assert_eq!(in_store(&coordinator, "SELECT count(DISTINCT doc_id) FROM operation"), 1);
    assert_eq!(in_store(&coordinator, "SELECT count(*) FROM draft"), 0);
    let words = PictureFilter { text: Some("trappan".to_owned()), ..PictureFilter::default() };
    let query = PictureQuery { filter: words, ..PictureQuery::default() };
    assert_eq!(coordinator.client.picture(&query).map_or(0, |found| found.total), 0);
    assert!(
        !lies_in_store(&coordinator, WORDS),
        "not in a free page or the log of the file either"
    );
    let reports = coordinator.client.reports(10).unwrap();
    assert_eq!(reports.iter().map(|it| it.observation.id).collect::<Vec<_>>(), [own]);
    assert_eq!(coordinator.client.me().unwrap().role, Role::Reporter);
    let written = in_store(&coordinator, "SELECT count(*) FROM outbox WHERE state = 'acked'");
    assert_eq!(written, 2, "the outbox is not touched");
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_visible_again_arrives_whole() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let coordinator =
        Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    let seen = told(&guard, WORDS);
    guard.sync().await.unwrap();
    coordinator.sync().await.unwrap();
    let before = coordinator.client.state_hash().unwrap();
    let server = role_becomes(server, "coordinator", "area_group").await;
    coordinator.sync().await.unwrap();
    assert_eq!(in_store(&coordinator, "SELECT count(*) FROM operation"), 0);

    let server = role_becomes(server, "area_group", "coordinator").await;
    coordinator.sync().await.unwrap();
    assert_eq!(coordinator.client.state_hash().unwrap(), before);
    let observation = coordinator.client.observation(seen).unwrap();
    assert_eq!(observation.observation.note.unwrap().as_str(), WORDS);
    drop(server);
}

/// The server goes back to before the guard's second report, and the coordinator's rights are fewer.
async fn put_back_and_narrowed(phone_loses: &str) -> (Server, Phone) {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let coordinator =
        Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    told(&guard, "Före kopian");
    guard.sync().await.unwrap();
    let stopped = server.stop().await.unwrap();
    let copy = stopped.copy(false).unwrap();
    let server = stopped.start().await.unwrap();
    told(&guard, WORDS);
    guard.sync().await.unwrap();
    coordinator.sync().await.unwrap();
    assert_eq!(in_store(&coordinator, "SELECT count(*) FROM observation"), 2);
    let conn = tests::store::open(coordinator.folder()).unwrap();
    conn.execute_batch(phone_loses).unwrap();
    drop(conn);

    let stopped = server.stop().await.unwrap();
    stopped.put_back(&copy).unwrap();
    let server = role_becomes(stopped.start().await.unwrap(), "coordinator", "area_group").await;
    coordinator.sync().await.unwrap();
    (server, coordinator)
}

fn on_server(server: &Server) -> i64 {
    let conn = Connection::open(server.folder().join("lagesbild.db")).unwrap();
    conn.query_row("SELECT count(*) FROM observation", [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_lost_is_handed_on_before_it_leaves_the_phone() {
    let (server, coordinator) = put_back_and_narrowed("").await;
    assert_eq!(on_server(&server), 2);
    assert_eq!(in_store(&coordinator, "SELECT count(*) FROM observation"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_merely_does_not_know_is_not_gone() {
    let (server, coordinator) = put_back_and_narrowed("DELETE FROM run").await;
    assert_eq!(on_server(&server), 1);
    assert_eq!(in_store(&coordinator, "SELECT count(*) FROM observation"), 1);
    assert!(lies_in_store(&coordinator, WORDS), "nothing is deleted because it is absent");
}
