//! Review beside the decisions themselves: who is to look at what, what has waited, and the rule by which
//! the server approves what nobody looked at.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::fs;
use std::path::Path;

use axum::http::{HeaderMap, StatusCode};
use domain::id::DocId;
use domain::op::{Body, DocType};
use serde_json::{Value, json};
use support::{DAY, START, World};
use sync_server::admin::Listing;

const NORR: &str = "Vaktbolaget Norr";
const HOMES: &str = "Lindbyhem";
const OFFICE: &str = "Kommunledningskontoret";

/// The practice town, whose guards are trained; with the rule or without.
fn town(has_rule: bool) -> World {
    let folder = tempfile::tempdir().unwrap();
    let practice = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ovningsstad");
    for entry in fs::read_dir(practice).unwrap().map(Result::unwrap) {
        if entry.file_name() != "karta.pmtiles" {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
    }
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in {file}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    if has_rule {
        change("municipality.toml", "[scope]", "[review]\nautomatic = true\n\n[scope]");
    }
    let guards = "code = \"vaktbolaget-norr\"\n";
    change("organisations.toml", guards, &format!("{guards}trained = true\n"));
    World::of(Some(folder.path()))
}

fn mild(note: Option<&str>) -> Value {
    let mut report = json!({ "category": "place.litter", "severity": 2 });
    if let Some(note) = note {
        report["note"] = json!(note);
    }
    report
}

async fn report(world: &World, doc: DocId, asa: &HeaderMap) -> Value {
    world.get(&format!("/v1/observations/{doc}"), asa).await.json
}

#[tokio::test]
async fn by_the_rule_only_plain_mild_reports_of_trained_reporters_are_approved_and_after_a_day() {
    let world = town(true);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let mut guard = world.phone(1, NORR, "reporter").await;
    let plain = guard.report(mild(None), START);
    let told = guard.report(mild(Some("Tre säckar vid trappan")), START);
    let grave = guard.report(json!({ "category": "place.litter", "severity": 3 }), START);
    let asked = guard.report(mild(None), START);
    let taken = guard.report(mild(None), START);
    let pictured = guard.report(mild(None), START);
    let photo = json!({ "blob": "0".repeat(64), "width": 9, "height": 9, "bytes": 9 });
    let mut add = Body::add(pictured, DocType::Observation, ("photos", photo));
    add.blobs = vec!["0".repeat(64)];
    guard.keep(serde_json::to_string(&add).unwrap());
    guard.sync(&world).await;
    let mut caretaker = world.phone(2, HOMES, "reporter").await;
    let untrained = caretaker.report(mild(None), START);
    caretaker.sync(&world).await;
    let review = json!({ "ids": [asked], "review": { "state": "asked", "question": "Var?" } });
    assert!(world.post("/v1/reviews", &review, &asa).await.status.is_success());
    let mine = json!({ "ids": [taken], "to": "Åsa" });
    assert!(world.post("/v1/assignments", &mine, &asa).await.status.is_success());

    world.pass(DAY - 1);
    assert_eq!(sync_server::review::run_due(&world.app).unwrap(), 0, "a person has a whole day");
    world.pass(2);
    assert_eq!(sync_server::review::run_due(&world.app).unwrap(), 1);
    assert_eq!(sync_server::review::run_due(&world.app).unwrap(), 0, "once");
    // A session ends sooner than that.
    let asa = world.browser(OFFICE, "coordinator", "Åsa igen").await;
    let approved = report(&world, plain, &asa).await;
    assert_eq!(
        (&approved["review"]["state"], &approved["automatic"]),
        (&json!("approved"), &json!(true))
    );
    for doc in [told, grave, taken, pictured, untrained] {
        let left = report(&world, doc, &asa).await;
        assert_eq!(
            (&left["review"]["state"], &left["automatic"]),
            (&json!("new"), &json!(false)),
            "{left}"
        );
    }
    assert_eq!(report(&world, asked, &asa).await["review"]["state"], "asked");
    let page = world.get(&format!("/v1/incidents/{plain}"), &asa).await.json;
    let line = page["timeline"].as_array().unwrap().iter().find(|it| it["happened"] == "reviewed");
    assert_eq!(line.unwrap()["is_automatic"], true);

    // A person decides otherwise: the mark is gone, and the rule does not come back.
    let again = json!({ "ids": [plain], "review": { "state": "new" } });
    assert!(world.post("/v1/reviews", &again, &asa).await.status.is_success());
    world.pass(3 * DAY);
    assert_eq!(sync_server::review::run_due(&world.app).unwrap(), 0);
    let asa = world.browser(OFFICE, "coordinator", "Åsa än en gång").await;
    let opened = report(&world, plain, &asa).await;
    assert_eq!((&opened["review"]["state"], &opened["automatic"]), (&json!("new"), &json!(false)));
}

#[tokio::test]
async fn the_rule_is_off_unless_chosen_and_its_mark_is_the_servers() {
    let world = town(false);
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(mild(None), START);
    guard.set(doc, json!({ "automatic": true }), START + 1);
    let answer = guard.sync(&world).await;
    assert_eq!(answer.quarantined.len(), 1, "nobody else marks");
    world.pass(9 * DAY);
    assert_eq!(sync_server::review::run_due(&world.app).unwrap(), 0);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    assert_eq!(report(&world, doc, &asa).await["review"]["state"], "new");
}

#[tokio::test]
async fn a_report_is_assigned_to_a_person_and_a_deputy_finds_what_has_waited_three_days() {
    let world = town(false);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let bo = world.browser(OFFICE, "coordinator", "Bo").await;
    let mut guard = world.phone(1, NORR, "reporter").await;
    let (old, other) = (guard.report(mild(None), START), guard.report(mild(None), START));
    guard.sync(&world).await;
    let assign = async |ids: Value, to: Value| {
        let body = json!({ "ids": ids, "to": to });
        world.post("/v1/assignments", &body, &asa).await.status
    };
    assert_eq!(assign(json!([old, other]), json!("Bo")).await, StatusCode::NO_CONTENT);
    let of = async |filter: Value| {
        world.post("/v1/picture", &json!({ "filter": filter }), &bo).await.json
    };
    let mine = of(json!({ "assigned": "Bo" })).await;
    assert_eq!((&mine["total"], &mine["observations"][0]["assigned"]), (&json!(2), &json!("Bo")));
    assert_eq!(of(json!({ "assigned": "Åsa" })).await["total"], 0);
    let summary = world.post("/v1/picture/summary", &json!({}), &bo).await.json;
    assert_eq!(summary["by_assigned"], json!([{ "key": "Bo", "count": 2 }]));
    assert_eq!(assign(json!([other]), Value::Null).await, StatusCode::NO_CONTENT);
    assert_eq!(of(json!({ "assigned": "Bo" })).await["total"], 1);

    world.pass(3 * DAY);
    let fresh = guard.report(mild(None), START + 3 * DAY);
    guard.sync(&world).await;
    let waited =
        json!({ "reviews": ["new", "under_review", "asked"], "received_before": START + 1 });
    let bo = world.browser(OFFICE, "coordinator", "Bo igen").await;
    let waited = world.post("/v1/picture", &json!({ "filter": waited }), &bo).await.json;
    assert_eq!(waited["total"], 2);
    assert!(!waited.to_string().contains(&fresh.to_string()));

    let guard = world.browser(NORR, "org_coordinator", "Kim").await;
    let body = json!({ "ids": [old], "to": "Kim" });
    assert_eq!(world.post("/v1/assignments", &body, &guard).await.code(), "not_allowed");
}

#[tokio::test]
async fn what_concerns_preparedness_is_said_found_and_listed_by_itself() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let mut guard = world.phone(1, NORR, "reporter").await;
    let cut = guard.report(mild(Some("Staketet vid vattentornet är uppklippt")), START);
    let litter = guard.report(mild(None), START);
    guard.sync(&world).await;
    let tag = |is_concerned: bool| json!({ "ids": [cut], "is_concerned": is_concerned });
    assert!(world.post("/v1/preparedness", &tag(true), &asa).await.status.is_success());
    let kim = world.browser(NORR, "reporter", "Kim").await;
    let refused = world.post("/v1/preparedness", &tag(true), &kim).await;
    assert_eq!(refused.code(), "not_allowed");

    let ask = json!({ "filter": { "preparedness": true } });
    let found = world.post("/v1/picture", &ask, &asa).await.json;
    assert_eq!((&found["total"], &found["observations"][0]["id"]), (&json!(1), &json!(cut)));
    assert_eq!(report(&world, litter, &asa).await["preparedness"], false);
    let listed = |preparedness: bool| {
        let mut out = Vec::new();
        let listing = Listing::Observations { preparedness };
        sync_server::admin::list(&world.admin(), listing, (true, &mut out)).unwrap();
        serde_json::from_slice::<Value>(&out).unwrap().as_array().unwrap().clone()
    };
    assert_eq!((listed(true).len(), listed(false).len()), (1, 2));
    assert_eq!(listed(true)[0]["preparedness"], true);

    assert!(world.post("/v1/preparedness", &tag(false), &asa).await.status.is_success());
    assert_eq!(listed(true).len(), 0);
}
