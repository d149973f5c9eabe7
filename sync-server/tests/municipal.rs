//! The municipality's own sign-in against a provider on a real socket that can be made to lie: who comes in,
//! and that no forged, foreign, old or replayed answer does.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod provider;
mod support;

use axum::http::{HeaderMap, StatusCode, header};
use provider::Provider;
use serde_json::{Value, json};
use support::{Answer, World, own_header};
use sync_server::Settings;
use sync_server::admin::PersonCommand;
use sync_server::settings::{ClientSecret, MunicipalSettings, SignInSettings};

const OFFICE: &str = "Kommunledningskontoret";
const BEGIN: &str = "/v1/sign-in/municipal";

fn settings(provider: &Provider) -> Settings {
    let municipal = MunicipalSettings {
        name: "Lindby kommun".to_owned(),
        issuer: provider.issuer.clone(),
        client_id: "lagesbild".to_owned(),
        secret: Some(ClientSecret("hemligt".to_owned())),
        claim: "sub".to_owned(),
        scopes: Vec::new(),
        has_second_factor: true,
    };
    Settings {
        public_url: Some("https://lage.example".to_owned()),
        sign_in: SignInSettings { municipal: Some(municipal), passkey_domain: None },
        ..Settings::default()
    }
}

async fn world() -> (World, Provider) {
    let provider = Provider::start().await;
    let world = World::new().with(settings(&provider));
    (world, provider)
}

/// An invited person who has used nothing yet.
fn invited(world: &World, name: &str, claim: Option<&str>, provider: &Provider) -> String {
    let code = world.person_code(OFFICE, "coordinator");
    if let Some(claim) = claim {
        let admin = sync_server::admin::Admin::open(
            world.dir.path(),
            settings(provider),
            world.seams.clone(),
        );
        let who = PersonCommand::Municipal { user: name.to_owned(), claim: Some(claim.to_owned()) };
        admin.unwrap().person(who).unwrap();
    }
    code
}

/// A browser on its way: its cookie, and what it was sent to the provider with.
struct Going {
    headers: HeaderMap,
    asked: Vec<(String, String)>,
}

impl Going {
    fn asked(&self, name: &str) -> &str {
        &self.asked.iter().find(|(known, _)| known == name).unwrap().1
    }
}

async fn go(world: &World, invitation: Option<&str>) -> Going {
    let body = invitation.map_or_else(|| json!({}), |code| json!({ "invitation": code }));
    let begun = world.post(BEGIN, &body, &own_header()).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.json);
    let address = begun.json["address"].as_str().unwrap();
    let query = address.split_once('?').unwrap().1;
    let asked = query.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.replace("%3A", ":").replace("%2F", "/").replace("%20", " "))
    });
    let cookie = begun.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("Secure") && cookie.contains("Path=/v1/sign-in"), "{cookie}");
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
    Going { headers, asked: asked.collect() }
}

async fn come_back(world: &World, going: &Going, query: &str) -> Answer {
    world.get(&format!("/v1/sign-in/municipal/return?{query}"), &going.headers).await
}

/// Whither, and with the session's cookie or without.
fn led(answer: &Answer) -> (String, Option<HeaderMap>) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.json);
    let set = answer.headers.get_all(header::SET_COOKIE).iter();
    let set: Vec<_> = set.map(|it| it.to_str().unwrap().to_owned()).collect();
    assert!(set.iter().any(|it| it.starts_with("lagesbild_way=;")), "the way is over: {set:?}");
    let session = set.iter().find(|it| it.starts_with("lagesbild_session="));
    let headers = session.map(|cookie| {
        assert!(cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"), "{cookie}");
        let mut headers = own_header();
        headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
        headers
    });
    (answer.headers[header::LOCATION].to_str().unwrap().to_owned(), headers)
}

/// The whole way for somebody; what differs is put into the token.
async fn whole(world: &World, provider: &Provider, differs: Value) -> (String, Option<HeaderMap>) {
    let going = go(world, None).await;
    let code = provider.code(world, (going.asked("nonce"), going.asked("code_challenge")), differs);
    let query = format!("code={code}&state={}", going.asked("state"));
    led(&come_back(world, &going, &query).await)
}

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

#[tokio::test]
async fn who_was_invited_accepts_with_the_municipal_sign_in_and_comes_back_without_the_link() {
    let (world, provider) = world().await;
    let ways = world.get("/v1/sign-in", &HeaderMap::new()).await.json;
    assert_eq!(ways["municipal"], "Lindby kommun");
    let code = invited(&world, "Någon", None, &provider);
    let going = go(&world, Some(&code)).await;
    assert_eq!(going.asked("redirect_uri"), "https://lage.example/v1/sign-in/municipal/return");
    assert_eq!((going.asked("response_type"), going.asked("scope")), ("code", "openid"));
    assert_eq!(going.asked("code_challenge_method"), "S256");
    let asked = (going.asked("nonce"), going.asked("code_challenge"));
    let given = provider.code(&world, asked, json!({ "sub": "kim" }));
    let query = format!("code={given}&state={}", going.asked("state"));
    let (to, headers) = led(&come_back(&world, &going, &query).await);
    let headers = headers.unwrap();
    assert_eq!(to, "/");
    let me = world.get("/v1/me", &headers).await.json;
    assert_eq!(me["role"], "coordinator");
    let account = world.get("/v1/account", &headers).await.json;
    assert_eq!(account["sessions"][0]["method"], "municipal");
    assert_eq!(account["has_password"], false);
    assert_eq!(rows(&world, "session.begin.municipal").len(), 1);

    let (to, again) = whole(&world, &provider, json!({ "sub": "kim" })).await;
    assert!(to == "/" && again.is_some());
    let asked = provider.asked();
    assert!(asked.iter().all(|it| it.authorization.starts_with("Basic ")), "the secret is shown");
    let discovered = provider.discovered();
    assert_eq!(discovered, (1, 1), "description and keys are kept");

    // The invitation is used; signing out leads on to the municipality's own.
    let going = go(&world, Some(&code)).await;
    let asked = (going.asked("nonce"), going.asked("code_challenge"));
    let given = provider.code(&world, asked, json!({ "sub": "other" }));
    let query = format!("code={given}&state={}", going.asked("state"));
    let (to, none) = led(&come_back(&world, &going, &query).await);
    assert!(to == "/#/?nekad=invitation" && none.is_none(), "{to}");
    let leave = (axum::http::Method::DELETE, "/v1/session");
    let out = world.call(leave, axum::body::Body::empty(), &headers).await;
    assert_eq!(out.status, StatusCode::OK);
    let exit = out.json["address"].as_str().unwrap();
    assert!(exit.starts_with(&format!("{}/end?client_id=lagesbild&", provider.issuer)), "{exit}");
    assert_eq!(world.get("/v1/me", &headers).await.code(), "no_credential");
}

#[tokio::test]
async fn somebody_known_there_and_not_invited_here_stays_outside() {
    let (world, provider) = world().await;
    let (to, none) = whole(&world, &provider, json!({ "sub": "stranger" })).await;
    assert!(to == "/#/?nekad=unknown" && none.is_none());
    let refused = rows(&world, "session.refused");
    assert_eq!((refused.len(), &refused[0]["actor"]), (1, &json!("unknown")));

    invited(&world, "Någon", Some("kim"), &provider);
    let (_, headers) = whole(&world, &provider, json!({ "sub": "kim" })).await;
    let headers = headers.unwrap();
    assert_eq!(world.get("/v1/me", &headers).await.status, StatusCode::OK);
    world.admin().person(PersonCommand::Revoke { user: "Någon".to_owned() }).unwrap();
    assert_eq!(world.get("/v1/me", &headers).await.code(), "no_credential");
    let (to, none) = whole(&world, &provider, json!({ "sub": "kim" })).await;
    assert!(to == "/#/?nekad=unknown" && none.is_none());
}

#[tokio::test]
async fn a_token_that_is_forged_foreign_old_or_for_another_way_opens_nothing() {
    let (world, provider) = world().await;
    invited(&world, "Någon", Some("kim"), &provider);
    let now = world.app.now().0 / 1_000;
    for differs in [
        json!({ "iss": "https://evil.example" }),
        json!({ "aud": "another" }),
        json!({ "aud": ["lagesbild", "another"] }),
        json!({ "aud": ["lagesbild", "another"], "azp": "another" }),
        json!({ "azp": "another" }),
        json!({ "aud": null }),
        json!({ "exp": now - 61 }),
        json!({ "exp": null }),
        json!({ "iat": now + 120 }),
        json!({ "nbf": now + 120 }),
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "sub": "" }),
        json!({ "sub": 7 }),
        json!({ "#alg": "none" }),
        json!({ "#alg": "HS256" }),
        json!({ "#key": "another" }),
        json!({ "#kid": "unknown" }),
        json!({ "#tampered": true }),
        json!({ "#garbage": true }),
    ] {
        let mut token = json!({ "sub": "kim" });
        token.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
        let (to, session) = whole(&world, &provider, token).await;
        assert!(to == "/#/?nekad=failed" && session.is_none(), "{differs}: {to}");
    }
    // Within a minute both clocks may differ, and several may be meant.
    for differs in [
        json!({ "exp": now - 59, "iat": now + 59 }),
        json!({ "aud": ["lagesbild", "another"], "azp": "lagesbild" }),
    ] {
        let mut token = json!({ "sub": "kim" });
        token.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
        assert!(whole(&world, &provider, token).await.1.is_some(), "{differs}");
    }
}

#[tokio::test]
async fn a_way_is_gone_in_its_own_browser_in_time_and_with_its_own_state() {
    let (world, provider) = world().await;
    invited(&world, "Någon", Some("kim"), &provider);
    let (mine, theirs) = (go(&world, None).await, go(&world, None).await);
    let code = |going: &Going| {
        let asked = (going.asked("nonce"), going.asked("code_challenge"));
        provider.code(&world, asked, json!({ "sub": "kim" }))
    };
    // Somebody else's answer in my browser: their account would be mine to fill.
    let query = format!("code={}&state={}", code(&theirs), theirs.asked("state"));
    let (to, session) = led(&come_back(&world, &mine, &query).await);
    assert!(to == "/#/?nekad=expired" && session.is_none());
    // Their code with my state: the challenge and the nonce are another way's.
    let query = format!("code={}&state={}", code(&theirs), mine.asked("state"));
    let (to, session) = led(&come_back(&world, &mine, &query).await);
    assert!(to == "/#/?nekad=failed" && session.is_none());
    // No cookie, no state.
    let bare = Going { headers: HeaderMap::new(), asked: Vec::new() };
    let query = format!("code={}&state={}", code(&mine), mine.asked("state"));
    assert_eq!(led(&come_back(&world, &bare, &query).await).0, "/#/?nekad=expired");
    assert_eq!(come_back(&world, &mine, "code=x").await.code(), "no_credential");
    // Too late, and the same answer twice.
    let query = format!("code={}&state={}", code(&mine), mine.asked("state"));
    assert!(led(&come_back(&world, &mine, &query).await).1.is_some());
    assert_eq!(led(&come_back(&world, &mine, &query).await).0, "/#/?nekad=failed");
    let query = format!("code={}&state={}", code(&mine), mine.asked("state"));
    world.pass(15 * 60_000);
    assert_eq!(led(&come_back(&world, &mine, &query).await).0, "/#/?nekad=expired");
}

#[tokio::test]
async fn a_refusal_over_there_and_another_providers_answer_are_told_apart_from_success() {
    let (world, provider) = world().await;
    let going = go(&world, None).await;
    let state = going.asked("state");
    let query = format!("error=access_denied&state={state}");
    assert_eq!(led(&come_back(&world, &going, &query).await).0, "/#/?nekad=refused");
    let query = format!("error=server_error&state={state}");
    assert_eq!(led(&come_back(&world, &going, &query).await).0, "/#/?nekad=failed");
    let query = format!("code=x&state={state}&iss=https%3A%2F%2Fevil.example");
    assert_eq!(led(&come_back(&world, &going, &query).await).0, "/#/?nekad=failed");
    assert!(provider.asked().is_empty(), "no code goes to this provider");
}

#[tokio::test]
async fn another_site_cannot_send_a_browser_on_its_way() {
    let (world, _provider) = world().await;
    let answer = world.post(BEGIN, &json!({}), &HeaderMap::new()).await;
    assert_eq!(answer.code(), "not_allowed");
    let without = World::new();
    assert_eq!(without.post(BEGIN, &json!({}), &own_header()).await.code(), "not_found");
    let ways = without.get("/v1/sign-in", &HeaderMap::new()).await.json;
    assert_eq!(ways, json!({ "municipal": null, "passkeys": true }));
}

#[tokio::test]
async fn new_keys_are_asked_for_when_a_token_names_one_but_not_without_end() {
    let (world, provider) = world().await;
    invited(&world, "Någon", Some("kim"), &provider);
    assert!(whole(&world, &provider, json!({ "sub": "kim" })).await.1.is_some());
    for _ in 0..5 {
        whole(&world, &provider, json!({ "sub": "kim", "#kid": "unknown" })).await;
    }
    assert_eq!(provider.discovered(), (1, 1), "not within the minute");
    world.pass(60_000);
    whole(&world, &provider, json!({ "sub": "kim", "#kid": "unknown" })).await;
    assert_eq!(provider.discovered(), (1, 2));
    world.pass(60 * 60_000);
    assert!(whole(&world, &provider, json!({ "sub": "kim" })).await.1.is_some());
    assert_eq!(provider.discovered(), (2, 3));
}

#[tokio::test]
async fn a_second_factor_here_is_not_gone_around() {
    let provider = Provider::start().await;
    let mut weak = settings(&provider);
    if let Some(municipal) = &mut weak.sign_in.municipal {
        municipal.has_second_factor = false;
    }
    let world = World::new().with(weak.clone());
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let admin = sync_server::admin::Admin::open(world.dir.path(), weak, world.seams.clone());
    let who = PersonCommand::Municipal { user: "åsa".to_owned(), claim: Some("asa".to_owned()) };
    admin.unwrap().person(who).unwrap();
    assert!(whole(&world, &provider, json!({ "sub": "asa" })).await.1.is_some());
    let again = json!({ "password": "en lång mening" });
    let begun = world.post("/v1/account/second-factor", &again, &asa).await.json;
    let secret = begun["secret"].as_str().unwrap().replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let code = totp.generate(world.app.now().0.unsigned_abs() / 1_000).to_string();
    let path = "/v1/account/second-factor/confirmation";
    assert_eq!(world.post(path, &json!({ "code": code }), &asa).await.status, StatusCode::OK);
    let (to, session) = whole(&world, &provider, json!({ "sub": "asa" })).await;
    assert!(to == "/#/?nekad=second_factor" && session.is_none(), "{to}");
}
