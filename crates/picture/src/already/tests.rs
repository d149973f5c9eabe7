//! The rule at its edges: distance, accuracy, time, category, and who has told of it.

use domain::catalogue::{Catalogue, CategoryCode};
use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, OrganisationId};
use domain::log::Logged;
use domain::observation::ObservationDraft;
use domain::op::{Body, DocType, Frozen};
use domain::role::{Author, Role};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::*;
use crate::{migrate, project, schema};

const NOW: i64 = 1_800_000_000_000;
const HOUR: i64 = 3_600_000;
/// Metres of a degree of latitude here.
const DEGREE_M: f64 = 111_381.0;

fn database() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::run(&mut conn, &schema::ALL).unwrap();
    conn
}

fn doc(n: u128) -> DocId {
    DocId(Uuid::from_u128(n))
}

/// Report number `n`, by a phone and an organisation of that number, so many metres north.
fn told(conn: &mut Connection, n: u128, (north_m, accuracy_m): (f64, f64), fields: &Json) {
    let draft = ObservationDraft::of(CategoryCode::new("vandalism.graffiti").unwrap());
    let mut set = draft.fields(Catalogue::est_se_default()).unwrap();
    set.insert("when".to_owned(), json!({ "kind": "exact", "at": NOW }));
    let lat = 57.93 + north_m / DEGREE_M;
    let position = json!({ "lon": 12.53, "lat": lat, "accuracy_m": accuracy_m, "source": "gps" });
    set.insert("position".to_owned(), position);
    for (field, value) in fields.as_object().unwrap() {
        set.insert(field.clone(), value.clone());
    }
    let device = DeviceId(Uuid::from_u128(n));
    let body = Body::set(doc(n), DocType::Observation, set)
        .stamped(Stamp { at: UtcMillis(NOW), ..Stamp::zero(device) }, UtcMillis(NOW));
    let logged = Logged {
        seq: i64::try_from(n).unwrap(),
        number: 1,
        author: Author {
            device,
            organisation: OrganisationId(Uuid::from_u128(n)),
            role: Role::Reporter,
            user: None,
        },
        stamp_at: UtcMillis(NOW),
        received_at: Some(UtcMillis(NOW)),
        frozen: Frozen::new(&body, [0; 16]).unwrap(),
    };
    let tx = conn.transaction().unwrap();
    let docs = project::record(&tx, &logged).unwrap().into_iter().collect();
    project::settle(&tx, &docs).unwrap();
    tx.commit().unwrap();
}

fn found(conn: &Connection) -> Vec<u128> {
    let views = already(conn, &Reader::REVIEWER, doc(1)).unwrap();
    views.iter().map(|view| view.observation.observation.id.0.as_u128()).collect()
}

#[test]
fn what_lies_within_both_accuracies_and_75_metres_is_asked_about_and_nothing_farther() {
    let mut conn = database();
    told(&mut conn, 1, (0.0, 8.0), &json!({}));
    told(&mut conn, 2, (92.0, 10.0), &json!({}));
    told(&mut conn, 3, (94.0, 10.0), &json!({}));
    told(&mut conn, 4, (20.0, 5.0), &json!({}));
    assert_eq!(found(&conn), [4, 2]);
    let nearest = &already(&conn, &Reader::REVIEWER, doc(1)).unwrap()[0];
    assert_eq!((nearest.distance_m, nearest.within_m, nearest.minutes), (20.0, 88.0, 0));
}

#[test]
fn fourteen_hours_between_the_intervals_are_the_limit() {
    let mut conn = database();
    told(&mut conn, 1, (0.0, 8.0), &json!({}));
    let night = json!({ "kind": "interval", "from": NOW - 20 * HOUR, "to": NOW - 14 * HOUR });
    told(&mut conn, 2, (1.0, 8.0), &json!({ "when": night }));
    let earlier = json!({ "kind": "exact", "at": NOW - 14 * HOUR - 1 });
    told(&mut conn, 3, (1.0, 8.0), &json!({ "when": earlier }));
    assert_eq!(found(&conn), [2]);
    assert_eq!(already(&conn, &Reader::REVIEWER, doc(1)).unwrap()[0].minutes, 14 * 60);
}

#[test]
fn a_neighbouring_category_counts_and_says_so_and_another_does_not() {
    let mut conn = database();
    told(&mut conn, 1, (0.0, 8.0), &json!({}));
    told(&mut conn, 2, (1.0, 8.0), &json!({ "category": "vandalism" }));
    told(&mut conn, 3, (1.0, 8.0), &json!({ "category": "traffic" }));
    assert_eq!(found(&conn), [2]);
    assert!(!already(&conn, &Reader::REVIEWER, doc(1)).unwrap()[0].is_same_category);
}

#[test]
fn what_was_withdrawn_rejected_unsure_or_without_a_place_is_not_asked_about() {
    let mut conn = database();
    told(&mut conn, 1, (0.0, 8.0), &json!({}));
    told(&mut conn, 2, (1.0, 8.0), &json!({ "withdrawn": "fel" }));
    told(&mut conn, 3, (1.0, 8.0), &json!({ "review": { "state": "rejected", "reason": "nej" } }));
    told(&mut conn, 4, (1.0, 900.0), &json!({}));
    told(&mut conn, 5, (1.0, 8.0), &json!({ "position": null }));
    assert!(found(&conn).is_empty());
    assert!(already(&conn, &Reader::of_carried(Scope::Nothing), doc(2)).unwrap().is_empty());
    assert!(already(&conn, &Reader::REVIEWER, doc(99)).unwrap().is_empty());
}

#[test]
fn each_who_says_the_same_is_one_more_independent_source() {
    let mut conn = database();
    told(&mut conn, 1, (0.0, 8.0), &json!({}));
    assert_eq!(sources(&conn, doc(1)).unwrap(), 1);
    told(&mut conn, 2, (1.0, 8.0), &json!({ "same_as": doc(1) }));
    told(&mut conn, 3, (1.0, 8.0), &json!({ "same_as": doc(1) }));
    told(&mut conn, 4, (1.0, 8.0), &json!({ "same_as": doc(1), "withdrawn": "fel" }));
    assert_eq!(sources(&conn, doc(1)).unwrap(), 3);
}
