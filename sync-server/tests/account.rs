//! One's own way in: browsers that are signed in, ended by oneself or by who gives access; the second
//! factor with its codes, each good once; and a server that asks everybody for one.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::sync::atomic::AtomicBool;

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use support::{Answer, DAY, START, World, own_header};
use sync_server::admin::PersonCommand;
use sync_server::backup::{self, Plan, Quietly};
use sync_server::{App, Settings};
use totp_rs::{Builder, Secret, Totp};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";
const PASSWORD: &str = "en lång mening";
const STEP: i64 = 30_000;
static NEVER: AtomicBool = AtomicBool::new(false);

async fn sign_in(world: &World, name: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "name": name, "password": PASSWORD });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    let mut headers = own_header();
    headers.insert(header::USER_AGENT, "Mozilla/5.0 (Windows) Firefox/143.0".parse().unwrap());
    world.post("/v1/session", &body, &headers).await
}

fn entered(answer: &Answer) -> HeaderMap {
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    let mut headers = own_header();
    headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
    headers
}

async fn begin(world: &World, headers: &HeaderMap) -> Totp {
    let again = json!({ "password": PASSWORD });
    let begun = world.post("/v1/account/second-factor", &again, headers).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.json);
    assert!(begun.json["picture"]["path"].as_str().is_some_and(|path| path.starts_with('M')));
    let secret = begun.json["secret"].as_str().unwrap().replace(' ', "");
    Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build().unwrap()
}

/// The code that the app shows, so many steps from now.
fn code(world: &World, totp: &Totp, steps: i64) -> String {
    let at = world.app.now().0 + steps * STEP;
    totp.generate(at.unsigned_abs() / 1_000).to_string()
}

async fn with_factor(world: &World, headers: &HeaderMap) -> (Totp, Vec<String>) {
    let totp = begin(world, headers).await;
    let said = json!({ "code": code(world, &totp, 0) });
    let told = world.post("/v1/account/second-factor/confirmation", &said, headers).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.json);
    let codes = told.json["recovery_codes"].as_array().unwrap().iter();
    (totp, codes.map(|code| code.as_str().unwrap().to_owned()).collect())
}

fn ids(view: &Value) -> Vec<(String, bool)> {
    let sessions = view["sessions"].as_array().unwrap().iter();
    let read = |it: &Value| (it["id"].as_str().unwrap().to_owned(), it["is_this"] == json!(true));
    sessions.map(read).collect()
}

#[tokio::test]
async fn a_browser_is_signed_out_by_its_person_and_by_who_gives_access_and_by_nobody_else() {
    let world = World::new();
    let here = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.pass(1_000);
    let there = entered(&sign_in(&world, "åsa", None).await);
    let bo = world.browser(NORR, "org_coordinator", "Bo").await;
    let listed = world.get("/v1/account", &here).await.json;
    assert_eq!(listed["sessions"][0]["browser"], "Firefox · Windows");
    let sessions = ids(&listed);
    assert_eq!(sessions.iter().map(|(_, is_this)| *is_this).collect::<Vec<_>>(), [false, true]);

    let end = format!("/v1/account/sessions/{}/end", sessions[0].0);
    assert_eq!(world.post(&end, &json!({}), &bo).await.code(), "not_found");
    assert_eq!(world.get("/v1/me", &there).await.status, StatusCode::OK);
    assert_eq!(world.post(&end, &json!({}), &here).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/v1/me", &there).await.code(), "no_credential");

    let bos = ids(&world.get("/v1/account", &bo).await.json);
    let end = format!("/v1/access/sessions/{}/end", bos[0].0);
    assert_eq!(world.post(&end, &json!({}), &bo).await.code(), "not_allowed");
    assert_eq!(world.post(&end, &json!({}), &here).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/v1/me", &bo).await.code(), "no_credential");
    assert_eq!(world.post(&end, &json!({}), &here).await.code(), "not_found");
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_that_the_browser_had() {
    let world = World::new();
    let before = world.browser(OFFICE, "coordinator", "Åsa").await;
    let body = json!({ "name": "åsa", "password": PASSWORD });
    let after = entered(&world.post("/v1/session", &body, &before).await);
    assert_eq!(world.get("/v1/me", &before).await.code(), "no_credential");
    assert_eq!(ids(&world.get("/v1/account", &after).await.json).len(), 1);
}

#[tokio::test]
async fn a_code_is_asked_for_after_the_right_password_and_opens_once() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let wrong = json!({ "password": "en annan mening" });
    let refused = world.post("/v1/account/second-factor", &wrong, &asa).await;
    assert_eq!(refused.code(), "no_credential");
    let totp = begin(&world, &asa).await;
    // What is only begun asks nobody for anything.
    entered(&sign_in(&world, "åsa", None).await);
    let (totp, codes) = {
        drop(totp);
        with_factor(&world, &asa).await
    };
    assert_eq!(codes.len(), 10);

    assert_eq!(sign_in(&world, "åsa", None).await.code(), "second_factor_needed");
    let body = json!({ "name": "åsa", "password": "en annan mening" });
    let unknown = world.post("/v1/session", &body, &own_header()).await;
    assert_eq!(unknown.code(), "no_credential", "nothing is told before the password");

    let replayed = code(&world, &totp, 0);
    let again = sign_in(&world, "åsa", Some(&replayed)).await;
    assert_eq!(again.code(), "wrong_code", "it was used to confirm");
    world.pass(STEP);
    let fresh = code(&world, &totp, 0);
    entered(&sign_in(&world, "åsa", Some(&fresh)).await);
    assert_eq!(sign_in(&world, "åsa", Some(&fresh)).await.code(), "wrong_code");
    world.pass(STEP);
    assert_eq!(
        sign_in(&world, "åsa", Some(&fresh)).await.code(),
        "wrong_code",
        "older than one taken"
    );
    assert_eq!(sign_in(&world, "åsa", Some(&code(&world, &totp, 3))).await.code(), "wrong_code");
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_the_factor_is_removed_with_password_and_code() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let (totp, codes) = with_factor(&world, &asa).await;
    let there = entered(&sign_in(&world, "åsa", Some(&codes[3].to_uppercase())).await);
    assert_eq!(world.get("/v1/account", &there).await.json["codes_left"], 9);
    assert_eq!(sign_in(&world, "åsa", Some(&codes[3])).await.code(), "wrong_code");
    let twice =
        world.post("/v1/account/second-factor", &json!({ "password": PASSWORD }), &there).await;
    assert_eq!(twice.code(), "already_exists");

    let path = "/v1/account/second-factor/removal";
    world.pass(STEP);
    let bad = json!({ "password": PASSWORD, "code": "000000" });
    assert_eq!(world.post(path, &bad, &there).await.code(), "wrong_code");
    let good = json!({ "password": PASSWORD, "code": code(&world, &totp, 0) });
    assert_eq!(world.post(path, &good, &there).await.status, StatusCode::NO_CONTENT);
    entered(&sign_in(&world, "åsa", None).await);
    assert_eq!(world.get("/v1/account", &there).await.json["codes_left"], Value::Null);
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_also_by_who_knows_the_password_and_by_very_many_at_once() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let (totp, _) = with_factor(&world, &asa).await;
    let mut codes = Vec::new();
    for n in 0..8 {
        // A try without a code in between clears nothing.
        let missing = sign_in(&world, "åsa", None).await;
        let wrong = sign_in(&world, "åsa", Some(&format!("00000{n}"))).await;
        codes.push((missing.code().to_owned(), wrong.code().to_owned()));
    }
    let refused = codes.iter().filter(|(_, wrong)| wrong == "too_many_requests").count();
    assert_eq!(refused, 3, "{codes:?}");
    let right = sign_in(&world, "åsa", Some(&code(&world, &totp, 1))).await;
    assert_eq!(right.code(), "too_many_requests", "the right one waits too");
    world.pass(15 * 60_000);
    entered(&sign_in(&world, "åsa", Some(&code(&world, &totp, 0))).await);

    world.browser(OFFICE, "coordinator", "Bo").await;
    let body = json!({ "name": "bo", "password": "en annan mening" });
    let headers = own_header();
    let tries = (0..40).map(|_| world.post("/v1/session", &body, &headers));
    let answers = futures_util::future::join_all(tries).await;
    let judged = answers.iter().filter(|it| it.code() == "no_credential").count();
    assert!(judged <= 5, "{judged} passwords were tried");
}

#[tokio::test]
async fn where_a_second_factor_is_required_nothing_opens_before_it_is_set_up() {
    let settings = Settings { second_factor_required: true, ..Settings::default() };
    let world = World::new().with(settings);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let me = world.get("/v1/me", &asa).await.json;
    assert_eq!(me["lacks_second_factor"], true);
    let mut shut = 0;
    for route in sync_server::routes().iter().filter(|route| route.method == "GET") {
        let path = route.path.replace("{id}", "x").replace("{name}", "x");
        let answer = world.get(&path, &asa).await;
        let is_open = matches!(route.door, sync_server::Door::Open | sync_server::Door::Entry)
            || ["/v1/me", "/v1/account"].contains(&route.path);
        // What the role may not do is refused before that.
        let is_shut = ["second_factor_missing", "not_allowed"].contains(&answer.code());
        assert_eq!(is_shut, !is_open, "{path}: {}", answer.json);
        shut += usize::from(!is_open);
    }
    assert!(shut > 15, "{shut}");
    let draft = support::graffiti();
    let refused = world.post("/v1/observations", &draft, &asa).await;
    assert_eq!(refused.code(), "second_factor_missing");

    with_factor(&world, &asa).await;
    assert_eq!(world.get("/v1/me", &asa).await.json["lacks_second_factor"], false);
    assert_eq!(world.get("/v1/access", &asa).await.status, StatusCode::OK);
    // Devices have a key of their own.
    let phone = world.phone(1, NORR, "reporter").await;
    assert_eq!(world.get("/v1/me", &phone.headers()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_backup_that_is_put_back_brings_no_used_code_and_no_removed_factor_to_life() {
    let world = World::new().with(Settings { backup: Plan::default(), ..Settings::default() });
    let asa = world.browser(OFFICE, "coordinator", "åsa").await;
    let bo = world.browser(OFFICE, "coordinator", "bo").await;
    let cia = world.browser(OFFICE, "coordinator", "cia").await;
    let (_, codes) = with_factor(&world, &asa).await;
    with_factor(&world, &bo).await;
    backup::take((world.dir.path(), &Plan::default()), &world.seams, &Quietly(&NEVER)).unwrap();
    entered(&sign_in(&world, "åsa", Some(&codes[0])).await);
    world.admin().person(PersonCommand::ForgetFactor { user: "bo".to_owned() }).unwrap();
    let (totp, _) = with_factor(&world, &cia).await;
    world.pass(DAY);

    let World { dir, app, router, clock, seams } = world;
    drop((app, router));
    let from = dir.path().join("backups");
    let back = backup::put_back((dir.path(), &from), &seams, &Quietly(&NEVER)).unwrap();
    assert_eq!(back.met.factors, 3);
    let app = App::open(dir.path(), Settings::default(), seams.clone()).unwrap();
    let router = sync_server::app(app.clone());
    let world = World { dir, app, router, clock, seams };
    assert_eq!(sign_in(&world, "åsa", Some(&codes[0])).await.code(), "wrong_code");
    entered(&sign_in(&world, "åsa", Some(&codes[1])).await);
    entered(&sign_in(&world, "bo", None).await);
    assert_eq!(sign_in(&world, "cia", None).await.code(), "second_factor_needed");
    entered(&sign_in(&world, "cia", Some(&code(&world, &totp, 0))).await);

    // Neither the database nor what is kept holds what makes the codes.
    let secret = totp.secret().to_base32();
    for file in ["lagesbild.db", "lagesbild.db-wal", "keep/access.jsonl"] {
        let bytes = std::fs::read(world.dir.path().join(file)).unwrap_or_default();
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(!holds(secret.as_bytes()) && !holds(totp.secret().as_ref()), "{file}");
        assert!(!codes.iter().any(|code| holds(code.as_bytes())), "{file}");
    }
    assert!(world.app.now().0 > START);
}
