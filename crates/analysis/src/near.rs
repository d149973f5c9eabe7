//! Who is near whom in plane metres: an index of points, and a grid of square cells that lines up
//! with the national squares. Nothing statistical.

use domain::crs::Plane;
use serde::Serialize;

/// Points sorted into square buckets, so that neighbours are found without looking at everyone.
/// The order of the points given does not change the order neighbours are visited in.
pub struct Near<'a> {
    points: &'a [Plane],
    bucket_m: f64,
    /// Column, row and place in `points`, sorted.
    entries: Vec<(i64, i64, u32)>,
}

impl<'a> Near<'a> {
    /// An index for searches of about `bucket_m` metres.
    pub fn new(points: &'a [Plane], bucket_m: f64) -> Self {
        let bucket_m = if bucket_m > 0.0 && bucket_m.is_finite() { bucket_m } else { 1.0 };
        let mut entries: Vec<(i64, i64, u32)> = points
            .iter()
            .zip(0_u32..)
            .map(|(p, i)| (bucket(p.easting_m, bucket_m), bucket(p.northing_m, bucket_m), i))
            .collect();
        entries.sort_by(|a, b| {
            let (p, q) = (&points[a.2 as usize], &points[b.2 as usize]);
            (a.0, a.1)
                .cmp(&(b.0, b.1))
                .then(p.easting_m.total_cmp(&q.easting_m))
                .then(p.northing_m.total_cmp(&q.northing_m))
                .then(a.2.cmp(&b.2))
        });
        Self { points, bucket_m, entries }
    }

    /// Calls `found` with every point within `radius_m` of `at`, the limit included, and its
    /// squared distance.
    pub fn within(&self, at: Plane, radius_m: f64, mut found: impl FnMut(usize, f64)) {
        let limit = radius_m * radius_m;
        let column = |metres: f64| bucket(metres, self.bucket_m);
        let rows = column(at.northing_m - radius_m)..=column(at.northing_m + radius_m);
        for x in column(at.easting_m - radius_m)..=column(at.easting_m + radius_m) {
            let first = self.entries.partition_point(|e| (e.0, e.1) < (x, *rows.start()));
            for entry in &self.entries[first..] {
                if entry.0 != x || entry.1 > *rows.end() {
                    break;
                }
                let other = self.points[entry.2 as usize];
                let squared = (other.easting_m - at.easting_m).powi(2)
                    + (other.northing_m - at.northing_m).powi(2);
                if squared <= limit {
                    found(entry.2 as usize, squared);
                }
            }
        }
    }
}

fn bucket(metres: f64, size: f64) -> i64 {
    (metres / size).floor() as i64
}

/// Sum of a value over the neighbourhood of one point or cell, itself included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Neighbourhood {
    /// Sum of the values.
    pub sum: f64,
    /// Points or cells summed.
    pub members: u32,
}

/// Sums of `values` over all points within `band_m` of each point, the point included.
///
/// Formula: Σⱼ vⱼ over d(i, j) ≤ band.
///
/// Units: metres in the plane.
///
/// Reference: none: a sum.
///
/// Least data: none.
pub fn sums_at_points(points: &[Plane], values: &[f64], band_m: f64) -> Vec<Neighbourhood> {
    let near = Near::new(points, band_m);
    points
        .iter()
        .map(|at| {
            let mut around = Neighbourhood { sum: 0.0, members: 0 };
            near.within(*at, band_m, |j, _| {
                around.sum += values[j];
                around.members += 1;
            });
            around
        })
        .collect()
}

/// Square cells, row by row from the south-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Grid {
    /// Easting of the south-west corner, metres.
    pub west_m: f64,
    /// Northing of the south-west corner, metres.
    pub south_m: f64,
    /// Side of a cell, metres.
    pub cell_m: f64,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from south to north.
    pub rows: usize,
}

impl Grid {
    /// The cells of side `cell_m` that cover the rectangle from `south_west` to `north_east`.
    /// Corners fall on whole multiples of the side, so that every window, every extent and the
    /// national statistics share one net of cells.
    pub fn covering(south_west: Plane, north_east: Plane, cell_m: f64) -> Self {
        let west = (south_west.easting_m / cell_m).floor();
        let south = (south_west.northing_m / cell_m).floor();
        let columns = (north_east.easting_m / cell_m).floor() - west + 1.0;
        let rows = (north_east.northing_m / cell_m).floor() - south + 1.0;
        Self {
            west_m: west * cell_m,
            south_m: south * cell_m,
            cell_m,
            columns: columns.max(1.0) as usize,
            rows: rows.max(1.0) as usize,
        }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Middle of a cell.
    pub fn centre(&self, cell: usize) -> Plane {
        let (row, column) = (cell / self.columns, cell % self.columns);
        Plane::new(
            self.west_m + (column as f64 + 0.5) * self.cell_m,
            self.south_m + (row as f64 + 0.5) * self.cell_m,
        )
    }

    /// The cell a point lies in; `None` outside the grid.
    pub fn cell_of(&self, point: Plane) -> Option<usize> {
        let column = ((point.easting_m - self.west_m) / self.cell_m).floor();
        let row = ((point.northing_m - self.south_m) / self.cell_m).floor();
        let is_inside =
            column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64;
        is_inside.then(|| row as usize * self.columns + column as usize)
    }

    /// Points in each cell; points outside are not counted.
    pub fn counts(&self, points: &[Plane]) -> Vec<u64> {
        let mut counts = vec![0; self.len()];
        for cell in points.iter().filter_map(|p| self.cell_of(*p)) {
            counts[cell] += 1;
        }
        counts
    }

    /// Sums of `values` over all cells whose middle is within `band_m` of each cell's middle, the
    /// cell included.
    pub fn sums(&self, values: &[f64], band_m: f64) -> Vec<Neighbourhood> {
        let reach = (band_m / self.cell_m).floor() as i64;
        let limit = (band_m / self.cell_m).powi(2) * (1.0 + 1e-12);
        let offsets: Vec<(i64, i64)> = (-reach..=reach)
            .flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy)))
            .filter(|(dx, dy)| (dx * dx + dy * dy) as f64 <= limit)
            .collect();
        let mut around = vec![Neighbourhood { sum: 0.0, members: 0 }; self.len()];
        // One neighbour at a time for a whole row: long, straight loops.
        for (row, here) in around.chunks_exact_mut(self.columns.max(1)).enumerate() {
            for (dx, dy) in &offsets {
                let Some(other) = row.checked_add_signed(*dy as isize).filter(|r| *r < self.rows)
                else {
                    continue;
                };
                let west = (-dx).max(0) as usize;
                let first = other * self.columns + dx.max(&0).unsigned_abs() as usize;
                let there = &values[first.min(values.len())..(other + 1) * self.columns];
                let from = west.min(here.len());
                let end = here.len().saturating_sub(dx.max(&0).unsigned_abs() as usize).max(from);
                for (near, value) in here[from..end].iter_mut().zip(there) {
                    near.sum += value;
                    near.members += 1;
                }
            }
        }
        around
    }
}

/// Corners of the smallest convex outline around `points`, anticlockwise from the south-western
/// one (Andrew's monotone chain). Fewer than three distinct points come back as they are.
///
/// Formula: the convex hull by sorted cross products.
///
/// Units: metres in the plane.
///
/// Reference: Andrew 1979.
///
/// Least data: none: fewer than three points come back.
pub fn hull(points: &[Plane]) -> Vec<Plane> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| {
        a.easting_m.total_cmp(&b.easting_m).then(a.northing_m.total_cmp(&b.northing_m))
    });
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut outline = half_hull(sorted.iter().copied());
    let back = half_hull(sorted.iter().rev().copied());
    outline.pop();
    outline.extend(back);
    outline.pop();
    outline
}

fn half_hull(points: impl Iterator<Item = Plane>) -> Vec<Plane> {
    let mut chain: Vec<Plane> = Vec::new();
    for p in points {
        while let [.., a, b] = chain[..] {
            let turn = (b.easting_m - a.easting_m) * (p.northing_m - a.northing_m)
                - (b.northing_m - a.northing_m) * (p.easting_m - a.easting_m);
            if turn > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(p);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_on_the_limit_is_near() {
        let points = [Plane::new(0.0, 0.0), Plane::new(300.0, 400.0), Plane::new(301.0, 400.0)];
        let mut found = Vec::new();
        Near::new(&points, 120.0).within(points[0], 500.0, |i, _| found.push(i));
        assert_eq!(found, [0, 1]);
    }

    #[test]
    fn sums_over_cells_equal_sums_over_their_middles() {
        let grid = Grid { west_m: 30.0, south_m: -70.0, cell_m: 25.0, columns: 9, rows: 7 };
        let values: Vec<f64> = (0..grid.len()).map(|i| (i * i % 17) as f64).collect();
        let middles: Vec<Plane> = (0..grid.len()).map(|i| grid.centre(i)).collect();
        for band in [20.0, 25.0, 36.0, 75.0] {
            assert_eq!(grid.sums(&values, band), sums_at_points(&middles, &values, band));
        }
    }

    #[test]
    fn every_extent_shares_one_net_of_cells() {
        let one = Grid::covering(
            Plane::new(352_410.0, 6_422_390.0),
            Plane::new(353_000.0, 6_423_000.0),
            100.0,
        );
        let two = Grid::covering(
            Plane::new(352_310.0, 6_422_290.0),
            Plane::new(353_000.0, 6_423_000.0),
            100.0,
        );
        assert_eq!((one.west_m - two.west_m) % 100.0, 0.0);
        assert_eq!(two.columns, one.columns + 1);
        let point = Plane::new(352_777.0, 6_422_888.0);
        assert_eq!(
            one.cell_of(point).map(|i| one.centre(i)),
            two.cell_of(point).map(|i| two.centre(i))
        );
    }

    #[test]
    fn the_outline_of_a_square_is_its_corners() {
        let square = [(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 0.0)];
        let points: Vec<Plane> = square.iter().map(|(x, y)| Plane::new(*x, *y)).collect();
        assert_eq!(hull(&points).len(), 4);
    }
}
