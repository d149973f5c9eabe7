//! Divisions come from files, reach readers beside a running server, and reports follow them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::path::{Path, PathBuf};

use protocol::municipality::AreaKind;
use serde_json::{Value, json};
use support::{World, graffiti};
use sync_server::admin::{AreaCommand, Import};

/// Two areas side by side whose common border lies at a longitude.
fn file(folder: &Path, at: f64) -> PathBuf {
    let area = |code: &str, name: &str, west: f64, east: f64| {
        let ring = json!([[west, 57.8], [east, 57.8], [east, 58.0], [west, 58.0], [west, 57.8]]);
        json!({
            "type": "Feature", "properties": { "kod": code, "namn": name, "polis": "L1" },
            "geometry": { "type": "Polygon", "coordinates": [ring] },
        })
    };
    let all = json!({
        "type": "FeatureCollection",
        "features": [area("1489R001", "Västra", 12.4, at), area("1489R002", "Östra", at, 12.6)],
    });
    let path = folder.join(format!("regso-{at}.geojson"));
    std::fs::write(&path, all.to_string()).unwrap();
    path
}

fn import(file: PathBuf, vintage: &str) -> AreaCommand {
    AreaCommand::Import(Import {
        file,
        kind: AreaKind::Regso,
        vintage: vintage.to_owned(),
        code: "kod".to_owned(),
        name: Some("namn".to_owned()),
        parent: Some("polis".to_owned()),
        source: "SCB".to_owned(),
        layer: None,
        epsg: None,
    })
}

async fn report(world: &World, lon: f64) -> String {
    let bo = world.browser("Park och gata", "reporter", &format!("bo{lon}")).await;
    let mut draft = graffiti();
    draft["position"] = json!({ "lon": lon, "lat": 57.9, "source": "gps" });
    let answer = world.post("/v1/observations", &draft, &bo).await;
    answer.json["id"].as_str().unwrap().to_owned()
}

/// The exit code of a command that is refused.
fn refused(world: &World, command: AreaCommand) -> u8 {
    world.admin().areas(command).map(|told| told.json).unwrap_err().exit_code()
}

fn counts(world: &World) -> Vec<(String, u64)> {
    let told = world.admin().areas(AreaCommand::Show { kind: Some("regso".to_owned()) }).unwrap();
    let areas = told.json["areas"].as_array().unwrap().clone();
    let row =
        |it: &Value| (it["code"].as_str().unwrap().to_owned(), it["reports"].as_u64().unwrap());
    areas.iter().map(row).collect()
}

#[tokio::test]
async fn a_division_is_taken_into_force_beside_the_server_and_reports_follow_its_vintages() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let asa = world.browser("Kommunledningskontoret", "coordinator", "Åsa").await;
    let phone = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    let carried = phone.hand_in(&world, None).await.configuration.unwrap();
    let id = report(&world, 12.5).await;
    let done = world.admin().areas(import(file(folder.path(), 12.51), "2024")).unwrap().json;
    assert_eq!((&done["areas"], &done["changed"]), (&json!(2), &json!(2)));

    let me = world.get("/v1/me", &asa).await.json;
    let known = me["municipality"]["areas"].as_array().unwrap();
    let west = known.iter().find(|it| it["code"] == "regso-1489r001").unwrap();
    assert_eq!(
        (&west["kind"], &west["vintage"], &west["parent"]),
        (&json!("regso"), &json!("2024"), &json!("L1"))
    );
    let borders = world.get("/v1/areas", &asa).await.json;
    assert!(borders.as_array().unwrap().iter().any(|it| it["area"] == "regso-1489r002"));
    let mut request = phone.request(None);
    request.configuration = carried.version;
    let heard = phone.call(&world, &request).await.json;
    assert_ne!(heard["configuration"]["gazetteer"], json!(carried.gazetteer));
    let here = world.get("/v1/places/at?lon=12.5&lat=57.9", &asa).await.json;
    let here = here["areas"].as_array().unwrap();
    assert!(here.iter().any(|it| it["name"] == "Västra" && it["kind"] == "regso"));
    assert_eq!(
        counts(&world),
        [("regso-1489r001".to_owned(), 1), ("regso-1489r002".to_owned(), 0)]
    );

    let done = world.admin().areas(import(file(folder.path(), 12.49), "2025")).unwrap().json;
    assert_eq!(done["placed_anew"], 1);
    let placed = world.get(&format!("/v1/observations/{id}/areas"), &asa).await.json;
    assert!(placed["now"].as_array().unwrap().iter().any(|it| it["name"] == "Östra"));
    assert_eq!(
        (&placed["before"][0]["from"], &placed["before"][0]["to"], &placed["before"][0]["vintage"]),
        (&json!("Västra"), &json!("Östra"), &json!("2024"))
    );
    let east = json!({ "area": "regso-1489r002" });
    assert_eq!(world.post("/v1/picture/summary", &east, &asa).await.json["total"], 1);

    let gone = AreaCommand::Remove { kind: AreaKind::Regso, vintage: "2025".to_owned() };
    assert_eq!(world.admin().areas(gone.clone()).unwrap().json["placed_anew"], 1);
    assert_eq!(counts(&world)[0], ("regso-1489r001".to_owned(), 1));
    assert_eq!(refused(&world, gone), 4);
    let listed = world.admin().areas(AreaCommand::List).unwrap().json;
    assert_eq!((&listed[0]["vintage"], &listed[0]["is_in_force"]), (&json!("2024"), &json!(true)));
}

#[tokio::test]
async fn areas_that_were_imported_outlive_a_restart_and_another_configuration() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    report(&world, 12.5).await;
    world.admin().areas(import(file(folder.path(), 12.51), "2024")).unwrap();
    let again = sync_server::App::open(
        world.dir.path(),
        sync_server::Settings::default(),
        sync_server::Seams::real(),
    );
    drop(again.unwrap());
    assert_eq!(counts(&world)[0].1, 1);
}

#[tokio::test]
async fn a_file_that_gives_no_areas_changes_nothing() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tom.geojson");
    std::fs::write(&path, r#"{"type": "FeatureCollection", "features": []}"#).unwrap();
    assert_eq!(refused(&world, import(path, "2024")), 4);
    assert!(counts(&world).is_empty());
}
