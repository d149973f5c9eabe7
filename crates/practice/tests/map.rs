//! The committed files are the ones the generator draws, and everything in them lies in the town.

use std::{collections::BTreeSet, env, fs, path::PathBuf, sync::LazyLock};

use practice::{places, shape, town::REACH_M, town::Town};

static TOWN: LazyLock<Town> = LazyLock::new(|| Town::new(practice::SEED));

fn shipped(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/ovningsstad").join(name)
}

#[test]
fn drawing_the_town_again_gives_the_committed_files_byte_for_byte() {
    for (name, drawn) in practice::files(&TOWN) {
        if env::var_os("UPDATE_GENERATED").is_some() {
            fs::create_dir_all(shipped("")).unwrap();
            fs::write(shipped(name), &drawn).unwrap();
        }
        let committed = fs::read(shipped(name)).unwrap();
        assert!(
            committed == drawn,
            "{name}: run UPDATE_GENERATED=1 cargo test -p practice, look at the map"
        );
        assert!(drawn.len() < 2_500_000, "{name}: {} bytes", drawn.len());
    }
}

#[test]
fn every_place_and_address_lies_in_the_municipality_and_on_land() {
    let is_inside = |lon: f64, lat: f64| {
        let point = shape::metres(lon, lat);
        point.x.abs() < REACH_M && point.y.abs() < REACH_M
    };
    let places = places::places(&TOWN);
    assert!(places.len() > 120, "{}", places.len());
    assert!(places.iter().all(|place| is_inside(place.lon, place.lat)));
    let addresses = places::addresses(&TOWN);
    assert!(addresses.len() > 5_000, "{}", addresses.len());
    for address in &addresses {
        let point = shape::metres(address.lon, address.lat);
        assert!(is_inside(address.lon, address.lat), "{address:?}");
        assert!(!TOWN.lakes.iter().any(|lake| shape::contains(&lake.shore, point)), "{address:?}");
        assert!(shape::nearest(&TOWN.river, point).0 > 18.0, "{address:?}");
    }
}

#[test]
fn no_two_places_and_no_two_addresses_share_a_name() {
    let places = places::places(&TOWN);
    let names: BTreeSet<&str> = places.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(names.len(), places.len());
    let addresses = places::addresses(&TOWN);
    let mut seen = BTreeSet::new();
    let doubled = addresses.iter().find(|it| !seen.insert((it.street.clone(), it.number)));
    assert_eq!(doubled, None);
}

#[test]
fn the_districts_are_closed_rings_that_turn_left() {
    let areas: serde_json::Value = serde_json::from_str(&places::districts_geojson(&TOWN)).unwrap();
    let features = areas["features"].as_array().unwrap();
    assert_eq!(features.len(), TOWN.districts.len());
    for feature in features {
        let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
        assert_eq!(ring.first(), ring.last());
        let corner = |it: &serde_json::Value| {
            shape::metres(it[0].as_f64().unwrap(), it[1].as_f64().unwrap())
        };
        let points: Vec<shape::Point> = ring.iter().map(corner).collect();
        assert!(shape::area(&points) > 100_000.0, "{}", feature["properties"]["name"]);
    }
}

#[test]
fn another_seed_draws_another_town() {
    let (first, second) = (&*TOWN, Town::new(practice::SEED + 1));
    assert_ne!(first.houses.len(), second.houses.len());
    assert_ne!(first.lakes[0].shore, second.lakes[0].shore);
}
