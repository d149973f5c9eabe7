//! Measures handed to systems of others: once, signed, tried again, and sent again when somebody asks.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::id::OpId;
use serde_json::{Value, json};
use support::{DAY, World};
use sync_server::admin::ReceiverCommand;
use sync_server::receivers::{Way, run_due};
use uuid::Uuid;

const OFFICE: &str = "Kommunledningskontoret";
const GROUP: &str = "Områdesgruppen";
const RECEIVER: &str = "Gatukontorets ärenden";

/// What came, and what is answered.
struct Kept {
    answer: StatusCode,
    came: Vec<(HeaderMap, String)>,
}

/// A system of somebody else's on a real socket.
struct Other {
    address: String,
    kept: Arc<Mutex<Kept>>,
}

impl Other {
    async fn new() -> Self {
        let kept = Arc::new(Mutex::new(Kept { answer: StatusCode::OK, came: Vec::new() }));
        let router = Router::new().route("/in", post(take)).with_state(Arc::clone(&kept));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/in", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, kept }
    }

    fn answers(&self, with: StatusCode) {
        self.kept.lock().unwrap().answer = with;
    }

    fn came(&self) -> Vec<(HeaderMap, String)> {
        self.kept.lock().unwrap().came.clone()
    }
}

async fn take(State(kept): State<Arc<Mutex<Kept>>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut kept = kept.lock().unwrap();
    kept.came.push((headers, String::from_utf8(body.to_vec()).unwrap()));
    kept.answer
}

/// The practice town with one receiver.
fn world(address: &str) -> World {
    let folder = tempfile::tempdir().unwrap();
    let town = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ovningsstad");
    for file in std::fs::read_dir(town).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
    }
    let path = folder.path().join("municipality.toml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str(&format!("\n[[receiver]]\nname = \"{RECEIVER}\"\nurl = \"{address}\"\n"));
    std::fs::write(&path, text).unwrap();
    World::of(Some(folder.path()))
}

fn entry(set: &Value) -> Value {
    json!({ "doc": Uuid::from_u128(1), "of": "measure", "set": set })
}

fn lamps() -> Value {
    entry(&json!({ "title": "Byt lampor", "note": "Tre är trasiga", "status": "decided",
                   "cost_sek": 12_000 }))
}

fn handed(to: &str) -> Value {
    json!({ "doc": Uuid::from_u128(1), "of": "measure", "set": {}, "to": "handovers",
            "value": { "to": to, "way": "webhook", "on": "2026-02-28" } })
}

async fn receipt(world: &World, who: &HeaderMap) -> Value {
    world.get("/v1/measures", who).await.json[0]["handovers"][0]["receipt"].clone()
}

#[tokio::test]
async fn a_measure_reaches_the_other_system_once_signed_and_the_desk_learns_of_it() {
    let other = Other::new().await;
    let world = world(&other.address);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let names = world.get("/v1/me", &asa).await.json;
    assert_eq!(names["municipality"]["receivers"], json!([RECEIVER]), "{names}");
    assert!(!names.to_string().contains(&other.address), "the address stays on the server");
    assert_eq!(world.post("/v1/plan", &lamps(), &asa).await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        world.post("/v1/plan", &handed(RECEIVER), &asa).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(receipt(&world, &asa).await, Value::Null);

    let way = Way::open().unwrap();
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 1);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 0);
    let told = receipt(&world, &asa).await;
    assert_eq!((&told["is_taken"], &told["attempts"]), (&json!(true), &json!(1)));

    let came = other.came();
    let [(headers, body)] = came.as_slice() else { panic!("{} came", came.len()) };
    let said: Value = serde_json::from_str(body).unwrap();
    assert_eq!(said["type"], "measure.handed_over");
    assert_eq!(said["data"]["measure"]["title"], "Byt lampor");
    assert_eq!(said["data"]["measure"]["note"], "Tre är trasiga");
    assert_eq!(said["data"]["measure"].get("cost_sek"), None);
    assert!(is_signed(&world, headers, body));
    assert!(!is_signed(&world, headers, &body.replace("Tre", "Två")));

    let listed = world.admin().receivers(ReceiverCommand::Deliveries { limit: 5 }).unwrap();
    assert!(listed.words.contains("taken"), "{}", listed.words);
    let handover: OpId = serde_json::from_value(listed.json[0]["handover"].clone()).unwrap();
    let again = ReceiverCommand::Replay { handover: Some(handover), receiver: None };
    assert_eq!(world.admin().receivers(again).unwrap().json["again"], 1);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 1);
    let came = other.came();
    assert_eq!(came[1].0["webhook-id"], came[0].0["webhook-id"], "the receiver knows it again");
    let audit = world.app.store.read_now(|conn| {
        let mut actions = Vec::new();
        sync_server::store::audit::rows(conn, 0, |row| {
            actions.push(format!("{} {}", row.actor, row.object));
            Ok(())
        })?;
        Ok(actions)
    });
    let sent = format!("server measure handed over, to {RECEIVER}");
    assert!(audit.unwrap().contains(&sent));
}

fn is_signed(world: &World, headers: &HeaderMap, body: &str) -> bool {
    let told = world.admin().receivers(ReceiverCommand::Secret { name: RECEIVER.to_owned() });
    let secret = told.unwrap().json["secret"].as_str().unwrap().to_owned();
    let secret = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let signed = format!("{}.{}.{body}", text("webhook-id"), text("webhook-timestamp"));
    let signature = STANDARD.decode(text("webhook-signature").strip_prefix("v1,").unwrap());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    hmac::verify(&key, signed.as_bytes(), &signature.unwrap()).is_ok()
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_with_growing_pauses_and_given_up_after_days() {
    let other = Other::new().await;
    let world = world(&other.address);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.post("/v1/plan", &lamps(), &asa).await;
    world.post("/v1/plan", &handed(RECEIVER), &asa).await;
    let way = Way::open().unwrap();
    other.answers(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 1);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 0, "a minute's pause");
    world.pass(60_000);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 1);
    world.pass(60_000);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 0, "five minutes' pause");
    assert_eq!(receipt(&world, &asa).await, Value::Null);
    for _ in 0..7 {
        world.pass(DAY);
        assert_eq!(run_due(&world.app, &way).await.unwrap(), 1);
    }
    world.pass(DAY);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 0);
    let bo = world.browser(OFFICE, "coordinator", "Bo").await;
    let told = receipt(&world, &bo).await;
    assert_eq!((&told["is_taken"], &told["attempts"]), (&json!(false), &json!(9)));
    let listed = world.admin().receivers(ReceiverCommand::Deliveries { limit: 5 }).unwrap();
    assert!(listed.words.contains("given up: 503"), "{}", listed.words);

    other.answers(StatusCode::OK);
    let again = ReceiverCommand::Replay { handover: None, receiver: Some(RECEIVER.to_owned()) };
    world.admin().receivers(again).unwrap();
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 1);
    assert_eq!(receipt(&world, &bo).await["is_taken"], true);
}

#[tokio::test]
async fn words_that_wait_for_a_reviewer_wait_with_the_message_and_gone_is_believed() {
    let other = Other::new().await;
    let world = world(&other.address);
    let group = world.browser(GROUP, "area_group", "Ali").await;
    let mut named = lamps();
    named["set"]["note"] = json!("Ring 070-174 06 05 först");
    world.post("/v1/plan", &named, &group).await;
    world.post("/v1/plan", &handed(RECEIVER), &group).await;
    let way = Way::open().unwrap();
    run_due(&world.app, &way).await.unwrap();
    assert!(other.came().is_empty());
    let note = json!({ "note": "Ring först" });
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.post("/v1/plan", &entry(&note), &asa).await;
    world.pass(60_000);
    other.answers(StatusCode::GONE);
    run_due(&world.app, &way).await.unwrap();
    assert_eq!(other.came().len(), 1);
    assert!(!other.came()[0].1.contains("070"));
    world.pass(DAY);
    assert_eq!(run_due(&world.app, &way).await.unwrap(), 0);
    let bo = world.browser(OFFICE, "coordinator", "Bo").await;
    assert_eq!(receipt(&world, &bo).await["is_taken"], false);
}

#[tokio::test]
async fn nobody_but_the_server_writes_a_receipt_and_an_unknown_receiver_ends_it() {
    let other = Other::new().await;
    let world = world(&other.address);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    world.post("/v1/plan", &lamps(), &asa).await;
    let op = OpId::from_bytes([7; 16]);
    let forged = json!({ "at": 1, "is_taken": true, "attempts": 1 });
    let forged = entry(&json!({ domain::measure::receipt_field(op): forged }));
    let refused = world.post("/v1/plan", &forged, &asa).await;
    assert_eq!(refused.code(), "not_allowed");
    world.post("/v1/plan", &handed("Någon annan"), &asa).await;
    run_due(&world.app, &Way::open().unwrap()).await.unwrap();
    let told = receipt(&world, &asa).await;
    assert_eq!((&told["is_taken"], &told["attempts"]), (&json!(false), &json!(0)));
    let tried = ReceiverCommand::Try { name: RECEIVER.to_owned() };
    let admin = world.admin();
    let told = tokio::task::spawn_blocking(move || admin.receivers(tried).unwrap().json);
    assert_eq!(told.await.unwrap(), json!({ "taken": true }));
    assert!(other.came()[0].1.contains("ping"));
}
