//! The districts of the town: outlines that follow the river, the railway and the main roads.

use super::skeleton::{Road, VILLAGES};
use crate::rng::Rng;
use crate::shape::{Point, at, between, blob, contains, crossing, frame};

/// How a district is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fabric {
    /// Closed blocks in a grid.
    Core,
    /// Small houses along curved streets.
    Villas,
    /// Slabs and yards.
    Flats,
    /// Halls and yards.
    Works,
}

/// A part of the town.
#[derive(Debug, Clone)]
pub struct District {
    /// Its name.
    pub name: &'static str,
    /// How it is built.
    pub fabric: Fabric,
    /// The direction of its long streets, of length one.
    pub along: Point,
    /// Its outline (the last corner is not repeated).
    pub outline: Vec<Point>,
    /// The south-western and north-eastern corner of its frame.
    pub frame: (Point, Point),
}

impl District {
    /// True when the point lies in the district.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        let (low, high) = self.frame;
        let is_in_frame =
            point.x >= low.x && point.y >= low.y && point.x <= high.x && point.y <= high.y;
        is_in_frame && contains(&self.outline, point)
    }

    /// The distance between parallel streets, across and along the long direction, in metres.
    #[must_use]
    pub fn block(&self) -> (f64, f64) {
        match self.fabric {
            Fabric::Core => (102.0, 128.0),
            Fabric::Villas => (92.0, 215.0),
            Fabric::Flats => (150.0, 185.0),
            Fabric::Works => (190.0, 260.0),
        }
    }
}

/// One leg of an outline: along a line from its crossing with one line to its crossing with another,
/// or straight over free points.
enum Leg<'a> {
    Along(&'a str, Point, Point),
    Over(&'a [(f64, f64)]),
}

/// The lines the outlines follow, by name.
struct Lines<'a> {
    roads: &'a [Road],
    river: &'a [Point],
    rail: &'a [Point],
}

impl Lines<'_> {
    fn get(&self, name: &str) -> &[Point] {
        match name {
            "river" => self.river,
            "rail" => self.rail,
            _ => self.roads.iter().find(|road| road.name == name).map_or(&[], |road| &road.line),
        }
    }

    /// The crossing of two lines, the one nearest to `hint` where they meet more than once.
    fn node(&self, first: &str, second: &str, hint: (f64, f64)) -> Point {
        let hint = at(hint.0, hint.1);
        let mut best = hint;
        let mut gap = f64::MAX;
        for pair in self.get(first).windows(2) {
            let met = crossing(pair, self.get(second)).or_else(|| {
                let end = *self.get(second).first()?;
                let last = *self.get(second).last()?;
                [end, last].into_iter().find(|it| it.distance(pair[0]) < 40.0)
            });
            if let Some(point) = met.filter(|point| point.distance(hint) < gap) {
                (best, gap) = (point, point.distance(hint));
            }
        }
        best
    }

    fn outline(&self, legs: &[Leg<'_>]) -> Vec<Point> {
        let mut ring: Vec<Point> = Vec::new();
        for leg in legs {
            let part = match leg {
                Leg::Along(name, from, to) => between(self.get(name), *from, *to),
                Leg::Over(points) => points.iter().map(|(x, y)| at(*x, *y)).collect(),
            };
            for point in part {
                if ring.last().is_none_or(|last| last.distance(point) > 5.0) {
                    ring.push(point);
                }
            }
        }
        ring
    }
}

/// The districts, the ones inside the ring road first.
#[must_use]
pub fn districts(roads: &[Road], river: &[Point], rail: &[Point]) -> Vec<District> {
    use Leg::{Along, Over};
    let lines = Lines { roads, river, rail };
    let (ring, west, east) = ("Ringvägen", "Västra vägen", "Östra vägen");
    let (north, south, allen, park) = ("Norra vägen", "Södra vägen", "Allén", "Parkgatan");
    let river_rail = lines.node("river", "rail", (-400., 630.));
    let river_west = lines.node("river", west, (-700., 50.));
    let river_park = at(-985., -640.);
    let river_south = lines.node("river", ring, (-1250., -900.));
    let river_ring = lines.node("river", ring, (430., 2030.));
    let river_north = lines.node("river", north, (150., 1500.));
    let rail_north = lines.node("rail", north, (310., 550.));
    let rail_allen = at(925., 530.);
    let rail_east = lines.node("rail", ring, (2180., 750.));
    let rail_west = lines.node("rail", ring, (-1890., 950.));
    let (ring_north, ring_east) =
        (lines.node(ring, north, (20., 2120.)), lines.node(ring, east, (2250., -230.)));
    let (ring_west, ring_south) =
        (lines.node(ring, west, (-1880., 300.)), lines.node(ring, south, (420., -1880.)));
    let (east_allen, park_allen) =
        (lines.node(allen, east, (970., -180.)), lines.node(allen, park, (940., -700.)));
    let ring_allen = lines.node(ring, allen, (620., -1830.));
    let north_west = at(-850., 2040.);
    let west_rail = lines.node(west, "rail", (-2800., 1050.));
    let district = |name, fabric, along: (f64, f64), legs: &[Leg<'_>]| {
        let outline = lines.outline(legs);
        let along = at(along.0, along.1).unit();
        District { name, fabric, along, frame: frame(&outline), outline }
    };
    vec![
        district(
            "Centrum",
            Fabric::Core,
            (1., -0.12),
            &[
                Along("rail", river_rail, rail_allen),
                Along(allen, rail_allen, park_allen),
                Along(park, park_allen, river_park),
                Along("river", river_park, river_rail),
            ],
        ),
        district(
            "Söderstaden",
            Fabric::Flats,
            (1., -0.1),
            &[
                Along(park, river_park, park_allen),
                Along(allen, park_allen, ring_allen),
                Along(ring, ring_allen, river_south),
                Along("river", river_south, river_park),
            ],
        ),
        district(
            "Österängen",
            Fabric::Villas,
            (1., 0.05),
            &[
                Along("rail", rail_allen, rail_east),
                Along(ring, rail_east, ring_east),
                Along(east, ring_east, east_allen),
                Along(allen, east_allen, rail_allen),
            ],
        ),
        district(
            "Hagaborg",
            Fabric::Flats,
            (1., -0.2),
            &[
                Along(east, east_allen, ring_east),
                Along(ring, ring_east, ring_allen),
                Along(allen, ring_allen, east_allen),
            ],
        ),
        district(
            "Verkstaden",
            Fabric::Works,
            (1., 0.1),
            &[
                Along(north, river_north, rail_north),
                Along("rail", rail_north, rail_east),
                Along(ring, rail_east, river_ring),
                Along("river", river_ring, river_north),
            ],
        ),
        district(
            "Kvarnholmen",
            Fabric::Core,
            (0.55, 1.),
            &[
                Along("river", river_north, river_rail),
                Along("rail", river_rail, rail_north),
                Along(north, rail_north, river_north),
            ],
        ),
        district(
            "Västerhöjd",
            Fabric::Villas,
            (0.7, 1.),
            &[
                Along("rail", rail_west, river_rail),
                Along("river", river_rail, river_north),
                Along(north, river_north, ring_north),
                Along(ring, at(-10., 2117.), rail_west),
            ],
        ),
        district(
            "Bruket",
            Fabric::Flats,
            (1., -0.25),
            &[
                Along("rail", river_rail, rail_west),
                Along(ring, rail_west, ring_west),
                Along(west, ring_west, river_west),
                Along("river", river_west, river_rail),
            ],
        ),
        district(
            "Sjöstaden",
            Fabric::Flats,
            (0.75, 1.),
            &[
                Along(west, river_west, ring_west),
                Along(ring, ring_west, river_south),
                Along("river", river_south, river_west),
            ],
        ),
        district(
            "Björkhagen",
            Fabric::Villas,
            (0.25, 1.),
            &[
                Along(ring, north_west, at(-10., 2117.)),
                Along(ring, at(30., 2118.), river_ring),
                Along("river", river_ring, at(1250., 3700.)),
                Over(&[(700., 4000.), (-250., 4050.), (-950., 3600.), (-1350., 2900.)]),
            ],
        ),
        district(
            "Ekbacken",
            Fabric::Villas,
            (0.8, 1.),
            &[
                Along(ring, river_ring, rail_east),
                Along("rail", rail_east, at(3500., 1350.)),
                Over(&[(3450., 2200.), (2900., 3000.), (2100., 3450.)]),
                Along("river", at(1150., 3300.), river_ring),
            ],
        ),
        district(
            "Solängen",
            Fabric::Flats,
            (0.3, 1.),
            &[
                Along(ring, ring_east, rail_east),
                Along("rail", rail_east, at(3500., 1350.)),
                Over(&[(3800., 1250.), (3360., 240.)]),
                Along(east, at(3280., 40.), ring_east),
            ],
        ),
        district(
            "Lövåsen",
            Fabric::Villas,
            (0.9, -0.6),
            &[
                Along(east, ring_east, at(3280., 40.)),
                Over(&[(3150., -500.), (2560., -1520.), (1180., -2650.), (680., -2820.)]),
                Along(south, at(620., -2820.), ring_south),
                Along(ring, ring_south, ring_east),
            ],
        ),
        district(
            "Södra ängarna",
            Fabric::Villas,
            (1., 0.35),
            &[
                Along(ring, river_south, ring_south),
                Along(south, ring_south, at(610., -2780.)),
                Over(&[
                    (-100., -3150.),
                    (-900., -3250.),
                    (-1500., -2900.),
                    (-1480., -2200.),
                    (-1560., -1600.),
                ]),
                Along("river", at(-1500., -1250.), river_south),
            ],
        ),
        district(
            "Strandvik",
            Fabric::Villas,
            (1., 0.1),
            &[
                Along(ring, river_south, ring_west),
                Along(west, ring_west, west_rail),
                Along("rail", west_rail, at(-3900., 1130.)),
                Over(&[
                    (-4050., 300.),
                    (-3900., -700.),
                    (-3300., -1180.),
                    (-2400., -1150.),
                    (-1800., -1300.),
                ]),
                Along("river", at(-1560., -1300.), river_south),
            ],
        ),
        district(
            "Granhult",
            Fabric::Villas,
            (1., 1.),
            &[
                Along(ring, rail_west, north_west),
                Over(&[(-1300., 2750.), (-2200., 3100.), (-3150., 2700.), (-3500., 1900.)]),
                Along(west, at(-3300., 1420.), west_rail),
                Along("rail", west_rail, rail_west),
            ],
        ),
        district(
            "Östra industrin",
            Fabric::Works,
            (0.5, 1.),
            &[
                Over(&[
                    (3600., -60.),
                    (3480., -650.),
                    (4000., -900.),
                    (4900., -500.),
                    (5050., 150.),
                ]),
                Along(east, at(5000., 260.), at(3620., 120.)),
            ],
        ),
    ]
    .into_iter()
    .filter(|district| district.outline.len() > 2)
    .collect()
}

/// The villages as small districts, so that streets and houses grow in them too.
#[must_use]
pub fn villages(seed: u64) -> Vec<District> {
    let mut rng = Rng::new(seed, "villages");
    let village = |(name, middle): &(&'static str, Point)| {
        let size = rng.between(210.0, 380.0);
        let outline = blob(&mut rng, *middle, at(size, size * 0.8), 0.4);
        let along = at(1.0, rng.between(-0.8, 0.8)).unit();
        District { name, fabric: Fabric::Villas, along, frame: frame(&outline), outline }
    };
    VILLAGES.iter().map(village).collect()
}

/// The district a point lies in.
#[must_use]
pub fn district_at(districts: &[District], point: Point) -> Option<&District> {
    districts.iter().find(|district| district.contains(point))
}
