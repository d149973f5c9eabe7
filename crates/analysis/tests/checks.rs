//! What must hold of every answer: no false claims, true effects seen, words where data are too
//! few, the same answer in any order. The numbers are those of the list of checks; 1 and 6 are in
//! `vectors.rs`. The long run is `cargo run --example soak`.

#[path = "../examples/soak/claims.rs"]
mod claims;
#[path = "../examples/soak/world.rs"]
mod world;

use analysis::alarm::{Week, judge};
use analysis::calendar::SWEDEN;
use analysis::change::Pair;
use analysis::clusters::new_places;
use analysis::density::{Weighted, density_map};
use analysis::displacement::displacement;
use analysis::duplicates::learnt_chances;
use analysis::effect::{Weeks, evaluate};
use analysis::effort::reporter_mix;
use analysis::excess::{Against, excess};
use analysis::finding::{Finding, Verdict};
use analysis::gi_star::for_export;
use analysis::hours::{Pattern, Span, hours};
use analysis::near::Grid;
use analysis::places::place_list;
use analysis::prediction::self_check;
use analysis::random::Seeded;
use analysis::repeats::near_repeats;
use analysis::series::long_term;
use domain::crs::Plane;

const AREA: Grid =
    Grid { west_m: 352_000.0, south_m: 6_422_000.0, cell_m: 100.0, columns: 40, rows: 40 };

#[test]
fn checks_2_3_and_4_claims_stay_within_their_limits() {
    println!("seeds 1 to 200");
    for check in claims::all(1, 200) {
        println!("{check}");
        assert!(check.holds(), "{check}");
    }
}

fn assert_words<T: std::fmt::Debug>(finding: &Finding<T>) {
    assert!(finding.value().is_none(), "{finding:?}");
    assert!(!finding.words().is_empty(), "{finding:?}");
    for words in finding.words() {
        assert!(words.words_sv().starts_with("För lite underlag"), "{words:?}");
        assert!(words.words_en().starts_with("Too little data"), "{words:?}");
    }
}

#[test]
fn check_5_every_method_without_data_answers_in_words() {
    let nothing = Weeks { before: &[], after: &[] };
    let against = Against::History { events: &[], weeks: 0.0 };
    assert_words(&place_list(&[], 12.0));
    assert_words(&excess(&AREA, &[], 12.0, against));
    assert_words(&density_map(&[], 4.0, 200.0, &AREA));
    let net = Grid { west_m: 0.0, south_m: 0.0, cell_m: 100.0, columns: 2, rows: 2 };
    assert_words(&for_export(&net, &[], &[], 12.0));
    assert_words(&new_places(&[], 12.0));
    assert_words(&hours(&[], 12.0, SWEDEN));
    assert_words(&judge(Week { past: &[], events: 0, reporters: 0 }));
    assert_words(&near_repeats(&[], 52.0, 1));
    assert_words(&evaluate(nothing, None, 0));
    assert_words(&evaluate(nothing, Some(nothing), 0));
    assert_words(&displacement(nothing, nothing, nothing));
    assert_words(&learnt_chances(&[], 0));
    assert_words(&long_term(&[], 0));
    assert_words(&self_check(&[], 1));
    assert_words(&reporter_mix(&[], 12.0));
}

#[test]
fn check_7_order_and_place_of_the_town_do_not_change_what_stands_out() {
    let mut random = Seeded::new(77);
    let mut window = world::scattered(&mut random, 120, 4_000.0);
    let hot = Plane::new(353_240.0, 6_423_310.0);
    window.extend((0..25).map(|_| {
        Plane::new(hot.easting_m + random.unit() * 60.0, hot.northing_m + random.unit() * 60.0)
    }));
    let history = world::scattered(&mut random, 500, 4_000.0);
    let find = |area: &Grid, window: &[Plane], history: &[Plane]| {
        let against = Against::History { events: history, weeks: 52.0 };
        excess(area, window, 12.0, against).value().cloned().unwrap_or_default()
    };
    let first = find(&AREA, &window, &history);
    assert!(!first.is_empty());

    random.shuffle(&mut window);
    assert_eq!(first, find(&AREA, &window, &history));

    let east = |points: &[Plane]| -> Vec<Plane> {
        points.iter().map(|p| Plane::new(p.easting_m + 100.0, p.northing_m)).collect()
    };
    let moved_area = Grid { west_m: AREA.west_m + 100.0, ..AREA };
    let moved = find(&moved_area, &east(&window), &east(&history));
    assert_eq!(first.len(), moved.len());
    for (a, b) in first.iter().zip(&moved) {
        assert_eq!(
            (a.easting_m + 100.0, a.observed, a.expected),
            (b.easting_m, b.observed, b.expected)
        );
    }
}

#[test]
fn check_7_a_density_map_is_the_same_in_any_order_and_from_another_cell() {
    let mut random = Seeded::new(5);
    let mut points: Vec<Weighted> = world::scattered(&mut random, 300, 4_000.0)
        .into_iter()
        .map(|at| Weighted { at, weight: 1.0 })
        .collect();
    let fine = Grid { cell_m: 40.0, columns: 100, rows: 100, ..AREA };
    let first = density_map(&points, 4.0, 200.0, &fine);
    random.shuffle(&mut points);
    assert_eq!(first, density_map(&points, 4.0, 200.0, &fine));

    let shifted = Grid { west_m: fine.west_m - fine.cell_m, columns: 101, ..fine };
    let (one, two) = (first.value().unwrap(), density_map(&points, 4.0, 200.0, &shifted));
    let two = two.value().unwrap();
    for (cell, value) in one.per_km2_and_4_weeks.iter().enumerate() {
        let moved = shifted.cell_of(fine.centre(cell)).unwrap();
        assert_eq!(*value, two.per_km2_and_4_weeks[moved], "cell {cell}");
    }
}

#[test]
fn check_7_hours_do_not_depend_on_order_or_on_the_zone_of_the_server() {
    let mut random = Seeded::new(31);
    let mut spans: Vec<Span> = (0..300)
        .map(|_| {
            let from = 1_740_000_000 + random.below(30_000_000) as i64;
            Span { from, to: (random.unit() < 0.4).then(|| from + random.below(90_000) as i64) }
        })
        .collect();
    let of = |spans: &[Span]| match hours(spans, 52.0, SWEDEN).value() {
        Some(Pattern::HourOfWeek(weights)) => weights.concat(),
        other => unreachable!("{other:?}"),
    };
    let first = of(&spans);
    random.shuffle(&mut spans);
    let mixed = of(&spans);
    assert!(first.iter().zip(&mixed).all(|(a, b)| (a - b).abs() < 1e-12));

    // The same test is run once more as a program of its own that stands in New Zealand.
    const SAYS: &str = "hours:";
    let line = format!("{SAYS}{first:?}");
    println!("{line}");
    if std::env::var_os("TZ").is_none_or(|zone| zone != "Pacific/Auckland") {
        let name = "check_7_hours_do_not_depend_on_order_or_on_the_zone_of_the_server";
        let elsewhere = std::process::Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact", "--nocapture"])
            .env("TZ", "Pacific/Auckland")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&elsewhere.stdout);
        assert!(elsewhere.status.success() && said.contains(&line), "{said}");
    }
}

/// A series of weeks that add up to `total`, as even as can be.
fn even(total: u64, weeks: u64) -> Vec<u64> {
    (0..weeks).map(|i| (i + 1) * total / weeks - i * total / weeks).collect()
}

#[test]
fn check_8_verdicts_name_their_counts_and_no_percent_of_few() {
    let mut random = Seeded::new(2_024);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3_000 {
        let scale = [8.0, 40.0, 150.0][random.below(3)];
        let mut draw = |most: f64| (random.unit() * most) as u64;
        let (treated, control) =
            (Pair::new(draw(scale), draw(scale)), Pair::new(40 + draw(400.0), 40 + draw(300.0)));
        let series = [treated.before, control.before].map(|n| even(n, 52));
        let later = [treated.after, control.after].map(|n| even(n, 26));
        let finding = evaluate(
            Weeks { before: &series[0], after: &later[0] },
            Some(Weeks { before: &series[1], after: &later[1] }),
            12,
        );
        let swedish: String = finding.words().iter().map(|w| w.words_sv() + " ").collect();
        let english: String = finding.words().iter().map(|w| w.words_en() + " ").collect();
        for text in [&swedish, &english] {
            let small = text.to_lowercase();
            assert!(!small.contains('%') && !small.contains("signifi") && !small.contains("p-v"));
        }
        let Some(effect) = finding.value() else { continue };
        seen.insert(effect.verdict);
        for n in [treated.before, treated.after, control.before, control.after] {
            assert!(swedish.contains(&n.to_string()), "{n} is missing in {swedish}");
        }
        let is_large = effect.expected_after >= 20.0 && treated.before >= 20;
        assert!(is_large || !swedish.contains("procent") && !english.contains("percent"));
        assert!(swedish.contains(effect.verdict.words_sv()));
        assert!(swedish.contains("inte bevis för orsak"));
    }
    assert!(seen.len() >= 6 && !seen.contains(&Verdict::TooLittleData), "{seen:?}");
}
