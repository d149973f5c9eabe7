//! What the product must not claim, and what it must see, counted over many seeded towns and maps.

use std::fmt;

use analysis::effect::{Effect, Weeks, evaluate};
use analysis::excess::{Against, excess};
use analysis::finding::{Finding, Verdict};
use analysis::near::Grid;
use analysis::places::{Counted, place_list};
use analysis::random::Seeded;
use domain::crs::Plane;

use crate::world::{Measure, PLACES, Town, scattered};

/// How often something happened, and how often it may.
pub(crate) struct Check {
    name: String,
    hits: u64,
    runs: u64,
    at_most: f64,
    at_least: f64,
}

impl Check {
    pub(crate) fn holds(&self) -> bool {
        let share = self.hits as f64 / self.runs as f64;
        self.runs > 0 && share <= self.at_most && share >= self.at_least
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.holds() { "ok  " } else { "FAIL" };
        let share = 100.0 * self.hits as f64 / self.runs as f64;
        write!(
            f,
            "{mark} {}: {} of {} ({share:.1} %), allowed {:.0} to {:.0} %",
            self.name,
            self.hits,
            self.runs,
            100.0 * self.at_least,
            100.0 * self.at_most
        )
    }
}

/// Every check over `seeds` seeds from `first`.
pub(crate) fn all(first: u64, seeds: u64) -> Vec<Check> {
    let mut checks = no_false_effects(first, seeds, 40.0);
    checks.extend(no_false_effects(first, seeds, 90.0));
    checks.push(real_effects(first, seeds));
    for events in [30, 100, 400] {
        checks.extend(no_false_hot_spots(first, seeds, events));
    }
    checks
}

/// The place the product itself would pick: highest shrunken rate of the last 12 weeks before 52.
fn worst_place(town: &Town) -> Option<usize> {
    let counted: Vec<Counted> = town.weekly[..PLACES]
        .iter()
        .zip(0..)
        .map(|(series, place)| {
            let weeks = &series[40..52];
            let days = weeks.iter().filter(|n| **n > 0).count() as u64;
            Counted { place, events: weeks.iter().sum(), days, organisations: 2, visits: None }
        })
        .collect();
    place_list(&counted, 12.0).value().map(|list| list.places[0].place as usize)
}

fn judge(town: &Town, place: usize, chosen_by: usize) -> Finding<Effect> {
    let (treated, rest) = (&town.weekly[place], town.rest(place));
    let halves = |series: &'_ [u64]| (series[..52].to_vec(), series[52..].to_vec());
    let (before, after) = halves(treated);
    let (rest_before, rest_after) = halves(&rest);
    let treated = Weeks { before: &before, after: &after };
    evaluate(treated, Some(Weeks { before: &rest_before, after: &rest_after }), chosen_by)
}

/// Nothing was done at the worst place: at most one in ten may get *tydlig* or *trolig*, at most
/// one in twenty a reduction.
pub(crate) fn no_false_effects(first: u64, seeds: u64, per_week: f64) -> Vec<Check> {
    let (mut claims, mut reductions, mut runs) = (0, 0, 0);
    for seed in first..first + seeds {
        let town = Town::new(seed, 78, per_week, None);
        let Some(place) = worst_place(&town) else { continue };
        runs += 1;
        if let Some(effect) = judge(&town, place, 12).value() {
            claims += u64::from(effect.verdict.is_claim());
            reductions += u64::from(effect.verdict.is_claim() && effect.verdict.is_decrease());
        }
    }
    let check = |what: &str, hits, at_most| Check {
        name: format!("nothing done, {per_week} events a week, {what}"),
        hits,
        runs,
        at_most,
        at_least: 0.0,
    };
    vec![check("any claim", claims, 0.10), check("a reduction", reductions, 0.05)]
}

/// A true halving at the busiest place must be *tydlig* in nine of ten.
pub(crate) fn real_effects(first: u64, seeds: u64) -> Check {
    let measure = Measure { place: 0, start: 52, keeps: 0.5 };
    let seen = |seed: &u64| {
        let town = Town::new(*seed, 78, 30.0, Some(measure));
        judge(&town, 0, 0).value().is_some_and(|e| e.verdict == Verdict::ClearDecrease)
    };
    Check {
        name: "a true halving at the busiest place, clear decrease".into(),
        hits: (first..first + seeds).filter(seen).count() as u64,
        runs: seeds,
        at_most: 1.0,
        at_least: 0.90,
    }
}

/// Points at random, against a random history and against even visits: at most one map in twenty
/// shows any excess.
pub(crate) fn no_false_hot_spots(first: u64, seeds: u64, events: u64) -> [Check; 2] {
    let side = 4_000.0;
    let area =
        Grid { west_m: 352_000.0, south_m: 6_422_000.0, cell_m: 100.0, columns: 40, rows: 40 };
    let even: Vec<Plane> = (0..area.len()).map(|cell| area.centre(cell)).collect();
    let mut hits = [0, 0];
    for seed in first..first + seeds {
        let mut random = Seeded::new(seed.wrapping_mul(31) + events);
        let window = scattered(&mut random, events, side);
        let history = scattered(&mut random, events * 13 / 3, side);
        let against = [
            Against::History { events: &history, weeks: 52.0 },
            Against::Visits { visits: &even, weeks: 52.0 },
        ];
        for (hits, against) in hits.iter_mut().zip(against) {
            let finding = excess(&area, &window, 12.0, against);
            *hits += u64::from(finding.value().is_some_and(|cells| !cells.is_empty()));
        }
    }
    let check = |what: &str, hits| Check {
        name: format!("{events} random points against {what}, maps with an excess"),
        hits,
        runs: seeds,
        at_most: 0.05,
        at_least: 0.0,
    };
    [check("a random history", hits[0]), check("even visits", hits[1])]
}
