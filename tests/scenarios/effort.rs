//! A pass from the phone to the figure: its line stays, its hours by square and week are summed over the
//! organisation, and the analysis holds reports against them.

use std::path::Path;

use domain::clock::UtcMillis;
use domain::crs::{Plane, ReferenceSystem};
use domain::id::DocId;
use domain::patrol::TrackPoint;
use domain::role::Role;
use picture::study::{Findings, Ground, Spot, Study, StudyPart, StudyQuestion, study};
use tests::phone::Phone;
use tests::server::{Fault, Server};

const NORR: &str = "Vaktbolaget Norr";
const MINUTE: i64 = 60_000;
/// 18 November 2026, 20:00 UTC: a Wednesday of week 47.
const EVENING: i64 = 1_795_032_000_000;

/// Twenty minutes back and forth over two squares, with a gap of half an hour in the middle.
fn walk(begins_at: i64) -> Vec<TrackPoint> {
    (0..=20)
        .map(|minute| {
            let east = 354_260.0 + 60.0 * f64::from(minute % 2);
            let at = Plane::new(east, 6_424_250.0);
            let (lon, lat) = ReferenceSystem::Sweref99Tm.to_lon_lat(at);
            let gap = if minute > 10 { 30 * MINUTE } else { 0 };
            let at = UtcMillis(begins_at + i64::from(minute) * MINUTE + gap);
            TrackPoint { at, lon, lat, begins: minute == 0 }
        })
        .collect()
}

fn ask(desk: &Phone, part: StudyPart) -> Result<Study, Fault> {
    let at = Plane::new(354_290.0, 6_424_250.0);
    let (lon, lat) = ReferenceSystem::Sweref99Tm.to_lon_lat(at);
    let spots = vec![Spot { name: "Stora torget".to_owned(), lon, lat }];
    let ground = Ground::new("Europe/Stockholm", UtcMillis(EVENING), spots);
    let until = Some("2026-11-22".to_owned());
    let question = StudyQuestion { part, until, weeks: 4, ..StudyQuestion::default() };
    Ok(study(&desk.client.snapshot()?, &ground, &question, &mut |_, _| true)?)
}

fn holds(folder: &Path, words: &[u8]) -> Result<bool, Fault> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_there = if path.is_dir() {
            holds(&path, words)?
        } else {
            std::fs::read(&path)?.windows(words.len()).any(|part| part == words)
        };
        if is_there {
            return Ok(true);
        }
    }
    Ok(false)
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_of_a_pass_reach_the_figure_and_its_line_never_leaves_the_phone() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let colleague = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();

    // Told at a gap and at the end; the phone is killed between, and the answer is the same.
    let pass = DocId::from_bytes([7; 16]);
    guard.client.record_patrol(pass, &walk(EVENING)[..11]).unwrap();
    let guard = guard.restarted().unwrap();
    guard.client.record_patrol(pass, &walk(EVENING)).unwrap();
    guard.client.record_patrol(pass, &walk(EVENING)).unwrap();
    assert_eq!(guard.client.state().unwrap().waiting, 2, "the same again writes nothing");
    for n in 0..24_u8 {
        let begins_at = EVENING + i64::from(n) * 60 * MINUTE;
        colleague.client.record_patrol(DocId::from_bytes([n + 9; 16]), &walk(begins_at)).unwrap();
    }
    for phone in [&guard, &colleague, &desk] {
        phone.sync().await.unwrap();
    }

    let map = ask(&desk, StudyPart::Map).unwrap();
    // 25 passes of twenty minutes less the one minute the gap takes away: gaps count nowhere.
    assert_eq!((map.counts.visits, map.counts.patrol_hours), (25, 8));
    let Findings::Map(map) = map.findings else { panic!("the map was asked for") };
    let cells: Vec<_> = map.effort.iter().map(|cell| (cell.visits, cell.hours)).collect();
    assert_eq!(cells, [(25, 5), (25, 3)]);
    assert!(map.effort.iter().all(|cell| cell.near.as_deref() == Some("Stora torget")));

    // Neither the server nor the desk holds a point of the line; nor does the phone's own store.
    let lat = walk(EVENING)[1].lat;
    for folder in [server.folder(), desk.folder(), guard.folder()] {
        // As text, seven decimals of it, and as SQLite would store the number.
        assert!(!holds(folder, &lat.to_string().as_bytes()[..10]).unwrap());
        assert!(!holds(folder, &lat.to_be_bytes()).unwrap());
    }
    // Whoever reads less than an organisation reads no effort, one's own included.
    assert!(guard.client.snapshot().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_ranked_by_visits_of_passes_and_why_shows_them() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    let at = walk(EVENING)[0];
    for day in 0..4 {
        let mut draft = domain::observation::ObservationDraft::of(
            domain::catalogue::CategoryCode::new("vandalism.graffiti").unwrap(),
        );
        let position =
            domain::position::Position::new(at.lon, at.lat, domain::position::PositionSource::Gps);
        draft.attributes.position = Some(position.unwrap());
        let when = UtcMillis(EVENING - day * 86_400_000);
        draft.attributes.when = Some(domain::when::When::Exact { at: when });
        guard.client.record(&draft).unwrap();
    }
    for n in 0..20_u8 {
        let begins_at = EVENING + i64::from(n) * 60 * MINUTE;
        guard.client.record_patrol(DocId::from_bytes([n + 9; 16]), &walk(begins_at)).unwrap();
    }
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();

    let Findings::Places(places) = ask(&desk, StudyPart::Places).unwrap().findings else {
        panic!("the places were asked for")
    };
    let rows = places.list.value().unwrap();
    let torget = rows.iter().find(|row| row.name.as_deref() == Some("Stora torget")).unwrap();
    // Twenty passes through both of the place's squares are twenty visits, not forty.
    assert_eq!((torget.events, torget.why.visits, torget.why.patrol_hours), (4, 20, 6));
    assert!(torget.per_100_visits.is_some());
}
