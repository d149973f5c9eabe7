//! The place store: named places, addresses and borders of one municipality, small enough to carry
//! on a phone, searched and looked up without a network.

mod search;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Metres in one degree of latitude, on a sphere of the earth's volume.
const DEGREE_M: f64 = 111_195.0;
/// A named place further away than this does not tell where something is.
const PLACE_MOST_M: f64 = 150.0;
/// An address further away than this does not either.
const ADDRESS_MOST_M: f64 = 75.0;

/// Places, addresses and borders.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gazetteer {
    /// Places people know by name.
    pub places: Vec<Place>,
    /// Addresses, street by street.
    pub streets: Vec<Street>,
    /// Borders of areas.
    pub borders: Vec<Border>,
}

/// A place people know by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The name.
    pub name: String,
    /// Other names for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// `square`, `school`, `park`, `bus_stop` …; empty when it is not known.
    #[serde(default)]
    pub kind: String,
    /// Longitude in degrees, WGS 84.
    pub lon: f64,
    /// Latitude in degrees, WGS 84.
    pub lat: f64,
    /// The district in words; empty outside all.
    #[serde(default, alias = "district")]
    pub area: String,
}

/// The addresses of one street in one district.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Street {
    /// The street's name.
    pub street: String,
    /// The district in words; empty outside all.
    #[serde(default, alias = "district")]
    pub area: String,
    /// House number, longitude and latitude (degrees, WGS 84) of each.
    pub numbers: Vec<(HouseNumber, f64, f64)>,
}

/// A house number as it is written: `12`, `12 B`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "NumberOrText", into = "String")]
pub struct HouseNumber(pub String);

/// A number may come as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(u32),
    Text(String),
}

impl From<NumberOrText> for HouseNumber {
    fn from(read: NumberOrText) -> Self {
        match read {
            NumberOrText::Number(number) => Self(number.to_string()),
            NumberOrText::Text(text) => Self(text),
        }
    }
}

impl From<HouseNumber> for String {
    fn from(number: HouseNumber) -> Self {
        number.0
    }
}

/// The border of an area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Border {
    /// The area's code.
    pub area: String,
    /// The area's name.
    pub name: String,
    /// What it is: `district`, `regso`, `nyko`, `est_area` …
    #[serde(default)]
    pub kind: String,
    /// Which year's division it is of; empty when that is not known.
    #[serde(default)]
    pub vintage: String,
    /// Code of the area it is a part of; empty for none.
    #[serde(default)]
    pub parent: String,
    /// Polygons, each an outer ring and its holes; corners are longitude and latitude in degrees,
    /// WGS 84.
    pub polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum FoundKind {
    /// A place people know by name.
    NamedPlace,
    /// A house.
    Address,
    /// A street; its position is that of its middle house.
    Street,
}

/// A place or an address that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct FoundPlace {
    /// What it is.
    pub kind: FoundKind,
    /// Its name, or street and number.
    pub name: String,
    /// `square`, `school`, `park` … of a named place; empty when it is not known.
    #[serde(default)]
    pub place_kind: String,
    /// The district in words; empty outside all.
    pub area: String,
    /// Longitude in degrees, WGS 84.
    pub lon: f64,
    /// Latitude in degrees, WGS 84.
    pub lat: f64,
    /// Metres from where it was asked, if that was said.
    pub distance_m: Option<f64>,
}

/// An area that a point lies in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct AreaHere {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is: `district`, `regso`, `nyko`, `est_area` …
    #[serde(default)]
    pub kind: String,
}

/// Where a point is, in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Whereabouts {
    /// The nearest named place within 150 m.
    pub place: Option<FoundPlace>,
    /// The nearest address within 75 m.
    pub address: Option<FoundPlace>,
    /// Every area whose border holds the point.
    pub areas: Vec<AreaHere>,
}

impl Gazetteer {
    /// Whether there is anything in it.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.streets.is_empty() && self.borders.is_empty()
    }

    /// How many addresses it has.
    pub fn addresses(&self) -> usize {
        self.streets.iter().map(|street| street.numbers.len()).sum()
    }

    /// Where a point (longitude, latitude in degrees, WGS 84) is, in words.
    pub fn whereabouts(&self, at: (f64, f64)) -> Whereabouts {
        let nearest = |found: &mut dyn Iterator<Item = FoundPlace>, most: f64| {
            found
                .map(|it| it.seen_from(Some(at)))
                .filter(|it| it.distance_m.is_some_and(|metres| metres <= most))
                .min_by(|a, b| {
                    a.distance_m.partial_cmp(&b.distance_m).unwrap_or(a.name.cmp(&b.name))
                })
        };
        let near = |lon: f64, lat: f64, most: f64| {
            (lat - at.1).abs() * DEGREE_M <= most && metres((lon, lat), at) <= most
        };
        let places = self.places.iter().filter(|it| near(it.lon, it.lat, PLACE_MOST_M));
        let houses = self.streets.iter().flat_map(|street| {
            let houses = street.numbers.iter().filter(|it| near(it.1, it.2, ADDRESS_MOST_M));
            houses.map(|house| street.house(house))
        });
        Whereabouts {
            place: nearest(&mut places.map(Place::found), PLACE_MOST_M),
            address: nearest(&mut { houses }, ADDRESS_MOST_M),
            areas: self.areas_at(at),
        }
    }

    /// Every area whose border holds the point, by code; one of several polygons is enough.
    pub fn areas_at(&self, at: (f64, f64)) -> Vec<AreaHere> {
        let here = self.borders.iter().filter(|border| border.holds(at));
        let by_code: BTreeMap<_, _> = here.map(|border| (&border.area, border)).collect();
        by_code.into_values().map(Border::here).collect()
    }
}

impl Border {
    /// Its code, name and kind.
    pub fn here(&self) -> AreaHere {
        AreaHere { code: self.area.clone(), name: self.name.clone(), kind: self.kind.clone() }
    }

    /// Whether a point lies inside an outer ring and outside its holes: the rule of even and odd
    /// crossings of a ray, in degrees.
    pub fn holds(&self, at: (f64, f64)) -> bool {
        self.polygons
            .iter()
            .any(|rings| rings.iter().filter(|ring| crosses_oddly(ring, at)).count() % 2 == 1)
    }
}

fn crosses_oddly(ring: &[[f64; 2]], (lon, lat): (f64, f64)) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crossings = ring.iter().zip(next).filter(|([x1, y1], [x2, y2])| {
        (*y1 > lat) != (*y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
    });
    crossings.count() % 2 == 1
}

impl Place {
    fn found(&self) -> FoundPlace {
        FoundPlace {
            kind: FoundKind::NamedPlace,
            name: self.name.clone(),
            place_kind: self.kind.clone(),
            area: self.area.clone(),
            lon: self.lon,
            lat: self.lat,
            distance_m: None,
        }
    }
}

impl Street {
    fn house(&self, (number, lon, lat): &(HouseNumber, f64, f64)) -> FoundPlace {
        FoundPlace {
            kind: FoundKind::Address,
            name: format!("{} {}", self.street, number.0),
            place_kind: String::new(),
            area: self.area.clone(),
            lon: *lon,
            lat: *lat,
            distance_m: None,
        }
    }

    /// The street as a whole, where its middle house is.
    fn found(&self) -> Option<FoundPlace> {
        let middle = self.numbers.get(self.numbers.len() / 2)?;
        Some(FoundPlace {
            kind: FoundKind::Street,
            name: self.street.clone(),
            ..self.house(middle)
        })
    }
}

impl FoundPlace {
    fn seen_from(self, at: Option<(f64, f64)>) -> Self {
        let distance_m = at.map(|at| metres(at, (self.lon, self.lat)));
        Self { distance_m, ..self }
    }
}

/// Metres between two points (longitude, latitude in degrees), as if the earth were flat between
/// them: right to a part in a thousand within a municipality.
fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let east = (b.0 - a.0) * ((a.1 + b.1) / 2.0).to_radians().cos();
    east.hypot(b.1 - a.1) * DEGREE_M
}

#[cfg(test)]
mod tests;
