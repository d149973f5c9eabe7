//! The picture in numbers, for those who read fewer reports than are counted: counts under three are
//! hidden, and others with them, so that none can be worked out from the total.

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
    /// How many; none where that is hidden.
    pub count: Option<u32>,
}

/// The approved reports, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct CountsView {
    /// All; none where that is hidden.
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
pub fn counts(
    conn: &Connection,
    tiles: &[String],
    is_small_hidden: bool,
) -> Result<CountsView, PictureError> {
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
    by_tile.sort_by(|a, b| a.key.cmp(&b.key));
    let mut by_organisation = all.by_organisation;
    by_organisation.sort_by(|a, b| a.key.cmp(&b.key));
    let told = |counts| if is_small_hidden { without_small(counts) } else { told(counts) };
    Ok(CountsView {
        total: (!is_small_hidden || all.total >= SMALLEST).then_some(all.total),
        by_tile: told(by_tile),
        by_organisation: told(by_organisation),
        is_small_hidden,
    })
}

fn told(counts: Vec<Count>) -> Vec<ToldCount> {
    counts.into_iter().map(|it| ToldCount { key: it.key, count: Some(it.count) }).collect()
}

/// Hide what is small in a table whose total may be known; with it the smallest of the others, and
/// whatever is as large as that. Then no hidden small count follows from the rest, not even for
/// somebody who knows this rule: the test below asks every such reader.
pub fn without_small(counts: Vec<Count>) -> Vec<ToldCount> {
    let total: u32 = counts.iter().map(|it| it.count).sum();
    let has_small = counts.iter().any(|it| it.count < SMALLEST);
    let next = counts.iter().map(|it| it.count).filter(|count| *count >= SMALLEST).min();
    let hidden_to = if total < SMALLEST {
        u32::MAX
    } else if has_small {
        next.unwrap_or(u32::MAX)
    } else {
        0
    };
    let is_told = |count: u32| count > hidden_to;
    let hide = |it: Count| ToldCount { count: is_told(it.count).then_some(it.count), key: it.key };
    counts.into_iter().map(hide).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn table(cells: &[u32]) -> Vec<Count> {
        let cells = cells.iter().enumerate();
        cells.map(|(n, count)| Count { key: n.to_string(), count: *count }).collect()
    }

    fn shown(cells: &[u32]) -> (Option<u32>, Vec<Option<u32>>) {
        let total: u32 = cells.iter().sum();
        let told = without_small(table(cells)).into_iter().map(|it| it.count);
        ((total >= SMALLEST).then_some(total), told.collect())
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
    fn nothing_small_is_told_and_a_table_without_small_counts_is_told_whole() {
        for table in tables(4, 7) {
            let (_, told) = shown(&table);
            assert!(told.iter().flatten().all(|count| *count >= SMALLEST), "{table:?}");
            if table.iter().all(|count| *count >= SMALLEST) {
                assert!(told.iter().all(Option::is_some), "{table:?}");
            }
        }
        assert_eq!(shown(&[1, 5, 9]).1, [None, None, Some(9)]);
        assert_eq!(shown(&[1, 1]), (None, vec![None, None]));
    }
}
