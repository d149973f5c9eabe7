//! What the ground is: built land, forest, fields, parks.

use super::district::{District, Fabric};
use super::sites::{Ground, Site};
use super::{REACH_M, Street};
use crate::rng::noise;
use crate::shape::{Point, Raster, area, at, contours, length, point_at};

/// A piece of ground: rings, the outer first.
#[derive(Debug, Clone)]
pub struct Land {
    /// Shortbread kind: `forest`, `farmland`, `residential` …
    pub kind: &'static str,
    /// The outer ring and its holes.
    pub rings: Vec<Vec<Point>>,
}

/// What decides the ground.
pub(super) struct Cover<'a> {
    /// All streets.
    pub streets: &'a [Street],
    /// The middles of all houses.
    pub houses: &'a [Point],
    /// The parts of the town.
    pub districts: &'a [District],
    /// Parks, yards, squares.
    pub sites: &'a [Site],
    /// The river.
    pub river: &'a [Point],
    /// The villages' middles.
    pub villages: &'a [Point],
}

/// The ground, the wide kinds first.
#[must_use]
pub(super) fn lands(cover: &Cover<'_>) -> Vec<Land> {
    let mut out = countryside(cover);
    for (kind, fabrics) in [
        ("residential", &[Fabric::Villas, Fabric::Flats][..]),
        ("commercial", &[Fabric::Core]),
        ("industrial", &[Fabric::Works]),
    ] {
        out.extend(built(cover, kind, fabrics));
    }
    for site in cover.sites {
        let kind = match site.ground {
            Ground::Park => "park",
            Ground::Cemetery => "cemetery",
            Ground::Sports => "recreation_ground",
            Ground::Church => "grass",
            Ground::Beach => "sand",
            _ => continue,
        };
        out.push(Land { kind, rings: vec![site.ring.clone()] });
        out.extend(site.pitch().map(|ring| Land { kind: "grass", rings: vec![ring] }));
    }
    out
}

fn built(cover: &Cover<'_>, kind: &'static str, fabrics: &[Fabric]) -> Vec<Land> {
    let mut raster = Raster::fill(at(-4_800.0, -4_000.0), at(5_600.0, 4_600.0), 40.0, |_| 0.0);
    let is_here = |point: &&Point| {
        let mut all = cover.districts.iter();
        all.any(|it| fabrics.contains(&it.fabric) && it.contains(**point))
    };
    raster.raise(
        cover.houses.iter().filter(|point| point.length() < 6_000.0).filter(is_here).copied(),
        75.0,
    );
    named(contours(&raster, 0.25), (kind, 4_000.0))
}

/// Forest and fields: noise, pushed back by houses, roads and water.
fn countryside(cover: &Cover<'_>) -> Vec<Land> {
    let (low, high) = (at(-REACH_M, -REACH_M), at(REACH_M, REACH_M));
    let cell = 110.0;
    let mut homes = Raster::fill(low, high, cell, |_| 0.0);
    homes.raise(cover.houses.iter().copied(), 190.0);
    // No wood and no field on built ground: layers of one kind must not depend on the order they are drawn in.
    let mut town = Raster::fill(low, high, cell, |_| 0.0);
    let is_town = |point: &&Point| cover.districts.iter().any(|it| it.contains(**point));
    town.raise(cover.houses.iter().filter(is_town).copied(), 210.0);
    let mut open = Raster::fill(low, high, cell, |_| 0.0);
    open.raise(cover.villages.iter().copied(), 2_300.0);
    for street in cover.streets.iter().filter(|street| street.kind != "residential") {
        open.raise(along(&street.line, 160.0), 620.0);
    }
    open.raise(along(cover.river, 160.0), 1_000.0);
    let mut forest = open.clone();
    let mut fields = open.clone();
    for index in 0..forest.values.len() {
        let point = forest.corner(index);
        let wild = noise(11, point.x / 1_700.0, point.y / 1_700.0);
        let fine = noise(23, point.x / 420.0, point.y / 420.0);
        let farmed = 0.34 * open.values[index] + (wild - 0.5) * 2.0 + (fine - 0.5) * 0.5;
        forest.values[index] = 0.2 - farmed - 0.5 * homes.values[index] - 3.0 * town.values[index];
        fields.values[index] = farmed - 0.3 - 0.7 * homes.values[index] - 3.0 * town.values[index];
    }
    let mut out = named(contours(&fields, 0.0), ("farmland", 15_000.0));
    out.extend(named(contours(&forest, 0.0), ("forest", 15_000.0)));
    out
}

/// The shapes as land of this kind, without patches and clearings smaller than so many square metres.
fn named(shapes: Vec<Vec<Vec<Point>>>, (kind, least_m2): (&'static str, f64)) -> Vec<Land> {
    let mut out = Vec::new();
    for mut rings in shapes {
        rings.retain(|ring| area(ring).abs() > least_m2);
        if rings.first().is_some_and(|ring| area(ring) > 0.0) {
            out.push(Land { kind, rings });
        }
    }
    out
}

fn along(line: &[Point], step: f64) -> impl Iterator<Item = Point> {
    let count = (length(line) / step) as u32;
    (0..=count).map(move |index| point_at(line, f64::from(index) * step).0)
}
