//! Passkeys with an authenticator made of code: made, shown, listed, removed; and everything that an
//! authenticator, a page or a thief may say that does not hold.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::sync::atomic::AtomicBool;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::{Value as Cbor, cbor};
use serde_json::{Value, json};
use support::{Answer, DAY, World, own_header};
use sync_server::admin::PersonCommand;
use sync_server::backup::{self, Plan, Quietly};
use sync_server::{App, Settings};

const OFFICE: &str = "Kommunledningskontoret";
const PASSWORD: &str = "en lång mening";
const ORIGIN: &str = "https://lage.example";
static NEVER: AtomicBool = AtomicBool::new(false);

fn settings() -> Settings {
    Settings { public_url: Some(ORIGIN.to_owned()), ..Settings::default() }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What an authenticator and its browser say; a test changes a part of it.
#[derive(Clone)]
struct Says {
    origin: String,
    domain: String,
    kind: Option<&'static str>,
    cross_origin: bool,
    /// Owner there and checked.
    flags: u8,
    counter: u32,
    handle: Option<Vec<u8>>,
}

fn says(counter: u32) -> Says {
    Says {
        origin: ORIGIN.to_owned(),
        domain: "lage.example".to_owned(),
        kind: None,
        cross_origin: false,
        flags: 0x05,
        counter,
        handle: None,
    }
}

struct Authenticator {
    pair: EcdsaKeyPair,
    credential: Vec<u8>,
    handle: Vec<u8>,
}

impl Authenticator {
    fn fresh(n: u8) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        Self { pair, credential: vec![n; 20], handle: Vec::new() }
    }

    fn client_data(challenge: &str, kind: &str, says: &Says) -> Vec<u8> {
        let kind = says.kind.unwrap_or(kind);
        json!({ "type": kind, "challenge": challenge, "origin": says.origin,
                "crossOrigin": says.cross_origin })
        .to_string()
        .into_bytes()
    }

    fn data(says: &Says, made: &[u8]) -> Vec<u8> {
        let mut data = digest(&SHA256, says.domain.as_bytes()).as_ref().to_vec();
        data.push(says.flags | if made.is_empty() { 0 } else { 0x40 });
        data.extend_from_slice(&says.counter.to_be_bytes());
        data.extend_from_slice(made);
        data
    }

    fn cose(&self) -> Cbor {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (Cbor::Bytes(point[1..33].to_vec()), Cbor::Bytes(point[33..].to_vec()));
        cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => y }).unwrap()
    }

    /// What is made for a challenge, with that public key.
    fn makes(&mut self, begun: &Value, says: &Says, key: &Cbor) -> Value {
        self.handle = URL_SAFE_NO_PAD.decode(begun["user_handle"].as_str().unwrap()).unwrap();
        let mut made = vec![0; 16];
        made.extend_from_slice(&u16::try_from(self.credential.len()).unwrap().to_be_bytes());
        made.extend_from_slice(&self.credential);
        ciborium::into_writer(key, &mut made).unwrap();
        let challenge = begun["challenge"].as_str().unwrap();
        json!({ "name": "Datorn",
                "client_data": encode(Self::client_data(challenge, "webauthn.create", says)),
                "authenticator_data": encode(Self::data(says, &made)) })
    }

    fn shows(&self, challenge: &str, says: &Says) -> Value {
        let client_data = Self::client_data(challenge, "webauthn.get", says);
        let data = Self::data(says, &[]);
        let signed = [data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let handle = says.handle.as_ref().unwrap_or(&self.handle);
        json!({ "credential": encode(&self.credential), "client_data": encode(client_data),
                "authenticator_data": encode(data), "signature": encode(signature.as_ref()),
                "user_handle": encode(handle) })
    }
}

async fn begin(world: &World, headers: &HeaderMap) -> Value {
    let again = json!({ "password": PASSWORD });
    let begun = world.post("/v1/account/passkeys/challenge", &again, headers).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.json);
    begun.json
}

async fn add(world: &World, headers: &HeaderMap, n: u8) -> Authenticator {
    let mut authenticator = Authenticator::fresh(n);
    let begun = begin(world, headers).await;
    assert_eq!(begun["rp_id"], "lage.example");
    let key = authenticator.cose();
    let made = authenticator.makes(&begun, &says(0), &key);
    let answer = world.post("/v1/account/passkeys", &made, headers).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
    authenticator
}

async fn challenge(world: &World) -> String {
    let asked = world.post("/v1/session/passkey/challenge", &json!({}), &own_header()).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.json);
    asked.json["challenge"].as_str().unwrap().to_owned()
}

async fn show(world: &World, shown: &Value) -> Answer {
    world.post("/v1/session/passkey", shown, &own_header()).await
}

async fn enter(world: &World, authenticator: &Authenticator, says: &Says) -> Answer {
    let challenge = challenge(world).await;
    show(world, &authenticator.shows(&challenge, says)).await
}

fn entered(answer: &Answer) -> HeaderMap {
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    let mut headers = own_header();
    headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
    headers
}

fn ids(account: &Value) -> Vec<String> {
    let passkeys = account["passkeys"].as_array().unwrap().iter();
    passkeys.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_passkey_is_made_opens_as_two_factors_is_listed_and_removed() {
    let settings = Settings { second_factor_required: true, ..settings() };
    let world = World::new().with(settings);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    assert_eq!(world.get("/v1/access", &asa).await.code(), "second_factor_missing");
    let key = add(&world, &asa, 1).await;
    let headers = entered(&enter(&world, &key, &says(0)).await);
    assert_eq!(world.get("/v1/access", &headers).await.status, StatusCode::OK, "it is strong");
    let account = world.get("/v1/account", &headers).await.json;
    assert_eq!(account["passkeys"][0]["name"], "Datorn");
    assert!(account["passkeys"][0]["used_at"].is_i64());
    assert_eq!(
        (&account["takes_passkeys"], &account["has_password"]),
        (&json!(true), &json!(true))
    );
    let methods: Vec<_> =
        account["sessions"].as_array().unwrap().iter().map(|it| it["method"].clone()).collect();
    assert!(methods.contains(&json!("passkey")) && methods.contains(&json!("password")));

    let bo = world.browser(OFFICE, "coordinator", "Bo").await;
    let path = format!("/v1/account/passkeys/{}/removal", ids(&account)[0]);
    assert_eq!(world.post(&path, &json!({}), &bo).await.code(), "not_found");
    assert_eq!(world.post(&path, &json!({}), &headers).await.status, StatusCode::NO_CONTENT);
    assert_eq!(enter(&world, &key, &says(0)).await.code(), "no_credential");
}

#[tokio::test]
async fn nothing_opens_that_was_said_elsewhere_by_nobody_or_before() {
    let world = World::new().with(settings());
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let key = add(&world, &asa, 1).await;
    let other = Authenticator { handle: key.handle.clone(), ..Authenticator::fresh(1) };
    let spoiled = |change: fn(&mut Says)| {
        let mut says = says(1);
        change(&mut says);
        says
    };
    for (what, says) in [
        ("another origin", spoiled(|it| it.origin = "https://lage.example.evil".to_owned())),
        ("another port", spoiled(|it| it.origin.push_str(":8443"))),
        ("another domain", spoiled(|it| it.domain = "evil.example".to_owned())),
        ("in a frame of another", spoiled(|it| it.cross_origin = true)),
        ("a passkey that is made", spoiled(|it| it.kind = Some("webauthn.create"))),
        ("nobody there", spoiled(|it| it.flags = 0x04)),
        ("nobody checked", spoiled(|it| it.flags = 0x01)),
        ("synced all at once", spoiled(|it| it.flags = 0x05 | 0x08)),
        ("somebody else's", spoiled(|it| it.handle = Some(vec![7; 16]))),
        ("nobody's", spoiled(|it| it.handle = Some(Vec::new()))),
    ] {
        assert_eq!(enter(&world, &key, &says).await.code(), "no_credential", "{what}");
    }
    assert_eq!(enter(&world, &other, &says(1)).await.code(), "no_credential", "another key");
    let unknown = Authenticator::fresh(9);
    assert_eq!(enter(&world, &unknown, &says(1)).await.code(), "no_credential");

    let asked = challenge(&world).await;
    let mut shown = key.shows(&asked, &says(1));
    shown["client_data"] = json!(encode(format!(
        "{{\"type\":\"webauthn.get\",\"origin\":\"{ORIGIN}\",\"challenge\":\"{asked}\" }}"
    )));
    assert_eq!(show(&world, &shown).await.code(), "no_credential", "what was not signed");
    let made = key.shows(begin(&world, &asa).await["challenge"].as_str().unwrap(), &says(1));
    assert_eq!(
        show(&world, &made).await.code(),
        "no_credential",
        "a challenge for another purpose"
    );
    let shown = key.shows(&asked, &says(1));
    entered(&show(&world, &shown).await);
    assert_eq!(show(&world, &shown).await.code(), "no_credential", "twice");
    let late = key.shows(&challenge(&world).await, &says(2));
    world.pass(5 * 60_000 + 1);
    assert_eq!(show(&world, &late).await.code(), "no_credential", "too late");
    let bare = world.post("/v1/session/passkey", &shown, &HeaderMap::new()).await;
    assert_eq!(bare.code(), "not_allowed", "another site");
    for field in ["credential", "client_data", "authenticator_data", "signature", "user_handle"] {
        let mut broken = key.shows(&challenge(&world).await, &says(2));
        broken[field] = json!("not base64 !");
        assert!(["bad_value", "no_credential"].contains(&show(&world, &broken).await.code()));
        broken[field] = json!("AAAA");
        assert_eq!(show(&world, &broken).await.code(), "no_credential", "{field}");
    }
}

#[tokio::test]
async fn a_count_that_was_seen_before_is_a_copys() {
    let world = World::new().with(settings());
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let key = add(&world, &asa, 1).await;
    entered(&enter(&world, &key, &says(0)).await);
    entered(&enter(&world, &key, &says(0)).await);
    entered(&enter(&world, &key, &says(5)).await);
    for counter in [5, 4, 0] {
        assert_eq!(enter(&world, &key, &says(counter)).await.code(), "no_credential", "{counter}");
    }
    entered(&enter(&world, &key, &says(6)).await);
    let mut copied = 0;
    let read = |conn: &_| {
        sync_server::store::audit::rows(conn, 0, |row| {
            copied += usize::from(row.action == "passkey.copied");
            Ok(())
        })
    };
    world.app.store.read_now(read).unwrap();
    assert_eq!(copied, 3);
}

#[tokio::test]
async fn a_passkey_is_made_by_its_person_with_the_password_and_by_the_rules() {
    let world = World::new().with(settings());
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let bo = world.browser(OFFICE, "coordinator", "Bo").await;
    let path = "/v1/account/passkeys/challenge";
    assert_eq!(world.post(path, &json!({}), &asa).await.code(), "no_credential");
    let wrong = json!({ "password": "en annan mening" });
    assert_eq!(world.post(path, &wrong, &asa).await.code(), "no_credential");

    let add_path = "/v1/account/passkeys";
    let refused = async |spoil: &dyn Fn(&mut Says, &mut Cbor), whose: &HeaderMap| {
        let mut key = Authenticator::fresh(3);
        let begun = begin(&world, &asa).await;
        let (mut says, mut cose) = (says(0), key.cose());
        spoil(&mut says, &mut cose);
        let made = key.makes(&begun, &says, &cose);
        let answer = world.post(add_path, &made, whose).await;
        assert_eq!(answer.code(), "bad_signature", "{}", answer.json);
    };
    refused(&|_, _| (), &bo).await;
    refused(&|says, _| says.origin = "https://evil.example".to_owned(), &asa).await;
    refused(&|says, _| says.domain = "evil.example".to_owned(), &asa).await;
    refused(&|says, _| says.flags = 0x01, &asa).await;
    refused(&|says, _| says.kind = Some("webauthn.get"), &asa).await;
    // A secret everybody may know, a key too short, a point too short, nothing.
    refused(&|_, cose| *cose = cbor!({ 1 => 4, 3 => 5 }).unwrap(), &asa).await;
    let short = || Cbor::Bytes(vec![1; 128]);
    refused(
        &|_, cose| *cose = cbor!({ 1 => 3, 3 => -257, -1 => short(), -2 => short() }).unwrap(),
        &asa,
    )
    .await;
    refused(&|_, cose| *cose = cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => short() }).unwrap(), &asa)
        .await;
    refused(&|_, cose| *cose = Cbor::Null, &asa).await;

    let key = add(&world, &asa, 1).await;
    let begun = begin(&world, &asa).await;
    assert_eq!(begun["known"], json!([encode(&key.credential)]), "no second one there");
    let mut again = Authenticator { credential: key.credential.clone(), ..Authenticator::fresh(2) };
    let cose = again.cose();
    let made = again.makes(&begin(&world, &bo).await, &says(0), &cose);
    assert_eq!(world.post(add_path, &made, &bo).await.code(), "already_exists");
    assert_eq!(world.post(add_path, &made, &bo).await.code(), "bad_signature", "used");
    assert!(ids(&world.get("/v1/account", &bo).await.json).is_empty());
    for n in 2..=20 {
        add(&world, &asa, n).await;
    }
    let mut more = Authenticator::fresh(21);
    let cose = more.cose();
    let made = more.makes(&begin(&world, &asa).await, &says(0), &cose);
    assert_eq!(world.post(add_path, &made, &asa).await.code(), "bad_value", "twenty are enough");
}

#[tokio::test]
async fn there_are_none_under_a_number_or_without_tls() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let headers = own_header();
    let asked = world.post("/v1/session/passkey/challenge", &json!({}), &headers).await;
    // Without an address of its own a server says localhost.
    assert_eq!(asked.json["rp_id"], "localhost");
    let open = Settings { public_url: Some("http://10.0.0.1".to_owned()), ..Settings::default() };
    let world = world.with(open);
    let asked = world.post("/v1/session/passkey/challenge", &json!({}), &headers).await;
    assert_eq!(asked.code(), "not_found");
    assert_eq!(world.get("/v1/account", &asa).await.json["takes_passkeys"], false);
}

#[tokio::test]
async fn a_lost_passkey_stays_removed_after_a_backup_is_put_back() {
    let world = World::new().with(Settings { backup: Plan::default(), ..settings() });
    let asa = world.browser(OFFICE, "coordinator", "åsa").await;
    let bo = world.browser(OFFICE, "coordinator", "bo").await;
    let (lost, kept) = (add(&world, &asa, 1).await, add(&world, &bo, 2).await);
    entered(&enter(&world, &kept, &says(4)).await);
    backup::take((world.dir.path(), &Plan::default()), &world.seams, &Quietly(&NEVER)).unwrap();
    world.admin().person(PersonCommand::ForgetPasskeys { user: "åsa".to_owned() }).unwrap();
    assert_eq!(world.get("/v1/me", &asa).await.code(), "no_credential", "signed out everywhere");
    let late = add(&world, &bo, 3).await;
    world.pass(DAY);

    let World { dir, app, router, clock, seams } = world;
    drop((app, router));
    let from = dir.path().join("backups");
    backup::put_back((dir.path(), &from), &seams, &Quietly(&NEVER)).unwrap();
    let app = App::open(dir.path(), settings(), seams.clone()).unwrap();
    let router = sync_server::app(app.clone());
    let world = World { dir, app, router, clock, seams };
    assert_eq!(enter(&world, &lost, &says(9)).await.code(), "no_credential");
    entered(&enter(&world, &kept, &says(9)).await);
    entered(&enter(&world, &late, &says(0)).await);
}
