//! What a municipality writes in its configuration reaches browsers and devices, and counts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use protocol::enrolment::{Enrolled, EnrolmentRequest};
use protocol::run::DeviceKey;
use serde_json::json;
use support::World;

const TUNNEL: &str = r#"add = [{ code = "x_lindby.tunnel", tile = "place", label = { sv = "Gångtunnel", en = "Underpass" }, short = { sv = "Tunnel", en = "Underpass" }, type = "disorder", default_severity = 3 }]"#;

fn practice() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ovningsstad")
}

/// The practice town with some lines of its two files changed.
fn changed(municipality: &[(&str, &str)], organisations: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(practice()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "karta.pmtiles" {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
    }
    for (file, changes) in
        [("municipality.toml", municipality), ("organisations.toml", organisations)]
    {
        let path = folder.path().join(file);
        let mut text = fs::read_to_string(&path).unwrap();
        for (from, to) in changes {
            assert!(text.contains(from), "{from} is not in {file}");
            text = text.replacen(from, to, 1);
        }
        fs::write(path, text).unwrap();
    }
    folder
}

#[tokio::test]
async fn who_reports_for_a_hospital_is_told_to_leave_patients_out() {
    let norr = "name = \"Vaktbolaget Norr\"\nkind = ";
    let health = (&*format!("{norr}\"guard_company\""), &*format!("{norr}\"health\""));
    let folder = changed(&[], &[health]);
    let world = World::of(Some(folder.path()));
    let there = world.browser("Vaktbolaget Norr", "reporter", "Åsa").await;
    assert_eq!(world.get("/v1/me", &there).await.json["meets_patients"], true);
    let elsewhere = world.browser("Kommunledningskontoret", "reporter", "Bo").await;
    assert_eq!(world.get("/v1/me", &elsewhere).await.json["meets_patients"], false);
    let code = world.device_code("Vaktbolaget Norr", "reporter");
    let key = DeviceKey::from_seed(&[9; 32]);
    let request = EnrolmentRequest { code, public_key: key.public(), app: "test 1".to_owned() };
    let answer = world.post("/v1/enrolment", &json!(request), &Default::default()).await;
    let enrolled: Enrolled = serde_json::from_value(answer.json).unwrap();
    assert!(enrolled.configuration.meets_patients);
}

#[tokio::test]
async fn a_changed_catalogue_is_served_to_browser_and_device_and_decides_what_counts() {
    let folder = changed(&[("add = []", TUNNEL), ("hide = []", "hide = [\"event\"]")], &[]);
    let world = World::of(Some(folder.path()));
    let browser = world.browser("Vaktbolaget Norr", "reporter", "vakt").await;
    let me = world.get("/v1/me", &browser).await.json;
    assert_eq!(me["tile_order"], json!("guard"));
    assert_eq!(me["municipality"]["scope"]["shared_spaces"][0]["code"], json!("stairwell"));
    assert_eq!(me["agreement"]["areas"], json!(["Lindby (övning)"]));
    let catalogue = world.get("/v1/catalogue", &browser).await.json;
    let all = catalogue["categories"].as_array().unwrap();
    let tunnel = all.iter().find(|it| it["code"] == "x_lindby.tunnel").unwrap();
    assert_eq!(tunnel["under"], json!("place"));
    assert_eq!(catalogue["tile_order"]["guard"].as_array().unwrap().len(), 11);

    let draft = json!({ "category": "x_lindby.tunnel", "severity": 4 });
    let made = world.post("/v1/observations", &draft, &browser).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.json);
    let too_far = json!({ "category": "x_lindby.tunnel", "severity": 1 });
    let refused = world.post("/v1/observations", &too_far, &browser).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = made.json["id"].as_str().unwrap();
    let seen = world.get(&format!("/v1/observations/{id}"), &browser).await.json;
    assert_eq!((&seen["type"], &seen["severity"]), (&json!("disorder"), &json!(4)));
    assert!(seen["catalogue"].as_str().unwrap().starts_with("est-se-default@1+lindby-"));
    let desk = world.browser("Kommunledningskontoret", "coordinator", "samordning").await;
    let summary = world.post("/v1/picture/summary", &json!({}), &desk).await.json;
    assert_eq!(summary["by_tile"], json!([{ "key": "place", "count": 1 }]));

    let phone = world.phone(1, "Lindbyhem", "reporter").await;
    let first = phone.hand_in(&world, None).await;
    let configuration = first.configuration.unwrap();
    assert_eq!(configuration.tile_order, "caretaker");
    assert_eq!(first.catalogue.unwrap().own, seen["catalogue"].as_str().map(|r| r[17..].into()));
    let mut again = phone.request(None);
    again.configuration = configuration.version;
    let answer = phone.call(&world, &again).await.json;
    assert!(answer.get("configuration").is_none() && answer.get("catalogue").is_none());
}

#[tokio::test]
async fn joining_brings_everything_that_works_without_a_network_afterwards() {
    let folder = changed(
        &[(
            "label = { sv = \"Felanmälan\", en = \"Report a fault\" }",
            "label = { sv = \"Felanmälan\", en = \"Report a fault\" }\nphone = \"0322616000\"",
        )],
        &[],
    );
    let world = World::of(Some(folder.path()));
    let code = world.device_code("Vaktbolaget Norr", "reporter");
    let public_key = DeviceKey::from_seed(&[5; 32]).public();
    let request = EnrolmentRequest { code, public_key, app: "test 1".to_owned() };
    let answer = world.post("/v1/enrolment", &json!(request), &axum::http::HeaderMap::new()).await;
    let enrolled: Enrolled = serde_json::from_value(answer.json).unwrap();
    let municipality = enrolled.configuration.municipality;
    assert_eq!(municipality.shortcuts[2].phone.as_deref(), Some("0322616000"));
    assert_eq!(municipality.reference_system, "EPSG:3007");
    assert!(municipality.rhythm.is_some() && !municipality.steering_documents.is_empty());
    assert_eq!(enrolled.catalogue.categories.len(), 77);
}

#[tokio::test]
async fn a_code_that_nobody_has_configured_is_taken_in_and_counted_elsewhere() {
    let world = World::new();
    let mut phone = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    phone.report(json!({ "category": "x_annanstans.bro" }), support::START);
    let answer = phone.sync(&world).await;
    assert!(answer.quarantined.is_empty());
    let desk = world.browser("Kommunledningskontoret", "coordinator", "samordning").await;
    let summary = world.post("/v1/picture/summary", &json!({}), &desk).await.json;
    assert_eq!(summary["by_tile"], json!([{ "key": "other", "count": 1 }]));
}
