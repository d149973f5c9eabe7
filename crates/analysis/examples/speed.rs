//! How long the whole picture takes: `cargo run --release -p analysis --example speed [EVENTS]`.
//! Prints wall milliseconds, the fastest of five; nothing is judged by them.

use std::time::Instant;

use analysis::calendar::SWEDEN;
use analysis::clusters::new_places;
use analysis::density::{Weighted, density_map};
use analysis::duplicates::{Kinship, Report, suggest};
use analysis::excess::{Against, excess};
use analysis::hours::{Span, hours};
use analysis::near::Grid;
use analysis::random::Seeded;
use analysis::repeats::{Occurrence, near_repeats};
use analysis::text_similarity::trigrams;
use domain::crs::{Plane, ReferenceSystem};

const YEAR_S: f64 = 364.0 * 86_400.0;
const AREA: Grid =
    Grid { west_m: 345_000.0, south_m: 6_415_000.0, cell_m: 100.0, columns: 150, rows: 150 };

fn main() {
    let n = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(5_000);
    let reports = town(n);
    let points: Vec<Plane> = reports.iter().map(|report| report.at).collect();
    let recent = (points.len() * 40 / 52).min(points.len());
    let (history, window) = points.split_at(recent);
    let fine = Grid { cell_m: 40.0, columns: 375, rows: 375, ..AREA };
    let weighted: Vec<Weighted> =
        window.iter().map(|at| Weighted { at: *at, weight: 1.0 }).collect();
    let spans: Vec<Span> = reports.iter().map(|r| Span { from: r.from, to: Some(r.to) }).collect();
    let category: Vec<Occurrence> = reports
        .iter()
        .filter(|report| report.category == 0)
        .map(|report| Occurrence { at: report.at, day: report.from as f64 / 86_400.0 })
        .collect();
    let lon_lat: Vec<(f64, f64)> =
        points.iter().map(|at| ReferenceSystem::Sweref99Tm.to_lon_lat(*at)).collect();
    let against = Against::History { events: history, weeks: 40.0 };
    println!("{n} events, {} of one category", category.len());
    let mut sum = 0.0;
    sum += time("degrees to plane", || {
        lon_lat
            .iter()
            .map(|(x, y)| ReferenceSystem::Sweref99Tm.to_plane(*x, *y).easting_m)
            .sum::<f64>()
    });
    sum += time("double reports", || suggest(&reports, kinship).len());
    sum += time("exact local excess", || excess(&AREA, window, 12.0, against));
    sum += time("density map", || density_map(&weighted, 12.0, 200.0, &fine));
    sum += time("new places", || new_places(window, 12.0));
    sum += time("hours of the week", || hours(&spans, 52.0, SWEDEN));
    sum += time("near repeats, 999 shuffles", || near_repeats(&category, 52.0, 1));
    println!("{sum:9.2} ms together");
}

fn kinship(a: u32, b: u32) -> Kinship {
    if a == b { Kinship::Same } else { Kinship::Other }
}

fn time<T>(what: &str, run: impl Fn() -> T) -> f64 {
    let once = || {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed().as_secs_f64() * 1_000.0
    };
    let best = (0..5).map(|_| once()).fold(f64::INFINITY, f64::min);
    println!("{best:9.2} ms {what}");
    best
}

/// Reports of a year at 45 places of very different weight, oldest first.
fn town(n: usize) -> Vec<Report> {
    let mut random = Seeded::new(1);
    let places: Vec<Plane> = (0..45)
        .map(|_| {
            let mut along = || 3_000.0 + random.unit() * 9_000.0;
            Plane::new(AREA.west_m + along(), AREA.south_m + along())
        })
        .collect();
    let mut reports: Vec<Report> = (0..n)
        .map(|key| {
            let place = places[(random.unit().powi(3) * 45.0) as usize];
            let mut near = || (random.unit() + random.unit() - 1.0) * 120.0;
            let at = Plane::new(place.easting_m + near(), place.northing_m + near());
            let from = (random.unit() * YEAR_S) as i64;
            let length = if random.unit() < 0.3 { (random.unit() * 30_000.0) as i64 } else { 0 };
            Report {
                key: key as u128,
                at,
                accuracy_m: 5.0 + random.unit() * 30.0,
                from,
                to: from + length,
                category: random.below(12) as u32,
                severity: random.below(4) as i32,
                source: random.below(4) as u32,
                text: trigrams("Skadegörelse på bänk vid parken. Återkommande problem."),
            }
        })
        .collect();
    reports.sort_by_key(|report| report.from);
    reports
}
