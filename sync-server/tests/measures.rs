//! Measures: begun, changed and done by those who plan, the same for screens and scripts.

mod support;

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::{START, World};
use uuid::Uuid;

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";
const GROUP: &str = "Områdesgruppen";

fn entry(n: u128, set: &Value) -> Value {
    json!({ "doc": Uuid::from_u128(n), "of": "measure", "set": set })
}

fn simple() -> Value {
    entry(
        1,
        &json!({
            "title": "Byt lampor i gångtunneln", "measure_type": "lighting",
            "organisation": "Gata och park", "function": "driftledare", "due": "2026-03-02",
            "status": "decided", "cost_sek": 12_000,
            "place": {"key": "Resecentrum", "name": "Resecentrum", "lon": 12.53, "lat": 57.93,
                      "radius_m": 100},
        }),
    )
}

#[tokio::test]
async fn a_measure_is_begun_falls_due_and_is_done_with_its_history() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let told = world.post("/v1/plan", &simple(), &asa).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.json);
    world.pass(2 * support::DAY);
    let asa = world.browser(OFFICE, "coordinator", "Bo").await;
    let read = world.get("/v1/measures", &asa).await.json;
    assert_eq!(read[0]["title"], "Byt lampor i gångtunneln");
    assert_eq!((&read[0]["is_overdue"], &read[0]["is_evaluated"]), (&json!(true), &json!(false)));

    world.post("/v1/plan", &entry(1, &json!({"status": "done"})), &asa).await;
    let read = world.get("/v1/measures", &asa).await.json;
    assert_eq!((&read[0]["status"], &read[0]["is_overdue"]), (&json!("done"), &json!(false)));
    let mut script = world.admin().measures().unwrap().json;
    assert_eq!(script[0].as_object_mut().unwrap().remove("follow_up"), Some(json!([])));
    assert_eq!(script, read);
    let history = format!("/v1/plan/{}/history", Uuid::from_u128(1));
    let history = world.get(&history, &asa).await.json;
    assert_eq!(history[0]["set"]["status"], "decided");
    assert_eq!(history[1]["set"], json!({"status": "done"}));
    assert_eq!(history[1]["at"], json!(START + 2 * support::DAY));
}

#[tokio::test]
async fn who_does_not_plan_neither_writes_nor_reads_and_a_wrong_value_is_named() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let guard = world.browser(NORR, "reporter", "Kim").await;
    assert_eq!(world.post("/v1/plan", &simple(), &guard).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get("/v1/measures", &guard).await.status, StatusCode::FORBIDDEN);
    let bad = entry(1, &json!({"title": "A", "status": "finished"}));
    let refused = world.post("/v1/plan", &bad, &asa).await;
    assert_eq!(refused.code(), "bad_value");
    assert!(refused.json["message"].as_str().unwrap().contains("status"));
    let report = json!({ "doc": Uuid::from_u128(2), "of": "observation", "set": {"note": "x"} });
    assert_eq!(world.post("/v1/plan", &report, &asa).await.code(), "bad_value");
}

#[tokio::test]
async fn words_that_may_be_personal_wait_for_a_reviewer_in_a_measure_too() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let group = world.browser(GROUP, "area_group", "Ali").await;
    let mut named = simple();
    named["set"]["note"] = json!("Ring 070-174 06 05 först");
    let told = world.post("/v1/plan", &named, &group).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.json);
    let other = world.browser(GROUP, "area_group", "Bo").await;
    assert_eq!(world.get("/v1/measures", &other).await.json[0]["note"], "…");
    assert_eq!(world.get("/v1/masking", &asa).await.json["total"], 1);
    let own = world.get("/v1/measures", &group).await.json;
    assert_eq!(own[0]["note"], "Ring 070-174 06 05 först");
}
