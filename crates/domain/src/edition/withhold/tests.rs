//! Small counts cannot be worked out from what is shared, tried over every small table.

use std::collections::BTreeMap;

use super::*;
use crate::catalogue::Label;

fn days(from: &str, until: &str) -> (Day, Day) {
    (from.parse().unwrap(), until.parse().unwrap())
}

fn rows(cells: &[u32]) -> Vec<FigureRow> {
    let row = |(n, count): (usize, &u32)| FigureRow {
        key: n.to_string(),
        count: Some(*count),
        ..FigureRow::default()
    };
    cells.iter().enumerate().map(row).collect()
}

fn figures(cells: &[u32]) -> Figures {
    Figures { events: Some(cells.iter().sum()), tiles: rows(cells), ..Figures::default() }
}

fn counts(figures: &Figures) -> Vec<Option<u32>> {
    figures.tiles.iter().map(|row| row.count).collect()
}

/// Every table of so many cells with values below `to`.
fn tables(cells: u32, to: u32) -> impl Iterator<Item = Vec<u32>> {
    (0..to.pow(cells)).map(move |n| (0..cells).map(|cell| n / to.pow(cell) % to).collect())
}

#[test]
fn a_table_tells_no_small_count_and_none_can_be_worked_out() {
    let (cells, to) = (4, 10);
    let mut answers: BTreeMap<_, Vec<Vec<u32>>> = BTreeMap::new();
    for table in tables(cells, to) {
        let shared = shared(&figures(&table), days("2026-11-16", "2026-11-22"), &[]);
        assert!(counts(&shared).iter().flatten().all(|count| *count >= SMALLEST));
        answers.entry((shared.events, counts(&shared))).or_default().push(table);
    }
    answers.retain(|_, tables| tables.iter().flatten().all(|value| *value < to - 1));
    for ((total, told), tables) in answers {
        for cell in (0..told.len()).filter(|cell| told[*cell].is_none()) {
            let first = tables[0][cell];
            let is_known = tables.iter().all(|table| table[cell] == first);
            assert!(!is_known || first >= SMALLEST, "{first} in {told:?} of {total:?}");
        }
    }
}

/// Two weeks and the fortnight that holds them, told in this order: whatever the three editions tell
/// together, no small count of either week follows, when somebody knows the rule and tries every pair of tables.
fn nothing_small_follows(order: [usize; 3]) {
    let [one, two] = [days("2026-11-09", "2026-11-15"), days("2026-11-16", "2026-11-22")];
    let all_days = [one, two, (one.0, two.1)];
    let to = 6;
    let mut answers: BTreeMap<_, Vec<(Vec<u32>, Vec<u32>)>> = BTreeMap::new();
    for first in tables(3, to) {
        for second in tables(3, to) {
            let sum: Vec<u32> = first.iter().zip(&second).map(|(a, b)| a + b).collect();
            let whole = [figures(&first), figures(&second), figures(&sum)];
            let mut told: Vec<((Day, Day), Figures)> = Vec::new();
            for n in order {
                let known: Vec<Shared<'_>> =
                    told.iter().map(|(days, figures)| Shared { days: *days, figures }).collect();
                let figures = shared(&whole[n], all_days[n], &known);
                told.push((all_days[n], figures));
            }
            let key: Vec<_> = told.iter().map(|(_, it)| (it.events, counts(it))).collect();
            answers.entry(key).or_default().push((first.clone(), second));
        }
    }
    answers.retain(|_, all| all.iter().all(|(a, b)| a.iter().chain(b).all(|it| *it < to - 1)));
    assert!(answers.len() > 15, "{}", answers.len());
    for (told, all) in answers {
        for cell in 0..3 {
            let (first, second) = (all[0].0[cell], all[0].1[cell]);
            let is_known = all.iter().all(|(a, _)| a[cell] == first);
            assert!(!is_known || first >= SMALLEST, "week one, {cell}: {first} in {told:?}");
            let is_known = all.iter().all(|(_, b)| b[cell] == second);
            assert!(!is_known || second >= SMALLEST, "week two, {cell}: {second} in {told:?}");
        }
    }
}

#[test]
fn two_weeks_and_then_their_fortnight_together_tell_no_small_count() {
    nothing_small_follows([0, 1, 2]);
}

#[test]
fn a_fortnight_and_then_its_weeks_together_tell_no_small_count() {
    nothing_small_follows([2, 0, 1]);
}

#[test]
fn a_second_version_of_the_same_days_tells_the_same_numbers() {
    let week = days("2026-11-16", "2026-11-22");
    let first = shared(&figures(&[8, 9, 10]), week, &[]);
    let known = [Shared { days: week, figures: &first }];
    let second = shared(&figures(&[9, 9, 10]), week, &known);
    assert_eq!(second, first);
}

#[test]
fn the_period_before_is_told_as_it_was_told_then() {
    let [one, two] = [days("2026-11-09", "2026-11-15"), days("2026-11-16", "2026-11-22")];
    let first = shared(&figures(&[1, 9, 12]), one, &[]);
    let told = shared(&figures(&[8, 9, 10]), two, &[Shared { days: one, figures: &first }]);
    let before: Vec<_> = told.tiles.iter().map(|row| row.before).collect();
    assert_eq!(before, [None, None, Some(12)]);
    assert_eq!(told.before, Some(22));
    assert_eq!(shared(&figures(&[8, 9, 10]), two, &[]).before, None);
}

#[test]
fn points_squares_and_places_with_few_events_are_left_out() {
    let place = |key: &str, name: &str, count| PlaceFigure {
        key: key.to_owned(),
        name: Label { sv: name.to_owned(), en: name.to_owned() },
        count: Some(count),
        before: Some(1),
        organisations: Some(1),
        tiles: Vec::new(),
        at: Some([12.5, 57.9]),
    };
    let mut whole = figures(&[8, 9, 10]);
    whole.places = vec![
        place("Torget", "Torget", 5),
        place("Parken", "Parken", 2),
        place("e3540n64240", "Nära Stationen", 9),
    ];
    let told = shared(&whole, days("2026-11-16", "2026-11-22"), &[]);
    assert_eq!(told.places.len(), 1);
    assert_eq!(told.places[0].at, None);
    assert_eq!(told.places[0].before, None);
    assert!(told.is_shared && told.marks.is_empty());
}
