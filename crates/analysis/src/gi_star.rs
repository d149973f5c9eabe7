//! Getis-Ord Gi*, for those who compare with other software. Correct arithmetic on weak grounds:
//! on sparse counts its normal p values find hot spots in chance, so the product shows `excess`.

use domain::crs::Plane;
use serde::Serialize;

use crate::distribution::normal_two_sided;
use crate::excess::{BAND_M, FLOOR_PER_CELL, local_excess};
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::multiple_testing::false_discovery_rate;
use crate::near::{Grid, Neighbourhood};
use crate::words::Words;

/// Events in the window without which no class is given.
pub const LEAST_EVENTS: u64 = 200;

/// Gi* of one cell or point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GiStar {
    /// Standard score; not a number where every value is equal.
    pub z: f64,
    /// Two-sided normal p.
    pub p: f64,
    /// Benjamini–Hochberg q over all cells.
    pub q: f64,
    /// ±3, ±2, ±1 for q ≤ .01, .05, .10, else 0; the sign is that of z.
    pub class: i8,
}

/// The standard scores of Gi* with binary weights (Ord & Getis 1995):
/// z = (Σ wx − X̄W) / (S √((nW − W²)/(n−1))), S the population standard deviation, W the members
/// of the neighbourhood, the cell itself included. `around` are the sums of `values`. Not a number
/// where every value is equal.
///
/// Formula: z = (Σ wx − X̄W)/(S √((nW − W²)/(n − 1))).
///
/// Units: standard deviations.
///
/// Reference: Ord & Getis 1995.
///
/// Least data: none; [`for_export`] holds the rule.
pub fn scores(values: &[f64], around: &[Neighbourhood]) -> Vec<f64> {
    let n = values.len() as f64;
    let mut sorted = values.to_vec();
    // Sorted, so that the order of the values does not change the last digit.
    sorted.sort_unstable_by(f64::total_cmp);
    let mean = sorted.iter().sum::<f64>() / n;
    let spread = (sorted.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
    around
        .iter()
        .map(|near| {
            let members = f64::from(near.members);
            let error = spread * ((n * members - members * members) / (n - 1.0)).sqrt();
            (near.sum - mean * members) / error
        })
        .collect()
}

/// [`scores`] with their two-sided normal p, q over all cells and class.
///
/// Formula: z as [`scores`]; p = 2(1 − Φ(|z|)); q by Benjamini–Hochberg.
///
/// Units: standard deviations; chances, 0 to 1.
///
/// Reference: Ord & Getis 1995; Benjamini & Hochberg 1995.
///
/// Least data: none; [`for_export`] holds the rule.
pub fn gi_star(values: &[f64], around: &[Neighbourhood]) -> Vec<GiStar> {
    let scores = scores(values, around);
    let p: Vec<f64> =
        scores.iter().map(|z| if z.is_nan() { 1.0 } else { normal_two_sided(*z) }).collect();
    let q = false_discovery_rate(&p);
    let class = |z: f64, q: f64| {
        let step = [0.01, 0.05, 0.10].iter().filter(|limit| q <= **limit).count() as i8;
        if z < 0.0 { -step } else { step }
    };
    scores
        .iter()
        .zip(p.iter().zip(&q))
        .map(|(&z, (&p, &q))| GiStar { z, p, q, class: class(z, q) })
        .collect()
}

/// Classes for an export, of the events of `window` on `net`. A hot class is only kept where the exact
/// test of [`crate::excess`] against `history` agrees (q ≤ .05) and the neighbourhood holds 3 events.
///
/// Formula: z = (Σwx − X̄W)/(S√((nW − W²)/(n−1))), binary weights within 150 m, the cell itself
/// included; q over all cells.
///
/// Units: standard scores; cells of 100 m.
///
/// Reference: Ord & Getis 1995.
///
/// Least data: 200 events in the window.
pub fn for_export(
    net: &Grid,
    window: &[Plane],
    history: &[Plane],
    weeks: f64,
) -> Finding<Vec<GiStar>> {
    let counts: Vec<f64> = net.counts(window).into_iter().map(|n| n as f64).collect();
    let events = counts.iter().sum::<f64>() as u64;
    let exact_q = || {
        let exposure: Vec<f64> =
            net.counts(history).into_iter().map(|n| n as f64 + FLOOR_PER_CELL).collect();
        let observed: Vec<u64> =
            net.sums(&counts, BAND_M).iter().map(|near| near.sum as u64).collect();
        let near: Vec<f64> = net.sums(&exposure, BAND_M).iter().map(|near| near.sum).collect();
        let cells = local_excess(&observed, &near, events, exposure.iter().sum());
        cells.iter().map(|cell| cell.q).collect::<Vec<f64>>()
    };
    classes(&counts, (&net.sums(&counts, BAND_M), exact_q), weeks)
}

fn classes(
    counts: &[f64],
    (around, exact_q): (&[Neighbourhood], impl FnOnce() -> Vec<f64>),
    weeks: f64,
) -> Finding<Vec<GiStar>> {
    let events = counts.iter().sum::<f64>() as u64;
    let basis = Basis::new(Method::GiStar, events, weeks);
    let need = Need::new(Quantity::Events, events as f64, LEAST_EVENTS as f64);
    Finding::settle(basis, &[need.at_the_pace_of(weeks)], || {
        let mut cells = gi_star(counts, around);
        for ((cell, near), q) in cells.iter_mut().zip(around).zip(exact_q()) {
            if q > 0.05 || near.sum < 3.0 {
                cell.class = cell.class.min(0);
            }
        }
        (cells, vec![Words::Drawn { events, weeks: weeks.round() as u32 }])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_cells_have_no_hot_spot() {
        let grid = Grid { west_m: 0.0, south_m: 0.0, cell_m: 1.0, columns: 5, rows: 5 };
        let values = vec![2.0; 25];
        assert!(gi_star(&values, &grid.sums(&values, 1.5)).iter().all(|cell| cell.class == 0));
    }

    #[test]
    fn a_hot_spot_the_exact_test_does_not_see_is_not_exported() {
        let grid = Grid { west_m: 0.0, south_m: 0.0, cell_m: 1.0, columns: 20, rows: 20 };
        let mut counts = vec![0.0; 400];
        counts[210] = 200.0;
        let around = grid.sums(&counts, 1.5);
        let seen = classes(&counts, (&around, || vec![0.01; 400]), 12.0);
        let unseen = classes(&counts, (&around, || vec![0.5; 400]), 12.0);
        assert!(seen.value().unwrap().iter().any(|cell| cell.class > 0));
        assert!(unseen.value().unwrap().iter().all(|cell| cell.class <= 0));
    }
}
