//! PMTiles version 3: header, directories, metadata, tiles in the order of the Hilbert curve.

use std::collections::{BTreeMap, HashMap};

use mvt::varint;
use serde::Serialize;

use super::gzip::gzip;
use super::{ATTRIBUTION, MAX_ZOOM};
use crate::shape::{CENTRE, Point, lon_lat};

/// The first request for a file reads this much; header and root directory must fit.
const FIRST_READ: usize = 16_384;
const HEADER: usize = 127;

/// A map ready to be written.
#[derive(Debug)]
pub struct Archive {
    /// Compressed tiles by their id.
    pub tiles: BTreeMap<u64, Vec<u8>>,
    /// The layers with their fields and zooms.
    pub layers: Vec<LayerSummary>,
    /// South-western and north-eastern corner in metres of the town.
    pub bounds: (Point, Point),
}

/// One layer in the metadata (TileJSON 3.0 `vector_layers`).
#[derive(Debug, Clone, Serialize)]
pub struct LayerSummary {
    /// The layer's name.
    pub id: &'static str,
    /// Field names and types.
    pub fields: BTreeMap<&'static str, &'static str>,
    /// First level.
    pub minzoom: u8,
    /// Last level.
    pub maxzoom: u8,
}

#[derive(Serialize)]
struct Metadata<'a> {
    name: &'a str,
    description: &'a str,
    attribution: &'a str,
    r#type: &'a str,
    version: &'a str,
    bounds: String,
    center: String,
    minzoom: u8,
    maxzoom: u8,
    vector_layers: &'a [LayerSummary],
}

struct Entry {
    id: u64,
    offset: u64,
    length: u64,
    run: u64,
}

impl Archive {
    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let (entries, data, contents) = self.pack();
        let (root, leaves) = directories(&entries);
        let metadata = gzip(self.metadata().as_bytes());
        let mut out = b"PMTiles\x03".to_vec();
        let root_end = (HEADER + root.len()) as u64;
        let leaves_at = root_end + metadata.len() as u64;
        let data_at = leaves_at + leaves.len() as u64;
        let numbers = [
            HEADER as u64,
            root.len() as u64,
            root_end,
            metadata.len() as u64,
            leaves_at,
            leaves.len() as u64,
            data_at,
            data.len() as u64,
            self.tiles.len() as u64,
            entries.len() as u64,
            contents,
        ];
        for number in numbers {
            out.extend(number.to_le_bytes());
        }
        // Clustered; directories and tiles gzip; Mapbox vector tiles; zooms.
        out.extend([1, 2, 2, 1, 0, MAX_ZOOM]);
        let ((west, south), (east, north)) = (lon_lat(self.bounds.0), lon_lat(self.bounds.1));
        let whole = |degrees: f64| ((degrees * 1e7).round() as i32).to_le_bytes();
        out.extend([west, south, east, north].into_iter().flat_map(whole));
        out.push(13);
        out.extend([CENTRE.0, CENTRE.1].into_iter().flat_map(whole));
        for part in [root, metadata, leaves, data] {
            out.extend(part);
        }
        out
    }

    /// Each distinct tile once; neighbours on the curve with the same content become one entry.
    fn pack(&self) -> (Vec<Entry>, Vec<u8>, u64) {
        let mut entries: Vec<Entry> = Vec::new();
        let mut data = Vec::new();
        let mut known: HashMap<&[u8], u64> = HashMap::new();
        for (id, tile) in &self.tiles {
            let offset = *known.entry(tile).or_insert_with(|| {
                let offset = data.len() as u64;
                data.extend_from_slice(tile);
                offset
            });
            match entries.last_mut() {
                Some(last) if last.offset == offset && last.id + last.run == *id => last.run += 1,
                _ => entries.push(Entry { id: *id, offset, length: tile.len() as u64, run: 1 }),
            }
        }
        (entries, data, known.len() as u64)
    }

    fn metadata(&self) -> String {
        let ((west, south), (east, north)) = (lon_lat(self.bounds.0), lon_lat(self.bounds.1));
        let metadata = Metadata {
            name: "Lindby (övningskarta)",
            description: "Påhittad stad med påhittade namn; inget i kartan finns på riktigt. Shortbread 1.0.",
            attribution: ATTRIBUTION,
            r#type: "baselayer",
            version: "1",
            bounds: format!("{west:.6},{south:.6},{east:.6},{north:.6}"),
            center: format!("{:.6},{:.6},13", CENTRE.0, CENTRE.1),
            minzoom: 0,
            maxzoom: MAX_ZOOM,
            vector_layers: &self.layers,
        };
        serde_json::to_string(&metadata).unwrap_or_default()
    }
}

/// The root directory, and the leaves it points to when it would be too large itself.
fn directories(entries: &[Entry]) -> (Vec<u8>, Vec<u8>) {
    let whole = directory(entries);
    if whole.len() + HEADER <= FIRST_READ {
        return (whole, Vec::new());
    }
    let mut size = 2_048;
    loop {
        let (mut root, mut leaves) = (Vec::new(), Vec::new());
        for part in entries.chunks(size) {
            let leaf = directory(part);
            root.push(Entry {
                id: part[0].id,
                offset: leaves.len() as u64,
                length: leaf.len() as u64,
                run: 0,
            });
            leaves.extend(leaf);
        }
        let root = directory(&root);
        if root.len() + HEADER <= FIRST_READ {
            return (root, leaves);
        }
        size *= 2;
    }
}

fn directory(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(&mut out, entries.len() as u64);
    let mut last = 0;
    for entry in entries {
        varint(&mut out, entry.id - last);
        last = entry.id;
    }
    entries.iter().for_each(|entry| varint(&mut out, entry.run));
    entries.iter().for_each(|entry| varint(&mut out, entry.length));
    let mut end = None;
    for entry in entries {
        varint(&mut out, if end == Some(entry.offset) { 0 } else { entry.offset + 1 });
        end = Some(entry.offset + entry.length);
    }
    gzip(&out)
}

/// The number of a tile on the Hilbert curve, all lower levels first.
#[must_use]
pub fn tile_id(zoom: u8, (x, y): (u32, u32)) -> u64 {
    let below: u64 = (0..zoom).map(|level| 1_u64 << (2 * level)).sum();
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    let mut distance = 0;
    let mut side = (1_u64 << zoom) >> 1;
    while side > 0 {
        let right = u64::from(x & side > 0);
        let lower = u64::from(y & side > 0);
        distance += side * side * ((3 * right) ^ lower);
        if lower == 0 {
            if right == 1 {
                x = (side.wrapping_sub(1)).wrapping_sub(x) & (2 * side - 1);
                y = (side.wrapping_sub(1)).wrapping_sub(y) & (2 * side - 1);
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    below + distance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tile_numbers_are_those_of_the_specification() {
        assert_eq!(tile_id(0, (0, 0)), 0);
        let first: Vec<u64> = [(0, 0), (0, 1), (1, 1), (1, 0)].map(|at| tile_id(1, at)).to_vec();
        assert_eq!(first, [1, 2, 3, 4]);
        assert_eq!(tile_id(2, (0, 0)), 5);
        assert_eq!(tile_id(12, (3423, 1763)), 19_078_479);
    }

    #[test]
    fn the_numbers_of_a_level_are_all_different_and_without_gaps() {
        let mut ids: Vec<u64> =
            (0..32).flat_map(|x| (0..32).map(move |y| tile_id(5, (x, y)))).collect();
        ids.sort_unstable();
        assert_eq!(ids, (341..341 + 1024).collect::<Vec<u64>>());
    }

    #[test]
    fn a_large_directory_moves_into_leaves() {
        let entries: Vec<Entry> = (0..60_000_u64)
            .map(|id| Entry {
                id: id * 3,
                offset: id * id % 7_919 * 100,
                length: 50 + id * 31 % 900,
                run: 1,
            })
            .collect();
        let (root, leaves) = directories(&entries);
        assert!(root.len() + HEADER <= FIRST_READ);
        assert!(!leaves.is_empty());
    }
}
