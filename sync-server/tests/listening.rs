//! Hints end with the right to read; what a device may have done again and again is bounded.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use protocol::sync::Belief;
use support::{START, World, graffiti};
use sync_server::admin::{DeviceCommand, MemberCommand, PersonCommand};
use tower::ServiceExt as _;

const NORR: &str = "Vaktbolaget Norr";
/// Nothing here takes as long; a stream that does not end would take for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Follow the events; the body goes on until the server ends it.
async fn listen(world: &World, headers: &HeaderMap) -> Body {
    let mut request = Request::get("/v1/events").body(Body::empty()).unwrap();
    *request.headers_mut() = headers.clone();
    let mut answer = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    let first = answer.body_mut().frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(first.starts_with(b"event: head"));
    answer.into_body()
}

async fn ends(body: Body) -> bool {
    tokio::time::timeout(PATIENCE, body.collect()).await.is_ok()
}

#[tokio::test]
async fn whoever_may_not_read_any_more_hears_no_more_hints() {
    let world = World::new();
    let revoked = world.phone(1, NORR, "reporter").await;
    let other = world.phone(2, "Lindbyhem", "reporter").await;
    let anna = world.browser(NORR, "org_coordinator", "anna").await;
    let office = world.browser("Kommunledningskontoret", "coordinator", "berit").await;

    let stream = listen(&world, &revoked.headers()).await;
    world.admin().device(DeviceCommand::Revoke { id: revoked.id, wipe: None }).unwrap();
    assert!(ends(stream).await, "a device that was revoked");

    let stream = listen(&world, &office).await;
    world.admin().person(PersonCommand::Revoke { user: "berit".to_owned() }).unwrap();
    assert!(ends(stream).await, "a person whose access was taken away");

    let (ending, going_on) = (listen(&world, &anna).await, listen(&world, &other.headers()).await);
    world.admin().member(MemberCommand::End { name: NORR.to_owned() }).unwrap();
    assert!(ends(ending).await, "an organisation whose agreement ended");
    let goes_on = tokio::time::timeout(Duration::from_secs(5), going_on.collect()).await;
    assert!(goes_on.is_err(), "nobody else's ends");
}

#[tokio::test]
async fn a_device_has_its_rows_counted_once_and_again_after_ten_minutes() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    let number = 1;
    let hash = guard.ops[0].hash(guard.id, number, domain::op::OpHash::START).0;
    let mut compared = Vec::new();
    for _ in 0..4 {
        let mut request = guard.request(None);
        request.compare = Some(Belief { number, hash });
        let answer = guard.call(&world, &request).await;
        compared.push(answer.json["compared"] == true);
        assert_eq!(answer.json["have"], 1, "it is answered all the same");
        world.pass(4 * 60 * 1_000);
    }
    assert_eq!(compared, [true, false, false, true]);
}
