//! What must hold of the methods whatever the counts are; a failing case names its seed.

use analysis::alarm::{Week, bayes_bound, judge};
use analysis::change::{Pair, ratio_of_ratios};
use analysis::effect::{Weeks, evaluate};
use analysis::gi_star::scores;
use analysis::near::Grid;
use analysis::random::Seeded;
use analysis::series::{Model, interrupted};

const SEEDS: u64 = 60;

fn counts(seed: u64, n: usize, most: usize) -> Vec<u64> {
    let mut random = Seeded::new(seed);
    (0..n).map(|_| random.below(most + 1) as u64).collect()
}

#[test]
fn gi_star_does_not_mind_another_unit_or_a_mirror() {
    let net = Grid { west_m: 0.0, south_m: 0.0, cell_m: 1.0, columns: 12, rows: 9 };
    for seed in 1..=SEEDS {
        let values: Vec<f64> = counts(seed, 108, 6).iter().map(|n| *n as f64).collect();
        let z = scores(&values, &net.sums(&values, 1.5));
        let moved: Vec<f64> = values.iter().map(|value| 3.0 * value + 7.0).collect();
        let mirrored: Vec<f64> =
            (0..108).map(|cell| values[cell / 12 * 12 + 11 - cell % 12]).collect();
        let z_moved = scores(&moved, &net.sums(&moved, 1.5));
        let z_mirrored = scores(&mirrored, &net.sums(&mirrored, 1.5));
        for cell in 0..108 {
            assert!((z[cell] - z_moved[cell]).abs() < 1e-9, "seed {seed}, cell {cell}");
            let other = cell / 12 * 12 + 11 - cell % 12;
            assert!((z[cell] - z_mirrored[other]).abs() < 1e-9, "seed {seed}, cell {cell}");
        }
    }
}

#[test]
fn more_events_are_never_less_of_an_alarm_and_more_history_never_lowers_its_bound() {
    for seed in 1..=SEEDS {
        let past = counts(seed, 12, 5);
        let at = |events| *judge(Week { past: &past, events, reporters: 3 }).value().unwrap();
        for events in 0..30 {
            let (less, more) = (at(events), at(events + 1));
            assert!(more.p <= less.p && more.is_alarm >= less.is_alarm, "seed {seed}, {events}");
            assert_eq!(less.is_alarm, events > less.bound && events >= 3, "seed {seed}, {events}");
        }
        let mut busier = past.clone();
        busier[(seed % 12) as usize] += 1;
        assert!(bayes_bound(&busier, 0.005) >= bayes_bound(&past, 0.005), "seed {seed}");
        let mut mixed = past.clone();
        Seeded::new(seed).shuffle(&mut mixed);
        assert_eq!(bayes_bound(&mixed, 0.005), bayes_bound(&past, 0.005), "seed {seed}");
    }
}

#[test]
fn time_told_backwards_turns_the_effect_round() {
    for seed in 1..=SEEDS {
        let n = counts(seed, 4, 90);
        let [a, b, c, d] = [n[0] + 1, n[1] + 1, n[2] + 1, n[3] + 1];
        let forth = ratio_of_ratios(Pair::new(a, b), Pair::new(c, d), 1.3);
        let back = ratio_of_ratios(Pair::new(b, a), Pair::new(d, c), 1.3);
        assert!((forth.ratio * back.ratio - 1.0).abs() < 1e-9, "seed {seed}");
        let (inner, outer) = (forth.interval(0.10), forth.interval(0.05));
        assert!(outer.low <= inner.low && inner.low <= forth.ratio, "seed {seed}");
        assert!(outer.high >= inner.high && inner.high >= forth.ratio, "seed {seed}");
        let restless = ratio_of_ratios(Pair::new(a, b), Pair::new(c, d), 2.6);
        assert!(restless.log_se > forth.log_se, "seed {seed}");
    }
}

#[test]
fn the_order_of_the_weeks_changes_no_effect_and_fewer_after_never_raises_it() {
    for seed in 1..=SEEDS {
        let (before, after) = (counts(seed, 52, 4), counts(seed + 500, 26, 4));
        let (rest, rest_after) = (counts(seed + 900, 52, 20), counts(seed + 1_300, 26, 20));
        let control = Weeks { before: &rest, after: &rest_after };
        let of = |before: &[u64], after: &[u64]| {
            evaluate(Weeks { before, after }, Some(control), 0).value().copied().unwrap()
        };
        let told = of(&before, &after);
        let (mut mixed, mut mixed_after) = (before.clone(), after.clone());
        Seeded::new(seed).shuffle(&mut mixed);
        Seeded::new(seed).shuffle(&mut mixed_after);
        assert!((of(&mixed, &mixed_after).ratio - told.ratio).abs() < 1e-12, "seed {seed}");
        let mut fewer = after.clone();
        let week = fewer.iter().position(|n| *n > 0).unwrap();
        fewer[week] -= 1;
        assert!(of(&before, &fewer).ratio < told.ratio, "seed {seed}");
    }
}

#[test]
fn a_series_of_three_times_the_counts_tells_the_same_step() {
    let model = Model { start: 78, period: 52.0, harmonics: 1, has_slope: false };
    for seed in 1..=20 {
        let weekly: Vec<u64> = counts(seed, 130, 9).iter().map(|n| n + 1).collect();
        let threefold: Vec<u64> = weekly.iter().map(|n| 3 * n).collect();
        let one = interrupted(&weekly, model, 4).unwrap();
        let three = interrupted(&threefold, model, 4).unwrap();
        assert!((one.step_ratio - three.step_ratio).abs() < 1e-6, "seed {seed}");
        let (narrow, wide) = (three.step_interval95, one.step_interval95);
        assert!((narrow.low - wide.low).abs() < 1e-6, "quasi-Poisson, seed {seed}");
        // The fit keeps the sums on both sides of the start.
        assert!((one.fitted_sum - one.observed_sum as f64).abs() < 1e-6, "seed {seed}");
    }
}
