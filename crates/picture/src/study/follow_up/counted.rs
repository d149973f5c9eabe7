//! Week by week on both sides of a start: the place, the ring around it, the rest; and whether those who
//! report did so on both sides.

use std::collections::{BTreeMap, BTreeSet};

use analysis::Weeks;
use analysis::effort::{FoundBy, Reporting, may_judge_more_patrols, reporter_mix};
use chrono::NaiveDate;
use domain::measure::{DeclaredTest, Indicator};
use domain::observation::Discovered;

use super::super::events::{Event, Events};
use super::super::ground::Ground;

/// Weekly counts, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Sides {
    pub(super) before: Vec<u64>,
    pub(super) after: Vec<u64>,
}

impl Sides {
    /// Both sides, of the weeks after only those from `first` on.
    pub(super) fn since(&self, first: usize) -> Weeks<'_> {
        Weeks { before: &self.before, after: self.after.get(first..).unwrap_or_default() }
    }

    /// Both sides in one row.
    pub(super) fn series(&self) -> Vec<u64> {
        [self.before.as_slice(), self.after.as_slice()].concat()
    }
}

/// The three areas.
#[derive(Debug, Clone, Default)]
pub(super) struct Areas {
    pub(super) treated: Sides,
    pub(super) ring: Sides,
    pub(super) control: Sides,
}

/// Whether who reports is the same on both sides of the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reporters {
    /// They are.
    Same,
    /// Some began or ended; those who reported all the time are counted alone.
    Steady,
    /// No fair comparison is left.
    Broken,
}

/// What was counted.
pub(super) struct Counted {
    pub(super) before_weeks: usize,
    pub(super) reporters: Reporters,
    all: Areas,
    steady: Option<Areas>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Place,
    Ring,
    Rest,
}

/// An event that counts: where, in which week, and who told of it.
struct Placed<'e> {
    at: Where,
    week: usize,
    event: &'e Event,
}

impl Counted {
    pub(super) fn new(
        events: &Events,
        ground: &Ground,
        (test, from, before, after): (&DeclaredTest, NaiveDate, usize, usize),
    ) -> Self {
        let days = |weeks: i64| from + chrono::TimeDelta::days(7 * weeks);
        let (first, last) = (-(before as i64), after as i64);
        let starts: Vec<i64> = (first..=last).map(|week| ground.start_of(days(week))).collect();
        let placed = placed(events, test, &starts);
        let tally = |keep: &dyn Fn(&Event) -> bool| {
            let mut areas = Areas::default();
            for sides in [&mut areas.treated, &mut areas.ring, &mut areas.control] {
                *sides = Sides { before: vec![0; before], after: vec![0; after] };
            }
            for it in placed.iter().filter(|it| keep(it.event)) {
                let sides = match it.at {
                    Where::Place => &mut areas.treated,
                    Where::Ring => &mut areas.ring,
                    Where::Rest => &mut areas.control,
                };
                match it.week.checked_sub(before) {
                    Some(week) => sides.after[week] += 1,
                    None => sides.before[it.week] += 1,
                }
            }
            areas
        };
        let (reporters, steady) = mix(&placed, (before, after));
        let told_by = |event: &Event| event.sources().any(|it| steady.contains(&it));
        let is_steady = reporters == Reporters::Steady;
        Self {
            before_weeks: before,
            reporters,
            all: tally(&|_| true),
            steady: is_steady.then(|| tally(&told_by)),
        }
    }

    /// Everything.
    pub(super) fn all(&self) -> &Areas {
        &self.all
    }

    /// What a verdict may rest on.
    pub(super) fn kept(&self) -> &Areas {
        self.steady.as_ref().unwrap_or(&self.all)
    }
}

fn placed<'e>(events: &'e Events, test: &DeclaredTest, starts: &[i64]) -> Vec<Placed<'e>> {
    let (lon, lat) = test.lon_lat();
    let middle = events.system.to_plane(lon, lat);
    let (Some(first), Some(end)) = (starts.first(), starts.last()) else { return Vec::new() };
    let mut found = Vec::new();
    for event in events.between(*first, *end).iter().filter(|event| is_counted(event, test)) {
        let Some(at) = event.at else { continue };
        let away = at.distance_m(middle);
        let at = match () {
            () if away <= test.radius_m() => Where::Place,
            () if away <= test.radius_m() + test.buffer_m() => Where::Ring,
            () => Where::Rest,
        };
        let week = starts.partition_point(|start| *start <= event.latest).saturating_sub(1);
        found.push(Placed { at, week, event });
    }
    found
}

/// A measure that sends more eyes is not judged by what those eyes find.
fn is_counted(event: &Event, test: &DeclaredTest) -> bool {
    match test.indicator() {
        Indicator::Events => true,
        Indicator::NotFoundOnPatrol => event.told.iter().any(|(_, _, found)| {
            let by = if found == Discovered::Patrol.as_str() {
                FoundBy::Patrol
            } else if found == Discovered::PoliceReport.as_str() {
                FoundBy::Police
            } else {
                FoundBy::Report
            };
            may_judge_more_patrols(by)
        }),
    }
}

/// Who reported in the comparison area before and after: at the place itself the measure may change it.
fn mix(placed: &[Placed<'_>], (before, after): (usize, usize)) -> (Reporters, BTreeSet<u32>) {
    let rows = |keep: &dyn Fn(u32) -> bool| {
        let mut rows: BTreeMap<u32, Reporting> = BTreeMap::new();
        for it in placed.iter().filter(|it| it.at == Where::Rest) {
            for source in it.event.sources().filter(|source| keep(*source)) {
                let organisation = u64::from(source);
                let empty = Reporting { organisation, before: 0, after: 0 };
                let row = rows.entry(source).or_insert(empty);
                if it.week < before { row.before += 1 } else { row.after += 1 }
            }
        }
        rows.into_values().collect::<Vec<_>>()
    };
    let weeks = (before + after) as f64;
    let first = reporter_mix(&rows(&|_| true), weeks);
    let Some(mix) = first.value().filter(|mix| mix.is_break(mix.p)) else {
        return (Reporters::Same, BTreeSet::new());
    };
    let steady: BTreeSet<u32> = mix.steady.iter().map(|it| *it as u32).collect();
    let second = reporter_mix(&rows(&|source| steady.contains(&source)), weeks);
    match second.value() {
        Some(mix) if !mix.is_break(mix.p) => (Reporters::Steady, steady),
        Some(_) | None => (Reporters::Broken, BTreeSet::new()),
    }
}
