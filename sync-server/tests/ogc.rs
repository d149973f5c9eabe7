//! What GIS programs read: links that lead on, pages, boxes and times, and as much as the role reads.

mod support;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use support::{DAY, START, World};
use uuid::Uuid;

const OFFICE: &str = "Kommunledningskontoret";
const TOWN: &str = "Lindby kommun";
const NORR: &str = "Vaktbolaget Norr";

fn at(lon: f64, lat: f64) -> Value {
    json!({ "category": "place.litter", "severity": 1, "note": "Ord som inte ska med",
            "position": { "lon": lon, "lat": lat, "source": "gps" } })
}

#[tokio::test]
async fn a_program_finds_its_way_from_the_landing_page_to_every_feature() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let landing = world.get("/ogc", &asa).await.json;
    let href = |links: &Value, rel: &str| {
        let links = links["links"].as_array().unwrap();
        links.iter().find(|it| it["rel"] == rel).unwrap()["href"].as_str().unwrap().to_owned()
    };
    let conformance = world.get(&href(&landing, "conformance"), &asa).await.json;
    assert!(conformance["conformsTo"][0].as_str().unwrap().ends_with("conf/core"));
    let all = world.get(&href(&landing, "data"), &asa).await.json;
    let ids: Vec<_> = all["collections"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, ["areas", "places", "measures", "observations"]);
    for collection in all["collections"].as_array().unwrap() {
        let own = world.get(&href(collection, "self"), &asa).await.json;
        assert_eq!(&own, collection);
        let items = world.get(&href(collection, "items"), &asa).await;
        assert_eq!(items.status, StatusCode::OK, "{collection}");
        assert_eq!(items.headers[header::CONTENT_TYPE], "application/geo+json");
        assert_eq!(items.json["type"], "FeatureCollection");
    }
    let area = world.get("/ogc/collections/areas/items?limit=1", &asa).await.json;
    let first = &area["features"][0];
    assert_eq!(first["geometry"]["type"], "MultiPolygon");
    let one = format!("/ogc/collections/areas/items/{}", first["id"].as_str().unwrap());
    assert_eq!(&world.get(&one, &asa).await.json, first);
    let place = world.get("/ogc/collections/places/items?limit=1", &asa).await.json;
    let first = &place["features"][0];
    let one = format!("/ogc/collections/places/items/{}", first["id"].as_str().unwrap());
    assert_eq!(&world.get(&one, &asa).await.json, first);
    assert_eq!(world.get("/ogc/collections/x", &asa).await.status, StatusCode::NOT_FOUND);
    let missing = world.get("/ogc/collections/areas/items/x", &asa).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn reports_come_by_page_box_and_time_without_words_and_within_the_role() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let mut guard = world.phone(1, NORR, "reporter").await;
    for n in 0..5 {
        guard.report(at(12.50 + f64::from(n) * 0.01, 57.93), START - i64::from(n) * DAY);
    }
    guard.report(json!({ "category": "place.litter", "severity": 1 }), START);
    guard.sync(&world).await;
    let items = "/ogc/collections/observations/items";
    let mut path = format!("{items}?limit=2");
    let mut seen = Vec::new();
    loop {
        let page = world.get(&path, &asa).await.json;
        assert_eq!(page["numberMatched"], 5, "what has no position is no feature");
        let features = page["features"].as_array().unwrap();
        seen.extend(features.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
        assert!(!page.to_string().contains("Ord som inte"), "{page}");
        let links = page["links"].as_array().unwrap();
        let Some(next) = links.iter().find(|it| it["rel"] == "next") else { break };
        next["href"].as_str().unwrap().clone_into(&mut path);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
    let inside = world.get(&format!("{items}?bbox=12.495,57.9,12.515,58"), &asa).await.json;
    assert_eq!(inside["numberMatched"], 2);
    let day = "2026-02-28T00:00:00Z/..";
    let late = world.get(&format!("{items}?datetime={day}"), &asa).await.json;
    assert!(late["numberMatched"].as_u64().unwrap() < 5, "{late}");
    for bad in ["bbox=1,2", "datetime=igår", "limit=0", "unknown=1"] {
        let refused = world.get(&format!("{items}?{bad}"), &asa).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let one = world.get(&format!("{items}/{}", seen[0]), &asa).await.json;
    assert_eq!(one["geometry"]["type"], "Point");

    // A GIS reader has areas and places, and neither measures nor reports.
    let gis = world.browser(TOWN, "gis_reader", "Gun").await;
    let all = world.get("/ogc/collections", &gis).await.json;
    assert_eq!(all["collections"].as_array().unwrap().len(), 2);
    assert_eq!(world.get(items, &gis).await.status, StatusCode::FORBIDDEN);
    let measures = "/ogc/collections/measures/items";
    assert_eq!(world.get(measures, &gis).await.status, StatusCode::FORBIDDEN);
    let bare = world.get("/ogc", &support::own_header()).await;
    assert_eq!(bare.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn measures_are_the_middles_of_their_circles() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let place =
        json!({"key": "a", "name": "Resecentrum", "lon": 12.53, "lat": 57.93, "radius_m": 100});
    for (n, place) in [(1, json!(place)), (2, Value::Null)] {
        let set = json!({ "title": "Byt lampor", "place": place });
        let entry = json!({ "doc": Uuid::from_u128(n), "of": "measure", "set": set });
        let told = world.post("/v1/plan", &entry, &asa).await;
        assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.json);
    }
    let read = world.get("/ogc/collections/measures/items", &asa).await.json;
    assert_eq!(read["numberMatched"], 1);
    let it = &read["features"][0];
    assert_eq!(it["geometry"]["coordinates"], json!([12.53, 57.93]));
    assert_eq!(
        (&it["properties"]["title"], &it["properties"]["radius_m"]),
        (&json!("Byt lampor"), &json!(100))
    );
    let elsewhere = world.get("/ogc/collections/measures/items?bbox=1,1,2,2", &asa).await.json;
    assert_eq!(elsewhere["numberMatched"], 0);
}
