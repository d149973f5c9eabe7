//! What people do in a browser: write through the server's own chain, read what their role may.

mod support;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use domain::id::DocId;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use support::{DAY, START, World, graffiti, own_header};
use tower::ServiceExt as _;

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

#[tokio::test]
async fn a_report_in_the_browser_is_signed_by_the_server_and_named_after_the_person() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let captured = world.post("/v1/observations", &graffiti(), &asa).await;
    assert_eq!(captured.json["safe"], "server");
    let path = format!("/v1/observations/{}", captured.json["id"].as_str().unwrap());
    let amended = world.post(&format!("{path}/amendments"), &json!({ "note": "rött" }), &asa).await;
    assert_eq!(amended.status, StatusCode::NO_CONTENT, "{}", amended.json);
    assert_eq!(world.get(&path, &asa).await.json["note"], "rött");

    let mut desk = world.phone(2, OFFICE, "coordinator").await;
    let ops = desk.sync(&world).await.page.unpack().unwrap();
    assert_eq!(ops.len(), 2);
    let own = world.app.store.read(sync_server::store::meta::own_device).await.unwrap().unwrap();
    for (op, number) in ops.iter().zip(1..) {
        assert_eq!((op.author.device, op.number), (own, number));
        assert_eq!(op.frozen.read().unwrap().by, op.author.user);
        assert!(op.author.user.is_some());
    }
    assert!(ops[1].frozen.read().unwrap().base.is_empty(), "the note was not there before");
}

#[tokio::test]
async fn a_review_reaches_the_phone_and_counts_as_an_answer_to_what_it_saw() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let mut guard = world.phone(1, NORR, "reporter").await;
    // The phone's clock is ahead; the review comes after it all the same.
    let doc = guard.report(graffiti(), START + 50_000);
    guard.sync(&world).await;
    let review = |state: Value| json!({ "ids": [doc], "review": state });
    let asked = review(json!({ "state": "asked", "question": "Var?" }));
    assert_eq!(world.post("/v1/reviews", &asked, &asa).await.status, StatusCode::NO_CONTENT);
    let approved = review(json!({ "state": "approved" }));
    assert_eq!(world.post("/v1/reviews", &approved, &asa).await.status, StatusCode::NO_CONTENT);

    let page = guard.sync(&world).await.page.unpack().unwrap();
    let last = page.last().unwrap().frozen.read().unwrap();
    assert_eq!(last.set["review"]["state"], "approved");
    assert!(last.base.contains_key("review"));
    assert!(page.last().unwrap().stamp_at.0 >= START + 50_000);
    let view = world.get(&format!("/v1/observations/{doc}"), &asa).await.json;
    assert_eq!(view["review"]["state"], "approved");
    assert_eq!(view["contested"], json!([]));
}

#[tokio::test]
async fn who_may_not_review_or_write_is_told_so_and_nothing_is_written() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    guard.sync(&world).await;
    let bo = world.browser(NORR, "org_coordinator", "Bo").await;
    let review = json!({ "ids": [doc], "review": { "state": "approved" } });
    assert_eq!(world.post("/v1/reviews", &review, &bo).await.code(), "not_allowed");
    let amendments = format!("/v1/observations/{doc}/amendments");
    let note = json!({ "note": "inte min" });
    assert_eq!(world.post(&amendments, &note, &bo).await.code(), "not_found");
    let owner = world.browser("Lindby kommun", "system_owner", "Cia").await;
    assert_eq!(world.post("/v1/observations", &graffiti(), &owner).await.code(), "not_allowed");
    // A device writes through its own chain only.
    let device = guard.headers();
    assert_eq!(world.post("/v1/observations", &graffiti(), &device).await.code(), "not_allowed");
    assert_eq!(guard.sync(&world).await.head, 1);
}

#[tokio::test]
async fn everybody_reads_what_their_role_may_and_nothing_else() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    guard.sync(&world).await;
    let expected = [
        (OFFICE, "coordinator", 1, StatusCode::OK),
        (NORR, "org_coordinator", 1, StatusCode::OK),
        (NORR, "reporter", 0, StatusCode::NOT_FOUND),
        ("Park och gata", "org_coordinator", 0, StatusCode::NOT_FOUND),
    ];
    for (n, (org, role, total, one)) in expected.into_iter().enumerate() {
        let headers = world.browser(org, role, &format!("person {n}")).await;
        let picture = world.post("/v1/picture", &json!({}), &headers).await;
        assert_eq!(picture.json["total"], total, "{role}");
        let points = world.post("/v1/picture/points", &json!({}), &headers).await;
        assert_eq!(points.json["without_position"], total, "{role}");
        let summary = world.post("/v1/picture/summary", &json!({}), &headers).await;
        assert_eq!(summary.json["total"], total, "{role}");
        let found = world.get(&format!("/v1/observations/{doc}"), &headers).await;
        assert_eq!(found.status, one, "{role}");
    }
    for (org, role) in [("Kommunstyrelsen", "steering"), ("Lindby kommun", "system_owner")] {
        let headers = world.browser(org, role, role).await;
        for path in ["/v1/picture", "/v1/picture/points", "/v1/picture/summary"] {
            assert_eq!(world.post(path, &json!({}), &headers).await.code(), "not_allowed");
        }
        let one = world.get(&format!("/v1/observations/{doc}"), &headers).await;
        assert_eq!(one.code(), "not_allowed");
    }
}

#[tokio::test]
async fn the_picture_in_numbers_tells_readers_no_count_under_three() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let mut docs: Vec<_> = (0..5).map(|n| guard.report(graffiti(), START + n)).collect();
    let lone = json!({ "category": "fire" });
    docs.push(guard.report(lone, START + 9));
    guard.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let approve = json!({ "ids": docs, "review": { "state": "approved" } });
    assert_eq!(world.post("/v1/reviews", &approve, &asa).await.status, StatusCode::NO_CONTENT);
    let steering = world.browser("Kommunstyrelsen", "steering", "Bo").await;
    let (all, told) =
        (world.get("/v1/counts", &asa).await, world.get("/v1/counts", &steering).await);
    let of = |answer: &Value, tile: &str| {
        let rows = answer["by_tile"].as_array().unwrap();
        rows.iter().find(|row| row["key"] == tile).unwrap()["count"].clone()
    };
    assert_eq!((&all.json["total"], of(&all.json, "fire")), (&json!(6), json!(1)));
    assert_eq!((&told.json["total"], of(&told.json, "fire")), (&json!(3), Value::Null));
    assert_eq!(of(&told.json, "vandalism"), json!(3), "told in threes, or one follows from six");
}

#[tokio::test]
async fn who_asks_for_the_numbers_again_and_again_sees_no_approval() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let docs: Vec<_> = (0..12).map(|n| guard.report(graffiti(), START + n)).collect();
    guard.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let approve = async |docs: &[DocId]| {
        let approve = json!({ "ids": docs, "review": { "state": "approved" } });
        let answer = world.post("/v1/reviews", &approve, &asa).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    };
    approve(&docs[..6]).await;
    let steering = world.browser("Kommunstyrelsen", "steering", "Bo").await;
    let health = world.browser(OFFICE, "public_health", "Di").await;
    let first = world.get("/v1/counts", &steering).await.json;
    assert_eq!(first["total"], 6);
    for doc in &docs[6..10] {
        approve(&[*doc]).await;
        world.pass(60_000);
        assert_eq!(world.get("/v1/counts", &steering).await.json, first);
        assert_eq!(world.get("/v1/counts", &health).await.json, first);
    }
    assert_eq!(world.get("/v1/counts", &asa).await.json["total"], 10);

    // START is a Sunday.
    world.pass(DAY);
    let steering = world.browser("Kommunstyrelsen", "steering", "Eva").await;
    assert_eq!(world.get("/v1/counts", &steering).await.json["total"], 9);
}

#[tokio::test]
async fn two_reporters_in_browsers_do_not_see_each_others_reports() {
    let world = World::new();
    let asa = world.browser(NORR, "reporter", "Åsa").await;
    let bo = world.browser(NORR, "reporter", "Bo").await;
    let captured = world.post("/v1/observations", &graffiti(), &asa).await;
    let id = captured.json["id"].as_str().unwrap().to_owned();
    let mine = world.get("/v1/reports", &asa).await.json;
    assert_eq!(mine[0]["observation"]["id"], id.as_str());
    assert_eq!(mine[0]["delivery"]["state"], "received");
    assert_eq!(world.get("/v1/reports", &bo).await.json, json!([]));
    let path = format!("/v1/observations/{id}");
    assert_eq!(world.get(&path, &asa).await.status, StatusCode::OK);
    assert_eq!(world.get(&path, &bo).await.status, StatusCode::NOT_FOUND);
    let amendment = json!({ "note": "inte min" });
    let answer = world.post(&format!("{path}/amendments"), &amendment, &bo).await;
    assert_eq!(answer.code(), "not_found");
}

#[tokio::test]
async fn a_report_sent_twice_with_its_own_id_is_there_once() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let id = DocId(uuid::Uuid::from_u128(42));
    let draft = json!({ "id": id, "category": "fire" });
    assert_eq!(world.post("/v1/observations", &draft, &asa).await.status, StatusCode::OK);
    assert_eq!(world.post("/v1/observations", &draft, &asa).await.code(), "already_exists");
    assert_eq!(world.post("/v1/picture", &json!({}), &asa).await.json["total"], 1);
}

#[tokio::test]
async fn what_does_not_fit_is_a_problem_and_never_a_failure() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let cases = [
        ("/v1/observations", json!({}), "bad_value"),
        ("/v1/observations", json!({ "category": "No Such" }), "bad_value"),
        ("/v1/observations", json!({ "category": "fire", "severity": 9 }), "bad_value"),
        ("/v1/observations", json!({ "category": "fire", "note": "x".repeat(501) }), "bad_value"),
        ("/v1/observations", json!({ "note": "x".repeat(300_000) }), "too_large"),
        ("/v1/observations/x/amendments", json!({ "note": "a" }), "not_found"),
        ("/v1/picture", json!({ "colour": 1 }), "bad_value"),
        (
            "/v1/reviews",
            json!({ "ids": [DocId(uuid::Uuid::nil())], "review": { "state": "new" } }),
            "not_found",
        ),
        ("/v1/gone", json!({}), "not_found"),
    ];
    for (path, body, code) in cases {
        assert_eq!(world.post(path, &body, &asa).await.code(), code, "{path}");
    }
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let call = (Method::POST, "/v1/observations");
    assert_eq!(world.call(call, nested.into(), &asa).await.code(), "bad_value");
    let answer = world.call((Method::PATCH, "/v1/me"), Body::empty(), &asa).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (405, "bad_request"));
}

#[tokio::test]
async fn a_hint_comes_when_the_log_grows() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let mut request = Request::get("/v1/events").body(Body::empty()).unwrap();
    *request.headers_mut() = asa;
    let response = world.router.clone().oneshot(request).await.unwrap();
    let mut events = response.into_body();
    let mut next = async || {
        let frame = events.frame().await.unwrap().unwrap().into_data().unwrap();
        String::from_utf8(frame.to_vec()).unwrap()
    };
    assert_eq!(next().await, "event: head\ndata: 0\n\n");
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    assert_eq!(next().await, "event: head\ndata: 1\n\n");
}

#[tokio::test]
async fn maps_are_read_in_ranges_and_by_listed_names_only() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let maps = world.get("/v1/maps", &asa).await.json;
    let name = maps[0]["name"].as_str().unwrap();
    let mut headers = asa.clone();
    headers.insert("range", "bytes=0-6".parse().unwrap());
    let part = world.get(&format!("/v1/maps/{name}"), &headers).await;
    assert_eq!(
        (part.status, part.bytes.as_slice()),
        (StatusCode::PARTIAL_CONTENT, &b"PMTiles"[..])
    );
    headers.insert("range", "bytes=99999999999-".parse().unwrap());
    let outside = world.get(&format!("/v1/maps/{name}"), &headers).await;
    assert_eq!(outside.status, StatusCode::RANGE_NOT_SATISFIABLE);
    for path in
        ["..%2Fkeep%2Fserver.key", "..%2F..%2Flagesbild.db", "%2Fetc%2Fpasswd", "x", "..", "%00"]
    {
        let answer = world.get(&format!("/v1/maps/{path}"), &asa).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_not_do() {
    let world = World::new();
    for path in ["/", "/health", "/v1/me", "/v1/gone", "/gone.js"] {
        let headers = world.get(path, &own_header()).await.headers;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'self'") && !policy.contains("script-src"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
    }
}

#[tokio::test]
async fn an_answer_in_the_browser_is_one_however_often_it_is_sent() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let bo = world.browser(NORR, "reporter", "Bo").await;
    let id = world.post("/v1/observations", &graffiti(), &bo).await.json["id"].clone();
    let path = format!("/v1/observations/{}", id.as_str().unwrap());
    let asked = json!({ "ids": [id], "review": { "state": "asked", "question": "Vilken sida?" } });
    assert_eq!(world.post("/v1/reviews", &asked, &asa).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get(&path, &asa).await.json["answered"], false);
    let answers = format!("{path}/answers");
    let answer = json!({ "answer": "Norra sidan." });
    assert_eq!(world.post(&answers, &answer, &asa).await.code(), "not_found");
    for _ in 0..2 {
        let sent = world.post(&answers, &answer, &bo).await;
        assert_eq!(sent.status, StatusCode::NO_CONTENT, "{}", sent.json);
    }
    let seen = world.get(&path, &asa).await.json;
    assert_eq!(seen["answers"], json!(["Norra sidan."]));
    assert_eq!(seen["answered"], true);
    let empty = world.post(&answers, &json!({ "answer": " " }), &bo).await;
    assert!(!empty.status.is_success());
}

#[tokio::test]
async fn a_list_is_in_the_order_asked_for_and_says_what_a_report_was_written_with() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let mut guard = world.phone(1, NORR, "reporter").await;
    let first = guard.report(graffiti(), START - 60_000);
    guard.sync(&world).await;
    let mut long_ago = graffiti();
    long_ago["when"] = json!({ "kind": "exact", "at": START - 86_400_000 });
    let second = world.post("/v1/observations", &long_ago, &asa).await.json["id"].clone();
    let list = async |query: Value| world.post("/v1/picture", &query, &asa).await.json;
    let received = list(json!({})).await;
    assert_eq!(received["observations"][0]["id"], second);
    assert_eq!(received["observations"][0]["captured_in"], "browser");
    let happened = list(json!({ "order": "happened" })).await;
    assert_eq!(happened["observations"][0]["id"], first.to_string());
    assert_eq!(happened["observations"][0]["captured_in"], "app");
}
