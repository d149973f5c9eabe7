//! What encryption costs: how long a report takes to be saved with and without it, in a store that has many,
//! how long a start takes, and how long a PIN. JSON lines; `cargo run --release -p client --example at_rest 10000`.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use client::Client;
use client::system::{SystemClock, SystemRandom};
use domain::catalogue::CategoryCode;
use domain::observation::ObservationDraft;
use domain::text::Note;

const MEASURED: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let reports = std::env::args().nth(1).unwrap_or_else(|| "10000".to_owned()).parse()?;
    // SQLite's own files, by their name, are not encrypted: the engine's other way to open.
    for is_encrypted in [false, true, false, true] {
        measure(is_encrypted, reports)?;
    }
    Ok(())
}

fn measure(is_encrypted: bool, reports: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir_in(".")?;
    let before = std::env::current_dir()?;
    std::env::set_current_dir(folder.path())?;
    let client = open(is_encrypted)?;
    let mut draft = ObservationDraft::of(CategoryCode::new("vandalism.graffiti")?);
    draft.attributes.note = Some(Note::new("Ny målning på förrådet, ungefär tre kvadratmeter.")?);
    let drafts = vec![draft.clone(); reports];
    for some in drafts.chunks(500) {
        client.record_many(some)?;
    }
    let mut times = Vec::with_capacity(MEASURED);
    for _ in 0..MEASURED {
        let from = Instant::now();
        client.record(&draft)?;
        times.push(ms(from));
    }
    times.sort_by(f64::total_cmp);
    drop(client);
    let from = Instant::now();
    let client = open(is_encrypted)?;
    let start = ms(from);
    let from = Instant::now();
    client.reports(500)?;
    let list = ms(from);
    let from = Instant::now();
    client.set_pin(None, "2580")?;
    let pin = ms(from);
    println!(
        "{}",
        serde_json::json!({
            "bench": "at_rest", "encrypted": is_encrypted, "reports": reports, "saved": MEASURED,
            "middle_ms": times[MEASURED / 2], "p99_ms": times[MEASURED * 99 / 100],
            "start_ms": start, "list_500_ms": list, "pin_ms": pin,
        })
    );
    std::env::set_current_dir(before)?;
    Ok(())
}

fn open(is_encrypted: bool) -> Result<Client, client::ClientError> {
    let machine = (Arc::new(SystemClock), Arc::new(SystemRandom));
    if is_encrypted {
        return Client::open(Path::new("."), machine.0, machine.1);
    }
    Client::open_with_vfs("unix", machine.0, machine.1)
}

fn ms(from: Instant) -> f64 {
    (from.elapsed().as_secs_f64() * 10_000.0).round() / 10.0
}
