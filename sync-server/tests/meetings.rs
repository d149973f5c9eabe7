//! A meeting as people of the area group write it together, and its minutes as a page.

mod support;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use support::World;
use uuid::Uuid;

const OFFICE: &str = "Kommunledningskontoret";
const GROUP: &str = "Områdesgruppen";
const NORR: &str = "Vaktbolaget Norr";

fn entry(of: &str, doc: Uuid, set: &Value) -> Value {
    json!({ "doc": doc, "of": of, "set": set })
}

#[tokio::test]
async fn what_is_decided_at_a_meeting_has_an_owner_a_day_and_its_measure_and_is_in_the_minutes() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let ali = world.browser(GROUP, "area_group", "Ali").await;
    let (doc, measure) = (Uuid::from_u128(9), Uuid::from_u128(10));
    let begun = entry(
        "meeting",
        doc,
        &json!({
            "on": "2026-03-02", "body": "Områdesgruppen Centrum", "point.news": "Lugnare på torget.",
            "attendance.a": {"function": "Kommunpolis", "is_present": true},
        }),
    );
    assert_eq!(world.post("/v1/plan", &begun, &asa).await.status, StatusCode::NO_CONTENT);
    let work = entry(
        "measure",
        measure,
        &json!({"title": "Byt lampor", "function": "Tekniska", "due": "2026-03-20", "status": "decided"}),
    );
    assert_eq!(world.post("/v1/plan", &work, &ali).await.status, StatusCode::NO_CONTENT);
    let decided = entry(
        "meeting",
        doc,
        &json!({"decision.a": {"what": "Byt lampor", "owner": "Tekniska", "due": "2026-03-20",
                               "measure": measure}}),
    );
    assert_eq!(world.post("/v1/plan", &decided, &ali).await.status, StatusCode::NO_CONTENT);
    let read = world.get("/v1/meetings", &asa).await.json;
    assert_eq!(read[0]["decisions"]["a"]["measure"], json!(measure));
    assert_eq!(read[0]["points"]["news"], "Lugnare på torget.");

    let path = format!("/v1/meetings/{doc}/minutes");
    let minutes = world.get(&path, &asa).await;
    assert_eq!(minutes.status, StatusCode::OK);
    assert_eq!(minutes.headers[header::CONTENT_TYPE], "application/pdf");
    let name = minutes.headers[header::CONTENT_DISPOSITION].to_str().unwrap_or_default();
    assert!(name.contains("protokoll-2026-03-02.pdf"), "{name}");
    assert!(minutes.bytes.starts_with(b"%PDF-"));
    assert_eq!(world.get(&path, &asa).await.bytes, minutes.bytes);
}

#[tokio::test]
async fn who_reads_no_plan_reads_no_meeting_and_who_only_reads_writes_none() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let doc = Uuid::from_u128(9);
    let begun = entry("meeting", doc, &json!({"on": "2026-03-02", "body": "Områdesgruppen"}));
    let health = world.browser(OFFICE, "public_health", "Bea").await;
    assert_eq!(world.post("/v1/plan", &begun, &health).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.post("/v1/plan", &begun, &asa).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/v1/meetings", &health).await.json[0]["body"], "Områdesgruppen");
    let guard = world.browser(NORR, "reporter", "Kim").await;
    for path in ["/v1/meetings".to_owned(), format!("/v1/meetings/{doc}/minutes")] {
        assert_eq!(world.get(&path, &guard).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let wrong = entry("meeting", doc, &json!({"point.lunch": "Soppa"}));
    assert_eq!(world.post("/v1/plan", &wrong, &asa).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_written_to_agreed_minutes_is_kept_beside_them_and_opened_again_it_is_in_them() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let ali = world.browser(GROUP, "area_group", "Ali").await;
    let doc = Uuid::from_u128(9);
    let begun = json!({"on": "2026-03-02", "body": "Områdesgruppen", "point.news": "Lugnare."});
    let agreed = json!({"agreed": {"by": "Samordnare", "on": "2026-03-03"}});
    let late = json!({"point.news": "Oroligare.", "decision.a": {"what": "Ny", "owner": "Fält"}});
    for (set, by) in [(&begun, &asa), (&agreed, &asa), (&late, &ali)] {
        let written = world.post("/v1/plan", &entry("meeting", doc, set), by).await;
        assert_eq!(written.status, StatusCode::NO_CONTENT, "nothing that is written is lost");
    }
    let read = world.get("/v1/meetings", &asa).await.json;
    assert_eq!(read[0]["points"], json!({"news": "Lugnare."}));
    assert_eq!(read[0]["decisions"], json!({}));
    let later = read[0]["later"].as_array().unwrap();
    assert_eq!(later.len(), 2);
    assert!(later.iter().any(|it| it["field"] == "point.news" && it["value"] == "Oroligare."));

    let open = entry("meeting", doc, &json!({ "agreed": null }));
    assert_eq!(world.post("/v1/plan", &open, &asa).await.status, StatusCode::NO_CONTENT);
    let read = world.get("/v1/meetings", &asa).await.json;
    assert_eq!(read[0]["points"]["news"], "Oroligare.");
    assert_eq!((&read[0]["later"], &read[0]["agreed"]), (&json!([]), &Value::Null));
}
