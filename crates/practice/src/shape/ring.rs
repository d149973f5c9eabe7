//! Closed rings (the last corner is not repeated): inside, area, clip, and the shapes the town is drawn with.

use super::{Point, at};
use crate::{maths, rng::Rng};

/// True when the point lies inside the ring.
#[must_use]
pub fn contains(ring: &[Point], point: Point) -> bool {
    let mut inside = false;
    for index in 0..ring.len() {
        let (a, b) = (ring[index], ring[(index + 1) % ring.len()]);
        if (a.y > point.y) != (b.y > point.y)
            && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
        {
            inside = !inside;
        }
    }
    inside
}

/// The signed area in square metres: positive when the ring runs to the left (north up).
#[must_use]
pub fn area(ring: &[Point]) -> f64 {
    let twice: f64 =
        (0..ring.len()).map(|index| ring[index].cross(ring[(index + 1) % ring.len()])).sum();
    twice / 2.0
}

/// The south-western and north-eastern corner of the box around the points.
#[must_use]
pub fn frame(points: &[Point]) -> (Point, Point) {
    let start = (at(f64::MAX, f64::MAX), at(f64::MIN, f64::MIN));
    points.iter().fold(start, |(low, high), point| {
        (at(low.x.min(point.x), low.y.min(point.y)), at(high.x.max(point.x), high.y.max(point.y)))
    })
}

/// The centre of the ring's corners.
#[must_use]
pub fn centroid(ring: &[Point]) -> Point {
    let sum = ring.iter().fold(at(0.0, 0.0), |sum, point| sum + *point);
    sum * (1.0 / ring.len().max(1) as f64)
}

/// The part of the ring inside the box from `low` to `high` (Sutherland and Hodgman 1974).
#[must_use]
pub fn clip_ring(ring: &[Point], low: Point, high: Point) -> Vec<Point> {
    let mut out = ring.to_vec();
    let sides: [(Point, f64); 4] = [
        (at(1.0, 0.0), low.x),
        (at(-1.0, 0.0), -high.x),
        (at(0.0, 1.0), low.y),
        (at(0.0, -1.0), -high.y),
    ];
    for (normal, limit) in sides {
        let corners = std::mem::take(&mut out);
        for index in 0..corners.len() {
            let (from, to) = (corners[index], corners[(index + 1) % corners.len()]);
            let (a, b) = (from.dot(normal) - limit, to.dot(normal) - limit);
            if a >= 0.0 {
                out.push(from);
            }
            if (a >= 0.0) != (b >= 0.0) {
                out.push(from + (to - from) * (a / (a - b)));
            }
        }
    }
    out
}

/// An uneven round shape: `radius` is half its width and half its height in metres.
pub fn blob(rng: &mut Rng, centre: Point, radius: Point, roughness: f64) -> Vec<Point> {
    let waves: Vec<(f64, f64, f64)> = (2..13)
        .map(|count| {
            let wave = f64::from(count);
            (
                wave,
                rng.between(0.0, std::f64::consts::TAU),
                roughness * rng.between(0.3, 1.0) / wave,
            )
        })
        .collect();
    let corners = ((radius.x + radius.y) / 14.0).clamp(24.0, 160.0) as u32;
    (0..corners)
        .map(|corner| {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
            let grow: f64 = 1.0
                + waves.iter().map(|(n, phase, a)| a * maths::sin(n * angle + phase)).sum::<f64>();
            at(
                centre.x + radius.x * grow * maths::cos(angle),
                centre.y + radius.y * grow * maths::sin(angle),
            )
        })
        .collect()
}

/// A line made into a ring that is `width` metres wide.
#[must_use]
pub fn strip(line: &[Point], width: f64) -> Vec<Point> {
    let mut ring = super::offset(line, -width / 2.0);
    ring.extend(super::offset(line, width / 2.0).into_iter().rev());
    ring
}

/// A rectangle that may stand at any angle: a house, a pitch, a square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oriented {
    /// Its middle.
    pub centre: Point,
    /// The direction of its width, of length one.
    pub along: Point,
    /// Half its width and half its depth in metres.
    pub half: Point,
}

impl Oriented {
    /// A rectangle from its middle, the direction of its width, and width and depth in metres.
    #[must_use]
    pub fn new(centre: Point, along: Point, size: Point) -> Self {
        Self { centre, along, half: size * 0.5 }
    }

    /// A point given in shares of the half width (`u`) and half depth (`v`) from the middle.
    #[must_use]
    pub fn point(&self, u: f64, v: f64) -> Point {
        self.centre + self.along * (u * self.half.x) + self.along.left() * (v * self.half.y)
    }

    /// The four corners, to the left around.
    #[must_use]
    pub fn ring(&self) -> Vec<Point> {
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(u, v)| self.point(u, v)).to_vec()
    }

    /// The same rectangle with `by` metres more on each side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { half: at((self.half.x + by).max(0.1), (self.half.y + by).max(0.1)), ..*self }
    }

    /// The distance from a point to the rectangle in metres; 0 inside.
    #[must_use]
    pub fn distance(&self, point: Point) -> f64 {
        let step = point - self.centre;
        let dx = (step.dot(self.along).abs() - self.half.x).max(0.0);
        let dy = (step.dot(self.along.left()).abs() - self.half.y).max(0.0);
        at(dx, dy).length()
    }

    /// True when the two rectangles share ground (separating axes).
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let step = other.centre - self.centre;
        [self.along, self.along.left(), other.along, other.along.left()].into_iter().all(|axis| {
            let reach = |it: &Self| {
                it.half.x * it.along.dot(axis).abs() + it.half.y * it.along.left().dot(axis).abs()
            };
            step.dot(axis).abs() < reach(self) + reach(other)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_cut_by_a_box_keeps_the_shared_ground() {
        let square = [at(-5.0, -5.0), at(5.0, -5.0), at(5.0, 5.0), at(-5.0, 5.0)];
        let part = clip_ring(&square, at(0.0, 0.0), at(10.0, 10.0));
        assert!((area(&part) - 25.0).abs() < 1e-9);
    }

    #[test]
    fn houses_side_by_side_do_not_overlap_and_crossed_ones_do() {
        let house = Oriented::new(at(0.0, 0.0), at(1.0, 0.0), at(10.0, 10.0));
        let beside = Oriented::new(at(10.1, 0.0), at(1.0, 0.0), at(10.0, 10.0));
        let turned = Oriented::new(at(8.0, 0.0), at(1.0, 1.0).unit(), at(10.0, 10.0));
        assert!(!house.overlaps(&beside));
        assert!(house.overlaps(&turned));
    }
}
