//! Access rests on an agreement: it begins and ends by itself, and no report is lost over it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::{DAY, Phone, START, World, graffiti, own_header};
use sync_server::admin::{Agreed, MemberCommand};

const NORR: &str = "Vaktbolaget Norr";
/// The day after the one on which the world begins, 2026-03-01.
const ENDS: &str = "valid_from = \"2025-01-01\"\nvalid_to = \"2026-03-02\"";

/// The practice town, with the dates of the guard company's agreement changed.
fn world(dates: &str) -> World {
    let folder = tempfile::tempdir().unwrap();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ovningsstad");
    for entry in std::fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        let to = folder.path().join(entry.file_name());
        if entry.file_name() == "organisations.toml" {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let at = text.find("code = \"vaktbolaget-norr-ovn\"").unwrap();
            let (before, after) = text.split_at(at);
            let after = after.replacen("valid_from = \"2025-01-01\"", dates, 1);
            std::fs::write(to, format!("{before}{after}")).unwrap();
        } else if entry.file_name() != "karta.pmtiles" {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
    World::of(Some(folder.path()))
}

fn command(world: &World, command: MemberCommand) -> Value {
    world.admin().member(command).unwrap().json
}

fn listed(world: &World, name: &str) -> Value {
    let all = command(world, MemberCommand::List);
    all.as_array().unwrap().iter().find(|org| org["name"] == name).unwrap().clone()
}

/// The device asks for the picture, carrying the configuration in force.
async fn asks(world: &World, phone: &Phone) -> (StatusCode, String) {
    let mut request = phone.request(None);
    let answer = phone.call(world, &request).await;
    if let Some(version) = answer.json["configuration"]["version"].as_str() {
        request.configuration = version.to_owned();
        let answer = phone.call(world, &request).await;
        return (answer.status, answer.code().to_owned());
    }
    (answer.status, answer.code().to_owned())
}

#[tokio::test]
async fn when_the_last_day_is_over_nobody_of_the_organisation_reads_and_signing_out_works() {
    let world = world(ENDS);
    // The last moment of the last day in Stockholm is 23:00 UTC.
    world.pass(DAY + 11 * 3_600_000 - 1);
    let browser = world.browser(NORR, "org_coordinator", "norr").await;
    let phone = world.phone(1, NORR, "reporter").await;
    let other = world.phone(2, "Lindbyhem", "reporter").await;
    assert_eq!(world.get("/v1/me", &browser).await.status, StatusCode::OK);
    assert_eq!(asks(&world, &phone).await.0, StatusCode::OK);
    world.pass(1);
    for path in ["/v1/me", "/v1/state", "/v1/incidents", "/v1/places", "/v1/maps", "/v1/catalogue"]
    {
        for headers in [&browser, &phone.headers()] {
            let answer = world.get(path, headers).await;
            assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "agreement_ended"));
        }
    }
    let answer = world.post("/v1/picture", &json!({}), &browser).await;
    assert_eq!(answer.code(), "agreement_ended");
    assert_eq!(asks(&world, &phone).await, (StatusCode::FORBIDDEN, "agreement_ended".to_owned()));
    assert_eq!(asks(&world, &other).await.0, StatusCode::OK);
    let left = (axum::http::Method::DELETE, "/v1/session");
    let answer = world.call(left, axum::body::Body::empty(), &browser).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_was_reported_before_the_end_comes_in_and_what_was_reported_after_is_set_aside() {
    let world = world(ENDS);
    let mut phone = world.phone(1, NORR, "reporter").await;
    let before = phone.report(graffiti(), START);
    phone.report(graffiti(), START + 3 * DAY);
    phone.set(before, json!({ "note": "även på baksidan" }), START + 3 * DAY + 1);
    world.pass(3 * DAY + 10);
    let answer = phone.sync(&world).await;
    assert_eq!(answer.have, 3);
    let told: Vec<_> =
        answer.quarantined.iter().map(|it| (it.number, it.because.as_str())).collect();
    assert_eq!(told, [(2, "agreement_ended")]);
    let agreement = answer.configuration.unwrap().agreement.unwrap();
    assert!(!agreement.is_in_force(domain::clock::UtcMillis(START + 3 * DAY)));
    assert_eq!((answer.cursor.seq, answer.organisations.len()), (0, 0));
    let desk = world.browser("Kommunledningskontoret", "coordinator", "samordning").await;
    let picture = world.post("/v1/picture", &json!({}), &desk).await.json;
    let seen = picture["observations"].as_array().unwrap();
    assert_eq!((seen.len(), &seen[0]["note"]), (1, &json!("även på baksidan")));
}

#[tokio::test]
async fn before_the_first_day_reports_come_in_and_nothing_is_read_until_it_begins() {
    let world = world("valid_from = \"2026-03-03\"");
    let mut phone = world.phone(1, NORR, "reporter").await;
    phone.report(graffiti(), START);
    let answer = phone.sync(&world).await;
    assert_eq!((answer.have, answer.quarantined.len(), answer.cursor.seq), (1, 0, 0));
    assert_eq!(asks(&world, &phone).await.1, "agreement_ended");
    world.pass(2 * DAY);
    assert_eq!(asks(&world, &phone).await.0, StatusCode::OK);
    assert_eq!(phone.sync(&world).await.cursor.seq, 1);
}

#[tokio::test]
async fn an_organisation_of_the_command_line_has_an_agreement_that_is_listed_ended_and_renewed() {
    let world = World::new();
    let name = "Nya vakter".to_owned();
    let agreed = Agreed { until: Some("2026-12-31".to_owned()), purpose: "Rondering".to_owned() };
    let added = MemberCommand::Add { name: name.clone(), agreed };
    assert_eq!(command(&world, added)["made"], true);
    let org = listed(&world, &name);
    assert_eq!(
        (&org["may_read"], &org["agreements"][0]["purpose"]),
        (&json!(true), &json!("Rondering"))
    );
    let mut phone = world.phone(1, &name, "reporter").await;
    phone.report(graffiti(), START);
    let configuration = phone.sync(&world).await.configuration.unwrap();
    assert_eq!(configuration.agreement.unwrap().valid_to.as_deref(), Some("2026-12-31"));

    world.pass(1_000);
    assert_eq!(command(&world, MemberCommand::End { name: name.clone() })["ended"], 1);
    assert_eq!(listed(&world, &name)["may_read"], false);
    assert_eq!(asks(&world, &phone).await.1, "agreement_ended");
    assert_eq!(command(&world, MemberCommand::End { name: name.clone() })["ended"], 0);

    world.pass(1_000);
    let agreed = Agreed::default();
    command(&world, MemberCommand::Renew { name: name.clone(), agreed });
    assert_eq!(asks(&world, &phone).await.0, StatusCode::OK);
    let late = Agreed { until: Some("2026-02-01".to_owned()), ..Agreed::default() };
    assert!(world.admin().member(MemberCommand::Renew { name, agreed: late }).is_err());
    let configured = MemberCommand::Renew { name: NORR.to_owned(), agreed: Agreed::default() };
    assert_eq!(world.admin().member(configured).err().unwrap().exit_code(), 4);
}

#[tokio::test]
async fn an_agreement_ended_by_hand_stays_ended_when_the_server_starts_again() {
    let world = world("valid_from = \"2025-01-01\"");
    command(&world, MemberCommand::End { name: NORR.to_owned() });
    let again =
        sync_server::App::open(world.dir.path(), Default::default(), world.seams.clone()).unwrap();
    drop(again);
    assert_eq!(listed(&world, NORR)["may_read"], false);
    assert_eq!(listed(&world, "Lindbyhem")["may_read"], true);
}

#[tokio::test]
async fn who_needs_an_agreement_and_has_none_signs_in_to_hear_that() {
    let world = world("valid_from = \"2030-01-01\"");
    let browser = world.browser(NORR, "reporter", "norr").await;
    assert_eq!(world.get("/v1/me", &browser).await.code(), "agreement_ended");
    let draft = json!({ "category": "vandalism.graffiti" });
    let refused = world.post("/v1/observations", &draft, &browser).await;
    assert_eq!(refused.code(), "agreement_ended");
    let nobody = world.get("/v1/me", &own_header()).await;
    assert_eq!(nobody.code(), "no_credential");
}
