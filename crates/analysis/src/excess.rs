//! Where is more going on than the place's own history, or the visits to it, lead to expect? An
//! exact count test, corrected for looking everywhere: the engine of the map.

use domain::crs::Plane;
use serde::Serialize;

use crate::distribution::{beta_binomial_at_least, binomial_at_least, poisson_at_least};
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::multiple_testing::false_discovery_rate;
use crate::near::Grid;
use crate::rates::{Interval, clopper_pearson};
use crate::words::Words;

/// Events in the window without which no cell is tested.
pub const LEAST_EVENTS: u64 = 30;
/// Weeks of history without which no cell is tested.
pub const LEAST_HISTORY_WEEKS: f64 = 26.0;
/// Exposure every cell has, in events, so that a place without history is not impossible.
pub const FLOOR_PER_CELL: f64 = 0.05;
/// Largest q that is shown against visits.
pub const Q_VISITS: f64 = 0.05;
/// Largest q that is shown against history: lower, so that chance alone shows an excess in fewer
/// than one map of twenty although the history is a draw too.
pub const Q_HISTORY: f64 = 0.035;
/// Radius of a neighbourhood, metres.
pub const BAND_M: f64 = 150.0;

/// One neighbourhood against its share of the exposure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LocalExcess {
    /// Events in the neighbourhood, s.
    pub observed: u64,
    /// E = N·Bᵢ/B.
    pub expected: f64,
    /// s/E.
    pub ratio: f64,
    /// P(X ≥ s) for X ~ Poisson(E).
    pub p_poisson: f64,
    /// P(X ≥ s) for X ~ Bin(N, Bᵢ/B): the test.
    pub p: f64,
    /// Benjamini–Hochberg q over all neighbourhoods.
    pub q: f64,
}

/// Tests every neighbourhood: `observed` and `exposure` are its sums, `events` and
/// `total_exposure` those of the whole area (not of the overlapping neighbourhoods).
///
/// Formula: E = N·Bᵢ/B; p = P(X ≥ s), X ~ Bin(N, Bᵢ/B); q over all neighbourhoods.
///
/// Units: events; exposure in any one unit.
///
/// Reference: Clopper & Pearson 1934; Benjamini & Hochberg 1995.
///
/// Least data: none; [`excess`] holds the rule.
pub fn local_excess(
    observed: &[u64],
    exposure: &[f64],
    events: u64,
    total_exposure: f64,
) -> Vec<LocalExcess> {
    let mut cells: Vec<LocalExcess> = observed
        .iter()
        .zip(exposure)
        .map(|(&observed, &near)| {
            let share = (near / total_exposure).clamp(0.0, 1.0);
            let expected = events as f64 * share;
            LocalExcess {
                observed,
                expected,
                ratio: observed as f64 / expected,
                p_poisson: poisson_at_least(observed, expected),
                p: binomial_at_least(observed, events, share),
                q: f64::NAN,
            }
        })
        .collect();
    let p: Vec<f64> = cells.iter().map(|cell| cell.p).collect();
    for (cell, q) in cells.iter_mut().zip(false_discovery_rate(&p)) {
        cell.q = q;
    }
    cells
}

/// What a neighbourhood's events are held against.
#[derive(Debug, Clone, Copy)]
pub enum Against<'a> {
    /// The events of the weeks before the window: finds what is new.
    History {
        /// Their positions, plane metres.
        events: &'a [Plane],
        /// Weeks they were gathered in.
        weeks: f64,
    },
    /// Visits in the window: finds what effort does not explain.
    Visits {
        /// Their positions, plane metres.
        visits: &'a [Plane],
        /// Weeks of known presence before and in the window.
        weeks: f64,
    },
}

/// A cell whose neighbourhood holds more than expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExcessCell {
    /// Middle of the cell, easting in metres.
    pub easting_m: f64,
    /// Middle of the cell, northing in metres.
    pub northing_m: f64,
    /// Events within [`BAND_M`] of the middle's cell.
    pub observed: u64,
    /// Events expected there.
    pub expected: f64,
    /// Observed over expected.
    pub ratio: f64,
    /// 95 % Clopper–Pearson interval of the ratio.
    pub interval: Interval,
    /// q over all cells of the area; for the method's own page.
    pub q: f64,
}

/// The cells of `area` with more events in the window than `against` leads to expect: q below its limit,
/// at least 5 events, at least 1.5 times as many; surest first. Events outside the area are left
/// out on both sides. Against visits the test is binomial; against history it is beta-binomial,
/// because the history is a draw as well.
///
/// Formula: E = N·Bᵢ/B, p = P(Bin(N, Bᵢ/B) ≥ s), against history beta-binomial; q by Benjamini &
/// Hochberg over all cells; ratio s/E with the Clopper–Pearson interval of s/N.
///
/// Units: events within 150 m; metres in the plane.
///
/// Reference: Clopper & Pearson 1934; Benjamini & Hochberg 1995; decision 0070.
///
/// Least data: 30 events in the window and 26 weeks of history.
pub fn excess(
    area: &Grid,
    window: &[Plane],
    weeks: f64,
    against: Against<'_>,
) -> Finding<Vec<ExcessCell>> {
    let (base, history_weeks, q_limit) = match against {
        Against::History { events, weeks } => (events, weeks, Q_HISTORY),
        Against::Visits { visits, weeks } => (visits, weeks, Q_VISITS),
    };
    let counts: Vec<f64> = area.counts(window).into_iter().map(|n| n as f64).collect();
    let exposure: Vec<f64> =
        area.counts(base).into_iter().map(|n| n as f64 + FLOOR_PER_CELL).collect();
    let events = counts.iter().sum::<f64>();
    let basis = Basis::new(Method::LocalExcess, events as u64, weeks)
        .with("cell_m", area.cell_m)
        .with("band_m", BAND_M)
        .with("history_weeks", history_weeks)
        .with("floor_per_cell", FLOOR_PER_CELL)
        .with("q_limit", q_limit);
    let needs = [
        Need::new(Quantity::Events, events, LEAST_EVENTS as f64).at_the_pace_of(weeks),
        Need::new(Quantity::WeeksOfHistory, history_weeks, LEAST_HISTORY_WEEKS)
            .at_the_pace_of(history_weeks),
    ];
    Finding::settle(basis, &needs, || {
        let observed: Vec<u64> =
            area.sums(&counts, BAND_M).iter().map(|near| near.sum as u64).collect();
        let near: Vec<f64> = area.sums(&exposure, BAND_M).iter().map(|near| near.sum).collect();
        let total = exposure.iter().sum();
        let mut tested = local_excess(&observed, &near, events as u64, total);
        if let Against::History { .. } = against {
            doubt_history(&mut tested, &near, events as u64, total);
        }
        let cells = select(area, &tested, events as u64, q_limit);
        let words = tell(&cells, events as u64);
        (cells, words)
    })
}

/// A history of few events is itself a draw: the share Bᵢ/B of a neighbourhood is uncertain as
/// Beta(Bᵢ, B − Bᵢ), and the test becomes beta-binomial. Taking the history for certain finds an
/// excess in a third of the maps of random points with random history.
fn doubt_history(cells: &mut [LocalExcess], exposure: &[f64], events: u64, total: f64) {
    for (cell, near) in cells.iter_mut().zip(exposure) {
        cell.p = beta_binomial_at_least(cell.observed, events, *near, total - near);
    }
    let p: Vec<f64> = cells.iter().map(|cell| cell.p).collect();
    for (cell, q) in cells.iter_mut().zip(false_discovery_rate(&p)) {
        cell.q = q;
    }
}

fn select(area: &Grid, tested: &[LocalExcess], events: u64, q_limit: f64) -> Vec<ExcessCell> {
    let mut cells: Vec<ExcessCell> = tested
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.q <= q_limit && cell.observed >= 5 && cell.ratio >= 1.5)
        .map(|(i, cell)| {
            let middle = area.centre(i);
            let share = clopper_pearson(cell.observed, events, 0.05);
            let unit = events as f64 / cell.expected;
            ExcessCell {
                easting_m: middle.easting_m,
                northing_m: middle.northing_m,
                observed: cell.observed,
                expected: cell.expected,
                ratio: cell.ratio,
                interval: Interval::new(share.low * unit, share.high * unit),
                q: cell.q,
            }
        })
        .collect();
    cells.sort_by(|a, b| {
        a.q.total_cmp(&b.q)
            .then(b.ratio.total_cmp(&a.ratio))
            .then(a.northing_m.total_cmp(&b.northing_m))
            .then(a.easting_m.total_cmp(&b.easting_m))
    });
    cells
}

fn tell(cells: &[ExcessCell], events: u64) -> Vec<Words> {
    match cells.first() {
        None => vec![Words::NoExcess { events }],
        Some(top) => {
            vec![Words::Excess { observed: top.observed, expected: top.expected.round() as u64 }]
        }
    }
}
