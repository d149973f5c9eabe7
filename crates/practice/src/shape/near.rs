//! What lies near a point: a grid of cells, so that a question does not walk through the whole town.

use std::collections::HashMap;

use super::Point;

/// Items by the cell they lie in. Answers come in the order the items were added, cell by cell.
#[derive(Debug, Clone)]
pub struct Near<T> {
    cell_m: f64,
    cells: HashMap<(i32, i32), Vec<T>>,
}

impl<T> Near<T> {
    /// An empty grid with cells of this size in metres.
    #[must_use]
    pub fn new(cell_m: f64) -> Self {
        Self { cell_m, cells: HashMap::new() }
    }

    /// Adds an item at a point.
    pub fn add(&mut self, point: Point, item: T) {
        self.cells.entry(self.cell(point)).or_default().push(item);
    }

    /// The items in the cells that touch the square of `reach` metres around the point.
    pub fn around(&self, point: Point, reach: f64) -> impl Iterator<Item = &T> {
        let low = self.cell(Point { x: point.x - reach, y: point.y - reach });
        let high = self.cell(Point { x: point.x + reach, y: point.y + reach });
        (low.0..=high.0)
            .flat_map(move |column| (low.1..=high.1).map(move |row| (column, row)))
            .filter_map(|key| self.cells.get(&key))
            .flatten()
    }

    fn cell(&self, point: Point) -> (i32, i32) {
        ((point.x / self.cell_m).floor() as i32, (point.y / self.cell_m).floor() as i32)
    }
}
