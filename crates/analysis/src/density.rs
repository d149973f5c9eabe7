//! The density map: a quartic kernel in plane metres, one bandwidth and one legend for every
//! period. A picture of where events were reported, never a risk.

use domain::crs::Plane;
use serde::Serialize;

use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::near::{Grid, Near};
use crate::words::Words;

/// Events without which dots are drawn instead.
pub const LEAST_EVENTS: u64 = 30;
/// Events within the bandwidth below which a cell stays blank.
pub const LEAST_NEAR: usize = 3;

/// The shape of the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// 3/(πh²) (1 − d²/h²)²: the product's.
    Quartic,
    /// 2/(πh²) (1 − d²/h²), for comparison.
    Epanechnikov,
}

/// A point and its weight in the picture. Weights colour, they never enter a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted {
    /// Where, plane metres.
    pub at: Plane,
    /// 1, or a severity.
    pub weight: f64,
}

/// λ(s) = Σ wᵢ k(d) for d < h at every cell's middle: events per square metre, no edge correction.
/// The sum is the same for any order of the points.
///
/// Formula: λ(s) = Σ wᵢ k(d(s, i)/h) for d < h.
///
/// Units: metres in the plane; events a square metre.
///
/// Reference: Silverman 1986; Chainey & Ratcliffe 2005.
///
/// Least data: none; [`density_map`] holds the rule.
pub fn density(points: &[Weighted], bandwidth_m: f64, kernel: Kernel, grid: &Grid) -> Vec<f64> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| {
        a.at.northing_m
            .total_cmp(&b.at.northing_m)
            .then(a.at.easting_m.total_cmp(&b.at.easting_m))
            .then(a.weight.total_cmp(&b.weight))
    });
    let mut field = vec![0.0; grid.len()];
    let h2 = bandwidth_m * bandwidth_m;
    let area = std::f64::consts::PI * h2;
    let side = |metres: f64, cells: usize| {
        let first = ((metres - bandwidth_m) / grid.cell_m - 0.5).ceil().max(0.0) as usize;
        let last = ((metres + bandwidth_m) / grid.cell_m - 0.5).floor();
        let end = if last < 0.0 { 0 } else { (last as usize + 1).min(cells) };
        first..end
    };
    for point in &sorted {
        let columns = side(point.at.easting_m - grid.west_m, grid.columns);
        for row in side(point.at.northing_m - grid.south_m, grid.rows) {
            for column in columns.clone() {
                let cell = row * grid.columns + column;
                let middle = grid.centre(cell);
                let squared = (middle.easting_m - point.at.easting_m).powi(2)
                    + (middle.northing_m - point.at.northing_m).powi(2);
                if squared < h2 {
                    let fall = 1.0 - squared / h2;
                    field[cell] += point.weight
                        * match kernel {
                            Kernel::Quartic => 3.0 / area * fall * fall,
                            Kernel::Epanechnikov => 2.0 / area * fall,
                        };
                }
            }
        }
    }
    field
}

/// A density map in events per square kilometre and four weeks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DensityMap {
    /// The cells, on whole multiples of their side.
    pub grid: Grid,
    /// One value a cell; `None` where fewer than 3 events lie within the bandwidth.
    pub per_km2_and_4_weeks: Vec<Option<f64>>,
}

/// The density of the events of a window over a grid whose cells are at most a fifth of the
/// bandwidth (100, 200 or 400 m).
///
/// Formula: λ(x) = Σ wᵢ 3/(πh²)(1 − d²/h²)² for d < h, no edge correction; blank where fewer than 3
/// events lie within h.
///
/// Units: events per square kilometre and 4 weeks; metres in the plane.
///
/// Reference: Chainey & Ratcliffe 2005.
///
/// Least data: 30 events in the window, wherever they lie.
pub fn density_map(
    points: &[Weighted],
    weeks: f64,
    bandwidth_m: f64,
    grid: &Grid,
) -> Finding<DensityMap> {
    let events = points.len() as u64;
    let basis = Basis::new(Method::DensityMap, events, weeks)
        .with("bandwidth_m", bandwidth_m)
        .with("cell_m", grid.cell_m);
    let need = Need::new(Quantity::Events, events as f64, LEAST_EVENTS as f64);
    Finding::settle(basis, &[need.at_the_pace_of(weeks)], || {
        let unit = 1e6 * 4.0 / weeks;
        let at: Vec<Plane> = points.iter().map(|point| point.at).collect();
        let near = Near::new(&at, bandwidth_m);
        let field = density(points, bandwidth_m, Kernel::Quartic, grid);
        let shown = field.iter().enumerate().map(|(cell, value)| {
            let mut events_near = 0;
            if *value > 0.0 {
                near.within(grid.centre(cell), bandwidth_m, |_, _| events_near += 1);
            }
            (events_near >= LEAST_NEAR).then_some(value * unit)
        });
        let map = DensityMap { grid: *grid, per_km2_and_4_weeks: shown.collect() };
        (map, vec![Words::Drawn { events, weeks: weeks.round() as u32 }])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_density_adds_up_to_the_events_it_is_made_of() {
        let points: Vec<Weighted> = (0..40)
            .map(|i| Weighted {
                at: Plane::new(
                    1_000.0 + f64::from(i * 37 % 200),
                    1_000.0 + f64::from(i * 53 % 180),
                ),
                weight: 1.0,
            })
            .collect();
        let grid = Grid { west_m: 0.0, south_m: 0.0, cell_m: 10.0, columns: 220, rows: 220 };
        for kernel in [Kernel::Quartic, Kernel::Epanechnikov] {
            let sum: f64 = density(&points, 200.0, kernel, &grid).iter().sum();
            assert!((sum * 100.0 - 40.0).abs() < 0.02, "{sum}");
        }
        let mut turned = points.clone();
        turned.reverse();
        assert_eq!(
            density(&points, 200.0, Kernel::Quartic, &grid),
            density(&turned, 200.0, Kernel::Quartic, &grid)
        );
    }

    #[test]
    fn one_event_alone_paints_no_disc() {
        let mut points: Vec<Weighted> = (0..30)
            .map(|i| Weighted { at: Plane::new(100.0 + f64::from(i), 100.0), weight: 1.0 })
            .collect();
        points.push(Weighted { at: Plane::new(900.0, 900.0), weight: 1.0 });
        let grid = Grid { west_m: 0.0, south_m: 0.0, cell_m: 20.0, columns: 60, rows: 60 };
        let finding = density_map(&points, 4.0, 100.0, &grid);
        let map = finding.value().unwrap();
        let at = |x: f64, y: f64| map.per_km2_and_4_weeks[grid.cell_of(Plane::new(x, y)).unwrap()];
        assert!(at(110.0, 100.0).is_some() && at(900.0, 900.0).is_none());
        assert!(density_map(&points[..29], 4.0, 100.0, &grid).value().is_none());
    }
}
