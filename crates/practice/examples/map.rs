//! Writes the practice map: `cargo run -p practice --example map -- FILE [places.json] [addresses.json] [areas.geojson]`.

use std::{env, fs, io};

use practice::{places, tiles, town::Town};

fn main() -> io::Result<()> {
    let files: Vec<String> = env::args().skip(1).collect();
    let town = Town::new(practice::SEED);
    let json = |text: serde_json::Result<String>| text.map_err(io::Error::other);
    for (index, file) in files.iter().enumerate() {
        let bytes = match index {
            0 => tiles::pmtiles(&town),
            1 => json(serde_json::to_string(&places::places(&town)))?.into_bytes(),
            2 => json(serde_json::to_string(&places::addresses(&town)))?.into_bytes(),
            _ => places::districts_geojson(&town).into_bytes(),
        };
        println!("{file}: {} kB", bytes.len() / 1_000);
        fs::write(file, bytes)?;
    }
    if files.is_empty() {
        println!("Name the file to write, for example config/ovningsstad/karta.pmtiles");
    }
    Ok(())
}
