//! Prints a made-up year as NDJSON: `cargo run -p practice --example year -- --count 5000 --seed 1 --end 2026-11-22`.
//! `--duplicates 0.18` and `--intervention "PLACE:2026-06-01:0.5"` are optional. Nothing in it happened.

use std::io::{self, Write as _};
use std::{collections::BTreeMap, env};

use practice::town::Town;
use practice::year::{Intervention, Settings, Year};

fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let given: BTreeMap<&str, &str> = words
        .chunks(2)
        .filter_map(|pair| Some((pair[0].as_str(), pair.get(1)?.as_str())))
        .collect();
    let number =
        |name: &str, usual: u64| given.get(name).and_then(|it| it.parse().ok()).unwrap_or(usual);
    let end = given.get("--end").copied().unwrap_or("2026-11-22");
    let mut settings = Settings::new(number("--seed", 1), number("--count", 5_000) as usize, end);
    if let Some(share) = given.get("--duplicates").and_then(|it| it.parse().ok()) {
        settings.duplicates = share;
    }
    settings.intervention = given.get("--intervention").and_then(|it| {
        let mut parts = it.rsplitn(3, ':');
        let (remains, from, place) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
        Some(Intervention { place: place.to_owned(), from: from.to_owned(), remains })
    });
    let Some(year) = Year::new(&Town::new(practice::SEED), settings) else {
        eprintln!("--end and the day of --intervention are written as 2026-11-22");
        return Ok(());
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for report in year {
        if let Err(problem) = writeln!(out, "{}", report.to_ndjson_line()) {
            return if problem.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(problem) };
        }
    }
    out.flush()
}
