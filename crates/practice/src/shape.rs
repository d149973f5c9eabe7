//! Plane geometry in metres: x east, y north, from the centre of the town. Positions on earth only in `place`.

mod contour;
mod line;
mod near;
mod place;
mod ring;

use std::ops::{Add, Mul, Sub};

pub use contour::{Raster, contours};
pub(crate) use line::meet;
pub use line::{
    between, clip_line, crossing, cut, length, nearest, offset, point_at, simplify, smooth,
};
pub use near::Near;
pub use place::{CENTRE, lon_lat, mercator, metres};
pub use ring::{Oriented, area, blob, centroid, clip_ring, contains, frame, strip};

/// A point, or a step, in metres east and north of the town's centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Metres east.
    pub x: f64,
    /// Metres north.
    pub y: f64,
}

/// A point from metres east and north.
#[must_use]
pub const fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    /// The length of the step.
    #[must_use]
    pub fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    /// The distance to another point in metres.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self - other).length()
    }

    /// The same direction with length one; east for a step of no length.
    #[must_use]
    pub fn unit(self) -> Self {
        let length = self.length();
        if length < 1e-9 { at(1.0, 0.0) } else { self * (1.0 / length) }
    }

    /// A quarter turn to the left.
    #[must_use]
    pub const fn left(self) -> Self {
        at(-self.y, self.x)
    }

    /// The scalar product.
    #[must_use]
    pub fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// The cross product: positive when `other` points to the left.
    #[must_use]
    pub fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        at(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        at(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        at(self.x * factor, self.y * factor)
    }
}
