//! Incidents in the browser: suggested, joined, kept apart and taken back; and who may do so.

mod support;

use domain::id::DocId;
use serde_json::{Value, json};
use support::{START, World, graffiti};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";
const HOMES: &str = "Lindbyhem";

/// A guard and a caretaker tell of the same wall.
async fn two_reports(world: &World) -> [DocId; 2] {
    let mut seen = graffiti();
    let at = json!({ "lon": 12.5335, "lat": 57.93, "accuracy_m": 8.0, "source": "gps" });
    seen["position"] = at;
    seen["when"] = json!({ "kind": "exact", "at": START - 600_000 });
    let mut docs = Vec::new();
    for (seed, org) in [(1, NORR), (2, HOMES)] {
        let mut phone = world.phone(seed, org, "reporter").await;
        docs.push(phone.report(seen.clone(), START));
        phone.sync(world).await;
    }
    [docs[0], docs[1]]
}

#[tokio::test]
async fn a_person_joins_what_is_suggested_and_takes_it_back() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let [one, other] = two_reports(&world).await;
    let suggestions = async || world.post("/v1/suggestions", &json!({}), &asa).await.json;
    let suggested = suggestions().await;
    assert_eq!(suggested[0]["observations"].as_array().unwrap().len(), 2);
    assert_eq!(suggested[0]["reasons"][0]["of"], "near");
    let of_one = world.get(&format!("/v1/observations/{other}/suggestions"), &asa).await.json;
    assert_eq!(of_one, suggested);
    assert_eq!(world.get("/v1/incidents", &asa).await.json, json!([]), "nothing joins by itself");

    let decide = async |joining: Value| {
        let answer = world.post("/v1/incidents/decisions", &joining, &asa).await;
        assert!(answer.status.is_success(), "{}", answer.json);
        answer.json
    };
    let join = json!({ "decide": "join", "observations": [one, other] });
    let joined = decide(join.clone()).await;
    let incidents = world.get("/v1/incidents", &asa).await.json;
    assert_eq!(incidents[0]["incident"], joined["incident"]);
    assert_eq!(
        (&incidents[0]["sources"], incidents[0]["observations"].as_array().unwrap().len()),
        (&json!(2), 2)
    );
    assert_eq!(suggestions().await, json!([]), "what is joined is not suggested");
    assert_eq!(decide(join).await["decided"], json!([]), "joining again writes nothing");
    let summary = world.post("/v1/picture/summary", &json!({}), &asa).await.json;
    assert_eq!((&summary["total"], &summary["incidents"]), (&json!(2), &json!(1)));

    let undone = decide(json!({ "decide": "undo", "decided": joined["decided"] })).await;
    assert_eq!(world.get("/v1/incidents", &asa).await.json, json!([]));
    assert_eq!(suggestions().await, suggested);
    decide(json!({ "decide": "undo", "decided": undone["decided"] })).await;
    assert_eq!(world.get("/v1/incidents", &asa).await.json, incidents, "undone and done again");

    decide(json!({ "decide": "dissolve", "incident": joined["incident"] })).await;
    let apart = decide(json!({ "decide": "apart", "one": other, "other": one })).await;
    assert_eq!(suggestions().await, json!([]), "not the same does not come back");
    decide(json!({ "decide": "undo", "decided": apart["decided"] })).await;
    assert_eq!(suggestions().await, suggested);
}

#[tokio::test]
async fn who_may_not_join_is_told_so_and_a_report_outside_the_scope_is_not_there() {
    let world = World::new();
    let [one, other] = two_reports(&world).await;
    let join = json!({ "decide": "join", "observations": [one, other] });
    let bo = world.browser(NORR, "org_coordinator", "Bo").await;
    let answer = world.post("/v1/incidents/decisions", &join, &bo).await;
    assert_eq!(answer.code(), "not_allowed");
    let split = json!({ "decide": "dissolve", "incident": one });
    assert_eq!(world.post("/v1/incidents/decisions", &split, &bo).await.code(), "not_allowed");
    let apart = json!({ "decide": "apart", "one": one, "other": one });
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    assert_eq!(world.post("/v1/incidents/decisions", &apart, &asa).await.code(), "not_found");
    assert_eq!(world.post("/v1/suggestions", &json!({}), &bo).await.json, json!([]));
    assert_eq!(world.get("/v1/incidents", &asa).await.json, json!([]));
}
