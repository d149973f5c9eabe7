//! Tiles count what lists count, whoever asks and whatever they filter by.

use domain::catalogue::{Catalogue, CategoryCode};
use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId, OrganisationId};
use domain::log::Logged;
use domain::observation::ObservationDraft;
use domain::op::{Body, DocType, Frozen};
use domain::position::{Position, PositionSource};
use domain::role::{Author, Role};
use mvt::Value;
use rusqlite::Transaction;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{migrate, project, query, schema};

const AROUND: Around<'static> = Around { version: "v", places: &[] };
const CODES: [&str; 3] = ["place.litter", "vandalism.graffiti", "other"];

fn database() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::run(&mut conn, &schema::ALL).unwrap();
    conn
}

fn organisation(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(n % 3 + 50))
}

fn write(tx: &Transaction<'_>, (seq, by): (i64, u128), body: Body) {
    let at = UtcMillis(seq);
    let device = DeviceId(Uuid::from_u128(by));
    let body = body.stamped(domain::clock::Stamp { at, tick: 0, device }, at);
    let logged = Logged {
        seq,
        number: seq.cast_unsigned(),
        author: Author {
            device,
            organisation: organisation(by),
            role: Role::Coordinator,
            user: None,
        },
        stamp_at: at,
        received_at: Some(at),
        frozen: Frozen::new(&body, [1; 16]).unwrap(),
    };
    let docs = project::record(tx, &logged).unwrap().into_iter().collect();
    project::settle(tx, &docs).unwrap();
}

fn doc(n: i64) -> DocId {
    DocId(Uuid::from_u128(n as u128 + 1_000))
}

/// Reports over a town, some of them on one spot, by three organisations.
fn report(tx: &Transaction<'_>, n: i64) {
    let code = CODES[usize::try_from(n % 3).unwrap()];
    let mut draft = ObservationDraft::of(CategoryCode::new(code).unwrap());
    let (east, north) = ((n * 37 % 100) as f64 / 2_000.0, (n * 61 % 90) as f64 / 3_000.0);
    let position = Position::new(12.5 + east, 57.9 + north, PositionSource::Gps).unwrap();
    draft.attributes.position = (n % 11 > 0).then_some(position);
    let fields = draft.fields(Catalogue::est_se_default()).unwrap();
    write(tx, (n, n as u128 % 5 + 1), Body::set(doc(n), DocType::Observation, fields));
}

/// How many reports all tiles of a zoom tell of.
fn counted(tiles: &Tiles, conn: &Connection, zoom: u8, asked: (&Scope, &PictureFilter)) -> u64 {
    let version = (log::head(conn).unwrap(), "v".to_owned());
    let points = tiles.points(conn, &version).unwrap();
    let chosen = Chosen::new(conn, &points, asked).unwrap();
    let below = 2 * (points::BITS - u32::from(zoom));
    let mut curves: Vec<u64> = points.sorted.iter().map(|it| it.curve >> below).collect();
    curves.dedup();
    let mut total = 0;
    for curve in curves {
        let (x, y) = points::apart(curve << below);
        let down = points::BITS - u32::from(zoom);
        let at = TileAt::new(zoom, x >> down, y >> down).unwrap();
        let here = points.on((at.zoom, at.x, at.y));
        for (tags, _) in draw::observations(at, (&points, &chosen), here) {
            total += match tags.iter().find(|(key, _)| key == "point_count") {
                Some((_, Value::Number(count))) => *count,
                Some((_, Value::Text(_) | Value::Flag(_))) => panic!("a count is a number"),
                None => 1,
            };
        }
    }
    total
}

fn placed(conn: &Connection, asked: (&Scope, &PictureFilter)) -> u64 {
    let (scope, filter) = asked;
    query::points(conn, scope, filter).unwrap().ids.len() as u64
}

#[test]
fn tiles_of_every_zoom_tell_of_what_the_list_tells_of() {
    let mut conn = database();
    let tx = conn.transaction().unwrap();
    (1..=240).for_each(|n| report(&tx, n));
    let tiles = Tiles::default();
    let code = |code: &str| CategoryCode::new(code).unwrap();
    let all = PictureFilter::default();
    let filters = [
        all.clone(),
        PictureFilter { from: Some(UtcMillis(50)), to: Some(UtcMillis(120)), ..all.clone() },
        PictureFilter { categories: vec![code("place")], ..all.clone() },
        PictureFilter {
            categories: vec![code("place"), code("vandalism.graffiti")],
            ..all.clone()
        },
        PictureFilter { categories: vec![code("vandalism.graffiti")], ..all.clone() },
        PictureFilter { reviews: vec!["approved".to_owned()], ..all.clone() },
        PictureFilter { organisation: Some(organisation(1)), ..all.clone() },
        PictureFilter { within: Some([12.51, 57.9, 12.53, 57.92]), ..all.clone() },
        PictureFilter { received_before: Some(UtcMillis(90)), ..all },
    ];
    let scopes = [
        Scope::All,
        Scope::Organisation { organisation: organisation(1) },
        Scope::Organisation { organisation: OrganisationId(Uuid::from_u128(7)) },
        Scope::Own { device: DeviceId(Uuid::from_u128(2)) },
        Scope::Nothing,
    ];
    for scope in &scopes {
        for filter in &filters {
            let asked = (scope, filter);
            let listed = placed(&tx, asked);
            for zoom in [0, 9, 12, 16, 17] {
                assert_eq!(counted(&tiles, &tx, zoom, asked), listed, "{zoom} {asked:?}");
            }
        }
    }
    assert!(placed(&tx, (&Scope::All, &filters[3])) > placed(&tx, (&Scope::All, &filters[2])));
}

#[test]
fn a_commit_is_seen_and_points_that_follow_are_those_that_are_read_anew() {
    let mut conn = database();
    let tx = conn.transaction().unwrap();
    (1..=60).for_each(|n| report(&tx, n));
    let tiles = Tiles::default();
    let (all, at) = (PictureFilter::default(), TileAt::new(0, 0, 0).unwrap());
    let asked = (&Scope::All, &all);
    let draw = || tiles.tile(&tx, (at, AROUND), asked).unwrap();
    let first = draw();
    assert!(Arc::ptr_eq(&first, &draw()));
    (61..=90).for_each(|n| report(&tx, n));
    let review = json!({ "state": "approved" });
    let fields = serde_json::Map::from_iter([("review".to_owned(), review)]);
    write(&tx, (91, 2), Body::set(doc(5), DocType::Observation, fields));
    let withdrawn = serde_json::Map::from_iter([("withdrawn".to_owned(), json!({"at": 1}))]);
    write(&tx, (92, 8 % 5 + 1), Body::set(doc(8), DocType::Observation, withdrawn));
    let second = draw();
    assert_ne!(first, second);
    let anew = Tiles::default();
    assert_eq!(*second, *anew.tile(&tx, (at, AROUND), asked).unwrap());
    let approved = PictureFilter { reviews: vec!["approved".to_owned()], ..all.clone() };
    assert_eq!(counted(&tiles, &tx, 12, (&Scope::All, &approved)), 1);
    assert_eq!(counted(&tiles, &tx, 12, asked), placed(&tx, asked));
}

#[test]
fn there_is_no_tile_beyond_the_map() {
    assert!(TileAt::new(0, 0, 0).is_some());
    assert!(TileAt::new(0, 1, 0).is_none());
    assert!(TileAt::new(ZOOM_MAX + 1, 0, 0).is_none());
    assert!(TileAt::new(200, 0, 0).is_none());
}
