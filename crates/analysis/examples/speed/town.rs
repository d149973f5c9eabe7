//! Made-up reports of a year, seeded: places of very different weight, oldest first.

use analysis::duplicates::{Kinship, Report};
use analysis::near::Grid;
use analysis::random::Seeded;
use analysis::text_similarity::trigrams;
use domain::crs::Plane;

const YEAR_S: f64 = 364.0 * 86_400.0;
/// Reports of the town the analysis is made for, in a year, and its places.
const REPORTS: usize = 5_000;
const PLACES: usize = 45;

/// 15 by 15 kilometres.
pub(crate) const AREA: Grid =
    Grid { west_m: 345_000.0, south_m: 6_415_000.0, cell_m: 100.0, columns: 150, rows: 150 };

pub(crate) fn kinship(a: u32, b: u32) -> Kinship {
    if a == b { Kinship::Same } else { Kinship::Other }
}

/// A year of `n` reports in one town of 45 places, however many they are.
pub(crate) fn crowded(n: usize) -> Vec<Report> {
    reports(n, PLACES)
}

/// A year of `n` reports where more reports come from more places.
pub(crate) fn region(n: usize) -> Vec<Report> {
    reports(n, (n * PLACES / REPORTS).max(9))
}

/// Half of the points anywhere, half around 200 places: what is compared with other software.
pub(crate) fn scattered(n: usize) -> Vec<Plane> {
    let mut random = Seeded::new(7);
    let mut anywhere = |side: f64| (random.unit() * side, random.unit() * side);
    let places: Vec<(f64, f64)> = (0..200).map(|_| anywhere(14_000.0)).collect();
    (0..n)
        .map(|i| {
            let (x, y) = if i % 2 == 0 {
                anywhere(14_999.0)
            } else {
                let (dx, dy) = anywhere(600.0);
                (places[i % 200].0 + dx, places[i % 200].1 + dy)
            };
            Plane::new(AREA.west_m + x, AREA.south_m + y)
        })
        .collect()
}

fn reports(n: usize, places: usize) -> Vec<Report> {
    let mut random = Seeded::new(1);
    let middles: Vec<Plane> = (0..places)
        .map(|_| {
            let mut along = || 500.0 + random.unit() * 14_000.0;
            Plane::new(AREA.west_m + along(), AREA.south_m + along())
        })
        .collect();
    let text = trigrams("Skadegörelse på bänk vid parken. Återkommande problem.");
    let mut reports: Vec<Report> = (0..n)
        .map(|key| {
            let place = middles[(random.unit().powi(3) * places as f64) as usize];
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
                text: if n > 200_000 { Default::default() } else { text.clone() },
            }
        })
        .collect();
    reports.sort_by_key(|report| report.from);
    reports
}
