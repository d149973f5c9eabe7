//! The weekly alarm and the self-check run by themselves, each once.

mod support;

use axum::http::StatusCode;
use support::{World, graffiti};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

#[tokio::test]
async fn what_is_due_is_run_once_and_told_to_those_who_administer() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    assert_eq!(sync_server::standing::run_due(&world.app).ok(), Some(0));
    world.post("/v1/observations", &graffiti(), &asa).await;
    assert_eq!(world.get("/v1/analysis/standing", &asa).await.json, serde_json::json!([]));

    assert_eq!(sync_server::standing::run_due(&world.app).ok(), Some(2));
    assert_eq!(sync_server::standing::run_due(&world.app).ok(), Some(0));

    let told = world.get("/v1/analysis/standing", &asa).await.json;
    let kinds: Vec<_> = (0..2).map(|n| told[n]["findings"]["kind"].as_str()).collect();
    assert_eq!(kinds, [Some("weekly_alarm"), Some("self_check")]);
    assert_eq!(told[1]["findings"]["check"]["answer"], "too_little");
    assert_eq!(told[0]["snapshot"].as_str().map(str::len), Some(64));
}

#[tokio::test]
async fn a_guard_hears_nothing_of_them() {
    let world = World::new();
    let guard = world.browser(NORR, "reporter", "Kim").await;
    let refused = world.get("/v1/analysis/standing", &guard).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
