//! One tile: reports and clusters of them, incidents, and places people know by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::gazetteer::Place;
use domain::id::DocId;
use mvt::{Drawn, EXTENT, Layer, Value};

use super::TileAt;
use super::points::{BITS, Point, Points, apart, mercator};
use super::select::Chosen;

/// From this zoom on every report is drawn by itself.
const SINGLE_FROM: u8 = 17;
/// A cluster is an eighth of a tile: 64 pixels of 512.
const CLUSTER_BITS: u8 = 3;
/// Incidents and places are drawn from this zoom on.
const NEAR_FROM: u8 = 13;
/// So many single reports are drawn on one tile; more lie on one spot than anybody could tell apart.
const SINGLE_MAX: usize = 5_000;

type Key = Cow<'static, str>;

/// The bytes of a tile.
pub(super) fn tile(at: TileAt, (points, chosen): (&Points, &Chosen), places: &[Place]) -> Vec<u8> {
    let here = points.on((at.zoom, at.x, at.y));
    let mut layers: BTreeMap<&'static str, Layer<Key>> = BTreeMap::new();
    layers.insert("observations", observations(at, (points, chosen), here));
    if at.zoom >= NEAR_FROM {
        layers.insert("incidents", incidents(at, (points, chosen), here));
        layers.insert("places", named(at, places));
    }
    layers.retain(|_, layer| !layer.is_empty());
    mvt::encode(&layers)
}

fn key(word: &'static str) -> Key {
    Cow::Borrowed(word)
}

/// Neighbours on the curve in one square are one cluster; one that is alone is itself.
pub(super) fn observations(
    at: TileAt,
    (points, chosen): (&Points, &Chosen),
    here: &[Point],
) -> Layer<Key> {
    let mut layer = Layer::new();
    let below = 2 * (BITS - u32::from(at.zoom) - u32::from(CLUSTER_BITS));
    let square =
        |point: &Point| if at.zoom < SINGLE_FROM { point.curve >> below } else { point.curve };
    let mut counts: Vec<u32> = vec![0; points.tiles.all().len()];
    for run in here.chunk_by(|a, b| square(a) == square(b)) {
        let mut seen = run.iter().filter(|point| chosen.lets(point));
        let Some(first) = seen.next() else { continue };
        if at.zoom >= SINGLE_FROM {
            if layer.len() < SINGLE_MAX {
                layer.push(single(at, points, first));
                layer.extend(seen.map(|point| single(at, points, point)));
            }
            continue;
        }
        counts.fill(0);
        let (mut count, mut sum) = (0_u64, (0_i64, 0_i64));
        for point in std::iter::once(first).chain(seen) {
            let (x, y) = inside(at, point.curve);
            sum = (sum.0 + i64::from(x), sum.1 + i64::from(y));
            count += 1;
            if let Some(of_tile) = counts.get_mut(usize::from(point.tile)) {
                *of_tile += 1;
            }
        }
        if count == 1 {
            layer.push(single(at, points, first));
            continue;
        }
        let middle = |sum: i64| (sum / count.cast_signed()) as i32;
        let mut tags = vec![
            (key("cluster_id"), Value::Number((square(first) << 5) | u64::from(at.zoom))),
            (key("point_count"), Value::Number(count)),
        ];
        let of_tiles = points.tiles.all().iter().zip(&counts).filter(|(_, count)| **count > 0);
        tags.extend(
            of_tiles
                .map(|(code, count)| (Cow::Owned(code.clone()), Value::Number(u64::from(*count)))),
        );
        layer.push((tags, Drawn::Point((middle(sum.0), middle(sum.1)))));
    }
    layer
}

fn single(at: TileAt, points: &Points, point: &Point) -> (Vec<(Key, Value)>, Drawn) {
    let tile = points.tiles.all().get(usize::from(point.tile)).cloned().unwrap_or_default();
    let review = points.reviews.all().get(usize::from(point.review));
    let tags = vec![
        (key("id"), Value::Text(DocId::from_bytes(point.doc).to_string())),
        (key("tile"), Value::Text(tile)),
        (key("approved"), Value::Number(u64::from(review.is_some_and(|it| it == "approved")))),
    ];
    (tags, Drawn::Point(inside(at, point.curve)))
}

/// Incidents, each once on this tile: where the first of its reports on the curve lies, with how
/// many of them the reader sees on this tile.
fn incidents(at: TileAt, (points, chosen): (&Points, &Chosen), here: &[Point]) -> Layer<Key> {
    let mut found: BTreeMap<u32, (&Point, u64)> = BTreeMap::new();
    for point in here.iter().filter(|point| point.incident > 0 && chosen.lets(point)) {
        found.entry(point.incident).or_insert((point, 0)).1 += 1;
    }
    let drawn = |(incident, (point, reports)): (u32, (&Point, u64))| {
        let id = points.incidents.all().get(incident as usize - 1)?;
        let tags = vec![
            (key("id"), Value::Text(DocId::from_bytes(*id).to_string())),
            (key("reports"), Value::Number(reports)),
        ];
        Some((tags, Drawn::Point(inside(at, point.curve))))
    };
    found.into_iter().filter_map(drawn).collect()
}

fn named(at: TileAt, places: &[Place]) -> Layer<Key> {
    let scale = f64::from(1_u32 << at.zoom);
    let drawn = |place: &Place| {
        let (x, y) = mercator(place.lon, place.lat);
        let (x, y) = (x * scale - f64::from(at.x), y * scale - f64::from(at.y));
        let is_here = (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y);
        let tags = vec![
            (key("name"), Value::Text(place.name.clone())),
            (key("kind"), Value::Text(place.kind.clone())),
        ];
        is_here.then_some((tags, Drawn::Point(((x * EXTENT) as i32, (y * EXTENT) as i32))))
    };
    places.iter().filter_map(drawn).collect()
}

/// A place on the curve in units of a tile that holds it.
fn inside(at: TileAt, curve: u64) -> (i32, i32) {
    let (x, y) = apart(curve);
    // 4096 units are twelve bits.
    let down = BITS - u32::from(at.zoom) - 12;
    let of = |whole: u32| ((whole >> down) & 0xFFF) as i32;
    (of(x), of(y))
}
