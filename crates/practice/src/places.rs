//! What people search for without a network: named places, addresses, bus stops, and the districts as areas.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::shape::{Point, length, lon_lat, nearest, point_at};
use crate::town::district::district_at;
use crate::town::{TUNNELS, Town, VILLAGES, half_width};

/// A named place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The name on the map.
    pub name: String,
    /// Other names people use.
    pub aliases: Vec<String>,
    /// `square`, `station`, `school`, `park`, `foot_tunnel`, `parking_house`, `bus_stop`, `village` …
    pub kind: String,
    /// Longitude, WGS 84 degrees, six decimals.
    pub lon: f64,
    /// Latitude, WGS 84 degrees, six decimals.
    pub lat: f64,
    /// The district; empty in the countryside.
    pub district: String,
}

/// A house number on a street.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// The street's name.
    pub street: String,
    /// The house number.
    pub number: u32,
    /// Longitude, WGS 84 degrees, six decimals.
    pub lon: f64,
    /// Latitude, WGS 84 degrees, six decimals.
    pub lat: f64,
    /// The district; empty in the countryside.
    pub district: String,
}

/// The addresses of one street in one district, small enough to carry on a phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreetAddresses {
    /// The street's name.
    pub street: String,
    /// The district; empty in the countryside.
    pub district: String,
    /// The houses, by number.
    pub numbers: Vec<Numbered>,
}

/// House number, longitude, latitude (WGS 84 degrees).
pub type Numbered = (u32, f64, f64);

/// A named point of the town in metres, before it becomes a place on earth.
#[derive(Debug, Clone)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// Other names, separated by `|`.
    pub aliases: &'static str,
    /// Its kind, as in [`Place::kind`].
    pub kind: &'static str,
    /// Where it is.
    pub point: Point,
}

/// The named points of the town: sites, tunnels, bus stops, the lakes and the villages.
#[must_use]
pub fn spots(town: &Town) -> Vec<Spot> {
    let spot =
        |name: &str, aliases, kind, point| Spot { name: name.to_owned(), aliases, kind, point };
    let mut out: Vec<Spot> = town
        .sites
        .iter()
        .map(|site| spot(site.name, site.aliases, site.kind, site.frame.centre))
        .collect();
    out.extend(
        TUNNELS.iter().map(|(name, aliases, point)| spot(name, aliases, "foot_tunnel", *point)),
    );
    out.extend(VILLAGES.iter().map(|(name, point)| spot(name, "", "village", *point)));
    out.extend(
        town.lakes
            .iter()
            .map(|lake| spot(lake.name, "", "lake", crate::shape::centroid(&lake.shore))),
    );
    out.extend(bus_stops(town));
    out
}

/// The stops of the town's buses: at the named sites beside a main road, and between them.
fn bus_stops(town: &Town) -> Vec<Spot> {
    let mut used = BTreeSet::new();
    let mut out = Vec::new();
    for letter in ["A", "B", "C", "D"] {
        let place = f64::from(u32::from(letter.as_bytes()[0] - b'A'));
        let Some(centre) = town.sites.iter().find(|site| site.kind == "station") else { continue };
        let point = centre.frame.point(0.3 + 0.2 * place, 0.1);
        let name = format!("Resecentrum, hållplats {letter}");
        out.push(Spot { name, aliases: "", kind: "bus_stop", point });
    }
    let is_served = |kind: &str| matches!(kind, "primary" | "secondary" | "tertiary");
    for road in town.streets.iter().filter(|street| is_served(street.kind)) {
        let mut along = 190.0;
        while along < length(&road.line) {
            let (middle, heading) = point_at(&road.line, along);
            let point = middle + heading.left() * -(half_width(road.kind) + 1.5);
            along += 430.0;
            if district_at(&town.districts, middle).is_none() {
                continue;
            }
            if let Some(name) = stop_name(town, point).filter(|name| used.insert(name.clone())) {
                out.push(Spot { name, aliases: "", kind: "bus_stop", point });
            }
        }
    }
    out
}

fn stop_name(town: &Town, point: Point) -> Option<String> {
    let site = town
        .sites
        .iter()
        .filter(|site| site.frame.distance(point) < 170.0 && site.kind != "parking")
        .min_by(|a, b| a.frame.distance(point).total_cmp(&b.frame.distance(point)));
    if let Some(site) = site {
        return Some(format!("{}, hållplats", site.name));
    }
    let side_streets =
        town.streets.iter().filter(|it| it.kind == "residential" && !it.name.is_empty());
    let (gap, street) = side_streets
        .filter(|street| street.line.first().is_some_and(|corner| corner.distance(point) < 400.0))
        .map(|street| (nearest(&street.line, point).0, street))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    (gap < 120.0).then(|| format!("{}, hållplats", street.name))
}

/// The named places of the town.
#[must_use]
pub fn places(town: &Town) -> Vec<Place> {
    spots(town)
        .into_iter()
        .map(|spot| {
            let (lon, lat) = degrees(spot.point);
            let aliases = spot.aliases.split('|').filter(|name| !name.is_empty());
            Place {
                name: spot.name,
                aliases: aliases.map(str::to_owned).collect(),
                kind: spot.kind.to_owned(),
                lon,
                lat,
                district: area_name(town, spot.point),
            }
        })
        .collect()
}

/// The addresses of the town, street by street.
#[must_use]
pub fn addresses(town: &Town) -> Vec<Address> {
    let mut out: Vec<Address> = town
        .houses
        .iter()
        .filter_map(|house| {
            let (street, number) = house.address?;
            let street = town.streets.get(street).filter(|street| !street.name.is_empty())?;
            let (lon, lat) = degrees(house.centre);
            let district = area_name(town, house.centre);
            Some(Address { street: street.name.clone(), number, lon, lat, district })
        })
        .collect();
    out.sort_by(|a, b| (&a.street, a.number).cmp(&(&b.street, b.number)));
    out
}

/// The same addresses, gathered by street and district.
#[must_use]
pub fn street_addresses(town: &Town) -> Vec<StreetAddresses> {
    let mut out: BTreeMap<(String, String), Vec<Numbered>> = BTreeMap::new();
    for address in addresses(town) {
        let key = (address.street, address.district);
        out.entry(key).or_default().push((address.number, address.lon, address.lat));
    }
    let street = |((street, district), numbers)| StreetAddresses { street, district, numbers };
    out.into_iter().map(street).collect()
}

/// The districts as a GeoJSON feature collection (RFC 7946: WGS 84, longitude first, rings closed).
#[must_use]
pub fn districts_geojson(town: &Town) -> String {
    let features: Vec<String> = town
        .districts
        .iter()
        .enumerate()
        .map(|(index, district)| {
            let mut ring = crate::shape::simplify(&district.outline, 2.0);
            if crate::shape::area(&ring) < 0.0 {
                ring.reverse();
            }
            ring.extend(ring.first().copied());
            let corners: Vec<String> = ring
                .into_iter()
                .map(|corner| {
                    let (lon, lat) = degrees(corner);
                    format!("[{lon:.6},{lat:.6}]")
                })
                .collect();
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"L{:02}\",\"name\":\"{}\",\
                 \"kind\":\"district\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
                index + 1,
                district.name,
                corners.join(",")
            )
        })
        .collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"name\":\"Lindby, påhittade stadsdelar\",\"features\":[\n{}\n]}}\n",
        features.join(",\n")
    )
}

/// The name of the district around a point; empty in the countryside.
#[must_use]
pub fn area_name(town: &Town, point: Point) -> String {
    district_at(&town.districts, point).map_or(String::new(), |it| it.name.to_owned())
}

/// Longitude and latitude with six decimals.
#[must_use]
pub fn degrees(point: Point) -> (f64, f64) {
    let (lon, lat) = lon_lat(point);
    ((lon * 1e6).round() / 1e6, (lat * 1e6).round() / 1e6)
}
