//! Degrees to plane metres and back: SWEREF 99 TM, its twelve local zones, a local transverse
//! Mercator plane for data elsewhere, and Web Mercator for map tiles. No other coordinates.
//!
//! WGS 84 is taken as SWEREF 99 (they differ by less than a metre). The transverse Mercator
//! planes follow Lantmäteriet's *Gauss Conformal Projection (Transverse Mercator), Krüger's
//! Formulas* on the GRS 80 ellipsoid; the conformal latitude is computed in closed form
//! instead of by its series, so that nothing is lost far from Sweden.

/// Half the longer axis of GRS 80, in metres.
const AXIS_M: f64 = 6_378_137.0;
/// Flattening of GRS 80.
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// Where SWEREF 99 TM is used without thinking: west, south, east, north in degrees.
const SWEDEN: [f64; 4] = [10.5, 55.0, 24.5, 69.2];

/// A point in plane metres of some [`ReferenceSystem`]: east first, then north.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Plane {
    /// Metres towards east, false easting included.
    pub easting_m: f64,
    /// Metres towards north.
    pub northing_m: f64,
}

impl Plane {
    /// A point from its metres towards east and towards north.
    pub const fn new(easting_m: f64, northing_m: f64) -> Self {
        Self { easting_m, northing_m }
    }

    /// Straight distance in the plane, in metres. Both points must be of one system.
    pub fn distance_m(self, other: Self) -> f64 {
        (self.easting_m - other.easting_m).hypot(self.northing_m - other.northing_m)
    }
}

/// A local zone of SWEREF 99, named after its central meridian in degrees and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LocalZone {
    /// EPSG:3007.
    Z1200,
    /// EPSG:3008.
    Z1330,
    /// EPSG:3009.
    Z1500,
    /// EPSG:3010.
    Z1630,
    /// EPSG:3011.
    Z1800,
    /// EPSG:3012.
    Z1415,
    /// EPSG:3013.
    Z1545,
    /// EPSG:3014.
    Z1715,
    /// EPSG:3015.
    Z1845,
    /// EPSG:3016.
    Z2015,
    /// EPSG:3017.
    Z2145,
    /// EPSG:3018.
    Z2315,
}

impl LocalZone {
    /// Every zone, in the order of its EPSG code.
    pub const ALL: [Self; 12] = [
        Self::Z1200,
        Self::Z1330,
        Self::Z1500,
        Self::Z1630,
        Self::Z1800,
        Self::Z1415,
        Self::Z1545,
        Self::Z1715,
        Self::Z1845,
        Self::Z2015,
        Self::Z2145,
        Self::Z2315,
    ];

    /// The zone's EPSG code, 3007 to 3018.
    pub const fn epsg(self) -> u32 {
        3007 + self as u32
    }

    /// The zone's central meridian, degrees east of Greenwich.
    pub const fn central_meridian_deg(self) -> f64 {
        match self {
            Self::Z1200 => 12.0,
            Self::Z1330 => 13.5,
            Self::Z1500 => 15.0,
            Self::Z1630 => 16.5,
            Self::Z1800 => 18.0,
            Self::Z1415 => 14.25,
            Self::Z1545 => 15.75,
            Self::Z1715 => 17.25,
            Self::Z1845 => 18.75,
            Self::Z2015 => 20.25,
            Self::Z2145 => 21.75,
            Self::Z2315 => 23.25,
        }
    }
}

/// A plane that positions can be drawn and measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReferenceSystem {
    /// EPSG:3006, the whole country. The plane of every analysis in Sweden.
    Sweref99Tm,
    /// EPSG:3007 to 3018, the planes of the municipalities' own maps.
    Sweref99Local(LocalZone),
    /// A transverse Mercator plane around the data's own middle, for data outside Sweden:
    /// scale 1 and easting 500,000 m on the central meridian, northing 0 on the equator.
    TransverseMercator {
        /// The meridian without distortion, degrees east of Greenwich.
        central_meridian_deg: f64,
    },
    /// EPSG:3857, map tiles only: its metres are about twice too long in Sweden.
    WebMercator,
}

impl ReferenceSystem {
    /// The system of an EPSG code, or `None` where this project has no formula for it.
    pub fn from_epsg(code: u32) -> Option<Self> {
        match code {
            3006 => Some(Self::Sweref99Tm),
            3857 => Some(Self::WebMercator),
            _ => {
                LocalZone::ALL.into_iter().find(|zone| zone.epsg() == code).map(Self::Sweref99Local)
            }
        }
    }

    /// The EPSG code, or `None` for a plane around the data's own middle.
    pub const fn epsg(self) -> Option<u32> {
        match self {
            Self::Sweref99Tm => Some(3006),
            Self::Sweref99Local(zone) => Some(zone.epsg()),
            Self::TransverseMercator { .. } => None,
            Self::WebMercator => Some(3857),
        }
    }

    /// The plane for measuring in a rectangle of degrees: SWEREF 99 TM where all of it lies in
    /// Sweden, else a transverse Mercator plane around its middle. A rectangle whose east is
    /// smaller than its west crosses the date line.
    pub fn for_extent(west: f64, south: f64, east: f64, north: f64) -> Self {
        let [w, s, e, n] = SWEDEN;
        if west >= w && east <= e && south >= s && north <= n && west <= east {
            return Self::Sweref99Tm;
        }
        let width = if east >= west { east - west } else { east + 360.0 - west };
        Self::TransverseMercator { central_meridian_deg: wrap_deg(west + width / 2.0) }
    }

    /// From WGS 84 degrees, longitude first, to plane metres. Web Mercator has no poles: latitude
    /// ±90 gives an infinite northing there. Within 1 mm of PROJ up to some 6 degrees from the
    /// central meridian, which covers Sweden in every zone.
    pub fn to_plane(self, lon: f64, lat: f64) -> Plane {
        match self.projection() {
            Some(projection) => projection.forward(lon, lat),
            None => Plane {
                easting_m: AXIS_M * lon.to_radians(),
                northing_m: AXIS_M * lat.to_radians().tan().asinh(),
            },
        }
    }

    /// From plane metres back to WGS 84 degrees, longitude first. The inverse of
    /// [`Self::to_plane`] to 1e-9 degrees.
    pub fn to_lon_lat(self, plane: Plane) -> (f64, f64) {
        match self.projection() {
            Some(projection) => projection.inverse(plane),
            None => (
                (plane.easting_m / AXIS_M).to_degrees(),
                (plane.northing_m / AXIS_M).sinh().atan().to_degrees(),
            ),
        }
    }

    /// The transverse Mercator constants of this system; `None` for Web Mercator.
    fn projection(self) -> Option<Projection> {
        match self {
            Self::Sweref99Tm => Some(Projection::new(15.0, 0.9996, 500_000.0)),
            Self::Sweref99Local(zone) => {
                Some(Projection::new(zone.central_meridian_deg(), 1.0, 150_000.0))
            }
            Self::TransverseMercator { central_meridian_deg } => {
                Some(Projection::new(central_meridian_deg, 1.0, 500_000.0))
            }
            Self::WebMercator => None,
        }
    }
}

/// One transverse Mercator plane: everything the series need.
struct Projection {
    central_meridian_deg: f64,
    /// Scale on the central meridian times the radius of the rectifying sphere, metres.
    radius_m: f64,
    false_easting_m: f64,
}

/// First eccentricity of GRS 80.
fn eccentricity() -> f64 {
    (FLATTENING * (2.0 - FLATTENING)).sqrt()
}

/// Third flattening of GRS 80, the variable of Krüger's series.
const N: f64 = FLATTENING / (2.0 - FLATTENING);

/// Krüger's series from the sphere to the plane (β in Lantmäteriet's paper).
const TO_PLANE: [f64; 4] = [
    N * (1.0 / 2.0 + N * (-2.0 / 3.0 + N * (5.0 / 16.0 + N * (41.0 / 180.0)))),
    N * N * (13.0 / 48.0 + N * (-3.0 / 5.0 + N * (557.0 / 1440.0))),
    N * N * N * (61.0 / 240.0 + N * (-103.0 / 140.0)),
    N * N * N * N * (49_561.0 / 161_280.0),
];

/// Krüger's series from the plane to the sphere (δ in Lantmäteriet's paper).
const TO_SPHERE: [f64; 4] = [
    N * (1.0 / 2.0 + N * (-2.0 / 3.0 + N * (37.0 / 96.0 + N * (-1.0 / 360.0)))),
    N * N * (1.0 / 48.0 + N * (1.0 / 15.0 + N * (-437.0 / 1440.0))),
    N * N * N * (17.0 / 480.0 + N * (-37.0 / 840.0)),
    N * N * N * N * (4_397.0 / 161_280.0),
];

impl Projection {
    fn new(central_meridian_deg: f64, scale: f64, false_easting_m: f64) -> Self {
        let n2 = N * N;
        let radius_m = scale * AXIS_M / (1.0 + N) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0);
        Self { central_meridian_deg, radius_m, false_easting_m }
    }

    fn forward(&self, lon: f64, lat: f64) -> Plane {
        let lambda = wrap_deg(lon - self.central_meridian_deg).to_radians();
        let tau = conformal_tan(lat.to_radians().tan());
        let xi = tau.atan2(lambda.cos());
        let eta = (lambda.sin() / tau.hypot(lambda.cos())).asinh();
        let (mut north, mut east) = (xi, eta);
        for (k, beta) in (1..).map(|k| 2.0 * f64::from(k)).zip(TO_PLANE) {
            north += beta * (k * xi).sin() * (k * eta).cosh();
            east += beta * (k * xi).cos() * (k * eta).sinh();
        }
        Plane {
            easting_m: self.false_easting_m + self.radius_m * east,
            northing_m: self.radius_m * north,
        }
    }

    fn inverse(&self, plane: Plane) -> (f64, f64) {
        let north = plane.northing_m / self.radius_m;
        let east = (plane.easting_m - self.false_easting_m) / self.radius_m;
        let (mut xi, mut eta) = (north, east);
        for (k, delta) in (1..).map(|k| 2.0 * f64::from(k)).zip(TO_SPHERE) {
            xi -= delta * (k * north).sin() * (k * east).cosh();
            eta -= delta * (k * north).cos() * (k * east).sinh();
        }
        let tau = xi.sin() / eta.sinh().hypot(xi.cos());
        let lambda = eta.sinh().atan2(xi.cos());
        let lat = geodetic_tan(tau).atan().to_degrees();
        (wrap_deg(self.central_meridian_deg + lambda.to_degrees()), lat)
    }
}

/// Tangent of the conformal latitude from the tangent of the geodetic latitude, in closed form.
fn conformal_tan(tan_lat: f64) -> f64 {
    let e = eccentricity();
    let secant = tan_lat.hypot(1.0);
    let sigma = (e * (e * tan_lat / secant).atanh()).sinh();
    tan_lat * sigma.hypot(1.0) - sigma * secant
}

/// The inverse of [`conformal_tan`], by Newton's method: three rounds reach the last digit.
fn geodetic_tan(conformal: f64) -> f64 {
    let e2 = eccentricity().powi(2);
    let mut tan_lat = conformal / (1.0 - e2);
    for _ in 0..6 {
        let guess = conformal_tan(tan_lat);
        let slope = (1.0 - e2) * guess.hypot(1.0) * tan_lat.hypot(1.0)
            / (1.0 + (1.0 - e2) * tan_lat * tan_lat);
        let step = (conformal - guess) / slope;
        tan_lat += step;
        if step.abs() <= 1e-15 * tan_lat.abs().max(1.0) {
            break;
        }
    }
    tan_lat
}

/// An angle in degrees brought into −180 (excluded) to 180.
fn wrap_deg(angle: f64) -> f64 {
    if angle > -180.0 && angle <= 180.0 {
        return angle;
    }
    let turned = angle.rem_euclid(360.0);
    if turned > 180.0 { turned - 360.0 } else { turned }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Control points printed by Lantmäteriet: latitude, longitude, east, north in SWEREF 99 TM.
    const CONTROL: [[f64; 4]; 5] = [
        [55.0, 12.75, 356_083.438, 6_097_106.672],
        [55.0, 14.25, 452_024.069, 6_095_048.642],
        [57.0, 12.75, 363_331.554, 6_319_636.937],
        [57.0, 19.5, 773_251.054, 6_326_392.707],
        [59.0, 11.25, 284_626.066, 6_546_096.724],
    ];

    #[test]
    fn the_control_points_of_the_mapping_authority_are_met_within_a_millimetre() {
        for [lat, lon, east, north] in &CONTROL {
            let plane = ReferenceSystem::Sweref99Tm.to_plane(*lon, *lat);
            assert!((plane.easting_m - east).abs() < 0.001, "{plane:?}");
            assert!((plane.northing_m - north).abs() < 0.001, "{plane:?}");
        }
    }

    #[test]
    fn every_system_leads_back_to_the_same_degrees() {
        let mut systems = vec![
            ReferenceSystem::Sweref99Tm,
            ReferenceSystem::WebMercator,
            ReferenceSystem::TransverseMercator { central_meridian_deg: 17.0 },
        ];
        systems.extend(LocalZone::ALL.map(ReferenceSystem::Sweref99Local));
        for system in systems {
            for (lon, lat) in [(12.53, 57.93), (11.0, 58.9), (20.2, 67.8), (15.0, 60.0)] {
                let (lon2, lat2) = system.to_lon_lat(system.to_plane(lon, lat));
                assert!((lon - lon2).abs() < 1e-9 && (lat - lat2).abs() < 1e-9, "{system:?}");
            }
        }
    }

    #[test]
    fn every_code_names_one_system_and_comes_back() {
        for code in (3006..=3018).chain([3857]) {
            assert_eq!(
                ReferenceSystem::from_epsg(code).and_then(ReferenceSystem::epsg),
                Some(code)
            );
        }
        assert_eq!(ReferenceSystem::from_epsg(4326), None);
    }

    #[test]
    fn data_outside_sweden_gets_a_plane_around_its_own_middle() {
        assert_eq!(
            ReferenceSystem::for_extent(12.3, 57.8, 12.8, 58.1),
            ReferenceSystem::Sweref99Tm
        );
        assert_eq!(
            ReferenceSystem::for_extent(-70.0, -34.0, -68.0, -33.0),
            ReferenceSystem::TransverseMercator { central_meridian_deg: -69.0 }
        );
        assert_eq!(
            ReferenceSystem::for_extent(179.0, -18.0, -177.0, -17.0),
            ReferenceSystem::TransverseMercator { central_meridian_deg: -179.0 }
        );
    }

    #[test]
    fn both_sides_of_the_date_line_and_the_southern_half_are_one_plane() {
        let plane = ReferenceSystem::for_extent(179.9, -18.0, -179.9, -17.0);
        let west = plane.to_plane(179.999, -17.5);
        let east = plane.to_plane(-179.999, -17.5);
        assert!(west.distance_m(east) < 220.0 && west.northing_m < 0.0);
        let (lon, lat) = plane.to_lon_lat(east);
        assert!((lon + 179.999).abs() < 1e-9 && (lat + 17.5).abs() < 1e-9);
    }
}
