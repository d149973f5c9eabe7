//! The check of free text measured on the shared example texts, numbers and police texts: how much
//! it finds, how much it takes for more than it is. Skipped by name where the folder is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::PathBuf;

use domain::privacy::{PersonalDataKind, Sureness, Suspicion, check};
use serde_json::Value;

/// The shared folder, or a line saying which test is skipped and why.
fn shared(test: &str, file: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("LAGESBILD_SHARED").map_or(beside, PathBuf::from);
    let path = folder.join("data").join(file);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {test}: the shared folder has no {file}");
    None
}

fn kind(label: &str) -> Option<PersonalDataKind> {
    Some(match label {
        "PERSONNUMMER" => PersonalDataKind::PersonalNumber,
        "SAMORDNINGSNUMMER" => PersonalDataKind::CoordinationNumber,
        "TELEFON" => PersonalDataKind::Phone,
        "EPOST" => PersonalDataKind::Email,
        "REGNR" => PersonalDataKind::RegistrationPlate,
        "NAMN" => PersonalDataKind::Name,
        _ => return None,
    })
}

fn words(text: &str, it: &Suspicion) -> String {
    text.chars().skip(it.start).take(it.end - it.start).collect()
}

#[derive(Default)]
struct Tally {
    labelled: u32,
    found: u32,
    exact: u32,
    told: u32,
    right: u32,
}

#[test]
fn labelled_texts_are_found_and_little_else_is() {
    let Some(path) = shared("labelled_texts", "pii/pii_texter_utveckling.ndjson") else { return };
    let mut tallies: BTreeMap<PersonalDataKind, Tally> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = row["text"].as_str().unwrap();
        let told = check(text);
        let place = |it: &Value, key: &str| usize::try_from(it[key].as_u64().unwrap()).unwrap();
        let labels: Vec<(PersonalDataKind, usize, usize)> = row["pii"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                (kind(it["typ"].as_str().unwrap()).unwrap(), place(it, "start"), place(it, "slut"))
            })
            .collect();
        for (kind, start, end) in &labels {
            let tally = tallies.entry(*kind).or_default();
            tally.labelled += 1;
            let hit = told.iter().find(|it| it.kind == *kind && it.start < *end && *start < it.end);
            tally.found += u32::from(hit.is_some());
            tally.exact += u32::from(hit.is_some_and(|it| it.start == *start && it.end == *end));
            if hit.is_none() {
                println!("missed {kind:?}: {text}");
            }
        }
        for it in &told {
            let tally = tallies.entry(it.kind).or_default();
            tally.told += 1;
            let is_right = labels
                .iter()
                .any(|(kind, start, end)| it.kind == *kind && it.start < *end && *start < it.end);
            tally.right += u32::from(is_right);
            if !is_right {
                println!("false {:?} {:?} {}: {text}", it.kind, it.sure, words(text, it));
            }
        }
    }
    for (kind, tally) in &tallies {
        let recall = f64::from(tally.found) / f64::from(tally.labelled.max(1));
        let precision = f64::from(tally.right) / f64::from(tally.told.max(1));
        println!(
            "{kind:?}: {} labelled, {} found ({} to the letter), recall {recall:.3}, precision {precision:.3}",
            tally.labelled, tally.found, tally.exact
        );
        let aim = if *kind == PersonalDataKind::Name { 0.9 } else { 0.99 };
        assert!(recall >= aim && precision >= 0.95, "{kind:?}");
    }
    assert_eq!(tallies.len(), PersonalDataKind::ALL.len());
}

/// Every number of a file, in the form of every column, alone and in a sentence.
fn every_number(file: &str, expected: PersonalDataKind) {
    let frames = [("", ""), ("Mannen uppgav ", " vid kontrollen."), ("(", ")"), ("pnr:", ", född")];
    let (mut read, mut as_phone, mut sure) = (0, 0, 0);
    for row in file.lines().skip(1) {
        for written in row.split(',') {
            for (before, after) in frames {
                let text = format!("{before}{written}{after}");
                let found = check(&text);
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                assert_eq!(words(&text, &found[0]), written);
                read += 1;
                sure += usize::from(found[0].sure == Sureness::Sure);
                // Ten digits in one piece may be a mobile number too.
                let may_be_mobile = written.len() == 10 && written.starts_with("07");
                if found[0].kind == PersonalDataKind::Phone && may_be_mobile {
                    as_phone += 1;
                } else {
                    assert_eq!(found[0].kind, expected, "{text}");
                }
            }
        }
    }
    println!(
        "{expected:?}: {read} of {read} found, {sure} sure, {as_phone} told as telephone numbers"
    );
    assert!(read > 0 && as_phone * 100 < read);
}

#[test]
fn every_official_personal_number_is_found_in_every_form() {
    let Some(path) = shared("personal_numbers", "pii/testpersonnummer.csv") else { return };
    every_number(&std::fs::read_to_string(path).unwrap(), PersonalDataKind::PersonalNumber);
}

#[test]
fn every_official_coordination_number_is_found_in_every_form() {
    let Some(path) = shared("coordination_numbers", "pii/testsamordningsnummer.csv") else {
        return;
    };
    every_number(&std::fs::read_to_string(path).unwrap(), PersonalDataKind::CoordinationNumber);
}

#[test]
fn numbers_on_the_edge_are_found_when_valid_and_never_sure_when_not() {
    let Some(path) = shared("edge_cases", "pii/personnummer_gransfall.json") else { return };
    let lists: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut seen = 0;
    for (list, rows) in lists.as_object().unwrap() {
        for row in rows.as_array().unwrap() {
            let is_valid = row["valid"].as_bool().unwrap() && list != "organisationsnummer";
            for form in ["long_format", "short_format", "separated_format", "separated_long"] {
                let Some(written) = row[form].as_str() else { continue };
                let found = check(&format!("Mannen uppgav {written} i går."));
                let is_sure = found.iter().any(|it| it.sure == Sureness::Sure);
                assert!(
                    if is_valid { !found.is_empty() } else { !is_sure },
                    "{written}: {found:?}"
                );
                assert!(list != "organisationsnummer" || found.is_empty(), "{written}: {found:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100);
}

#[test]
fn police_texts_raise_few_alarms_and_each_can_be_read() {
    let file = "events/polisen_vastra_gotaland_2023_2025.ndjson.gz";
    let Some(path) = shared("police_texts", file) else { return };
    let mut lines = String::new();
    let packed = std::fs::File::open(path).unwrap();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut lines).unwrap();
    let mut alarms: BTreeMap<(PersonalDataKind, Sureness), u32> = BTreeMap::new();
    let mut examples: BTreeSet<String> = BTreeSet::new();
    let mut texts = 0;
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        for field in ["rubrik", "sammanfattning"] {
            let text = row[field].as_str().unwrap_or_default();
            texts += 1;
            for it in check(text) {
                *alarms.entry((it.kind, it.sure)).or_default() += 1;
                examples.insert(format!(
                    "{:?} {:?} «{}» in: {text}",
                    it.kind,
                    it.sure,
                    words(text, &it)
                ));
            }
        }
    }
    let all: u32 = alarms.values().sum();
    println!("{all} alarms in {texts} police texts: {alarms:?}");
    for example in &examples {
        println!("  {example}");
    }
    assert!(f64::from(all) / f64::from(texts) < 0.005, "{all} of {texts}");
}
