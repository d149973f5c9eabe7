//! Does one event draw the next? Pairs close in space and time, held against shuffles of the
//! times (Knox 1964). Seeded: the same answer every time, for any order of the events.

mod close;

use domain::crs::Plane;
use serde::Serialize;

use crate::distribution::poisson_at_least;
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::words::Words;

pub use close::PAIRS_FOLLOWED;

use close::{Followed, close_in_time, each_pair, sorted};

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
///
/// Formula: |{i < j : d ≤ near, gap in band}|.
///
/// Units: metres in the plane; days.
///
/// Reference: Knox 1964.
///
/// Least data: none; [`near_repeats`] holds the rule.
pub fn knox(events: &[Occurrence], near_m: f64, band: TimeBand) -> Knox {
    knox_bands(events, near_m, &[band])[0]
}

/// The same for several bands, looking for the pairs once.
fn knox_bands(events: &[Occurrence], near_m: f64, bands: &[TimeBand]) -> Vec<Knox> {
    let limits: Vec<(f64, f64)> = bands.iter().map(|band| band.limits()).collect();
    let mut close_space = 0;
    let mut close_both = vec![0; bands.len()];
    each_pair(events, near_m, |i, j| {
        close_space += 1;
        let gap = (events[i as usize].day - events[j as usize].day).abs();
        for (count, (from, to)) in close_both.iter_mut().zip(&limits) {
            *count += u64::from(gap >= *from && gap < *to);
        }
    });
    let mut days: Vec<f64> = events.iter().map(|event| event.day).collect();
    days.sort_by(f64::total_cmp);
    let n = events.len() as u64;
    let pairs = n * n.saturating_sub(1) / 2;
    let of_band = |(close_both, band): (u64, &(f64, f64))| {
        let close_time = close_in_time(&days, *band);
        let expected = close_space as f64 * close_time as f64 / pairs.max(1) as f64;
        let p_poisson = poisson_at_least(close_both + 1, expected);
        Knox { close_both, close_space, close_time, pairs, expected, p_poisson }
    };
    close_both.into_iter().zip(&limits).map(of_band).collect()
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
///
/// Formula: the count of [`knox`] under random orders of the times.
///
/// Units: metres in the plane; days; pairs.
///
/// Reference: Knox 1964; Ratcliffe 2009.
///
/// Least data: none; [`near_repeats`] holds the rule.
pub fn shuffle_times(
    events: &[Occurrence],
    near_m: f64,
    bands: &[TimeBand],
    (draws, seed): (u32, u64),
) -> Vec<Shuffled> {
    let sorted = sorted(events);
    let mut close = 0;
    each_pair(&sorted, near_m, |_, _| close += 1);
    // Counted whole: the answer is the one that reference software gives, however long it takes.
    follow(&Followed::all(&sorted, near_m, close), &sorted, bands, (draws, seed))
}

fn follow(
    followed: &Followed,
    sorted: &[Occurrence],
    bands: &[TimeBand],
    (draws, seed): (u32, u64),
) -> Vec<Shuffled> {
    let limits: Vec<(f64, f64)> = bands.iter().map(|band| band.limits()).collect();
    let days: Vec<f64> = sorted.iter().map(|event| event.day).collect();
    let observed = followed.count(&days, &limits);
    let drawn = followed.shuffle(&days, &limits, (draws, seed));
    drawn.iter().zip(&observed).map(|(list, seen)| summary(list, *seen)).collect()
}

fn summary(drawn: &[u64], observed: u64) -> Shuffled {
    let n = drawn.len() as f64;
    let mean = drawn.iter().sum::<u64>() as f64 / n;
    let squares: f64 = drawn.iter().map(|pairs| (*pairs as f64 - mean).powi(2)).sum();
    let reached = drawn.iter().filter(|pairs| **pairs >= observed).count() as f64;
    Shuffled { mean, sd: (squares / (n - 1.0)).sqrt(), p: (1.0 + reached) / (1.0 + n) }
}

/// Pairs by bands of Manhattan distance and gap, as the Near Repeat Calculator counts them
/// (Ratcliffe 2009). Rows: the same place, then up to and with each of `space_m`, then beyond;
/// columns: below each of `days`, then the rest.
///
/// Formula: pairs by band of |Δx| + |Δy| and of gap.
///
/// Units: metres in the plane; days; pairs.
///
/// Reference: Ratcliffe 2009.
///
/// Least data: none.
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

/// Near repeats of one category within 200 m, in the first and the second week: pairs seen over
/// the mean of 999 shuffles of the times; p = (1 + shuffles with at least as many)/1000.
///
/// All pairs close in space are followed through the shuffles up to `PAIRS_FOLLOWED`; of more, a
/// seeded draw is, and the basis says how many (`space_pairs`, `space_pairs_followed`). The pairs
/// seen are always all of them; p is then that of the draw, and the pairs expected are
/// close in space × close in time / all pairs, which is the exact mean over all shuffles.
///
/// Formula: ratio = pairs seen / mean pairs of 999 shuffles, p = (1 + #≥)/1000; bands [0, 7) and
/// [7, 14) days, δ = 200 m.
///
/// Units: pairs; metres and days.
///
/// Reference: Knox 1964; Ratcliffe 2009 (Near Repeat Calculator).
///
/// Least data: 50 events of the category in 52 weeks and 5 pairs within 200 m and 14 days.
pub fn near_repeats(events: &[Occurrence], weeks: f64, seed: u64) -> Finding<Vec<RepeatBand>> {
    following(PAIRS_FOLLOWED, events, weeks, seed)
}

/// The same with another limit of pairs followed.
fn following(limit: u64, events: &[Occurrence], weeks: f64, seed: u64) -> Finding<Vec<RepeatBand>> {
    let bands = [(0.0, 7.0), (7.0, 14.0)];
    let half_open = bands.map(|(from, to)| TimeBand::HalfOpen(from, to));
    let events = sorted(events);
    let counts = knox_bands(&events, NEAR_M, &half_open);
    let close: u64 = counts.iter().map(|count| count.close_both).sum();
    let space_pairs = counts.first().map_or(0, |count| count.close_space);
    let n = events.len();
    let needs = [
        Need::new(Quantity::Events, n as f64, LEAST_EVENTS as f64).at_the_pace_of(weeks),
        Need::new(Quantity::ClosePairs, close as f64, LEAST_PAIRS as f64),
    ];
    let is_whole = space_pairs <= limit;
    let followed = needs.iter().all(Need::is_met).then(|| {
        if is_whole {
            return Followed::all(&events, NEAR_M, space_pairs);
        }
        let share = limit as f64 / space_pairs as f64;
        Followed::drawn(&events, NEAR_M, (share, seed))
    });
    let basis = Basis::new(Method::NearRepeat, n as u64, weeks)
        .with("near_m", NEAR_M)
        .with("shuffles", f64::from(SHUFFLES))
        .with("seed", seed as f64)
        .with("space_pairs", space_pairs as f64)
        .with("space_pairs_followed", followed.as_ref().map_or(0.0, |it| it.len() as f64));
    Finding::settle(basis, &needs, || {
        let chances = followed.map_or_else(Vec::new, |followed| {
            follow(&followed, &events, &half_open, (SHUFFLES, seed))
        });
        let found: Vec<RepeatBand> = bands
            .iter()
            .zip(counts.iter().zip(&chances))
            .map(|(&(from_days, to_days), (count, chance))| {
                let expected = if is_whole { chance.mean } else { count.expected };
                let pairs = count.close_both;
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
    use crate::random::Seeded;

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
    fn a_draw_of_very_many_pairs_is_told_and_sees_the_same() {
        let mut random = Seeded::new(8);
        let heap = |random: &mut Seeded| Plane::new(random.unit() * 450.0, random.unit() * 450.0);
        let mut events: Vec<Occurrence> = (0..200)
            .map(|_| Occurrence { at: heap(&mut random), day: random.unit() * 364.0 })
            .collect();
        let parameter = |finding: &Finding<Vec<RepeatBand>>, name: &str| {
            finding.basis().parameters.iter().find(|it| it.name == name).map(|it| it.value).unwrap()
        };
        let calm = following(6_000, &events, 52.0, 2);
        let followed = parameter(&calm, "space_pairs_followed");
        assert!(parameter(&calm, "space_pairs") > 6_500.0 && (followed - 6e3).abs() < 300.0);
        let bands = calm.value().unwrap();
        assert!(bands[0].p > 0.01 && (bands[0].ratio - 1.0).abs() < 0.2, "{bands:?}");
        let whole = shuffle_times(&events, NEAR_M, &[TimeBand::HalfOpen(0.0, 7.0)], (99, 2));
        assert!((bands[0].expected / whole[0].mean - 1.0).abs() < 0.02);

        for i in 0..120 {
            events.push(Occurrence { day: events[i].day + 0.1, ..events[i] });
        }
        let drawn = following(6_000, &events, 52.0, 2);
        let bands = drawn.value().unwrap();
        assert!(bands[0].p < 0.05, "{bands:?}");
        random.shuffle(&mut events);
        assert_eq!(drawn, following(6_000, &events, 52.0, 2));
    }

    #[test]
    fn shuffles_by_rank_count_what_shuffled_days_count() {
        let mut events = scattered(150, 21);
        // Days that are equal, and gaps on the limits.
        events.iter_mut().for_each(|event| event.day = (event.day * 2.0).floor() / 2.0);
        let events = sorted(&events);
        let mut days: Vec<f64> = events.iter().map(|event| event.day).collect();
        let followed = Followed::all(&events, NEAR_M, 0);
        let bands = [(0.0, 7.0), (7.0, 14.0), (0.0, 3.0_f64.next_up())];
        let by_rank = followed.shuffle(&days, &bands, (21, 5));
        let mut random = Seeded::new(5);
        for draw in 0..21 {
            random.shuffle(&mut days);
            let by_day = followed.count(&days, &bands);
            let drawn: Vec<u64> = by_rank.iter().map(|list| list[draw]).collect();
            assert_eq!(drawn, by_day, "draw {draw}");
        }
    }

    #[test]
    fn pairs_close_in_time_are_counted_as_one_by_one() {
        let mut days: Vec<f64> =
            scattered(300, 6).iter().map(|e| (e.day * 4.0).floor() / 4.0).collect();
        days.sort_by(f64::total_cmp);
        for band in [(0.0, 7.0), (7.0, 14.0), (0.0, 7.0_f64.next_up()), (0.0, 0.0), (3.0, 3.25)] {
            let mut one_by_one = 0;
            for (i, a) in days.iter().enumerate() {
                let is_in = |b: &&f64| (a - **b).abs() >= band.0 && (a - **b).abs() < band.1;
                one_by_one += days[..i].iter().filter(is_in).count() as u64;
            }
            assert_eq!(close_in_time(&days, band), one_by_one, "{band:?}");
        }
    }

    #[test]
    fn forty_nine_events_are_too_few() {
        assert!(near_repeats(&scattered(49, 9), 52.0, 1).value().is_none());
    }
}
