//! Backups: taken while the server works, restored on trial, told apart from damaged ones, and what
//! they make safe.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::blob::{BlobName, Photo};
use domain::op::{self, DocType};
use serde_json::json;
use support::{DAY, Phone, START, World, graffiti};
use sync_server::backup::{self, BackupError, Overview, Plan, Quietly, Target};
use sync_server::store::Store;
use sync_server::{App, Settings};
use tempfile::TempDir;

const NORR: &str = "Vaktbolaget Norr";
static NEVER: AtomicBool = AtomicBool::new(false);
static ALWAYS: AtomicBool = AtomicBool::new(true);

/// The folder beside the database, and one that counts as another machine.
fn plan(far: &TempDir) -> Plan {
    let far = Target { folder: far.path().to_owned(), keep: 3, off_machine: true };
    let mut plan = Plan::default();
    plan.targets.push(far);
    plan
}

fn served(plan: &Plan) -> World {
    World::new().with(Settings { backup: plan.clone(), ..Settings::default() })
}

fn take(world: &World, plan: &Plan) -> Vec<PathBuf> {
    let taken = backup::take((world.dir.path(), plan), &world.seams, &Quietly(&NEVER)).unwrap();
    let folders = taken.into_iter().map(|one| {
        let (folder, checked) = one.outcome.unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
        folder
    });
    folders.collect()
}

fn good(world: &World, plan: &Plan) -> usize {
    let overview = Overview::read(world.dir.path(), plan);
    overview.generations.iter().filter(|it| it.is_good()).count()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn damage(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

async fn with_photo(world: &World, guard: &mut Phone, seed: u8) -> BlobName {
    let mut bytes = vec![seed; 90_000];
    bytes[..3].copy_from_slice(b"\xff\xd8\xff");
    let name = BlobName::of(&bytes);
    let doc = guard.report(graffiti(), START);
    let photo = Photo { blob: name, thumb: None, width: 4, height: 3, bytes: 90_000 };
    let body = op::Body {
        blobs: vec![name.to_string()],
        ..op::Body::add(doc, DocType::Observation, ("photos", json!(photo)))
    };
    guard.keep(serde_json::to_string(&body).unwrap());
    guard.sync(world).await;
    let mut headers = HeaderMap::new();
    let signature = URL_SAFE_NO_PAD.encode(guard.key.sign_blob(guard.id, name));
    headers.insert("x-lagesbild-device", guard.id.to_string().parse().unwrap());
    headers.insert("x-lagesbild-signature", signature.parse().unwrap());
    headers.insert("upload-offset", 0.into());
    headers.insert("upload-length", bytes.len().into());
    let call = (Method::PATCH, format!("/v1/blobs/{name}"));
    let sent = world.call((call.0, &call.1), Body::from(bytes), &headers).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    name
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_under_load_holds_everything_that_was_acknowledged_before_it_began() {
    let far = tempfile::tempdir().unwrap();
    let plan = plan(&far);
    let world = served(&plan);
    let mut guard = world.phone(1, NORR, "reporter").await;
    let acked = AtomicUsize::new(0);
    let taken = std::thread::scope(|scope| {
        let (world, plan, acked) = (&world, &plan, &acked);
        let taking = scope.spawn(move || {
            let mut taken = Vec::new();
            while acked.load(Ordering::SeqCst) < 20 {
                std::thread::yield_now();
            }
            for _ in 0..3 {
                let before = acked.load(Ordering::SeqCst);
                taken.push((before, take(world, plan).pop().unwrap()));
            }
            taken
        });
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                while !taking.is_finished() {
                    guard.report(graffiti(), START);
                    let number = guard.ops.len() as u64;
                    let run = guard.run(number, number);
                    let have = guard.hand_in(world, Some(run)).await.have;
                    acked.store(have as usize, Ordering::SeqCst);
                }
            });
        });
        taking.join().unwrap()
    });
    let (_, last) = taken.last().unwrap();
    for (before, generation) in &taken {
        let manifest = backup::Manifest::read(generation).unwrap();
        assert!(manifest.covered[&guard.id] >= *before as u64);
        assert!(manifest.covered[&guard.id] <= guard.ops.len() as u64);
    }
    assert!(acked.load(Ordering::SeqCst) > taken[0].0, "nothing was handed in meanwhile");

    let elsewhere = tempfile::tempdir().unwrap();
    let back = backup::put_back((elsewhere.path(), last), &world.seams, &Quietly(&NEVER)).unwrap();
    assert!(back.new_key && back.replaced.is_none());
    let app = App::open(elsewhere.path(), Settings::default(), world.seams.clone()).unwrap();
    let head = app.store.read_now(|conn| Ok(picture::log::head(conn)?)).unwrap();
    assert_eq!(head.cast_unsigned(), back.head);
}

#[tokio::test]
async fn what_lies_in_keep_is_in_no_backup() {
    let far = tempfile::tempdir().unwrap();
    let plan = plan(&far);
    let world = served(&plan);
    world.phone(1, NORR, "reporter").await.sync(&world).await;
    take(&world, &plan);
    let key = fs::read(world.dir.path().join("keep/server.key")).unwrap();
    let found = files(far.path());
    assert!(found.iter().any(|file| file.ends_with("lagesbild.db")));
    assert!(found.iter().any(|file| file.ends_with("config/municipality.toml")));
    for file in found {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(key.len()).any(|it| it == key), "{}", file.display());
        for name in ["high-water", "access.jsonl", "server.key"] {
            assert_ne!(file.file_name().unwrap(), name);
        }
    }
}

#[tokio::test]
async fn two_backups_off_the_machine_make_reports_safe_and_a_damaged_one_does_not_count() {
    let far = tempfile::tempdir().unwrap();
    let plan = plan(&far);
    let world = served(&plan);
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    guard.report(graffiti(), START);
    assert_eq!(guard.sync(&world).await.safe, 0);
    let first = take(&world, &plan);
    world.app.backups.look();
    assert_eq!(guard.sync(&world).await.safe, 0, "one is not enough");
    world.pass(1_000);
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    take(&world, &plan);
    world.app.backups.look();
    assert_eq!(guard.sync(&world).await.safe, 2, "both hold the first two");
    assert_eq!(good(&world, &plan), 4);

    damage(&first[1].join("lagesbild.db"));
    let now = domain::clock::UtcMillis(START);
    let depth = backup::Depth::Drill;
    let said =
        backup::check((world.dir.path(), &first[1]), (depth, now), &Quietly(&NEVER)).unwrap();
    assert_eq!(said.faults, ["lagesbild.db is not what was written"]);
    world.app.backups.look();
    assert_eq!(guard.sync(&world).await.safe, 0);
    assert_eq!(good(&world, &plan), 3);
}

#[tokio::test]
async fn on_this_machine_alone_nothing_is_safe() {
    let plan = Plan::default();
    let world = served(&plan);
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    take(&world, &plan);
    world.pass(1_000);
    take(&world, &plan);
    world.app.backups.look();
    assert_eq!(guard.sync(&world).await.safe, 0);
}

#[tokio::test]
async fn a_report_is_not_safe_before_its_photo_is() {
    let far = tempfile::tempdir().unwrap();
    let plan = plan(&far);
    let world = served(&plan);
    let mut guard = world.phone(1, NORR, "reporter").await;
    let name = with_photo(&world, &mut guard, 1).await;
    let path = world.dir.path().join("blobs").join(&name.to_string()[..2]).join(name.to_string());
    let photo = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    take(&world, &plan);
    fs::write(&path, photo).unwrap();
    for _ in 0..2 {
        world.pass(1_000);
        world.app.backups.look();
        assert_eq!(guard.sync(&world).await.safe, 0, "the first backup has no photo");
        take(&world, &plan);
    }
    world.app.backups.look();
    assert_eq!(guard.sync(&world).await.safe, 2);
}

#[tokio::test]
async fn whatever_byte_of_a_backup_is_damaged_a_drill_says_so() {
    let plan = Plan::default();
    let world = served(&plan);
    let mut guard = world.phone(1, NORR, "reporter").await;
    with_photo(&world, &mut guard, 1).await;
    take(&world, &plan);
    let drill = || {
        let now = domain::clock::UtcMillis(START);
        backup::drill((world.dir.path(), &plan), now, &Quietly(&NEVER)).unwrap().remove(0).1
    };
    assert!(drill().holds());
    let all = files(&world.dir.path().join("backups"));
    let all = all.iter().filter(|file| !file.to_string_lossy().ends_with(".checked.json"));
    let mut tried = 0;
    for file in all {
        let whole = fs::read(file).unwrap();
        damage(file);
        assert!(!drill().holds(), "{}", file.display());
        fs::remove_file(file).unwrap();
        if !file.ends_with("manifest.json") {
            assert!(!drill().holds(), "{} is missing", file.display());
        }
        fs::write(file, whole).unwrap();
        assert!(drill().holds());
        tried += 1;
    }
    assert!(tried >= 5, "only {tried} files");
}

#[tokio::test]
async fn a_picture_that_does_not_follow_from_its_log_is_no_backup() {
    let plan = Plan::default();
    let world = served(&plan);
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    let spoil = |sql: &'static str| {
        world.app.store.write_now(move |batch| Ok(batch.tx.execute_batch(sql)?)).unwrap();
        let taken = backup::take((world.dir.path(), &plan), &world.seams, &Quietly(&NEVER));
        taken.unwrap().remove(0).outcome.unwrap().1.faults
    };
    assert_eq!(spoil(""), Vec::<String>::new());
    world.pass(1_000);
    let faults = spoil("UPDATE observation SET severity = 4 - severity");
    assert_eq!(faults, ["the picture does not follow from the log"]);
    world.pass(1_000);
    let faults =
        spoil("UPDATE observation SET severity = 4 - severity; UPDATE device SET have = 2");
    assert!(faults.iter().any(|fault| fault.contains("the chain of device")), "{faults:?}");
}

#[tokio::test]
async fn a_folder_that_is_not_mounted_is_told_and_the_others_get_theirs() {
    let mut plan = Plan::default();
    let folder = PathBuf::from("/nowhere/lagesbild");
    plan.targets.push(Target { folder, keep: 2, off_machine: true });
    let world = served(&plan);
    let taken = backup::take((world.dir.path(), &plan), &world.seams, &Quietly(&NEVER)).unwrap();
    assert!(taken[0].outcome.as_ref().unwrap().1.holds());
    let error = taken[1].outcome.as_ref().unwrap_err().to_string();
    assert!(error.contains("is its disk mounted?"), "{error}");
}

#[tokio::test]
async fn one_that_was_ended_leaves_nothing_behind() {
    let plan = Plan::default();
    let world = served(&plan);
    let ended = backup::take((world.dir.path(), &plan), &world.seams, &Quietly(&ALWAYS));
    assert!(matches!(ended, Err(BackupError::Cancelled)), "{ended:?}");
    assert_eq!(files(&world.dir.path().join("backups")), Vec::<PathBuf>::new());
    take(&world, &plan);
}

#[tokio::test]
async fn they_take_themselves_and_are_drilled_every_week() {
    let far = tempfile::tempdir().unwrap();
    let plan = plan(&far);
    let world = served(&plan);
    let health = || async { world.get("/health", &HeaderMap::new()).await.json };
    assert_eq!(health().await["backup"], "none_yet");
    assert!(backup::tick(&world.app, &NEVER), "the first is due at once");
    assert_eq!(health().await["backup"], "ok");
    assert!(backup::tick(&world.app, &NEVER), "and a drill, since there never was one");
    assert_eq!(health().await["drill_holds"], true);
    assert!(!backup::tick(&world.app, &NEVER));
    let (mut drills, mut backups) = (0, 0);
    for _ in 0..14 {
        world.pass(DAY);
        assert!(backup::tick(&world.app, &NEVER));
        backups += 1;
        drills += usize::from(backup::tick(&world.app, &NEVER));
    }
    assert_eq!((backups, drills), (14, 2));
    let overview = Overview::read(world.dir.path(), &plan);
    let far_ones = overview.generations.iter().filter(|it| it.off_machine).count();
    assert_eq!((far_ones, overview.generations.len() - far_ones), (3, 7), "older ones are removed");
    world.pass(3 * DAY);
    assert_eq!(health().await["backup"], "late");
}

#[tokio::test]
async fn attachments_that_no_backup_speaks_of_any_more_are_removed() {
    let far = tempfile::tempdir().unwrap();
    let plan = plan(&far);
    let world = served(&plan);
    let mut guard = world.phone(1, NORR, "reporter").await;
    let name = with_photo(&world, &mut guard, 1).await.to_string();
    take(&world, &plan);
    let lies = || files(far.path()).iter().any(|file| file.ends_with(&name));
    assert!(lies());
    world.app.store.write_now(|batch| Ok(batch.tx.execute("DELETE FROM blob", [])?)).unwrap();
    for left in (0..3).rev() {
        world.pass(1_000);
        take(&world, &plan);
        assert_eq!(lies(), left > 0, "{left}");
    }
}

#[tokio::test]
async fn put_back_over_a_folder_knows_who_joined_later_and_who_was_shut_out() {
    let plan = Plan::default();
    let world = served(&plan);
    let early = world.phone(1, NORR, "reporter").await;
    let browser = world.browser("Kommunledningskontoret", "coordinator", "anna").await;
    take(&world, &plan);
    let mut late = world.phone(2, NORR, "reporter").await;
    late.report(graffiti(), START);
    late.sync(&world).await;
    let revoke = sync_server::admin::DeviceCommand::Revoke { id: early.id, wipe: None };
    world.admin().device(revoke).unwrap();
    let user = "anna".to_owned();
    world.admin().person(sync_server::admin::PersonCommand::Revoke { user }).unwrap();

    let World { dir, app, router, clock, seams } = world;
    drop((app, router));
    let from = dir.path().join("backups");
    let back = backup::put_back((dir.path(), &from), &seams, &Quietly(&NEVER)).unwrap();
    assert_eq!((back.met.joined, back.met.revoked, back.new_key), (1, 2, false));
    assert!(back.replaced.unwrap().join("lagesbild.db").exists());
    let app = App::open(dir.path(), Settings::default(), seams.clone()).unwrap();
    let router = sync_server::app(app.clone());
    let world = World { dir, app, router, clock, seams };
    assert_eq!(early.refused(&world, None).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get("/v1/me", &browser).await.status, StatusCode::UNAUTHORIZED);
    // It has no token the server knows, but its key: what it has is taken.
    let (run, epoch) = (late.run(1, 1), late.epoch);
    let answer = late.hand_in(&world, Some(run)).await;
    assert_eq!(answer.have, 1);
    assert_ne!(Some(answer.epoch), epoch);
    assert!(answer.renew.is_some());
}

#[tokio::test]
async fn nothing_is_put_back_under_a_server_that_serves_nor_from_a_damaged_backup() {
    let plan = Plan::default();
    let world = served(&plan);
    let taken = take(&world, &plan);
    let serving = backup::serving(world.dir.path()).unwrap();
    let into =
        |folder: &Path| backup::put_back((folder, &taken[0]), &world.seams, &Quietly(&NEVER));
    assert!(matches!(into(world.dir.path()), Err(BackupError::Busy(_))));
    drop(serving);
    damage(&taken[0].join("lagesbild.db"));
    let elsewhere = tempfile::tempdir().unwrap();
    assert!(matches!(into(elsewhere.path()), Err(BackupError::Faulty(..))));
    assert!(!elsewhere.path().join("lagesbild.db").exists());
    assert!(Store::open(world.dir.path(), world.seams.clone()).is_ok());
}
