//! *Enheter* over HTTP, and the order to wipe a lost device.

mod support;

use axum::http::{HeaderMap, StatusCode};
use protocol::run::PublicKey;
use protocol::wipe::{Wipe, WipeOrder};
use serde_json::{Value, json};
use support::{START, World, graffiti};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

async fn device(world: &World, asa: &HeaderMap) -> Value {
    world.get("/v1/access", asa).await.json["devices"][0].clone()
}

#[tokio::test]
async fn a_link_made_on_the_desk_lets_a_device_join_and_it_is_listed() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let ask = json!({ "organisation": NORR, "role": "reporter", "name": "Telefon 4" });
    let made = world.post("/v1/access/devices", &ask, &asa).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.json);
    assert!(made.json["picture"]["path"].as_str().is_some_and(|path| path.starts_with('M')));
    let code = made.json["link"].as_str().and_then(|link| link.split_once('#')).map(|it| it.1);
    let public_key = protocol::run::DeviceKey::from_seed(&[5; 32]).public();
    let join = json!({ "code": code, "public_key": public_key, "app": "test 1" });
    let joined = world.post("/v1/enrolment", &join, &HeaderMap::new()).await;
    assert_eq!(joined.status, StatusCode::OK, "{}", joined.json);
    let listed = device(&world, &asa).await;
    assert_eq!((&listed["name"], &listed["app"]), (&json!("Telefon 4"), &json!("test 1")));
    let view = world.get("/v1/access", &asa).await.json;
    assert_eq!(
        (&view["people"][0]["name"], view["people"][0]["sessions"].as_array().map(Vec::len)),
        (&json!("Någon"), Some(1))
    );
    let odd = json!({ "organisation": "Ingen", "role": "reporter", "name": "x" });
    assert_eq!(world.post("/v1/access/devices", &odd, &asa).await.code(), "not_found");
}

#[tokio::test]
async fn a_lost_device_is_given_a_signed_order_after_what_it_hands_in_and_with_a_refusal() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let mut guard = world.phone(1, NORR, "reporter").await;
    let server: PublicKey = world.app.own.key.public();
    guard.report(graffiti(), START);
    let path = format!("/v1/access/devices/{}/revocation", guard.id);
    let wiped = world.post(&path, &json!({ "wipe": "after_deposit" }), &asa).await;
    assert_eq!(wiped.status, StatusCode::NO_CONTENT, "{}", wiped.json);
    assert_eq!(device(&world, &asa).await["wipe_told_at"], Value::Null);
    let response = guard.hand_in(&world, Some(guard.run(1, 1))).await;
    assert_eq!((response.have, response.quarantined.len()), (1, 1));
    let order = response.wipe.unwrap();
    assert!(order.wipe == Wipe::AfterDeposit && order.is_by(&server, guard.id));
    assert_eq!(device(&world, &asa).await["wipe_told_at"], json!(START));
    // Harder is possible, softer is not.
    for word in ["at_once", "after_deposit"] {
        let again = world.post(&path, &json!({ "wipe": word }), &asa).await;
        assert_eq!(again.status, StatusCode::NO_CONTENT);
    }
    let refused = guard.refused(&world, None).await;
    assert_eq!(refused.code(), "revoked");
    let order: WipeOrder = serde_json::from_value(refused.json["wipe"].clone()).unwrap();
    assert!(order.wipe == Wipe::AtOnce && order.is_by(&server, guard.id));
}

#[tokio::test]
async fn a_device_that_is_only_revoked_is_ordered_nothing() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let guard = world.phone(1, NORR, "reporter").await;
    let path = format!("/v1/access/devices/{}/revocation", guard.id);
    assert_eq!(world.post(&path, &json!({}), &asa).await.status, StatusCode::NO_CONTENT);
    let refused = guard.refused(&world, None).await;
    assert_eq!((refused.code(), &refused.json["wipe"]), ("revoked", &Value::Null));
    let nobody = format!("/v1/access/devices/{}/revocation", uuid::Uuid::from_u128(7));
    assert_eq!(world.post(&nobody, &json!({}), &asa).await.code(), "not_found");
}
