//! What asks for attention by itself: the weekly alarm within its budget, points that may be a place
//! without a name, and how the place list did since.

use std::collections::BTreeMap;

use analysis::alarm::{Alarm, WEEKS_BACK, Week, judge, within_budget};
use analysis::clusters::new_places;
use analysis::prediction::{SelfCheck, Tally, self_check};
use chrono::{Datelike as _, Days, NaiveDate};
use domain::crs::Plane;

use super::answer::{Answer, ListCheck, NewPlace, WeeklyAlarm};
use super::events::{Event, Events, distinct};
use super::ground::Ground;
use super::places::{Site, Sites};

/// Weeks in which points are looked for that have no name.
const NEW_PLACE_WEEKS: u32 = 12;
const NEW_PLACES: usize = 5;
const SEED: u64 = 1;

/// What was found.
pub(super) struct Watch {
    pub(super) monday: NaiveDate,
    pub(super) alarms: Vec<WeeklyAlarm>,
    pub(super) more: Vec<WeeklyAlarm>,
    pub(super) series: u32,
    pub(super) new_places: Vec<NewPlace>,
}

/// The newest whole week, judged place by place and category by category; and new places.
pub(super) fn watch(events: &Events, sites: &Sites<'_>) -> Watch {
    let end = events.window.end_day;
    let back = u64::from(end.weekday().num_days_from_monday());
    let next = end.checked_sub_days(Days::new(back)).unwrap_or(end);
    let monday = Ground::weeks_before(next, 1);
    let starts: Vec<i64> = (0..=WEEKS_BACK as u32 + 1)
        .rev()
        .map(|n| sites.start(Ground::weeks_before(next, n)))
        .collect();
    let mut judged: Vec<(WeeklyAlarm, Alarm)> = Vec::new();
    for ((site, tile), weeks) in series(sites, &starts) {
        let (Some(now), past) = (weeks.last(), &weeks[..weeks.len().saturating_sub(1)]) else {
            continue;
        };
        let counts: Vec<u64> = past.iter().map(|week| week.len() as u64).collect();
        // A week before the picture began is not a week with nothing in it.
        let known = past.len().min(events.weeks_known(sites.start(monday)) as usize);
        let counts = &counts[counts.len() - known..];
        let reporters = distinct(now.iter().flat_map(|event| event.told.iter().map(|it| it.1)));
        let week = Week { past: counts, events: now.len() as u64, reporters };
        if let Some(alarm) = judge(week).value() {
            judged.push((describe(sites, (site, tile), alarm, reporters), *alarm));
        }
    }
    let alarms: Vec<Alarm> = judged.iter().map(|(_, alarm)| *alarm).collect();
    let budget = within_budget(&alarms);
    let chosen = budget.iter().filter_map(|n| judged.get(*n)).map(|(told, _)| told.clone());
    let rest =
        judged.iter().enumerate().filter(|(n, (_, alarm))| alarm.is_alarm && !budget.contains(n));
    Watch {
        monday,
        alarms: chosen.collect(),
        more: rest.map(|(_, (told, _))| told.clone()).take(20).collect(),
        series: judged.len() as u32,
        new_places: suggest(events, sites),
    }
}

type Weeks<'e> = Vec<Vec<&'e Event>>;

fn series<'e>(sites: &Sites<'e>, starts: &[i64]) -> BTreeMap<(Site, &'e str), Weeks<'e>> {
    let mut series: BTreeMap<(Site, &str), Weeks<'_>> = BTreeMap::new();
    for (n, pair) in starts.windows(2).enumerate() {
        for (site, at) in sites.between(pair[0], pair[1]) {
            for event in at {
                let weeks = series
                    .entry((site, event.tile.as_str()))
                    .or_insert_with(|| vec![Vec::new(); starts.len() - 1]);
                weeks[n].push(event);
            }
        }
    }
    series
}

fn describe(
    sites: &Sites<'_>,
    (site, tile): (Site, &str),
    alarm: &Alarm,
    reporters: u64,
) -> WeeklyAlarm {
    let middle = sites.middle(site);
    let (lon, lat) = sites.lon_lat(middle);
    let name = sites.name(site);
    WeeklyAlarm {
        key: sites.key(site),
        near: if name.is_none() { sites.near(middle).map(|(name, _)| name) } else { None },
        name,
        lon,
        lat,
        tile: tile.to_owned(),
        events: alarm.events as u32,
        bound: alarm.bound as u32,
        reporters: reporters as u32,
    }
}

fn suggest(events: &Events, sites: &Sites<'_>) -> Vec<NewPlace> {
    let from = sites.start(Ground::weeks_before(events.window.end_day, NEW_PLACE_WEEKS));
    let mut unnamed: BTreeMap<&str, Vec<Plane>> = BTreeMap::new();
    for (site, at) in sites.between(from, events.window.end) {
        if matches!(site, Site::Cell(..)) {
            for event in at {
                unnamed.entry(&event.tile).or_default().extend(event.at);
            }
        }
    }
    let mut found: Vec<NewPlace> = Vec::new();
    for (tile, points) in unnamed {
        let finding = new_places(&points, f64::from(NEW_PLACE_WEEKS));
        for place in finding.value().into_iter().flatten() {
            let [easting_m, northing_m] = place.middle_m;
            let middle = Plane::new(easting_m, northing_m);
            let (lon, lat) = sites.lon_lat(middle);
            let outline = place.outline_m.iter().map(|[e, n]| {
                let (lon, lat) = sites.lon_lat(Plane::new(*e, *n));
                [lon, lat]
            });
            found.push(NewPlace {
                tile: tile.to_owned(),
                events: place.events as u32,
                lon,
                lat,
                near: sites.near(middle).map(|(name, _)| name),
                outline: outline.collect(),
            });
        }
    }
    found.sort_by_key(|place| std::cmp::Reverse(place.events));
    found.truncate(NEW_PLACES);
    found
}

/// The ten places of the twelve weeks up to four weeks ago, held against the four weeks since.
pub(super) fn check(events: &Events, sites: &Sites<'_>) -> Answer<ListCheck> {
    let start = |weeks| sites.start(Ground::weeks_before(events.window.end_day, weeks));
    let (year, early, late) = (start(52), start(16), start(4));
    let mut tallies: BTreeMap<Site, Tally> = BTreeMap::new();
    for (site, at) in sites.between(year, events.window.end) {
        let key = match site {
            Site::Named(number) => (i64::MIN, number as i64),
            Site::Cell(column, row) => (column, row),
        };
        let count = |from, end| {
            at.iter().filter(|event| event.latest >= from && event.latest < end).count() as u64
        };
        let (early, late) = (count(early, late), count(late, i64::MAX));
        tallies.insert(site, Tally { key, early, late });
    }
    let tallies: Vec<Tally> = tallies.into_values().collect();
    let all: u64 = tallies.iter().map(|tally| tally.late).sum();
    Answer::of(&self_check(&tallies, SEED), |check: &SelfCheck| ListCheck {
        hits: check.hits as u32,
        events: all as u32,
        best: (check.hits as f64 / check.pei).round() as u32,
        random: check.random_hits.round() as u32,
        holds: check.is_better_than_chance,
    })
}
