//! Who was known to be where: calm rounds and visits told as reports, and passes by square and week. What a
//! rate or an excess is held against when it is held against presence.

use std::collections::BTreeMap;

use domain::crs::Plane;

use super::events::{Event, Events};
use super::places::{CELL_M, Site, Sites};

/// Visits, and the hours of those that tell how long they lasted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Stayed {
    pub(super) visits: u32,
    pub(super) hours: f64,
}

impl Stayed {
    fn add(&mut self, visits: u32, hours: f64) {
        self.visits += visits;
        self.hours += hours;
    }

    /// Rounded.
    pub(super) fn whole_hours(self) -> u32 {
        self.hours.round() as u32
    }
}

/// Time of an organisation's passes in one square in one week.
#[derive(Debug, Clone)]
pub(super) struct Passed {
    /// Index into the sources.
    pub(super) source: u32,
    /// The instant the week begins: the week lies where its Monday lies.
    pub(super) from: i64,
    /// Middle of the square.
    pub(super) at: Plane,
    /// Passes that were there for a minute or longer.
    pub(super) visits: u32,
    pub(super) hours: f64,
}

/// Adds passes up by place. A pass through several squares of one place visited it once: of each
/// organisation and week the square with the most passes counts.
#[derive(Default)]
struct Passes(BTreeMap<(i64, u32), Stayed>);

impl Passes {
    fn add(&mut self, passed: &Passed) {
        let stayed = self.0.entry((passed.from, passed.source)).or_default();
        stayed.visits = stayed.visits.max(passed.visits);
        stayed.hours += passed.hours;
    }

    fn sum(&self) -> Stayed {
        let mut sum = Stayed::default();
        for stayed in self.0.values() {
            sum.add(stayed.visits, stayed.hours);
        }
        sum
    }
}

/// Visits at or after `from`, before `end`.
fn visits(events: &Events, (from, end): (i64, i64)) -> impl Iterator<Item = &Event> {
    events.visits.iter().filter(move |visit| visit.latest >= from && visit.latest < end)
}

/// Passes of the weeks that begin at or after `from`, before `end`.
fn passed(events: &Events, (from, end): (i64, i64)) -> impl Iterator<Item = &Passed> {
    events.passed.iter().filter(move |passed| passed.from >= from && passed.from < end)
}

fn window(events: &Events) -> (i64, i64) {
    (events.window.from, events.window.end)
}

/// All of the window, wherever it was.
pub(super) fn everywhere(events: &Events) -> Stayed {
    let mut sum = Stayed::default();
    for visit in visits(events, window(events)) {
        sum.add(1, visit.patrol_hours());
    }
    let mut walked = Passes::default();
    passed(events, window(events)).for_each(|it| walked.add(it));
    let walked = walked.sum();
    let (from, end) = window(events);
    let is_inside = |(monday, _): &&(i64, u32)| *monday >= from && *monday < end;
    let passes = events.passes.as_ref().map(|it| it.iter().filter(is_inside).map(|it| it.1).sum());
    sum.add(passes.unwrap_or(walked.visits), walked.hours);
    sum
}

/// The window's presence by site.
pub(super) fn by_site(events: &Events, sites: &Sites<'_>) -> BTreeMap<Site, Stayed> {
    let mut stayed: BTreeMap<Site, Stayed> = BTreeMap::new();
    for visit in visits(events, window(events)) {
        let Some(at) = visit.at else { continue };
        stayed.entry(sites.of(at)).or_default().add(1, visit.patrol_hours());
    }
    let mut passes: BTreeMap<Site, Passes> = BTreeMap::new();
    for passed in passed(events, window(events)) {
        passes.entry(sites.of(passed.at)).or_default().add(passed);
    }
    for (site, passes) in passes {
        let sum = passes.sum();
        stayed.entry(site).or_default().add(sum.visits, sum.hours);
    }
    stayed
}

/// Presence within some metres of a point, at or after the first instant, before the second.
pub(super) fn near(events: &Events, (middle, metres): (Plane, f64), within: (i64, i64)) -> Stayed {
    let is_near = |at: Plane| at.distance_m(middle) <= metres;
    let mut sum = Stayed::default();
    for visit in visits(events, within).filter(|visit| visit.at.is_some_and(is_near)) {
        sum.add(1, visit.patrol_hours());
    }
    let mut passes = Passes::default();
    passed(events, within).filter(|passed| is_near(passed.at)).for_each(|it| passes.add(it));
    let passes = passes.sum();
    sum.add(passes.visits, passes.hours);
    sum
}

/// The window's presence by square of 100 m, and in how many weeks somebody was there.
pub(super) fn by_cell(events: &Events) -> BTreeMap<(i64, i64), (Stayed, u32)> {
    let mut cells: BTreeMap<(i64, i64), BTreeMap<i64, Stayed>> = BTreeMap::new();
    let mut add = |at: Plane, when: i64, visits: u32, hours: f64| {
        let [column, row] = [at.easting_m, at.northing_m].map(|m| (m / CELL_M).floor() as i64);
        let week = (when - events.window.from).div_euclid(7 * 86_400);
        cells.entry((column, row)).or_default().entry(week).or_default().add(visits, hours);
    };
    for visit in visits(events, window(events)) {
        if let Some(at) = visit.at {
            add(at, visit.latest, 1, visit.patrol_hours());
        }
    }
    for passed in passed(events, window(events)) {
        add(passed.at, passed.from, passed.visits, passed.hours);
    }
    let sum = |weeks: BTreeMap<i64, Stayed>| {
        let mut sum = Stayed::default();
        weeks.values().for_each(|stayed| sum.add(stayed.visits, stayed.hours));
        (sum, weeks.len() as u32)
    };
    cells.into_iter().map(|(cell, weeks)| (cell, sum(weeks))).collect()
}

/// A point for each visit of the window: the exposure of a local excess.
pub(super) fn points(events: &Events) -> Vec<Plane> {
    let told = visits(events, window(events)).filter_map(|visit| visit.at);
    let walked = passed(events, window(events))
        .flat_map(|passed| std::iter::repeat_n(passed.at, passed.visits as usize));
    told.chain(walked).collect()
}

/// The instant from which presence is known: for as long as anybody has told of any.
pub(super) fn first(events: &Events) -> Option<i64> {
    let told = events.visits.iter().map(|visit| visit.latest);
    told.chain(events.passed.iter().map(|passed| passed.from)).min()
}
