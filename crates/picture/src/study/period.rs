//! What an edition counts: the events of any whole days, held against the days before. The same snapshot, joins
//! and places as the screens have.

use std::collections::{BTreeMap, BTreeSet};

use analysis::finding::Finding;
use analysis::{Pattern, Span};
use domain::catalogue::{Catalogue, CategoryCode, Label, ObservationType};
use domain::day::Day;
use domain::edition::{
    AreaFigure, BarFigure, EditionKind, FigureRow, Figures, MarkFigure, Period, PlaceFigure,
    UnusualFigure,
};
use domain::period::{months, weeks};

use super::events::{Event, Events, distinct, gather};
use super::ground::{Ground, plan_day};
use super::places::{Site, Sites};
use super::snapshot::Snapshot;
use super::watch::watch;
use super::{StudyError, StudyQuestion, outline};

/// Places that are listed.
const PLACES: usize = 10;
/// Rows of sources; what is beyond is counted as one.
const SOURCES: usize = 20;
/// Marks on the map; above this events are drawn as squares of 100 m.
const MARKS: usize = 200;
/// Periods longer than this are drawn month by month.
const LONG_DAYS: i32 = 45;
const WEEK_BARS: i32 = 13;
const MONTH_BARS: u32 = 13;

/// Count the days of a period, both ends included. The statutory one tells crime and other things apart.
///
/// # Errors
/// When a day is out of range.
pub fn figures(
    snapshot: &Snapshot,
    ground: &Ground,
    period: Period,
    catalogue: &Catalogue,
) -> Result<Figures, StudyError> {
    let (from, until) = (period.from, period.until);
    let ground = &ground.for_reports_of(snapshot);
    let question =
        StudyQuestion { until: Some(until.to_string()), weeks: 4, ..StudyQuestion::default() };
    let events = gather(snapshot, ground, &ground.settled(&question)?)?;
    let span = Spans::of(ground, (from, until));
    let now = events.between(span.from, span.end);
    let before = events.between(span.before, span.from);
    let year = events.between(span.year.0, span.year.1);
    let sites = Sites::new(&events, ground);
    let (sources, silent) = sources(&events, (now, before));
    let count = |events: &[Event]| events.len() as u32;
    let is_known = |since: i64| events.weeks_known(since) > 0;
    Ok(Figures {
        snapshot: snapshot.hash(ground),
        newest: events.all.last().map(|event| plan_day(ground.day_of(event.latest))),
        events: Some(count(now)),
        reports: Some(now.iter().map(|event| event.told.len() as u32).sum()),
        unreviewed: Some(now.iter().filter(|event| !event.is_reviewed).count() as u32),
        without_position: Some(now.iter().filter(|event| event.at.is_none()).count() as u32),
        visits: Some(visits(&events, &span)),
        before: is_known(span.before).then(|| count(before)),
        year_before: is_known(span.year.0).then(|| count(year)),
        tiles: tiles((now, before), (catalogue, period.kind == EditionKind::Statutory)),
        areas: areas(&events, ground, (now, before)),
        sources,
        silent,
        places: places(&sites, &span, catalogue),
        hours: hours(now, ground, f64::from(span.days) / 7.0),
        exact: Some(now.iter().filter(|event| event.span().is_exact()).count() as u32),
        trend: trend(&events, ground, (from, until)),
        unusual: unusual(&events, &sites, catalogue),
        marks: marks(&events, now),
        borders: outline::simplified(&ground.areas),
        ..Figures::default()
    })
}

/// The period, the one before and the one a year before, in seconds since 1970.
struct Spans {
    from: i64,
    end: i64,
    before: i64,
    year: (i64, i64),
    days: i32,
}

impl Spans {
    fn of(ground: &Ground, (from, until): (Day, Day)) -> Self {
        let start = |day: Day| ground.start_of_day(day).0.div_euclid(1_000);
        let days = until.days_since(from) + 1;
        // 52 whole weeks: the same weekdays.
        let year = start(from.plus_days(-364));
        Self {
            from: start(from),
            end: start(until.plus_days(1)),
            before: start(from.plus_days(-days)),
            year: (year, start(until.plus_days(-363)).min(start(from))),
            days,
        }
    }
}

fn visits(events: &Events, span: &Spans) -> u32 {
    let is_in = |at: i64| span.from <= at && at < span.end;
    let told = events.visits.iter().filter(|visit| is_in(visit.latest)).count() as u32;
    let passes = events.passes.iter().flatten().filter(|(monday, _)| is_in(*monday));
    told + passes.map(|(_, passes)| passes).sum::<u32>()
}

/// Events by tile; by crime and other things as well where they are told apart.
fn by_tile<'a>(
    events: &'a [Event],
    (catalogue, is_split): (&Catalogue, bool),
) -> BTreeMap<(&'a str, bool), u32> {
    let is_crime = |event: &Event| {
        let code = CategoryCode::new(&event.category);
        code.is_ok_and(|it| catalogue.observation_type(&it) == ObservationType::SuspectedCrime)
    };
    let mut counts = BTreeMap::new();
    for event in events {
        let key = (event.tile.as_str(), is_split && is_crime(event));
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn tile_label(catalogue: &Catalogue, tile: &str) -> Label {
    let code = CategoryCode::new(tile).ok();
    let known = code.and_then(|code| catalogue.category(&code).map(|it| it.label.clone()));
    known.unwrap_or_else(|| Label { sv: tile.to_owned(), en: tile.to_owned() })
}

fn same(name: &str) -> Label {
    Label { sv: name.to_owned(), en: name.to_owned() }
}

/// Every tile that occurred in either period, the most first.
fn tiles(
    (now, before): (&[Event], &[Event]),
    (catalogue, is_split): (&Catalogue, bool),
) -> Vec<FigureRow> {
    let how = (catalogue, is_split);
    let (now, before) = (by_tile(now, how), by_tile(before, how));
    let keys: BTreeSet<(&str, bool)> = now.keys().chain(before.keys()).copied().collect();
    let row = |key: (&str, bool)| FigureRow {
        key: match (is_split, key.1) {
            (false, _) => key.0.to_owned(),
            (true, true) => format!("{}/crime", key.0),
            (true, false) => format!("{}/other", key.0),
        },
        label: tile_label(catalogue, key.0),
        count: Some(now.get(&key).copied().unwrap_or(0)),
        before: Some(before.get(&key).copied().unwrap_or(0)),
        is_crime: key.1,
    };
    sorted(keys.into_iter().map(row).collect())
}

fn sorted(mut rows: Vec<FigureRow>) -> Vec<FigureRow> {
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    rows
}

/// Reports by source, and who reported before and does not now.
fn sources(events: &Events, (now, before): (&[Event], &[Event])) -> (Vec<FigureRow>, Vec<String>) {
    let tally = |of: &[Event]| {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for source in of.iter().flat_map(Event::sources) {
            *counts.entry(source).or_default() += 1;
        }
        counts
    };
    let name = |n: &u32| events.sources.get(*n as usize).cloned().unwrap_or_default();
    let (now, before) = (tally(now), tally(before));
    let row = |(source, count): (&u32, &u32)| FigureRow {
        key: name(source),
        label: same(&name(source)),
        count: Some(*count),
        before: Some(before.get(source).copied().unwrap_or(0)),
        is_crime: false,
    };
    let mut rows = sorted(now.iter().map(row).collect());
    let rest = rows.split_off(rows.len().min(SOURCES));
    if !rest.is_empty() {
        let sum = |of: fn(&FigureRow) -> Option<u32>| Some(rest.iter().filter_map(of).sum());
        let label = Label { sv: "Övriga".to_owned(), en: "Others".to_owned() };
        let (count, before) = (sum(|row| row.count), sum(|row| row.before));
        rows.push(FigureRow { label, count, before, ..FigureRow::default() });
    }
    let mut silent: Vec<String> =
        before.keys().filter(|source| !now.contains_key(source)).map(name).collect();
    silent.sort();
    silent.truncate(SOURCES);
    (rows, silent)
}

fn areas(events: &Events, ground: &Ground, (now, before): (&[Event], &[Event])) -> Vec<AreaFigure> {
    let place = |of: &[Event]| -> Vec<(f64, f64)> {
        of.iter().filter_map(|event| Some(events.system.to_lon_lat(event.at?))).collect()
    };
    let (now, before) = (place(now), place(before));
    let mut found: BTreeMap<&str, (FigureRow, Vec<&domain::gazetteer::Border>)> = BTreeMap::new();
    for border in &ground.areas {
        let row = || FigureRow {
            key: border.area.clone(),
            label: same(&border.name),
            ..FigureRow::default()
        };
        found.entry(&border.area).or_insert_with(|| (row(), Vec::new())).1.push(border);
    }
    let count = |borders: &[&domain::gazetteer::Border], of: &[(f64, f64)]| {
        Some(of.iter().filter(|at| borders.iter().any(|it| it.holds(**at))).count() as u32)
    };
    let area = |(row, borders): (FigureRow, Vec<&domain::gazetteer::Border>)| AreaFigure {
        row: FigureRow { count: count(&borders, &now), before: count(&borders, &before), ..row },
        colour: None,
        reason: None,
        decided_by: None,
    };
    let mut areas: Vec<AreaFigure> = found.into_values().map(area).collect();
    areas.sort_by(|a, b| b.row.count.cmp(&a.row.count).then_with(|| a.row.key.cmp(&b.row.key)));
    areas
}

fn site_name(sites: &Sites<'_>, site: Site) -> Label {
    if let Some(name) = sites.name(site) {
        return same(&name);
    }
    match sites.near(sites.middle(site)) {
        Some((near, m)) => {
            let m = (m + 25) / 50 * 50;
            Label { sv: format!("Nära {near} ({m} m)"), en: format!("Near {near} ({m} m)") }
        }
        None => {
            let key = sites.key(site);
            Label { sv: format!("Ruta {key}"), en: format!("Square {key}") }
        }
    }
}

fn places(sites: &Sites<'_>, span: &Spans, catalogue: &Catalogue) -> Vec<PlaceFigure> {
    let before = sites.between(span.before, span.from);
    let mut now: Vec<(Site, Vec<&Event>)> =
        sites.between(span.from, span.end).into_iter().collect();
    now.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    let place = |(site, events): (Site, Vec<&Event>)| {
        let mut tiles: BTreeMap<&str, u32> = BTreeMap::new();
        for event in &events {
            *tiles.entry(&event.tile).or_default() += 1;
        }
        let mut tiles: Vec<(&str, u32)> = tiles.into_iter().collect();
        tiles.sort_by_key(|(tile, count)| (std::cmp::Reverse(*count), *tile));
        let (lon, lat) = sites.lon_lat(sites.middle(site));
        PlaceFigure {
            key: sites.key(site),
            name: site_name(sites, site),
            count: Some(events.len() as u32),
            before: Some(before.get(&site).map_or(0, Vec::len) as u32),
            organisations: Some(distinct(events.iter().flat_map(|it| it.sources())) as u32),
            tiles: tiles.iter().take(2).map(|(tile, _)| tile_label(catalogue, tile)).collect(),
            at: Some([lon, lat]),
        }
    };
    now.into_iter().take(PLACES).map(place).collect()
}

/// Monday–Friday and the weekend, by night, morning, afternoon and evening; empty with too little.
fn hours(now: &[Event], ground: &Ground, weeks: f64) -> Vec<Vec<Option<u32>>> {
    let spans: Vec<Span> = now.iter().map(Event::span).collect();
    let Finding::Figure(figure) = analysis::hours(&spans, weeks, ground.zone) else {
        return Vec::new();
    };
    let round = |sum: f64| Some(sum.round() as u32);
    match figure.value() {
        Pattern::DayPart(parts) => {
            parts.iter().map(|row| row.iter().map(|sum| round(*sum)).collect()).collect()
        }
        Pattern::HourOfWeek(week) => {
            let part = |days: std::ops::Range<usize>, part: usize| -> f64 {
                week[days].iter().flat_map(|day| &day[part * 6..part * 6 + 6]).sum()
            };
            let row = |days: std::ops::Range<usize>| {
                (0..4).map(|n| round(part(days.clone(), n))).collect()
            };
            vec![row(0..5), row(5..7)]
        }
    }
}

/// The period and what lies before it, by week or by month.
fn trend(events: &Events, ground: &Ground, (from, until): (Day, Day)) -> Vec<BarFigure> {
    let is_long = until.days_since(from) + 1 > LONG_DAYS;
    let end = until.plus_days(1);
    let starts: Vec<Day> = if is_long {
        let (last, _) = months(until, 1);
        let all = u32::try_from(until.days_since(from) / 28).unwrap_or(0);
        let bars = MONTH_BARS.max(all.min(25));
        let mut starts = vec![last];
        for _ in 1..bars {
            let first = starts.last().copied().unwrap_or(last);
            starts.push(months(first.plus_days(-1), 1).0);
        }
        starts.reverse();
        starts
    } else {
        let (monday, _) = weeks(until, 1);
        (0..WEEK_BARS).rev().map(|n| monday.plus_days(-7 * n)).collect()
    };
    let known = events.all.first().map(|event| plan_day(ground.day_of(event.latest)));
    let at = |day: Day| ground.start_of_day(day).0.div_euclid(1_000);
    let bar = |(n, first): (usize, &Day)| {
        let next = starts.get(n + 1).copied().unwrap_or(end);
        let count = events.between(at(*first), at(next)).len() as u32;
        BarFigure { from: *first, count: Some(count) }
    };
    let bars = starts.iter().enumerate().map(bar);
    // A bar from before the picture began is not a bar with nothing in it.
    bars.filter(|bar| known.is_some_and(|known| known <= bar.from) || bar.count > Some(0)).collect()
}

fn unusual(events: &Events, sites: &Sites<'_>, catalogue: &Catalogue) -> Vec<UnusualFigure> {
    let place = |alarm: &super::answer::WeeklyAlarm| match (&alarm.name, &alarm.near) {
        (Some(name), _) => same(name),
        (None, Some(near)) => Label { sv: format!("Nära {near}"), en: format!("Near {near}") },
        (None, None) => same(&alarm.key),
    };
    let row = |alarm: super::answer::WeeklyAlarm| UnusualFigure {
        place: place(&alarm),
        tile: tile_label(catalogue, &alarm.tile),
        count: alarm.events,
        bound: alarm.bound,
    };
    watch(events, sites).alarms.into_iter().map(row).collect()
}

/// Where events were: each by itself, or as squares of 100 m where there are many.
fn marks(events: &Events, now: &[Event]) -> Vec<MarkFigure> {
    let side = if now.len() > MARKS { 100.0 } else { 1.0 };
    let mut squares: BTreeMap<(i64, i64), u32> = BTreeMap::new();
    for at in now.iter().filter_map(|event| event.at) {
        let square = ((at.easting_m / side).floor() as i64, (at.northing_m / side).floor() as i64);
        *squares.entry(square).or_default() += 1;
    }
    let mut found: Vec<((i64, i64), u32)> = squares.into_iter().collect();
    found.sort_by_key(|(square, count)| (std::cmp::Reverse(*count), *square));
    let mark = |((column, row), count): ((i64, i64), u32)| {
        let middle =
            domain::crs::Plane::new((column as f64 + 0.5) * side, (row as f64 + 0.5) * side);
        let (lon, lat) = events.system.to_lon_lat(middle);
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        MarkFigure { lon: round(lon), lat: round(lat), count }
    };
    found.into_iter().take(MARKS).map(mark).collect()
}
