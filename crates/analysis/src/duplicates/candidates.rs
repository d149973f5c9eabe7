//! Which reports lie near enough in space and time to be looked at as a pair: cells as wide as the
//! reach, in each the reports in order of time. Knows nothing of scores.

use domain::crs::Plane;

use super::{REACH_M, REACH_S, Report};

/// Where and when of one report, small enough to scan many of.
#[derive(Debug, Clone, Copy)]
struct Spot {
    at: Plane,
    from: i64,
    to: i64,
    source: u32,
    /// Rank by start and key: the earlier of a pair is the one that looks for the other.
    rank: u32,
    report: u32,
}

/// Reports of one cell, sorted by rank.
struct Cell {
    column: i64,
    row: i64,
    spots: std::ops::Range<usize>,
}

/// The reports of a list, ready to be paired.
pub(super) struct Candidates {
    spots: Vec<Spot>,
    /// Sorted by column and row.
    cells: Vec<Cell>,
}

/// The cell of a position.
pub(super) fn cell_of(at: Plane) -> (i64, i64) {
    ((at.easting_m / REACH_M).floor() as i64, (at.northing_m / REACH_M).floor() as i64)
}

impl Candidates {
    pub(super) fn new(reports: &[Report]) -> Self {
        let mut order: Vec<u32> = (0..reports.len() as u32).collect();
        order.sort_by_key(|i| (reports[*i as usize].from, reports[*i as usize].key));
        let mut placed: Vec<((i64, i64), Spot)> = order
            .iter()
            .zip(0..)
            .map(|(&report, rank)| {
                let Report { at, from, to, source, .. } = reports[report as usize];
                (cell_of(at), Spot { at, from, to, source, rank, report })
            })
            .collect();
        // Stable: within a cell the ranks stay in order.
        placed.sort_by_key(|(cell, _)| *cell);
        let mut cells = Vec::new();
        let mut start = 0;
        for group in placed.chunk_by(|a, b| a.0 == b.0) {
            let (column, row) = group[0].0;
            cells.push(Cell { column, row, spots: start..start + group.len() });
            start += group.len();
        }
        Self { spots: placed.into_iter().map(|(_, spot)| spot).collect(), cells }
    }

    /// Calls `found` once with every pair of different sources at most [`REACH_M`] and [`REACH_S`]
    /// apart, the one that began first in front.
    pub(super) fn each(&self, mut found: impl FnMut(usize, usize)) {
        for cell in &self.cells {
            for column in cell.column - 1..=cell.column + 1 {
                let wanted = (column, cell.row - 1);
                let first = self.cells.partition_point(|c| (c.column, c.row) < wanted);
                let near = self.cells[first..]
                    .iter()
                    .take_while(|c| c.column == column && c.row <= cell.row + 1);
                for other in near {
                    self.between(cell, other, &mut found);
                }
            }
        }
    }

    fn between(&self, cell: &Cell, other: &Cell, found: &mut impl FnMut(usize, usize)) {
        let later = &self.spots[other.spots.clone()];
        let mut next = 0;
        for a in &self.spots[cell.spots.clone()] {
            while later.get(next).is_some_and(|b| b.rank <= a.rank) {
                next += 1;
            }
            for b in later[next..].iter().take_while(|b| b.from <= a.to.saturating_add(REACH_S)) {
                if a.source != b.source && a.at.distance_m(b.at) <= REACH_M {
                    found(a.report as usize, b.report as usize);
                }
            }
        }
    }
}

/// Whether a pair is near enough to be looked at.
pub(super) fn is_candidate(a: &Report, b: &Report) -> bool {
    let (first, second) = if (a.from, a.key) <= (b.from, b.key) { (a, b) } else { (b, a) };
    a.source != b.source
        && second.from <= first.to.saturating_add(REACH_S)
        && a.at.distance_m(b.at) <= REACH_M
}
