//! Points in squares so small that all in one are within reach of each other: what is crowded is
//! settled without looking at pairs. The ground under DBSCAN.

use domain::crs::Plane;

/// Squares from one whose points may be within reach, to each side: the reach is √2 sides.
const AROUND: i64 = 2;

/// The points of one square.
struct Square {
    column: i64,
    row: i64,
    /// Range in `order`.
    points: std::ops::Range<usize>,
}

/// Points sorted into squares with a diagonal just below the reach.
pub(super) struct Squares<'a> {
    points: &'a [Plane],
    limit: f64,
    /// Places in `points`, square by square.
    order: Vec<u32>,
    /// Positions in the same order, so that neighbours lie together in memory.
    at: Vec<Plane>,
    /// Sorted by column and row.
    squares: Vec<Square>,
}

impl<'a> Squares<'a> {
    pub(super) fn new(points: &'a [Plane], reach_m: f64) -> Self {
        let reach_m =
            if reach_m > 0.0 && reach_m.is_finite() { reach_m } else { f64::MIN_POSITIVE };
        // A little smaller, so that rounding cannot put two points out of reach into one square.
        let side = reach_m * std::f64::consts::FRAC_1_SQRT_2 * (1.0 - 1e-9);
        let cell = |metres: f64| (metres / side).floor() as i64;
        let mut placed: Vec<(i64, i64, u32)> = points
            .iter()
            .zip(0..)
            .map(|(p, i)| (cell(p.easting_m), cell(p.northing_m), i))
            .collect();
        placed.sort_unstable();
        let mut squares = Vec::new();
        let mut start = 0;
        for group in placed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (column, row, _) = group[0];
            squares.push(Square { column, row, points: start..start + group.len() });
            start += group.len();
        }
        let order: Vec<u32> = placed.into_iter().map(|(_, _, i)| i).collect();
        let at = order.iter().map(|i| points[*i as usize]).collect();
        Self { points, limit: reach_m * reach_m, order, at, squares }
    }

    fn is_within(&self, a: Plane, b: Plane) -> bool {
        squared(a, b) <= self.limit
    }

    /// The squares within reach of one, itself left out.
    fn around(&self, square: &Square) -> Vec<usize> {
        let mut found = Vec::with_capacity(24);
        for column in square.column - AROUND..=square.column + AROUND {
            let wanted = (column, square.row - AROUND);
            let first = self.squares.partition_point(|s| (s.column, s.row) < wanted);
            for (i, other) in self.squares[first..].iter().enumerate() {
                if other.column != column || other.row > square.row + AROUND {
                    break;
                }
                if other.column != square.column || other.row != square.row {
                    found.push(first + i);
                }
            }
        }
        found
    }

    /// Whether each point has at least `least` within reach, itself counted.
    pub(super) fn cores(&self, least: usize) -> Vec<bool> {
        let mut is_core = vec![false; self.points.len()];
        for square in &self.squares {
            let inside = square.points.len();
            let around = if inside >= least { Vec::new() } else { self.around(square) };
            for place in square.points.clone() {
                let mut members = inside;
                for other in &around {
                    if members >= least {
                        break;
                    }
                    let points = &self.at[self.squares[*other].points.clone()];
                    members +=
                        points.iter().filter(|b| self.is_within(self.at[place], **b)).count();
                }
                is_core[self.order[place] as usize] = members >= least;
            }
        }
        is_core
    }

    /// The cluster of every core point.
    pub(super) fn groups(&self, is_core: &[bool]) -> Vec<Option<u32>> {
        // The cores of a square are one cluster, so squares are joined, not points.
        let cores: Vec<Vec<Plane>> = self
            .squares
            .iter()
            .map(|square| {
                let places = square.points.clone();
                places.filter(|p| is_core[self.order[*p] as usize]).map(|p| self.at[p]).collect()
            })
            .collect();
        let mut parent: Vec<u32> = (0..self.squares.len() as u32).collect();
        for (i, square) in self.squares.iter().enumerate() {
            if cores[i].is_empty() {
                continue;
            }
            for j in self.around(square) {
                if j < i || cores[j].is_empty() {
                    continue;
                }
                let (a, b) = (root(&mut parent, i as u32), root(&mut parent, j as u32));
                let touch =
                    || cores[i].iter().any(|a| cores[j].iter().any(|b| self.is_within(*a, *b)));
                if a != b && touch() {
                    parent[a.max(b) as usize] = a.min(b);
                }
            }
        }
        let mut group = vec![None; self.points.len()];
        for (i, square) in self.squares.iter().enumerate() {
            let label = root(&mut parent, i as u32);
            for place in square.points.clone() {
                let point = self.order[place] as usize;
                group[point] = is_core[point].then_some(label);
            }
        }
        group
    }

    /// Every point that is no core, with the cluster of its nearest core within reach; of equals the
    /// western, then the southern.
    pub(super) fn borders(
        &self,
        is_core: &[bool],
        group: &[Option<u32>],
    ) -> Vec<(usize, Option<u32>)> {
        let mut found = Vec::new();
        for (i, square) in self.squares.iter().enumerate() {
            let is_border = |place: &usize| !is_core[self.order[*place] as usize];
            let borders: Vec<usize> = square.points.clone().filter(is_border).collect();
            if borders.is_empty() {
                continue;
            }
            let mut near = self.around(square);
            near.push(i);
            for place in borders {
                let cores = near
                    .iter()
                    .flat_map(|j| self.squares[*j].points.clone())
                    .filter(|p| is_core[self.order[*p] as usize])
                    .filter(|p| self.is_within(self.at[place], self.at[*p]));
                let here = self.at[place];
                let nearest = cores.min_by(|a, b| {
                    let (p, q) = (self.at[*a], self.at[*b]);
                    squared(here, p)
                        .total_cmp(&squared(here, q))
                        .then(p.easting_m.total_cmp(&q.easting_m))
                        .then(p.northing_m.total_cmp(&q.northing_m))
                });
                let label = nearest.and_then(|core| group[self.order[core] as usize]);
                found.push((self.order[place] as usize, label));
            }
        }
        found
    }
}

fn squared(a: Plane, b: Plane) -> f64 {
    (a.easting_m - b.easting_m).powi(2) + (a.northing_m - b.northing_m).powi(2)
}

/// The first of a joined set of squares; shortens the way for the next search.
fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        let above = parent[parent[i as usize] as usize];
        parent[i as usize] = above;
        i = above;
    }
    i
}
