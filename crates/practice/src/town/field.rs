//! The direction streets want to run in: along the nearest main roads, along the district's own grid, with a
//! gentle bend. A cross has four equal arms, so directions are averaged as the fourth power of a complex number.

use super::district::{District, Fabric, district_at};
use crate::maths;
use crate::rng::noise;
use crate::shape::{Point, at, length, point_at};

const CELL_M: f64 = 50.0;
const LOW: Point = at(-4_600.0, -3_700.0);
const COLUMNS: usize = 200;
const ROWS: usize = 165;

/// The field over the town, sampled each 50 m.
pub(super) struct Field {
    crosses: Vec<Point>,
}

impl Field {
    /// The field of these districts between these lines.
    #[must_use]
    pub(super) fn new(districts: &[District], lines: &[&[Point]]) -> Self {
        let guides = guides(lines);
        let corner =
            |index: usize| LOW + at((index % COLUMNS) as f64, (index / COLUMNS) as f64) * CELL_M;
        let crosses =
            (0..COLUMNS * ROWS).map(|index| cross_at(corner(index), districts, &guides)).collect();
        Self { crosses }
    }

    /// The arm of the cross at a point that is nearest to `heading`.
    #[must_use]
    pub(super) fn turn(&self, point: Point, heading: Point) -> Point {
        let place = (point - LOW) * (1.0 / CELL_M);
        if place.x < 0.0 || place.y < 0.0 || place.x > COLUMNS as f64 || place.y > ROWS as f64 {
            // In the villages there is no field: a street goes on with a slight bend.
            let bend = (noise(43, point.x / 90.0, point.y / 90.0) - 0.5) * 0.12;
            return (heading + heading.left() * bend).unit();
        }
        let column = (place.x.max(0.0) as usize).min(COLUMNS - 2);
        let row = (place.y.max(0.0) as usize).min(ROWS - 2);
        let (u, v) =
            ((place.x - column as f64).clamp(0.0, 1.0), (place.y - row as f64).clamp(0.0, 1.0));
        let cross = |dx: usize, dy: usize| self.crosses[(row + dy) * COLUMNS + column + dx];
        let south = cross(0, 0) * (1.0 - u) + cross(1, 0) * u;
        let north = cross(0, 1) * (1.0 - u) + cross(1, 1) * u;
        let arm = root(root((south * (1.0 - v) + north * v).unit()));
        let arms = [arm, arm.left(), arm * -1.0, arm.left() * -1.0];
        arms.into_iter().max_by(|a, b| a.dot(heading).total_cmp(&b.dot(heading))).unwrap_or(heading)
    }
}

/// Points and directions along the lines that reach into the town.
fn guides(lines: &[&[Point]]) -> Vec<(Point, Point)> {
    let mut out = Vec::new();
    for line in lines {
        for step in 0..(length(line) / 60.0) as u32 {
            let (point, along) = point_at(line, f64::from(step) * 60.0);
            if point.length() < 6_000.0 {
                out.push((point, fourth(along)));
            }
        }
    }
    out
}

fn cross_at(point: Point, districts: &[District], guides: &[(Point, Point)]) -> Point {
    let mut sum = at(0.0, 0.0);
    for (guide, cross) in guides {
        let step = *guide - point;
        let square = step.dot(step);
        if square < 360_000.0 {
            sum = sum + *cross * (1.0 / (square + 3_600.0));
        }
    }
    let (own, weight, bend) = match district_at(districts, point) {
        Some(district) => match district.fabric {
            Fabric::Core => (district.along, 1.0 / 2_500.0, 0.12),
            Fabric::Works => (district.along, 1.0 / 9_000.0, 0.1),
            Fabric::Flats => (district.along, 1.0 / 9_000.0, 0.7),
            Fabric::Villas => (district.along, 1.0 / 9_000.0, 1.7),
        },
        None => (at(1.0, 0.0), 1.0 / 200_000.0, 0.3),
    };
    let angle = (noise(41, point.x / 520.0, point.y / 520.0) - 0.5) * 2.0 * bend;
    let turn = at(maths::cos(angle), maths::sin(angle));
    sum + fourth(times(own, turn)) * weight
}

fn times(a: Point, b: Point) -> Point {
    at(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
}

fn fourth(direction: Point) -> Point {
    let square = times(direction, direction);
    times(square, square)
}

/// The square root of a complex number of length one (half the angle).
fn root(direction: Point) -> Point {
    let x = ((1.0 + direction.x) / 2.0).max(0.0).sqrt();
    let y = ((1.0 - direction.x) / 2.0).max(0.0).sqrt();
    at(x, if direction.y < 0.0 { -y } else { y })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_root_of_a_fourth_power_is_one_of_the_four_arms() {
        for step in 0..60 {
            let angle = f64::from(step) * 0.1;
            let direction = at(maths::cos(angle), maths::sin(angle));
            let arm = root(root(fourth(direction)));
            let aligned = arm.dot(direction).abs().max(arm.cross(direction).abs());
            assert!((aligned - 1.0).abs() < 1e-9, "{angle}");
        }
    }
}
