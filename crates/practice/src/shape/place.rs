//! Metres of the practice town to positions on earth (WGS 84) and to the web map's square (EPSG:3857).

use super::{Point, at};

/// The town's centre: longitude, latitude in degrees.
pub const CENTRE: (f64, f64) = (12.53, 57.93);

// Spherical Mercator, x = R·lon, y = R·asinh(tan lat), scaled so that a metre is a metre at the centre.
const RADIUS_M: f64 = 6_378_137.0;
const SIN: f64 = 0.847_400_044_893_374_3;
const COS: f64 = 0.530_954_954_694_564_7;
const CENTRE_NORTH: f64 = 1.246_857_361_899_454_3;
const RAD: f64 = std::f64::consts::PI / 180.0;

/// Longitude and latitude in degrees. The latitude is a Taylor series of the inverse Mercator projection
/// around the centre: exact to a centimetre within 25 km.
#[must_use]
pub fn lon_lat(point: Point) -> (f64, f64) {
    let north = point.y / (RADIUS_M * COS);
    let first = COS;
    let second = -SIN * COS;
    let third = COS * (SIN * SIN - COS * COS);
    let fourth = SIN * COS * (5.0 * COS * COS - SIN * SIN);
    let series =
        north * (first + north / 2.0 * (second + north / 3.0 * (third + north / 4.0 * fourth)));
    (CENTRE.0 + point.x / (RADIUS_M * COS) / RAD, CENTRE.1 + series / RAD)
}

/// Metres east and north of the centre, from longitude and latitude in degrees (Newton's method).
#[must_use]
pub fn metres(lon: f64, lat: f64) -> Point {
    let mut point = at((lon - CENTRE.0) * RAD * RADIUS_M * COS, (lat - CENTRE.1) * 111_319.5);
    for _ in 0..5 {
        point.y += (lat - lon_lat(point).1) * 111_319.5;
    }
    point
}

/// The place in the web map's square: 0–1 from the west and 0–1 from the north.
#[must_use]
pub fn mercator(point: Point) -> Point {
    let turn = std::f64::consts::TAU;
    let east = CENTRE.0 * RAD + point.x / (RADIUS_M * COS);
    let north = CENTRE_NORTH + point.y / (RADIUS_M * COS);
    at(0.5 + east / turn, 0.5 - north / turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_there_and_back_is_the_same_within_a_centimetre() {
        for (x, y) in [(0.0, 0.0), (4_000.0, -3_000.0), (-19_000.0, 20_000.0)] {
            let (lon, lat) = lon_lat(at(x, y));
            let back = metres(lon, lat);
            assert!(back.distance(at(x, y)) < 0.01, "{x} {y} {back:?}");
        }
    }

    #[test]
    fn the_latitude_is_the_inverse_of_the_mercator_projection() {
        for y in [-20_000.0, -3_000.0, 0.0, 8_000.0, 20_000.0] {
            let (_, lat) = lon_lat(at(0.0, y));
            let square = 0.5 - (lat * RAD).tan().asinh() / std::f64::consts::TAU;
            assert!((square - mercator(at(0.0, y)).y).abs() < 2e-10, "{y}");
        }
    }
}
