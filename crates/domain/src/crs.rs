//! Degrees to plane metres and back: SWEREF 99 TM, its twelve local zones, a local transverse
//! Mercator plane for data elsewhere, and Web Mercator for map tiles. No other coordinates.
//!
//! WGS 84 is taken as SWEREF 99 (they differ by less than a metre). The transverse Mercator
//! planes follow Lantmäteriet's *Gauss Conformal Projection (Transverse Mercator), Krüger's
//! Formulas* on the GRS 80 ellipsoid; the conformal latitude is computed in closed form
//! instead of by its series, so that nothing is lost far from Sweden.

mod krueger;

use krueger::{AXIS_M, Projection};

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
