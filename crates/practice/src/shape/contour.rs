//! Land cover from a raster of values: rings around what lies above a level (marching squares).

use std::collections::HashMap;

use super::{Point, area, at, contains};

/// Values at the corners of square cells.
#[derive(Debug, Clone)]
pub struct Raster {
    /// The south-western corner.
    pub low: Point,
    /// The size of a cell in metres.
    pub cell_m: f64,
    /// Corners from west to east.
    pub columns: usize,
    /// Corners from south to north.
    pub rows: usize,
    /// Row after row from the south.
    pub values: Vec<f64>,
}

impl Raster {
    /// A raster over the box from `low` to `high`, each corner with the value of `value`.
    pub fn fill(low: Point, high: Point, cell_m: f64, value: impl Fn(Point) -> f64) -> Self {
        let columns = ((high.x - low.x) / cell_m) as usize + 1;
        let rows = ((high.y - low.y) / cell_m) as usize + 1;
        let mut raster = Self { low, cell_m, columns, rows, values: vec![0.0; columns * rows] };
        for index in 0..raster.values.len() {
            raster.values[index] = value(raster.corner(index));
        }
        raster
    }

    /// Where a corner lies.
    #[must_use]
    pub fn corner(&self, index: usize) -> Point {
        let (column, row) = (index % self.columns, index / self.columns);
        self.low + at(column as f64, row as f64) * self.cell_m
    }

    /// The indexes of the corners within `reach` metres east and north of a point.
    pub fn corners_around(&self, point: Point, reach: f64) -> Vec<usize> {
        let range = |middle: f64, count: usize| {
            let first = ((middle - reach) / self.cell_m).ceil().max(0.0) as usize;
            let last = ((middle + reach) / self.cell_m).floor();
            first..if last < 0.0 { first } else { (last as usize + 1).min(count).max(first) }
        };
        let columns = range(point.x - self.low.x, self.columns);
        range(point.y - self.low.y, self.rows)
            .flat_map(|row| columns.clone().map(move |column| row * self.columns + column))
            .collect()
    }

    /// Raises the corners near the points: 1 at a point, falling to 0 at `reach` metres.
    pub fn raise(&mut self, points: impl Iterator<Item = Point>, reach: f64) {
        for point in points {
            for index in self.corners_around(point, reach) {
                let value = 1.0 - self.corner(index).distance(point) / reach;
                self.values[index] = self.values[index].max(value);
            }
        }
    }

    fn value(&self, column: usize, row: usize) -> f64 {
        let edge = column == 0 || row == 0 || column + 1 == self.columns || row + 1 == self.rows;
        if edge { -1.0 } else { self.values[row * self.columns + column] }
    }
}

/// The ground above `level`: each outer ring first (to the left around), then its holes (to the right).
#[must_use]
pub fn contours(raster: &Raster, level: f64) -> Vec<Vec<Vec<Point>>> {
    let rings = link(&segments(raster, level));
    let (outer, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| area(ring) > 0.0);
    let mut shapes: Vec<Vec<Vec<Point>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let around = shapes
            .iter_mut()
            .filter(|shape| contains(&shape[0], hole[0]))
            .min_by(|a, b| area(&a[0]).total_cmp(&area(&b[0])));
        if let Some(shape) = around {
            shape.push(hole);
        }
    }
    shapes
}

type Edge = (usize, usize);

/// For each cell edge that the contour enters by, the edge it leaves by, and the point on the first.
fn segments(raster: &Raster, level: f64) -> Vec<(Edge, Edge, Point)> {
    let mut out = Vec::new();
    for row in 0..raster.rows - 1 {
        for column in 0..raster.columns - 1 {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(x, y)| (column + x, row + y));
            let above = corners.map(|(x, y)| raster.value(x, y) > level);
            // Walking around the cell: the contour leaves where ground ends and enters where it begins.
            let crossed =
                |side: usize, first: bool| above[side] == first && above[(side + 1) % 4] != first;
            for side in (0..4).filter(|side| crossed(*side, true)) {
                let next =
                    (1..4).map(|turn| (side + turn) % 4).find(|other| crossed(*other, false));
                if let Some(exit) = next {
                    let ends =
                        |s: usize| (index(raster, corners[s]), index(raster, corners[(s + 1) % 4]));
                    let (a, b) = ends(side);
                    let (c, d) = ends(exit);
                    let point = on_edge(raster, (corners[side], corners[(side + 1) % 4]), level);
                    out.push(((a.min(b), a.max(b)), (c.min(d), c.max(d)), point));
                }
            }
        }
    }
    out
}

fn index(raster: &Raster, (column, row): (usize, usize)) -> usize {
    row * raster.columns + column
}

fn on_edge(raster: &Raster, (from, to): ((usize, usize), (usize, usize)), level: f64) -> Point {
    let (a, b) = (raster.value(from.0, from.1), raster.value(to.0, to.1));
    let share = ((level - a) / (b - a)).clamp(0.05, 0.95);
    let (start, end) = (raster.corner(index(raster, from)), raster.corner(index(raster, to)));
    start + (end - start) * share
}

fn link(segments: &[(Edge, Edge, Point)]) -> Vec<Vec<Point>> {
    let by_start: HashMap<Edge, usize> =
        segments.iter().enumerate().map(|(index, segment)| (segment.0, index)).collect();
    let mut used = vec![false; segments.len()];
    let mut rings = Vec::new();
    for start in 0..segments.len() {
        let (mut ring, mut here) = (Vec::new(), start);
        while !used[here] {
            used[here] = true;
            ring.push(segments[here].2);
            match by_start.get(&segments[here].1) {
                Some(next) => here = *next,
                None => break,
            }
        }
        if ring.len() > 3 {
            rings.push(round(&ring));
        }
    }
    rings
}

/// Cuts the corners of a ring once (Chaikin 1974).
fn round(ring: &[Point]) -> Vec<Point> {
    (0..ring.len())
        .flat_map(|index| {
            let (a, b) = (ring[index], ring[(index + 1) % ring.len()]);
            [a * 0.75 + b * 0.25, a * 0.25 + b * 0.75]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_with_a_hole_becomes_one_shape_with_two_rings() {
        let disc = |point: Point| {
            let from_centre = point.length();
            (40.0 - from_centre).min(from_centre - 15.0)
        };
        let raster = Raster::fill(at(-60.0, -60.0), at(60.0, 60.0), 4.0, disc);
        let shapes = contours(&raster, 0.0);
        assert_eq!(shapes.len(), 1);
        assert_eq!(shapes[0].len(), 2);
        let ground = area(&shapes[0][0]) + area(&shapes[0][1]);
        let true_area = std::f64::consts::PI * (40.0 * 40.0 - 15.0 * 15.0);
        assert!((ground - true_area).abs() / true_area < 0.03, "{ground}");
    }
}
