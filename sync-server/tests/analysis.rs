//! The analysis over HTTP: steps and then the answer, the same for scripts, and only for those who
//! read more than their own.

#![expect(clippy::unwrap_used, reason = "a line that is no JSON fails the test")]

mod support;

use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use support::{World, graffiti};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

async fn ask(world: &World, question: Value, who: &HeaderMap) -> Vec<Value> {
    let answer = world.post("/v1/analysis", &question, who).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    let text = String::from_utf8(answer.bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn the_steps_come_first_and_the_answer_names_its_snapshot() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.post("/v1/observations", &graffiti(), &asa).await;
    let question = json!({ "part": "places", "weeks": 4 });
    let told = ask(&world, question.clone(), &asa).await;
    assert!(told.len() > 2 && told[0]["of"].is_u64(), "{told:?}");
    let study = &told.last().unwrap()["study"];
    assert_eq!(study["snapshot"].as_str().unwrap().len(), 64);
    assert_eq!(study["counts"]["events"], 1);
    assert_eq!(study["findings"]["value"]["list"]["answer"], "too_little");

    // Asked again, it is the same answer, and nothing is counted.
    assert_eq!(ask(&world, question.clone(), &asa).await, [told.last().unwrap().clone()]);

    world.post("/v1/observations", &graffiti(), &asa).await;
    let changed = ask(&world, question, &asa).await;
    assert_ne!(changed.last().unwrap()["study"]["snapshot"], study["snapshot"]);
}

#[tokio::test]
async fn who_reads_only_the_own_reports_gets_no_analysis() {
    let world = World::new();
    let guard = world.browser(NORR, "reporter", "Kim").await;
    let refused = world.post("/v1/analysis", &json!({}), &guard).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_told_so() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let unknown = world.post("/v1/analysis", &json!({ "weks": 4 }), &asa).await;
    assert_eq!(unknown.json["code"], "bad_value");
    let wrong = ask(&world, json!({ "weeks": 13 }), &asa).await;
    assert_eq!(wrong.last().unwrap()["problem"]["code"], "bad_value");
}
