//! The line becomes time in squares: no more than was walked, none of the gaps, and nothing of the line.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const START: i64 = 1_795_300_000_000; // 21 November 2026
const MINUTE: i64 = 60_000;

fn one_week(_: UtcMillis) -> Option<Week> {
    Week::new(2026, 47).ok()
}

/// Weeks of UTC, enough to part a line in two.
fn utc_week(at: UtcMillis) -> Option<Week> {
    let weeks = (at.0.div_euclid(86_400_000) + 3).div_euclid(7);
    Week::new(2000 + i32::try_from(weeks / 53).ok()?, u32::try_from(weeks % 53).ok()? + 1).ok()
}

/// Metres east and north of the square in the town, milliseconds since the start.
fn point(east_m: f64, north_m: f64, ms: i64) -> TrackPoint {
    let at = crate::crs::Plane::new(354_000.0 + east_m, 6_424_000.0 + north_m);
    let (lon, lat) = ReferenceSystem::Sweref99Tm.to_lon_lat(at);
    TrackPoint { at: UtcMillis(START + ms), lon, lat, begins: ms == 0 }
}

fn seconds(effort: &Effort) -> u64 {
    effort.values().flatten().map(|stay| u64::from(stay.seconds)).sum()
}

fn squares(effort: &Effort) -> u64 {
    effort.values().map(Vec::len).sum::<usize>() as u64
}

prop_compose! {
    fn walk()(steps in prop::collection::vec((-200.0..200.0_f64, -200.0..200.0_f64, 1_000..400_000_i64, prop::bool::weighted(0.1)), 0..60)) -> Vec<TrackPoint> {
        let (mut east, mut north, mut ms) = (0.0, 0.0, 0);
        let mut track = vec![point(0.0, 0.0, 0)];
        for (by_east, by_north, after, begins) in steps {
            (east, north, ms) = (east + by_east, north + by_north, ms + after);
            track.push(TrackPoint { begins, ..point(east, north, ms) });
        }
        track
    }
}

/// The time that is known: no gap, no pause.
fn known_ms(track: &[TrackPoint]) -> i64 {
    let pairs = track.windows(2).filter(|pair| !pair[1].begins);
    pairs.map(|pair| pair[1].at.0 - pair[0].at.0).filter(|ms| *ms <= GAP_MS).sum()
}

proptest! {
    #[test]
    fn the_squares_hold_the_time_that_was_walked_and_no_other(track in walk()) {
        let effort = effort(&track, utc_week);
        let told = seconds(&effort).cast_signed() * 1_000;
        // Half a second a square is rounding.
        let slack = 500 * (squares(&effort) as i64 + 60 * 12);
        prop_assert!((told - known_ms(&track)).abs() <= slack, "{told} of {}", known_ms(&track));
        prop_assert!(fits(EFFORT, &json!(effort)));
    }

    #[test]
    fn a_line_told_in_two_parts_is_the_line_told_at_once(track in walk(), cut in 0..60_usize) {
        let cut = cut.min(track.len() - 1);
        let whole = effort(&track, one_week);
        let (early, late) = (effort(&track[..=cut], one_week), effort(&track[cut..], one_week));
        let apart = seconds(&early) + seconds(&late);
        prop_assert!(apart.abs_diff(seconds(&whole)) <= squares(&early) + squares(&late) + 60);
    }

    #[test]
    fn a_gap_more_never_makes_the_effort_larger(track in walk(), at in 0..60_usize) {
        let mut broken = track.clone();
        let at = at.min(track.len() - 1);
        broken[at].begins = true;
        prop_assert!(seconds(&effort(&broken, one_week)) <= seconds(&effort(&track, one_week)) + 60);
    }

    #[test]
    fn what_is_told_holds_no_point_of_the_line(track in walk()) {
        let body = body(DocId(Uuid::from_u128(1)), &effort(&track, one_week));
        let told = serde_json::to_string(&body).unwrap();
        for point in &track[1..] {
            prop_assert!(!told.contains(&point.at.0.to_string()));
            let latitude = format!("{:.4}", point.lat);
            prop_assert!(!told.contains(&latitude));
        }
    }

    #[test]
    fn a_text_of_any_kind_is_a_week_only_when_it_reads_back(text in "[0-9W-]{0,9}") {
        if let Ok(week) = text.parse::<Week>() {
            prop_assert_eq!(week.to_string(), text);
        }
    }
}

#[test]
fn an_hour_of_walking_is_an_hour_along_the_way() {
    // Six minutes along a street, a point each 30 seconds, 40 metres apart.
    let track: Vec<TrackPoint> = (0..=12)
        .map(|n| point(5.0 + 40.0 * f64::from(n), 50.0, i64::from(n) * MINUTE / 2))
        .collect();
    let effort = effort(&track, one_week);
    let stays = &effort[&Week::new(2026, 47).unwrap()];
    assert_eq!(seconds(&effort), 360);
    assert_eq!(
        stays.iter().map(|stay| stay.column).collect::<Vec<_>>(),
        [3540, 3541, 3542, 3543, 3544]
    );
    assert!(stays.iter().take(4).all(|stay| stay.seconds.abs_diff(75) <= 8), "{stays:?}");
}

#[test]
fn a_gap_a_pause_and_a_clock_set_back_count_nowhere() {
    let at = |ms| point(50.0, 50.0, ms);
    let gap = [at(0), at(GAP_MS + 1), at(GAP_MS + MINUTE)];
    assert_eq!(seconds(&effort(&gap, one_week)), 59 + 1);
    let pause = [at(0), TrackPoint { begins: true, ..at(MINUTE) }];
    assert!(effort(&pause, one_week).is_empty());
    assert!(effort(&[at(MINUTE), at(0)], one_week).is_empty());
}

#[test]
fn the_night_to_monday_lies_in_two_weeks() {
    let monday = 1_795_392_000_000 - START; // 23 November 2026, 00:00 UTC
    let track = [point(50.0, 50.0, monday - MINUTE), point(250.0, 50.0, monday + MINUTE)];
    let effort = effort(&[track[0], TrackPoint { begins: false, ..track[1] }], utc_week);
    assert_eq!(effort.len(), 2);
    assert_eq!(seconds(&effort), 120);
}

#[test]
fn outside_sweden_nothing_is_counted() {
    let at = |ms| TrackPoint { at: UtcMillis(START + ms), lon: 8.54, lat: 47.37, begins: false };
    assert!(effort(&[at(0), at(MINUTE)], one_week).is_empty());
}

#[test]
fn a_square_twice_a_week_too_long_or_outside_the_net_does_not_fit() {
    for bad in [
        json!({"2026-W47": [[3540, 64240, 60], [3540, 64240, 60]]}),
        json!({"2026-W47": [[3540, 64240, 604_801]]}),
        json!({"2026-W47": [[3540, 64240, 0]]}),
        json!({"2026-W47": [[3540, 6, 60]]}),
        json!({"2026-W99": []}),
        json!([[12.53, 57.93]]),
    ] {
        assert!(!fits(EFFORT, &bad), "{bad}");
    }
    assert!(fits(EFFORT, &json!({"2026-W47": [[3540, 64240, 60]]})));
    assert!(fits("a_field_of_next_year", &json!(1)));
}

#[test]
fn the_busiest_squares_are_kept_where_there_are_too_many() {
    let track: Vec<TrackPoint> = (0..4_000)
        .map(|n| point(f64::from(n) * 100.0 + 50.0, 50.0, i64::from(n) * 10_000))
        .collect();
    let effort = effort(&track, one_week);
    assert_eq!(squares(&effort), CELLS_MAX as u64);
    assert!(
        serde_json::to_string(&body(DocId(Uuid::nil()), &effort)).unwrap().len()
            < crate::op::BODY_MAX_BYTES
    );
}
