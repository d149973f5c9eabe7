//! The real window with many reports in its store: how soon there is something to tap, and how soon a tap
//! is a saved report, as JSON lines. Started by `cargo xtask bench phone`, on a display.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use client::system::{SystemClock, SystemRandom};
use domain::observation::ObservationDraft;
use domain::role::Role;
use serde_json::{Value, json};
use tests::server::{Fault, Server};
use tests::window::{self, Window};

/// What the issue allows, milliseconds.
const SAVED_MS: f64 = 200.0;
const TAPPABLE_MS: f64 = 1_500.0;
/// So often the app is started anew; the middle is told.
const STARTS: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);
/// From the click on a tile to the frame that shows the report as safe. Times are the page's own, so
/// that what the driver takes is not in them.
const WATCH: &str = "
    window.savedAfter = [];
    let tapped = 0;
    document.addEventListener('click', (event) => {
      if (event.target.closest('[data-tile]')) tapped = performance.now();
    }, true);
    new MutationObserver(() => {
      if (tapped === 0 || !document.querySelector('.saved.safe')) return;
      const from = tapped;
      tapped = 0;
      requestAnimationFrame(() => window.savedAfter.push(performance.now() - from));
    }).observe(document, { subtree: true, childList: true, attributes: true });
    return true;
";

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [reports, taps] = &words[..] else {
        return Err("phone_speed REPORTS TAPS".into());
    };
    if let Some(reason) = window::missing() {
        return Err(reason.into());
    }
    let (reports, taps) = (reports.parse()?, taps.parse()?);
    let store = tempfile::tempdir()?;
    join(store.path()).await?;
    fill(store.path(), reports)?;
    let line = |what: &str, more: Value| {
        let mut line = json!({
            "bench": "phone", "what": what, "shell": "app", "profile": "dev", "reports": reports,
        });
        if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
            line.extend(more);
        }
        println!("{line}");
    };

    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let window = Window::open(store.path()).await?;
        starts.push(window.tappable_after().await?);
        window.close().await?;
    }
    let start = Spread::of(starts);
    line(
        "start",
        json!({
            "from": "start of the process", "starts": STARTS, "middle_ms": start.middle,
            "most_ms": start.most, "budget_ms": TAPPABLE_MS, "holds": start.middle <= TAPPABLE_MS,
        }),
    );

    let window = Window::open(store.path()).await?;
    window.find("button", "Skadegörelse").await?;
    window.run(WATCH).await?;
    for before in 0..taps {
        window.tap("button", "Skadegörelse").await?;
        while window.run("return window.savedAfter.length;").await? == json!(before) {
            tokio::time::sleep(PAUSE).await;
        }
        window.tap("button", "Klar").await?;
        window.says_no_more("Spara & ny").await?;
    }
    let times: Vec<f64> = serde_json::from_value(window.run("return window.savedAfter;").await?)?;
    window.close().await?;
    if times.len() != taps {
        return Err(format!("{taps} taps, but {} reports were seen as saved", times.len()).into());
    }
    let saved = Spread::of(times);
    line(
        "saved",
        json!({
            "from": "tap on a tile", "taps": taps, "taps_a_report": 1, "middle_ms": saved.middle,
            "p99_ms": saved.p99, "most_ms": saved.most, "budget_ms": SAVED_MS,
            "holds": saved.p99 <= SAVED_MS,
        }),
    );
    Ok(())
}

/// The app of a guard who joined, and then nobody answers any more.
async fn join(store: &Path) -> Result<(), Fault> {
    let server = Server::start().await?;
    let window = Window::open(store).await?;
    window.write("Länk", &server.link("Vaktbolaget Norr", Role::Reporter)?).await?;
    window.tap("button", "Anslut").await?;
    window.tap("button", "Hoppa över").await?;
    window.find("button", "Skadegörelse").await?;
    window.close().await?;
    server.stop().await.map(drop)
}

/// Reports in the app's store, each saved as a tap saves it.
fn fill(store: &Path, reports: usize) -> Result<(), Fault> {
    let client = client::Client::open(store, Arc::new(SystemClock), Arc::new(SystemRandom))?;
    let draft: ObservationDraft = serde_json::from_value(json!({
        "category": "vandalism.graffiti",
        "when": { "kind": "exact", "at": 1_795_000_000_000_i64 },
        "position": { "lon": 12.5335, "lat": 57.93, "accuracy_m": 12, "source": "gps" },
        "note": "Ny målning på förrådet, ungefär tre kvadratmeter.",
    }))?;
    for _ in 0..reports {
        client.record(&draft)?;
    }
    Ok(())
}

/// Milliseconds, one decimal.
struct Spread {
    middle: f64,
    p99: f64,
    most: f64,
}

impl Spread {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let last = times.len().saturating_sub(1);
        // The smallest time that 99 of 100 do not exceed.
        let p99 = (times.len() * 99).div_ceil(100).saturating_sub(1);
        let at = |i: usize| times.get(i).map_or(f64::NAN, |it| (it * 10.0).round() / 10.0);
        Self { middle: at(last / 2), p99: at(p99), most: at(last) }
    }
}
