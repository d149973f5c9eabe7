//! Does one event draw the next? Pairs close in space and time, held against shuffles of the
//! times (Knox 1964). Seeded: the same answer every time, for any order of the events.

use domain::crs::Plane;
use serde::Serialize;

use crate::distribution::poisson_at_least;
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::near::Near;
use crate::random::Seeded;
use crate::words::Words;

/// Distance within which a repeat is near, metres.
pub const NEAR_M: f64 = 200.0;
/// Shuffles of the times.
pub const SHUFFLES: u32 = 999;
/// Events of the category in 52 weeks without which nothing is said.
pub const LEAST_EVENTS: usize = 50;
/// Close pairs without which nothing is said.
pub const LEAST_PAIRS: u64 = 5;

/// Where and when, in plane metres and days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// Where.
    pub at: Plane,
    /// When, days from any fixed start.
    pub day: f64,
}

/// Which gaps in time count as close.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeBand {
    /// |Δt| ≤ the days given, as Knox.
    UpTo(f64),
    /// From the first (included) to the second (excluded), as the Near Repeat Calculator.
    HalfOpen(f64, f64),
}

impl TimeBand {
    /// The band as a smallest gap, included, and a largest, excluded.
    fn limits(self) -> (f64, f64) {
        match self {
            Self::UpTo(days) => (0.0, days.next_up()),
            Self::HalfOpen(from, to) => (from, to),
        }
    }

    fn has(self, gap: f64) -> bool {
        let (from, to) = self.limits();
        gap >= from && gap < to
    }
}

/// Counts of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Knox {
    /// Pairs close in space and time.
    pub close_both: u64,
    /// Pairs close in space.
    pub close_space: u64,
    /// Pairs close in time.
    pub close_time: u64,
    /// All pairs.
    pub pairs: u64,
    /// close_space × close_time / pairs.
    pub expected: f64,
    /// P(X > close_both) for X ~ Poisson(expected); a rule of thumb, the shuffles are the test.
    pub p_poisson: f64,
}

/// Counts pairs at most `near_m` apart (straight line) with a gap in `band`.
pub fn knox(events: &[Occurrence], near_m: f64, band: TimeBand) -> Knox {
    let near = close_pairs(events, near_m);
    let gap = |i: usize, j: usize| (events[i].day - events[j].day).abs();
    let close_both =
        near.iter().filter(|(i, j)| band.has(gap(*i as usize, *j as usize))).count() as u64;
    let mut close_time = 0;
    for i in 0..events.len() {
        close_time += (0..i).filter(|j| band.has(gap(i, *j))).count() as u64;
    }
    let n = events.len() as u64;
    let pairs = n * n.saturating_sub(1) / 2;
    let close_space = near.len() as u64;
    let expected = close_space as f64 * close_time as f64 / pairs.max(1) as f64;
    let p_poisson = poisson_at_least(close_both + 1, expected);
    Knox { close_both, close_space, close_time, pairs, expected, p_poisson }
}

/// What shuffling the times does to the count of close pairs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shuffled {
    /// Mean number of close pairs.
    pub mean: f64,
    /// Its standard deviation (n − 1).
    pub sd: f64,
    /// (1 + shuffles with at least as many) / (1 + shuffles).
    pub p: f64,
}

/// Shuffles the times `draws` times and counts the pairs at most `near_m` apart of each band.
pub fn shuffle_times(
    events: &[Occurrence],
    near_m: f64,
    bands: &[TimeBand],
    (draws, seed): (u32, u64),
) -> Vec<Shuffled> {
    let mut sorted = events.to_vec();
    sorted.sort_by(|a, b| {
        a.day
            .total_cmp(&b.day)
            .then(a.at.northing_m.total_cmp(&b.at.northing_m))
            .then(a.at.easting_m.total_cmp(&b.at.easting_m))
    });
    let near = close_pairs(&sorted, near_m);
    let mut days: Vec<f64> = sorted.iter().map(|event| event.day).collect();
    let count_band = |days: &[f64], band: &TimeBand| {
        let (from, to) = band.limits();
        let is_in = |(i, j): &(u32, u32)| {
            let gap = (days[*i as usize] - days[*j as usize]).abs();
            u64::from((gap >= from) & (gap < to))
        };
        near.iter().map(is_in).sum::<u64>()
    };
    let count =
        |days: &[f64]| -> Vec<u64> { bands.iter().map(|band| count_band(days, band)).collect() };
    let observed = count(&days);
    let mut random = Seeded::new(seed);
    let mut drawn = vec![Vec::new(); bands.len()];
    for _ in 0..draws {
        random.shuffle(&mut days);
        for (list, pairs) in drawn.iter_mut().zip(count(&days)) {
            list.push(pairs);
        }
    }
    drawn.iter().zip(&observed).map(|(list, seen)| summary(list, *seen)).collect()
}

fn summary(drawn: &[u64], observed: u64) -> Shuffled {
    let n = drawn.len() as f64;
    let mean = drawn.iter().sum::<u64>() as f64 / n;
    let squares: f64 = drawn.iter().map(|pairs| (*pairs as f64 - mean).powi(2)).sum();
    let reached = drawn.iter().filter(|pairs| **pairs >= observed).count() as f64;
    Shuffled { mean, sd: (squares / (n - 1.0)).sqrt(), p: (1.0 + reached) / (1.0 + n) }
}

fn close_pairs(events: &[Occurrence], near_m: f64) -> Vec<(u32, u32)> {
    let points: Vec<Plane> = events.iter().map(|event| event.at).collect();
    let near = Near::new(&points, near_m);
    let mut pairs = Vec::new();
    for (i, at) in points.iter().enumerate() {
        near.within(*at, near_m, |j, _| {
            if j > i {
                pairs.push((i as u32, j as u32));
            }
        });
    }
    pairs
}

/// Pairs by bands of Manhattan distance and gap, as the Near Repeat Calculator counts them
/// (Ratcliffe 2009). Rows: the same place, then up to and with each of `space_m`, then beyond;
/// columns: below each of `days`, then the rest.
pub fn pair_table(events: &[Occurrence], space_m: &[f64], days: &[f64]) -> Vec<Vec<u64>> {
    let mut table = vec![vec![0; days.len() + 1]; space_m.len() + 2];
    for (i, a) in events.iter().enumerate() {
        for b in &events[..i] {
            let apart =
                (a.at.easting_m - b.at.easting_m).abs() + (a.at.northing_m - b.at.northing_m).abs();
            let gap = (a.day - b.day).abs();
            let row = if apart == 0.0 {
                0
            } else {
                1 + space_m.iter().take_while(|limit| apart > **limit).count()
            };
            let column = days.iter().take_while(|limit| gap >= **limit).count();
            table[row][column] += 1;
        }
    }
    table
}

/// One band of the near-repeat answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RepeatBand {
    /// From this many days, included.
    pub from_days: f64,
    /// To this many days, excluded.
    pub to_days: f64,
    /// Pairs seen.
    pub pairs: u64,
    /// Pairs in the mean of the shuffles.
    pub expected: f64,
    /// Pairs over their mean.
    pub ratio: f64,
    /// p of the shuffles; for the method's own page.
    pub p: f64,
}

/// Near repeats of one category within 200 m, in the first and the second week.
///
/// Least data: 50 events of the category in 52 weeks and 5 pairs within 200 m and 14 days.
pub fn near_repeats(events: &[Occurrence], weeks: f64, seed: u64) -> Finding<Vec<RepeatBand>> {
    let bands = [(0.0, 7.0), (7.0, 14.0)];
    let counts = bands.map(|(from, to)| knox(events, NEAR_M, TimeBand::HalfOpen(from, to)));
    let close: u64 = counts.iter().map(|count| count.close_both).sum();
    let n = events.len();
    let basis = Basis::new(Method::NearRepeat, n as u64, weeks)
        .with("near_m", NEAR_M)
        .with("shuffles", f64::from(SHUFFLES))
        .with("seed", seed as f64);
    let needs = [
        Need::new(Quantity::Events, n as f64, LEAST_EVENTS as f64).at_the_pace_of(weeks),
        Need::new(Quantity::ClosePairs, close as f64, LEAST_PAIRS as f64),
    ];
    Finding::settle(basis, &needs, || {
        let half_open = bands.map(|(from, to)| TimeBand::HalfOpen(from, to));
        let chances = shuffle_times(events, NEAR_M, &half_open, (SHUFFLES, seed));
        let found: Vec<RepeatBand> = bands
            .iter()
            .zip(counts.iter().zip(&chances))
            .map(|(&(from_days, to_days), (count, chance))| {
                let (pairs, expected) = (count.close_both, chance.mean);
                let ratio = pairs as f64 / expected;
                RepeatBand { from_days, to_days, pairs, expected, ratio, p: chance.p }
            })
            .collect();
        let words = found.iter().map(tell).collect();
        (found, words)
    })
}

fn tell(band: &RepeatBand) -> Words {
    let (pairs, expected) = (band.pairs, band.expected.round() as u64);
    Words::Repeats { pairs, expected, is_certain: band.p <= 0.05 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scattered(n: u64, seed: u64) -> Vec<Occurrence> {
        let mut random = Seeded::new(seed);
        (0..n)
            .map(|_| Occurrence {
                at: Plane::new(random.unit() * 2_000.0, random.unit() * 2_000.0),
                day: random.unit() * 364.0,
            })
            .collect()
    }

    #[test]
    fn the_order_of_the_events_does_not_change_the_shuffles() {
        let mut events = scattered(120, 3);
        let first = near_repeats(&events, 52.0, 11);
        Seeded::new(5).shuffle(&mut events);
        assert_eq!(first, near_repeats(&events, 52.0, 11));
        assert!(first.value().is_some());
    }

    #[test]
    fn events_that_draw_the_next_are_found() {
        let mut events = scattered(60, 4);
        let next: Vec<Occurrence> = events
            .iter()
            .map(|event| Occurrence {
                at: Plane::new(event.at.easting_m + 50.0, event.at.northing_m),
                day: event.day + 3.0,
            })
            .collect();
        events.extend(next);
        let finding = near_repeats(&events, 52.0, 1);
        let bands = finding.value().unwrap();
        assert!(bands[0].p < 0.01 && bands[0].ratio > 2.0, "{bands:?}");
    }

    #[test]
    fn forty_nine_events_are_too_few() {
        assert!(near_repeats(&scattered(49, 9), 52.0, 1).value().is_none());
    }
}
