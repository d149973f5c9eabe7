//! A server put back to an earlier state gets everything again, from the phones that wrote it or from
//! those that read it, and nobody presses anything.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::collections::BTreeSet;

use domain::id::{DocId, Epoch};
use domain::role::{Reader, Role};
use picture::view::PictureQuery;
use tests::phone::Phone;
use tests::server::{Server, Stopped};

const SQUARE: (f64, f64) = (12.53, 57.93);

/// A coordinator and four guards.
async fn five(server: &Server) -> Vec<Phone> {
    let mut phones = vec![joined(server, Role::Coordinator).await];
    for _ in 0..4 {
        phones.push(joined(server, Role::Reporter).await);
    }
    phones
}

async fn joined(server: &Server, role: Role) -> Phone {
    let organisation =
        if role == Role::Coordinator { "Kommunledningskontoret" } else { "Vaktbolaget Norr" };
    Phone::joined(server, organisation, role).await.unwrap()
}

fn report(phone: &Phone, count: usize) -> BTreeSet<DocId> {
    (0..count).map(|_| phone.report("vandalism.graffiti", SQUARE).unwrap()).collect()
}

async fn all_sync(phones: &[Phone]) {
    for phone in phones {
        phone.sync().await.unwrap();
    }
}

fn on_server(server: &Server) -> BTreeSet<DocId> {
    let query = PictureQuery { limit: Some(5_000), ..PictureQuery::default() };
    let view = tokio::task::block_in_place(|| {
        let read = |conn: &_| Ok(picture::query::picture(conn, &Reader::REVIEWER, &query)?);
        server.app.store.read_now(read).unwrap()
    });
    view.observations.into_iter().map(|it| it.observation.id).collect()
}

fn epoch(server: &Server) -> Epoch {
    tokio::task::block_in_place(|| server.app.store.read_now(sync_server::store::meta::epoch))
        .unwrap()
}

/// Living through the log and rebuilding from it give the same, here and on the coordinator's phone.
fn is_whole(server: &Server, coordinator: &Phone) {
    let hash = tokio::task::block_in_place(|| {
        server.app.store.read_now(|conn| Ok(picture::project::hash(conn)?)).unwrap()
    });
    assert_eq!(coordinator.client.state_hash().unwrap(), hash);
    assert_eq!(coordinator.client.state().unwrap().waiting, 0);
}

async fn put_back(server: Server, copied: &tests::server::Copied) -> Server {
    let stopped = server.stop().await.unwrap();
    stopped.put_back(copied).unwrap();
    stopped.start().await.unwrap()
}

async fn copied(server: Server, with_keep: bool) -> (Server, tests::server::Copied) {
    let stopped: Stopped = server.stop().await.unwrap();
    let copied = stopped.copy(with_keep).unwrap();
    (stopped.start().await.unwrap(), copied)
}

#[tokio::test(flavor = "multi_thread")]
async fn five_phones_give_a_server_that_was_put_back_everything_again() {
    let server = Server::start().await.unwrap();
    let phones = five(&server).await;
    let mut all: BTreeSet<DocId> = phones.iter().flat_map(|phone| report(phone, 3)).collect();
    all_sync(&phones).await;
    let (server, backup) = copied(server, false).await;
    let before = epoch(&server);
    all.extend(phones.iter().flat_map(|phone| report(phone, 4)));
    all_sync(&phones).await;
    all_sync(&phones).await;
    assert_eq!(on_server(&server), all);

    let server = put_back(server, &backup).await;
    assert_ne!(epoch(&server), before, "the high-water mark is above the database");
    assert_eq!(on_server(&server).len(), 15);
    all_sync(&phones).await;
    assert_eq!(on_server(&server), all);
    all_sync(&phones).await;
    is_whole(&server, &phones[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_gives_back_what_the_author_no_longer_can() {
    let server = Server::start().await.unwrap();
    let (coordinator, guard) =
        (joined(&server, Role::Coordinator).await, joined(&server, Role::Reporter).await);
    let mut all = report(&guard, 30);
    guard.sync().await.unwrap();
    coordinator.sync().await.unwrap();
    let (server, backup) = copied(server, false).await;
    for _ in 0..3 {
        all.extend(report(&guard, 25));
        guard.sync().await.unwrap();
        coordinator.sync().await.unwrap();
    }
    drop(guard);

    let server = put_back(server, &backup).await;
    assert_eq!(on_server(&server).len(), 30);
    coordinator.sync().await.unwrap();
    assert_eq!(on_server(&server), all);
    is_whole(&server, &coordinator);
}

/// Whether the organisation of the guards needs an agreement; it has none.
fn require_agreement(server: &Server, is_required: bool) {
    let work = move |batch: &mut sync_server::store::Batch<'_>| {
        let sql = "UPDATE member SET agreement_required = ?1 WHERE name = 'Vaktbolaget Norr'";
        batch.tx.execute("DELETE FROM agreement", [])?;
        assert_eq!(batch.tx.execute(sql, [is_required])?, 1);
        Ok(())
    };
    tokio::task::block_in_place(|| server.app.store.write_now(work)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_may_only_hand_in_gives_back_what_others_wrote_when_it_may_read_again() {
    let server = Server::start().await.unwrap();
    let reader = joined(&server, Role::OrgCoordinator).await;
    let guard = joined(&server, Role::Reporter).await;
    let mut all = report(&guard, 5);
    guard.sync().await.unwrap();
    reader.sync().await.unwrap();
    let (server, backup) = copied(server, false).await;
    all.extend(report(&guard, 5));
    guard.sync().await.unwrap();
    reader.sync().await.unwrap();
    let received = reader.client.state().unwrap().last_received_at;
    drop(guard);

    let server = put_back(server, &backup).await;
    let lives = epoch(&server);
    require_agreement(&server, true);
    for _ in 0..3 {
        all.extend(report(&reader, 1));
        reader.sync().await.unwrap();
    }
    assert_eq!(on_server(&server).len(), 8, "what it wrote itself is taken, and nothing of others");
    let state = reader.client.state().unwrap();
    assert_eq!(state.last_received_at, received, "nothing was read meanwhile");
    require_agreement(&server, false);
    reader.sync().await.unwrap();
    assert_eq!(on_server(&server), all);
    assert_eq!(epoch(&server), lives, "nobody made the log begin anew");
    assert_eq!(reader.client.state().unwrap().waiting, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_author_and_a_reader_who_both_have_it_do_not_double_it() {
    let server = Server::start().await.unwrap();
    let phones = five(&server).await;
    let (server, backup) = copied(server, false).await;
    let all: BTreeSet<DocId> = phones.iter().flat_map(|phone| report(phone, 5)).collect();
    all_sync(&phones).await;
    all_sync(&phones).await;
    let server = put_back(server, &backup).await;
    // The reader comes first, an author with something new second, the rest last.
    phones[0].sync().await.unwrap();
    assert_eq!(on_server(&server), all);
    let new = report(&phones[1], 1);
    all_sync(&phones).await;
    all_sync(&phones).await;
    let everything: BTreeSet<DocId> = all.union(&new).copied().collect();
    assert_eq!(on_server(&server), everything);
    let rows: i64 = tokio::task::block_in_place(|| {
        let count = "SELECT count(*) FROM operation";
        server.app.store.read_now(|conn| Ok(conn.query_row(count, [], |row| row.get(0))?)).unwrap()
    });
    assert_eq!(rows, 26);
    is_whole(&server, &phones[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_rolled_back_with_all_its_files_is_seen_by_what_a_phone_remembers() {
    let server = Server::start().await.unwrap();
    let phones = five(&server).await;
    let mut all: BTreeSet<DocId> = phones.iter().flat_map(|phone| report(phone, 2)).collect();
    all_sync(&phones).await;
    all_sync(&phones).await;
    let (server, image) = copied(server, true).await;
    let before = epoch(&server);
    all.extend(report(&phones[1], 6));
    all_sync(&phones[..2]).await;
    phones[0].sync().await.unwrap();

    let server = put_back(server, &image).await;
    assert_eq!(epoch(&server), before, "nothing on the machine tells that time went back");
    // A phone that was away meanwhile writes where the lost ones had been.
    all.extend(report(&phones[2], 9));
    phones[2].sync().await.unwrap();
    assert_eq!(epoch(&server), before);
    phones[0].sync().await.unwrap();
    assert_ne!(epoch(&server), before);
    assert_eq!(on_server(&server), all, "the coordinator had read what the machine lost");
    all_sync(&phones).await;
    all_sync(&phones).await;
    assert_eq!(on_server(&server), all);
    is_whole(&server, &phones[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_is_no_restore() {
    let server = Server::start().await.unwrap();
    let phone = joined(&server, Role::Reporter).await;
    report(&phone, 2);
    phone.sync().await.unwrap();
    let before = epoch(&server);
    let server = server.stop().await.unwrap().start().await.unwrap();
    assert_eq!(epoch(&server), before);
    report(&phone, 1);
    assert_eq!(phone.sync().await.unwrap().reopened, 0);
    assert_eq!(on_server(&server).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_high_water_mark_a_log_begins_a_new_life_and_loses_nothing() {
    let server = Server::start().await.unwrap();
    let phones = five(&server).await;
    let all: BTreeSet<DocId> = phones.iter().flat_map(|phone| report(phone, 2)).collect();
    all_sync(&phones).await;
    let before = epoch(&server);
    let stopped = server.stop().await.unwrap();
    std::fs::remove_file(stopped.folder().join("keep").join("high-water")).unwrap();
    let server = stopped.start().await.unwrap();
    assert_ne!(epoch(&server), before);
    for phone in &phones {
        let outcome = phone.sync().await.unwrap();
        assert_eq!((outcome.reopened, outcome.waiting), (0, 0));
    }
    assert_eq!(on_server(&server), all);
    is_whole(&server, &phones[0]);
}
