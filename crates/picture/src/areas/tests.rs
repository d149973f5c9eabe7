//! Reports follow the areas, and remember.

use domain::catalogue::{Catalogue, CategoryCode};
use domain::id::{DeviceId, OrganisationId};
use domain::log::Logged;
use domain::observation::ObservationDraft;
use domain::op::{Body, DocType, Frozen};
use domain::position::PositionSource;
use domain::role::{Author, Role, Scope};
use uuid::Uuid;

use super::*;
use crate::view::PictureFilter;
use crate::{migrate, project, query, schema};

const SYSTEM: u128 = 1;

fn database() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::run(&mut conn, &schema::ALL).unwrap();
    conn
}

fn report(tx: &Transaction<'_>, n: u64, lon: f64) -> DocId {
    let mut draft = ObservationDraft::of(CategoryCode::new("place.litter").unwrap());
    draft.attributes.position = Some(Position::new(lon, 57.5, PositionSource::Gps).unwrap());
    let doc = DocId(Uuid::from_u128(u128::from(n) + 1_000));
    let fields = draft.fields(Catalogue::est_se_default()).unwrap();
    let body = Body::set(doc, DocType::Observation, fields);
    let logged = Logged {
        seq: n.cast_signed(),
        number: n,
        author: Author {
            device: DeviceId(Uuid::from_u128(SYSTEM)),
            organisation: OrganisationId(Uuid::from_u128(2)),
            role: Role::Coordinator,
            user: None,
        },
        stamp_at: UtcMillis(1),
        received_at: Some(UtcMillis(1)),
        frozen: Frozen::new(&body, [1; 16]).unwrap(),
    };
    let docs = project::record(tx, &logged).unwrap().into_iter().collect();
    project::settle(tx, &docs).unwrap();
    doc
}

fn area(kind: &str, name: &str, (west, east): (f64, f64)) -> Border {
    let ring = vec![[west, 57.0], [east, 57.0], [east, 58.0], [west, 58.0], [west, 57.0]];
    Border {
        area: format!("{kind}-{name}"),
        name: name.to_owned(),
        kind: kind.to_owned(),
        vintage: "2025".to_owned(),
        polygons: vec![vec![ring]],
        ..Border::default()
    }
}

fn names(conn: &Connection, doc: DocId) -> Vec<String> {
    of(conn, doc).unwrap().now.into_iter().map(|it| it.code).collect()
}

#[test]
fn a_report_lies_in_an_area_of_each_division_whichever_came_first() {
    let mut conn = database();
    let tx = conn.transaction().unwrap();
    let early = report(&tx, 1, 12.2);
    let both = [area("regso", "a", (12.0, 13.0)), area("nyko", "b", (11.0, 12.5))];
    let change = take(&tx, &both, UtcMillis(9)).unwrap();
    assert_eq!(change, Change { areas: 2, reports: 1 });
    let late = report(&tx, 2, 12.2);
    for doc in [early, late] {
        assert_eq!(names(&tx, doc), ["nyko-b", "regso-a"]);
    }
    assert_eq!(take(&tx, &both, UtcMillis(10)).unwrap(), Change::default());
    let filter = PictureFilter { area: Some("nyko-b".to_owned()), ..PictureFilter::default() };
    assert_eq!(query::summary(&tx, &Scope::All, &filter).unwrap().total, 2);
    let filter = PictureFilter { area: Some("nyko-c".to_owned()), ..filter };
    assert_eq!(query::summary(&tx, &Scope::All, &filter).unwrap().total, 0);
}

#[test]
fn a_border_that_moves_places_the_reports_between_anew_and_tells_where_they_lay() {
    let mut conn = database();
    let tx = conn.transaction().unwrap();
    let docs = [report(&tx, 1, 12.2), report(&tx, 2, 12.6), report(&tx, 3, 12.9)];
    let divided = |at: f64| [area("regso", "a", (12.0, at)), area("regso", "b", (at, 13.0))];
    take(&tx, &divided(12.5), UtcMillis(9)).unwrap();
    assert!(docs.iter().all(|doc| of(&tx, *doc).unwrap().before.is_empty()));
    let change = take(&tx, &divided(12.7), UtcMillis(10)).unwrap();
    assert_eq!(change.reports, 1);
    assert_eq!(docs.map(|doc| names(&tx, doc)), [["regso-a"], ["regso-a"], ["regso-b"]]);
    let told = of(&tx, docs[1]).unwrap().before;
    let expected = Replaced {
        at: UtcMillis(10),
        kind: "regso".to_owned(),
        from: "b".to_owned(),
        vintage: "2025".to_owned(),
        to: Some("a".to_owned()),
    };
    assert_eq!(told, [expected]);
    take(&tx, &[], UtcMillis(11)).unwrap();
    assert!(names(&tx, docs[1]).is_empty());
    assert_eq!(of(&tx, docs[1]).unwrap().before.len(), 2);
    assert!(list(&tx).unwrap().is_empty());
}

#[test]
fn rebuilding_from_the_log_places_alike() {
    let mut conn = database();
    let tx = conn.transaction().unwrap();
    let docs = [report(&tx, 1, 12.2), report(&tx, 2, 12.6)];
    take(&tx, &[area("regso", "a", (12.0, 12.5))], UtcMillis(9)).unwrap();
    let before = docs.map(|doc| names(&tx, doc));
    project::rebuild(&tx).unwrap();
    assert_eq!(docs.map(|doc| names(&tx, doc)), before);
    assert_eq!((list(&tx).unwrap()[0].reports, outside(&tx, "regso").unwrap()), (1, 1));
}
