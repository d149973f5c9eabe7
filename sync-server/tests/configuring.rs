//! *Förvaltning*: the configuration is changed from a browser, checked as a folder is, and reaches phones.

mod support;

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::World;
use sync_server::Settings;

async fn read(world: &World, who: &axum::http::HeaderMap) -> Value {
    world.get("/v1/configuration", who).await.json
}

#[tokio::test]
async fn name_colour_and_catalogue_change_from_a_desk_and_reach_browser_and_phone() {
    let world = World::new();
    let asa = world.browser("Kommunledningskontoret", "coordinator", "Åsa").await;
    let phone = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    let carried = phone.hand_in(&world, None).await.configuration.unwrap().version;
    let files = read(&world, &asa).await;
    assert_eq!(files["municipality"]["theme"]["hue"], 245);
    let renamed = json!([{ "code": "place", "label": { "sv": "Utemiljö", "en": "Outdoors" } }]);
    let change = json!({
        "of": files["version"],
        "municipality": {
            "short_name": "Lindby stad", "theme": { "hue": 30 },
            "catalogue": { "hide": ["traffic.escooter"], "rename": renamed },
        },
    });
    let mut tried = change.clone();
    tried["try_out"] = json!(true);
    let would = world.post("/v1/configuration", &tried, &asa).await;
    assert_eq!((would.status, &would.json["faults"]), (StatusCode::OK, &json!([])));
    assert_eq!(read(&world, &asa).await["version"], files["version"]);

    let done = world.post("/v1/configuration", &change, &asa).await.json;
    assert_eq!((&done["version"], &done["faults"]), (&would.json["version"], &json!([])));
    let me = world.get("/v1/me", &asa).await.json;
    assert_eq!(me["municipality"]["hue"], json!(30.0));
    assert_eq!(me["municipality"]["short_name"], "Lindby stad");
    let catalogue = world.get("/v1/catalogue", &asa).await.json;
    assert!(catalogue.to_string().contains("Utemiljö"));
    let mut request = phone.request(None);
    request.configuration = carried;
    let heard = phone.call(&world, &request).await.json;
    assert_eq!(heard["configuration"]["municipality"]["short_name"], "Lindby stad");
    let history = read(&world, &asa).await["history"].clone();
    assert_eq!((&history[0]["version"], &history[0]["by"]), (&done["version"], &json!("Någon")));

    // Whoever read it before that is told, and changes nothing.
    let late = world.post("/v1/configuration", &change, &asa).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_changes() {
    let world = World::new();
    let asa = world.browser("Kommunledningskontoret", "coordinator", "Åsa").await;
    let files = read(&world, &asa).await;
    let change = json!({
        "of": files["version"],
        "municipality": { "theme": { "hue": 400 }, "colour": "blue", "catalogue": { "hide": ["calm"] } },
    });
    let answer = world.post("/v1/configuration", &change, &asa).await.json;
    let faults = answer["faults"].to_string();
    for fault in ["theme.hue", "colour", "hide"] {
        assert!(faults.contains(fault), "{fault} is not in {faults}");
    }
    assert_eq!(read(&world, &asa).await, files);
    assert!(!world.dir.path().join("config.draft").exists());
    let bo = world.browser("Park och gata", "reporter", "bo").await;
    assert_eq!(world.get("/v1/configuration", &bo).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.post("/v1/configuration", &change, &bo).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn organisations_and_agreements_are_changed_from_a_desk() {
    let world = World::new();
    let asa = world.browser("Kommunledningskontoret", "coordinator", "Åsa").await;
    let files = read(&world, &asa).await;
    let mut organisations = files["organisations"]["organisation"].clone();
    let mut new = organisations[0].clone();
    new["code"] = json!("bostadsbolaget-ny");
    new["name"] = json!("Nya bostadsbolaget");
    new["kind"] = json!("company");
    organisations.as_array_mut().unwrap().push(new);
    let change =
        json!({ "of": files["version"], "organisations": { "organisation": organisations } });
    let answer = world.post("/v1/configuration", &change, &asa).await.json;
    assert_eq!(answer["faults"], json!([]));
    let access = world.get("/v1/access", &asa).await.json;
    assert!(access.to_string().contains("Nya bostadsbolaget"));
}

#[tokio::test]
async fn a_desk_decides_nothing_about_erasing() {
    let world = World::new();
    let asa = world.browser("Kommunledningskontoret", "coordinator", "Åsa").await;
    let files = read(&world, &asa).await;
    let change =
        json!({ "of": files["version"], "municipality": { "name": "Lindby", "retention": [] } });
    let answer = world.post("/v1/configuration", &change, &asa).await.json;
    assert_eq!(answer["faults"][0]["key"], "retention");
    assert_eq!(read(&world, &asa).await, files);
    let change = json!({ "of": files["version"], "municipality": { "name": "Lindby stad" } });
    let done = world.post("/v1/configuration", &change, &asa).await.json;
    let mut record = Vec::new();
    let list = sync_server::admin::AuditCommand::List { limit: 5 };
    world.admin().audit(&list, (true, &mut record)).unwrap();
    let row = format!("{} municipality.toml name", done["version"].as_str().unwrap());
    assert!(String::from_utf8(record).unwrap().contains(&row), "the record tells which keys");
    assert_eq!(read(&world, &asa).await["history"][0]["version"], done["version"]);
}

#[tokio::test]
async fn a_change_cut_off_between_files_and_database_is_settled_as_the_database_says() {
    let world = World::new();
    let asa = world.browser("Kommunledningskontoret", "coordinator", "Åsa").await;
    let files = read(&world, &asa).await;
    let dir = world.dir.path().to_owned();
    let [now, undo, next] = ["config", "config.undo", "config.next"].map(|it| dir.join(it));
    // Between the two renames: there is no folder.
    std::fs::rename(&now, &undo).unwrap();
    let world = world.with(Settings::default());
    assert_eq!(read(&world, &asa).await["version"], files["version"]);
    // After them, and the database never took it.
    std::fs::rename(&now, &undo).unwrap();
    std::fs::create_dir(&next).unwrap();
    for entry in std::fs::read_dir(&undo).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), next.join(entry.file_name())).unwrap();
    }
    let path = next.join("municipality.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\nname = \"Lindby", "\nname = \"Annanby", 1)).unwrap();
    std::fs::rename(&next, &now).unwrap();
    let world = world.with(Settings::default());
    assert!(!undo.exists());
    assert_eq!(read(&world, &asa).await, files);
    // A change that was taken stays.
    let change = json!({ "of": files["version"], "municipality": { "name": "Lindby stad" } });
    let done = world.post("/v1/configuration", &change, &asa).await.json;
    std::fs::rename(dir.join("config.before"), &undo).unwrap();
    let world = world.with(Settings::default());
    assert_eq!(read(&world, &asa).await["version"], done["version"]);
}
