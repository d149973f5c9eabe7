//! What asks for attention by itself: the weekly alarm within its budget, points that may be a place
//! without a name, and how the place list did since.

use std::collections::BTreeMap;

use analysis::finding::Finding;
use analysis::{
    Alarm, FARRINGTON_WEEKS, SelfCheck, Tally, WEEKS_BACK, Week, judge, new_places, self_check,
    within_budget,
};
use chrono::{Datelike as _, Days, NaiveDate};
use domain::crs::Plane;

use super::answer::{Answer, AttentionWhy, Holds, ListCheck, NewPlace, WeeklyAlarm};
use super::events::{Event, Events, distinct};
use super::ground::Ground;
use super::places::{Site, Sites, WIDER_M, tally};
use super::presence;
use super::told::label;

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
    let starts: Vec<i64> = (0..=FARRINGTON_WEEKS as u32 + 1)
        .rev()
        .map(|n| sites.start(Ground::weeks_before(next, n)))
        .collect();
    let mut judged: Vec<(Judged<'_, '_>, Alarm)> = Vec::new();
    for ((site, tile), Weeks { counts, now }) in series(sites, &starts) {
        let past = &counts[..counts.len().saturating_sub(1)];
        // A week before the picture began is not a week with nothing in it.
        let known = past.len().min(events.weeks_known(sites.start(monday)) as usize);
        let counts = &past[past.len() - known..];
        let reporters = distinct(now.iter().flat_map(|event| event.told.iter().map(|it| it.1)));
        let week = Week { past: counts, events: now.len() as u64, reporters };
        let finding = judge(week);
        if let Some(alarm) = finding.value().copied() {
            judged.push((
                Judged { site, tile, now, counts: counts.to_vec(), reporters, finding },
                alarm,
            ));
        }
    }
    let alarms: Vec<Alarm> = judged.iter().map(|(_, alarm)| *alarm).collect();
    let budget = within_budget(&alarms);
    let week = (sites.start(monday), sites.start(next));
    let tell = |(judged, alarm): &(Judged<'_, '_>, Alarm)| judged.tell(sites, alarm, week);
    let chosen = budget.iter().filter_map(|n| judged.get(*n)).map(tell);
    let rest =
        judged.iter().enumerate().filter(|(n, (_, alarm))| alarm.is_alarm && !budget.contains(n));
    Watch {
        monday,
        alarms: chosen.collect(),
        more: rest.map(|(_, told)| tell(told)).take(20).collect(),
        series: judged.len() as u32,
        new_places: suggest(events, sites),
    }
}

/// One series: how many a week, oldest first, and the events of the newest week.
#[derive(Default)]
struct Weeks<'e> {
    counts: Vec<u64>,
    now: Vec<&'e Event>,
}

fn series<'e>(sites: &Sites<'e>, starts: &[i64]) -> BTreeMap<(Site, &'e str), Weeks<'e>> {
    let mut series: BTreeMap<(Site, &str), Weeks<'_>> = BTreeMap::new();
    let of = starts.len().saturating_sub(1);
    for (n, pair) in starts.windows(2).enumerate() {
        for (site, at) in sites.between(pair[0], pair[1]) {
            for event in at {
                let weeks = series.entry((site, event.tile.as_str())).or_default();
                weeks.counts.resize(of, 0);
                weeks.counts[n] += 1;
                if n + 1 == of {
                    weeks.now.push(event);
                }
            }
        }
    }
    series
}

/// One series of which the newest week was judged.
struct Judged<'s, 'e> {
    site: Site,
    tile: &'s str,
    now: Vec<&'e Event>,
    counts: Vec<u64>,
    reporters: u64,
    finding: Finding<Alarm>,
}

impl Judged<'_, '_> {
    fn tell(&self, sites: &Sites<'_>, alarm: &Alarm, week: (i64, i64)) -> WeeklyAlarm {
        let middle = sites.middle(self.site);
        let (lon, lat) = sites.lon_lat(middle);
        let name = sites.name(self.site);
        let past = &self.counts[self.counts.len().saturating_sub(WEEKS_BACK)..];
        let why =
            why(sites, &self.finding, Around { middle, tile: self.tile, within: week }, &self.now);
        WeeklyAlarm {
            key: sites.key(self.site),
            near: if name.is_none() { sites.near(middle).map(|(name, _)| name) } else { None },
            name,
            lon,
            lat,
            tile: self.tile.to_owned(),
            events: alarm.events as u32,
            bound: alarm.bound as u32,
            reporters: self.reporters as u32,
            why: AttentionWhy {
                history: past.iter().sum::<u64>() as u32,
                history_weeks: past.len() as u32,
                ..why
            },
        }
    }
}

/// Where and when something is counted again.
#[derive(Clone, Copy)]
struct Around<'a> {
    middle: Plane,
    tile: &'a str,
    within: (i64, i64),
}

/// What stands behind `at`: who told of it, who was there, and what other ways of counting give.
fn why<T>(
    sites: &Sites<'_>,
    finding: &Finding<T>,
    around: Around<'_>,
    at: &[&Event],
) -> AttentionWhy {
    let events = sites.events;
    let (from, end) = around.within;
    let is_near =
        |event: &&Event| event.at.is_some_and(|place| place.distance_m(around.middle) <= WIDER_M);
    let told = || at.iter().flat_map(|event| event.told.iter());
    let source = |number: &u32| events.sources.get(*number as usize).cloned();
    let stayed = presence::near(events, (around.middle, WIDER_M), around.within);
    AttentionWhy {
        basis: finding.basis().clone(),
        words: finding.words().iter().map(label).collect(),
        history: 0,
        history_weeks: 0,
        visits: stayed.visits,
        patrol_hours: stayed.whole_hours(),
        sources: tally(told().filter_map(|(number, _, _)| source(number))),
        found: tally(told().map(|(_, _, found)| found.clone())),
        reviewed: at.iter().filter(|event| event.is_reviewed).count() as u32,
        reports: told().count() as u32,
        wider: events
            .between(from, end)
            .iter()
            .filter(|event| event.tile == around.tile)
            .filter(is_near)
            .count() as u32,
    }
}

fn suggest(events: &Events, sites: &Sites<'_>) -> Vec<NewPlace> {
    let from = sites.start(Ground::weeks_before(events.window.end_day, NEW_PLACE_WEEKS));
    let mut unnamed: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for (site, at) in sites.between(from, events.window.end) {
        if matches!(site, Site::Cell(..)) {
            for event in at.into_iter().filter(|event| event.at.is_some()) {
                unnamed.entry(&event.tile).or_default().push(event);
            }
        }
    }
    let mut found: Vec<NewPlace> = Vec::new();
    for (tile, at) in unnamed {
        let points: Vec<Plane> = at.iter().filter_map(|event| event.at).collect();
        let finding = new_places(&points, f64::from(NEW_PLACE_WEEKS));
        for place in finding.value().into_iter().flatten() {
            let [easting_m, northing_m] = place.middle_m;
            let middle = Plane::new(easting_m, northing_m);
            let (lon, lat) = sites.lon_lat(middle);
            let outline = place.outline_m.iter().map(|[e, n]| {
                let (lon, lat) = sites.lon_lat(Plane::new(*e, *n));
                [lon, lat]
            });
            let is_member = |event: &&&Event| {
                event.at.is_some_and(|at| place.members_m.contains(&[at.easting_m, at.northing_m]))
            };
            let members: Vec<&Event> = at.iter().filter(is_member).copied().collect();
            let around = Around { middle, tile, within: (from, events.window.end) };
            found.push(NewPlace {
                tile: tile.to_owned(),
                events: place.events as u32,
                lon,
                lat,
                near: sites.near(middle).map(|(name, _)| name),
                outline: outline.collect(),
                why: why(sites, &finding, around, &members),
            });
        }
    }
    found.sort_by_key(|place| std::cmp::Reverse(place.events));
    found.truncate(NEW_PLACES);
    found
}

/// The ten places of the twelve weeks up to four weeks ago, held against the four weeks since; and
/// whether the answer is the same with approved reports only and counting reports.
pub(super) fn check(sites: &Sites<'_>, others: [&Sites<'_>; 2]) -> Answer<ListCheck> {
    let [without_unreviewed, as_reports] = others.map(|other| match held(other).value() {
        Some(check) if check.is_better_than_chance => Holds::Yes,
        Some(_) => Holds::No,
        None => Holds::TooLittle,
    });
    Answer::of(&held(sites), |check: &SelfCheck| ListCheck {
        hits: check.hits as u32,
        events: check.events as u32,
        best: check.best as u32,
        random: check.random_hits.round() as u32,
        holds: check.is_better_than_chance,
        without_unreviewed,
        as_reports,
    })
}

fn held(sites: &Sites<'_>) -> Finding<SelfCheck> {
    let end = sites.events.window.end_day;
    let start = |weeks| sites.start(Ground::weeks_before(end, weeks));
    let (year, early, late) = (start(52), start(16), start(4));
    let mut tallies: BTreeMap<Site, Tally> = BTreeMap::new();
    for (site, at) in sites.between(year, sites.events.window.end) {
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
    self_check(&tallies, SEED)
}
