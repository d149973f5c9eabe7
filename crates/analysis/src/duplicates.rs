//! Do two reports tell of one event? A score with its reasons, made into suggestions for a person.
//! Nothing is ever joined here, and every report keeps its own row.

mod candidates;
mod index;

use std::collections::{BTreeMap, BTreeSet};

use domain::crs::Plane;
use serde::Serialize;

use candidates::{Candidates, is_candidate};

use crate::fellegi_sunter::{Chances, Pattern, learn};
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::text_similarity::jaccard;

pub use index::{Index, Twin};

/// Farthest distance of a candidate pair, metres.
pub const REACH_M: f64 = 250.0;
/// Longest gap between the intervals of a candidate pair, seconds.
pub const REACH_S: i64 = 14 * 3600;
/// Score from which a pair is suggested.
pub const SUGGEST_FROM: f64 = 0.2;
/// What each doubling of the reports nearby takes from the score: among many, likeness is cheap.
const CROWD: f64 = -0.8;
/// The most that these fields can give.
const CATEGORY_MOST: f64 = 2.0;
const SEVERITY_MOST: f64 = 0.7;
const TEXT_MOST: f64 = 2.0;
/// Pairs that people must have judged before chances are learnt from them.
pub const LEAST_CONFIRMED: u64 = 200;

/// What of a report the score looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Any number of its own; orders equals, so that the input's order does not matter.
    pub key: u128,
    /// Where, plane metres.
    pub at: Plane,
    /// Accuracy of the position, one sigma, metres.
    pub accuracy_m: f64,
    /// Start of the time it may have happened, seconds since 1970 (UTC).
    pub from: i64,
    /// End of that time; equal to `from` where it is exact.
    pub to: i64,
    /// Category.
    pub category: u32,
    /// Severity step.
    pub severity: i32,
    /// Who tells of one event once: an organisation, or a kind of reporter. Two reports of one
    /// source are never suggested.
    pub source: u32,
    /// Trigrams of the text, see [`crate::text_similarity::trigrams`].
    pub text: BTreeSet<[char; 3]>,
}

/// How two categories are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// The same.
    Same,
    /// Often taken for each other.
    Neighbour,
    /// Neither.
    Other,
}

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Distance over the accuracies.
    Near,
    /// Gap between the times.
    Soon,
    /// Category.
    Category,
    /// Severity.
    Severity,
    /// Text.
    Text,
    /// How many other reports of other sources were near in space and time.
    Crowd,
}

/// What one field adds to the score: log₂(m/u) of the level found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reason {
    /// The field.
    pub field: Field,
    /// Above 0 speaks for one event, below 0 against.
    pub weight: f64,
}

/// The score of a pair of reports from different sources: Σ log₂(m/u) (Fellegi & Sunter 1969) with
/// levels instead of yes and no. The levels were set by hand on synthetic towns; no field but an
/// unrelated category decides alone.
///
/// Formula: Σ log₂(m/u) over five fields, each by its level of agreement.
///
/// Units: bits; metres and seconds within the fields.
///
/// Reference: Fellegi & Sunter 1969.
///
/// Least data: none: a pair, or no pair.
pub fn reasons(a: &Report, b: &Report, kinship: Kinship) -> [Reason; 5] {
    let [near, soon] = nearness(a, b);
    let category = category_weight(kinship);
    let steps = f64::from((a.severity - b.severity).abs());
    let severity = level(steps, &[(1.0, SEVERITY_MOST), (2.0, 0.2), (3.0, -1.3)], -4.5);
    let shared = jaccard(&a.text, &b.text);
    let text = level(shared, &[(0.1, -0.9), (0.2, -0.4), (0.3, 0.5), (0.5, 1.0)], TEXT_MOST);
    [
        Reason { field: Field::Near, weight: near },
        Reason { field: Field::Soon, weight: soon },
        Reason { field: Field::Category, weight: category },
        Reason { field: Field::Severity, weight: severity },
        Reason { field: Field::Text, weight: text },
    ]
}

fn category_weight(kinship: Kinship) -> f64 {
    match kinship {
        Kinship::Same => CATEGORY_MOST,
        Kinship::Neighbour => -0.6,
        Kinship::Other => -11.0,
    }
}

/// The weights of distance and gap.
fn nearness(a: &Report, b: &Report) -> [f64; 2] {
    [
        near_weight((a.at, a.accuracy_m), (b.at, b.accuracy_m)),
        gap_weight((a.from, a.to), (b.from, b.to)),
    ]
}

/// The weight of the distance of two positions with their accuracies.
fn near_weight(a: (Plane, f64), b: (Plane, f64)) -> f64 {
    let apart = a.0.distance_m(b.0) / a.1.hypot(b.1).max(1.0);
    level(apart, &[(1.0, 2.7), (1.5, 1.7), (2.0, 0.5), (2.5, -1.6), (3.0, -2.7)], -6.0)
}

/// The weight of the gap of two intervals.
fn gap_weight(a: (i64, i64), b: (i64, i64)) -> f64 {
    let gap = (a.0.max(b.0) - a.1.min(b.1)).max(0);
    let minutes = gap as f64 / 60.0;
    if a.0 == a.1 && b.0 == b.1 {
        level(minutes, &[(10.0, 5.2), (20.0, 4.6), (30.0, 3.7), (45.0, 2.0), (60.0, -1.8)], -8.0)
    } else {
        // An interval that holds the other's time is weak evidence, one that misses it strong.
        level(minutes, &[(f64::MIN_POSITIVE, 1.3)], -6.0)
    }
}

/// The weight of the first level whose upper end (excluded) is above `value`.
fn level(value: f64, levels: &[(f64, f64)], beyond: f64) -> f64 {
    levels.iter().find(|(end, _)| value < *end).map_or(beyond, |(_, weight)| *weight)
}

/// Seconds between the two intervals; 0 where they touch.
///
/// Formula: max(0, start of the later − end of the earlier).
///
/// Units: seconds.
///
/// Reference: Allen 1983 for the relation of two intervals.
///
/// Least data: none.
pub fn gap_s(a: &Report, b: &Report) -> i64 {
    (a.from.max(b.from) - a.to.min(b.to)).max(0)
}

/// Two reports that may tell of one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// Place of one report in the list given.
    pub one: usize,
    /// Place of the other.
    pub other: usize,
    /// Sum of the reasons.
    pub score: f64,
    /// The reasons, field by field.
    pub reasons: Vec<Reason>,
}

impl Suggestion {
    fn new((i, j): (usize, usize), reasons: Vec<Reason>) -> Self {
        let score = reasons.iter().map(|reason| reason.weight).sum();
        Self { one: i.min(j), other: i.max(j), score, reasons }
    }
}

/// The pairs to ask a person about, best first: at most [`REACH_M`] and [`REACH_S`] apart, of
/// different sources, with a score of at least `SUGGEST_FROM`. Best pairs are taken first, and
/// a pair is left out where it would bring two reports of one source into one event. Pairs that
/// follow from others (a–c from a–b and b–c) are listed as well.
///
/// For one new report among very many see [`Index`], which answers the same.
///
/// Formula: score = Σ log₂(m/u) over distance, gap, category, severity, other organisation and
/// trigrams of the text.
///
/// Units: bits; metres and seconds for the reach.
///
/// Reference: Fellegi & Sunter 1969. Decision 0070 tells of the term for crowds.
///
/// Least data: two reports of different sources within reach; the list is empty else.
pub fn suggest(reports: &[Report], kinship: impl Fn(u32, u32) -> Kinship) -> Vec<Suggestion> {
    let candidates = Candidates::new(reports);
    let mut crowd = vec![0; reports.len()];
    candidates.each(|i, j| {
        crowd[i] += 1;
        crowd[j] += 1;
    });
    let weigh = |i: usize, j: usize| {
        let reasons = all_reasons(&reports[i], &reports[j], &kinship, crowd[i].max(crowd[j]));
        Suggestion::new((i, j), reasons)
    };
    let mut likely = Vec::new();
    candidates.each(|i, j| {
        let (a, b) = (&reports[i], &reports[j]);
        if is_possible(a, b, &kinship, crowd[i].max(crowd[j])) {
            likely.extend(Some(weigh(i, j)).filter(|pair| pair.score >= SUGGEST_FROM));
        }
    });
    sort_by_score(&mut likely, reports);
    let mut found = Vec::new();
    for group in grouped(&likely, reports) {
        for (n, &i) in group.iter().enumerate() {
            let others = group[..n].iter().filter(|j| is_candidate(&reports[i], &reports[**j]));
            found.extend(others.map(|j| weigh(i, *j)));
        }
    }
    sort_by_score(&mut found, reports);
    found
}

/// All reasons of a pair, the crowd around it included.
fn all_reasons(
    a: &Report,
    b: &Report,
    kinship: &impl Fn(u32, u32) -> Kinship,
    crowd: u32,
) -> Vec<Reason> {
    let mut all = reasons(a, b, kinship(a.category, b.category)).to_vec();
    all.push(Reason { field: Field::Crowd, weight: crowd_weight(crowd) });
    all
}

fn crowd_weight(crowd: u32) -> f64 {
    CROWD * f64::from(crowd.max(1)).log2()
}

/// Whether a pair may reach the score at all: false where what is cheap to compare takes more than
/// the text, the dearest, can give back.
fn is_possible(a: &Report, b: &Report, kinship: &impl Fn(u32, u32) -> Kinship, crowd: u32) -> bool {
    let [near, soon] = nearness(a, b);
    let most = near + soon + CATEGORY_MOST + SEVERITY_MOST + TEXT_MOST + crowd_weight(crowd);
    // A margin, because sums in another order may differ in the last digit.
    most + 1e-9 >= SUGGEST_FROM
        && most - CATEGORY_MOST + category_weight(kinship(a.category, b.category)) + 1e-9
            >= SUGGEST_FROM
}

/// Best first; equals by the keys of their reports.
fn sort_by_score(pairs: &mut [Suggestion], reports: &[Report]) {
    let keys = |pair: &Suggestion| {
        let (x, y) = (reports[pair.one].key, reports[pair.other].key);
        (x.min(y), x.max(y))
    };
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| keys(a).cmp(&keys(b))));
}

/// The groups of two and more when the best pairs are taken first and no source comes twice.
fn grouped(best_first: &[Suggestion], reports: &[Report]) -> Vec<Vec<usize>> {
    let mut group: BTreeMap<usize, usize> = BTreeMap::new();
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for pair in best_first {
        for i in [pair.one, pair.other] {
            group.entry(i).or_insert_with(|| {
                members.insert(i, vec![i]);
                i
            });
        }
        let (into, from) = (group[&pair.one], group[&pair.other]);
        let is_twice =
            |i: &usize| members[&from].iter().any(|j| reports[*i].source == reports[*j].source);
        if into == from || members[&into].iter().any(is_twice) {
            continue;
        }
        let moved = members.remove(&from).unwrap_or_default();
        for i in &moved {
            group.insert(*i, into);
        }
        members.entry(into).or_default().extend(moved);
    }
    members.into_values().filter(|group| group.len() > 1).collect()
}

/// The plain rule that every score has to beat: distance ≤ 10 + k√(a₁² + a₂²) metres, gap at most
/// `minutes`, another source, same or neighbouring category; candidates as for [`suggest`].
///
/// Formula: d ≤ 10 + k√(a₁² + a₂²) and gap ≤ minutes.
///
/// Units: metres and minutes.
///
/// Reference: a rule of this project, the one to beat.
///
/// Least data: none: a pair, or no pair.
pub fn is_plain_match(a: &Report, b: &Report, kinship: Kinship, (k, minutes): (f64, f64)) -> bool {
    a.source != b.source
        && kinship != Kinship::Other
        && a.at.distance_m(b.at) <= REACH_M
        && a.at.distance_m(b.at) <= 10.0 + k * a.accuracy_m.hypot(b.accuracy_m)
        && gap_s(a, b) as f64 <= minutes * 60.0
}

/// Chances of agreement learnt from judged and unjudged pairs, each kept at least 1 % from
/// certainty, to replace the weights set by hand.
///
/// Formula: m and u by expectation maximisation, each in [0.01, 0.99].
///
/// Units: chances.
///
/// Reference: Fellegi & Sunter 1969; Dempster, Laird & Rubin 1977.
///
/// Least data: 200 pairs that people have confirmed.
pub fn learnt_chances(patterns: &[Pattern], confirmed: u64) -> Finding<Chances> {
    let pairs = patterns.iter().map(|pattern| pattern.pairs).sum::<f64>() as u64;
    let basis = Basis::new(Method::DoubleReports, pairs, 0.0).with("cap", 0.01);
    let need = Need::new(Quantity::ConfirmedPairs, confirmed as f64, LEAST_CONFIRMED as f64);
    Finding::settle(basis, &[need], || {
        let fields = patterns.first().map_or(0, |pattern| pattern.agrees.len());
        (learn(patterns, Chances::start(fields, 0.9, 0.1, 0.1)).capped(0.01), Vec::new())
    })
}

#[cfg(test)]
mod tests;
