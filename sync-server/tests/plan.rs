//! Cause analyses and assessments as people write them; and who is told what of a measure.

mod support;

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::{DAY, START, World};
use uuid::Uuid;

const NORR: &str = "Vaktbolaget Norr";
const PARK: &str = "Park och gata";
const OFFICE: &str = "Kommunledningskontoret";
const GROUP: &str = "Områdesgruppen";
/// In Centrum.
const SQUARE: (f64, f64) = (12.5250, 57.9300);

fn report(at: i64, severity: u8) -> Value {
    json!({
        "category": "vandalism.graffiti", "severity": severity, "certainty": "seen_myself",
        "position": {"lon": SQUARE.0, "lat": SQUARE.1, "source": "gps"},
        "when": {"kind": "exact", "at": at},
    })
}

#[tokio::test]
async fn a_cause_analysis_grows_by_two_hands_and_moves_to_the_long_list() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let ali = world.browser(GROUP, "area_group", "Ali").await;
    let doc = Uuid::from_u128(9);
    let entry = |set: Value| json!({ "doc": doc, "of": "cause_analysis", "set": set });
    let begun = entry(json!({"title": "Bron", "problem": "Klotter varje helg",
        "node.a": {"text": "Mörkt"}, "hypothesis.h": {"text": "Mörkret", "rank": 1,
        "standing": "open"}}));
    assert_eq!(world.post("/v1/plan", &begun, &asa).await.status, StatusCode::NO_CONTENT);
    let grown = entry(json!({"node.b": {"parent": "a", "text": "Trasig armatur"},
        "evidence.e": {"hypothesis": "h", "of": "figure", "snapshot": "5f1e", "question": {},
                       "is_for": true, "text": "9 av 12 efter klockan 21"},
        "conclusion": "long"}));
    assert_eq!(world.post("/v1/plan", &grown, &ali).await.status, StatusCode::NO_CONTENT);
    let health = world.browser(OFFICE, "public_health", "Bea").await;
    let read = world.get("/v1/causes", &health).await.json;
    assert_eq!(read[0]["conclusion"], "long");
    assert_eq!(read[0]["nodes"]["b"]["parent"], "a");
    assert_eq!(read[0]["evidence"]["e"]["snapshot"], "5f1e");
    let history = world.get(&format!("/v1/plan/{doc}/history"), &health).await.json;
    assert_eq!(history.as_array().unwrap().len(), 2);
    // Who reads the plan does not write it.
    let refused = world.post("/v1/plan", &grown, &health).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_area_is_suggested_a_colour_with_its_arithmetic_and_people_decide_another() {
    let world = World::new();
    let mut norr = world.phone(1, NORR, "reporter").await;
    let mut park = world.phone(2, PARK, "reporter").await;
    for n in 0..4 {
        norr.report(report(START - n * 3_600_000, 4), START - n * 3_600_000);
        park.report(report(START - n * 3_600_000, 2), START - n * 3_600_000);
    }
    norr.sync(&world).await;
    park.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    // START is a Sunday.
    let week = "/v1/assessments?from=2026-02-23&until=2026-03-01";
    let read = world.get(week, &asa).await.json;
    let centre = |read: &Value| -> Value {
        let areas = read.as_array().unwrap();
        areas.iter().find(|it| it["name"] == "Centrum").unwrap().clone()
    };
    let suggestion = centre(&read)["suggestion"].clone();
    assert_eq!(
        suggestion,
        json!({"colour": "red", "arithmetic":
            {"points": 24.0, "usual": 0.0, "reports": 8, "organisations": 2}})
    );
    let decided = json!({ "set": {
        "area": centre(&read)["area"], "name": "Centrum", "from": "2026-02-23",
        "until": "2026-03-01", "colour": "orange", "reason": "Festival i helgen",
        "decided_by": "Områdesgruppen",
    }});
    let told = world.post("/v1/assessments", &decided, &asa).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.json);
    let now = centre(&world.get(week, &asa).await.json);
    assert_eq!(now["decided"]["colour"], "orange");
    assert_eq!(now["decided"]["suggestion"], suggestion, "counted by the server");
    let next = world.get("/v1/assessments?from=2026-03-02&until=2026-03-08", &asa).await.json;
    let next = centre(&next);
    assert_eq!((&next["decided"], &next["earlier"][0]["colour"]), (&Value::Null, &json!("orange")));
    let guard = world.browser(NORR, "reporter", "Kim").await;
    assert_eq!(world.get(week, &guard).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_whose_reports_took_part_is_told_of_them_and_nobody_writes_feedback_by_hand() {
    let world = World::new();
    let mut norr = world.phone(1, NORR, "reporter").await;
    let mut park = world.phone(2, PARK, "reporter").await;
    for n in 0..3 {
        norr.report(report(START - n * DAY, 2), START - n * DAY);
    }
    norr.sync(&world).await;
    park.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.pass(60_000);
    let measure = json!({ "doc": Uuid::from_u128(5), "of": "measure", "set": {
        "title": "Sanera torget", "status": "proposed", "measure_type": "cleaning",
        "place": {"key": "torget", "name": "Torget", "lon": SQUARE.0, "lat": SQUARE.1,
                  "radius_m": 100},
    }});
    world.post("/v1/plan", &measure, &asa).await;
    let run = |world: &World| {
        let app = world.app.clone();
        tokio::task::spawn_blocking(move || sync_server::feedback::run_due(&app).unwrap())
    };
    assert_eq!(run(&world).await.unwrap(), 0, "a proposal is told to nobody");
    let decided =
        json!({ "doc": Uuid::from_u128(5), "of": "measure", "set": {"status": "decided"}});
    world.post("/v1/plan", &decided, &asa).await;
    assert_eq!(run(&world).await.unwrap(), 3, "the phone, its organisation, those in the field");
    assert_eq!(run(&world).await.unwrap(), 0);

    let stages = |told: &Value| -> Vec<String> {
        let all = told.as_array().unwrap();
        all.iter().map(|it| it["stage"].as_str().unwrap().to_owned()).collect()
    };
    let mine = world.get("/v1/feedback", &norr.headers()).await.json;
    assert_eq!(stages(&mine), ["decided", "briefing"]);
    assert_eq!((&mine[0]["own"], &mine[0]["reports"][2].is_string()), (&json!(3), &true));
    let theirs = world.get("/v1/feedback", &park.headers()).await.json;
    assert_eq!(stages(&theirs), ["briefing"]);

    // Through the log too: the phone is handed its own and what goes on, the other only that.
    let kinds = |response: &protocol::sync::SyncResponse| {
        serde_json::to_string(&response.page).unwrap().len()
    };
    let (one, other) = (norr.sync(&world).await, park.sync(&world).await);
    assert!(kinds(&one) > kinds(&other));

    let forged = json!({ "doc": Uuid::from_u128(6), "of": "feedback", "set": {"title": "x"}});
    assert_eq!(world.post("/v1/plan", &forged, &asa).await.code(), "bad_value");
}
