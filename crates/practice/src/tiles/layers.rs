//! The town as map features, by the layer and field names of Shortbread 1.0.

use std::collections::BTreeMap;

use mvt::Value;

use super::MAX_ZOOM;
use super::archive::LayerSummary;
use crate::places::{self, Spot};
use crate::shape::{Point, area, at, centroid, contains, cut, length, nearest, simplify, strip};
use crate::town::{BROOK, Ground, NAME, RIVER, Street, Town, half_width};

/// What a feature is on the ground.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A point.
    Point(Point),
    /// A line.
    Line(Vec<Point>),
    /// An outer ring and its holes.
    Area(Vec<Vec<Point>>),
}

/// One thing on the map.
#[derive(Debug, Clone)]
pub struct Feature {
    /// The layer.
    pub layer: &'static str,
    /// Where it is.
    pub shape: Shape,
    /// Its fields.
    pub tags: Vec<(&'static str, Value)>,
    /// First and last level it is drawn on.
    pub zooms: (u8, u8),
}

impl Feature {
    fn new(layer: &'static str, shape: Shape, from: u8) -> Self {
        Self { layer, shape, tags: Vec::new(), zooms: (from, MAX_ZOOM) }
    }

    fn tag(mut self, key: &'static str, value: Value) -> Self {
        self.tags.push((key, value));
        self
    }

    fn kind(self, kind: &str) -> Self {
        self.tag("kind", Value::Text(kind.to_owned()))
    }

    fn named(self, name: &str) -> Self {
        let name = Value::Text(name.to_owned());
        self.tag("name", name.clone())
            .tag("name_de", name.clone())
            .tag("name_en", name.clone())
            .tag("name_sv", name)
    }
}

/// Everything on the map, layer by layer in drawing order.
#[must_use]
pub fn features(town: &Town) -> Vec<Feature> {
    let mut out = ground(town);
    out.extend(water(town));
    out.extend(buildings(town));
    for street in &town.streets {
        out.extend(street_features(town, street));
    }
    out.push(
        Feature::new("streets", Shape::Line(town.railway.clone()), 8)
            .kind("rail")
            .tag("rail", Value::Flag(true))
            .tag("bridge", Value::Flag(false))
            .tag("tunnel", Value::Flag(false)),
    );
    out.extend(bridges(town));
    out.extend(labels(town));
    out
}

fn ground(town: &Town) -> Vec<Feature> {
    let mut out = Vec::new();
    for land in &town.lands {
        let from = match land.kind {
            "forest" => 6,
            "residential" | "industrial" | "farmland" | "commercial" => 9,
            _ => 11,
        };
        out.push(Feature::new("land", Shape::Area(land.rings.clone()), from).kind(land.kind));
    }
    for site in &town.sites {
        let area = Shape::Area(vec![site.ring.clone()]);
        match site.ground {
            Ground::Square => {
                out.push(Feature::new("street_polygons", area, 13).kind("pedestrian"));
                let middle = Shape::Point(site.frame.centre);
                let label = Feature::new("streets_polygons_labels", middle, 14).kind("pedestrian");
                out.push(label.named(site.name));
            }
            Ground::School => out.push(Feature::new("sites", area, 13).kind("school")),
            Ground::Hospital => out.push(Feature::new("sites", area, 13).kind("hospital")),
            Ground::Sports => out.push(Feature::new("sites", area, 13).kind("sports_center")),
            Ground::Parking => out.push(Feature::new("sites", area, 13).kind("parking")),
            Ground::Hall | Ground::Church | Ground::Cemetery | Ground::Park | Ground::Beach => {}
        }
    }
    out
}

fn water(town: &Town) -> Vec<Feature> {
    let mut out = Vec::new();
    for lake in &town.lakes {
        let size = area(&lake.shore).abs();
        let from = if size > 3e6 { 5 } else { 9 };
        let tagged =
            |feature: Feature| feature.kind("water").tag("way_area", Value::Number(size as u64));
        out.push(tagged(Feature::new(
            "water_polygons",
            Shape::Area(vec![lake.shore.clone()]),
            from,
        )));
        let middle = Shape::Point(centroid(&lake.shore));
        let label = Feature::new("water_polygons_labels", middle, if size > 3e6 { 10 } else { 12 });
        out.push(tagged(label).named(lake.name));
    }
    // The river is an area where its width shows; in pieces, so that no ring is longer than it must be.
    let total = length(&town.river);
    for part in 0..(total / 1_500.0).ceil() as u32 {
        let start = f64::from(part) * 1_500.0;
        let line =
            simplify(&cut(&town.river, (start - 1.0).max(0.0), (start + 1_500.0).min(total)), 0.4);
        let wide = if nearest(&line, at(-200.0, 600.0)).0 < 5_000.0 { 36.0 } else { 24.0 };
        out.push(
            Feature::new("water_polygons", Shape::Area(vec![strip(&line, wide)]), 11).kind("river"),
        );
    }
    for (line, kind, name, from) in
        [(&town.river, "river", RIVER, 9), (&town.brook, "stream", BROOK, 12)]
    {
        let way = |layer, from| Feature::new(layer, Shape::Line(line.clone()), from).kind(kind);
        out.push(
            way("water_lines", from)
                .tag("bridge", Value::Flag(false))
                .tag("tunnel", Value::Flag(false)),
        );
        for part in outside(line, &town.lakes[0].shore) {
            let label = Feature::new("water_lines_labels", Shape::Line(part), from + 2);
            out.push(label.kind(kind).named(name));
        }
    }
    out
}

/// The parts of a line outside a shore.
fn outside(line: &[Point], shore: &[Point]) -> Vec<Vec<Point>> {
    line.split(|point| contains(shore, *point))
        .filter(|part| part.len() > 1)
        .map(<[Point]>::to_vec)
        .collect()
}

fn buildings(town: &Town) -> Vec<Feature> {
    let on_sites = town.sites.iter().flat_map(crate::town::Site::buildings);
    let rings = town.houses.iter().map(|house| house.ring.clone()).chain(on_sites);
    let mut out: Vec<Feature> = rings
        .map(|ring| {
            Feature::new("buildings", Shape::Area(vec![ring]), 14).tag("dummy", Value::Number(1))
        })
        .collect();
    for house in &town.houses {
        if let Some((_, number)) = house.address {
            let number = Value::Text(number.to_string());
            out.push(
                Feature::new("addresses", Shape::Point(house.centre), 14)
                    .tag("housenumber", number),
            );
        }
    }
    out
}

fn street_features(town: &Town, street: &Street) -> Vec<Feature> {
    let (from, label_from) = match street.kind {
        "trunk" => (5, 11),
        "primary" => (8, 12),
        "secondary" => (9, 12),
        "tertiary" => (10, 13),
        "unclassified" => (11, 13),
        "residential" => (12, 14),
        _ => (13, 14),
    };
    let way = |line: Vec<Point>, bridge| {
        Feature::new("streets", Shape::Line(line), from)
            .kind(street.kind)
            .tag("rail", Value::Flag(false))
            .tag("bridge", Value::Flag(bridge))
            .tag("tunnel", Value::Flag(street.tunnel))
    };
    let mut out = vec![way(street.line.clone(), street.bridge)];
    for line in over_water(town, street) {
        out.push(Feature { zooms: (12.max(from), MAX_ZOOM), ..way(line, true) });
    }
    if !street.name.is_empty() {
        let label = Feature::new("street_labels", Shape::Line(street.line.clone()), label_from);
        out.push(
            label.kind(street.kind).named(&street.name).tag("tunnel", Value::Flag(street.tunnel)),
        );
    }
    out
}

/// The stretches of a street over the river.
fn over_water(town: &Town, street: &Street) -> Vec<Vec<Point>> {
    if matches!(street.kind, "residential" | "footway" | "cycleway") {
        return Vec::new();
    }
    let mut out = Vec::new();
    for pair in street.line.windows(2) {
        if let Some(point) = crate::shape::crossing(pair, &town.river) {
            let along = nearest(&street.line, point).1;
            out.push(cut(&street.line, along - 30.0, along + 30.0));
        }
    }
    out
}

fn bridges(town: &Town) -> Vec<Feature> {
    let deck = |line: &[Point], width| {
        Feature::new("bridges", Shape::Area(vec![strip(line, width)]), 12).kind("bridge")
    };
    let mut out = Vec::new();
    for street in &town.streets {
        for line in over_water(town, street) {
            out.push(deck(&line, half_width(street.kind) * 2.0));
        }
    }
    if let Some(point) = crate::shape::crossing(&town.railway, &town.river) {
        let along = nearest(&town.railway, point).1;
        out.push(deck(&cut(&town.railway, along - 30.0, along + 30.0), 9.0));
    }
    out
}

fn labels(town: &Town) -> Vec<Feature> {
    let label = |point, from, kind: &str, people: u64| {
        Feature::new("place_labels", Shape::Point(point), from)
            .kind(kind)
            .tag("population", Value::Number(people))
    };
    let mut out = vec![label(at(0.0, -60.0), 0, "town", 29_400).named(NAME)];
    for district in &town.districts {
        let middle = centroid(&district.outline);
        out.push(label(middle, 12, "suburb", 1_500).named(district.name));
    }
    for Spot { name, kind, point, .. } in places::spots(town) {
        match kind {
            "village" => out.push(label(point, 9, "village", 320).named(&name)),
            "bus_stop" => {
                let stop =
                    Feature::new("public_transport", Shape::Point(point), 14).kind("bus_stop");
                out.push(stop.named(name.trim_end_matches(", hållplats")));
            }
            "station" => {
                let stop =
                    Feature::new("public_transport", Shape::Point(point), 12).kind("station");
                out.push(stop.named("Lindby station"));
            }
            "lake" | "foot_tunnel" => {}
            _ => out.push(poi(kind, &name, point)),
        }
    }
    out
}

fn poi(kind: &str, name: &str, point: Point) -> Feature {
    let (key, value) = match kind {
        "square" => ("tourism", "square"),
        "mall" => ("shop", "mall"),
        "town_hall" => ("amenity", "townhall"),
        "culture" => ("amenity", "arts_centre"),
        "parking_house" | "parking" => ("amenity", "parking"),
        "church" => ("amenity", "place_of_worship"),
        "health_centre" => ("amenity", "clinic"),
        "cemetery" => ("landuse", "cemetery"),
        "sports" => ("leisure", "sports_centre"),
        "youth_centre" => ("amenity", "community_centre"),
        "park" => ("leisure", "park"),
        "playground" => ("leisure", "playground"),
        "bathing_place" => ("leisure", "bathing_place"),
        other => ("amenity", other),
    };
    Feature::new("pois", Shape::Point(point), 14)
        .tag(key, Value::Text(value.to_owned()))
        .named(name)
}

/// The layers with the fields and levels that are in use.
#[must_use]
pub(super) fn summary(features: &[Feature]) -> Vec<LayerSummary> {
    let mut layers: BTreeMap<&'static str, LayerSummary> = BTreeMap::new();
    for feature in features {
        let layer = layers.entry(feature.layer).or_insert_with(|| LayerSummary {
            id: feature.layer,
            fields: BTreeMap::new(),
            minzoom: feature.zooms.0,
            maxzoom: MAX_ZOOM,
        });
        layer.minzoom = layer.minzoom.min(feature.zooms.0);
        for (key, value) in &feature.tags {
            let kind = match value {
                Value::Text(_) => "String",
                Value::Number(_) => "Number",
                Value::Flag(_) => "Boolean",
            };
            layer.fields.insert(key, kind);
        }
    }
    layers.into_values().collect()
}
