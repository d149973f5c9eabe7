//! What is erased leaves every disk to the last byte, and does not come back, whatever is put back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use client::http::Http;
use domain::id::DocId;
use domain::review::Review;
use domain::role::{Reader, Role};
use domain::text::Note;
use picture::view::PictureQuery;
use rusqlite::Connection;
use sync_server::admin::{Admin, Erase, RetentionCommand};
use sync_server::backup::{self, Plan, Quietly, Target};
use sync_server::{Seams, Settings};
use tests::phone::Phone;
use tests::server::{Server, Stopped};

/// No three letters of it occur anywhere else.
const SECRET: &str = "ẑŵỳẑẃ ŷẉỵẑ";
const PLAIN: &str = "en trasig lampa vid porten";

async fn joined(server: &Server, role: Role) -> Phone {
    let organisation =
        if role == Role::Coordinator { "Kommunledningskontoret" } else { "Vaktbolaget Norr" };
    Phone::joined(server, organisation, role).await.unwrap()
}

fn settings(plan: &Plan) -> Settings {
    Settings { backup: plan.clone(), ..Settings::default() }
}

fn erase(server: &Server, doc: DocId, plan: &Plan) -> serde_json::Value {
    tokio::task::block_in_place(|| {
        let admin = Admin::open(server.folder(), settings(plan), Seams::real()).unwrap();
        let reason = Note::new("gallring").unwrap();
        admin
            .erase(Erase { documents: vec![doc], set_aside: Vec::new(), reason, dry_run: false })
            .unwrap()
            .json
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The files below a folder that hold these bytes.
fn holding(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let holds = |file: &PathBuf| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(needle.len()).any(|it| it == needle)
    };
    files(folder).into_iter().filter(holds).collect()
}

/// Nothing is left of a machine but what was copied from it before.
fn wipe(folder: &Path) {
    for file in files(folder) {
        std::fs::remove_file(file).unwrap();
    }
}

/// The words as they were written, as an index keeps them, and each three letters of them.
fn needles() -> Vec<Vec<u8>> {
    let words = SECRET.split(' ').map(|word| word.as_bytes().to_vec());
    let letters: Vec<char> = SECRET.chars().collect();
    let threes = letters.windows(3).map(|it| it.iter().collect::<String>().into_bytes());
    words.chain(threes).collect()
}

fn texts(server: &Server) -> Vec<String> {
    let view = tokio::task::block_in_place(|| {
        let query = PictureQuery::default();
        let read = |conn: &_| Ok(picture::query::picture(conn, &Reader::REVIEWER, &query)?);
        server.app.store.read_now(read).unwrap()
    });
    let notes = view.observations.into_iter().filter_map(|it| it.observation.note);
    notes.map(|note| note.as_str().to_owned()).collect()
}

async fn all_sync(phones: &[&Phone]) {
    for phone in phones {
        phone.sync().await.unwrap();
        phone.sync().await.unwrap();
    }
}

fn picture_file() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures/phone.png")).unwrap()
}

async fn copied(server: Server, with_keep: bool, plan: &Plan) -> (Server, tests::server::Copied) {
    let stopped: Stopped = server.stop().await.unwrap();
    let copied = stopped.copy(with_keep).unwrap();
    (stopped.start_with(settings(plan)).await.unwrap(), copied)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_what_was_erased_is_left_on_the_server_or_on_any_phone() {
    let server = Server::start().await.unwrap();
    let (coordinator, guard) =
        (joined(&server, Role::Coordinator).await, joined(&server, Role::Reporter).await);
    let photo = picture_file();
    let doc = guard.report_with(SECRET, Some(&photo)).unwrap();
    guard.report_with(PLAIN, None).unwrap();
    guard.sync().await.unwrap();
    guard.client.send_media(&Http::new().unwrap()).await.unwrap();
    all_sync(&[&coordinator, &guard]).await;
    let sent: Vec<_> = files(&server.folder().join("blobs"));
    assert_eq!(sent.len(), 2, "the photo and the small one: {sent:?}");
    let mut needles = needles();
    for file in sent {
        let bytes = std::fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        needles.push(bytes[middle..middle + 64].to_vec());
    }
    let folders = [server.folder(), coordinator.folder(), guard.folder()];
    assert!(!holding(folders[0], &needles[0]).is_empty(), "the search finds nothing at all");
    for folder in &folders[1..] {
        // A phone's store is encrypted: what its tables hold is looked for as well.
        assert!(tests::store::holds(folder, SECRET).unwrap(), "the search finds nothing at all");
    }

    let certificate = erase(&server, doc, &Plan::default());
    assert_eq!(certificate["disk_cleared"], true);
    assert_eq!(certificate["erased"][0]["attachments"].as_array().unwrap().len(), 2);
    assert_eq!(certificate["devices_pending"].as_array().unwrap().len(), 2);
    assert!(!certificate.to_string().contains(SECRET));
    all_sync(&[&coordinator, &guard]).await;
    for folder in folders {
        for needle in &needles {
            assert_eq!(holding(folder, needle), Vec::<PathBuf>::new(), "{needle:?}");
        }
    }
    for folder in &folders[1..] {
        assert!(!tests::store::holds(folder, SECRET).unwrap());
    }
    assert_eq!(texts(&server), [PLAIN]);
    let place = certificate["place"].as_u64().unwrap();
    let devices = tokio::task::block_in_place(|| {
        server.app.store.read_now(sync_server::store::devices::list).unwrap()
    });
    assert!(devices.iter().all(|device| device.erased_through >= place), "{devices:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_an_erased_report_later_is_erased_as_well() {
    let server = Server::start().await.unwrap();
    let guard = joined(&server, Role::Reporter).await;
    let doc = guard.report_with(PLAIN, None).unwrap();
    guard.sync().await.unwrap();
    guard.client.answer(doc, &Note::new(SECRET).unwrap()).unwrap();
    erase(&server, doc, &Plan::default());
    all_sync(&[&guard]).await;
    all_sync(&[&guard]).await;
    assert_eq!(guard.client.state().unwrap().waiting, 0);
    for folder in [server.folder(), guard.folder()] {
        for needle in needles() {
            assert_eq!(holding(folder, &needle), Vec::<PathBuf>::new());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_that_is_put_back_is_erased_before_anybody_is_answered() {
    let server = Server::start().await.unwrap();
    let guard = joined(&server, Role::Reporter).await;
    let doc = guard.report_with(SECRET, None).unwrap();
    guard.sync().await.unwrap();
    let plan = Plan::default();
    let quietly = AtomicBool::new(false);
    tokio::task::block_in_place(|| {
        backup::take((server.folder(), &plan), &Seams::real(), &Quietly(&quietly)).unwrap();
    });
    let certificate = erase(&server, doc, &plan);
    assert_eq!(certificate["still_in_backups"].as_array().unwrap().len(), 1);

    let stopped = server.stop().await.unwrap();
    let from = stopped.folder().join("backups");
    let back = tokio::task::block_in_place(|| {
        backup::put_back((stopped.folder(), &from), &Seams::real(), &Quietly(&quietly)).unwrap()
    });
    assert_eq!(back.met.erased, 1);
    let server = stopped.start().await.unwrap();
    assert_eq!(texts(&server), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_machine_put_back_keep_and_all_hears_from_a_phone_what_was_erased() {
    let server = Server::start().await.unwrap();
    let plan = Plan::default();
    let (coordinator, guard) =
        (joined(&server, Role::Coordinator).await, joined(&server, Role::Reporter).await);
    let doc = guard.report_with(SECRET, None).unwrap();
    guard.report_with(PLAIN, None).unwrap();
    all_sync(&[&guard, &coordinator]).await;
    let (server, image) = copied(server, true, &plan).await;
    erase(&server, doc, &plan);
    all_sync(&[&guard, &coordinator]).await;

    let stopped = server.stop().await.unwrap();
    wipe(stopped.folder());
    stopped.put_back(&image).unwrap();
    let server = stopped.start().await.unwrap();
    assert_eq!(texts(&server).len(), 2, "nothing on the machine tells");
    all_sync(&[&coordinator]).await;
    assert_eq!(texts(&server), [PLAIN], "a phone that had read the erasure gave it back");
    all_sync(&[&guard, &coordinator]).await;
    for folder in [coordinator.folder(), guard.folder()] {
        for needle in needles() {
            assert_eq!(holding(folder, &needle), Vec::<PathBuf>::new());
        }
    }
    assert_eq!(texts(&server), [PLAIN]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_handed_on_though_the_server_gave_its_number_to_another_after_it_was_put_back()
 {
    let server = Server::start().await.unwrap();
    let plan = Plan::default();
    let (coordinator, guard) =
        (joined(&server, Role::Coordinator).await, joined(&server, Role::Reporter).await);
    let secret = guard.report_with(SECRET, None).unwrap();
    let other = guard.report_with(PLAIN, None).unwrap();
    all_sync(&[&guard, &coordinator]).await;
    let (server, image) = copied(server, true, &plan).await;
    erase(&server, secret, &plan);
    all_sync(&[&guard, &coordinator]).await;

    let stopped = server.stop().await.unwrap();
    wipe(stopped.folder());
    stopped.put_back(&image).unwrap();
    let server = stopped.start().await.unwrap();
    // Before any phone comes, the server's next number goes to the erasure of something else.
    erase(&server, other, &plan);
    assert_eq!(texts(&server), [SECRET], "nothing on the machine tells");
    all_sync(&[&coordinator, &guard]).await;
    assert_eq!(texts(&server), Vec::<String>::new());
    assert_eq!(with_holes(&server), 0);
}

/// Devices of which the server says that it has more than it has, or has a fence of.
fn with_holes(server: &Server) -> i64 {
    let sql = "SELECT count(*) FROM device d WHERE d.have <>
        (SELECT count(*) FROM (
           SELECT number FROM operation o WHERE o.device_id = d.device_id AND o.number <= d.have
           UNION SELECT number FROM gone g WHERE g.device_id = d.device_id AND g.number <= d.have))";
    let count = |conn: &Connection| Ok(conn.query_row(sql, [], |row| row.get(0))?);
    tokio::task::block_in_place(|| server.app.store.read_now(count)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_after_the_machine_was_put_back_leaves_a_fence_when_the_erasure_is_handed_on()
{
    let server = Server::start().await.unwrap();
    let plan = Plan::default();
    let guard = joined(&server, Role::Reporter).await;
    let (informed, late) =
        (joined(&server, Role::Coordinator).await, joined(&server, Role::Coordinator).await);
    let doc = guard.report_with(SECRET, None).unwrap();
    all_sync(&[&guard, &informed, &late]).await;
    let (server, image) = copied(server, true, &plan).await;
    erase(&server, doc, &plan);
    all_sync(&[&informed]).await;

    let stopped = server.stop().await.unwrap();
    wipe(stopped.folder());
    stopped.put_back(&image).unwrap();
    let server = stopped.start().await.unwrap();
    late.client.review(&[doc], &Review::UnderReview).unwrap();
    all_sync(&[&late]).await;
    assert_eq!(texts(&server).len(), 1, "nothing on the machine tells");
    all_sync(&[&informed, &late, &guard]).await;
    assert_eq!((texts(&server).len(), with_holes(&server)), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_machine_put_back_hears_from_a_folder_of_backups_before_anybody_is_answered() {
    let far = tempfile::tempdir().unwrap();
    let mut plan = Plan::default();
    plan.targets.push(Target { folder: far.path().to_owned(), keep: 3, off_machine: true });
    let server = Server::start().await.unwrap();
    let guard = joined(&server, Role::Reporter).await;
    let doc = guard.report_with(SECRET, None).unwrap();
    guard.sync().await.unwrap();
    let (server, image) = copied(server, true, &plan).await;
    erase(&server, doc, &plan);

    let stopped = server.stop().await.unwrap();
    wipe(stopped.folder());
    stopped.put_back(&image).unwrap();
    let server = stopped.start_with(settings(&plan)).await.unwrap();
    assert_eq!(texts(&server), Vec::<String>::new());
}

/// The command line, so many days later.
fn later(server: &Server, plan: &Plan, days: i64) -> Admin {
    Admin::open(server.folder(), settings(plan), seams_later(days)).unwrap()
}

fn seams_later(days: i64) -> Seams {
    struct Later(i64);
    impl domain::clock::Clock for Later {
        fn now(&self) -> domain::clock::UtcMillis {
            Seams::real().clock.now().plus_ms(self.0 * 86_400_000)
        }
    }
    Seams { clock: std::sync::Arc::new(Later(days)), ..Seams::real() }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_run_of_retention_nothing_is_left_on_server_phone_or_in_a_backup_past_its_date() {
    let server = Server::start().await.unwrap();
    let (coordinator, guard) =
        (joined(&server, Role::Coordinator).await, joined(&server, Role::Reporter).await);
    let due = guard.report_with(SECRET, Some(&picture_file())).unwrap();
    let held = guard.report_with(PLAIN, None).unwrap();
    guard.sync().await.unwrap();
    guard.client.send_media(&Http::new().unwrap()).await.unwrap();
    all_sync(&[&coordinator, &guard]).await;
    let mut plan = Plan::default();
    plan.targets[0].keep = 2;
    let quietly = AtomicBool::new(false);
    let take = |days| {
        let seams = seams_later(days);
        tokio::task::block_in_place(|| {
            backup::take((server.folder(), &plan), &seams, &Quietly(&quietly)).unwrap();
        });
    };
    take(0);

    let certificate = tokio::task::block_in_place(|| {
        let early = later(&server, &plan, 700);
        let reason = Note::new("begäran").unwrap();
        let (code, documents) = ("KS 2026/1".to_owned(), vec![held]);
        let hold = RetentionCommand::Hold { code, reason, documents, everything: false };
        early.retention(hold).unwrap();
        let none = early.retention(RetentionCommand::Plan).unwrap().json;
        assert_eq!(none["due"], serde_json::json!([]), "24 months are not over");
        drop(early);
        let admin = later(&server, &plan, 740);
        let planned = admin.retention(RetentionCommand::Plan).unwrap().json;
        assert_eq!(planned["due"].as_array().unwrap().len(), 2, "{planned}");
        let reason = Note::new("gallring").unwrap();
        let erase = Erase { documents: vec![held], set_aside: Vec::new(), reason, dry_run: false };
        assert!(admin.erase(erase).is_err(), "what is held is erased by nobody");
        admin.retention(RetentionCommand::Run).unwrap().json
    });
    assert_eq!(certificate["erased"].as_array().unwrap().len(), 1);
    assert_eq!(certificate["erased"][0]["document"], due.to_string());
    assert_eq!(certificate["by_rule"]["rapporter"], 1);
    assert_eq!(certificate["held"][0]["holds"][0], "KS 2026/1");
    assert_eq!(certificate["still_in_backups"].as_array().unwrap().len(), 1);
    let clean_by = certificate["backups_clean_by"].as_i64().unwrap();
    assert_eq!(clean_by, certificate["at"].as_i64().unwrap() + 2 * 86_400_000);

    all_sync(&[&coordinator, &guard]).await;
    assert!(!holding(&server.folder().join("backups"), &needles()[0]).is_empty());
    take(741);
    take(742);
    for folder in [server.folder(), coordinator.folder(), guard.folder()] {
        for needle in needles() {
            assert_eq!(holding(folder, &needle), Vec::<PathBuf>::new(), "{needle:?}");
        }
    }
    assert_eq!(texts(&server), [PLAIN]);
}
