//! A changed configuration is checked, taken into force beside the running server, and reaches phones.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::World;
use sync_server::admin::{AdminError, ConfigCommand};

/// The practice town without its map, with one line changed.
fn changed(from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ovningsstad");
    for entry in fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "karta.pmtiles" {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
    }
    let path = folder.path().join("municipality.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in it");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
    folder
}

fn done(world: &World, command: ConfigCommand) -> Result<Value, AdminError> {
    world.admin().configuration(command).map(|told| told.json)
}

fn apply(folder: &Path) -> ConfigCommand {
    ConfigCommand::Apply { folder: folder.to_owned() }
}

#[tokio::test]
async fn a_change_that_is_applied_reaches_browser_and_phone_without_a_restart() {
    let world = World::new();
    let browser = world.browser("Vaktbolaget Norr", "reporter", "vakt").await;
    let phone = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    let carried = phone.hand_in(&world, None).await.configuration.unwrap().version;
    let before = done(&world, ConfigCommand::Show).unwrap();
    let folder = changed("hue = 245", "hue = 30");
    let checked =
        done(&world, ConfigCommand::Check { folder: Some(folder.path().to_owned()) }).unwrap();
    assert_eq!((&checked["holds"], &checked["is_in_force"]), (&json!(true), &json!(false)));
    assert_eq!(world.get("/v1/me", &browser).await.json["municipality"]["hue"], json!(245.0));

    let applied = done(&world, apply(folder.path())).unwrap();
    assert_eq!((&applied["changed"], &applied["before"]), (&json!(true), &before["version"]));
    assert_eq!(world.get("/v1/me", &browser).await.json["municipality"]["hue"], json!(30.0));
    let mut request = phone.request(None);
    request.configuration = carried;
    let answer = phone.call(&world, &request).await.json;
    assert_eq!(answer["configuration"]["municipality"]["hue"], json!(30.0));
    let now = done(&world, ConfigCommand::Show).unwrap();
    assert_eq!((&now["version"], &now["municipality"]["hue"]), (&applied["version"], &json!(30.0)));
    assert_eq!((&now["is_applied"], &now["places"]["borders"]), (&json!(true), &json!(17)));
    assert!(world.dir.path().join("config/karta.pmtiles").is_file());
    assert_eq!(done(&world, apply(folder.path())).unwrap()["changed"], false);
    assert_eq!(done(&world, ConfigCommand::Check { folder: None }).unwrap()["is_in_force"], true);
}

/// Another map than the practice town's: its first bytes say that it is one, and what it is called.
fn another_map(path: &Path) {
    let metadata = br#"{"name":"En annan karta"}"#;
    let mut bytes = vec![0; 127];
    bytes[..8].copy_from_slice(b"PMTiles\x03");
    bytes[24..32].copy_from_slice(&127_u64.to_le_bytes());
    bytes[32..40].copy_from_slice(&(metadata.len() as u64).to_le_bytes());
    bytes.extend_from_slice(metadata);
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_map_that_is_applied_is_open_at_once_and_the_one_before_is_not() {
    let world = World::new();
    let browser = world.browser("Vaktbolaget Norr", "reporter", "vakt").await;
    let before = world.get("/v1/maps", &browser).await.json;
    let old = before[0]["name"].as_str().unwrap().to_owned();
    let me = world.get("/v1/me", &browser).await.json["configuration"].clone();
    let folder = changed("hue = 245", "hue = 245");
    assert_eq!(done(&world, apply(folder.path())).unwrap()["changed"], false);
    another_map(&folder.path().join("karta.pmtiles"));
    assert_eq!(done(&world, apply(folder.path())).unwrap()["changed"], true);

    let maps = world.get("/v1/maps", &browser).await.json;
    assert_eq!((maps.as_array().unwrap().len(), &maps[0]["title"]), (1, &json!("En annan karta")));
    let new = maps[0]["name"].as_str().unwrap();
    assert_eq!(world.get(&format!("/v1/maps/{new}"), &browser).await.status, 200);
    assert_eq!(world.get(&format!("/v1/maps/{old}"), &browser).await.status, 404);
    assert_ne!(world.get("/v1/me", &browser).await.json["configuration"], me);
}

#[tokio::test]
async fn a_folder_with_faults_names_them_all_and_changes_nothing() {
    let world = World::new();
    let before = done(&world, ConfigCommand::Show).unwrap();
    let folder = changed("hue = 245", "hue = 400\ncolour = \"blue\"");
    fs::write(folder.path().join("places.json"), "[{}]").unwrap();
    for command in
        [apply(folder.path()), ConfigCommand::Check { folder: Some(folder.path().to_owned()) }]
    {
        let error = done(&world, command).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        let text = error.to_string();
        for fault in ["theme.hue", "theme.colour", "places.json"] {
            assert!(text.contains(fault), "{fault} is not in\n{text}");
        }
    }
    assert_eq!(done(&world, ConfigCommand::Show).unwrap(), before);
}

#[tokio::test]
async fn a_catalogue_code_that_reports_use_cannot_be_taken_away() {
    let world = World::new();
    let own = r#"add = [{ code = "x_lindby.tunnel", tile = "place", label = { sv = "Gångtunnel", en = "Underpass" }, short = { sv = "Tunnel", en = "Underpass" }, type = "disorder", default_severity = 3 }]"#;
    let with_tunnel = changed("add = []", own);
    assert_eq!(done(&world, apply(with_tunnel.path())).unwrap()["changed"], true);
    let without = changed("hue = 245", "hue = 245");
    assert_eq!(done(&world, apply(without.path())).unwrap_err().exit_code(), 3);
    let shown = done(&world, ConfigCommand::Show).unwrap();
    assert!(shown["catalogue"]["own"].as_str().unwrap().starts_with("lindby-"));
}
