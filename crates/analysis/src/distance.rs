//! Distances between degrees, for checks and for data outside any plane. Analyses measure in the
//! plane; these say how far off that is.

use geo::{Bearing, Distance, Geodesic, Point};

/// Mean radius of the earth as used by the haversine formula here, metres.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A WGS 84 position in degrees: longitude, latitude.
pub type LonLat = (f64, f64);

/// Distance on the WGS 84 ellipsoid, metres (Karney 2013, by `geo`).
///
/// Formula: the shortest line on the ellipsoid, solved by series.
///
/// Units: metres; degrees (lon, lat), WGS 84.
///
/// Reference: Karney 2013.
///
/// Least data: none.
pub fn geodesic_m(from: LonLat, to: LonLat) -> f64 {
    Geodesic.distance(Point::from(from), Point::from(to))
}

/// Direction of departure on the ellipsoid, degrees clockwise from north, 0 to 360.
///
/// Formula: the geodesic's azimuth at its first point.
///
/// Units: degrees, 0 to 360; degrees (lon, lat), WGS 84.
///
/// Reference: Karney 2013.
///
/// Least data: none.
pub fn azimuth_deg(from: LonLat, to: LonLat) -> f64 {
    Geodesic.bearing(Point::from(from), Point::from(to))
}

/// Distance on a sphere of [`EARTH_RADIUS_M`], metres; up to 0.5 % off.
///
/// Formula: 2R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)).
///
/// Units: metres; degrees (lon, lat), WGS 84 taken as a sphere.
///
/// Reference: Sinnott 1984.
///
/// Least data: none.
pub fn haversine_m(from: LonLat, to: LonLat) -> f64 {
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let cosines = from.1.to_radians().cos() * to.1.to_radians().cos();
    let a = half(to.1 - from.1) + cosines * half(to.0 - from.0);
    2.0 * EARTH_RADIUS_M * a.sqrt().min(1.0).asin()
}
