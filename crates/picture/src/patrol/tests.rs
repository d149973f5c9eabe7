//! Effort is summed over passes, told to no one below an organisation, and what presence is counted by.

use std::collections::BTreeSet;

use domain::catalogue::CategoryCode;
use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId};
use domain::log::Logged;
use domain::observation::ObservationDraft;
use domain::op::{Body, Frozen};
use domain::patrol::Effort;
use domain::position::{Position, PositionSource};
use domain::role::{Author, Role};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::study::{Findings, Ground, Snapshot, Spot, StudyPart, StudyQuestion, snapshot, study};
use crate::{migrate, organisation, project, schema};

const MONDAY_S: i64 = 1_795_388_400; // 23 November 2026, midnight in Sweden
const HERE: Stay = Stay { column: 3542, row: 64242, seconds: 600 };

fn database() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::run(&mut conn, &schema::ALL).unwrap();
    for n in [3, 4] {
        organisation::upsert(&conn, company(n), &format!("Vaktbolaget {n}")).unwrap();
    }
    conn
}

fn company(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(n))
}

fn pass(n: u128) -> DocId {
    DocId(Uuid::from_u128(7_000 + n))
}

/// An operation by a guard of a company, put into the log and the tables.
fn write(conn: &mut Connection, (seq, of): (i64, u128), body: Body) {
    let device = DeviceId(Uuid::from_u128(of * 100));
    let body = Body { hlc: (UtcMillis(seq), 0), at: UtcMillis(seq), ..body };
    let author = Author { device, organisation: company(of), role: Role::Reporter, user: None };
    let salt = [u8::try_from(seq).unwrap(); 16];
    let logged = Logged {
        seq,
        number: seq.unsigned_abs(),
        author,
        stamp_at: UtcMillis(seq),
        received_at: Some(UtcMillis(seq)),
        frozen: Frozen::new(&body, salt).unwrap(),
    };
    let tx = conn.transaction().unwrap();
    let docs: BTreeSet<DocId> = project::record(&tx, &logged).unwrap().into_iter().collect();
    project::settle(&tx, &docs).unwrap();
    tx.commit().unwrap();
}

fn told(n: u128, stays: &[Stay]) -> Body {
    patrol::body(pass(n), &Effort::from([("2026-W47".parse().unwrap(), stays.to_vec())]))
}

fn calm(pass: Option<DocId>) -> Body {
    let mut draft = ObservationDraft::of(CategoryCode::new("calm").unwrap());
    let (lon, lat) = HERE.middle();
    draft.attributes.position = Some(Position::new(lon, lat, PositionSource::Gps).unwrap());
    let catalogue = domain::catalogue::Catalogue::est_se_default();
    let mut fields = draft.fields(catalogue).unwrap();
    let on = MONDAY_S * 1000 - 3 * 86_400_000;
    fields.insert("when".to_owned(), json!({"kind": "exact", "at": on}));
    if let Some(pass) = pass {
        fields.insert("pass".to_owned(), json!(pass));
    }
    Body::set(
        DocId(Uuid::from_u128(pass.map_or(1, |pass| pass.0.as_u128() + 50))),
        DocType::Observation,
        fields,
    )
}

#[test]
fn passes_are_summed_by_organisation_week_and_square_and_a_pass_told_again_counts_once() {
    let mut conn = database();
    write(&mut conn, (1, 3), told(1, &[HERE]));
    write(&mut conn, (2, 3), told(1, &[Stay { seconds: 900, ..HERE }]));
    write(&mut conn, (3, 3), told(2, &[Stay { seconds: 30, ..HERE }]));
    write(&mut conn, (4, 4), told(3, &[HERE]));
    let sums = presence(&conn, &Scope::All).unwrap();
    let read: Vec<_> =
        sums.iter().map(|it| (it.organisation, it.stay.seconds, it.visits)).collect();
    // Half a minute is no visit, but it is time.
    assert_eq!(read, [(company(3), 930, 1), (company(4), 600, 1)]);
    let week = "2026-W47".parse().unwrap();
    assert_eq!(passes(&conn, &Scope::All).unwrap(), [(company(3), week, 2), (company(4), week, 1)]);
    let tx = conn.transaction().unwrap();
    project::rebuild(&tx).unwrap();
    assert_eq!(presence(&tx, &Scope::All).unwrap(), sums);
}

#[test]
fn nobody_reads_effort_below_an_organisation_and_none_reads_anothers() {
    let mut conn = database();
    write(&mut conn, (1, 3), told(1, &[HERE]));
    write(&mut conn, (2, 4), told(2, &[HERE]));
    let own = Scope::Organisation { organisation: company(4) };
    let sums = presence(&conn, &own).unwrap();
    assert_eq!(sums.iter().map(|it| it.organisation).collect::<Vec<_>>(), [company(4)]);
    for scope in [Scope::Own { device: DeviceId(Uuid::from_u128(300)) }, Scope::Nothing] {
        assert!(presence(&conn, &scope).unwrap().is_empty());
        assert!(passes(&conn, &scope).unwrap().is_empty());
    }
}

fn ask(snapshot: &Snapshot, part: StudyPart) -> (crate::study::StudyCounts, Findings) {
    let (lon, lat) = HERE.middle();
    let spots = vec![Spot { name: "Torget".to_owned(), lon, lat }];
    let ground = Ground::new("Europe/Stockholm", UtcMillis(MONDAY_S * 1000), spots);
    let until = Some("2026-11-22".to_owned());
    let question = StudyQuestion { part, until, weeks: 4, ..StudyQuestion::default() };
    let made = study(snapshot, &ground, &question, &mut |_, _| true).unwrap();
    (made.counts, made.findings)
}

#[test]
fn calm_told_on_a_pass_is_no_visit_more() {
    let mut conn = database();
    write(&mut conn, (1, 3), calm(Some(pass(1))));
    write(&mut conn, (2, 3), calm(None));
    let before = snapshot(&conn, &Scope::All).unwrap();
    assert_eq!(ask(&before, StudyPart::Map).0.visits, 2);
    write(&mut conn, (3, 3), told(1, &[Stay { seconds: 7_200, ..HERE }]));
    let after = snapshot(&conn, &Scope::All).unwrap();
    assert_eq!(ask(&after, StudyPart::Map).0.visits, 2, "the pass and the other calm round");
    assert_eq!(ask(&after, StudyPart::Map).0.patrol_hours, 2);
}

#[test]
fn effort_is_drawn_by_square_and_another_effort_is_another_picture() {
    let mut conn = database();
    write(&mut conn, (1, 3), told(1, &[Stay { seconds: 3_600, ..HERE }]));
    write(&mut conn, (2, 4), told(2, &[Stay { seconds: 3_600, ..HERE }]));
    let one = snapshot(&conn, &Scope::All).unwrap();
    let Findings::Map(map) = ask(&one, StudyPart::Map).1 else { panic!("the map was asked for") };
    let cell = &map.effort[0];
    assert_eq!((map.effort.len(), cell.visits, cell.hours, cell.weeks), (1, 2, 2, 1));
    assert_eq!(cell.near.as_deref(), Some("Torget"));
    write(&mut conn, (3, 4), told(2, &[Stay { seconds: 3_601, ..HERE }]));
    let two = snapshot(&conn, &Scope::All).unwrap();
    let ground = Ground::new("Europe/Stockholm", UtcMillis(MONDAY_S * 1000), Vec::new());
    assert_ne!(one.hash(&ground), two.hash(&ground));
}

#[test]
fn a_week_is_the_week_people_live_in() {
    let at = |seconds: i64| weeks_of("Europe/Stockholm")(UtcMillis(seconds * 1000)).unwrap();
    assert_eq!(at(MONDAY_S).to_string(), "2026-W48");
    assert_eq!(at(MONDAY_S - 1).to_string(), "2026-W47");
    assert_eq!(monday(at(MONDAY_S)).unwrap().to_string(), "2026-11-23");
    assert!(monday("2027-W53".parse().unwrap()).is_none());
}
