//! How long the analysis takes, processor time in JSON lines: `cargo run --release -p analysis
//! --example speed -- [FOLDER [LARGEST]]`. With a folder, also what other software is measured on.

#[cfg(unix)]
mod beside;
#[cfg(unix)]
mod clock;
#[cfg(unix)]
mod picture;
#[cfg(unix)]
mod town;

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use serde_json::json;

    let mut words = std::env::args().skip(1);
    let folder = words.next();
    let largest = words.next().and_then(|word| word.parse().ok()).unwrap_or(1_000_000);
    let rounded = |ms: f64| (ms * 1_000.0).round() / 1_000.0;
    for n in [5_000, 100_000] {
        let parts = picture::time(&town::crowded(n));
        let sum: f64 = parts.iter().map(|(_, ms)| ms).sum();
        let parts: serde_json::Map<String, serde_json::Value> =
            parts.iter().map(|(name, ms)| ((*name).into(), rounded(*ms).into())).collect();
        let limit = if n == 5_000 { 50 } else { 1_000 };
        println!(
            "{}",
            json!({ "bench": "analysis", "what": "whole picture", "n": n,
                    "cpu_ms": rounded(sum), "limit_ms": limit, "parts": parts })
        );
    }
    let mut before: Vec<(&str, f64)> = Vec::new();
    for n in [1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= largest) {
        let reports = town::region(n);
        let mut parts = picture::time(&reports);
        parts.push(("suggestions for one new report", picture::one_new_report(&reports)));
        for (name, ms) in &parts {
            let smaller = before.iter().find(|(other, _)| other == name).map(|(_, ms)| ms);
            println!(
                "{}",
                json!({ "bench": "analysis", "what": name, "n": n, "cpu_ms": rounded(*ms),
                        "times_that_of_a_tenth": smaller.map(|it| rounded(ms / it)) })
            );
        }
        before = parts;
    }
    folder.map_or(Ok(()), |folder| beside::write(folder.as_ref(), largest.min(100_000)))
}

#[cfg(not(unix))]
fn main() {
    println!("processor time is read on Unix only");
}
