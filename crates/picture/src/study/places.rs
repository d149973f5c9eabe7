//! The place list: events at named places, and at cells of 100 m where no name is near.

use std::collections::BTreeMap;

use analysis::finding::Finding;
use analysis::hot_part;
use analysis::near::Near;
use analysis::places::{Counted, Listed, PlaceList, place_list};
use domain::crs::Plane;

use super::answer::{Answer, DayPart, Findings, PlaceRow, Places, Sensitivity, Tallied, Why};
use super::events::{Event, Events, distinct, gather};
use super::ground::Ground;
use super::presence::{self, Stayed};
use super::snapshot::Snapshot;
use super::{Steps, StudyError, StudyQuestion, watch};

/// Metres from a named place within which an event belongs to it.
pub(super) const PLACE_RADIUS_M: f64 = 100.0;
/// Side of the cells for what has no name, metres.
pub(super) const CELL_M: f64 = 100.0;
/// Metres within which a named place is mentioned for a cell.
const NEAR_M: f64 = 1_000.0;
/// Metres within which the sensitivity counts again.
pub(super) const WIDER_M: f64 = 150.0;
const ROWS: usize = 100;
/// Weeks of history below which nothing is expected.
const LEAST_HISTORY_WEEKS: u32 = 26;

/// Where an event is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Site {
    /// A named place, by its number.
    Named(usize),
    /// A cell without a name, by column and row of the national net.
    Cell(i64, i64),
}

/// Named places in plane metres.
pub(super) struct Sites<'a> {
    pub(super) events: &'a Events,
    ground: &'a Ground,
    spots: Vec<Plane>,
    /// Where each of all events is counted, in their order.
    counted_at: Vec<Option<Site>>,
}

impl<'a> Sites<'a> {
    pub(super) fn new(events: &'a Events, ground: &'a Ground) -> Self {
        let spots =
            ground.spots.iter().map(|spot| events.system.to_plane(spot.lon, spot.lat)).collect();
        let mut sites = Self { events, ground, spots, counted_at: Vec::new() };
        sites.counted_at = events.all.iter().map(|event| Some(sites.of(event.at?))).collect();
        sites
    }

    fn nearest(&self, at: Plane, radius_m: f64) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for (number, spot) in self.spots.iter().enumerate() {
            let apart = spot.distance_m(at);
            if apart <= radius_m && best.is_none_or(|(_, least)| apart < least) {
                best = Some((number, apart));
            }
        }
        best
    }

    pub(super) fn of(&self, at: Plane) -> Site {
        match self.nearest(at, PLACE_RADIUS_M) {
            Some((number, _)) => Site::Named(number),
            None => Site::Cell(
                (at.easting_m / CELL_M).floor() as i64,
                (at.northing_m / CELL_M).floor() as i64,
            ),
        }
    }

    pub(super) fn middle(&self, site: Site) -> Plane {
        match site {
            Site::Named(number) => self.spots.get(number).copied().unwrap_or(Plane::new(0.0, 0.0)),
            Site::Cell(column, row) => {
                Plane::new((column as f64 + 0.5) * CELL_M, (row as f64 + 0.5) * CELL_M)
            }
        }
    }

    pub(super) fn lon_lat(&self, at: Plane) -> (f64, f64) {
        let (lon, lat) = self.events.system.to_lon_lat(at);
        (rounded(lon), rounded(lat))
    }

    pub(super) fn name(&self, site: Site) -> Option<String> {
        match site {
            Site::Named(number) => self.ground.spots.get(number).map(|spot| spot.name.clone()),
            Site::Cell(..) => None,
        }
    }

    pub(super) fn near(&self, at: Plane) -> Option<(String, u32)> {
        let (number, apart) = self.nearest(at, NEAR_M)?;
        let name = self.ground.spots.get(number)?.name.clone();
        Some((name, apart.round() as u32))
    }

    /// The instant a day begins.
    pub(super) fn start(&self, day: chrono::NaiveDate) -> i64 {
        self.ground.start_of(day)
    }

    pub(super) fn key(&self, site: Site) -> String {
        match site {
            Site::Named(_) => self.name(site).unwrap_or_default(),
            Site::Cell(column, row) => format!("e{column}n{row}"),
        }
    }

    /// Events known by then at each site: at or after `from`, before `end`.
    pub(super) fn between(&self, from: i64, end: i64) -> BTreeMap<Site, Vec<&'a Event>> {
        let mut sites: BTreeMap<Site, Vec<&Event>> = BTreeMap::new();
        let first = self.events.all.partition_point(|event| event.latest < from);
        for (event, site) in self.events.all.iter().zip(&self.counted_at).skip(first) {
            if event.latest >= end {
                break;
            }
            if let Some(site) = site {
                sites.entry(*site).or_default().push(event);
            }
        }
        sites
    }
}

/// Seven decimals: a centimetre, and the same bytes on every machine.
pub(super) fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// The place list with its alarms, suggestions and self-check.
pub(super) fn answer(
    snapshot: &Snapshot,
    ground: &Ground,
    question: &StudyQuestion,
    (events, steps): (&Events, &mut Steps<'_, '_>),
) -> Result<Findings, StudyError> {
    let sites = Sites::new(events, ground);
    let reviewed = StudyQuestion { reviewed: true, ..question.clone() };
    let reviewed = gather(snapshot, ground, &reviewed)?;
    let reports = StudyQuestion { reports: true, ..question.clone() };
    let reports = gather(snapshot, ground, &reports)?;
    let others = [&Sites::new(&reviewed, ground), &Sites::new(&reports, ground)];
    steps.next()?;
    Ok(Findings::Places(places(&sites, others, steps)?))
}

fn places(
    sites: &Sites<'_>,
    others: [&Sites<'_>; 2],
    steps: &mut Steps<'_, '_>,
) -> Result<Places, StudyError> {
    let (events, ground) = (sites.events, sites.ground);
    let window = events.window;
    let inside = sites.between(window.from, window.end);
    let before = sites.between(window.history_from, window.from);
    let year = sites.between(window.end - 53 * 7 * 86_400, window.end);
    let visits = presence::by_site(events, sites);
    let mut known: Vec<Site> = (0..ground.spots.len()).map(Site::Named).collect();
    known.extend(inside.keys().chain(before.keys()));
    known.sort_unstable();
    known.dedup();
    let counted: Vec<Counted> = known
        .iter()
        .enumerate()
        .map(|(number, site)| {
            count(number, ground, inside.get(site), visits.get(site).map(|stayed| stayed.visits))
        })
        .collect();
    let list = place_list(&counted, f64::from(window.weeks));
    steps.next()?;
    let watch = watch::watch(events, sites);
    let row = |listed: &Listed| {
        let site = known.get(listed.place as usize).copied()?;
        let at = inside.get(&site).map(Vec::as_slice).unwrap_or_default();
        let history = before.get(&site).map_or(0, Vec::len) as u32;
        let there = visits.get(&site).copied().unwrap_or_default();
        let year = year.get(&site).map(Vec::as_slice).unwrap_or_default();
        Some(Row { site, at, year, history, visits: there }.tell(sites, listed))
    };
    let shape = |list: &PlaceList| list.places.iter().take(ROWS).filter_map(row).collect();
    let at_places = inside.values().map(|events| events.len() as u32).sum();
    let (below_least, top_ten) = match &list {
        Finding::Figure(figure) => {
            let list = figure.value();
            let top: u64 = list.places.iter().take(10).map(|place| place.events).sum();
            (list.below_least as u32, top as u32)
        }
        Finding::TooLittle(_) => (inside.len() as u32, 0),
    };
    let bin_weeks = if window.weeks == 52 { 4 } else { 1 };
    let made = Places {
        list: Answer::of(&list, shape),
        below_least,
        top_ten,
        at_places,
        bin_weeks,
        bins_in_window: window.weeks / bin_weeks,
        alarm_week: watch.monday.to_string(),
        alarms: watch.alarms,
        more_alarms: watch.more,
        series: watch.series,
        new_places: watch.new_places,
        check: watch::check(sites, others),
    };
    steps.next()?;
    Ok(made)
}

fn count(
    number: usize,
    ground: &Ground,
    events: Option<&Vec<&Event>>,
    visits: Option<u32>,
) -> Counted {
    let events = events.map(Vec::as_slice).unwrap_or_default();
    Counted {
        place: number as u64,
        events: events.len() as u64,
        days: distinct(events.iter().map(|event| ground.day_of(event.latest))),
        organisations: distinct(events.iter().flat_map(|event| event.sources())),
        visits: visits.map(f64::from),
    }
}

/// One row in the making.
struct Row<'a> {
    site: Site,
    at: &'a [&'a Event],
    /// Its events of the last 53 weeks.
    year: &'a [&'a Event],
    history: u32,
    /// Who was there in the window.
    visits: Stayed,
}

impl Row<'_> {
    fn tell(&self, sites: &Sites<'_>, listed: &Listed) -> PlaceRow {
        let middle = sites.middle(self.site);
        let (lon, lat) = sites.lon_lat(middle);
        let name = sites.name(self.site);
        let near = if name.is_none() { sites.near(middle) } else { None };
        let events = sites.events;
        let twelve = Ground::weeks_before(events.window.end_day, 12);
        let twelve = sites.ground.start_of(twelve);
        let recent = self.year.iter().filter(|event| event.latest >= twelve).count();
        PlaceRow {
            key: sites.key(self.site),
            near_m: near.as_ref().map(|(_, metres)| *metres),
            near: near.map(|(name, _)| name),
            name,
            lon,
            lat,
            events: listed.events as u32,
            days: listed.days as u32,
            organisations: listed.organisations as u32,
            is_recurring: recent as u64 >= analysis::places::RECURRING,
            is_new: self.history == 0 && events.history_weeks >= LEAST_HISTORY_WEEKS,
            per_100_visits: listed.per_100_visits.as_ref().ok().map(|rate| rate.round() as u32),
            bins: self.bins(sites),
            hot: hot(self.at, events.window.weeks, sites.ground),
            why: self.why(sites, middle),
        }
    }

    fn bins(&self, sites: &Sites<'_>) -> Vec<u32> {
        let window = sites.events.window;
        let (bins, weeks) = if window.weeks == 52 { (13, 4) } else { (12, 1) };
        let starts: Vec<i64> = (0..=bins)
            .rev()
            .map(|n| sites.ground.start_of(Ground::weeks_before(window.end_day, n * weeks)))
            .collect();
        starts
            .windows(2)
            .map(|pair| {
                let is_in = |event: &&&Event| event.latest >= pair[0] && event.latest < pair[1];
                self.year.iter().filter(is_in).count() as u32
            })
            .collect()
    }

    fn why(&self, sites: &Sites<'_>, middle: Plane) -> Why {
        let events = sites.events;
        let told = || self.at.iter().flat_map(|event| event.told.iter());
        let weeks = events.history_weeks;
        let share = f64::from(events.window.weeks) / f64::from(weeks.max(1));
        let expected = (weeks >= LEAST_HISTORY_WEEKS)
            .then(|| (f64::from(self.history) * share).round() as u32);
        let source = |number: &u32| events.sources.get(*number as usize).cloned();
        let near: Vec<Plane> = events.in_window().iter().filter_map(|event| event.at).collect();
        let mut wider = 0;
        Near::new(&near, WIDER_M).within(middle, WIDER_M, |_, _| wider += 1);
        Why {
            expected,
            history: self.history,
            history_weeks: weeks,
            visits: self.visits.visits,
            patrol_hours: self.visits.whole_hours(),
            sources: tally(told().filter_map(|(number, _, _)| source(number))),
            found: tally(told().map(|(_, _, found)| found.clone())),
            tiles: tally(self.at.iter().map(|event| event.tile.clone())),
            sensitivity: Sensitivity {
                reviewed: self.at.iter().filter(|event| event.is_reviewed).count() as u32,
                reports: told().count() as u32,
                wider,
            },
        }
    }
}

/// How many of each name, the most first.
pub(super) fn tally(names: impl Iterator<Item = String>) -> Vec<Tallied> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<Tallied> =
        counts.into_iter().map(|(name, count)| Tallied { name, count }).collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then(a.name.cmp(&b.name)));
    counts
}

fn hot(events: &[&Event], weeks: u32, ground: &Ground) -> Option<DayPart> {
    let spans: Vec<_> = events.iter().map(|event| event.span()).collect();
    let finding = hot_part(&spans, f64::from(weeks), ground.zone);
    let hot = (*finding.value()?)?;
    Some(DayPart { is_weekend: hot.is_weekend, part: hot.part, events: hot.events as u32 })
}
