//! A backup that is put back brings nobody's access to life again: who was invited later is known,
//! the password chosen last holds, and an agreement that was ended stays ended.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use std::sync::atomic::AtomicBool;

use axum::http::{HeaderMap, StatusCode, header};
use protocol::wipe::{Wipe, WipeOrder};
use serde_json::{Value, json};
use support::{Phone, World, own_header};
use sync_server::admin::{MemberCommand, PersonCommand};
use sync_server::backup::{self, Plan, Quietly};
use sync_server::{App, Settings};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";
static NEVER: AtomicBool = AtomicBool::new(false);

async fn signs_in(world: &World, name: &str, password: &str) -> Option<HeaderMap> {
    let body = json!({ "name": name, "password": password });
    let answer = world.post("/v1/session", &body, &own_header()).await;
    let cookie = answer.headers.get(header::SET_COOKIE)?.to_str().unwrap();
    let mut headers = own_header();
    headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
    Some(headers)
}

fn person(world: &World, command: PersonCommand) -> Value {
    world.admin().person(command).unwrap().json
}

/// Put the newest backup back, and serve the folder again.
fn put_back(world: World) -> (World, backup::PutBack) {
    let World { dir, app, router, clock, seams } = world;
    drop((app, router));
    let from = dir.path().join("backups");
    let back = backup::put_back((dir.path(), &from), &seams, &Quietly(&NEVER)).unwrap();
    let app = App::open(dir.path(), Settings::default(), seams.clone()).unwrap();
    let router = sync_server::app(app.clone());
    (World { dir, app, router, clock, seams }, back)
}

#[tokio::test]
async fn a_password_changed_an_agreement_ended_and_a_person_invited_since_the_backup_stay_so() {
    let world = World::new().with(Settings { backup: Plan::default(), ..Settings::default() });
    world.browser(OFFICE, "coordinator", "anna").await;
    world.browser(NORR, "org_coordinator", "norr").await;
    backup::take((world.dir.path(), &Plan::default()), &world.seams, &Quietly(&NEVER)).unwrap();

    world.browser(OFFICE, "coordinator", "berit").await;
    world.browser(OFFICE, "coordinator", "cecilia").await;
    person(&world, PersonCommand::Revoke { user: "cecilia".to_owned() });
    let told = person(&world, PersonCommand::Reset { user: "anna".to_owned() });
    let code = told["link"].as_str().unwrap().split_once('#').unwrap().1;
    let new = "en annan lång mening";
    let chosen = json!({ "invitation": code, "name": "anna", "password": new });
    let answer = world.post("/v1/session/invitation", &chosen, &own_header()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    world.admin().member(MemberCommand::End { name: NORR.to_owned() }).unwrap();

    let (world, back) = put_back(world);
    assert_eq!((back.met.people, back.met.agreements_ended), (2, 1));
    assert_eq!((back.met.passwords, back.met.revoked), (2, 1));
    assert!(signs_in(&world, "anna", "en lång mening").await.is_none(), "the password that leaked");
    assert!(signs_in(&world, "cecilia", "en lång mening").await.is_none());
    let anna = signs_in(&world, "anna", new).await.unwrap();
    assert_eq!(world.get("/v1/me", &anna).await.status, StatusCode::OK);
    assert!(signs_in(&world, "berit", "en lång mening").await.is_some());
    let norr = signs_in(&world, "norr", "en lång mening").await.unwrap();
    assert_eq!(world.get("/v1/me", &norr).await.code(), "agreement_ended");

    let (world, again) = put_back(world);
    assert_eq!(again.met.people, 2, "the backup itself is as old as before");
    assert!(signs_in(&world, "anna", new).await.is_some());
}

#[tokio::test]
async fn an_agreement_that_the_backup_does_not_know_stays_ended_when_the_configuration_names_it() {
    let world = World::new().with(Settings { backup: Plan::default(), ..Settings::default() });
    // As if the agreement had come with a configuration of after the backup.
    let forget = "DELETE FROM agreement WHERE code = 'vaktbolaget-norr-ovn'";
    let kept = world.app.store.write_now(move |batch| Ok(batch.tx.execute(forget, [])?)).unwrap();
    assert_eq!(kept, 1);
    backup::take((world.dir.path(), &Plan::default()), &world.seams, &Quietly(&NEVER)).unwrap();
    let world = world.with(Settings::default());
    world.browser(NORR, "org_coordinator", "norr").await;
    world.admin().member(MemberCommand::End { name: NORR.to_owned() }).unwrap();

    let (world, _) = put_back(world);
    let norr = signs_in(&world, "norr", "en lång mening").await.unwrap();
    assert_eq!(world.get("/v1/me", &norr).await.code(), "agreement_ended");
}

#[tokio::test]
async fn a_wipe_ordered_since_the_backup_is_still_ordered_and_as_hard_as_it_was() {
    let world = World::new().with(Settings { backup: Plan::default(), ..Settings::default() });
    let asa = world.browser(OFFICE, "coordinator", "åsa").await;
    let lost = world.phone(1, NORR, "reporter").await;
    let stolen = world.phone(2, NORR, "reporter").await;
    let server = world.app.own.key.public();
    let order = async |phone: &Phone, wipe: &str| {
        let path = format!("/v1/access/devices/{}/revocation", phone.id);
        let told = world.post(&path, &json!({ "wipe": wipe }), &asa).await;
        assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.json);
    };
    order(&stolen, "after_deposit").await;
    backup::take((world.dir.path(), &Plan::default()), &world.seams, &Quietly(&NEVER)).unwrap();
    order(&lost, "after_deposit").await;
    order(&stolen, "at_once").await;

    let (world, back) = put_back(world);
    assert_eq!((back.met.revoked, back.met.wipes), (1, 2));
    for (phone, wipe) in [(&lost, Wipe::AfterDeposit), (&stolen, Wipe::AtOnce)] {
        let refused = phone.refused(&world, None).await;
        assert_eq!(refused.code(), "revoked");
        let told: WipeOrder = serde_json::from_value(refused.json["wipe"].clone()).unwrap();
        assert!(told.wipe == wipe && told.is_by(&server, phone.id));
    }
    // A folder that is kept, and a server that is started again, know it too.
    let world = world.with(Settings::default());
    let refused = lost.refused(&world, None).await;
    assert_eq!(refused.json["wipe"]["wipe"], "after_deposit");
}
