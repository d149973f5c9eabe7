//! Words that may be personal data, and new photos, reach only their author and reviewers until they
//! are released: through no page of the log, list, search, suggestion or file.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests may fall")]

mod support;

use axum::http::{HeaderMap, StatusCode};
use domain::id::DocId;
use domain::log::Logged;
use domain::masking::WITHHELD;
use domain::merge::Document;
use domain::op::{Body, DocType};
use protocol::sync::SyncResponse;
use serde_json::{Value, json};
use support::{DAY, Phone, START, World, graffiti, own_header};
use sync_server::admin::{Agreed, MemberCommand};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";
const WORDS: &str = "Ring Sven Blomqvist 070-174 06 05 om lådan";
/// What nobody else may find in any answer.
const SECRETS: [&str; 4] = ["Blomqvist", "blomqvist", "174 06 05", "lådan"];

fn holds_a_secret(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    SECRETS.iter().any(|secret| text.contains(secret))
}

async fn a_marked_report(world: &World, org: &str) -> (Phone, DocId) {
    let mut guard = world.phone(1, org, "reporter").await;
    let mut fields = graffiti();
    fields["note"] = json!(WORDS);
    fields["position"] = json!({ "lon": 12.5, "lat": 57.9, "source": "gps" });
    let doc = guard.report(fields, START);
    let mut body: Value = serde_json::from_str(&guard.ops[0].body).unwrap();
    body["because"] = json!("Blomqvist bad om det");
    guard.ops[0].body = body.to_string();
    guard.sync(world).await;
    (guard, doc)
}

fn note(response: &SyncResponse, doc: DocId) -> Option<String> {
    let operations = response.page.unpack().unwrap();
    let of_doc = operations.iter().filter_map(Logged::applied).filter(|op| op.body.doc == doc);
    let document = Document::merge(of_doc.collect())?;
    Some(document.value("note")?.as_str()?.to_owned())
}

/// Everything a signed-in person or device can ask, with a question that looks for the words.
async fn answers(world: &World, headers: &HeaderMap, doc: DocId) -> Vec<(String, Vec<u8>)> {
    let mut answers = Vec::new();
    for route in sync_server::routes().iter().filter(|route| route.method == "GET") {
        // These wait for something to happen.
        if ["/v1/events", "/v1/head"].contains(&route.path) {
            continue;
        }
        let path = route.path.replace("{id}", &doc.to_string()).replace("{name}", "ovningsstad");
        answers.push((path.clone(), world.get(&path, headers).await.bytes));
    }
    let everything = json!({ "withdrawn": true });
    let questions = [
        ("/v1/picture", json!({ "filter": everything })),
        ("/v1/picture/points", everything.clone()),
        ("/v1/picture/summary", everything.clone()),
        ("/v1/suggestions", everything),
    ];
    for (path, body) in questions {
        answers.push((path.to_owned(), world.post(path, &body, headers).await.bytes));
    }
    answers
}

#[tokio::test]
async fn marked_words_reach_nobody_but_their_author_and_reviewers_through_any_door() {
    let world = World::new();
    let orgs = ["Allas förening", "Andras förening"];
    for name in orgs {
        world
            .admin()
            .member(MemberCommand::Add { name: name.to_owned(), agreed: Agreed::default() })
            .unwrap();
    }
    let (mut guard, doc) = a_marked_report(&world, orgs[0]).await;
    let mut readers = Vec::new();
    for (n, role) in domain::role::Role::ALL.iter().enumerate() {
        for (org, seed) in [(orgs[0], 100), (orgs[1], 130)] {
            let role = role.as_str();
            if role == "coordinator" {
                continue;
            }
            let name = format!("{role} {org}");
            readers.push((name.clone(), world.browser(org, role, &name).await));
            let mut phone = world.phone(seed + n as u8, org, role).await;
            let page = phone.sync(&world).await;
            let bytes = serde_json::to_vec(&page).unwrap();
            assert!(!holds_a_secret(&bytes), "{name} pulls {}", String::from_utf8_lossy(&bytes));
            readers.push((name, phone.headers()));
        }
    }
    for (name, headers) in &readers {
        for (path, bytes) in answers(&world, headers, doc).await {
            assert!(!holds_a_secret(&bytes), "{name} {path} {}", String::from_utf8_lossy(&bytes));
        }
        let search = json!({ "filter": { "text": "blomqvist" } });
        let found = world.post("/v1/picture", &search, headers).await.json;
        assert_eq!(found["total"].as_u64().unwrap_or(0), 0, "{name} finds it by searching");
    }
    // The author has everything, and a reviewer too.
    guard.cursor = Default::default();
    assert_eq!(note(&guard.sync(&world).await, doc).as_deref(), Some(WORDS));
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let seen = world.get(&format!("/v1/observations/{doc}"), &asa).await.json;
    assert_eq!(seen["note"], WORDS);
}

#[tokio::test]
async fn what_is_masked_or_released_reaches_the_others_and_the_rest_never_does() {
    let world = World::new();
    let (mut guard, doc) = a_marked_report(&world, NORR).await;
    let second =
        guard.report(json!({ "category": "place", "note": "Sven Blomqvist vid porten" }), START);
    guard.sync(&world).await;
    let mut leader = world.phone(2, NORR, "org_coordinator").await;
    let page = leader.sync(&world).await;
    assert_eq!(note(&page, doc).as_deref(), Some(WITHHELD));
    assert!(page.runs.is_empty(), "a hash over withheld words would let them be tried out");

    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let queue = world.get("/v1/masking", &asa).await.json;
    assert_eq!(queue["total"], 2);
    let held = &queue["held"][0];
    assert_eq!((&held["place"], &held["text"]), (&json!("note"), &json!(WORDS)));
    assert_eq!(held["because"], "Blomqvist bad om det");
    assert_eq!(held["suggestion"], "Ring [name] [phone] om lådan");
    let decide = |held: &Value, masking: Value| {
        let mut decision = json!({
            "doc": held["doc"], "of": held["of"], "op": held["op"], "place": held["place"],
        });
        for (key, value) in masking.as_object().unwrap() {
            decision[key] = value.clone();
        }
        decision
    };
    let decisions = json!([
        decide(held, json!({ "state": "masked", "text": "Ring ägaren om lådan" })),
        decide(&queue["held"][1], json!({ "state": "released" })),
    ]);
    let answer = world.post("/v1/masking", &decisions, &asa).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
    assert_eq!(world.get("/v1/masking", &asa).await.json["total"], 0);

    let bo = world.browser(NORR, "org_coordinator", "Bo").await;
    let seen = world.get(&format!("/v1/observations/{doc}"), &bo).await.json;
    assert_eq!(seen["note"], "Ring ägaren om lådan");
    let page = leader.sync(&world).await;
    assert!(!serde_json::to_string(&page).unwrap().contains("070-174"), "masked words stay behind");
    assert_eq!(note(&page, second).as_deref(), Some("Sven Blomqvist vid porten"));
    let search = json!({ "filter": { "text": "ägaren" } });
    assert_eq!(world.post("/v1/picture", &search, &bo).await.json["total"], 1);
    let again = world.post("/v1/masking", &json!([decisions[0]]), &bo).await;
    assert_eq!(again.code(), "not_allowed");
    let (rows, holds) = world.app.store.read_now(sync_server::store::audit::verify).unwrap();
    assert!(rows > 1 && holds);
}

#[tokio::test]
async fn a_reviewers_words_with_a_reason_go_and_without_one_wait() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    guard.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let question = "Var det Sven Blomqvist som ringde?";
    let mut asking = json!({ "ids": [doc], "review": { "state": "asked", "question": question } });
    assert!(world.post("/v1/reviews", &asking, &asa).await.status.is_success());
    let read = |page: &SyncResponse| serde_json::to_string(&page.page).unwrap();
    let page = read(&guard.sync(&world).await);
    assert!(page.contains("asked") && !page.contains("Blomqvist"), "{page}");
    asking["because"] = json!("Han är vår egen vakt");
    assert!(world.post("/v1/reviews", &asking, &asa).await.status.is_success());
    let page = read(&guard.sync(&world).await);
    assert!(page.contains(question) && !page.contains("egen vakt"), "{page}");
}

#[tokio::test]
async fn after_seven_days_the_organisation_reads_a_question_that_may_be_read_and_no_word_more() {
    let world = World::new();
    let (mut guard, doc) = a_marked_report(&world, NORR).await;
    let plain = guard.report(graffiti(), START);
    guard.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    for (id, question) in [(doc, "Var det Sven Blomqvist?"), (plain, "Vilken port?")] {
        let asking = json!({ "ids": [id], "review": { "state": "asked", "question": question } });
        assert!(world.post("/v1/reviews", &asking, &asa).await.status.is_success());
    }
    let bo = world.browser(NORR, "org_coordinator", "Bo").await;
    assert_eq!(world.get("/v1/questions", &bo).await.json, json!([]));
    let (path, body) =
        (format!("/v1/observations/{plain}/answers"), json!({ "answer": "Den norra" }));
    assert_eq!(world.post(&path, &body, &bo).await.code(), "not_found");
    for _ in 0..7 {
        world.pass(DAY);
    }
    // Their sessions have ended meanwhile.
    let signed_in = async |name: &str| {
        let body = json!({ "name": name, "password": "en lång mening" });
        let answer = world.post("/v1/session", &body, &own_header()).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap();
        let mut headers = own_header();
        headers.insert("cookie", cookie.parse().unwrap());
        headers
    };
    let (asa, bo) = (signed_in("åsa").await, signed_in("bo").await);
    let answer = world.get("/v1/questions", &bo).await;
    let asked = answer.json.as_array().unwrap();
    assert_eq!(asked.len(), 2, "{}", answer.json);
    assert!(!holds_a_secret(&answer.bytes), "{}", answer.json);
    let of = |id: DocId| asked.iter().find(|it| it["id"] == json!(id)).unwrap();
    assert_eq!(of(plain)["review"]["question"], "Vilken port?");
    assert_eq!(of(doc)["review"]["question"], WITHHELD);
    let cia = world.browser(NORR, "reporter", "Cia").await;
    assert_eq!(world.get("/v1/questions", &cia).await.code(), "not_allowed");
    assert_eq!(world.post(&path, &body, &cia).await.code(), "not_found");
    assert_eq!(world.post(&path, &body, &bo).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.post(&path, &body, &bo).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/v1/questions", &bo).await.json.as_array().unwrap().len(), 1);
    let seen = world.get(&format!("/v1/observations/{plain}"), &asa).await.json;
    assert_eq!((&seen["answers"], &seen["answered"]), (&json!(["Den norra"]), &json!(true)));
    let page = guard.sync(&world).await;
    assert!(serde_json::to_string(&page.page).unwrap().contains("Den norra"));
}

#[tokio::test]
async fn a_new_photo_is_seen_by_others_when_a_reviewer_has_released_it() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    let bytes = [b"\xff\xd8\xff".as_slice(), &[7; 40]].concat();
    let name = blake3::hash(&bytes).to_hex().to_string();
    let photo = json!({ "blob": name, "width": 8, "height": 8, "bytes": 43 });
    let mut body = Body::add(doc, DocType::Observation, ("photos", photo));
    body.blobs = vec![name.clone()];
    guard.keep(serde_json::to_string(&body).unwrap());
    let answer = guard.sync(&world).await;
    assert!(answer.quarantined.is_empty(), "{:?}", answer.quarantined);
    world.app.blobs.append(name.parse().unwrap(), (0, 43), &bytes).unwrap();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let bo = world.browser(NORR, "org_coordinator", "Bo").await;
    let (list, file) = (format!("/v1/observations/{doc}/photos"), format!("/v1/blobs/{name}"));
    assert_eq!(world.get(&list, &bo).await.json, json!([]));
    assert_eq!(world.get(&file, &bo).await.code(), "not_found");
    assert_eq!(world.get(&file, &asa).await.bytes, bytes);
    assert_eq!(world.get(&file, &guard.headers()).await.bytes, bytes, "the author's own");
    let held = world.get("/v1/masking", &asa).await.json["held"][0].clone();
    let release = json!([{
        "doc": held["doc"], "of": "observation", "op": held["op"], "place": "photos",
        "state": "released",
    }]);
    assert!(world.post("/v1/masking", &release, &asa).await.status.is_success());
    assert_eq!(world.get(&file, &bo).await.bytes, bytes);
}

#[tokio::test]
async fn the_check_answers_with_places_and_stores_nothing() {
    let world = World::new();
    let bo = world.browser(NORR, "reporter", "Bo").await;
    let before = world.app.store.read_now(|conn| Ok(picture::log::head(conn)?)).unwrap();
    let found = world.post("/v1/check", &json!({ "text": WORDS }), &bo).await.json;
    assert_eq!((&found[1]["kind"], &found[1]["start"]), (&json!("phone"), &json!(20)));
    let long = world.post("/v1/check", &json!({ "text": "a".repeat(2_001) }), &bo).await;
    assert_eq!(long.code(), "too_large");
    let after = world.app.store.read_now(|conn| Ok(picture::log::head(conn)?)).unwrap();
    assert_eq!(before, after);
    for entry in std::fs::read_dir(world.dir.path()).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        assert!(!holds_a_secret(&bytes), "{:?} holds the text", entry.path());
    }
}
