//! Operations that were forged, swapped, or claim to be somebody else's.

use axum::http::StatusCode;
use domain::id::DeviceId;
use domain::op::{Body, DocType};
use protocol::run::DeviceKey;
use serde_json::json;

use crate::support::{START, World, graffiti};
use crate::{NORR, OFFICE};

#[tokio::test]
async fn an_operation_under_another_devices_name_is_refused() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let mut thief = world.phone(2, NORR, "reporter").await;
    guard.report(graffiti(), START);
    thief.report(graffiti(), START);
    // Signed with the thief's key in the guard's name, and the guard's own run under the thief's.
    let key = std::mem::replace(&mut guard.key, DeviceKey::from_seed(&[2; 32]));
    assert_eq!(guard.refused(&world, Some(guard.run(1, 1))).await.code(), "bad_signature");
    guard.key = key;
    let stolen = guard.run(1, 1);
    assert_eq!(thief.refused(&world, Some(stolen)).await.code(), "bad_signature");
    let nobody = DeviceId(uuid::Uuid::from_u128(77));
    let own = std::mem::replace(&mut thief.id, nobody);
    assert_eq!(thief.refused(&world, Some(thief.run(1, 1))).await.code(), "no_credential");
    thief.id = own;
    assert_eq!(guard.hand_in(&world, None).await.head, 0, "nothing of it is in the log");
}

#[tokio::test]
async fn a_chain_whose_order_was_changed_on_the_way_is_refused_whole() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    for n in 0..4 {
        guard.report(graffiti(), START + n);
    }
    let honest = guard.run(1, 4);
    let mut swapped = honest.clone();
    swapped.ops.swap(1, 2);
    let mut dropped = honest.clone();
    dropped.ops.remove(2);
    dropped.salts.truncate(48);
    let mut doubled = honest.clone();
    doubled.ops[3] = doubled.ops[0].clone();
    let mut shifted = honest.clone();
    shifted.first = 2;
    let mut elsewhere = honest.clone();
    elsewhere.previous = [7; 32];
    for (name, run) in [
        ("swapped", swapped),
        ("dropped", dropped),
        ("doubled", doubled),
        ("shifted", shifted),
        ("elsewhere", elsewhere),
    ] {
        let answer = guard.refused(&world, Some(run)).await;
        assert!(["bad_signature", "bad_value"].contains(&answer.code()), "{name}: {}", answer.json);
    }
    assert_eq!(guard.hand_in(&world, Some(honest)).await.have, 4);
}

#[tokio::test]
async fn who_wrote_something_is_decided_by_the_server_and_never_by_what_is_written() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    let claims = json!({
        "organisation": uuid::Uuid::from_u128(9), "author": { "role": "coordinator" },
        "user": uuid::Uuid::from_u128(8), "received_at": 1,
    });
    guard.set(doc, claims, START + 1);
    guard.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let view = world.get(&format!("/v1/observations/{doc}"), &asa).await.json;
    assert_eq!(view["organisation_name"], NORR);
    assert!(view["received_at"].as_i64() >= Some(START));
}

#[tokio::test]
async fn nobody_reviews_joins_or_unmasks_by_writing_the_field_on_a_phone() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "org_coordinator").await;
    let doc = guard.report(graffiti(), START);
    let fields = [
        json!({ "review": { "state": "approved" } }),
        json!({ "incident": doc }),
        json!({ "mask.00000000-0000-0000-0000-000000000001.note": { "state": "released" } }),
    ];
    for (n, field) in fields.into_iter().enumerate() {
        guard.set(doc, field, START + 1 + n as i64);
    }
    let body = Body::set(doc, DocType::Priority, Default::default());
    guard.keep(serde_json::to_string(&body).unwrap());
    let answer = guard.sync(&world).await;
    assert_eq!(answer.quarantined.len(), 4, "{:?}", answer.quarantined);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let view = world.get(&format!("/v1/observations/{doc}"), &asa).await.json;
    assert_eq!(view["review"]["state"], "new");
}

#[tokio::test]
async fn a_page_of_another_site_writes_nothing_with_a_persons_cookie() {
    let world = World::new();
    let mut headers = world.browser(OFFICE, "coordinator", "Åsa").await;
    headers.remove("x-lagesbild");
    headers.insert("origin", "https://elsewhere.example".parse().unwrap());
    for route in sync_server::routes() {
        let sync_server::Door::May(_) = route.door else { continue };
        if route.method == "GET" {
            continue;
        }
        let path = route.path.replace("{id}", &uuid::Uuid::from_u128(1).to_string());
        let call = (route.method.parse().unwrap(), path.as_str());
        let answer = world.call(call, "{}".into(), &headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {path}", route.method);
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
}
