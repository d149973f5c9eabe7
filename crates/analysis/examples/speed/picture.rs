//! Every method over one year of reports, timed one by one.

use analysis::alarm::{Week, judge};
use analysis::calendar::SWEDEN;
use analysis::clusters::new_places;
use analysis::density::{Weighted, density_map};
use analysis::duplicates::{Index, Report, suggest};
use analysis::excess::{Against, excess};
use analysis::gi_star::gi_star;
use analysis::hours::{Span, hours};
use analysis::near::Grid;
use analysis::places::{Counted, place_list};
use analysis::repeats::{Occurrence, near_repeats};
use domain::crs::{Plane, ReferenceSystem};

use crate::clock::milliseconds;
use crate::town::{AREA, kinship};

/// Categories of which near repeats are asked.
const REPEATING: u32 = 4;

/// Milliseconds of each method. Near repeats are all four categories together, 999 shuffles each.
pub(crate) fn time(reports: &[Report]) -> Vec<(&'static str, f64)> {
    let points: Vec<Plane> = reports.iter().map(|report| report.at).collect();
    let (history, window) = points.split_at(points.len() * 40 / 52);
    let against = Against::History { events: history, weeks: 40.0 };
    let weighted: Vec<Weighted> =
        window.iter().map(|at| Weighted { at: *at, weight: 1.0 }).collect();
    let fine = Grid { cell_m: 40.0, columns: 375, rows: 375, ..AREA };
    let spans: Vec<Span> = reports.iter().map(|r| Span { from: r.from, to: Some(r.to) }).collect();
    let of_category = |category: u32| -> Vec<Occurrence> {
        let day = |r: &Report| Occurrence { at: r.at, day: r.from as f64 / 86_400.0 };
        reports.iter().filter(|r| r.category == category).map(day).collect()
    };
    let categories: Vec<Vec<Occurrence>> = (0..REPEATING).map(of_category).collect();
    let degrees: Vec<(f64, f64)> =
        points.iter().map(|at| ReferenceSystem::Sweref99Tm.to_lon_lat(*at)).collect();
    let plane = || {
        let east = |(x, y): &(f64, f64)| ReferenceSystem::Sweref99Tm.to_plane(*x, *y).easting_m;
        degrees.iter().map(east).sum::<f64>()
    };
    let repeats = || categories.iter().map(|c| near_repeats(c, 52.0, 1)).collect::<Vec<_>>();
    vec![
        ("degrees to plane", milliseconds(plane)),
        ("double reports", milliseconds(|| suggest(reports, kinship))),
        ("place list", milliseconds(|| list(window))),
        ("exact local excess", milliseconds(|| excess(&AREA, window, 12.0, against))),
        ("density map", milliseconds(|| density_map(&weighted, 12.0, 200.0, &fine))),
        ("gi star", milliseconds(|| gi(&AREA, window))),
        ("new places", milliseconds(|| new_places(window, 12.0))),
        ("hours of the week", milliseconds(|| hours(&spans, 52.0, SWEDEN))),
        ("weekly alarms", milliseconds(|| alarms(reports))),
        ("near repeats", milliseconds(repeats)),
    ]
}

/// Milliseconds for the suggestions of one new report among all, in the mean of the last 200.
pub(crate) fn one_new_report(reports: &[Report]) -> f64 {
    let mut index = Index::default();
    reports.iter().for_each(|report| index.insert(report));
    let mut by_key: Vec<&Report> = reports.iter().collect();
    by_key.sort_by_key(|report| report.key);
    let load = |key: u128| by_key.get(key as usize).map(|report| (*report).clone());
    let last = &reports[reports.len().saturating_sub(200)..];
    let all = milliseconds(|| {
        last.iter().map(|report| index.suggest_for(report, load, kinship).len()).sum::<usize>()
    });
    all / last.len() as f64
}

fn gi(grid: &Grid, points: &[Plane]) -> usize {
    let counts: Vec<f64> = grid.counts(points).into_iter().map(|n| n as f64).collect();
    gi_star(&counts, &grid.sums(&counts, 150.0)).len()
}

fn list(points: &[Plane]) -> bool {
    let counted: Vec<Counted> = AREA
        .counts(points)
        .into_iter()
        .zip(0..)
        .map(|(events, place)| Counted {
            place,
            events,
            days: events,
            organisations: 1,
            visits: None,
        })
        .collect();
    place_list(&counted, 12.0).value().is_some()
}

/// One series for each category and square kilometre.
fn alarms(reports: &[Report]) -> usize {
    let mut series = vec![[0_u64; 53]; 12 * 225];
    for report in reports {
        let km = |metres: f64| ((metres / 1_000.0) as usize).min(14);
        let place =
            km(report.at.northing_m - AREA.south_m) * 15 + km(report.at.easting_m - AREA.west_m);
        series[place * 12 + report.category as usize][(report.from / 604_800) as usize] += 1;
    }
    let last =
        |weeks: &[u64; 53]| judge(Week { past: &weeks[..51], events: weeks[51], reporters: 2 });
    series.iter().map(last).filter(|finding| finding.value().is_some_and(|a| a.is_alarm)).count()
}
