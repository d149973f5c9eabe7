//! The list looks back: how many of the next weeks' events fall where it pointed? Shown to those
//! who run the system, so that a list that finds nothing is not trusted.

use serde::Serialize;

use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::random::Seeded;
use crate::words::Words;

/// One cell or place: events of the earlier window, and of the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Order among equals, as row and column or a place's number.
    pub key: (i64, i64),
    /// Events in the earlier window.
    pub early: u64,
    /// Events in the later window.
    pub late: u64,
}

/// How well the first `k` of a ranking did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Accuracy {
    /// Cells picked.
    pub k: usize,
    /// Later events in them.
    pub hits: u64,
    /// n*, the most events that k cells could hold.
    pub best: u64,
    /// n/N.
    pub hit_rate: f64,
    /// a/A.
    pub area_share: f64,
    /// (n/N)/(a/A) (Chainey et al. 2008); set by cell size and empty land, not for comparison.
    pub pai: f64,
    /// n/n* (Hunt 2016).
    pub pei: f64,
}

/// Ranks by earlier events, then by key, and scores the first `k` on the later events. `cells` is
/// the number of cells of the study area, the empty ones included.
///
/// Formula: hit rate n/N; PAI (n/N)/(a/A); PEI n/n*.
///
/// Units: events, cells; shares.
///
/// Reference: Chainey, Tompson & Uhlig 2008; Hunt 2016.
///
/// Least data: none; [`self_check`] holds the rule.
pub fn accuracy(tallies: &[Tally], k: usize, cells: u64) -> Accuracy {
    let mut ranked = tallies.to_vec();
    ranked.sort_by_key(|tally| (std::cmp::Reverse(tally.early), tally.key));
    let hits: u64 = ranked.iter().take(k).map(|tally| tally.late).sum();
    let all: u64 = ranked.iter().map(|tally| tally.late).sum();
    let mut late: Vec<u64> = ranked.iter().map(|tally| tally.late).collect();
    late.sort_unstable_by(|a, b| b.cmp(a));
    let best: u64 = late.iter().take(k).sum();
    let hit_rate = hits as f64 / all as f64;
    let area_share = k as f64 / cells as f64;
    Accuracy {
        k,
        hits,
        best,
        hit_rate,
        area_share,
        pai: hit_rate / area_share,
        pei: hits as f64 / best as f64,
    }
}

/// The monthly self-check of the place list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SelfCheck {
    /// Later events at the ten places of the list.
    pub hits: u64,
    /// Later events at all places.
    pub events: u64,
    /// The most that ten places could have held.
    pub best: u64,
    /// Hits over all later events at places.
    pub hit_rate: f64,
    /// Hits over the best possible hits.
    pub pei: f64,
    /// Mean hits of ten places picked at random.
    pub random_hits: f64,
    /// Whether the list beats nineteen of twenty random picks.
    pub is_better_than_chance: bool,
}

/// Scores the top 10 of the last 12 weeks on the 4 weeks after, against 999 random tens of the
/// places of the last 52 weeks (all of `tallies`).
///
/// Formula: hits = later events at the ten; PEI = hits / the most that ten places could have held.
///
/// Units: events; a share for PEI.
///
/// Reference: Hunt 2016, in the NIJ forecasting challenge 2017.
///
/// Least data: 20 later events, and more than 10 places to pick from.
pub fn self_check(tallies: &[Tally], seed: u64) -> Finding<SelfCheck> {
    let events: u64 = tallies.iter().map(|tally| tally.late).sum();
    let basis = Basis::new(Method::SelfCheck, events, 4.0).with("places", tallies.len() as f64);
    let needs = [
        Need::new(Quantity::Events, events as f64, 20.0).at_the_pace_of(4.0),
        Need::new(Quantity::Candidates, tallies.len() as f64, 11.0),
    ];
    Finding::settle(basis, &needs, || {
        let score = accuracy(tallies, 10, tallies.len() as u64);
        let mut late: Vec<u64> = tallies.iter().map(|tally| tally.late).collect();
        late.sort_unstable();
        let mut random = Seeded::new(seed);
        let picks: Vec<u64> = (0..999)
            .map(|_| {
                random.shuffle(&mut late);
                late.iter().take(10).sum()
            })
            .collect();
        let random_hits = picks.iter().sum::<u64>() as f64 / 999.0;
        let beaten = picks.iter().filter(|hits| **hits < score.hits).count();
        let check = SelfCheck {
            hits: score.hits,
            events,
            best: score.best,
            hit_rate: score.hit_rate,
            pei: score.pei,
            random_hits,
            is_better_than_chance: beaten >= 950,
        };
        let words = if check.is_better_than_chance {
            Words::ListHolds { hits: score.hits, events }
        } else {
            Words::ListNoBetter { hits: score.hits, events }
        };
        (check, vec![words])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(late: impl Fn(i64) -> u64) -> Vec<Tally> {
        (0..40).map(|i| Tally { key: (i, 0), early: (40 - i) as u64, late: late(i) }).collect()
    }

    #[test]
    fn a_list_that_points_at_the_right_places_holds() {
        let finding = self_check(&places(|i| if i < 10 { 5 } else { 0 }), 1);
        let check = finding.value().unwrap();
        assert!(check.is_better_than_chance && check.pei == 1.0 && check.hit_rate == 1.0);
    }

    #[test]
    fn a_list_no_better_than_chance_says_so() {
        let finding = self_check(&places(|_| 1), 1);
        assert!(matches!(finding.words()[0], Words::ListNoBetter { hits: 10, events: 40 }));
    }
}
