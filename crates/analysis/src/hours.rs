//! When do things happen, although many are only found afterwards? Aoristic weights: an event is
//! spread over the hours it may have happened in, by elapsed time in local hours.

use chrono_tz::Tz;
use serde::Serialize;

use crate::calendar::local_time;
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::words::Words;

/// Events from which the hours of the week are shown.
pub const ENOUGH_FOR_HOURS: usize = 100;
/// Events from which day parts are shown.
pub const LEAST_EVENTS: usize = 20;
const HOUR_S: i64 = 3600;
const WEEK_S: i64 = 7 * 24 * HOUR_S;

/// Weights by weekday (Monday first) and local hour.
pub type HourOfWeek = [[f64; 24]; 7];

/// When an event happened: at `from`, or somewhere between `from` and `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Seconds since 1970 (UTC).
    pub from: i64,
    /// End, excluded; `None` where the time is exact.
    pub to: Option<i64>,
}

impl Span {
    /// Whether the hour is known: no end, or one minute later at most.
    pub fn is_exact(&self) -> bool {
        self.to.is_none_or(|to| to - self.from <= 60)
    }
}

/// Which local hour an instant falls in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The instants are local wall-clock readings already, without zone.
    Wall,
    /// Elapsed time is counted in UTC and each part put into the local hour of the zone.
    Zone(Tz),
}

impl Clock {
    /// Weekday (Monday 0) and hour at `at`, and the seconds until the local hour may change.
    fn hour_at(self, at: i64) -> (usize, usize, i64) {
        match self {
            Self::Wall => {
                // 1 January 1970 was a Thursday.
                let weekday = (at.div_euclid(24 * HOUR_S) + 3).rem_euclid(7);
                let hour = at.rem_euclid(24 * HOUR_S) / HOUR_S;
                (weekday as usize, hour as usize, HOUR_S - at.rem_euclid(HOUR_S))
            }
            Self::Zone(zone) => {
                // Some zones are a quarter of an hour off; all change at such a quarter.
                let quarter = HOUR_S / 4;
                let (weekday, hour) = local_time(at, zone)
                    .map_or((0, 0), |local| (usize::from(local.weekday), usize::from(local.hour)));
                (weekday, hour, quarter - at.rem_euclid(quarter))
            }
        }
    }
}

/// Aoristic weights of one or more events (Ratcliffe 2002): an exact time counts 1 in its hour; an
/// interval counts in each hour the share of its time that lies there; seven days or more count
/// 1/168 everywhere. The total is the number of events. The same for any order.
///
/// Formula: each interval gives hour h the share of its length that lies in h.
///
/// Units: events by hour of the local week, Monday 00–01 first.
///
/// Reference: Ratcliffe 2002.
///
/// Least data: none; [`hours`] holds the rule.
pub fn aoristic(spans: &[Span], clock: Clock) -> HourOfWeek {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut weights = [[0.0; 24]; 7];
    let mut everywhere = 0_u64;
    for span in &sorted {
        let length = span.to.map_or(0, |to| to - span.from);
        if span.is_exact() {
            let (weekday, hour, _) = clock.hour_at(span.from);
            weights[weekday][hour] += 1.0;
        } else if length >= WEEK_S {
            everywhere += 1;
        } else {
            spread(span.from, length, clock, &mut weights);
        }
    }
    for weight in weights.as_flattened_mut() {
        *weight += everywhere as f64 / 168.0;
    }
    weights
}

/// Puts each part of `[from, from + length)` into its hour.
fn spread(from: i64, length: i64, clock: Clock, weights: &mut HourOfWeek) {
    let mut at = from;
    let end = from + length;
    while at < end {
        let (weekday, hour, until) = clock.hour_at(at);
        let part = until.min(end - at);
        weights[weekday][hour] += part as f64 / length as f64;
        at += part;
    }
}

/// The pattern of a window, as fine as its events allow.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "by", content = "weights", rename_all = "snake_case")]
pub enum Pattern {
    /// From 100 events: weekday (Monday first) by hour.
    HourOfWeek(Vec<[f64; 24]>),
    /// From 20 events: Monday to Friday, then the weekend, by night (0–6), morning (6–12),
    /// afternoon (12–18) and evening (18–24).
    DayPart([[f64; 4]; 2]),
}

/// When the events of a window happen, and how many have an exact time.
///
/// Formula: weight of an hour = minutes of [from, to) in it / all minutes; no interval: 1; seven
/// days or more: 1/168 everywhere.
///
/// Units: events by weekday and local hour.
///
/// Reference: Ratcliffe 2002.
///
/// Least data: hours of the week from 100 events, day parts from 20.
pub fn hours(spans: &[Span], weeks: f64, zone: Tz) -> Finding<Pattern> {
    let events = spans.len();
    let basis = Basis::new(Method::Hours, events as u64, weeks);
    let need = Need::new(Quantity::Events, events as f64, LEAST_EVENTS as f64);
    Finding::settle(basis, &[need.at_the_pace_of(weeks)], || {
        let weights = aoristic(spans, Clock::Zone(zone));
        let exact = spans.iter().filter(|span| span.is_exact()).count() as u64;
        let pattern = if events >= ENOUGH_FOR_HOURS {
            Pattern::HourOfWeek(weights.to_vec())
        } else {
            Pattern::DayPart(day_parts(&weights))
        };
        (pattern, vec![Words::ExactTimes { exact, events: events as u64 }])
    })
}

fn day_parts(weights: &HourOfWeek) -> [[f64; 4]; 2] {
    let mut parts = [[0.0; 4]; 2];
    for (weekday, hours) in weights.iter().enumerate() {
        for (hour, weight) in hours.iter().enumerate() {
            parts[usize::from(weekday >= 5)][hour / 6] += weight;
        }
    }
    parts
}

/// Events from which a part of the week is named.
pub const LEAST_FOR_HOT: usize = 5;
/// Share of the events that makes a part of the week hot.
const HOT_SHARE: f64 = 0.4;

/// A part of the week that holds at least two in five of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct HotPart {
    /// Saturday and Sunday, or Monday to Friday.
    pub is_weekend: bool,
    /// 0 night (0–6), 1 morning, 2 afternoon, 3 evening (18–24).
    pub part: u8,
    /// Events in it, rounded: an interval counts by the share of its time.
    pub events: u64,
}

/// The part of the week with the most events, where it holds two in five of them; none where they
/// are spread.
///
/// Formula: the part of 2 × 4 with the largest sum of the weights of [`hours`], if that is 40 % of
/// all.
///
/// Units: events.
///
/// Reference: Ratcliffe 2002.
///
/// Least data: 5 events.
pub fn hot_part(spans: &[Span], weeks: f64, zone: Tz) -> Finding<Option<HotPart>> {
    let n = spans.len();
    let basis = Basis::new(Method::Hours, n as u64, weeks);
    let need = Need::new(Quantity::Events, n as f64, LEAST_FOR_HOT as f64).at_the_pace_of(weeks);
    Finding::settle(basis, &[need], || {
        let mut parts = [[0.0; 4]; 2];
        for (weekday, hours) in aoristic(spans, Clock::Zone(zone)).iter().enumerate() {
            for (hour, weight) in hours.iter().enumerate() {
                parts[usize::from(weekday >= 5)][hour / 6] += weight;
            }
        }
        let mut best = (false, 0, 0.0);
        for (is_weekend, row) in [(false, parts[0]), (true, parts[1])] {
            for (part, weight) in row.iter().enumerate() {
                if *weight > best.2 {
                    best = (is_weekend, part as u8, *weight);
                }
            }
        }
        let (is_weekend, part, weight) = best;
        let hot = HotPart { is_weekend, part, events: weight.round() as u64 };
        let exact = spans.iter().filter(|span| span.is_exact()).count() as u64;
        let words = vec![Words::ExactTimes { exact, events: n as u64 }];
        ((weight >= HOT_SHARE * n as f64).then_some(hot), words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{SWEDEN, unix_seconds};

    #[test]
    fn a_car_left_at_eight_and_found_at_four_counts_an_eighth_an_hour() {
        let from = unix_seconds("2025-03-04T08:00:00Z").unwrap();
        let weights = aoristic(&[Span { from, to: Some(from + 8 * 3600) }], Clock::Wall);
        assert!((8..16).all(|hour| (weights[1][hour] - 0.125).abs() < 1e-15));
    }

    #[test]
    fn the_spring_night_has_no_second_hour_and_the_autumn_night_has_it_twice() {
        let night = |day: &str| {
            let from = unix_seconds(day).unwrap();
            aoristic(&[Span { from, to: Some(from + 4 * 3600) }], Clock::Zone(SWEDEN))[6]
        };
        let spring = night("2025-03-30T00:00:00+01:00");
        assert_eq!((spring[1], spring[2], spring[3], spring[4]), (0.25, 0.0, 0.25, 0.25));
        let autumn = night("2025-10-26T00:00:00+02:00");
        assert_eq!((autumn[1], autumn[2], autumn[3]), (0.25, 0.5, 0.0));
    }

    #[test]
    fn few_events_are_shown_by_day_part_and_fewer_not_at_all() {
        let spans: Vec<Span> = (0..100).map(|i| Span { from: i * 7_777, to: None }).collect();
        let of = |n: usize| hours(&spans[..n], 4.0, SWEDEN);
        assert!(matches!(of(100).value(), Some(Pattern::HourOfWeek(_))));
        assert!(matches!(of(99).value(), Some(Pattern::DayPart(_))));
        assert!(of(19).value().is_none());
    }
}
