//! Two coordinators work with the same incident, one of them without a network: both edits are there on
//! both desks and on the server, what differs is told as two tellings, and nothing is lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::collections::BTreeMap;

use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::incident::{Joining, Saying, ShareLevel};
use domain::op::DocType;
use domain::role::Role;
use domain::text::Note;
use picture::view::{Happened, IncidentPage};
use serde_json::{Map, Value, json};
use tests::phone::Phone;
use tests::server::Server;

const OFFICE: &str = "Kommunledningskontoret";
const HOMES: &str = "Lindbyhem";

fn describe(page: &IncidentPage, set: Value) -> Saying {
    let Value::Object(set) = set else {
        return Saying::Describe { set: Map::new(), seen: BTreeMap::new(), because: None };
    };
    Saying::Describe { set, seen: page.said.seen.clone(), because: None }
}

fn comment(words: &str) -> Saying {
    Saying::Comment { text: Note::new(words).unwrap(), because: None }
}

async fn two_reports(server: &Server) -> [DocId; 2] {
    let guard = Phone::joined(server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let caretaker = Phone::joined(server, HOMES, Role::Reporter).await.unwrap();
    let one = guard.report("vandalism.graffiti", (12.5335, 57.93)).unwrap();
    let other = caretaker.report("vandalism.graffiti", (12.5336, 57.93)).unwrap();
    guard.sync().await.unwrap();
    caretaker.sync().await.unwrap();
    [one, other]
}

fn told(page: &IncidentPage) -> Vec<String> {
    page.timeline.iter().map(|it| json!(it.happened).to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_coordinators_edit_one_incident_one_of_them_offline_and_nothing_is_lost() {
    let server = Server::start().await.unwrap();
    let asa = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    let bo = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    let observations = two_reports(&server).await.to_vec();
    asa.sync().await.unwrap();
    let joined = asa.client.decide(&Joining::Join { observations: observations.clone() }).unwrap();
    let incident = joined.incident.unwrap();
    asa.client
        .say(incident, &describe(&asa.client.incident(incident).unwrap(), json!({ "severity": 1 })))
        .unwrap();
    asa.sync().await.unwrap();
    bo.sync().await.unwrap();

    // Bo has no network. Both say how severe it was and what it was, and both comment.
    let seen_by_bo = bo.client.incident(incident).unwrap();
    let litter = json!({ "severity": 3, "category": "place.litter", "place_name": "Bron" });
    bo.client.say(incident, &describe(&seen_by_bo, litter)).unwrap();
    bo.client.say(incident, &comment("Fastighetsägaren är ringd.")).unwrap();
    let seen_by_asa = asa.client.incident(incident).unwrap();
    let fire = json!({ "severity": 2, "category": "vandalism.graffiti", "place_name": "Skolan" });
    asa.client.say(incident, &describe(&seen_by_asa, fire)).unwrap();
    asa.client.say(incident, &comment("Sanering beställd.")).unwrap();
    asa.sync().await.unwrap();

    // Reached by either report, before it is handed in.
    let offline = bo.client.incident(observations[1]).unwrap();
    assert_eq!(
        (offline.said.severity, offline.observations.len(), offline.sources),
        (Some(3), 2, 2)
    );
    assert!(offline.timeline.iter().any(|it| it.received_at.is_none()));
    bo.sync().await.unwrap();
    asa.sync().await.unwrap();

    let page = asa.client.incident(incident).unwrap();
    assert_eq!(
        told(&page),
        told(&bo.client.incident(incident).unwrap()),
        "both desks tell the same"
    );
    let all = told(&page).join("\n");
    for each in
        ["Fastighetsägaren är ringd.", "Sanering beställd.", "Bron", "Skolan", "place.litter"]
    {
        assert!(all.contains(each), "{each} is not in\n{all}");
    }
    // Place in words differs as well, and is only journalled.
    let fields: Vec<_> = page.contested.iter().map(|it| (it.of, it.field.as_str())).collect();
    assert_eq!(fields, [(DocType::Incident, "category"), (DocType::Incident, "severity")]);
    let severities: Vec<_> = page.contested[1].tellings.iter().map(|it| it.value.clone()).collect();
    assert_eq!(severities.len(), 2);
    assert!(severities.contains(&json!(2)) && severities.contains(&json!(3)), "{severities:?}");
    let unseen = |it: &Happened| matches!(it, Happened::Changed { changes } if changes.iter().any(|c| c.is_unseen));
    assert_eq!(page.timeline.iter().filter(|it| unseen(&it.happened)).count(), 1);

    // Who has seen both settles it, and the journal keeps them.
    let settled = json!({ "severity": 3, "category": "vandalism.graffiti" });
    bo.client.say(incident, &describe(&bo.client.incident(incident).unwrap(), settled)).unwrap();
    bo.sync().await.unwrap();
    asa.sync().await.unwrap();
    let page = asa.client.incident(incident).unwrap();
    assert_eq!((page.contested, page.said.severity), (Vec::new(), Some(3)));
    assert!(page.timeline.len() >= 10, "{} lines", page.timeline.len());

    // Taken apart and put together again from the page; the reports are as they were told.
    let before = told(&asa.client.incident(incident).unwrap()).len();
    let split = asa.client.decide(&Joining::Split { observations: vec![observations[0]] }).unwrap();
    let alone = asa.client.incident(observations[0]).unwrap();
    assert_eq!((alone.incident, alone.observations.len()), (None, 1));
    assert!(alone.timeline.iter().any(|it| matches!(it.happened, Happened::Left)));
    asa.client.decide(&Joining::Undo { decided: split.decided }).unwrap();
    let again = asa.client.incident(observations[0]).unwrap();
    assert_eq!((again.incident, again.observations.len()), (Some(incident), 2));
    assert_eq!(told(&again).len(), before + 2);
    assert_eq!(again.timeline.iter().filter(|it| it.is_taken_back).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_that_did_not_report_knows_what_it_is_let_know_and_no_more_when_that_is_taken_back()
 {
    let server = Server::start().await.unwrap();
    let asa = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    let park = Phone::joined(&server, "Park och gata", Role::OrgCoordinator).await.unwrap();
    let observations = two_reports(&server).await.to_vec();
    asa.sync().await.unwrap();
    let incident = asa
        .client
        .decide(&Joining::Join { observations: observations.clone() })
        .unwrap()
        .incident
        .unwrap();
    let shares = asa.client.incident(incident).unwrap().shares;
    let of = |name: &str| shares.iter().find(|it| it.name == name).unwrap();
    assert!(of(HOMES).has_reported && !of("Park och gata").has_reported);
    let organisation = of("Park och gata").organisation;
    asa.sync().await.unwrap();
    park.sync().await.unwrap();
    assert!(park.client.incident(incident).is_err() && park.client.shared().unwrap().is_empty());
    assert!(park.client.share(incident, organisation, ShareLevel::Coarse).is_err());

    asa.client.share(incident, organisation, ShareLevel::Coarse).unwrap();
    asa.sync().await.unwrap();
    park.sync().await.unwrap();
    let page = park.client.incident(incident).unwrap();
    let known = page.known.clone().unwrap();
    assert_eq!(known.coarse.category, CategoryCode::new("vandalism.graffiti").unwrap());
    assert_eq!(known.coarse.near, Some([12.535, 57.9325]));
    assert_eq!((page.observations.len(), page.timeline.len(), page.sources), (0, 0, 0));
    assert_eq!(park.client.shared().unwrap(), [known]);
    for doc in observations {
        assert!(park.client.incident(doc).is_err(), "no report is known by its id");
    }

    asa.client.share(incident, organisation, ShareLevel::Nothing).unwrap();
    asa.sync().await.unwrap();
    park.sync().await.unwrap();
    park.sync().await.unwrap();
    assert!(park.client.incident(incident).is_err() && park.client.shared().unwrap().is_empty());
}
