//! The service as a whole: the same bytes again, and nothing told where there is too little.

use domain::clock::UtcMillis;

use super::snapshot::Row;
use super::*;

const START: i64 = 1_735_689_600; // 1 January 2025, UTC
const DAY: i64 = 86_400;

fn ground() -> Ground {
    let torget = Spot { name: "Torget".to_owned(), lon: 12.5335, lat: 57.9292 };
    Ground::new("Europe/Stockholm", UtcMillis((START + 546 * DAY) * 1000), vec![torget])
}

fn row(n: i64) -> Row {
    let near = n % 5 == 0;
    let spread = (n * 37 % 101) as f64 * 1e-4;
    Row {
        earliest: START + n * DAY / 3,
        latest: START + n * DAY / 3 + (n % 4) * 3_600,
        at: Some(if near { (12.5335, 57.9292) } else { (12.53 + spread, 57.92 + spread / 2.0) }),
        category: "vandalism.graffiti".to_owned(),
        tile: if n % 3 == 0 { "fire" } else { "vandalism" }.to_owned(),
        source: (n % 2) as u32,
        reporter: (n % 7) as u32,
        review: if n % 2 == 0 { "approved" } else { "new" }.to_owned(),
        found: String::new(),
        incident: (n % 11 == 0).then_some((n / 22) as u32),
        is_visit: n % 13 == 0,
    }
}

fn town(rows: i64) -> Snapshot {
    let sources = vec!["Vaktbolaget Norr".to_owned(), "Lindåhem".to_owned()];
    Snapshot { rows: (0..rows).map(row).collect(), sources, ..Snapshot::default() }
}

fn ask(part: StudyPart, weeks: u32) -> StudyQuestion {
    let until = Some("2026-06-28".to_owned());
    StudyQuestion { part, weeks, until, ..StudyQuestion::default() }
}

const PARTS: [StudyPart; 8] = [
    StudyPart::Places,
    StudyPart::Map,
    StudyPart::Density,
    StudyPart::Hours,
    StudyPart::Trend,
    StudyPart::Repeats,
    StudyPart::Sources,
    StudyPart::GiStar,
];

fn json(snapshot: &Snapshot, question: &StudyQuestion) -> String {
    let made = study(snapshot, &ground(), question, &mut |_, _| true).unwrap();
    serde_json::to_string(&made).unwrap()
}

#[test]
fn the_same_snapshot_and_question_give_the_same_bytes() {
    for part in PARTS {
        let question = ask(part, 12);
        let made = study(&town(1_600), &ground(), &question, &mut |_, _| true).unwrap();
        let first = serde_json::to_string(&made).unwrap();
        // Made again from what the answer itself names: its question and its snapshot's hash.
        assert_eq!(town(1_600).hash(&ground()), made.snapshot);
        assert_eq!(json(&town(1_600), &made.question), first, "{part:?}");
    }
}

#[test]
fn another_picture_has_another_hash() {
    let (one, mut two) = (town(1_600), town(1_600));
    two.rows[700].review = "asked".to_owned();
    assert_ne!(one.hash(&ground()), two.hash(&ground()));
}

#[test]
fn an_answer_given_before_is_given_again_without_counting() {
    let cache = Cache::default();
    let question = ask(StudyPart::Places, 12);
    let first = cache.answer((&town(400), &ground()), &question, &mut |_, _| true).unwrap();
    let again = cache
        .answer((&town(400), &ground()), &question, &mut |_, _| panic!("it was counted again"));
    assert_eq!(first, again.unwrap());
}

#[test]
fn a_study_nobody_waits_for_stops() {
    let question = ask(StudyPart::Map, 12);
    let mut asked = 0;
    let stopped = study(&town(1_600), &ground(), &question, &mut |done, of| {
        asked += 1;
        assert!(done <= of);
        done < 2
    });
    assert!(matches!(stopped, Err(StudyError::Stopped)));
    assert_eq!(asked, 2);
}

#[test]
fn an_empty_picture_says_what_is_missing_and_gives_no_number() {
    for part in PARTS {
        let text = json(&Snapshot::default(), &ask(part, 12));
        assert!(!text.contains("\"answer\":\"figure\""), "{part:?}: {text}");
    }
}

#[test]
fn no_answer_carries_a_p_value() {
    for part in PARTS {
        let value: serde_json::Value =
            serde_json::from_str(&json(&town(1_600), &ask(part, 52))).unwrap();
        for word in ["\"p\":", "\"q\":", "p_value", "ignifi"] {
            assert!(!value.to_string().contains(word), "{part:?}: {word}");
        }
    }
}

#[test]
fn joined_reports_are_one_event_and_may_be_counted_apart() {
    let of = |reports| {
        let question = StudyQuestion { reports, ..ask(StudyPart::Sources, 52) };
        study(&town(1_600), &ground(), &question, &mut |_, _| true).unwrap().counts
    };
    let (events, reports) = (of(false), of(true));
    assert!(events.events < reports.events);
    assert_eq!(events.reports, reports.events);
}

#[test]
fn the_busiest_named_place_leads_the_list() {
    let question = ask(StudyPart::Places, 52);
    let made = study(&town(1_600), &ground(), &question, &mut |_, _| true).unwrap();
    let Findings::Places(places) = made.findings else { panic!("places were asked for") };
    let rows = places.list.value().unwrap();
    assert_eq!(rows[0].name.as_deref(), Some("Torget"));
    assert_eq!(rows[0].bins.len(), 13);
    assert!(rows[0].why.sensitivity.reviewed < rows[0].events);
}

#[test]
fn an_area_holds_what_lies_inside_its_border_and_an_unknown_one_is_refused() {
    let square = vec![[12.53005, 57.9], [12.5401, 57.9], [12.5401, 57.94], [12.53005, 57.94]];
    let border = domain::gazetteer::Border {
        area: "centrum".to_owned(),
        name: "Centrum".to_owned(),
        polygons: vec![vec![square]],
        ..domain::gazetteer::Border::default()
    };
    let ground = Ground { areas: vec![border], ..ground() };
    let of = |area: Option<&str>, within| {
        let area = area.map(str::to_owned);
        let question = StudyQuestion { area, within, ..ask(StudyPart::Sources, 52) };
        study(&town(1_600), &ground, &question, &mut |_, _| true)
    };
    let inside = of(Some("centrum"), None).unwrap();
    // The rectangle of the same corners holds the same reports.
    let corners = of(None, Some([12.53005, 57.9, 12.5401, 57.94])).unwrap();
    let all = of(None, None).unwrap();
    assert_eq!(inside.counts, corners.counts);
    assert!(inside.counts.events > 0 && inside.counts.events < all.counts.events);
    assert_eq!(all.areas[0].name, "Centrum");
    assert!(of(Some("norr"), None).is_err());
    let plain = Ground { areas: Vec::new(), ..ground.clone() };
    assert_ne!(town(10).hash(&plain), town(10).hash(&ground), "other borders, other figures");
}

#[test]
fn a_window_that_does_not_exist_is_refused() {
    let bad = StudyQuestion { weeks: 13, ..StudyQuestion::default() };
    assert!(study(&town(10), &ground(), &bad, &mut |_, _| true).is_err());
    let day = StudyQuestion { until: Some("igår".to_owned()), ..StudyQuestion::default() };
    assert!(study(&town(10), &ground(), &day, &mut |_, _| true).is_err());
}
