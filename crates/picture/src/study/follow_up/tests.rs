//! Checks 2 and 3 of the analysis through the product's own workflow: the place the place list picks, a test
//! declared before its start, the follow-up of it. And what a declaration does not allow.

use analysis::random::Seeded;
use domain::clock::UtcMillis;
use domain::id::{DocId, OpId, OrganisationId};
use domain::measure::{Declared, DeclaredTest, Measure, MeasureStatus, MeasureType, Verdict};
use domain::priority::Horizon;
use domain::text::Name;
use serde_json::json;
use uuid::Uuid;

use super::super::snapshot::Row;
use super::super::{Findings, Spot, StudyPart, study};
use super::*;
use world::{Measure as Planted, PLACES, Town};

#[expect(
    dead_code,
    reason = "the generator of the analysis' own checks; not all of it is needed here"
)]
#[path = "../../../../analysis/examples/soak/world.rs"]
mod world;

/// 2024-01-01 00:00 in Sweden, a Monday.
const BEGIN: i64 = 1_704_063_600;
const WEEK: i64 = 7 * 86_400;
const START_WEEK: i64 = 52;
const SEEDS: u64 = 200;

/// Places lie 700 m apart, so that no ring touches another place.
fn place(n: usize) -> (f64, f64) {
    (12.45 + (n % 8) as f64 * 0.0119, 57.88 + (n / 8) as f64 * 0.0064)
}

fn picture(town: &Town, sources: u32) -> Snapshot {
    // Who told of it has nothing to do with where and when.
    let mut random = Seeded::new(town.weekly.iter().flatten().sum());
    let mut rows = Vec::new();
    for (at, weeks) in town.weekly.iter().enumerate() {
        for (week, count) in weeks.iter().enumerate() {
            for _ in 0..*count {
                let time = BEGIN + week as i64 * WEEK + random.below(WEEK as usize) as i64;
                rows.push(Row {
                    earliest: time,
                    latest: time,
                    at: Some(place(at)),
                    category: "vandalism.graffiti".to_owned(),
                    tile: "vandalism".to_owned(),
                    source: random.below(sources as usize) as u32,
                    reporter: random.below(7) as u32,
                    review: "approved".to_owned(),
                    found: String::new(),
                    incident: None,
                    is_visit: false,
                });
            }
        }
    }
    rows.sort_by_key(|row| row.earliest);
    let sources = (0..sources).map(|n| format!("Organisation {n}")).collect();
    Snapshot { rows, sources, ..Snapshot::default() }
}

fn ground(week: i64) -> Ground {
    let spot = |n| Spot { name: format!("Plats {n:02}"), lon: place(n).0, lat: place(n).1 };
    let now = UtcMillis((BEGIN + week * WEEK + 43_200) * 1_000);
    Ground::new("Europe/Stockholm", now, (0..PLACES).map(spot).collect())
}

/// The product's own worst place of the twelve weeks before the start.
fn worst(snapshot: &Snapshot) -> Option<(f64, f64)> {
    let ground = ground(START_WEEK);
    let until = ground.today().pred_opt().map(|day| day.to_string());
    let question = StudyQuestion { part: StudyPart::Places, until, ..StudyQuestion::default() };
    let made = study(snapshot, &ground, &question, &mut |_, _| true).unwrap();
    let Findings::Places(places) = made.findings else { return None };
    places.list.value().map(|rows| (rows[0].lon, rows[0].lat))
}

fn declared((lon, lat): (f64, f64), chosen_by: u8, at_week: i64) -> Measure {
    let day = super::super::ground::plan_day(ground(START_WEEK).today());
    let test: DeclaredTest = serde_json::from_value(json!({
        "from": day, "lon": lon, "lat": lat, "radius_m": 100, "buffer_m": 200,
        "categories": ["vandalism"], "indicator": "events", "comparison": "rest",
        "horizon_weeks": 26, "expected_percent": -50, "chosen_by_weeks": chosen_by,
    }))
    .unwrap();
    let at = UtcMillis((BEGIN + at_week * WEEK) * 1_000 - 3_600_000);
    Measure {
        id: DocId(Uuid::from_u128(1)),
        title: Name::new("Ronder").unwrap(),
        measure_type: MeasureType::Presence,
        place: None,
        organisation: None,
        function: None,
        from: None,
        until: None,
        due: None,
        status: MeasureStatus::Ongoing,
        cost_sek: None,
        library: None,
        note: None,
        horizon: Horizon::Short,
        is_evaluated: true,
        hypothesis: None,
        outcome: None,
        tests: vec![Declared { op: OpId(Uuid::from_u128(2)), at, test }],
        reviews: Vec::new(),
        handovers: Vec::new(),
        reopened: None,
        contested: Vec::new(),
        began_by: OrganisationId(Uuid::from_u128(3)),
        began_at: at,
        changed_at: at,
    }
}

fn verdict_after(snapshot: &Snapshot, measure: &Measure, week: i64) -> Verdict {
    follow_up(snapshot, &ground(week), measure).unwrap()[0].verdict
}

#[test]
fn check_2_nothing_done_at_the_worst_place_is_seldom_called_a_change() {
    for per_week in [40.0, 90.0] {
        let (mut claims, mut reductions, mut runs) = (0, 0, 0);
        for seed in 1..=SEEDS {
            let snapshot = picture(&Town::new(seed, 78, per_week, None), 3);
            let Some(place) = worst(&snapshot) else { continue };
            runs += 1;
            let found = verdict_after(&snapshot, &declared(place, 12, START_WEEK), 78);
            let is_increase = matches!(found, Verdict::ClearIncrease | Verdict::LikelyIncrease);
            claims += u64::from(found.is_decrease() || is_increase);
            reductions += u64::from(found.is_decrease());
        }
        println!("{per_week} a week: {claims} claims, {reductions} reductions of {runs}");
        assert!(runs > SEEDS / 2 && claims * 10 <= runs && reductions * 20 <= runs);
    }
}

#[test]
fn check_3_a_true_halving_at_the_busiest_place_is_clear_in_nine_of_ten() {
    let planted = Planted { place: 0, start: 52, keeps: 0.5 };
    let seen = |seed: &u64| {
        let snapshot = picture(&Town::new(*seed, 78, 30.0, Some(planted)), 3);
        let found = verdict_after(&snapshot, &declared(place(0), 0, START_WEEK), 78);
        found == Verdict::ClearDecrease
    };
    let seen = (1..=SEEDS).filter(seen).count() as u64;
    println!("a true halving: clear in {seen} of {SEEDS}");
    assert!(seen * 10 >= SEEDS * 9);
}

#[test]
fn a_test_declared_after_its_start_is_never_counted() {
    let planted = Planted { place: 0, start: 52, keeps: 0.3 };
    let snapshot = picture(&Town::new(5, 78, 60.0, Some(planted)), 3);
    let late = declared(place(0), 0, START_WEEK + 1);
    let found = &follow_up(&snapshot, &ground(78), &late).unwrap()[0];
    assert!(!found.is_in_time && found.after_weeks == 0);
    assert_eq!(found.verdict, Verdict::TooLittleData);
    assert_eq!(in_force(&late, &ground(78)), None);
    let in_time = declared(place(0), 0, START_WEEK);
    assert_eq!(verdict_after(&snapshot, &in_time, 78), Verdict::ClearDecrease);
}

#[test]
fn a_company_that_begins_with_the_measure_does_not_count_and_one_that_takes_over_forbids_a_verdict()
{
    let snapshot = picture(&Town::new(5, 78, 60.0, None), 2);
    let start = BEGIN + START_WEEK * WEEK;
    let measure = declared(place(0), 0, START_WEEK);
    // A third company tells of everything once more, from the start on.
    let mut more = snapshot.clone();
    let extra: Vec<Row> = snapshot.rows.iter().filter(|row| row.latest >= start).cloned().collect();
    more.rows.extend(extra.into_iter().map(|row| Row { source: 2, ..row }));
    more.rows.sort_by_key(|row| row.earliest);
    more.sources.push("Åbevakningen".to_owned());
    let (alone, with) = (
        follow_up(&snapshot, &ground(78), &measure).unwrap(),
        follow_up(&more, &ground(78), &measure).unwrap(),
    );
    assert!(with[0].is_steady_only && !alone[0].is_steady_only);
    let after = |found: &[FollowUp]| found[0].effect.value().map(|it| it.after);
    assert_eq!(after(&with), after(&alone));
    // One company leaves and another takes over everything.
    let mut other = snapshot;
    for row in other.rows.iter_mut().filter(|row| row.latest >= start) {
        row.source += 2;
    }
    other.sources.extend(["C".to_owned(), "D".to_owned()]);
    let found = follow_up(&other, &ground(78), &measure).unwrap();
    assert_eq!(found[0].verdict, Verdict::ReporterBreak);
    assert!(found[0].effect.value().is_none());
}

#[test]
fn a_measure_that_sends_more_eyes_is_not_judged_by_what_they_find() {
    let mut snapshot = picture(&Town::new(5, 78, 60.0, None), 2);
    let start = BEGIN + START_WEEK * WEEK;
    let mut patrols: Vec<Row> = snapshot
        .rows
        .iter()
        .filter(|row| row.latest >= start && row.at == Some(place(0)))
        .map(|row| Row { found: "patrol".to_owned(), ..row.clone() })
        .collect();
    let found = patrols.len();
    snapshot.rows.append(&mut patrols);
    snapshot.rows.sort_by_key(|row| row.earliest);
    let mut measure = declared(place(0), 0, START_WEEK);
    let every = follow_up(&snapshot, &ground(78), &measure).unwrap();
    let mut test = serde_json::to_value(&measure.tests[0].test).unwrap();
    test["indicator"] = json!("not_found_on_patrol");
    measure.tests[0].test = serde_json::from_value(test).unwrap();
    let fair = follow_up(&snapshot, &ground(78), &measure).unwrap();
    let after = |found: &[FollowUp]| {
        found[0].bars.iter().filter(|it| it.is_after).map(|it| it.events).sum::<u32>()
    };
    assert_eq!(after(&every), after(&fair) * 2);
    assert!(found > 20);
}
