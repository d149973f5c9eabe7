//! Words that are commands to somebody else: to SQL, to a spreadsheet, to a browser.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{START, World, graffiti};
use crate::{NORR, OFFICE};

const WORDS: [&str; 9] = [
    "'; DROP TABLE observation; --",
    "\" OR 1=1 --",
    "x' UNION SELECT password FROM person --",
    "%' ESCAPE '%",
    "NEAR(a b) OR *",
    "\"*\" AND (",
    "=HYPERLINK(\"http://x\",\"y\")",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
];

#[tokio::test]
async fn words_that_are_sql_are_words_in_every_question() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    for (n, words) in WORDS.iter().enumerate() {
        let mut fields = graffiti();
        fields["note"] = json!(words);
        fields["place_name"] = json!(words);
        guard.report(fields, START + n as i64);
    }
    let told = guard.sync(&world).await;
    assert!(told.quarantined.is_empty(), "{:?}", told.quarantined);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let total = async |filter: Value| {
        let answer = world.post("/v1/picture", &json!({ "filter": filter }), &asa).await;
        assert!(answer.status.is_success(), "{filter}: {}", answer.json);
        answer.json["total"].as_u64().unwrap()
    };
    for words in WORDS {
        assert!(total(json!({ "text": words })).await <= 9);
        let odd = json!({ "filter": { "categories": [words], "reviews": [words] } });
        let answer = world.post("/v1/picture", &odd, &asa).await;
        assert!(!answer.status.is_server_error(), "{}", answer.json);
        let typed: String = words.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let paths = [
            format!("/v1/places/search?text={typed}"),
            format!("/v1/places/at?lon={typed}&lat=1"),
            format!("/v1/observations/{typed}"),
            format!("/v1/priorities/{typed}"),
            format!("/v1/blobs/{typed}"),
        ];
        for path in paths {
            let answer = world.get(&path, &asa).await;
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.json);
        }
    }
    assert_eq!(total(json!({})).await, 9, "all reports are there");
}

#[tokio::test]
async fn words_that_are_markup_leave_the_server_as_json_that_no_browser_runs() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let mut fields = graffiti();
    fields["note"] = json!(WORDS[7]);
    fields["place_name"] = json!(WORDS[8]);
    let doc = guard.report(fields, START);
    guard.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    for route in sync_server::routes().iter().filter(|route| route.method == "GET") {
        if ["/v1/events", "/v1/head"].contains(&route.path) {
            continue;
        }
        let path = route.path.replace("{id}", &doc.to_string()).replace("{name}", WORDS[6]);
        let path = path.replace(' ', "%20").replace(['"', '<', '>'], "_");
        let answer = world.get(&path, &asa).await;
        let kind = answer.headers["content-type"].to_str().unwrap();
        let is_page = kind.starts_with("text/html");
        assert!(!is_page || route.path == "/v1/docs", "{path} is {kind}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn a_name_with_markup_or_line_breaks_reaches_no_header_and_no_page() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "<b>Åsa</b>").await;
    let me = world.get("/v1/me", &asa).await;
    assert!(me.headers["content-type"].to_str().unwrap().starts_with("application/json"));
    for path in ["/%0d%0aset-cookie:%20a=b", "/rapporter?x=%0d%0aset-cookie:%20a=b"] {
        let answer = world.call((Method::GET, path), Body::empty(), &asa).await;
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("set-cookie"), "{path}");
    }
}
