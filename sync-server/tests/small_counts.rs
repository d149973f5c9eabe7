//! Exact counts behind the plan are told to nobody outside the coordinator's circle: through no route
//! and no page of the log, in any role.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use axum::http::HeaderMap;
use domain::role::{Action, Role};
use serde_json::{Value, json};
use support::{DAY, START, World};
use sync_server::admin::{Agreed, MemberCommand};
use uuid::Uuid;

const NORR: &str = "Vaktbolaget Norr";
const PARK: &str = "Park och gata";
const OFFICE: &str = "Kommunledningskontoret";
/// Organisations where every role may be given; the coordinator is of the first.
const CLUB: &str = "Allas förening";
const OTHER: &str = "Andras förening";
const WEEK: &str = "/v1/assessments?from=2026-02-23&until=2026-03-01";
/// In Centrum.
const SQUARE: (f64, f64) = (12.5250, 57.9300);

fn report(at: i64) -> Value {
    json!({
        "category": "vandalism.graffiti", "severity": 2, "certainty": "seen_myself",
        "position": {"lon": SQUARE.0, "lat": SQUARE.1, "source": "gps"},
        "when": {"kind": "exact", "at": at},
    })
}

fn measure(set: &Value) -> Value {
    json!({ "doc": Uuid::from_u128(5), "of": "measure", "set": set })
}

/// Every object of an answer that holds a number under one of these names.
fn numbers(value: &Value, names: &[&str]) -> usize {
    let own = names.iter().filter(|name| value[**name].is_number()).count();
    let below: usize = match value {
        Value::Array(values) => values.iter().map(|it| numbers(it, names)).sum(),
        Value::Object(fields) => fields.values().map(|it| numbers(it, names)).sum(),
        _ => 0,
    };
    own + below
}

/// Two reports of one phone and one of another; an area decided, a measure followed up.
async fn told(world: &World) -> HeaderMap {
    for name in [CLUB, OTHER] {
        let add = MemberCommand::Add { name: name.to_owned(), agreed: Agreed::default() };
        world.admin().member(add).unwrap();
    }
    let mut club = world.phone(1, CLUB, "reporter").await;
    let mut other = world.phone(2, OTHER, "reporter").await;
    club.report(report(START - DAY), START - DAY);
    club.report(report(START), START);
    other.report(report(START), START);
    club.sync(world).await;
    other.sync(world).await;
    let asa = world.browser(CLUB, "coordinator", "Åsa").await;
    world.pass(60_000);
    let read = world.get(WEEK, &asa).await.json;
    let centre = read.as_array().unwrap().iter().find(|it| it["name"] == "Centrum").unwrap();
    assert_eq!(centre["suggestion"]["arithmetic"]["reports"], json!(3));
    let decided = json!({ "set": { "area": centre["area"], "name": "Centrum",
        "from": "2026-02-23", "until": "2026-03-01", "colour": "yellow" }});
    assert!(world.post("/v1/assessments", &decided, &asa).await.status.is_success());
    let begun = measure(&json!({"title": "Sanera torget", "status": "decided",
        "measure_type": "cleaning", "is_evaluated": true, "place": {"key": "torget",
        "name": "Torget", "lon": SQUARE.0, "lat": SQUARE.1, "radius_m": 100}}));
    assert!(world.post("/v1/plan", &begun, &asa).await.status.is_success());
    let mut declared = measure(&json!({}));
    declared["to"] = json!("tests");
    declared["value"] = json!({"from": "2026-03-09", "lon": SQUARE.0, "lat": SQUARE.1,
        "radius_m": 100, "buffer_m": 200, "categories": ["vandalism"], "indicator": "events",
        "comparison": "rest", "horizon_weeks": 26, "expected_percent": -50,
        "chosen_by_weeks": 12});
    let answer = world.post("/v1/plan", &declared, &asa).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    follow_up(world).await;
    world.pass(14 * 7 * DAY);
    follow_up(world).await;
    world.browser(CLUB, "coordinator", "Bo").await
}

async fn follow_up(world: &World) {
    let app = world.app.clone();
    tokio::task::spawn_blocking(move || sync_server::feedback::run_due(&app).unwrap())
        .await
        .unwrap();
}

/// What a reader of the plan finds of exact counts, by question.
async fn found(world: &World, headers: &HeaderMap) -> Vec<(String, usize)> {
    const NAMES: [&str; 4] = ["points", "usual", "reports", "organisations"];
    let mut found = Vec::new();
    let measures = world.get("/v1/measures", headers).await.json;
    let areas = world.get(WEEK, headers).await.json;
    let assessment =
        areas.as_array().into_iter().flatten().find_map(|it| it["decided"]["id"].as_str());
    let assessment = assessment.unwrap_or_default().to_owned();
    found.push(("a suggestion and what was decided".to_owned(), numbers(&areas, &NAMES)));
    let reviews = measures[0]["reviews"].as_array().cloned().unwrap_or_default();
    let words = reviews.iter().filter(|it| it["words"] != json!([])).count();
    found.push(("the words of a review".to_owned(), words));
    for doc in [assessment, Uuid::from_u128(5).to_string()] {
        let history = world.get(&format!("/v1/plan/{doc}/history"), headers).await.json;
        let text = history.to_string();
        let words = usize::from(text.contains("\"words\":[{"));
        found.push((format!("the history of {doc}"), words + numbers(&history, &NAMES)));
    }
    found
}

#[tokio::test]
async fn who_does_not_read_every_report_is_told_findings_and_colours_without_their_counts() {
    let world = World::new();
    let bo = told(&world).await;
    let all = found(&world, &bo).await;
    assert!(all.iter().all(|(_, told)| *told > 0), "the coordinator is told: {all:?}");
    let mut asked = 0;
    for (n, role) in Role::ALL.iter().filter(|role| **role != Role::Coordinator).enumerate() {
        for (org, seed) in [(CLUB, 50), (OTHER, 100)] {
            let name = format!("{} {org}", role.as_str());
            let person = world.browser(org, role.as_str(), &name).await;
            let mut phone = world.phone(seed + n as u8, org, role.as_str()).await;
            for headers in [&person, &phone.headers()] {
                for (question, told) in found(&world, headers).await {
                    assert_eq!(told, 0, "{name}: {question}");
                }
            }
            if role.may(Action::ReadPlan) {
                let areas = world.get(WEEK, &person).await.json;
                let is_decided = |it: &Value| it["decided"]["suggestion"]["colour"].is_string();
                assert!(areas.as_array().unwrap().iter().any(is_decided), "{name}: {areas}");
                let reviews = &world.get("/v1/measures", &person).await.json[0]["reviews"];
                assert!(reviews[0]["verdict"].is_string(), "{name}: {reviews}");
                let days = "/v1/assessments?from=2026-02-23&until=2026-02-28";
                assert_eq!(world.get(days, &person).await.code(), "bad_value", "{name}");
                asked += 1;
            }
            // The log tells a device no more; and what it is told holds together.
            let read = phone.sync(&world).await.page.unpack().unwrap();
            let page: String = read.iter().map(|op| op.frozen.body.as_str()).collect();
            for told in ["\"arithmetic\":{", "\"words\":[{"] {
                assert!(!page.contains(told), "{name} pulls {told}");
            }
        }
    }
    assert!(asked >= 10, "{asked}");
}

#[tokio::test]
async fn feedback_tells_how_many_others_reported_only_when_they_are_three_and_the_same_at_each_stage()
 {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let mut park = world.phone(2, PARK, "reporter").await;
    for n in 0..2 {
        guard.report(report(START - n * DAY), START - n * DAY);
    }
    for n in 0..3 {
        park.report(report(START - n * DAY), START - n * DAY);
    }
    guard.sync(&world).await;
    park.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.pass(60_000);
    let begun = measure(&json!({"title": "Sanera torget", "status": "decided",
        "measure_type": "cleaning", "place": {"key": "torget", "name": "Torget",
        "lon": SQUARE.0, "lat": SQUARE.1, "radius_m": 100}}));
    world.post("/v1/plan", &begun, &asa).await;
    follow_up(&world).await;
    // A report that comes late moves no number that a later stage tells.
    park.report(report(START - 5 * DAY), START);
    park.sync(&world).await;
    world.post("/v1/plan", &measure(&json!({"status": "done"})), &asa).await;
    follow_up(&world).await;
    let of = async |phone: &support::Phone| {
        let told = world.get("/v1/feedback", &phone.headers()).await.json;
        let steps: Vec<Value> = told.as_array().unwrap().clone();
        let steps = steps.into_iter().filter(|it| it["stage"] != "briefing");
        steps.map(|it| json!([it["own"], it["all"], it["organisations"]])).collect::<Vec<_>>()
    };
    // Two of one's own of five: three others, from two organisations, which is too few to tell.
    assert_eq!(of(&guard).await, [json!([2, 5, null]), json!([2, 5, null])]);
    assert_eq!(of(&park).await, [json!([3, null, null]), json!([3, null, null])]);
}
