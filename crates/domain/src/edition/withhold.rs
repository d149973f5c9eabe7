//! What may be told outside the coordinator's circle: no count under three, none that follows from others in
//! the same table or in another edition, and no exact point.

use super::figures::{AreaFigure, BarFigure, FigureRow, Figures, PlaceFigure};
use crate::day::Day;

/// Counts under this are not told.
pub const SMALLEST: u32 = 3;

/// An edition that was shared before: its days, and what was told.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    /// First and last day.
    pub days: (Day, Day),
    /// What was told.
    pub figures: &'a Figures,
}

/// Which cells of a table whose total may be known are told. Hidden are the small ones and those that must be;
/// with them the smallest of the others, and whatever is as large as that. Then none of them follows from the
/// rest, not even for somebody who knows this rule.
pub fn told(cells: &[u32], must: &[bool]) -> Vec<bool> {
    let is_hidden = |n: usize, count: u32| count < SMALLEST || must.get(n) == Some(&true);
    let total = cells.iter().fold(0_u32, |sum, count| sum.saturating_add(*count));
    let others = || cells.iter().enumerate().filter(|(n, count)| !is_hidden(*n, **count));
    let has_hidden = cells.iter().enumerate().any(|(n, count)| is_hidden(n, *count));
    let next = others().map(|(_, count)| *count).min();
    let to = match (total < SMALLEST, has_hidden) {
        (true, _) => u32::MAX,
        (false, true) => next.unwrap_or(u32::MAX),
        (false, false) => 0,
    };
    cells.iter().enumerate().map(|(n, count)| !is_hidden(n, *count) && *count > to).collect()
}

/// The figures as they are shared, after what was shared before. Days that were told are told in the same
/// numbers again: the difference of two versions would be what came late, mostly one or two.
pub fn shared(whole: &Figures, days: (Day, Day), earlier: &[Shared<'_>]) -> Figures {
    if let Some(known) = earlier.iter().find(|it| it.days == days) {
        return known.figures.clone();
    }
    let related = Related { days, earlier };
    let events = match related.bound(whole.events.unwrap_or(0), |figures| figures.events) {
        Bound::Sum(sum) => sum,
        Bound::Hidden => return nothing(whole),
        Bound::Free => whole.events.unwrap_or(0),
    };
    if events < SMALLEST {
        return nothing(whole);
    }
    let mut figures = whole.clone();
    figures.events = Some(events);
    figures.is_shared = true;
    figures.marks = Vec::new();
    figures.tiles = related.table(&whole.tiles, |figures| figures.tiles.iter().collect());
    figures.sources = related.table(&whole.sources, |figures| figures.sources.iter().collect());
    let areas: Vec<FigureRow> = whole.areas.iter().map(|area| area.row.clone()).collect();
    let areas =
        related.table(&areas, |figures| figures.areas.iter().map(|area| &area.row).collect());
    let told = whole.areas.iter().zip(areas);
    figures.areas = told.map(|(area, row)| AreaFigure { row, ..area.clone() }).collect();
    figures.reports = whole.reports.filter(|count| *count >= SMALLEST);
    figures.visits = whole.visits.filter(|count| *count >= SMALLEST);
    (figures.unreviewed, figures.without_position, figures.exact) = (None, None, None);
    figures.before = related.before(|figures| figures.events);
    figures.year_before = None;
    figures.places = whole.places.iter().filter_map(place).collect();
    figures.hours = hours(&whole.hours);
    figures.trend = bars(&whole.trend, &related);
    figures.unusual.retain(|row| row.count >= SMALLEST);
    figures
}

/// What is shared where the total may not be told: the cells of a table would give it away.
fn nothing(whole: &Figures) -> Figures {
    let withheld = |row: &FigureRow| FigureRow { count: None, before: None, ..row.clone() };
    Figures {
        snapshot: whole.snapshot.clone(),
        newest: whole.newest,
        tiles: whole.tiles.iter().map(withheld).collect(),
        areas: whole
            .areas
            .iter()
            .map(|area| AreaFigure { row: withheld(&area.row), ..area.clone() })
            .collect(),
        sources: whole.sources.iter().map(withheld).collect(),
        measures: whole.measures.clone(),
        outcomes: whole.outcomes.clone(),
        priorities: whole.priorities.clone(),
        borders: whole.borders.clone(),
        is_shared: true,
        ..Figures::default()
    }
}

/// A place with enough at it, without the point; a square without a name is a point as well.
fn place(whole: &PlaceFigure) -> Option<PlaceFigure> {
    whole.count.filter(|count| *count >= SMALLEST)?;
    let is_named = whole.key == whole.name.sv;
    is_named.then(|| PlaceFigure { at: None, before: None, organisations: None, ..whole.clone() })
}

fn hours(whole: &[Vec<Option<u32>>]) -> Vec<Vec<Option<u32>>> {
    let cells: Vec<u32> = whole.iter().flatten().map(|count| count.unwrap_or(0)).collect();
    let mut told = told(&cells, &[]).into_iter();
    let row = |row: &Vec<Option<u32>>| {
        row.iter().map(|count| count.filter(|_| told.next() == Some(true))).collect()
    };
    whole.iter().map(row).collect()
}

fn bars(whole: &[BarFigure], related: &Related<'_>) -> Vec<BarFigure> {
    let cells: Vec<u32> = whole.iter().map(|bar| bar.count.unwrap_or(0)).collect();
    let told = told(&cells, &[]);
    let bar = |(bar, is_told): (&BarFigure, bool)| {
        let from = bar.from;
        // A bar that was told before is told as it was then: two numbers of one week tell what came late.
        let known = related.earlier.iter().rev().find_map(|it| {
            it.figures.trend.iter().find(|known| known.from == from).map(|known| known.count)
        });
        // The total of days that were withheld does not come back as a bar.
        let is_withheld =
            related.earlier.iter().any(|it| it.days.0 == from && it.figures.events.is_none());
        let count = known.unwrap_or(bar.count.filter(|_| is_told)).filter(|_| !is_withheld);
        BarFigure { from, count }
    };
    whole.iter().zip(told).map(bar).collect()
}

fn length((from, until): (Day, Day)) -> i32 {
    until.days_since(from) + 1
}

/// The parts of some days, as they were told.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    /// What was told, summed.
    sum: u32,
    /// How many are not told.
    unknown: u32,
    /// Whether any is known to be told or withheld.
    has_any: bool,
}

impl Parts {
    /// Whether too much is known of the parts that are not told when their total is. With few of them, which
    /// cells are told gives values away as well, so nothing is.
    fn are_near(self, total: u32) -> bool {
        match self.unknown {
            0 => false,
            1..=3 => true,
            4.. => total.saturating_sub(self.sum) < SMALLEST,
        }
    }
}

/// What other editions make of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// Nothing: the rule of its own table holds.
    Free,
    /// It is not told.
    Hidden,
    /// Every part of its days was told: so is their sum, and nothing new.
    Sum(u32),
}

/// What was told before, and how its days lie to these.
struct Related<'a> {
    days: (Day, Day),
    earlier: &'a [Shared<'a>],
}

impl Related<'_> {
    fn lies_in(inner: (Day, Day), outer: (Day, Day)) -> bool {
        outer.0 <= inner.0 && inner.1 <= outer.1
    }

    /// What was told of days within others, side by side, these days left out: the sum, how many parts of the
    /// others are not told, and whether anything was told or withheld there at all. Days that no edition is of
    /// count as parts as long as these days.
    fn within(&self, outer: (Day, Day), cell: &impl Fn(&Figures) -> Option<u32>) -> Parts {
        let mut seen: Vec<(Day, Day)> = Vec::new();
        let mut uncovered = length(outer);
        if outer != self.days {
            seen.push(self.days);
            uncovered -= length(self.days);
        }
        let mut parts = Parts::default();
        for it in self.earlier.iter().rev() {
            let is_beside = |known: &(Day, Day)| it.days.1 < known.0 || known.1 < it.days.0;
            if it.days == outer || !Self::lies_in(it.days, outer) || !seen.iter().all(is_beside) {
                continue;
            }
            seen.push(it.days);
            uncovered -= length(it.days);
            parts.has_any = true;
            match cell(it.figures) {
                Some(count) => parts.sum = parts.sum.saturating_add(count),
                None => parts.unknown += 1,
            }
        }
        let part = length(self.days).clamp(1, 7);
        parts.unknown += ((uncovered.max(0) + part - 1) / part).unsigned_abs();
        parts
    }

    /// What may be told of a number besides what was told of days within these, or of days that these lie within.
    fn bound(&self, now: u32, cell: impl Fn(&Figures) -> Option<u32>) -> Bound {
        let outer = self
            .earlier
            .iter()
            .filter(|it| it.days != self.days && Self::lies_in(self.days, it.days));
        let is_near = |it: &Shared<'_>| {
            let Some(total) = cell(it.figures) else { return false };
            self.within(it.days, &cell).are_near(total.saturating_sub(now))
        };
        let parts = self.within(self.days, &cell);
        match parts.unknown {
            0 => Bound::Sum(parts.sum),
            _ if parts.has_any && parts.are_near(now) => Bound::Hidden,
            _ if outer.into_iter().any(is_near) => Bound::Hidden,
            _ => Bound::Free,
        }
    }

    /// The number of the period just before, as it was told then.
    fn before(&self, cell: impl Fn(&Figures) -> Option<u32>) -> Option<u32> {
        let days = (self.days.0.plus_days(-length(self.days)), self.days.0.plus_days(-1));
        self.earlier.iter().rev().find(|it| it.days == days).and_then(|it| cell(it.figures))
    }

    fn table(
        &self,
        whole: &[FigureRow],
        rows: impl for<'f> Fn(&'f Figures) -> Vec<&'f FigureRow>,
    ) -> Vec<FigureRow> {
        let cell = |key: &str, figures: &Figures| {
            rows(figures).into_iter().find(|row| row.key == key).and_then(|row| row.count)
        };
        let cells: Vec<u32> = whole.iter().map(|row| row.count.unwrap_or(0)).collect();
        let bounds: Vec<Bound> = whole
            .iter()
            .zip(&cells)
            .map(|(row, count)| self.bound(*count, |figures| cell(&row.key, figures)))
            .collect();
        let must: Vec<bool> = bounds.iter().map(|bound| *bound != Bound::Free).collect();
        let told = told(&cells, &must).into_iter().zip(bounds);
        let share = |(row, (is_told, bound)): (&FigureRow, (bool, Bound))| FigureRow {
            count: match bound {
                Bound::Sum(sum) => Some(sum),
                Bound::Free | Bound::Hidden => row.count.filter(|_| is_told),
            },
            before: self.before(|figures| cell(&row.key, figures)),
            ..row.clone()
        };
        whole.iter().zip(told).map(share).collect()
    }
}

#[cfg(test)]
mod tests;
