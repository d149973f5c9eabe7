//! The practice town and its made-up year: a map, places, addresses and reports with nothing real in them.
//! Everything follows from a seed: no clock, no files, no chance from the system.

mod maths;
pub mod places;
mod rng;
pub mod shape;
pub mod tiles;
pub mod town;
pub mod year;

/// The seed of the town that is committed and shipped.
pub const SEED: u64 = 1;

/// The files that ship with the practice town, by their names in `config/ovningsstad`: the map, the named
/// places, the addresses (one [`places::StreetAddresses`] a line) and the districts.
#[must_use]
pub fn files(town: &town::Town) -> [(&'static str, Vec<u8>); 4] {
    [
        ("karta.pmtiles", tiles::pmtiles(town)),
        ("places.json", lines(&places::places(town))),
        ("addresses.json", lines(&places::street_addresses(town))),
        ("districts.geojson", places::districts_geojson(town).into_bytes()),
    ]
}

/// A JSON array with one item a line, so that a change shows as a line.
fn lines<T: serde::Serialize>(items: &[T]) -> Vec<u8> {
    let lines: Vec<String> =
        items.iter().map(|item| serde_json::to_string(item).unwrap_or_default()).collect();
    format!("[\n{}\n]\n", lines.join(",\n")).into_bytes()
}
