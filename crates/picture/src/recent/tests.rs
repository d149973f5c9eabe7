//! What is kept in memory says the same as the database, of every scope and from every place.

use domain::catalogue::{Catalogue, CategoryCode};
use domain::clock::UtcMillis;
use domain::id::{DeviceId, OrganisationId};
use domain::observation::ObservationDraft;
use domain::op::{Body, DocType, Frozen};
use domain::role::{Author, Role};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{log, migrate, project, schema};

fn device(n: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(n + 1))
}

fn organisation(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(n % 2 + 10))
}

fn doc(n: u128) -> DocId {
    DocId(Uuid::from_u128(n + 1_000))
}

/// One of the ways a document becomes readable, or stops being so.
fn body((n, what): (u128, u8)) -> Body {
    let fields = |value: serde_json::Value| serde_json::from_value(value).unwrap();
    match what {
        0..4 => {
            let draft = ObservationDraft::of(CategoryCode::new("fire").unwrap());
            let fields = draft.fields(Catalogue::est_se_default()).unwrap();
            Body::set(doc(n), DocType::Observation, fields)
        }
        4 => Body::set(doc(n), DocType::Observation, fields(json!({ "severity": 3 }))),
        5 => Body::set(
            doc(n + 100),
            DocType::Share,
            fields(json!({
                "incident": doc(n), "organisation": organisation(n), "level": "category",
            })),
        ),
        6 => Body::set(doc(n + 200), DocType::Edition, fields(json!({ "state": "draft" }))),
        _ => Body::erase(doc(n), DocType::Observation, Vec::new()),
    }
}

fn logged(seq: i64, by: u128, body: &Body) -> Logged {
    let body = Body { hlc: (UtcMillis(seq), 0), at: UtcMillis(seq), ..body.clone() };
    let author = Author {
        device: device(by),
        organisation: organisation(by),
        role: Role::Reporter,
        user: None,
    };
    Logged {
        seq,
        number: seq.unsigned_abs(),
        author,
        stamp_at: body.hlc.0,
        received_at: Some(UtcMillis(seq)),
        frozen: Frozen::new(&body, [u8::try_from(seq % 200).unwrap(); 16]).unwrap(),
    }
}

fn agrees(conn: &Connection, recent: &Recent, from: i64) {
    let head = log::head(conn).unwrap();
    for scope in (0..3)
        .flat_map(|n| {
            [
                Scope::Own { device: device(n) },
                Scope::Organisation { organisation: organisation(n) },
            ]
        })
        .chain([Scope::Nothing])
    {
        for limit in [1, 3, 500] {
            let kept = recent.after(conn, (&scope, head), (from, limit)).unwrap();
            let asked = log::after(conn, &scope, from, limit).unwrap();
            assert_eq!(kept.unwrap(), asked, "{scope:?} from {from} to {head}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn it_says_what_the_database_says(
        rows in prop::collection::vec((0..4u128, (0..6u128, 0..8u8), any::<bool>(), 0..40i64), 1..40),
    ) {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate::run(&mut conn, &schema::ALL).unwrap();
        let (recent, mut seq) = (Recent::default(), 0);
        for (by, what, is_asked, back) in rows {
            seq += 1;
            let tx = conn.transaction().unwrap();
            let docs = project::record(&tx, &logged(seq, by, &body(what))).unwrap();
            project::settle(&tx, &docs.into_iter().collect()).unwrap();
            tx.commit().unwrap();
            if is_asked {
                agrees(&conn, &recent, (seq - back).max(0));
            }
        }
        agrees(&conn, &recent, 0);
    }
}

#[test]
fn what_lies_too_far_back_and_what_is_not_the_newest_is_asked_of_the_database() {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::run(&mut conn, &schema::ALL).unwrap();
    let recent = Recent::default();
    let own = Scope::Own { device: device(0) };
    let most = i64::try_from(KEPT).unwrap();
    let write = |conn: &mut Connection, from: i64, to: i64| {
        let tx = conn.transaction().unwrap();
        for seq in from..=to {
            let body = body((u128::try_from(seq).unwrap(), 4));
            project::record(&tx, &logged(seq, 0, &body)).unwrap();
        }
        tx.commit().unwrap();
    };
    write(&mut conn, 1, 20);
    assert_eq!(recent.after(&conn, (&own, 20), (0, 5)).unwrap().map(|it| it.len()), Some(0));
    assert!(recent.after(&conn, (&own, 19), (0, 5)).unwrap().is_none(), "an older state");
    assert!(recent.after(&conn, (&Scope::All, 20), (0, 5)).unwrap().is_none());
    write(&mut conn, 21, most + 30);
    let head = most + 30;
    assert!(recent.after(&conn, (&own, head), (29, 5)).unwrap().is_none(), "too far back");
    assert!(recent.after(&conn, (&own, head), (30, 5)).unwrap().is_some());
    write(&mut conn, head + 1, 3 * most);
    assert!(recent.after(&conn, (&own, 3 * most), (head, 5)).unwrap().is_none(), "a leap");
    assert!(recent.after(&conn, (&own, 3 * most), (2 * most, 5)).unwrap().is_some());
}
