//! Figures of others by area: previewed, taken into force, replaced, undone, and read by coordinators only.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::path::PathBuf;

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::World;
use sync_server::admin::{AdminError, StatisticsCommand, StatisticsImport};

const OFFICE: &str = "Kommunledningskontoret";
const NORR: &str = "Vaktbolaget Norr";

fn file(folder: &tempfile::TempDir, name: &str, table: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, table).unwrap();
    path
}

fn first(file: PathBuf) -> StatisticsImport {
    StatisticsImport {
        save_profile: Some("polisen".to_owned()),
        source: Some("Polisen".to_owned()),
        area: Some("Område".to_owned()),
        category: Some("Brottstyp".to_owned()),
        ..of(file)
    }
}

fn of(file: PathBuf) -> StatisticsImport {
    StatisticsImport {
        file,
        preview: false,
        profile: None,
        save_profile: None,
        source: None,
        area: None,
        category: None,
        counts: None,
        period: None,
        count: None,
        areas: Vec::new(),
    }
}

fn run(world: &World, import: StatisticsImport) -> Result<Value, AdminError> {
    Ok(world.admin().statistics(StatisticsCommand::Import(Box::new(import)))?.json)
}

#[tokio::test]
async fn a_table_is_previewed_imported_replaced_and_undone() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let names: Vec<String> = world.get("/v1/me", &asa).await.json["municipality"]["areas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap().to_owned())
        .collect();
    let (one, other) = (&names[0], &names[1]);
    let table = format!(
        "Område;Brottstyp;2025-01;2025-02\n{one};Skadegörelse;4;6\n{other};Skadegörelse;..;2\nMånen;Stöld;1;1\n"
    );
    let path = file(&folder, "a.csv", &table);
    let told = run(&world, StatisticsImport { preview: true, ..first(path.clone()) }).unwrap();
    assert_eq!((&told["preview"]["rows"], &told["preview"]["taken"]), (&json!(3), &json!(3)));
    assert_eq!(told["preview"]["rejected"][0]["why"], "no area `Månen` is in force");
    assert_eq!(
        world.get("/v1/statistics", &asa).await.json["sources"],
        json!([]),
        "only looked at"
    );

    assert_eq!(run(&world, first(path.clone())).unwrap()["import"], 1);
    let again = run(&world, StatisticsImport { profile: Some("polisen".to_owned()), ..of(path) });
    assert_eq!(again.unwrap(), json!({ "import": 1, "is_new": false }));
    let read = world.get("/v1/statistics", &asa).await.json;
    assert_eq!((&read["source"], &read["category"]), (&json!("Polisen"), &json!("Skadegörelse")));
    assert_eq!(read["periods"][1], json!(["2025-02-01", "2025-02-28"]));
    let counts = |read: &Value, name: &str| {
        let areas = read["areas"].as_array().unwrap();
        areas.iter().find(|it| it["name"] == name).unwrap()["counts"].clone()
    };
    assert_eq!((counts(&read, one), counts(&read, other)), (json!([4, 6]), json!([null, 2])));

    // The next file tells February anew, by the profile alone.
    let next = format!("Område;Brottstyp;2025-02;2025-03\n{one};Skadegörelse;7;1\n");
    let next = file(&folder, "b.csv", &next);
    run(&world, StatisticsImport { profile: Some("polisen".to_owned()), ..of(next) }).unwrap();
    let read = world.get("/v1/statistics?source=Polisen", &asa).await.json;
    assert_eq!(counts(&read, one), json!([4, 7, 1]));
    world.admin().statistics(StatisticsCommand::Undo { number: 2 }).unwrap();
    let read = world.get("/v1/statistics", &asa).await.json;
    assert_eq!(counts(&read, one), json!([4, 6]), "what it replaced is in force again");
    assert!(world.admin().statistics(StatisticsCommand::Undo { number: 2 }).is_err());
    world.admin().statistics(StatisticsCommand::Redo { number: 2 }).unwrap();
    let read = world.get("/v1/statistics", &asa).await.json;
    assert_eq!(counts(&read, one), json!([4, 7, 1]));
    let listed = world.admin().statistics(StatisticsCommand::List).unwrap();
    assert!(listed.words.contains("b.csv"), "{}", listed.words);
    // They are nobody's reports.
    assert_eq!(world.post("/v1/picture", &json!({}), &asa).await.json["total"], 0);
    let guard = world.browser(NORR, "org_coordinator", "Nils").await;
    assert_eq!(world.get("/v1/statistics", &guard).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_cannot_be_taken_says_what_is_missing_and_changes_nothing() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let path = file(&folder, "a.csv", "Plats;Antal\nX;1\n");
    let said = |told: Result<Value, AdminError>| told.unwrap_err().to_string();
    assert!(said(run(&world, first(path.clone()))).contains("there are: Plats, Antal"));
    assert!(said(run(&world, of(path.clone()))).contains("--source is needed"));
    let unknown = StatisticsImport { profile: Some("x".to_owned()), ..of(path) };
    assert!(said(run(&world, unknown)).contains("no profile is called `x`"));
    let nothing = file(&folder, "b.csv", "Område;Brottstyp;2025\nMånen;Stöld;1\n");
    assert!(said(run(&world, first(nothing))).contains("nothing in the file can be taken"));
    let list = world.admin().statistics(StatisticsCommand::List).unwrap();
    assert_eq!(list.json, json!([]));
}
