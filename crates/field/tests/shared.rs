//! Real files through the importer: the first rows of each, read at run time from the shared folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const ROWS: usize = 1_500;

fn shared() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    std::env::var_os("LAGESBILD_SHARED").map_or_else(beside, PathBuf::from)
}

/// The header and the first rows of a packed CSV file.
fn head(dir: &Path, name: &str) -> Option<PathBuf> {
    let Ok(packed) = std::fs::File::open(shared().join("data/events").join(name)) else {
        println!("skipped: {name} is not there (set LAGESBILD_SHARED)");
        return None;
    };
    let path = dir.join("head.csv");
    let mut file = std::fs::File::create(&path).unwrap();
    for line in BufReader::new(flate2::read::GzDecoder::new(packed)).lines().take(ROWS + 1) {
        writeln!(file, "{}", line.unwrap()).unwrap();
    }
    Some(path)
}

fn import(store: &Path, file: &Path, mapping: &str) -> Value {
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings").join(mapping);
    let output = Command::new(env!("CARGO_BIN_EXE_field"))
        .args(["--json", "--store"])
        .arg(store)
        .arg("import")
        .arg(file)
        .arg("--mapping")
        .arg(mapping)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn goes_in_once(name: &str, mapping: &str) {
    let dir = tempfile::tempdir().unwrap();
    let Some(file) = head(dir.path(), name) else { return };
    let first = import(dir.path(), &file, mapping);
    assert_eq!((&first["added"], &first["rejected"]), (&ROWS.into(), &0.into()), "{first}");
    let second = import(dir.path(), &file, mapping);
    assert_eq!((&second["added"], &second["already_there"]), (&0.into(), &ROWS.into()));
}

#[test]
fn reports_of_zurich_go_in_once() {
    goes_in_once("zurich_felanmalningar_2016_2025.csv.gz", "zurich.toml");
}

#[test]
fn vehicle_thefts_of_new_york_go_in_once() {
    goes_in_once("nyc_fordonsstolder_queens_2014_2017.csv.gz", "new-york.toml");
}

#[test]
fn generated_observations_go_in_as_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let script = shared().join("vectors/make_observations.py");
    if !script.exists() {
        println!("skipped: {} is not there (set LAGESBILD_SHARED)", script.display());
        return;
    }
    let Ok(made) =
        Command::new("python3").arg(script).args(["800", "--severity-max", "4"]).output()
    else {
        println!("skipped: there is no python3");
        return;
    };
    let file = dir.path().join("obs.ndjson");
    std::fs::write(&file, &made.stdout).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_field"))
        .args(["--json", "--store"])
        .arg(dir.path())
        .arg("import")
        .arg(&file)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["added"], &report["rejected"]), (&800.into(), &0.into()), "{report}");
}
