//! The configurations that ship are read whole, and a wrong one names all that is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Configuration, MUNICIPALITY, ORGANISATIONS, read};

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config").join(name)
}

fn changed(municipality: &[(&str, &str)], organisations: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for file in ["places.json", "addresses.json", "districts.geojson", "logotyp.svg"] {
        fs::copy(shipped("ovningsstad").join(file), folder.path().join(file)).unwrap();
    }
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
    assert!(practice.municipality.logo.unwrap().contains("<svg"));
}

#[test]
fn the_line_of_a_pass_dies_when_the_municipality_says() {
    assert_eq!(read(&shipped("ovningsstad")).unwrap().municipality.line_hours, 24);
    assert_eq!(protocol::municipality::Municipality::default().line_hours, 24);
    for hours in ["0", "169", "\"dygn\""] {
        let faults = changed(&[("line_hours = 24", &format!("line_hours = {hours}"))], &[]);
        assert!(faults.len() == 1 && faults[0].contains("line_hours"), "{faults:?}");
    }
    assert_eq!(changed(&[("line_hours = 24", "line_hours = 72")], &[]), [""; 0]);
}

#[test]
fn a_municipality_adds_its_own_measures_to_the_library() {
    let entry = |code: &str, kind: &str| {
        format!(
            "[[measure]]\ncode = \"{code}\"\ntype = \"{kind}\"\nevidence = \"little\"\n\
             title = {{ sv = \"Lyktvandring\", en = \"Lantern walk\" }}\n\
             note = {{ sv = \"Ny.\", en = \"New.\" }}\n\n[[steering_document]]\ncode = \"lag-2023-196\""
        )
    };
    let with = |own: &str| {
        changed(&[("[[steering_document]]\ncode = \"lag-2023-196\"", own)], &[]).join(" ")
    };
    assert_eq!(with(&entry("x-lyktvandring", "activity")), "");
    let faults = with(&entry("lyktvandring", "magic"));
    assert!(faults.contains("begins with `x-`") && faults.contains("type"), "{faults}");
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

#[test]
fn places_addresses_and_borders_are_read_in_every_format_and_a_bad_row_is_named_with_its_line() {
    let practice = read(&shipped("ovningsstad")).unwrap().gazetteer;
    assert!(practice.addresses() > 5_000 && practice.places.len() > 120);
    assert_eq!(practice.borders.len(), 17);
    assert_eq!(practice.search("stora torget", None, 1)[0].area, "Centrum");
    let here = practice.whereabouts((12.532842, 57.928904));
    assert_eq!(
        (here.place.unwrap().name.as_str(), here.areas[0].name.as_str()),
        ("Stora torget", "Centrum")
    );

    let folder = tempfile::tempdir().unwrap();
    let put = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    for file in ["places.json", "addresses.json", "districts.geojson", "logotyp.svg", ORGANISATIONS]
    {
        fs::copy(shipped("ovningsstad").join(file), folder.path().join(file)).unwrap();
    }
    let own = fs::read_to_string(shipped("ovningsstad").join(MUNICIPALITY)).unwrap();
    let own = own
        .replace("\"places.json\"", "\"places.json\", \"platser.csv\", \"platser.geojson\"")
        .replace("[\"addresses.json\"]", "[\"adresser.csv\"]");
    put(MUNICIPALITY, &own);
    put("platser.csv", "\u{feff}name;lon;lat;aliases\nNorra bron;12,53;57,93;Bron|Norrbron\n");
    put(
        "platser.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Lekplatsen","kind":"playground"},"geometry":{"type":"Point","coordinates":[12.54,57.92]}}]}"#,
    );
    put(
        "adresser.csv",
        "street,number,lon,lat,area\nEkvägen,3,12.5,57.9,Ek\nEkvägen,3 B,12.51,57.9,Ek\n",
    );
    let gazetteer = read(folder.path()).unwrap().gazetteer;
    assert_eq!(gazetteer.search("norrb", None, 5)[0].name, "Norra bron");
    assert_eq!(gazetteer.search("lekpl", None, 5)[0].name, "Lekplatsen");
    assert_eq!((gazetteer.streets.len(), gazetteer.addresses()), (1, 2));
    put(
        "adresser.csv",
        "street,number,lon,lat\nEkvägen,3,12.5,57.9\nEkvägen,,12.5,57.9\nEkvägen,5,57.9,912\n",
    );
    put("platser.geojson", "{}");
    put("districts.geojson", r#"{"type":"FeatureCollection","features":[]}"#);
    let faults = read(folder.path()).unwrap_err().0;
    let text: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert!(text.contains(&"adresser.csv: line 3: `number` is missing".to_owned()), "{text:?}");
    assert!(text.iter().any(|fault| fault.starts_with("adresser.csv: line 4: `lon` and `lat`")));
    assert!(text.contains(&"platser.geojson: a FeatureCollection is expected".to_owned()));
    assert!(text.contains(&"districts.geojson: no polygon of `Centrum` in it".to_owned()));
}
