//! What the demonstration tells the person who started it, and how it proves that it works.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::fill::Story;
use crate::steps::{self, Failed, Tried};

/// Prints where to go and what to try.
pub(super) fn tell(story: &Story, has_window: bool, took: Duration) {
    let address = story.server.address();
    let (name, password) = &story.coordinator;
    println!(
        "
Lindby (övning): everything in it is made up, for trying only.   Ready after {took}.

  The desk         {address}/
  sign in as       {name}
  password         {password}

  The phone view   the same address in a narrow window (about 400 points wide)
  One more phone   {link}
                   good once and for fifteen minutes; paste it in the app under Anslut, or
                   field --store DIR enrol LINK

What to try
  1. Inflöde: J and K go through the reports, A approves, Q asks, ? shows every key.
  2. Make the window narrow and tap a tile: the report is in Inflöde at once.{window}
  3. Filter by period or category: map, list and address follow one another.
  4. {address}/v1/docs describes what programs can ask.

  What the server writes is in {log}
  Ctrl-C ends everything. The next start keeps the data; --reset begins again.",
        took = steps::time(took),
        link = story.link,
        window = if has_window {
            "\n     In the app's window it is safe on this machine first: end the server, tap, start it again."
        } else {
            ""
        },
        log = story.folder.join("server.log").display(),
    );
}

/// Opens the desk in the person's own browser.
pub(super) fn open(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut open = Command::new(opener);
    open.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if open.status().map_or(true, |status| !status.success()) {
        println!("The browser did not open by itself.");
    }
}

/// Asks what a browser and a coordinator ask, and compares.
///
/// # Errors
/// When something does not answer, or answers wrong.
pub(super) fn check(story: &Story) -> Result<(), Failed> {
    let health: Value =
        serde_json::from_slice(&story.server.get("/health")?).tried("read /health")?;
    expect("/health", &health["status"], &json!("ok"))?;
    let page = String::from_utf8_lossy(&story.server.get("/")?).into_owned();
    if !page.contains("<script") {
        return Err(Failed::because("The server does not carry the interface inside."));
    }
    let summary = story.server.post("/v1/picture/summary", &json!({}))?;
    expect("The picture", &summary["total"], &json!(story.reports))?;
    let points = story.server.post("/v1/picture/points", &json!({}))?;
    let on_the_map = points["ids"].as_array().map_or(0, Vec::len) as u64;
    let unplaced = points["without_position"].as_u64().unwrap_or_default();
    expect("The map with what has no place", &json!(on_the_map + unplaced), &json!(story.reports))?;
    println!(
        "\nChecked: the server is well, carries the interface, and has {} reports.",
        story.reports
    );
    Ok(())
}

fn expect(what: &str, found: &Value, wanted: &Value) -> Result<(), Failed> {
    if found == wanted {
        return Ok(());
    }
    Err(Failed::because(format!("{what} has {found}, not {wanted}.")))
}
