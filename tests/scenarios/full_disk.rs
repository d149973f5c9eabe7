//! A server whose disk is full: reports find the room that was kept for them, photos wait, nothing is
//! lost, and everything goes on by itself when there is room again.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use client::http::Http;
use domain::role::Role;
use rusqlite::Connection;
use tests::faults::{Faults, Process};
use tests::phone::Phone;
use tests::server::Server;

const PLENTY: u64 = 1 << 40;
const RESERVE: u64 = 1 << 20;

fn used(folder: &Path) -> u64 {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        sum += if path.is_dir() { used(&path) } else { path.metadata().map_or(0, |it| it.len()) };
    }
    sum
}

fn health(address: SocketAddr) -> serde_json::Value {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    serde_json::from_str(said.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// Wait for what the server does by itself.
fn until(mut is_so: impl FnMut() -> bool) {
    for _ in 0..600 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(is_so(), "it does not come by itself");
}

fn problem(phone: &Phone) -> Option<String> {
    phone.client.state().unwrap().problem
}

fn waiting(phone: &Phone) -> u64 {
    phone.client.state().unwrap().waiting
}

fn rows(folder: &Path) -> i64 {
    let conn: Connection =
        picture::connect::open_to_read(&folder.join("lagesbild.db"), None).unwrap();
    let whole: String = conn.pragma_query_value(None, "integrity_check", |r| r.get(0)).unwrap();
    assert_eq!(whole, "ok");
    conn.query_row("SELECT count(*) FROM observation", [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_takes_reports_from_its_reserve_and_photos_when_there_is_room_again() {
    let server = Server::start().await.unwrap();
    let address: SocketAddr = server.address.trim_start_matches("http://").parse().unwrap();
    let phone = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let stopped = server.stop().await.unwrap();
    let folder = stopped.folder();
    let faults = Faults::compiled().unwrap();
    faults.set_room(PLENTY).unwrap();
    let server =
        Process::start(folder, address, |command| faults.confine(command, folder)).unwrap();
    let reserve = folder.join("reserve");
    until(|| reserve.metadata().is_ok_and(|file| file.len() == RESERVE));
    assert_eq!(health(address)["has_room"], true);

    // The disk fills up; somebody reports with a photo.
    faults.set_room(used(folder) + 8 * 1024).unwrap();
    let words = "x".repeat(400);
    let mut reports = 0;
    let mut refused = false;
    while !refused {
        phone.report_with(&words, None).unwrap();
        reports += 1;
        refused = phone.sync().await.is_err();
        assert!(reports < 500, "the disk is never full");
    }
    assert_eq!(problem(&phone).as_deref(), Some("storage_full"));
    assert!(!reserve.exists(), "the reserve was given up");
    assert_eq!(health(address)["has_room"], false);
    assert!(waiting(&phone) > 0, "the phone keeps what was not taken");

    // It comes again, and finds the reserve.
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures/phone.png");
    phone.report_with("med foto", Some(&std::fs::read(photo).unwrap())).unwrap();
    reports += 1;
    phone.sync().await.unwrap();
    assert_eq!((waiting(&phone), problem(&phone)), (0, None));
    let sent = phone.client.send_media(&Http::new().unwrap()).await;
    assert!(sent.is_err() || sent.is_ok_and(|it| it.sent + it.refused == 0));
    assert_eq!(phone.client.state().unwrap().photos_waiting, 2, "photos wait");
    assert_eq!(rows(folder), reports);

    // Even the reserve has an end: nothing is taken, and nothing lost.
    faults.set_room(used(folder)).unwrap();
    loop {
        phone.report_with(&words, None).unwrap();
        reports += 1;
        if phone.sync().await.is_err() {
            break;
        }
        assert!(reports < 2_000, "the disk is never full");
    }
    assert_eq!(problem(&phone).as_deref(), Some("storage_full"));

    // There is room again: nobody does anything about it.
    faults.set_room(PLENTY).unwrap();
    phone.sync().await.unwrap();
    assert_eq!(waiting(&phone), 0);
    until(|| health(address)["has_room"] == true);
    phone.client.rearm().unwrap();
    assert_eq!(phone.client.send_media(&Http::new().unwrap()).await.unwrap().sent, 2);
    drop(server);
    assert_eq!(rows(folder), reports);
}
