//! Pairs as reporters make them, and the same for any order.

use super::*;
use crate::random::Seeded;
use crate::text_similarity::trigrams;

fn report(key: u128, minute: i64, east: f64, source: u32) -> Report {
    Report {
        key,
        at: Plane::new(east, 0.0),
        accuracy_m: 10.0,
        from: minute * 60,
        to: minute * 60,
        category: 1,
        severity: 2,
        source,
        text: trigrams("Klotter på vägg vid torget."),
    }
}

fn same(a: u32, b: u32) -> Kinship {
    if a == b { Kinship::Same } else { Kinship::Other }
}

#[test]
fn a_guard_and_a_caretaker_at_the_same_wall_are_suggested_with_reasons() {
    let found = suggest(&[report(1, 0, 0.0, 1), report(2, 8, 6.0, 2)], same);
    assert_eq!((found.len(), found[0].one, found[0].other), (1, 0, 1));
    assert!(found[0].reasons[..5].iter().all(|reason| reason.weight > 0.0));
}

#[test]
fn one_source_never_tells_of_one_event_twice() {
    let reports = [report(1, 0, 0.0, 1), report(2, 4, 3.0, 1), report(3, 9, 6.0, 2)];
    let found = suggest(&reports, same);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].other, 2);
}

#[test]
fn another_category_or_the_other_end_of_town_is_not_suggested() {
    let mut other = report(2, 8, 6.0, 2);
    other.category = 9;
    assert!(suggest(&[report(1, 0, 0.0, 1), other], same).is_empty());
    assert!(suggest(&[report(1, 0, 0.0, 1), report(2, 8, 251.0, 2)], same).is_empty());
}

#[test]
fn the_order_of_the_reports_does_not_change_the_pairs() {
    let mut random = Seeded::new(12);
    let mut reports: Vec<Report> = (0..200)
        .map(|key| {
            let minute = (random.unit() * 900.0) as i64;
            report(key, minute, random.unit() * 300.0, random.below(4) as u32)
        })
        .collect();
    let pairs = |reports: &[Report]| -> BTreeSet<(u128, u128)> {
        let key = |i: usize| reports[i].key;
        let ends = |s: &Suggestion| (key(s.one).min(key(s.other)), key(s.one).max(key(s.other)));
        suggest(reports, same).iter().map(ends).collect()
    };
    let first = pairs(&reports);
    random.shuffle(&mut reports);
    assert_eq!(first, pairs(&reports));
    assert!(first.len() > 5);
}

#[test]
fn chances_are_not_learnt_from_a_handful_of_pairs() {
    let patterns = [Pattern { agrees: vec![true, false], pairs: 500.0 }];
    assert!(learnt_chances(&patterns, 199).value().is_none());
    assert!(learnt_chances(&patterns, 200).value().is_some());
}
