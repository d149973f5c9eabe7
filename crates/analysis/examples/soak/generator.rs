//! The same checks from report to verdict on towns of the shared generator, where it is at hand:
//! reports are joined by the product's own suggestions, places found by its own list.

use std::path::Path;

use analysis::duplicates::suggest;
use analysis::effect::{Effect, Weeks, evaluate};
use analysis::finding::{Finding, Verdict};
use analysis::near::Grid;
use analysis::places::{Counted, place_list};
use domain::crs::{Plane, ReferenceSystem};

use crate::generated::{Town, kinship, town};

/// Weeks generated, and the week a measure begins.
const WEEKS: i64 = 78;
const START: i64 = 52;
/// Monday 6 January 2025, 00:00 in Sweden.
const FIRST: i64 = 1_736_118_000;

/// One event: where, and in which week.
type Event = (Plane, i64);

/// Prints the shares over `towns` towns; `None` where the generator cannot be run.
pub(crate) fn run(towns: u64) -> Option<bool> {
    let (mut claims, mut reductions, mut seen, mut f1) = (0, 0, 0, 0.0);
    for seed in 1..=towns {
        let arguments = format!("make_observations.py 7500 --seed {seed} --weeks {WEEKS}");
        let calm = town(Path::new("."), &arguments).ok()?;
        let events = events(&calm);
        f1 += joined_well(&calm);
        if let Some(effect) = worst(&events).and_then(|at| judge(&events, at, 12).value().copied())
        {
            claims += u64::from(effect.verdict.is_claim());
            reductions += u64::from(effect.verdict.is_claim() && effect.verdict.is_decrease());
        }
        let truth = std::env::temp_dir().join(format!("town-{}-{seed}.json", std::process::id()));
        let with_measure =
            format!("{arguments} --intervention 0:2026-01-05:0.5 --truth {}", truth.display());
        let changed = town(Path::new("."), &with_measure).ok()?;
        let at = place_zero(&truth)?;
        let _ = std::fs::remove_file(&truth);
        let effect = judge(&self::events(&changed), at, 0);
        seen += u64::from(effect.value().is_some_and(|e| e.verdict == Verdict::ClearDecrease));
    }
    let share = |n: u64| 100.0 * n as f64 / towns as f64;
    println!("generator, seeds 1 to {towns}: mean F1 of joining {:.3}", f1 / towns as f64);
    println!("generator, nothing done: any claim {:.1} % (at most 10)", share(claims));
    println!("generator, nothing done: a reduction {:.1} % (at most 5)", share(reductions));
    println!("generator, halved at place 0: clear decrease {:.1} % (at least 90)", share(seen));
    Some(share(claims) <= 10.0 && share(reductions) <= 5.0 && share(seen) >= 90.0)
}

/// The events of a town: reports joined where the product would suggest it.
fn events(town: &Town) -> Vec<Event> {
    let mut is_first = vec![true; town.reports.len()];
    for pair in suggest(&town.reports, kinship) {
        is_first[pair.one.max(pair.other)] = false;
    }
    let week = |at: i64| (at - FIRST).div_euclid(7 * 86_400);
    town.reports
        .iter()
        .zip(is_first)
        .filter(|(_, is_first)| *is_first)
        .map(|(report, _)| (report.at, week(report.to)))
        .collect()
}

fn joined_well(town: &Town) -> f64 {
    let found = suggest(&town.reports, kinship);
    let hits = found.iter().filter(|p| town.truth[p.one] == town.truth[p.other]).count();
    let mut sorted = town.truth.clone();
    sorted.sort();
    let pairs: usize =
        sorted.chunk_by(|a, b| a == b).map(|group| group.len() * (group.len() - 1) / 2).sum();
    2.0 * hits as f64 / (found.len() + pairs) as f64
}

/// Middle of the 200 m square on top of the place list of the last 12 weeks before the start.
fn worst(events: &[Event]) -> Option<Plane> {
    let corner = |pick: fn(f64, f64) -> f64, start: f64| {
        events.iter().fold(Plane::new(start, start), |at, (p, _)| {
            Plane::new(pick(at.easting_m, p.easting_m), pick(at.northing_m, p.northing_m))
        })
    };
    let grid = Grid::covering(corner(f64::min, 1e9), corner(f64::max, 0.0), 200.0);
    let mut weeks_of: std::collections::BTreeMap<usize, Vec<i64>> = Default::default();
    for (at, week) in events.iter().filter(|(_, week)| (START - 12..START).contains(week)) {
        weeks_of.entry(grid.cell_of(*at)?).or_default().push(*week);
    }
    let counted: Vec<Counted> = weeks_of
        .into_iter()
        .map(|(cell, mut weeks)| {
            let events = weeks.len() as u64;
            weeks.dedup();
            let days = weeks.len() as u64;
            Counted { place: cell as u64, events, days, organisations: 2, visits: None }
        })
        .collect();
    let list = place_list(&counted, 12.0);
    list.value().map(|list| grid.centre(list.places[0].place as usize))
}

/// Within 150 m against everything beyond 350 m.
fn judge(events: &[Event], at: Plane, chosen_by: usize) -> Finding<Effect> {
    let series = |is_in: &dyn Fn(f64) -> bool| {
        let mut weeks = vec![0_u64; WEEKS as usize];
        for (p, week) in events.iter().filter(|(p, _)| is_in(p.distance_m(at))) {
            let _ = p;
            if let Some(count) = usize::try_from(*week).ok().and_then(|week| weeks.get_mut(week)) {
                *count += 1;
            }
        }
        weeks
    };
    let (place, rest) = (series(&|d| d <= 150.0), series(&|d| d > 350.0));
    let split = START as usize;
    let of = |weeks: &'_ [u64]| (weeks[..split].to_vec(), weeks[split..].to_vec());
    let ((before, after), (rest_before, rest_after)) = (of(&place), of(&rest));
    evaluate(
        Weeks { before: &before, after: &after },
        Some(Weeks { before: &rest_before, after: &rest_after }),
        chosen_by,
    )
}

fn place_zero(truth: &Path) -> Option<Plane> {
    let file: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(truth).ok()?).ok()?;
    let place = &file["places"][0];
    Some(ReferenceSystem::Sweref99Tm.to_plane(place["lon"].as_f64()?, place["lat"].as_f64()?))
}
