//! What changes with time: hours of the week, week by week, near repeats, and who reports.

use std::collections::BTreeMap;

use analysis::effort::{self, ReporterMix, Reporting, reporter_mix};
use analysis::finding::Finding;
use analysis::{
    FARRINGTON_WEEKS, Occurrence, Pattern, RepeatBand, Span, Week, judge, near_repeats,
};
use chrono::{Datelike as _, Days};

use super::answer::{Answer, Hours, RepeatRow, Repeats, SourceRow, Sources, Trend, TrendWeek};
use super::events::{Event, Events, distinct};
use super::ground::Ground;
use super::places::tally;
use super::{Steps, StudyError};

/// Category tiles that near repeats are looked for in, the largest first.
pub(super) const REPEAT_SERIES: usize = 6;
const SEED: u64 = 1;
const WEEK_S: i64 = 7 * 86_400;
/// Weeks on each side of a possible break in the mix of reporters.
const MIX_WEEKS: usize = 4;

/// When the events of the window happen.
pub(super) fn hours(events: &Events, ground: &Ground) -> Answer<Hours> {
    let spans: Vec<_> = events.in_window().iter().map(Event::span).collect();
    let finding = analysis::hours(&spans, f64::from(events.window.weeks), ground.zone);
    let exact = spans.iter().filter(|span| span.is_exact()).count() as u32;
    let is_unknown = |span: &&Span| span.to.is_some_and(|to| to - span.from >= WEEK_S);
    let unknown = spans.iter().filter(is_unknown).count() as u32;
    Answer::of(&finding, |pattern: &Pattern| match pattern {
        Pattern::HourOfWeek(week) => Hours {
            week: week.iter().map(|day| day.to_vec()).collect(),
            parts: Vec::new(),
            exact,
            unknown,
        },
        Pattern::DayPart(parts) => Hours {
            week: Vec::new(),
            parts: parts.iter().map(|row| row.to_vec()).collect(),
            exact,
            unknown,
        },
    })
}

/// The whole weeks of the window and of the year before it.
pub(super) fn trend(events: &Events, ground: &Ground) -> Trend {
    let end = events.window.end_day;
    let back = u64::from(end.weekday().num_days_from_monday());
    let next = end.checked_sub_days(Days::new(back)).unwrap_or(end);
    let known = events.weeks_known(ground.start_of(next));
    let shown = known.min(events.window.weeks.max(52));
    // What lies before what is shown: the weeks that three years of alarms look back on.
    let back = known.min(shown + FARRINGTON_WEEKS as u32);
    let skipped = (back - shown) as usize;
    let mondays: Vec<_> = (0..=back).rev().map(|n| Ground::weeks_before(next, n)).collect();
    let starts: Vec<i64> = mondays.iter().map(|day| ground.start_of(*day)).collect();
    let weeks: Vec<&[Event]> =
        starts.windows(2).map(|pair| events.between(pair[0], pair[1])).collect();
    let counts: Vec<u64> = weeks.iter().map(|week| week.len() as u64).collect();
    let judged: Vec<_> = weeks
        .iter()
        .enumerate()
        .map(|(n, week)| {
            let reporters = distinct(week.iter().flat_map(|event| event.told.iter().map(|t| t.1)));
            judge(Week { past: &counts[..n], events: counts[n], reporters })
        })
        .collect();
    let breaks = breaks(weeks.get(skipped..).unwrap_or_default());
    let named = |numbers: &[u64]| -> Vec<String> {
        numbers.iter().filter_map(|n| events.sources.get(*n as usize).cloned()).collect()
    };
    let told = mondays.iter().zip(&judged).zip(&counts).skip(skipped).enumerate();
    let told = told.map(|(n, ((monday, finding), count))| TrendWeek {
        monday: monday.to_string(),
        events: *count as u32,
        bound: finding.value().map(|alarm| alarm.bound as u32),
        is_alarm: finding.value().is_some_and(|alarm| alarm.is_alarm),
        is_break: breaks.contains_key(&n),
        began: breaks.get(&n).map(|mix| named(&mix.began)).unwrap_or_default(),
        ended: breaks.get(&n).map(|mix| named(&mix.ended)).unwrap_or_default(),
    });
    let weeks_told = told.collect();
    let empty = || judge(Week { past: &[], events: 0, reporters: 0 });
    let last = judged.into_iter().next_back().unwrap_or_else(empty);
    Trend { weeks: weeks_told, last: Answer::of(&last, |alarm| alarm.events as u32) }
}

/// The weeks with which the mix of reporters changed: four weeks against the four before, corrected
/// for looking at every week. Of neighbouring weeks the clearest one stands for the change.
fn breaks(weeks: &[&[Event]]) -> BTreeMap<usize, ReporterMix> {
    let mut mixes: Vec<(usize, ReporterMix)> = Vec::new();
    for n in MIX_WEEKS..weeks.len().saturating_sub(MIX_WEEKS - 1) {
        let reporting = reporting(&weeks[n - MIX_WEEKS..n], &weeks[n..n + MIX_WEEKS]);
        if let Finding::Figure(figure) = reporter_mix(&reporting, MIX_WEEKS as f64) {
            mixes.push((n, figure.value().clone()));
        }
    }
    let compared: Vec<ReporterMix> = mixes.iter().map(|(_, mix)| mix.clone()).collect();
    let changed: Vec<(usize, ReporterMix)> = mixes
        .into_iter()
        .zip(effort::breaks(&compared))
        .filter(|(_, is_break)| *is_break)
        .map(|(found, _)| found)
        .collect();
    let mut clearest: BTreeMap<usize, ReporterMix> = BTreeMap::new();
    for (n, mix) in changed {
        match clearest.last_key_value() {
            Some((&last, known)) if n - last < 2 * MIX_WEEKS => {
                if mix.p < known.p {
                    clearest.remove(&last);
                    clearest.insert(n, mix);
                }
            }
            _ => {
                clearest.insert(n, mix);
            }
        }
    }
    clearest
}

fn reporting(before: &[&[Event]], after: &[&[Event]]) -> Vec<Reporting> {
    let mut rows: BTreeMap<u32, Reporting> = BTreeMap::new();
    for (weeks, is_after) in [(before, false), (after, true)] {
        for source in weeks.iter().flat_map(|week| week.iter()).flat_map(|event| event.sources()) {
            let row = rows.entry(source).or_insert(Reporting {
                organisation: u64::from(source),
                before: 0,
                after: 0,
            });
            if is_after {
                row.after += 1;
            } else {
                row.before += 1;
            }
        }
    }
    rows.into_values().collect()
}

/// Near repeats of the largest category tiles over the 52 weeks up to the window's end.
pub(super) fn repeats(
    events: &Events,
    steps: &mut Steps<'_, '_>,
) -> Result<Vec<Repeats>, StudyError> {
    let from = events.window.end - 52 * WEEK_S;
    let mut tiles: BTreeMap<&str, Vec<Occurrence>> = BTreeMap::new();
    for event in events.between(from, events.window.end) {
        let Some(at) = event.at else { continue };
        // Nobody knows the day of what lies between two weeks.
        if event.latest - event.earliest >= WEEK_S {
            continue;
        }
        let middle = (event.earliest + event.latest) as f64 / 2.0;
        tiles.entry(&event.tile).or_default().push(Occurrence { at, day: middle / 86_400.0 });
    }
    let mut tiles: Vec<(&str, Vec<Occurrence>)> = tiles.into_iter().collect();
    tiles.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
    let mut found = Vec::new();
    for (tile, occurrences) in tiles.into_iter().take(REPEAT_SERIES) {
        let finding = near_repeats(&occurrences, 52.0, SEED);
        let bands = Answer::of(&finding, |bands: &Vec<RepeatBand>| {
            let band = |band: &RepeatBand| RepeatRow {
                from_days: band.from_days as u32,
                to_days: band.to_days as u32,
                pairs: band.pairs as u32,
                expected: band.expected.round() as u32,
                is_certain: band.p <= 0.05,
            };
            bands.iter().map(band).collect()
        });
        found.push(Repeats { tile: tile.to_owned(), bands });
        steps.next()?;
    }
    Ok(found)
}

/// Who reports, and how.
pub(super) fn sources(events: &Events) -> Sources {
    let window = events.window;
    let inside = events.in_window();
    let length = window.end - window.from;
    let before = events.between(window.from - length, window.from);
    let rows = reporting(&[before], &[inside]);
    let finding = reporter_mix(&rows, f64::from(window.weeks));
    let mut sources: Vec<SourceRow> = rows
        .iter()
        .filter_map(|row| {
            let number = row.organisation as u32;
            let of = || inside.iter().filter(move |event| event.sources().any(|it| it == number));
            let told = |event: &Event| event.told.clone();
            let reporters = of().flat_map(told).filter(|it| it.0 == number).map(|it| it.1);
            Some(SourceRow {
                name: events.sources.get(number as usize)?.clone(),
                reports: row.after as u32,
                before: row.before as u32,
                active_weeks: distinct(of().map(|event| (event.latest - window.from) / WEEK_S))
                    as u32,
                reporters: distinct(reporters) as u32,
            })
        })
        .collect();
    sources.sort_by(|a, b| b.reports.cmp(&a.reports).then(a.name.cmp(&b.name)));
    let told = || inside.iter().flat_map(|event| event.told.iter());
    let reviewed = |event: &Event| if event.is_reviewed { "approved" } else { "new" }.to_owned();
    Sources {
        sources,
        found: tally(told().map(|(_, _, found)| found.clone())),
        reviewed: tally(inside.iter().map(reviewed)),
        mix: Answer::of(&finding, |mix| mix.is_break(mix.p)),
    }
}
