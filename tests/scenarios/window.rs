//! The real app in its real window: what a tap saved is there after the process was killed, what was
//! typed too, and a coordinator sees in Chromium what the window and two phones reported offline.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use client::system::{SystemClock, SystemRandom};
use domain::id::DocId;
use domain::role::Role;
use picture::view::{Delivery, PictureFilter, PictureQuery};
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

/// The drafts on the disk while the app runs, and a line for each photo that is held.
fn drafts(store: &Path) -> Result<String, Fault> {
    let opened = tests::store::open_to_read(store)?;
    let sql = "SELECT coalesce(group_concat(it, char(10)), '') FROM
                 (SELECT json AS it FROM draft UNION ALL SELECT 'photo' FROM held_photo)";
    Ok(opened.query_row(sql, [], |row| row.get(0))?)
}

/// Wait until what is kept of the sheet is so.
async fn kept(store: &Path, is_so: impl Fn(&str) -> bool) -> Result<(), Fault> {
    let started = Instant::now();
    loop {
        let now = drafts(store)?;
        if is_so(&now) {
            return Ok(());
        }
        if started.elapsed() > Duration::from_secs(60) {
            return Err(format!("what is on the disk does not become so: {now}").into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Kill the app as soon as the disk has this, start it again, and wait for the sheet to come back by itself.
async fn killed_with(window: Window, store: &Path, words: &str) -> Result<Window, Fault> {
    kept(store, |now| now.contains(words)).await?;
    window.kill()?;
    let window = Window::open(store).await?;
    window.find("textbox", "Text").await?;
    if !drafts(store)?.contains(words) {
        return Err(format!("“{words}” is gone").into());
    }
    println!("killed with {words}: it is on the sheet again");
    Ok(window)
}

/// What is chosen on the sheet, in words.
async fn chosen(window: &Window) -> Result<String, Fault> {
    let script = "return [...document.querySelectorAll('#complete [aria-pressed=\"true\"],\
                  #complete [aria-checked=\"true\"]')].map((it) => it.textContent.trim()).join('|')";
    Ok(window.run(script).await?.as_str().unwrap_or_default().to_owned())
}

/// Choose a photo as the picker of files would: a square of one colour.
const CHOOSE_PHOTO: &str = "
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const ink = canvas.getContext('2d');
    ink.fillStyle = '#286';
    ink.fillRect(0, 0, 64, 64);
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], 'photo.jpg', { type: 'image/jpeg' }));
      const input = document.getElementById('photo-file');
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, 'image/jpeg');
";

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
    let in_time = kept(store.path(), |now| now.contains(TYPED)).await;
    in_time.expect("every letter that stands in the field reaches the disk");
    window.shot("window-typing").await.unwrap();
    window.kill().unwrap();

    // The sheet opens by itself where there is something unfinished.
    let window = Window::open(store.path()).await.unwrap();
    assert_eq!(window.written("Text").await.unwrap(), TYPED);
    window.shot("window-typed-again").await.unwrap();
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_each_step_of_komplettera_the_sheet_comes_back_as_it_was() {
    let name = "killed_at_each_step_of_komplettera_the_sheet_comes_back_as_it_was";
    if is_skipped(name, window::missing().as_deref()) {
        return;
    }
    const HALF: &str = "Ruta kros";
    let folder = TempDir::new().unwrap();
    let store = folder.path();
    let (window, _server) = joined_and_alone(store).await.unwrap();

    // The tile alone: the report is there, and nothing is unfinished.
    window.tap("button", "Skadegörelse").await.unwrap();
    window.says_first("Sparat på telefonen").await.unwrap();
    window.kill().unwrap();
    let window = Window::open(store).await.unwrap();
    open_reports(&window).await.unwrap();
    window.tap("button", "Skadegörelse").await.unwrap();

    window.tap("button", "Klotter").await.unwrap();
    let window = killed_with(window, store, "vandalism.graffiti").await.unwrap();
    assert!(chosen(&window).await.unwrap().contains("Klotter"));

    window.tap("button", "Sätt plats").await.unwrap();
    window.tap("button", "Använd platsen").await.unwrap();
    let window = killed_with(window, store, "\"position\"").await.unwrap();
    assert!(window.has("button", "Ändra plats").await.unwrap());

    window.tap("radio", "1 h").await.unwrap();
    let window = killed_with(window, store, "\"when\"").await.unwrap();
    assert!(chosen(&window).await.unwrap().contains("1 h"));

    // In the middle of a word.
    window.write("Text", HALF).await.unwrap();
    let window = killed_with(window, store, HALF).await.unwrap();
    assert_eq!(window.written("Text").await.unwrap(), HALF);

    window.run(CHOOSE_PHOTO).await.unwrap();
    let window = killed_with(window, store, "photo").await.unwrap();
    window.find("button", "Foto 1").await.unwrap();

    window.tap("button", "3–5").await.unwrap();
    let window = killed_with(window, store, "\"3_5\"").await.unwrap();
    let all = chosen(&window).await.unwrap();
    for choice in ["Klotter", "1 h", "3–5"] {
        assert!(all.contains(choice), "{choice} is not chosen any more: {all}");
    }
    assert_eq!(window.written("Text").await.unwrap(), HALF);
    window.shot("window-all-steps-again").await.unwrap();

    // Killed in the moment when nothing is unfinished any more, the report has it all.
    window.tap("button", "Klar").await.unwrap();
    kept(store, str::is_empty).await.unwrap();
    window.kill().unwrap();
    let client =
        client::Client::open(store, Arc::new(SystemClock), Arc::new(SystemRandom)).unwrap();
    let reports = client.reports(10).unwrap();
    assert_eq!(reports.len(), 1, "one tap is one report, however often the app was killed");
    let report = &reports[0].observation;
    assert_eq!(report.category.as_str(), "vandalism.graffiti");
    assert_eq!(report.note.as_ref().map(|note| note.as_str()), Some(HALF));
    assert!(report.position.is_some() && report.size_band.is_some());
    assert!(report.when.latest() < report.captured_at, "an hour before the tap");
    assert_eq!(report.photos, 1);
}
