//! Suggestions for one report among very many, without looking at the others: the same pairs that
//! the whole list would give it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::crs::Plane;
use serde::Serialize;

use super::candidates::cell_of;
use super::{
    CATEGORY_MOST, Kinship, REACH_M, REACH_S, Reason, Report, SEVERITY_MOST, SUGGEST_FROM,
    Suggestion, TEXT_MOST, all_reasons, gap_weight, grouped, is_candidate, near_weight,
    sort_by_score,
};

/// Intervals longer than this are kept apart, so that one of a month does not make every search
/// look a month back.
const LONG_S: i64 = 24 * 3600;
/// Reports linked by likely pairs that are followed from one report, so that a crowd of thousands
/// does not stop the next report.
const FOLLOWED: usize = 300;

/// A report that may tell of the same event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Twin {
    /// Key of the other report.
    pub key: u128,
    /// Sum of the reasons.
    pub score: f64,
    /// The reasons, field by field.
    pub reasons: Vec<Reason>,
}

/// What must be known of a report before it is worth loading.
#[derive(Debug, Clone, Copy)]
struct Spot {
    at: Plane,
    accuracy_m: f64,
    to: i64,
    source: u32,
}

#[derive(Debug, Clone, Default)]
struct Cell {
    /// By start and key.
    short: BTreeMap<(i64, u128), Spot>,
    long: BTreeMap<(i64, u128), Spot>,
}

/// Where and when of every report (some 100 bytes each), to find the few that one may be joined
/// with. The reports themselves stay where they are and are asked for by key.
#[derive(Debug, Clone, Default)]
pub struct Index {
    cells: HashMap<(i64, i64), Cell>,
    reports: usize,
}

impl Index {
    /// Reports in the index.
    pub fn len(&self) -> usize {
        self.reports
    }

    /// Whether there is no report.
    pub fn is_empty(&self) -> bool {
        self.reports == 0
    }

    /// Adds a report; one with the same key, place and start is replaced.
    pub fn insert(&mut self, report: &Report) {
        let Report { at, accuracy_m, from, to, source, key, .. } = *report;
        let cell = self.cells.entry(cell_of(at)).or_default();
        let list = if to - from > LONG_S { &mut cell.long } else { &mut cell.short };
        let old = list.insert((from, key), Spot { at, accuracy_m, to, source });
        self.reports += usize::from(old.is_none());
    }

    /// Removes a report that was added as it is given here; whether it was there.
    pub fn remove(&mut self, report: &Report) -> bool {
        let Some(cell) = self.cells.get_mut(&cell_of(report.at)) else { return false };
        let key = (report.from, report.key);
        let was_there = cell.short.remove(&key).or_else(|| cell.long.remove(&key)).is_some();
        self.reports -= usize::from(was_there);
        was_there
    }

    /// The reports that `report`, which is in the index, may tell of one event with, best first:
    /// exactly the pairs [`super::suggest`] has for it in the whole list, as long as fewer than 300
    /// reports hang together by likely pairs. `load` gives a report by key; one that it does not
    /// know any more is passed over.
    pub fn suggest_for(
        &self,
        report: &Report,
        load: impl Fn(u128) -> Option<Report>,
        kinship: impl Fn(u32, u32) -> Kinship,
    ) -> Vec<Twin> {
        let mut linked = Linked::new(self, report);
        let mut next = 0;
        while next < linked.reports.len().min(FOLLOWED) {
            linked.follow(next, &load, &kinship);
            next += 1;
        }
        let Linked { reports, mut likely, crowds, .. } = linked;
        sort_by_score(&mut likely, &reports);
        let Some(group) = grouped(&likely, &reports).into_iter().find(|it| it.contains(&0)) else {
            return Vec::new();
        };
        let crowd = |i: usize| crowds.get(&reports[i].key).copied().unwrap_or_default();
        let mut found: Vec<Suggestion> = group
            .into_iter()
            .filter(|i| *i != 0 && is_candidate(report, &reports[*i]))
            .map(|i| {
                let crowd = crowd(0).max(crowd(i));
                Suggestion::new((0, i), all_reasons(report, &reports[i], &kinship, crowd))
            })
            .collect();
        sort_by_score(&mut found, &reports);
        let twin = |pair: Suggestion| {
            let Suggestion { other, score, reasons, .. } = pair;
            Twin { key: reports[other].key, score, reasons }
        };
        found.into_iter().map(twin).collect()
    }

    /// Calls `found` with the key, start and spot of each candidate of a report.
    fn around(&self, report: &Report, mut found: impl FnMut(u128, i64, &Spot)) {
        let (column, row) = cell_of(report.at);
        let last = (report.to.saturating_add(REACH_S), u128::MAX);
        let earliest = report.from.saturating_sub(REACH_S);
        for cell in (column - 1..=column + 1)
            .flat_map(|x| (row - 1..=row + 1).map(move |y| (x, y)))
            .filter_map(|cell| self.cells.get(&cell))
        {
            let short = cell.short.range((earliest.saturating_sub(LONG_S), 0)..=last);
            let long = cell.long.range(..=last);
            for ((from, key), spot) in short.chain(long) {
                if spot.to >= earliest
                    && spot.source != report.source
                    && *key != report.key
                    && spot.at.distance_m(report.at) <= REACH_M
                {
                    found(*key, *from, spot);
                }
            }
        }
    }
}

/// The reports that hang together with one by likely pairs.
struct Linked<'a> {
    index: &'a Index,
    /// The one asked for is the first.
    reports: Vec<Report>,
    place: BTreeMap<u128, usize>,
    pairs: BTreeSet<(usize, usize)>,
    likely: Vec<Suggestion>,
    crowds: BTreeMap<u128, u32>,
}

impl<'a> Linked<'a> {
    fn new(index: &'a Index, report: &Report) -> Self {
        Self {
            index,
            reports: vec![report.clone()],
            place: BTreeMap::from([(report.key, 0)]),
            pairs: BTreeSet::new(),
            likely: Vec::new(),
            crowds: BTreeMap::new(),
        }
    }

    /// Adds what is likely one event with the report at `i`.
    fn follow(
        &mut self,
        i: usize,
        load: &impl Fn(u128) -> Option<Report>,
        kinship: &impl Fn(u32, u32) -> Kinship,
    ) {
        let report = self.reports[i].clone();
        let mut worth_loading = Vec::new();
        let mut crowd = 0;
        self.index.around(&report, |key, from, spot| {
            crowd += 1;
            let near = near_weight((report.at, report.accuracy_m), (spot.at, spot.accuracy_m));
            let soon = gap_weight((report.from, report.to), (from, spot.to));
            if near + soon + CATEGORY_MOST + SEVERITY_MOST + TEXT_MOST + 1e-9 >= SUGGEST_FROM {
                worth_loading.push(key);
            }
        });
        self.crowds.insert(report.key, crowd);
        for key in worth_loading {
            let known = self.place.get(&key).copied();
            if known.is_some_and(|j| self.pairs.contains(&(i.min(j), i.max(j)))) {
                continue;
            }
            let other = match known {
                Some(j) => self.reports[j].clone(),
                None => match load(key) {
                    Some(other) => other,
                    None => continue,
                },
            };
            let crowd = self.crowd(&report).max(self.crowd(&other));
            let reasons = all_reasons(&report, &other, kinship, crowd);
            let score: f64 = reasons.iter().map(|reason| reason.weight).sum();
            if score < SUGGEST_FROM {
                continue;
            }
            let j = known.unwrap_or_else(|| {
                self.reports.push(other);
                self.place.insert(key, self.reports.len() - 1);
                self.reports.len() - 1
            });
            self.pairs.insert((i.min(j), i.max(j)));
            self.likely.push(Suggestion::new((i, j), reasons));
        }
    }

    /// How many candidates a report has.
    fn crowd(&mut self, report: &Report) -> u32 {
        let index = self.index;
        *self.crowds.entry(report.key).or_insert_with(|| {
            let mut crowd = 0;
            index.around(report, |_, _, _| crowd += 1);
            crowd
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::suggest;
    use crate::random::Seeded;
    use crate::text_similarity::trigrams;

    const TEXTS: [&str; 3] =
        ["Klotter på vägg vid torget.", "Nytt klotter vid torget.", "Krossad lykta i parken."];

    fn town(seed: u64, n: u64) -> Vec<Report> {
        let mut random = Seeded::new(seed);
        (0..n)
            .map(|key| {
                let from = (random.unit() * 400.0 * 3600.0) as i64;
                let lengths = [0, 0, 5 * 3600, 30 * 3600];
                Report {
                    key: u128::from(key),
                    at: Plane::new(random.unit() * 900.0, random.unit() * 700.0),
                    accuracy_m: 5.0 + random.unit() * 40.0,
                    from,
                    to: from + lengths[random.below(4)],
                    category: random.below(3) as u32,
                    severity: random.below(3) as i32,
                    source: random.below(5) as u32,
                    text: trigrams(TEXTS[random.below(3)]),
                }
            })
            .collect()
    }

    fn kin(a: u32, b: u32) -> Kinship {
        if a == b { Kinship::Same } else { Kinship::Neighbour }
    }

    #[test]
    fn the_index_suggests_what_the_whole_list_suggests() {
        let mut pairs = 0;
        for seed in 1..=12 {
            let reports = town(seed, 250);
            let mut index = Index::default();
            reports.iter().for_each(|report| index.insert(report));
            assert_eq!(index.len(), 250);
            let all = suggest(&reports, kin);
            pairs += all.len();
            for (i, report) in reports.iter().enumerate() {
                let of_list: Vec<(u128, f64)> = all
                    .iter()
                    .filter(|pair| pair.one == i || pair.other == i)
                    .map(|pair| (reports[pair.one + pair.other - i].key, pair.score))
                    .collect();
                let load = |key: u128| reports.get(key as usize).cloned();
                let found = index.suggest_for(report, load, kin);
                let of_index: Vec<(u128, f64)> =
                    found.iter().map(|twin| (twin.key, twin.score)).collect();
                assert_eq!(of_index, of_list, "seed {seed}, report {i}");
            }
        }
        assert!(pairs > 200, "{pairs}");
    }

    #[test]
    fn a_report_taken_out_is_suggested_no_more() {
        let reports = town(3, 200);
        let mut index = Index::default();
        reports.iter().for_each(|report| index.insert(report));
        let all = suggest(&reports, kin);
        let (one, other) = (&reports[all[0].one], &reports[all[0].other]);
        assert!(index.remove(other) && !index.remove(other));
        let load = |key: u128| reports.get(key as usize).cloned();
        assert!(index.suggest_for(one, load, kin).iter().all(|twin| twin.key != other.key));
    }
}
