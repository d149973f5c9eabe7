//! The configurations that ship are read whole, and a wrong one names all that is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Configuration, MUNICIPALITY, ORGANISATIONS, read};

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config").join(name)
}

fn changed(municipality: &[(&str, &str)], organisations: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (file, changes) in [(MUNICIPALITY, municipality), (ORGANISATIONS, organisations)] {
        let mut text = fs::read_to_string(shipped("ovningsstad").join(file)).unwrap();
        for (from, to) in changes {
            assert!(text.contains(from), "{from} is not in {file}");
            text = text.replacen(from, to, 1);
        }
        fs::write(folder.path().join(file), text).unwrap();
    }
    match read(folder.path()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn what_ships_reads_whole() {
    let alingsas: Configuration = read(&shipped("alingsas")).unwrap();
    assert_eq!(alingsas.municipality.short_name, "Alingsås");
    assert_eq!(alingsas.municipality.reference_system, "EPSG:3007");
    assert!(!alingsas.municipality.practice);
    assert!(alingsas.organisations.len() > 10);
    let practice = read(&shipped("ovningsstad")).unwrap();
    assert!(practice.municipality.practice);
    assert_eq!(practice.map, "karta.pmtiles");
}

#[test]
fn every_fault_of_both_files_is_named_at_once() {
    let faults = changed(
        &[
            ("schema = 1", "schema = 2"),
            ("Europe/Stockholm", "Europe/Lindby"),
            ("EPSG:3007", "EPSG:4326"),
            ("operative = \"week\"", "operative = \"weekly\""),
            ("hue = 245", "hue = 400\ncolour = \"blue\""),
            ("outdoors = true", ""),
        ],
        &[
            ("kind = \"guard_company\"", "kind = \"guards\""),
            ("deputy = \"samordnare\"", "deputy = \"nobody\""),
            ("parent = \"kommunen\"", "parent = \"kommunstyrelsen\""),
            ("valid_from = \"2025-01-01\"", "valid_from = \"2025-02-30\""),
        ],
    );
    let text = faults.join("\n");
    for expected in [
        "municipality.toml: schema: 1 is expected",
        "municipality.toml: time_zone: an IANA zone is expected",
        "municipality.toml: reference_system: EPSG:3006",
        "municipality.toml: rhythm.operative: one of week",
        "municipality.toml: theme.hue: 0 to 359",
        "municipality.toml: theme.colour: is not a known key",
        "municipality.toml: scope.outdoors: is missing",
        "organisations.toml: organisation[8].kind: one of municipality",
        "organisations.toml: function[1].deputy: there is no `nobody`",
        "organisations.toml: organisation[2].parent: goes round in a circle",
        "organisations.toml: agreement[1].valid_from: a date",
    ] {
        assert!(text.contains(expected), "{expected} is not among\n{text}");
    }
}

#[test]
fn a_file_outside_the_folder_is_a_fault() {
    for file in ["../karta.pmtiles", "/etc/passwd", "a/../../b", "c:\\\\x"] {
        let faults = changed(&[("karta.pmtiles", file)], &[]);
        assert_eq!(faults.len(), 1, "{file}: {faults:?}");
        assert!(faults[0].contains("map.file"), "{faults:?}");
    }
}

#[test]
fn a_missing_folder_is_two_faults() {
    let faults = read(Path::new("no such folder")).unwrap_err();
    assert_eq!(faults.0.len(), 2);
}
