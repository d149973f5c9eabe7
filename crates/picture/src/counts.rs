//! The picture in numbers, for those who read fewer reports than are counted: counts under three are
//! hidden and the others told in steps of three, so that none can be worked out from others or from last week's.

use domain::role::Scope;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::PictureError;
use crate::query;
use crate::view::{Count, PictureFilter};

/// Counts under this are not told outside the coordinator's circle.
pub const SMALLEST: u32 = 3;

/// A count, or that it is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ToldCount {
    /// What is counted: a tile's code, an organisation.
    pub key: String,
    /// How many; where small counts are hidden, rounded down to a multiple of three, and none for fewer.
    pub count: Option<u32>,
}

/// The approved reports, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct CountsView {
    /// All; where small counts are hidden, the sum of what is told.
    pub total: Option<u32>,
    /// By tile.
    pub by_tile: Vec<ToldCount>,
    /// By organisation or claimed source.
    pub by_organisation: Vec<ToldCount>,
    /// Whether small counts are hidden from the one who asks.
    pub is_small_hidden: bool,
}

/// Count everything approved. Without a filter: the difference of two questions would tell what one
/// answer hides.
///
/// # Errors
/// When the database fails.
pub fn counts(conn: &Connection, tiles: &[String]) -> Result<CountsView, PictureError> {
    let approved =
        PictureFilter { reviews: vec!["approved".to_owned()], ..PictureFilter::default() };
    let all = query::summary(conn, &Scope::All, &approved)?;
    let mut by_tile = all.by_tile;
    // A tile that nobody reported is a small count like any other.
    for tile in tiles {
        if !by_tile.iter().any(|count| count.key == *tile) {
            by_tile.push(Count { key: tile.clone(), count: 0 });
        }
    }
    let exact = |counts: Vec<Count>| {
        let told = counts.into_iter().map(|it| ToldCount { key: it.key, count: Some(it.count) });
        let mut told: Vec<_> = told.collect();
        told.sort_by(|a, b| a.key.cmp(&b.key));
        told
    };
    Ok(CountsView {
        total: Some(all.total),
        by_tile: exact(by_tile),
        by_organisation: exact(all.by_organisation),
        is_small_hidden: false,
    })
}

impl CountsView {
    /// What of it is told outside the coordinator's circle: each count rounded down to a multiple of three,
    /// and as the total the sum of what is told, not of what is counted. A total that counted what is hidden
    /// would tell of it; the tests ask a reader who knows this rule.
    #[must_use]
    pub fn rounded(&self) -> Self {
        let told = |counts: &[ToldCount]| -> Vec<ToldCount> {
            let one = |it: &ToldCount| {
                let count = it.count.map(|count| count - count % SMALLEST);
                ToldCount { key: it.key.clone(), count: count.filter(|count| *count > 0) }
            };
            counts.iter().map(one).collect()
        };
        let by_tile = told(&self.by_tile);
        let total: u32 = by_tile.iter().filter_map(|it| it.count).sum();
        Self {
            total: (total > 0).then_some(total),
            by_tile,
            by_organisation: told(&self.by_organisation),
            is_small_hidden: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn view(cells: &[u32]) -> CountsView {
        let table: Vec<_> = cells
            .iter()
            .enumerate()
            .map(|(n, count)| ToldCount { key: n.to_string(), count: Some(*count) })
            .collect();
        CountsView { total: Some(cells.iter().sum()), by_tile: table, ..CountsView::default() }
    }

    type Shown = (Option<u32>, Vec<Option<u32>>);

    fn shown(cells: &[u32]) -> Shown {
        let told = view(cells).rounded();
        (told.total, told.by_tile.into_iter().map(|it| it.count).collect())
    }

    /// Every table of so many cells with values below `to`.
    fn tables(cells: u32, to: u32) -> impl Iterator<Item = Vec<u32>> {
        (0..to.pow(cells)).map(move |n| (0..cells).map(|cell| n / to.pow(cell) % to).collect())
    }

    #[test]
    fn no_small_count_can_be_worked_out_even_by_who_knows_the_rule() {
        for (cells, to) in [(1, 20), (2, 20), (3, 14), (4, 11), (5, 7)] {
            let mut answers: BTreeMap<_, Vec<Vec<u32>>> = BTreeMap::new();
            for table in tables(cells, to) {
                answers.entry(shown(&table)).or_default().push(table);
            }
            // At the edge of the values that are tried an answer has fewer tables than in truth.
            answers.retain(|_, tables| tables.iter().flatten().all(|value| *value < to - 1));
            assert!(!answers.is_empty());
            for ((total, told), tables) in answers {
                for cell in (0..told.len()).filter(|cell| told[*cell].is_none()) {
                    let first = tables[0][cell];
                    let is_known = tables.iter().all(|table| table[cell] == first);
                    assert!(!is_known || first >= SMALLEST, "{first} in {told:?} of {total:?}");
                }
            }
        }
    }

    #[test]
    fn no_approval_can_be_worked_out_by_who_asks_every_week_and_knows_the_rule() {
        for (cells, weeks, to) in [(1, 5, 7), (2, 3, 7), (3, 2, 7), (2, 4, 4)] {
            let mut answers: BTreeMap<_, Vec<Vec<u32>>> = BTreeMap::new();
            for added in tables(cells * weeks, to) {
                let mut table = vec![0; cells as usize];
                let mut history = Vec::new();
                for week in added.chunks(cells as usize) {
                    table.iter_mut().zip(week).for_each(|(cell, more)| *cell += more);
                    history.push(table.clone());
                }
                let told: Vec<_> = history.iter().map(|cells| shown(cells)).collect();
                answers.entry(told).or_default().push(added);
            }
            answers.retain(|_, all| all.iter().flatten().all(|value| *value < to - 1));
            assert!(!answers.is_empty());
            for (shown, all) in answers {
                for (place, first) in all[0].iter().enumerate() {
                    let is_known = all.iter().all(|added| added[place] == *first);
                    let is_few = (1..SMALLEST).contains(first);
                    assert!(!is_known || !is_few, "{first} at {place} is known from {shown:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_small_is_told_and_nothing_is_told_too_high() {
        for table in tables(4, 7) {
            let (total, told) = shown(&table);
            assert!(told.iter().flatten().all(|count| *count >= SMALLEST), "{table:?}");
            assert!(total.unwrap_or_default() <= table.iter().sum(), "{table:?}");
        }
        assert_eq!(shown(&[1, 5, 9]), (Some(12), vec![None, Some(3), Some(9)]));
        assert_eq!(shown(&[2, 2]), (None, vec![None, None]));
    }
}
