//! A made-up year of reports from the practice town, in the order of time: hot places, hours and weekdays by
//! kind, near repeats, the same event told by two or three, and patrols that look more often at some places.

mod calendar;
mod kinds;
mod report;
mod tell;
mod world;

use std::collections::{BTreeMap, VecDeque};

pub use report::SyntheticReport;
pub use world::HotPlace;

use crate::places::degrees;
use crate::rng::Rng;
use crate::shape::{Point, at};
use crate::town::Town;
use calendar::{Seconds, moment, weekday};
use kinds::{CALM, Kind, days, hours, kinds};
use world::{ACTORS, World};

/// Days in the year that is made up.
const DAYS: i64 = 364;
/// The year ends at this local hour of its last day, so that the last night is in it.
const LAST_HOUR: Seconds = 6;
const CALM_SHARE: f64 = 0.06;
const REPEAT_CHANCE: f64 = 0.13;
const NO_POSITION: f64 = 0.025;

/// A measure whose effect is known: from a day on, a place keeps only this share of its events.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervention {
    /// The place's name.
    pub place: String,
    /// The first local day, `2026-06-01`.
    pub from: String,
    /// The share of events that remains, 0–1.
    pub remains: f64,
}

/// What year to make up.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The same seed gives the same year.
    pub seed: u64,
    /// How many reports.
    pub count: usize,
    /// The last local day, `2026-11-22`; the year ends that morning at six.
    pub end: String,
    /// The chance that a second reporter tells of an event.
    pub duplicates: f64,
    /// A measure in the year.
    pub intervention: Option<Intervention>,
}

impl Settings {
    /// A year with the usual share of events told twice.
    #[must_use]
    pub fn new(seed: u64, count: usize, end: &str) -> Self {
        Self { seed, count, end: end.to_owned(), duplicates: 0.18, intervention: None }
    }
}

/// A guard's visit to a place, with or without something to report.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The place's name.
    pub place: String,
    /// Arrival, RFC 3339 in Swedish time.
    pub arrived_at: String,
    /// How long, minutes.
    pub minutes: u32,
    /// The organisation.
    pub org: &'static str,
    moment: Seconds,
    index: usize,
}

/// The reports of a year, one by one in the order of their time.
pub struct Year {
    settings: Settings,
    world: World,
    kinds: Vec<Kind>,
    rng: Rng,
    day_weights: Vec<f64>,
    first_day: i64,
    next_day: i64,
    planned: usize,
    events: u32,
    repeats: BTreeMap<i64, VecDeque<Event>>,
    waiting: BTreeMap<(Seconds, String), SyntheticReport>,
    from_day: i64,
}

/// Something that happened in the made-up town.
#[derive(Debug, Clone)]
struct Event {
    kind: usize,
    place: Option<usize>,
    name: String,
    point: Point,
    moment: Seconds,
}

impl Year {
    /// The year of these settings in this town. Nothing when `end` or the measure's day is no date.
    #[must_use]
    pub fn new(town: &Town, settings: Settings) -> Option<Self> {
        let last_day = calendar::parse(&settings.end)?;
        let from_day = match &settings.intervention {
            Some(measure) => calendar::parse(&measure.from)?,
            None => i64::MAX,
        };
        let kinds = kinds();
        let world = World::new(town, settings.seed, &kinds);
        let first_day = last_day - DAYS;
        let day_weights =
            (0..=DAYS).map(|index| day_weight(&kinds, first_day + index, index)).collect();
        Some(Self {
            rng: Rng::new(settings.seed, "the year"),
            settings,
            world,
            kinds,
            day_weights,
            first_day,
            next_day: first_day,
            planned: 0,
            events: 0,
            repeats: BTreeMap::new(),
            waiting: BTreeMap::new(),
            from_day,
        })
    }

    /// The places that reports gather at, the most exposed first.
    #[must_use]
    pub fn places(&self) -> &[HotPlace] {
        &self.world.places
    }

    /// The guards' visits of the whole year, for rates per visit.
    pub fn visits(&self) -> impl Iterator<Item = Visit> {
        (self.first_day..=self.first_day + DAYS).flat_map(|day| self.visits_on(day))
    }

    fn end(&self) -> Seconds {
        moment(self.first_day + DAYS, LAST_HOUR * 3_600)
    }

    /// A place that is seen more is visited more; every day has its own stream of chance.
    fn visits_on(&self, day: i64) -> Vec<Visit> {
        let mut rng = Rng::new(self.settings.seed ^ (day as u64).rotate_left(20), "patrols");
        let mut out = Vec::new();
        for (index, place) in self.world.places.iter().enumerate() {
            let is_visited = rng.chance(place.seen - 0.35);
            let (second, minutes) = (rng.between(17.0, 28.0) * 3_600.0, 5 + rng.below(25) as u32);
            let arrival = moment(day, second as Seconds);
            if is_visited && arrival < self.end() - 2_400 {
                out.push(Visit {
                    place: place.name.clone(),
                    arrived_at: calendar::rfc3339(arrival),
                    minutes,
                    org: ACTORS[0].organisations[0],
                    moment: arrival,
                    index,
                });
            }
        }
        out
    }

    /// Makes up one day: as many reports as the year's course asks for by its evening.
    fn make_day(&mut self) {
        let day = self.next_day;
        self.next_day += 1;
        let so_far = (day - self.first_day) as usize + 1;
        let total: f64 = self.day_weights.iter().sum();
        let share = self.day_weights[..so_far].iter().sum::<f64>() / total;
        let is_last = day == self.first_day + DAYS;
        let target = if is_last {
            self.settings.count
        } else {
            (self.settings.count as f64 * share) as usize
        };
        let mut visits = VecDeque::from(self.visits_on(day));
        while self.planned < target {
            if self.rng.chance(CALM_SHARE) && !visits.is_empty() {
                let pick = self.rng.below(visits.len());
                if let Some(visit) = visits.remove(pick) {
                    self.tell_calm(&visit);
                }
                continue;
            }
            let repeat = self.repeats.get_mut(&day).and_then(VecDeque::pop_front);
            let event = repeat.unwrap_or_else(|| self.happen(day));
            if self.is_seen(&event, day) {
                self.tell(&event);
                self.maybe_repeat(&event, day);
            }
        }
        self.repeats.remove(&day);
    }

    fn happen(&mut self, day: i64) -> Event {
        let place = (!self.rng.chance(0.06))
            .then(|| self.rng.weighted(self.world.places.iter().map(|place| place.weight)));
        let today = weekday(day);
        let lean =
            place.filter(|_| self.rng.chance(0.5)).map(|index| self.world.places[index].lean);
        let kind = match lean {
            Some(three) => three[self.rng.weighted([3.0, 2.0, 1.0].into_iter())],
            None => {
                let weight = |kind: &Kind| kind.share * days(kind.week)[today];
                self.rng.weighted(self.kinds.iter().map(weight))
            }
        };
        let (name, centre, spread) = match place.map(|index| &self.world.places[index]) {
            Some(hot) => (hot.name.clone(), hot.point, hot.spread_m),
            None => {
                let is_rural = self.rng.chance(0.4);
                let world = &self.world;
                let houses = if is_rural { &world.countryside } else { &world.elsewhere };
                let (street, point) = self.rng.one_of(houses).clone();
                (street, point, 12.0)
            }
        };
        let is_last = day == self.first_day + DAYS;
        let open = if is_last { LAST_HOUR as usize } else { 24 };
        let hour = self.rng.weighted(hours(self.kinds[kind].rhythm).into_iter().take(open));
        let second = (hour as f64 + self.rng.unit()) * 3_600.0;
        let point = self.moved(centre, spread);
        Event { kind, place, name, point, moment: moment(day, second as Seconds) }
    }

    fn is_seen(&mut self, event: &Event, day: i64) -> bool {
        let Some(place) = event.place.map(|index| &self.world.places[index]) else { return true };
        let seen = place.seen;
        let remains = match &self.settings.intervention {
            Some(measure) if measure.place == place.name && day >= self.from_day => measure.remains,
            _ => 1.0,
        };
        self.rng.chance(seen) && self.rng.chance(remains)
    }

    /// Some events bring another nearby within days.
    fn maybe_repeat(&mut self, event: &Event, day: i64) {
        if !self.rng.chance(REPEAT_CHANCE) {
            return;
        }
        let later = event.moment + (self.rng.waiting(4.0) * 86_400.0) as Seconds;
        let (local_day, _) = calendar::local(later);
        if local_day > day && later < self.end() {
            let point = self.moved(event.point, 90.0);
            let again = Event { point, moment: later, ..event.clone() };
            self.repeats.entry(local_day).or_default().push_back(again);
        }
    }

    fn moved(&mut self, point: Point, sigma_m: f64) -> Point {
        point + at(self.rng.gauss(), self.rng.gauss()) * sigma_m
    }
}

/// The weight of a day: the week's course over all kinds, and a mild summer.
fn day_weight(kinds: &[Kind], day: i64, index: i64) -> f64 {
    let week: f64 = kinds.iter().map(|kind| kind.share * days(kind.week)[weekday(day)]).sum();
    let (year, _, _) = calendar::date(day);
    let of_year = (day - calendar::day_number(year, 1, 1)) as f64;
    let season = 1.0 + 0.25 * crate::maths::sin(std::f64::consts::TAU * (of_year - 110.0) / 365.25);
    let open = if index == DAYS { 0.25 } else { 1.0 };
    week * season * open
}

impl Iterator for Year {
    type Item = SyntheticReport;

    fn next(&mut self) -> Option<SyntheticReport> {
        loop {
            let is_over = self.next_day > self.first_day + DAYS;
            // A second reporter may be an hour early, never more: what is older than that is complete.
            let complete = moment(self.next_day, 0) - 7_200;
            let first = self.waiting.first_key_value().map(|(key, _)| key.0);
            match first {
                Some(time) if is_over || time < complete => {
                    return self.waiting.pop_first().map(|(_, report)| report);
                }
                None if is_over => return None,
                _ => self.make_day(),
            }
        }
    }
}
