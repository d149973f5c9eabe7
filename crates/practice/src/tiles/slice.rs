//! Features cut into tiles: simpler at each lower level, clipped with a margin.

use std::collections::BTreeMap;

use mvt::{Drawn, EXTENT, Layer};

use super::MAX_ZOOM;
use super::layers::{Feature, Shape};
use crate::shape::{Point, area, at, clip_line, clip_ring, frame, length, mercator, simplify};

/// The margin around a tile in its units.
const MARGIN: f64 = 64.0;

type Tiles = BTreeMap<(u8, u32, u32), BTreeMap<&'static str, Layer>>;

/// What is left of a shape in a tile or a column of tiles.
enum Piece {
    Point(Point),
    Lines(Vec<Vec<Point>>),
    Rings(Vec<Vec<Point>>),
}

/// All tiles of the map, from the most detailed level down.
#[must_use]
pub(super) fn slice(mut features: Vec<Feature>) -> Tiles {
    let mut tiles = Tiles::new();
    for feature in &mut features {
        change(&mut feature.shape, |points| points.iter().map(|it| mercator(*it)).collect());
    }
    for zoom in (0..=MAX_ZOOM).rev() {
        // A quarter of a metre where houses are; half a screen point on every lower level.
        let units = if zoom == MAX_ZOOM { 0.8 } else { 4.0 };
        let size = EXTENT * f64::from(1_u32 << zoom);
        for feature in features.iter_mut().filter(|feature| feature.zooms.0 <= zoom) {
            change(&mut feature.shape, |points| simplify(points, units / size));
            if feature.zooms.1 >= zoom && is_visible(&feature.shape, size) {
                place(&mut tiles, feature, zoom);
            }
        }
    }
    tiles
}

fn change(shape: &mut Shape, how: impl Fn(&[Point]) -> Vec<Point>) {
    match shape {
        Shape::Point(point) => *point = how(&[*point]).first().copied().unwrap_or(*point),
        Shape::Line(line) => *line = how(line),
        Shape::Area(rings) => {
            for ring in rings {
                // Closed while it changes, so that the last side is treated as the others.
                ring.extend(ring.first().copied());
                *ring = how(ring);
                ring.pop();
            }
        }
    }
}

fn is_visible(shape: &Shape, size: f64) -> bool {
    match shape {
        Shape::Point(_) => true,
        Shape::Line(line) => length(line) * size > 12.0,
        Shape::Area(rings) => {
            rings.first().is_some_and(|ring| area(ring).abs() * size * size > 60.0)
        }
    }
}

fn place(tiles: &mut Tiles, feature: &Feature, zoom: u8) {
    let scale = f64::from(1_u32 << zoom);
    let grown = |line: &Vec<Point>| line.iter().map(|point| *point * scale).collect::<Vec<_>>();
    let whole = match &feature.shape {
        Shape::Point(point) => Piece::Point(*point * scale),
        Shape::Line(line) => Piece::Lines(vec![grown(line)]),
        Shape::Area(rings) => Piece::Rings(rings.iter().map(grown).collect()),
    };
    let (low, high) = match &whole {
        Piece::Point(point) => (*point, *point),
        Piece::Lines(lines) => frame(&lines[0]),
        Piece::Rings(rings) => frame(&rings[0]),
    };
    let margin = MARGIN / EXTENT;
    let tiles_over =
        |from: f64, to: f64| (from - margin).floor() as u32..=(to + margin).floor() as u32;
    let far = f64::from(u32::MAX);
    for x in tiles_over(low.x, high.x) {
        let west = f64::from(x) - margin;
        let column = clip(&whole, at(west, -far), at(west + 1.0 + 2.0 * margin, far));
        for y in tiles_over(low.y, high.y) {
            let north = f64::from(y) - margin;
            let part = clip(&column, at(-far, north), at(far, north + 1.0 + 2.0 * margin));
            if let Some(drawn) = draw(&part, at(f64::from(x), f64::from(y))) {
                let tile = tiles.entry((zoom, x, y)).or_default();
                tile.entry(feature.layer).or_default().push((feature.tags.clone(), drawn));
            }
        }
    }
}

fn clip(piece: &Piece, low: Point, high: Point) -> Piece {
    match piece {
        Piece::Point(point) => Piece::Point(*point),
        Piece::Lines(lines) => {
            Piece::Lines(lines.iter().flat_map(|line| clip_line(line, low, high)).collect())
        }
        Piece::Rings(rings) => {
            Piece::Rings(rings.iter().map(|it| clip_ring(it, low, high)).collect())
        }
    }
}

/// The piece in whole tile units; nothing when it is too small to draw. A point belongs to one tile only.
fn draw(piece: &Piece, corner: Point) -> Option<Drawn> {
    let unit = |point: &Point| {
        let place = (*point - corner) * EXTENT;
        (place.x.round() as i32, place.y.round() as i32)
    };
    let whole = |points: &Vec<Point>| {
        let mut out: Vec<(i32, i32)> = points.iter().map(unit).collect();
        out.dedup();
        out
    };
    match piece {
        Piece::Point(point) => {
            let (x, y) = unit(point);
            let is_here = (0..EXTENT as i32).contains(&x) && (0..EXTENT as i32).contains(&y);
            is_here.then_some(Drawn::Point((x, y)))
        }
        Piece::Lines(lines) => {
            let lines: Vec<_> = lines.iter().map(whole).filter(|line| line.len() > 1).collect();
            (!lines.is_empty()).then_some(Drawn::Lines(lines))
        }
        Piece::Rings(rings) => {
            let mut out = Vec::new();
            for (index, ring) in rings.iter().enumerate() {
                match turned(whole(ring), index == 0) {
                    Some(ring) => out.push(ring),
                    None if index == 0 => return None,
                    None => {}
                }
            }
            (!out.is_empty()).then_some(Drawn::Rings(out))
        }
    }
}

/// A ring with ground in it, turned clockwise on the screen when it is an outer one.
fn turned(mut ring: Vec<(i32, i32)>, is_outer: bool) -> Option<Vec<(i32, i32)>> {
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let twice: i64 = (0..ring.len())
        .map(|index| {
            let ((a, b), (c, d)) = (ring[index], ring[(index + 1) % ring.len()]);
            i64::from(a) * i64::from(d) - i64::from(c) * i64::from(b)
        })
        .sum();
    if ring.len() < 3 || twice == 0 {
        return None;
    }
    if (twice > 0) != is_outer {
        ring.reverse();
    }
    Some(ring)
}
