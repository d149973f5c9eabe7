//! The commands beside a running server: what they make, and what they refuse.

mod support;

use serde_json::{Value, json};
use support::{START, World, graffiti};
use sync_server::admin::{
    self, AdminError, Agreed, ConfigCommand, DeviceCommand, Enrol, Invite, Listing, MemberCommand,
    PersonCommand,
};
use sync_server::{App, Settings};

#[expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
fn listed(world: &World, listing: Listing) -> Value {
    let mut out = Vec::new();
    admin::list(&world.admin(), listing, (true, &mut out)).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
fn enrol(org: &str, role: &str) -> DeviceCommand {
    let (org, role) = (org.to_owned(), role.parse().unwrap());
    DeviceCommand::Enrol(Enrol { org, role, name: "Telefon".to_owned() })
}

#[test]
fn a_second_init_changes_nothing_and_gives_no_second_owner() {
    let world = World::new();
    let before = listed(&world, Listing::Status);
    let again =
        admin::init(world.dir.path(), None, &Settings::default(), &world.seams).unwrap().json;
    assert_eq!(again["made"], false);
    assert_eq!(listed(&world, Listing::Status), before);
}

#[test]
fn a_folder_that_init_has_not_made_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let error = App::open(dir.path(), Settings::default(), sync_server::Seams::real()).err();
    assert_eq!(AdminError::from(error.unwrap()).exit_code(), 5);
}

#[test]
fn an_unknown_organisation_or_role_is_refused_by_naming_the_known_ones() {
    let world = World::new();
    let admin = world.admin();
    let error = admin.device(enrol("Ingen", "reporter")).err().unwrap();
    assert!(error.to_string().contains("Vaktbolaget Norr"), "{error}");
    assert_eq!(error.exit_code(), 4);
    let error = admin.device(enrol("Vaktbolaget Norr", "coordinator")).err().unwrap();
    assert!(error.to_string().contains("org_coordinator, reporter"), "{error}");
    let added = admin
        .member(MemberCommand::Add { name: "Nya vakter".to_owned(), agreed: Agreed::default() })
        .unwrap()
        .json;
    assert_eq!(added["made"], true);
    let again = admin
        .member(MemberCommand::Add { name: " nya VAKTER".to_owned(), agreed: Agreed::default() })
        .unwrap()
        .json;
    assert_eq!((again["made"].clone(), again["id"].clone()), (json!(false), added["id"].clone()));
    assert!(admin.device(enrol("Nya vakter", "coordinator")).is_ok());
    let collective = admin.device(enrol("vaktbolaget-norr", "reporter")).unwrap();
    assert!(collective.words.contains('█') && collective.words.contains("/anslut#"));
}

#[test]
fn somebody_who_has_not_signed_in_yet_is_found_by_what_people_call_them() {
    let world = World::new();
    let admin = world.admin();
    let invite = |name: &str| {
        let (name, org) = (name.to_owned(), "Vaktbolaget Norr".to_owned());
        let role = "reporter".parse().unwrap();
        admin.person(PersonCommand::Invite(Invite { name, role, org })).unwrap().json
    };
    let revoke = |user: &str| admin.person(PersonCommand::Revoke { user: user.to_owned() });
    let (asa, first, second) = (invite("Åsa Lind"), invite("Kim"), invite("Kim"));
    assert_eq!(revoke("åsa lind").unwrap().json["revoked"], asa["id"]);
    let several = revoke("Kim").err().unwrap().told();
    assert_eq!(several["error"]["code"], "bad_value", "{several}");
    let id = first["id"].as_str().unwrap();
    assert_eq!(revoke(id).unwrap().json["revoked"], first["id"]);
    assert_eq!(revoke("kim").unwrap().json["revoked"], second["id"]);
    let nobody = revoke("kim").err().unwrap().told();
    assert_eq!(nobody["error"]["code"], "not_found");
    assert_eq!(nobody["error"]["transient"], false);
}

#[test]
fn programs_get_every_fault_of_a_configuration_by_itself() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let error = world
        .admin()
        .configuration(ConfigCommand::Check { folder: Some(folder.path().to_owned()) })
        .err()
        .unwrap()
        .told();
    assert_eq!(error["error"]["code"], "bad_configuration");
    let files: Vec<_> = error["error"]["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["file"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, ["municipality.toml", "organisations.toml"]);
}

#[tokio::test]
async fn the_lists_show_what_the_screens_show() {
    let world = World::new();
    let mut guard = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    for at in 0..3 {
        let mut fields = graffiti();
        fields["position"] = json!({ "lon": 12.5, "lat": 57.9, "source": "map" });
        guard.report(fields, START + at);
    }
    guard.set(
        domain::id::DocId(uuid::Uuid::from_u128(1 << 64 | 1)),
        json!({ "withdrawn": "fel" }),
        START + 9,
    );
    guard.sync(&world).await;
    let observations = listed(&world, Listing::Observations { preparedness: false });
    assert_eq!(observations.as_array().unwrap().len(), 3);
    let one = &observations[0];
    assert_eq!(one["category"], "vandalism.graffiti");
    assert_eq!((one["lon"].clone(), one["lat"].clone()), (json!(12.5), json!(57.9)));
    assert_eq!(one["organisation_name"], "Vaktbolaget Norr");
    assert_eq!(one["review"]["state"], "new");
    assert_eq!(listed(&world, Listing::ObservationCount), json!({ "observations": 3 }));
    assert_eq!(listed(&world, Listing::Incidents), json!([]));
    let status = listed(&world, Listing::Status);
    assert_eq!((status["devices"].clone(), status["audit_holds"].clone()), (json!(1), json!(true)));
    let devices = world.admin().device(DeviceCommand::List).unwrap().json;
    assert_eq!(
        (devices[0]["have"].clone(), devices[0]["app"].clone()),
        (json!(4), json!("test 1"))
    );
}
