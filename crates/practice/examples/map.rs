//! Writes the practice map: `cargo run -p practice --example map -- config/ovningsstad/karta.pmtiles`, and beside
//! it, where named: places (JSON), addresses (JSON), districts (GeoJSON). Nothing in them exists.

use std::{env, fs, io};

use practice::town::Town;

fn main() -> io::Result<()> {
    let files: Vec<String> = env::args().skip(1).collect();
    if files.is_empty() {
        println!("Name the file to write, for example config/ovningsstad/karta.pmtiles");
    }
    let town = Town::new(practice::SEED);
    let content = practice::files(&town);
    for (file, (_, bytes)) in files.iter().zip(content) {
        println!("{file}: {} kB", bytes.len() / 1_000);
        fs::write(file, bytes)?;
    }
    Ok(())
}
