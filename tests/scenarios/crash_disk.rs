//! The disk that forgets, against SQLite itself: what a commit promises is kept through every crash,
//! and the disk really forgets when SQLite does not ask for a sync.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;

use rusqlite::{Connection, ErrorCode, params};
use tests::chance::Chance;
use tests::disk::{Call, Disk, Survives};

const FILE: &str = "picture.db";
const ALL: [Survives; 3] = [Survives::Synced, Survives::Prefix, Survives::Scattered];

fn open(disk: &Disk) -> Connection {
    let conn = disk.open(FILE).unwrap();
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE IF NOT EXISTS report (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;",
    )
    .unwrap();
    conn
}

fn put(conn: &Connection, id: i64, words: &str) -> rusqlite::Result<usize> {
    conn.execute("INSERT OR REPLACE INTO report (id, words) VALUES (?1, ?2)", params![id, words])
}

fn count(conn: &Connection) -> i64 {
    conn.query_row("SELECT count(*) FROM report", [], |row| row.get(0)).unwrap()
}

fn is_whole(conn: &Connection) -> bool {
    conn.pragma_query_value(None, "integrity_check", |row| row.get::<_, String>(0)).unwrap() == "ok"
}

#[test]
fn a_commit_that_was_synced_survives_the_loss_of_power() {
    for survives in ALL {
        let disk = Disk::new(1).unwrap();
        let conn = open(&disk);
        put(&conn, 1, "klotter").unwrap();
        disk.crash(survives);
        assert!(put(&conn, 2, "after the crash").is_err(), "a dead handle still writes");
        drop(conn);
        let conn = open(&disk);
        assert_eq!(count(&conn), 1, "{survives:?}");
        assert!(is_whole(&conn));
    }
}

#[test]
fn a_commit_that_was_not_synced_is_lost() {
    let disk = Disk::new(1).unwrap();
    let conn = open(&disk);
    conn.pragma_update(None, "synchronous", "OFF").unwrap();
    put(&conn, 1, "klotter").unwrap();
    assert_eq!(count(&conn), 1);
    disk.crash(Survives::Synced);
    drop(conn);
    assert_eq!(count(&open(&disk)), 0);
}

#[test]
fn a_drive_that_lies_about_its_syncs_loses_the_commit() {
    let disk = Disk::new(1).unwrap();
    let conn = open(&disk);
    disk.lie(true);
    put(&conn, 1, "klotter").unwrap();
    disk.crash(Survives::Synced);
    drop(conn);
    disk.heal();
    assert_eq!(count(&open(&disk)), 0);
}

#[test]
fn a_program_that_is_killed_loses_nothing_it_wrote() {
    let disk = Disk::new(1).unwrap();
    let conn = open(&disk);
    conn.pragma_update(None, "synchronous", "OFF").unwrap();
    put(&conn, 1, "klotter").unwrap();
    disk.kill();
    assert!(put(&conn, 2, "after the kill").is_err());
    drop(conn);
    assert_eq!(count(&open(&disk)), 1);
}

/// One life between two crashes: every commit that returned must be there, the one under way may be.
fn live(disk: &Disk, chance: &mut Chance, known: &mut Vec<(i64, String)>) {
    let conn = open(disk);
    assert!(is_whole(&conn));
    for (id, words) in known.iter() {
        let kept: String = conn
            .query_row("SELECT words FROM report WHERE id = ?1", [id], |row| row.get(0))
            .unwrap_or_default();
        assert!(&kept == words, "report {id} has {} of {} characters", kept.len(), words.len());
    }
    disk.crash_at(1 + chance.below(60), ALL[chance.index(3)]);
    for _ in 0..200 {
        let id = i64::try_from(chance.below(40)).unwrap();
        let words = "x".repeat(chance.index(6_000)) + &chance.next_u64().to_string();
        known.retain(|(known, _)| *known != id);
        if put(&conn, id, &words).is_err() {
            break;
        }
        known.push((id, words));
        if chance.is_one_in(8) && conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").is_err() {
            break;
        }
    }
    assert!(disk.has_lost_power(), "nothing failed before the power went");
}

#[test]
fn after_300_crashes_at_any_point_every_commit_is_there_and_the_file_is_whole() {
    for seed in 0..10 {
        let mut chance = Chance::new(seed);
        let disk = Disk::new(seed).unwrap();
        let mut known = Vec::new();
        drop(open(&disk));
        for _ in 0..30 {
            live(&disk, &mut chance, &mut known);
        }
        assert!(!known.is_empty());
    }
}

#[test]
fn a_database_that_is_being_made_is_made_again_after_a_crash() {
    for nth in 1..80 {
        let disk = Disk::new(nth).unwrap();
        disk.crash_at(nth, ALL[usize::try_from(nth % 3).unwrap()]);
        let made = disk.open(FILE).and_then(|conn| {
            conn.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                 CREATE TABLE report (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;",
            )
        });
        if !disk.has_lost_power() {
            assert!(made.is_ok() && nth > 10, "ended without a crash after {nth} changes");
            return;
        }
        let conn = open(&disk);
        put(&conn, 1, "klotter").unwrap();
        assert!(is_whole(&conn));
    }
    panic!("making a database takes more than 80 changes");
}

#[test]
fn a_full_disk_says_so_and_the_database_goes_on_when_there_is_room() {
    let disk = Disk::new(1).unwrap();
    let conn = open(&disk);
    put(&conn, 1, "klotter").unwrap();
    disk.limit(Some(10_000));
    let mut kept = 1;
    let full = loop {
        match put(&conn, kept + 1, &"x".repeat(3_000)) {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(full.sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert_eq!(count(&conn), kept);
    disk.limit(None);
    put(&conn, kept + 1, "room again").unwrap();
    disk.crash(Survives::Synced);
    drop(conn);
    let conn = open(&disk);
    assert_eq!(count(&conn), kept + 1);
    assert!(is_whole(&conn));
}

#[test]
fn a_short_write_or_a_failing_call_fails_one_commit_and_no_other() {
    for nth in 1..6 {
        for fault in [None, Some(Call::Write), Some(Call::Sync), Some(Call::Read)] {
            let disk = Disk::new(nth).unwrap();
            let conn = open(&disk);
            match fault {
                None => disk.cut_at(nth),
                Some(call) => disk.fail_at(call, nth),
            }
            let kept: Vec<i64> =
                (0..20).filter(|id| put(&conn, *id, &"x".repeat(2_000)).is_ok()).collect();
            assert!(kept.len() >= 19, "one fault failed {} commits", 20 - kept.len());
            assert_eq!(kept.len() == 20, fault == Some(Call::Read), "{fault:?} {nth}");
            disk.crash(Survives::Scattered);
            drop(conn);
            let conn = open(&disk);
            assert!(is_whole(&conn));
            let mut statement = conn.prepare("SELECT id FROM report ORDER BY id").unwrap();
            let there: Vec<i64> =
                statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert!(kept.iter().all(|id| there.contains(id)), "{fault:?} {nth}");
        }
    }
}

/// A commit fails because its sync does; the program is killed, starts again, commits, and the power
/// goes. Whether that last commit is there.
fn survives_a_failed_sync(reopen: impl Fn(&Disk) -> Connection) -> bool {
    let disk = Disk::new(1).unwrap();
    let conn = open(&disk);
    put(&conn, 1, "klotter").unwrap();
    disk.fail_at(Call::Sync, 1);
    assert!(put(&conn, 2, "the sync fails").is_err());
    disk.kill();
    drop(conn);
    let conn = reopen(&disk);
    put(&conn, 3, "synced").unwrap();
    disk.crash(Survives::Synced);
    drop(conn);
    let conn = reopen(&disk);
    assert!(is_whole(&conn));
    conn.query_row("SELECT 1 FROM report WHERE id = 3", [], |_| Ok(())).is_ok()
}

#[test]
fn what_a_failed_sync_left_in_the_log_takes_no_later_commit_with_it() {
    let ours =
        |disk: &Disk| picture::connect::open_with_vfs(Path::new(FILE), None, disk.vfs()).unwrap();
    assert!(survives_a_failed_sync(ours));
    assert!(!survives_a_failed_sync(open), "SQLite alone keeps it: the precaution is not needed");
}

#[test]
fn connections_of_one_process_see_each_other_and_wait_for_each_other() {
    let disk = Disk::new(1).unwrap();
    let (mut writer, reader) = (open(&disk), open(&disk));
    put(&writer, 1, "klotter").unwrap();
    assert_eq!(count(&reader), 1);
    let tx = writer.transaction().unwrap();
    put(&tx, 2, "buller").unwrap();
    assert_eq!(count(&reader), 1);
    let busy = put(&reader, 3, "too early").unwrap_err();
    assert_eq!(busy.sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
    tx.commit().unwrap();
    put(&reader, 3, "now").unwrap();
    assert_eq!(count(&writer), 3);
}

#[test]
fn two_disks_share_nothing() {
    let (one, other) = (Disk::new(1).unwrap(), Disk::new(1).unwrap());
    put(&open(&one), 1, "klotter").unwrap();
    assert_eq!(count(&open(&other)), 0);
}

#[test]
fn a_copy_put_back_is_the_disk_of_then() {
    let disk = Disk::new(1).unwrap();
    put(&open(&disk), 1, "klotter").unwrap();
    let copy = disk.copy();
    let conn = open(&disk);
    put(&conn, 2, "buller").unwrap();
    disk.restore(&copy);
    assert!(put(&conn, 3, "after").is_err());
    drop(conn);
    assert_eq!(count(&open(&disk)), 1);
}

#[test]
fn a_file_renamed_over_another_takes_its_place() {
    let disk = Disk::new(1).unwrap();
    put(&open(&disk), 1, "klotter").unwrap();
    let before = disk.read(FILE).unwrap();
    assert!(disk.rename(FILE, "other.db"));
    assert!(!disk.rename(FILE, "other.db"));
    assert_eq!((disk.read(FILE), disk.read("other.db")), (None, Some(before)));
}

#[test]
fn the_same_seed_forgets_the_same() {
    let run = |seed| {
        let disk = Disk::new(seed).unwrap();
        let conn = open(&disk);
        conn.pragma_update(None, "synchronous", "OFF").unwrap();
        for id in 0..20 {
            put(&conn, id, &"x".repeat(900)).unwrap();
        }
        disk.crash(Survives::Prefix);
        drop(conn);
        (count(&open(&disk)), disk.changes())
    };
    assert_eq!(run(5), run(5));
    let counts: std::collections::BTreeSet<_> = (0..20).map(|seed| run(seed).0).collect();
    assert!(counts.len() > 2, "chance decides nothing: {counts:?}");
}
