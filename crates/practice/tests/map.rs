//! The committed map is the one the generator draws, and it is a map that readers can open.

use std::{env, fs, path::PathBuf};

use practice::town::Town;

fn committed() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/ovningsstad/karta.pmtiles")
}

#[test]
fn drawing_the_town_again_gives_the_committed_map_byte_for_byte() {
    let drawn = practice::tiles::pmtiles(&Town::new(practice::SEED));
    if env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(committed().parent().unwrap()).unwrap();
        fs::write(committed(), &drawn).unwrap();
    }
    let shipped = fs::read(committed()).unwrap();
    assert!(shipped == drawn, "run UPDATE_GENERATED=1 cargo test -p practice and look at the map");
    assert!(drawn.len() < 2_500_000, "{} bytes", drawn.len());
}

#[test]
fn another_seed_draws_another_town() {
    let (first, second) = (Town::new(1), Town::new(2));
    assert_ne!(first.houses.len(), second.houses.len());
    assert_ne!(first.streets[20].line, second.streets[20].line);
}
