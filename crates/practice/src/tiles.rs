//! The practice map as one file: vector tiles (MVT 2.1) by the Shortbread 1.0 names, in a PMTiles archive.

mod archive;
mod gzip;
mod layers;
mod slice;

use std::collections::BTreeMap;

pub use archive::{Archive, tile_id};
pub use layers::{Feature, Shape, features};
pub use mvt::Value;

use crate::town::{REACH_M, Town};

/// The words on every copy of the map.
pub const ATTRIBUTION: &str = "Övningskarta, påhittad";
/// The most detailed level; the map zooms on from it.
pub const MAX_ZOOM: u8 = 14;

/// The whole map as the bytes of a PMTiles file.
#[must_use]
pub fn pmtiles(town: &Town) -> Vec<u8> {
    let features = features(town);
    let layers = layers::summary(&features);
    let mut tiles = BTreeMap::new();
    for ((zoom, x, y), content) in slice::slice(features) {
        tiles.insert(tile_id(zoom, (x, y)), gzip::gzip(&mvt::encode(&content)));
    }
    let corner = crate::shape::at(REACH_M, REACH_M);
    Archive { tiles, layers, bounds: (corner * -1.0, corner) }.bytes()
}
