//! The reference vectors of the shared folder, all of them, where the folder is at hand.

#[path = "../examples/vectors/runner.rs"]
mod runner;

use std::path::PathBuf;

fn shared() -> PathBuf {
    std::env::var_os("LAGESBILD_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    )
}

#[test]
fn every_reference_vector_is_met() {
    let folder = shared().join("vectors/analysis");
    if !folder.is_dir() {
        println!("skipped every_reference_vector_is_met: no {}", folder.display());
        return;
    }
    let report = runner::run(&folder);
    let failed: Vec<&String> =
        report.lines.iter().filter(|line| line.starts_with("FAIL")).collect();
    assert_eq!(report.failures, 0, "{failed:#?}");
    assert!(report.cases > 0, "no case was read");
}
