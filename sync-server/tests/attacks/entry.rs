//! At the door: replayed links, stolen keys, guessed passwords, too many tries.

use std::net::IpAddr;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use protocol::enrolment::{EnrolmentRequest, TokenRequest};
use protocol::run::DeviceKey;
use serde_json::{Value, json};
use sync_server::admin::DeviceCommand;
use sync_server::{Peer, Settings};
use tower::ServiceExt as _;

use crate::support::{START, World, graffiti, own_header};
use crate::{NORR, OFFICE};

#[tokio::test]
async fn a_link_that_was_listened_to_makes_no_second_device_and_gives_no_token() {
    let world = World::new();
    let code = world.device_code(NORR, "reporter");
    let join = |code: &str, seed: u8| {
        let public_key = DeviceKey::from_seed(&[seed; 32]).public();
        json!(EnrolmentRequest { code: code.to_owned(), public_key, app: String::new() })
    };
    let none = HeaderMap::new();
    let first = world.post("/v1/enrolment", &join(&code, 1), &none).await;
    assert_eq!(first.status, StatusCode::OK);
    let thief = world.post("/v1/enrolment", &join(&code, 2), &none).await;
    assert_eq!(thief.code(), "link_spent");
    let replayed = world.post("/v1/enrolment", &join(&code, 1), &none).await;
    assert_eq!(replayed.json["device"], first.json["device"]);
    let mut headers = HeaderMap::new();
    let token = replayed.json["token"]["token"].as_str().unwrap();
    headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    assert_eq!(world.get("/v1/me", &headers).await.code(), "no_credential");
    let devices = world.admin().device(DeviceCommand::List).unwrap();
    assert_eq!(devices.json.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stolen_deposit_key_reads_nothing_by_itself_and_nothing_at_all_once_it_is_revoked() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "org_coordinator").await;
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    guard.token = "no token".to_owned();
    let handed_in = guard.hand_in(&world, Some(guard.run(1, 1))).await;
    assert!(handed_in.page.is_empty() && handed_in.organisations.is_empty());
    assert_eq!(world.get("/v1/me", &guard.headers()).await.code(), "no_credential");
    // The key may ask for a token; whoever loses it has the device revoked.
    let nonce = handed_in.renew.unwrap();
    world.admin().device(DeviceCommand::Revoke { id: guard.id, wipe: None }).unwrap();
    let signature = guard.key.sign_nonce(guard.id, &nonce);
    let request = json!(TokenRequest { device: guard.id, nonce, signature });
    let refused = world.post("/v1/token", &request, &HeaderMap::new()).await;
    assert_eq!(refused.code(), "revoked");
    guard.report(graffiti(), START + 1);
    let late = guard.hand_in(&world, Some(guard.run(2, 2))).await;
    assert!(late.page.is_empty() && late.renew.is_none());
    assert_eq!(late.quarantined.len(), 1, "what it hands in is set aside");
}

#[tokio::test]
async fn a_signature_of_one_purpose_is_worth_nothing_for_another() {
    let world = World::new();
    let guard = world.phone(1, NORR, "reporter").await;
    let other = world.phone(2, NORR, "reporter").await;
    let mut tokenless = guard.headers();
    tokenless.insert("authorization", "Bearer x".parse().unwrap());
    let body = serde_json::to_string(&guard.request(None)).unwrap();
    let call = (axum::http::Method::POST, "/v1/sync");
    let nonce = world.call(call, Body::from(body), &tokenless).await.json["nonce"].clone();
    let nonce = nonce.as_str().unwrap().to_owned();
    for (device, signature) in [
        (guard.id, guard.key.sign_blob(guard.id, domain::blob::BlobName::of(nonce.as_bytes()))),
        (guard.id, other.key.sign_nonce(guard.id, &nonce)),
        (other.id, other.key.sign_nonce(other.id, &nonce)),
    ] {
        let request = json!(TokenRequest { device, nonce: nonce.clone(), signature });
        let answer = world.post("/v1/token", &request, &HeaderMap::new()).await;
        assert!(["bad_signature", "no_credential"].contains(&answer.code()), "{}", answer.json);
    }
}

#[tokio::test]
async fn an_unknown_name_a_wrong_password_and_a_revoked_person_get_the_same_answer() {
    let world = World::new();
    world.browser(OFFICE, "coordinator", "Åsa").await;
    world.browser(OFFICE, "coordinator", "Bo").await;
    let revoke = sync_server::admin::PersonCommand::Revoke { user: "bo".to_owned() };
    world.admin().person(revoke).unwrap();
    let mut answers = Vec::new();
    for (name, password) in
        [("nobody", "en lång mening"), ("åsa", "en annan mening"), ("bo", "en lång mening")]
    {
        let body = json!({ "name": name, "password": password });
        let answer = world.post("/v1/session", &body, &own_header()).await;
        answers.push((answer.status, answer.bytes));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(rows(&world, "session.refused").len(), 3);
    let text = json!(rows(&world, "session.refused")).to_string();
    assert!(!text.contains("nobody"), "what was typed may be a password");
}

/// Who did it, in the record.
fn rows(world: &World, action: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let read = |conn: &_| {
        sync_server::store::audit::rows(conn, 0, |row| {
            rows.push(json!(row));
            Ok(())
        })
    };
    world.app.store.read_now(read).unwrap();
    rows.retain(|row| row["action"] == action);
    rows
}

async fn from(world: &World, (peer, forwarded): (&str, Option<&str>), path: &str) -> StatusCode {
    let address: IpAddr = peer.parse().unwrap();
    let method = if path == "/v1/session" { "POST" } else { "GET" };
    let mut request = Request::builder().method(method).uri(path).header("x-lagesbild", "1");
    if let Some(forwarded) = forwarded {
        request = request.header("x-forwarded-for", forwarded);
    }
    let body = if method == "POST" { Body::from("{}") } else { Body::empty() };
    let mut request = request.body(body).unwrap();
    request.extensions_mut().insert(Peer(address));
    world.router.clone().oneshot(request).await.unwrap().status()
}

async fn until_refused(world: &World, from_where: (&str, Option<&str>), path: &str) -> u32 {
    for tries in 0..3_000 {
        if from(world, from_where, path).await == StatusCode::TOO_MANY_REQUESTS {
            return tries;
        }
    }
    3_000
}

#[tokio::test]
async fn one_address_has_so_many_tries_and_no_other_waits_for_it() {
    let world = World::new();
    let (thief, office) = (("192.0.2.1", None), ("192.0.2.2", None));
    assert_eq!(until_refused(&world, thief, "/v1/session").await, 60);
    assert_ne!(from(&world, office, "/v1/session").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from(&world, thief, "/v1/me").await, StatusCode::UNAUTHORIZED);
    world.pass(2_000);
    assert_ne!(from(&world, thief, "/v1/session").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(until_refused(&world, ("192.0.2.3", None), "/v1/me").await, 1_200);
    assert_eq!(from(&world, office, "/v1/me").await, StatusCode::UNAUTHORIZED);
    assert_eq!(until_refused(&world, ("127.0.0.1", None), "/v1/me").await, 3_000);
}

#[tokio::test]
async fn nobody_passes_for_another_address_but_a_proxy_that_the_settings_name() {
    let proxies = vec!["127.0.0.1".parse().unwrap()];
    let world = World::new().with(Settings { proxies, ..Settings::default() });
    let behind = |seen| ("127.0.0.1", Some(seen));
    assert_eq!(until_refused(&world, behind("192.0.2.1"), "/v1/session").await, 60);
    let other = from(&world, behind("192.0.2.9"), "/v1/session").await;
    assert_ne!(other, StatusCode::TOO_MANY_REQUESTS);
    // Whoever is no proxy claims what they like, and counts as themselves.
    for n in 0..60 {
        let claimed = format!("198.51.100.{n}");
        from(&world, ("192.0.2.66", Some(&claimed)), "/v1/session").await;
    }
    let next = from(&world, ("192.0.2.66", Some("198.51.100.99")), "/v1/session").await;
    assert_eq!(next, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn one_device_that_asks_without_end_waits_and_the_next_one_does_not() {
    let world = World::new();
    let (wild, calm) =
        (world.phone(1, NORR, "reporter").await, world.phone(2, NORR, "reporter").await);
    let mut asked = 0;
    while world.get("/v1/me", &wild.headers()).await.status == StatusCode::OK {
        asked += 1;
        assert!(asked <= 1_000);
    }
    let refused = wild.refused(&world, None).await;
    assert_eq!((asked, refused.code()), (1_000, "too_many_requests"));
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(world.get("/v1/me", &calm.headers()).await.status, StatusCode::OK);
    world.pass(20);
    assert_eq!(world.get("/v1/me", &wild.headers()).await.status, StatusCode::OK);
}
