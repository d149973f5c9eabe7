//! The made-up year: the same for a seed, in order, within its bounds, and with the faults it promises.

#![expect(clippy::unwrap_used, reason = "what a helper cannot do fails the test that asked for it")]

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use practice::shape;
use practice::town::{REACH_M, Town};
use practice::year::{Intervention, Settings, SyntheticReport, Year};

static TOWN: LazyLock<Town> = LazyLock::new(|| Town::new(practice::SEED));

fn year(settings: Settings) -> Vec<SyntheticReport> {
    Year::new(&TOWN, settings).unwrap().collect()
}

/// Default severity by code, read from the catalogue that ships.
fn catalogue() -> BTreeMap<String, i64> {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/catalogue/est-se-default.json");
    let catalogue: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let entries = catalogue["categories"].as_array().unwrap();
    let entry = |it: &serde_json::Value| {
        (it["code"].as_str().unwrap().to_owned(), it["default_severity"].as_i64().unwrap_or(1))
    };
    entries.iter().map(entry).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let lines = |seed| -> Vec<String> {
        let year = year(Settings::new(seed, 400, "2026-11-22"));
        year.iter().map(SyntheticReport::to_ndjson_line).collect()
    };
    let first = lines(1);
    assert_eq!(first, lines(1));
    assert_ne!(first, lines(2));
}

#[test]
fn a_year_has_exactly_the_reports_asked_for_in_order_and_ends_on_the_last_morning() {
    for count in [1, 37, 2_000] {
        let year = year(Settings::new(3, count, "2026-11-22"));
        assert_eq!(year.len(), count);
        // The first 48 bits of an id are its time, so the ids of a sorted year are sorted to the second.
        assert!(year.windows(2).all(|pair| pair[0].id[..8] <= pair[1].id[..8]));
        assert!(year.iter().all(|report| report.observed_at.as_str() < "2026-11-22T06:00:00"));
        assert!(year.iter().all(|report| report.observed_at.as_str() > "2025-11-22T20"));
    }
}

#[test]
fn every_category_is_in_the_catalogue_and_every_severity_within_one_step_of_it() {
    let catalogue = catalogue();
    let year = year(Settings::new(1, 5_000, "2026-11-22"));
    for report in &year {
        let Some(usual) = catalogue.get(&report.category) else {
            panic!("{} is not in the catalogue", report.category)
        };
        assert!((i64::from(report.severity) - usual).abs() <= 1, "{report:?}");
    }
    let family = |code: &str| code.split('.').next().unwrap().to_owned();
    let mut told: Vec<String> = year.iter().map(|report| family(&report.category)).collect();
    told.sort();
    told.dedup();
    let mut all: Vec<String> = catalogue.keys().map(|code| family(code)).collect();
    all.dedup();
    assert_eq!(told, all);
}

#[test]
fn every_position_lies_in_the_municipality_and_some_reports_have_none_yet() {
    let year = year(Settings::new(1, 5_000, "2026-11-22"));
    let positions: Vec<(f64, f64)> = year.iter().filter_map(|it| it.lon.zip(it.lat)).collect();
    let none = year.len() - positions.len();
    assert!((60..250).contains(&none), "{none}");
    for (lon, lat) in positions {
        let point = shape::metres(lon, lat);
        assert!(point.x.abs() < REACH_M && point.y.abs() < REACH_M, "{lon} {lat}");
    }
}

#[test]
fn the_share_of_events_told_twice_is_near_the_one_asked_for() {
    for asked in [0.0, 0.18, 0.4] {
        let settings = Settings { duplicates: asked, ..Settings::new(1, 4_000, "2026-11-22") };
        let mut told: BTreeMap<String, u32> = BTreeMap::new();
        for report in year(settings).into_iter().filter(|report| report.category != "calm") {
            *told.entry(report.truth_event).or_default() += 1;
        }
        let twice = told.values().filter(|count| **count > 1).count() as f64 / told.len() as f64;
        assert!((twice - asked).abs() < 0.025, "asked {asked}, got {twice}");
        assert!(told.values().all(|count| *count <= 3));
    }
}

#[test]
fn a_morning_find_is_an_interval_that_begins_before_it_ends() {
    let year = year(Settings::new(1, 4_000, "2026-11-22"));
    let intervals: Vec<_> = year.iter().filter(|report| report.observed_from.is_some()).collect();
    assert!(intervals.len() > 400, "{}", intervals.len());
    // Local times compare as text within the same offset.
    let offset = |time: &str| time[19..].to_owned();
    for report in intervals {
        let from = report.observed_from.as_deref().unwrap();
        assert!(from < report.observed_at.as_str() || offset(from) != offset(&report.observed_at));
    }
}

#[test]
fn a_measure_with_a_known_effect_thins_its_place_from_its_day_on() {
    let settings = Settings::new(1, 8_000, "2026-11-22");
    let place = Year::new(&TOWN, settings.clone()).unwrap().places()[0].name.clone();
    let counted = |remains: f64| {
        let measure = Intervention { place: place.clone(), from: "2026-05-24".to_owned(), remains };
        let settings = Settings { intervention: Some(measure), ..settings.clone() };
        let (mut before, mut after) = (0_u32, 0_u32);
        for report in Year::new(&TOWN, settings).unwrap() {
            if report.place_name.as_deref() == Some(&place) && report.category != "calm" {
                if report.observed_at.as_str() < "2026-05-24" { before += 1 } else { after += 1 }
            }
        }
        f64::from(after) / f64::from(before)
    };
    let (without, with) = (counted(1.0), counted(0.3));
    assert!(with / without > 0.2 && with / without < 0.5, "{with} / {without}");
}

#[test]
fn guards_visit_more_often_where_events_are_seen_more_often() {
    let year = Year::new(&TOWN, Settings::new(1, 100, "2026-11-22")).unwrap();
    let mut visits: BTreeMap<String, u32> = BTreeMap::new();
    year.visits().for_each(|visit| *visits.entry(visit.place).or_default() += 1);
    let mean = |seen: fn(f64) -> bool| {
        let places: Vec<_> = year.places().iter().filter(|place| seen(place.seen)).collect();
        let sum: u32 =
            places.iter().map(|place| visits.get(&place.name).copied().unwrap_or(0)).sum();
        f64::from(sum) / places.len() as f64
    };
    assert!(mean(|seen| seen > 0.75) > 1.5 * mean(|seen| seen < 0.6));
}

#[test]
fn a_day_that_does_not_exist_makes_no_year() {
    assert!(Year::new(&TOWN, Settings::new(1, 10, "2026-02-30")).is_none());
}
