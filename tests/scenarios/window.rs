//! The real app in its real window: what a tap saved is there after the process was killed, what was
//! typed too, and a coordinator sees in Chromium what the window and two phones reported offline.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use client::system::{SystemClock, SystemRandom};
use domain::id::DocId;
use domain::role::Role;
use picture::view::{Delivery, PictureFilter, PictureQuery};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use tests::phone::Phone;
use tests::server::{Fault, Server, Stopped};
use tests::window::Window;
use tests::{browser, window};

const SQUARE: (f64, f64) = (12.5335, 57.93);
const KILLED: u64 = 5;

/// Whether it can be tested here; if not, the reason is printed beside the name.
fn is_skipped(name: &str, missing: Option<&str>) -> bool {
    if let Some(reason) = missing {
        println!("skipped: {name}: {reason}");
    }
    missing.is_some()
}

/// A guard's app that has joined, on a server that answers.
async fn joined(store: &Path, server: &Server) -> Result<Window, Fault> {
    let window = Window::open(store).await?;
    let link = server.link("Vaktbolaget Norr", Role::Reporter)?;
    window.write("Länk", &link).await?;
    window.tap("button", "Anslut").await?;
    window.tap("button", "Hoppa över").await?;
    window.find("button", "Skadegörelse").await?;
    Ok(window)
}

/// The same, and then nobody answers any more.
async fn joined_and_alone(store: &Path) -> Result<(Window, Stopped), Fault> {
    let server = Server::start().await?;
    let window = joined(store, &server).await?;
    Ok((window, server.stop().await?))
}

async fn open_reports(window: &Window) -> Result<(), Fault> {
    window.tap("link", "Rapporter").await?;
    window.find("heading", "Mina rapporter").await.map(drop)
}

/// What the app's engine has in its store, asked when the app is closed.
fn in_store(store: &Path) -> Result<Vec<(DocId, Delivery)>, Fault> {
    let client = client::Client::open(store, Arc::new(SystemClock), Arc::new(SystemRandom))?;
    let reports = client.reports(100)?;
    Ok(reports.into_iter().map(|report| (report.observation.id, report.delivery)).collect())
}

/// The drafts on the disk while the app runs.
fn drafts(store: &Path) -> Result<String, Fault> {
    let opened = tests::store::open_to_read(store)?;
    let sql = "SELECT coalesce(group_concat(json, char(10)), '') FROM draft";
    Ok(opened.query_row(sql, [], |row| row.get(0))?)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_window_and_two_phones_reported_offline_is_seen_together_in_a_browser() {
    let name = "what_the_window_and_two_phones_reported_offline_is_seen_together_in_a_browser";
    if is_skipped(name, window::missing().or_else(browser::missing).as_deref()) {
        return;
    }
    let store = TempDir::new().unwrap();
    let server = Server::start().await.unwrap();
    let caretaker = Phone::joined(&server, "Lindbyhem", Role::Reporter).await.unwrap();
    let police = Phone::joined(&server, "Polisen lokalpolisområde", Role::Police).await.unwrap();
    let window = joined(store.path(), &server).await.unwrap();
    let server = server.stop().await.unwrap();

    // No network: nobody answers.
    window.tap("button", "Skadegörelse").await.unwrap();
    window.says("Sparat på telefonen").await.unwrap();
    window.shot("window-saved").await.unwrap();
    caretaker.report("place.lighting", SQUARE).unwrap();
    police.report("disorder.gathering", SQUARE).unwrap();
    assert!(caretaker.sync().await.is_err() && police.sync().await.is_err());

    // Off and on: everything is still there, and waits.
    window.close().await.unwrap();
    let (caretaker, police) = (caretaker.restarted().unwrap(), police.restarted().unwrap());
    let window = Window::open(store.path()).await.unwrap();
    open_reports(&window).await.unwrap();
    window.says("Skadegörelse").await.unwrap();
    window.says("På telefonen").await.unwrap();
    window.shot("window-waiting").await.unwrap();

    let server = server.start().await.unwrap();
    caretaker.sync().await.unwrap();
    police.sync().await.unwrap();
    // The window hands in by itself; nobody touches it.
    window.says("Mottagen").await.unwrap();
    window.shot("window-received").await.unwrap();

    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    desk.sync().await.unwrap();
    let seen = desk.client.picture(&PictureQuery::default()).unwrap();
    let mut from: Vec<_> =
        seen.observations.iter().map(|it| it.observation.category.as_str().to_owned()).collect();
    from.sort();
    assert_eq!(from, ["disorder.gathering", "place.lighting", "vandalism"]);
    assert_eq!(desk.client.points(&PictureFilter::default()).unwrap().ids.len(), 2);
    let whose = "Vaktbolaget Norr,Lindbyhem,Polisen lokalpolisområde";
    let words = ["--expect", "3", "--organisations", whose];
    browser::run(&server, "sign-in,inbox", &words).await.unwrap();

    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_moment_it_says_saved_the_app_has_lost_nothing() {
    let name = "killed_in_the_moment_it_says_saved_the_app_has_lost_nothing";
    if is_skipped(name, window::missing().as_deref()) {
        return;
    }
    let store = TempDir::new().unwrap();
    let (mut window, server) = joined_and_alone(store.path()).await.unwrap();
    for times in 1..=KILLED {
        window.tap("button", "Otrygg plats").await.unwrap();
        window.says_first("Sparat på telefonen").await.unwrap();
        window.kill().unwrap();

        window = Window::open(store.path()).await.unwrap();
        open_reports(&window).await.unwrap();
        window.says("På telefonen").await.unwrap();
        assert_eq!(window.count("button", "Otrygg plats").await.unwrap(), times);
        println!("killed {times} times: {times} reports in Mina rapporter");
        window.tap("link", "Hem").await.unwrap();
    }
    window.kill().unwrap();
    let saved = in_store(store.path()).unwrap();
    assert_eq!(saved.len() as u64, KILLED);
    assert!(saved.iter().all(|(_, it)| matches!(it, Delivery::OnPhone { .. })));

    let server = server.start().await.unwrap();
    let window = Window::open(store.path()).await.unwrap();
    open_reports(&window).await.unwrap();
    window.says("Mottagen").await.unwrap();
    window.says_no_more("På telefonen").await.unwrap();
    window.says("Allt mottaget").await.unwrap();
    window.shot("window-five-received").await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    desk.sync().await.unwrap();
    let seen = desk.client.picture(&PictureQuery::default()).unwrap();
    let mut received: Vec<_> = seen.observations.iter().map(|it| it.observation.id).collect();
    let mut saved: Vec<_> = saved.into_iter().map(|(id, _)| id).collect();
    received.sort();
    saved.sort();
    assert_eq!(received, saved, "none lost, none twice");
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_typed_is_there_after_the_app_was_killed() {
    let name = "what_was_being_typed_is_there_after_the_app_was_killed";
    if is_skipped(name, window::missing().as_deref()) {
        return;
    }
    const TYPED: &str = "Ruta krossad vid entrén";
    let store = TempDir::new().unwrap();
    let (window, _server) = joined_and_alone(store.path()).await.unwrap();
    window.tap("button", "Skadegörelse").await.unwrap();
    window.says("Sparat på telefonen").await.unwrap();
    window.write("Text", TYPED).await.unwrap();
    let kept = async {
        while !drafts(store.path()).unwrap().contains(TYPED) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(60), kept).await;
    in_time.expect("every letter that stands in the field reaches the disk");
    window.shot("window-typing").await.unwrap();
    window.kill().unwrap();

    // The sheet opens by itself where there is something unfinished.
    let window = Window::open(store.path()).await.unwrap();
    assert_eq!(window.written("Text").await.unwrap(), TYPED);
    window.shot("window-typed-again").await.unwrap();
    window.close().await.unwrap();
}
