//! Who gets in: every route without a credential, links, tokens, sessions.

mod support;

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use protocol::enrolment::{EnrolmentRequest, ReadToken, TokenRequest};
use protocol::run::DeviceKey;
use serde_json::json;
use support::{DAY, START, World, graffiti, own_header};
use sync_server::Door;
use sync_server::admin::PersonCommand;

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

#[tokio::test]
async fn every_route_that_is_not_open_answers_401_without_a_credential() {
    let world = World::new();
    let mut open = Vec::new();
    for route in sync_server::routes() {
        let path = route.path.replace("{id}", "x").replace("{name}", "x");
        let method: Method = route.method.parse().unwrap();
        let answer = world.call((method, &path), Body::empty(), &own_header()).await;
        if route.door == Door::Open {
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            open.push(route.path);
        } else {
            // An answer to HEAD has no body.
            let code = if route.method == "HEAD" { "no_credential" } else { answer.code() };
            let seen = (answer.status.as_u16(), code);
            assert_eq!(seen, (401, "no_credential"), "{} {path}", route.method);
        }
    }
    assert_eq!(open, ["/health", "/v1/openapi.json", "/v1/docs", "/v1/sign-in"]);
}

#[tokio::test]
async fn a_made_up_cookie_or_token_is_no_credential() {
    let world = World::new();
    for (name, value) in [("cookie", "lagesbild_session=x"), ("authorization", "Bearer x")] {
        let mut headers = own_header();
        headers.insert(name, value.parse().unwrap());
        assert_eq!(world.get("/v1/me", &headers).await.code(), "no_credential");
    }
}

#[tokio::test]
async fn a_link_is_good_once_and_for_fifteen_minutes() {
    let world = World::new();
    let join = |code: String, seed: u8| {
        let public_key = DeviceKey::from_seed(&[seed; 32]).public();
        json!(EnrolmentRequest { code, public_key, app: String::new() })
    };
    let none = HeaderMap::new();
    let code = world.device_code(NORR, "reporter");
    let first = world.post("/v1/enrolment", &join(code.clone(), 1), &none).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.json["configuration"]["municipality"]["practice"], true);
    let other = world.post("/v1/enrolment", &join(code.clone(), 2), &none).await;
    assert_eq!(other.code(), "link_spent");

    let late = world.device_code(NORR, "reporter");
    world.pass(15 * 60 * 1_000);
    assert_eq!(world.post("/v1/enrolment", &join(late, 3), &none).await.code(), "link_spent");
    let unknown = world.post("/v1/enrolment", &join("x".repeat(32), 4), &none).await;
    assert_eq!(unknown.code(), "no_credential");
    let for_a_person = world.person_code(OFFICE, "coordinator");
    let answer = world.post("/v1/enrolment", &join(for_a_person, 5), &none).await;
    assert_eq!(answer.code(), "not_allowed");
}

#[tokio::test]
async fn a_replayed_enrolment_gives_the_same_device_and_nothing_to_read_with() {
    let world = World::new();
    let key = DeviceKey::from_seed(&[1; 32]);
    let code = world.device_code(NORR, "reporter");
    let body = json!(EnrolmentRequest { code, public_key: key.public(), app: String::new() });
    let first = world.post("/v1/enrolment", &body, &HeaderMap::new()).await.json;
    let again = world.post("/v1/enrolment", &body, &HeaderMap::new()).await.json;
    assert_eq!(first["device"], again["device"]);
    let mut headers = HeaderMap::new();
    let token = again["token"]["token"].as_str().unwrap();
    headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    assert_eq!(world.get("/v1/me", &headers).await.code(), "no_credential");
    // Whoever holds the key signs the nonce and may read.
    let sync = json!({ "proto": 1, "device": first["device"] });
    let refused = world.post("/v1/sync", &sync, &headers).await;
    assert_eq!(refused.code(), "token_expired");
    let device = first["device"].as_str().unwrap().parse().unwrap();
    let nonce = refused.json["nonce"].as_str().unwrap().to_owned();
    let signature = key.sign_nonce(device, &nonce);
    let request = json!(TokenRequest { device, nonce, signature });
    let token = world.post("/v1/token", &request, &HeaderMap::new()).await;
    assert_eq!(token.status, StatusCode::OK, "{}", token.json);
}

#[tokio::test]
async fn an_expired_token_still_hands_in_and_is_renewed_by_a_signature() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    world.pass(31 * DAY);
    let response = guard.hand_in(&world, Some(guard.run(1, 1))).await;
    assert_eq!(response.have, 1);
    assert!(response.page.is_empty());
    let nonce = response.renew.unwrap();
    assert_eq!(guard.refused(&world, None).await.code(), "token_expired");

    let signature = guard.key.sign_nonce(guard.id, &nonce);
    let request = json!(TokenRequest { device: guard.id, nonce: nonce.clone(), signature });
    let forged = DeviceKey::from_seed(&[7; 32]).sign_nonce(guard.id, &nonce);
    let forged = json!(TokenRequest { device: guard.id, nonce, signature: forged });
    let none = HeaderMap::new();
    assert_eq!(world.post("/v1/token", &forged, &none).await.code(), "bad_signature");
    let token: ReadToken =
        serde_json::from_value(world.post("/v1/token", &request, &none).await.json).unwrap();
    assert_eq!(world.post("/v1/token", &request, &none).await.code(), "no_credential");
    guard.token = token.token;
    assert_eq!(guard.hand_in(&world, None).await.page.len(), 1);
}

#[tokio::test]
async fn a_token_past_half_its_life_is_offered_a_new_one_while_it_still_reads() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    assert!(guard.sync(&world).await.renew.is_none());
    world.pass(16 * DAY);
    assert!(guard.sync(&world).await.renew.is_some());
}

#[tokio::test]
async fn the_deposit_key_alone_reads_nothing() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    guard.token = "stolen key, no token".to_owned();
    let response = guard.hand_in(&world, Some(guard.run(1, 1))).await;
    assert!(response.page.is_empty() && response.organisations.is_empty());
}

#[tokio::test]
async fn a_person_signs_in_out_and_in_again() {
    let world = World::new();
    let headers = world.browser(OFFICE, "coordinator", "Åsa").await;
    assert_eq!(world.get("/v1/me", &headers).await.json["role"], "coordinator");
    let out = world.call((Method::DELETE, "/v1/session"), Body::empty(), &headers).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/v1/me", &headers).await.code(), "no_credential");
    let sign_in = |password: &str| json!({ "name": " åsa", "password": password });
    let wrong = world.post("/v1/session", &sign_in("en annan mening"), &own_header()).await;
    assert_eq!(wrong.code(), "no_credential");
    let right = world.post("/v1/session", &sign_in("en lång mening"), &own_header()).await;
    assert_eq!(right.status, StatusCode::NO_CONTENT);
    let cookie = right.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
}

#[tokio::test]
async fn a_session_ends_by_itself_and_when_access_is_taken_away() {
    let world = World::new();
    let late = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.pass(DAY);
    assert_eq!(world.get("/v1/me", &late).await.code(), "no_credential");
    let revoked = world.browser(OFFICE, "coordinator", "Bo").await;
    world.admin().person(PersonCommand::Revoke { user: "bo".to_owned() }).unwrap();
    assert_eq!(world.get("/v1/me", &revoked).await.code(), "no_credential");
    let body = json!({ "name": "bo", "password": "en lång mening" });
    assert_eq!(world.post("/v1/session", &body, &own_header()).await.code(), "no_credential");
}

#[tokio::test]
async fn guessing_a_password_is_slowed_down() {
    let world = World::new();
    let body = json!({ "name": "nobody", "password": "en lång mening" });
    let mut codes = Vec::new();
    for _ in 0..6 {
        let answer = world.post("/v1/session", &body, &own_header()).await;
        codes.push(answer.code().to_owned());
    }
    assert_eq!(codes[4], "no_credential");
    assert_eq!(codes[5], "too_many_requests");
}

#[tokio::test]
async fn another_site_cannot_write_with_the_browsers_cookie() {
    let world = World::new();
    let mut headers = world.browser(OFFICE, "coordinator", "Åsa").await;
    headers.remove("x-lagesbild");
    let answer = world.post("/v1/observations", &graffiti(), &headers).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (403, "not_allowed"));
    assert_eq!(world.get("/v1/me", &headers).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_short_password_a_taken_name_and_a_used_link_are_refused() {
    let world = World::new();
    world.browser(OFFICE, "coordinator", "Åsa").await;
    let code = world.person_code(OFFICE, "coordinator");
    let body = |name: &str, password: &str| json!({ "invitation": code, "name": name, "password": password });
    let path = "/v1/session/invitation";
    assert_eq!(world.post(path, &body("Bo", "kort"), &own_header()).await.code(), "bad_value");
    let taken = world.post(path, &body("ÅSA", "en lång mening"), &own_header()).await;
    assert_eq!(taken.code(), "already_exists");
    let good = world.post(path, &body("Bo", "en lång mening"), &own_header()).await;
    assert_eq!(good.status, StatusCode::NO_CONTENT);
    let used = world.post(path, &body("Cia", "en lång mening"), &own_header()).await;
    assert_eq!(used.code(), "link_spent");
}
