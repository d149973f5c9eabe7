//! Runs every reference vector of a folder through the crate: `cargo run --release -p analysis
//! --example vectors -- DIR`. One line a case, and a failing exit if anything differs, is unknown
//! or was not read.

#[path = "runner.rs"]
mod runner;

fn main() -> std::process::ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: vectors DIR");
        return std::process::ExitCode::from(2);
    };
    let report = runner::run(folder.as_ref());
    for line in &report.lines {
        println!("{line}");
    }
    println!("{} cases, {} failed", report.cases, report.failures);
    if report.failures == 0 && report.cases > 0 {
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
}
