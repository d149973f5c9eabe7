//! The place store on its way: searched by browsers, carried whole by devices, named by its hash.

mod support;

use axum::http::header;
use domain::gazetteer::Gazetteer;
use serde_json::json;
use support::World;

#[tokio::test]
async fn a_browser_searches_places_and_addresses_and_hears_where_a_point_is() {
    let world = World::new();
    let browser = world.browser("Vaktbolaget Norr", "reporter", "vakt").await;
    let found = world.get("/v1/places/search?text=stora%20torg", &browser).await.json;
    assert_eq!(
        (&found[0]["name"], &found[0]["kind"]),
        (&json!("Stora torget"), &json!("named_place"))
    );
    let found =
        world.get("/v1/places/search?text=abborrst%2012&lon=12.47&lat=57.94", &browser).await;
    assert_eq!(found.json[0]["name"], "Abborrstigen 12");
    assert!(found.json[0]["distance_m"].as_f64().unwrap() < 1_000.0);
    let here = world.get("/v1/places/at?lon=12.532842&lat=57.928904", &browser).await.json;
    assert_eq!(here["place"]["name"], "Stora torget");
    assert_eq!(here["areas"][0], json!({ "code": "l01", "name": "Centrum", "kind": "district" }));
    let places = world.get("/v1/places", &browser).await.json;
    assert!(places.as_array().unwrap().len() > 120);
}

#[tokio::test]
async fn a_device_hears_the_name_of_the_place_store_and_fetches_it_whole_and_compressed() {
    let world = World::new();
    let phone = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    let configuration = phone.hand_in(&world, None).await.configuration.unwrap();
    assert_eq!(configuration.gazetteer.len(), 16);
    let plain = world.get("/v1/gazetteer", &phone.headers()).await;
    let read: Gazetteer = serde_json::from_slice(&plain.bytes).unwrap();
    assert!(read.addresses() > 5_000 && read.borders.len() == 17);
    let mut headers = phone.headers();
    headers.insert(header::ACCEPT_ENCODING, "zstd".parse().unwrap());
    let packed = world.get("/v1/gazetteer", &headers).await;
    assert_eq!(packed.headers[header::CONTENT_ENCODING], "zstd");
    assert!(packed.bytes.len() < 200_000, "{}", packed.bytes.len());
    assert_eq!(protocol::frame::unpack::<Gazetteer>(&packed.bytes).unwrap(), read);
}
