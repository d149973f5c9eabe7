//! Lindby, a town that does not exist: water, roads, streets, houses, names and places from one seed.

pub mod district;
mod field;
mod houses;
mod land;
mod names;
mod paths;
mod sites;
mod skeleton;
mod streets;
mod words;

use crate::rng::{Rng, noise};
use crate::shape::{Near, Point, blob, contains, frame, length, point_at, simplify};
use district::{District, Fabric, district_at, districts};
use field::Field;
pub use houses::{House, half_width};
pub use land::Land;
pub use paths::TUNNELS;
pub use sites::{Ground, Site};
pub use skeleton::{REACH_M, VILLAGES};

/// The town's name.
pub const NAME: &str = "Lindby";
/// The river's name.
pub const RIVER: &str = "Lindån";
/// The brook's name.
pub const BROOK: &str = "Kvarnbäcken";

/// A road, street or path.
#[derive(Debug, Clone)]
pub struct Street {
    /// Shortbread kind.
    pub kind: &'static str,
    /// Its name; empty for a path without one.
    pub name: String,
    /// Its course.
    pub line: Vec<Point>,
    /// True on a bridge.
    pub bridge: bool,
    /// True below ground.
    pub tunnel: bool,
}

/// A lake.
#[derive(Debug, Clone)]
pub struct Lake {
    /// Its name.
    pub name: &'static str,
    /// Its shore.
    pub shore: Vec<Point>,
    frame: (Point, Point),
}

/// The town as drawn.
#[derive(Debug, Clone)]
pub struct Town {
    /// Roads, streets and paths, the most important last.
    pub streets: Vec<Street>,
    /// The parts of the town.
    pub districts: Vec<District>,
    /// Squares, schools, parks and the like.
    pub sites: Vec<Site>,
    /// Houses along the streets (those on sites come with the site).
    pub houses: Vec<House>,
    /// What the ground is.
    pub lands: Vec<Land>,
    /// The railway.
    pub railway: Vec<Point>,
    /// The river.
    pub river: Vec<Point>,
    /// The brook.
    pub brook: Vec<Point>,
    /// The lakes; the town's own first.
    pub lakes: Vec<Lake>,
}

impl Town {
    /// Draws the town; the same seed draws the same town.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let (river, brook, railway) = (skeleton::river(), skeleton::brook(), skeleton::railway());
        let roads = skeleton::roads();
        let sites = sites::sites(seed);
        let lakes = lakes(seed);
        let districts = districts(&roads, &river, &railway);
        let mut settled = districts.clone();
        settled.extend(district::villages(seed));
        let wet = Wet::new(&river, &brook, &railway);
        let grown = grow(
            seed,
            &Sketch {
                roads: &roads,
                river: &river,
                railway: &railway,
                districts: &settled,
                wet: &wet,
                sites: &sites,
                lakes: &lakes,
            },
        );
        let mut streets: Vec<Street> =
            grown.into_iter().map(|line| street("residential", "", line)).collect();
        names::name(&mut streets, &settled);
        streets.extend(roads.into_iter().map(|road| street(road.kind, road.name, road.line)));
        let is_wet = |point: Point| wet.is_near(point, 1.0) || in_lake(&lakes, point);
        let lots = houses::Lots { districts: &settled, sites: &sites, is_wet: &is_wet };
        let mut houses = houses::build(&lots, &streets, &mut Rng::new(seed, "houses"));
        let middles: Vec<Point> = houses.iter().map(|house| house.centre).collect();
        let villages: Vec<Point> = VILLAGES.iter().map(|(_, middle)| *middle).collect();
        let lands = land::lands(&land::Cover {
            streets: &streets,
            houses: &middles,
            districts: &districts,
            sites: &sites,
            river: &river,
            villages: &villages,
        });
        let mut all = paths::paths(&sites, &river, &railway);
        for (street, _) in houses.iter_mut().filter_map(|house| house.address.as_mut()) {
            *street += all.len();
        }
        all.append(&mut streets);
        Self { streets: all, districts, sites, houses, lands, railway, river, brook, lakes }
    }
}

struct Sketch<'a> {
    roads: &'a [skeleton::Road],
    river: &'a [Point],
    railway: &'a [Point],
    districts: &'a [District],
    wet: &'a Wet,
    sites: &'a [Site],
    lakes: &'a [Lake],
}

fn grow(seed: u64, sketch: &Sketch<'_>) -> Vec<Vec<Point>> {
    let mut guides: Vec<&[Point]> = sketch.roads.iter().map(|road| road.line.as_slice()).collect();
    guides.push(sketch.river);
    guides.push(sketch.railway);
    let field = Field::new(sketch.districts, &guides);
    let is_blocked = |point: Point| {
        sketch.wet.is_near(point, 12.0)
            || in_lake(sketch.lakes, point)
            || is_wild(sketch, point)
            || sketch.sites.iter().any(|site| {
                site.frame.distance(point) < 9.0 && contains(&site.frame.grown(8.0).ring(), point)
            })
    };
    let ground =
        streets::Ground { districts: sketch.districts, field: &field, is_blocked: &is_blocked };
    let lines: Vec<Vec<Point>> = sketch.roads.iter().map(|road| road.line.clone()).collect();
    let grown = streets::grow(&ground, &lines, &mut Rng::new(seed, "streets"));
    grown.into_iter().map(|line| simplify(&line, 0.35)).collect()
}

/// True on the green wedges that reach into the villa suburbs, but not around a school.
fn is_wild(sketch: &Sketch<'_>, point: Point) -> bool {
    let is_suburb =
        district_at(sketch.districts, point).is_some_and(|it| it.fabric == Fabric::Villas);
    let far = ((point.length() - 1_900.0) / 2_200.0).clamp(-0.4, 1.0);
    is_suburb
        && point.length() < 6_000.0
        && noise(5, point.x / 620.0, point.y / 620.0) > 0.63 - 0.2 * far
        && !sketch
            .sites
            .iter()
            .any(|site| site.ground == Ground::School && site.frame.distance(point) < 260.0)
}

fn lakes(seed: u64) -> Vec<Lake> {
    let mut rng = Rng::new(seed, "water");
    skeleton::LAKES
        .iter()
        .map(|(name, centre, radius)| {
            let shore = blob(&mut rng, *centre, *radius, 0.5);
            Lake { name, frame: frame(&shore), shore }
        })
        .collect()
}

fn in_lake(lakes: &[Lake], point: Point) -> bool {
    lakes.iter().any(|lake| {
        let (low, high) = lake.frame;
        let is_in_frame =
            point.x > low.x && point.y > low.y && point.x < high.x && point.y < high.y;
        is_in_frame && contains(&lake.shore, point)
    })
}

fn street(kind: &'static str, name: &str, line: Vec<Point>) -> Street {
    Street { kind, name: name.to_owned(), line, bridge: false, tunnel: false }
}

/// The ground that water and the railway need, asked many times.
struct Wet {
    points: Near<(Point, f64)>,
}

impl Wet {
    fn new(river: &[Point], brook: &[Point], railway: &[Point]) -> Self {
        let mut points = Near::new(50.0);
        for (line, half) in [(river, 26.0), (brook, 7.0), (railway, 19.0)] {
            for step in 0..(length(line) / 8.0) as u32 {
                let point = point_at(line, f64::from(step) * 8.0).0;
                points.add(point, (point, half));
            }
        }
        Self { points }
    }

    fn is_near(&self, point: Point, margin: f64) -> bool {
        self.points
            .around(point, 26.0 + margin)
            .any(|(middle, half)| middle.distance(point) < half + margin)
    }
}
