//! Living through the log in any order gives the same picture as rebuilding from it.

use domain::catalogue::CategoryCode;
use domain::clock::UtcMillis;
use domain::id::{DeviceId, OrganisationId};
use domain::observation::ObservationDraft;
use domain::op::{Body, DocType, Frozen};
use domain::role::{Author, Reader, Role, Scope};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::view::{PictureFilter, PictureQuery};
use crate::{migrate, query, schema};

fn database() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::run(&mut conn, &schema::ALL).unwrap();
    conn
}

fn doc(n: u128) -> DocId {
    DocId(Uuid::from_u128(n + 1000))
}

fn logged(seq: i64, device: u128, body: Body) -> Logged {
    let device = DeviceId(Uuid::from_u128(device));
    let body = Body { hlc: (UtcMillis(seq * 7 % 5), 0), at: UtcMillis(seq), ..body };
    Logged {
        seq,
        number: seq.unsigned_abs(),
        author: Author {
            device,
            organisation: OrganisationId(Uuid::from_u128(3)),
            role: Role::Reporter,
            user: None,
        },
        stamp_at: body.hlc.0,
        received_at: Some(UtcMillis(seq)),
        frozen: Frozen::new(&body, [u8::try_from(seq.unsigned_abs() % 200).unwrap(); 16]).unwrap(),
    }
}

fn report(n: u128, category: &str) -> Body {
    let draft = ObservationDraft::of(CategoryCode::new(category).unwrap());
    Body::set(doc(n), DocType::Observation, draft.fields(Catalogue::est_se_default()).unwrap())
}

fn fields(n: u128, fields: Value) -> Body {
    let fields: Map<String, Value> = serde_json::from_value(fields).unwrap();
    Body::set(doc(n), DocType::Observation, fields)
}

fn live(conn: &mut Connection, operations: &[Logged]) {
    for operation in operations {
        let tx = conn.transaction().unwrap();
        let docs = record(&tx, operation).unwrap().into_iter().collect();
        settle(&tx, &docs).unwrap();
        tx.commit().unwrap();
    }
}

/// All of it in one transaction, as a page that a phone reads.
fn live_together(conn: &mut Connection, operations: &[Logged]) {
    let tx = conn.transaction().unwrap();
    let mut touched = Touched::default();
    for operation in operations {
        touched.record(&tx, operation).unwrap();
    }
    touched.settle(&tx).unwrap();
    tx.commit().unwrap();
}

fn index(conn: &mut Connection, most: u32) -> bool {
    let tx = conn.transaction().unwrap();
    let more = words::catch_up(&tx, most).unwrap();
    tx.commit().unwrap();
    more
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_arrival_gives_the_picture_that_a_rebuild_gives(
        rows in prop::collection::vec((0..3u128, 0..4usize, 0..5i64), 1..20),
        shift in 0..20usize,
    ) {
        let operations: Vec<_> = rows.iter().enumerate().map(|(i, (n, what, value))| {
            let body = match what {
                0 => report(*n, "place.lighting"),
                1 => fields(*n, json!({"severity": value})),
                2 => fields(*n, json!({"note": format!("rad {value}")})),
                _ => fields(*n, json!({"review": {"state": "approved"}})),
            };
            logged(i64::try_from(i).unwrap() + 1, *n % 2, body)
        }).collect();
        let mut here = database();
        live(&mut here, &operations);
        let mut there = database();
        let middle = shift % operations.len();
        live(&mut there, &operations[middle..]);
        live(&mut there, &operations[..middle]);
        live(&mut there, &operations);
        prop_assert_eq!(hash(&here).unwrap(), hash(&there).unwrap());
        let mut together = database();
        let (some, others) = operations.split_at(middle);
        live_together(&mut together, some);
        index(&mut together, 1);
        live_together(&mut together, others);
        live_together(&mut together, &operations);

        let all = PictureQuery::default();
        let before = query::picture(&there, &Reader::REVIEWER, &all).unwrap();
        let tx = there.transaction().unwrap();
        rebuild(&tx).unwrap();
        tx.commit().unwrap();
        prop_assert_eq!(&before, &query::picture(&there, &Reader::REVIEWER, &all).unwrap());
        prop_assert_eq!(&before, &query::picture(&here, &Reader::REVIEWER, &all).unwrap());
        prop_assert_eq!(&before, &query::picture(&together, &Reader::REVIEWER, &all).unwrap());
        while index(&mut together, 2) {}
        goes_with_its_table(&together);
    }
}

#[test]
fn what_waited_on_the_phone_gives_way_to_the_same_from_the_server() {
    let mut conn = database();
    let from_server = logged(1, 1, report(1, "fire"));
    let waiting = Logged { seq: -1, received_at: None, ..from_server.clone() };
    live(&mut conn, &[waiting]);
    assert_eq!(log::head(&conn).unwrap(), 0);
    live(&mut conn, &[from_server.clone(), from_server]);
    assert_eq!(log::head(&conn).unwrap(), 1);
    let rows: i64 = conn.query_row("SELECT count(*) FROM operation", [], |r| r.get(0)).unwrap();
    assert_eq!(rows, 1);
}

#[test]
fn nobody_reads_outside_the_scope() {
    let mut conn = database();
    live(&mut conn, &[logged(1, 1, report(1, "fire")), logged(2, 2, report(2, "theft"))]);
    let own = Scope::Own { device: DeviceId(Uuid::from_u128(1)) };
    let seen = query::picture(&conn, &Reader::of_carried(own), &PictureQuery::default()).unwrap();
    assert_eq!((seen.total, seen.observations[0].observation.id), (1, doc(1)));
    assert_eq!(query::observation(&conn, &Reader::of_carried(own), doc(2)).unwrap(), None);
    assert_eq!(log::after(&conn, &own, 0, 10).unwrap().len(), 1);
    assert_eq!(log::after(&conn, &Scope::Nothing, 0, 10).unwrap().len(), 0);
    assert_eq!(log::after(&conn, &Scope::All, 0, 10).unwrap().len(), 2);
    let nothing = query::points(&conn, &Scope::Nothing, &PictureFilter::default()).unwrap();
    assert!(nothing.ids.is_empty() && nothing.without_position == 0);
}

#[test]
fn far_does_not_find_får() {
    let mut conn = database();
    live(
        &mut conn,
        &[
            logged(1, 1, report(1, "other")),
            logged(2, 1, fields(1, json!({"note": "Får på vägen"}))),
        ],
    );
    let ask = |conn: &Connection, text: &str| {
        let filter = PictureFilter { text: Some(text.into()), ..PictureFilter::default() };
        query::summary(conn, &Scope::All, &filter).unwrap().total
    };
    let found = |conn: &Connection| {
        ["far", "får", "FÅR vägen", "äge", "på", "pa", "fa\u{30a}r", "\"", "får vägren"]
            .map(|text| ask(conn, text))
    };
    let expected = [0, 1, 1, 1, 1, 0, 1, 0, 0];
    assert_eq!(found(&conn), expected, "before the index has it");
    assert!(!index(&mut conn, 10), "nothing more is due");
    assert_eq!(found(&conn), expected, "from the index");

    live(&mut conn, &[logged(7, 1, fields(1, json!({"note": null})))]);
    assert_eq!(ask(&conn, "får"), 0, "what is gone is not found");
    let tx = conn.transaction().unwrap();
    rebuild(&tx).unwrap();
    tx.commit().unwrap();
    index(&mut conn, 10);
    goes_with_its_table(&conn);
}

/// The index holds the words of every row, and nothing else.
fn goes_with_its_table(conn: &Connection) {
    for table in ["observation_words", "observation_letters"] {
        let check = format!("INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)");
        conn.execute(&check, []).unwrap();
    }
}

#[test]
fn an_operation_that_can_be_read_at_last_counts_though_it_came_twice_at_once() {
    let mut conn = database();
    let whole = logged(1, 1, report(1, "fire"));
    let body = whole.frozen.body.replace("fire", "other");
    let less = Logged { frozen: Frozen { body, ..whole.frozen.clone() }, ..whole.clone() };
    live_together(&mut conn, &[less, whole]);
    let seen = query::observation(&conn, &Reader::REVIEWER, doc(1)).unwrap().unwrap();
    assert_eq!(seen.observation.category.as_str(), "fire");
}
