//! From reports to events: joined reports count once, the time stays an interval, positions become
//! plane metres. An event counts in the week it was known to have happened by, its latest time.

use std::collections::{BTreeMap, BTreeSet};

use analysis::Span;
use chrono::NaiveDate;
use domain::crs::{Plane, ReferenceSystem};
use domain::gazetteer::Border;

use super::ground::Ground;
use super::presence::{self, Passed};
use super::snapshot::{Row, Snapshot};
use super::{StudyCounts, StudyError, StudyQuestion};

/// Weeks of history that a window is held against.
pub(super) const HISTORY_WEEKS: u32 = 52;
/// Degrees from the middle of all positions beyond which a position is taken for a mistake.
const FAR_LAT: f64 = 0.6;
const FAR_LON: f64 = 1.2;

/// A visit that claims to have lasted longer says nothing of its length: a night's work.
const LONGEST_VISIT_S: i64 = 12 * 3_600;

/// Something that happened, or a visit on which nothing did.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) earliest: i64,
    pub(super) latest: i64,
    pub(super) at: Option<Plane>,
    pub(super) tile: String,
    pub(super) category: String,
    pub(super) is_reviewed: bool,
    /// Source, reporter and how it was found, of each report.
    pub(super) told: Vec<(u32, u32, String)>,
}

impl Event {
    /// Its time for the hours of the week.
    pub(super) fn span(&self) -> Span {
        Span { from: self.earliest, to: (self.latest > self.earliest).then_some(self.latest) }
    }

    /// Hours somebody was there: the length of a visit that says when it began and ended.
    pub(super) fn patrol_hours(&self) -> f64 {
        let seconds = self.latest - self.earliest;
        if (1..=LONGEST_VISIT_S).contains(&seconds) { seconds as f64 / 3_600.0 } else { 0.0 }
    }

    /// Different organisations that told of it.
    pub(super) fn sources(&self) -> impl Iterator<Item = u32> {
        self.told.iter().map(|(source, _, _)| *source)
    }
}

/// The window in days and in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) weeks: u32,
    pub(super) from_day: NaiveDate,
    /// The day after the last.
    pub(super) end_day: NaiveDate,
    pub(super) from: i64,
    pub(super) end: i64,
    /// Start of the 52 weeks before.
    pub(super) history_from: i64,
}

/// All events that answer the filter, and the window.
pub(super) struct Events {
    pub(super) window: Window,
    /// Sorted by latest time.
    pub(super) all: Vec<Event>,
    pub(super) visits: Vec<Event>,
    /// Passes by square, week and organisation.
    pub(super) passed: Vec<Passed>,
    /// Passes of a week, by the instant it begins; none where only a part of the municipality is asked for.
    pub(super) passes: Option<Vec<(i64, u32)>>,
    pub(super) sources: Vec<String>,
    pub(super) system: ReferenceSystem,
    pub(super) history_weeks: u32,
    /// The oldest report of all, whatever is asked; none without a report.
    first: Option<i64>,
}

impl Events {
    /// Events known by then: at or after `from`, before `end`.
    pub(super) fn between(&self, from: i64, end: i64) -> &[Event] {
        let first = self.all.partition_point(|event| event.latest < from);
        let last = self.all.partition_point(|event| event.latest < end);
        self.all.get(first..last).unwrap_or_default()
    }

    /// Whole weeks the picture goes back before an instant.
    pub(super) fn weeks_known(&self, before: i64) -> u32 {
        self.first.map_or(0, |first| ((before - first).max(0) / (7 * 86_400)) as u32)
    }

    /// Those of the window.
    pub(super) fn in_window(&self) -> &[Event] {
        self.between(self.window.from, self.window.end)
    }

    /// Those of the 52 weeks before the window.
    pub(super) fn history(&self) -> &[Event] {
        self.between(self.window.history_from, self.window.from)
    }

    pub(super) fn counts(&self) -> StudyCounts {
        let window = self.in_window();
        let stayed = presence::everywhere(self);
        StudyCounts {
            events: window.len() as u32,
            reports: window.iter().map(|event| event.told.len() as u32).sum(),
            unreviewed: window.iter().filter(|event| !event.is_reviewed).count() as u32,
            without_position: window.iter().filter(|event| event.at.is_none()).count() as u32,
            history: self.history().len() as u32,
            visits: stayed.visits,
            patrol_hours: stayed.whole_hours(),
            history_weeks: self.history_weeks,
        }
    }

    pub(super) fn newest_day(&self, ground: &Ground) -> Option<String> {
        self.all.last().map(|event| ground.day_of(event.latest).to_string())
    }
}

/// Reports that answer the question, joined.
pub(super) fn gather(
    snapshot: &Snapshot,
    ground: &Ground,
    question: &StudyQuestion,
) -> Result<Events, StudyError> {
    let until = question.until.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
    let end_day = until
        .and_then(|day| day.succ_opt())
        .ok_or(StudyError::Question("the day is not a date"))?;
    let from_day = Ground::weeks_before(end_day, question.weeks);
    let window = Window {
        weeks: question.weeks,
        from_day,
        end_day,
        from: ground.start_of(from_day),
        end: ground.start_of(end_day),
        history_from: ground.start_of(Ground::weeks_before(from_day, HISTORY_WEEKS)),
    };
    let within = Within::of(question, ground)?;
    let rows: Vec<&Row> = snapshot
        .rows
        .iter()
        .filter(|row| row.is_visit || is_asked_for(row, question))
        .filter(|row| is_from(row, snapshot, question) && within.holds(row.at))
        .collect();
    let mut placed: Vec<(f64, f64)> = rows.iter().filter_map(|row| row.at).collect();
    if placed.is_empty() {
        // Passes are known before anything is reported.
        placed.extend(snapshot.presence.iter().map(|told| told.at));
    }
    let plane = Planes::around(&placed);
    let (visits, reports): (Vec<&Row>, Vec<&Row>) = rows.into_iter().partition(|row| row.is_visit);
    let mut all = join(&reports, &plane, question.reports);
    all.sort_by_key(|event| event.latest);
    let is_asked = |source: u32| {
        let name = snapshot.sources.get(source as usize);
        question.source.as_ref().is_none_or(|asked| name == Some(asked))
    };
    let passes = snapshot.passes.iter().filter(|(source, ..)| is_asked(*source));
    let first = snapshot.rows.iter().map(|row| row.latest).min();
    let known = first.map_or(0, |first| (window.from - first).max(0) / (7 * 86_400));
    Ok(Events {
        window,
        all,
        visits: join(&visits, &plane, true),
        passed: snapshot
            .presence
            .iter()
            .filter(|told| is_asked(told.source) && within.holds(Some(told.at)))
            .filter_map(|told| {
                Some(Passed {
                    source: told.source,
                    from: ground.start_of(told.monday),
                    at: plane.at(told.at)?,
                    visits: told.visits,
                    hours: f64::from(told.seconds) / 3_600.0,
                })
            })
            .collect(),
        passes: within
            .is_everywhere()
            .then(|| passes.map(|(_, day, passes)| (ground.start_of(*day), *passes)).collect()),
        sources: snapshot.sources.clone(),
        system: plane.system,
        history_weeks: (known as u32).min(HISTORY_WEEKS),
        first,
    })
}

fn is_asked_for(row: &Row, question: &StudyQuestion) -> bool {
    let codes = &question.categories;
    let is_of = codes.is_empty()
        || codes.iter().any(|code| {
            let held = if code.is_tile() { &row.tile } else { &row.category };
            held == code.as_str()
        });
    is_of && (!question.reviewed || row.review == "approved")
}

fn is_from(row: &Row, snapshot: &Snapshot, question: &StudyQuestion) -> bool {
    question.source.as_ref().is_none_or(|source| {
        snapshot.sources.get(row.source as usize).is_some_and(|name| name == source)
    })
}

/// Where is asked about: a rectangle, an area, or everywhere.
struct Within<'a> {
    corners: Option<[f64; 4]>,
    area: Option<Vec<&'a Border>>,
}

impl<'a> Within<'a> {
    fn of(question: &StudyQuestion, ground: &'a Ground) -> Result<Self, StudyError> {
        let area = question.area.as_deref().map(|code| ground.borders(code));
        if area.as_ref().is_some_and(Vec::is_empty) {
            return Err(StudyError::Question("there is no such area"));
        }
        Ok(Self { corners: question.within, area })
    }

    fn is_everywhere(&self) -> bool {
        self.corners.is_none() && self.area.is_none()
    }

    /// What has no position lies nowhere in particular.
    fn holds(&self, at: Option<(f64, f64)>) -> bool {
        let is_inside = self.corners.is_none_or(|[west, south, east, north]| {
            at.is_some_and(|(lon, lat)| lon >= west && lon <= east && lat >= south && lat <= north)
        });
        is_inside
            && self.area.as_ref().is_none_or(|borders| {
                at.is_some_and(|at| borders.iter().any(|border| border.holds(at)))
            })
    }
}

fn join(rows: &[&Row], plane: &Planes, is_by_report: bool) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::with_capacity(rows.len());
    let mut known: BTreeMap<u32, usize> = BTreeMap::new();
    for row in rows {
        let told = (row.source, row.reporter, row.found.clone());
        let incident = row.incident.filter(|_| !is_by_report);
        if let Some(event) = incident.and_then(|n| known.get(&n)).and_then(|i| events.get_mut(*i)) {
            // Whoever knows the time best decides it.
            if row.latest - row.earliest < event.latest - event.earliest {
                (event.earliest, event.latest) = (row.earliest, row.latest);
            }
            event.at = event.at.or_else(|| plane.of(row));
            event.is_reviewed |= row.review == "approved";
            event.told.push(told);
            continue;
        }
        if let Some(number) = incident {
            known.insert(number, events.len());
        }
        events.push(Event {
            earliest: row.earliest,
            latest: row.latest,
            at: plane.of(row),
            tile: row.tile.clone(),
            category: row.category.clone(),
            is_reviewed: row.review == "approved",
            told: vec![told],
        });
    }
    events
}

/// From degrees to metres, for what lies near the middle of everything.
struct Planes {
    system: ReferenceSystem,
    middle: (f64, f64),
}

impl Planes {
    fn around(placed: &[(f64, f64)]) -> Self {
        let median = |of: fn(&(f64, f64)) -> f64| {
            let mut sorted: Vec<f64> = placed.iter().map(of).collect();
            sorted.sort_by(f64::total_cmp);
            sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
        };
        let middle = (median(|at| at.0), median(|at| at.1));
        let (lon, lat) = middle;
        let system = ReferenceSystem::for_extent(lon - 0.2, lat - 0.2, lon + 0.2, lat + 0.2);
        Self { system, middle }
    }

    fn of(&self, row: &Row) -> Option<Plane> {
        self.at(row.at?)
    }

    fn at(&self, (lon, lat): (f64, f64)) -> Option<Plane> {
        let is_near =
            (lon - self.middle.0).abs() <= FAR_LON && (lat - self.middle.1).abs() <= FAR_LAT;
        is_near.then(|| self.system.to_plane(lon, lat))
    }
}

/// Different values, counted.
pub(super) fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> u64 {
    values.collect::<BTreeSet<T>>().len() as u64
}
