//! What lies on the map: exact local excess, density with one legend for all periods, Gi* to export.

use analysis::finding::Finding;
use analysis::near::Grid;
use analysis::{
    Against, DensityMap, ExcessCell as Cell, GiStar, Weighted, density_map, excess, for_export,
};
use domain::crs::Plane;

use super::answer::{Answer, Density, EffortCell, ExcessCell, ExcessMap, Findings, GiCell, Holds};
use super::events::{Event, Events, HISTORY_WEEKS, gather};
use super::ground::Ground;
use super::places::{Sites, rounded};
use super::presence;
use super::snapshot::Snapshot;
use super::{Steps, StudyError, StudyQuestion};

const CELL_M: f64 = 100.0;
const BANDWIDTH_M: f64 = 200.0;
const DENSITY_CELL_M: f64 = 40.0;
/// More points than this say less than the cells.
const POINTS: usize = 5_000;
const CLASSES: usize = 5;

fn planes<'e>(events: impl Iterator<Item = &'e Event>) -> Vec<Plane> {
    events.filter_map(|event| event.at).collect()
}

fn grid(points: &[Plane], cell_m: f64) -> Grid {
    let edge = |of: fn(&Plane) -> f64, pick: fn(f64, f64) -> f64| {
        points.iter().map(of).reduce(pick).unwrap_or(0.0)
    };
    let south_west = Plane::new(edge(|p| p.easting_m, f64::min), edge(|p| p.northing_m, f64::min));
    let north_east = Plane::new(edge(|p| p.easting_m, f64::max), edge(|p| p.northing_m, f64::max));
    Grid::covering(south_west, north_east, cell_m)
}

/// The net moved half a cell to the north-east, large enough for the same points.
fn moved(grid: Grid) -> Grid {
    Grid {
        west_m: grid.west_m - grid.cell_m / 2.0,
        south_m: grid.south_m - grid.cell_m / 2.0,
        columns: grid.columns + 1,
        rows: grid.rows + 1,
        ..grid
    }
}

struct Case<'a> {
    events: &'a Events,
    is_moved: bool,
}

impl Case<'_> {
    fn against_history(&self) -> Finding<Vec<Cell>> {
        let window = planes(self.events.in_window().iter());
        let history = planes(self.events.history().iter());
        let all: Vec<Plane> = window.iter().chain(&history).copied().collect();
        let net = grid(&all, CELL_M);
        let net = if self.is_moved { moved(net) } else { net };
        let weeks = f64::from(self.events.history_weeks);
        let against = Against::History { events: &history, weeks };
        excess(&net, &window, f64::from(self.events.window.weeks), against)
    }

    fn against_visits(&self) -> Finding<Vec<Cell>> {
        let window = planes(self.events.in_window().iter());
        let visits = presence::points(self.events);
        let all: Vec<Plane> = window.iter().chain(&visits).copied().collect();
        let first = presence::first(self.events);
        let weeks = first.map_or(0, |first| (self.events.window.end - first).max(0) / 604_800);
        let weeks = weeks.min(i64::from(HISTORY_WEEKS)) as f64;
        let against = Against::Visits { visits: &visits, weeks };
        excess(&grid(&all, CELL_M), &window, f64::from(self.events.window.weeks), against)
    }
}

/// Local excess with its sensitivity.
pub(super) fn map(
    snapshot: &Snapshot,
    ground: &Ground,
    question: &StudyQuestion,
    (events, steps): (&Events, &mut Steps<'_, '_>),
) -> Result<Findings, StudyError> {
    let sites = Sites::new(events, ground);
    let history = Case { events, is_moved: false }.against_history();
    steps.next()?;
    let reviewed = StudyQuestion { reviewed: true, ..question.clone() };
    let reviewed = gather(snapshot, ground, &reviewed)?;
    let reviewed = Case { events: &reviewed, is_moved: false }.against_history();
    steps.next()?;
    let reports = StudyQuestion { reports: true, ..question.clone() };
    let reports = gather(snapshot, ground, &reports)?;
    let reports = Case { events: &reports, is_moved: false }.against_history();
    steps.next()?;
    let shifted = Case { events, is_moved: true }.against_history();
    steps.next()?;
    let visits = Case { events, is_moved: false }.against_visits();
    let tell = |cells: &Vec<Cell>, others: Option<[&Finding<Vec<Cell>>; 3]>| {
        cells.iter().map(|cell| shape(cell, &sites, others)).collect::<Vec<ExcessCell>>()
    };
    let points: Vec<[f64; 2]> = planes(events.in_window().iter())
        .into_iter()
        .take(POINTS + 1)
        .map(|at| sites.lon_lat(at))
        .map(|(lon, lat)| [lon, lat])
        .collect();
    Ok(Findings::Map(ExcessMap {
        history: Answer::of(&history, |cells| tell(cells, Some([&reviewed, &reports, &shifted]))),
        visits: Answer::of(&visits, |cells| tell(cells, None)),
        points: if points.len() > POINTS { Vec::new() } else { points },
        effort: effort(events, &sites),
    }))
}

/// Visits and hours of the window by cell of 100 m.
fn effort(events: &Events, sites: &Sites<'_>) -> Vec<EffortCell> {
    let mut cells: Vec<EffortCell> = presence::by_cell(events)
        .into_iter()
        .map(|((column, row), (stayed, weeks))| {
            let along = |number: i64| (number as f64 + 0.5) * CELL_M;
            let middle = Plane::new(along(column), along(row));
            let (lon, lat) = sites.lon_lat(middle);
            EffortCell {
                lon,
                lat,
                near: sites.near(middle).map(|(name, _)| name),
                ring: ring(middle, sites),
                visits: stayed.visits,
                hours: stayed.whole_hours(),
                weeks,
            }
        })
        .collect();
    cells.sort_by_key(|cell| std::cmp::Reverse((cell.visits, cell.hours)));
    cells
}

/// The corners of the cell around a middle, closed, in degrees.
fn ring(middle: Plane, sites: &Sites<'_>) -> Vec<[f64; 2]> {
    let half = CELL_M / 2.0;
    [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
        .map(|(e, n)| {
            let (lon, lat) = sites.lon_lat(Plane::new(middle.easting_m + e, middle.northing_m + n));
            [lon, lat]
        })
        .to_vec()
}

fn shape(cell: &Cell, sites: &Sites<'_>, others: Option<[&Finding<Vec<Cell>>; 3]>) -> ExcessCell {
    let middle = Plane::new(cell.easting_m, cell.northing_m);
    let (lon, lat) = sites.lon_lat(middle);
    let [without_unreviewed, as_reports, shifted_grid] = match others {
        Some(others) => others.map(|other| holds(other, middle)),
        None => [Holds::TooLittle; 3],
    };
    let times = |ratio: f64| (ratio * cell.expected).round().max(0.0) as u32;
    ExcessCell {
        lon,
        lat,
        near: sites.near(middle).map(|(name, _)| name),
        ring: ring(middle, sites),
        observed: cell.observed as u32,
        expected: cell.expected.round() as u32,
        low: times(cell.interval.low),
        high: times(cell.interval.high),
        without_unreviewed,
        as_reports,
        shifted_grid,
    }
}

/// Whether the other way of counting finds a cell whose neighbourhood overlaps this one's middle.
fn holds(other: &Finding<Vec<Cell>>, middle: Plane) -> Holds {
    let Some(cells) = other.value() else { return Holds::TooLittle };
    let reach = analysis::BAND_M;
    let is_there = cells
        .iter()
        .any(|cell| Plane::new(cell.easting_m, cell.northing_m).distance_m(middle) <= reach);
    if is_there { Holds::Yes } else { Holds::No }
}

/// The density of the window, drawn with the legend of everything the filter lets through.
pub(super) fn density(events: &Events) -> Answer<Density> {
    let weighted = |events: &[Event]| -> Vec<Weighted> {
        planes(events.iter()).into_iter().map(|at| Weighted { at, weight: 1.0 }).collect()
    };
    let window = weighted(events.in_window());
    let all = planes(events.all.iter());
    let net = grid(&all, DENSITY_CELL_M);
    let weeks = f64::from(events.window.weeks);
    let finding = density_map(&window, weeks, BANDWIDTH_M, &net);
    let first = events.all.first().map_or(0, |event| event.latest);
    let last = events.all.last().map_or(0, |event| event.latest);
    let span = ((last - first) as f64 / 604_800.0).max(1.0);
    let whole = density_map(&weighted(&events.all), span, BANDWIDTH_M, &net);
    let peak = whole
        .value()
        .map_or(0.0, |map| map.per_km2_and_4_weeks.iter().flatten().copied().fold(0.0, f64::max));
    let legend = legend(peak);
    Answer::of(&finding, |map: &DensityMap| draw(map, events, &legend))
}

/// Lower ends of the classes, each twice the one before, on steps of 1, 2 and 5; the highest begins
/// at about the peak of all periods together.
fn legend(peak: f64) -> Vec<f64> {
    let nice = |value: f64| {
        let ten = 10f64.powf(value.max(1e-9).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().rfind(|step| step * ten <= value * 1.001);
        step.unwrap_or(1.0) * ten
    };
    let mut ends = vec![nice(peak)];
    while ends.len() < CLASSES {
        let next = ends.last().map_or(1.0, |end| nice(end / 2.0));
        ends.push(next);
    }
    ends.reverse();
    ends
}

fn draw(map: &DensityMap, events: &Events, legend: &[f64]) -> Density {
    let half = map.grid.cell_m / 2.0;
    let (mut cells, mut classes, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (cell, value) in map.per_km2_and_4_weeks.iter().enumerate() {
        let Some(value) = value.filter(|value| legend.first().is_some_and(|end| value >= end))
        else {
            continue;
        };
        let middle = map.grid.centre(cell);
        let corner = |by: f64| {
            let at = Plane::new(middle.easting_m + by, middle.northing_m + by);
            let (lon, lat) = events.system.to_lon_lat(at);
            (rounded(lon), rounded(lat))
        };
        let ((west, south), (east, north)) = (corner(-half), corner(half));
        cells.push([west, south, east, north]);
        values.push((value * 10.0).round() / 10.0);
        classes.push(legend.iter().filter(|end| value >= **end).count().saturating_sub(1) as u8);
    }
    Density {
        cell_m: map.grid.cell_m as u32,
        bandwidth_m: BANDWIDTH_M as u32,
        cells,
        classes,
        values,
        legend: legend.to_vec(),
    }
}

/// Gi* with the classes that the exact test agrees with.
pub(super) fn gi_star(events: &Events) -> Answer<Vec<GiCell>> {
    let window = planes(events.in_window().iter());
    let history = planes(events.history().iter());
    let all: Vec<Plane> = window.iter().chain(&history).copied().collect();
    let net = grid(&all, CELL_M);
    let counts = net.counts(&window);
    let finding = for_export(&net, &window, &history, f64::from(events.window.weeks));
    Answer::of(&finding, |cells: &Vec<GiStar>| {
        let tell = |(n, cell): (usize, &GiStar)| {
            let middle = net.centre(n);
            GiCell {
                easting_m: middle.easting_m,
                northing_m: middle.northing_m,
                events: counts.get(n).map_or(0, |count| *count as u32),
                class: cell.class,
                z: cell.z,
            }
        };
        let is_told = |(n, cell): &(usize, &GiStar)| {
            cell.class != 0 || counts.get(*n).is_some_and(|count| *count > 0)
        };
        cells.iter().enumerate().filter(is_told).map(tell).collect()
    })
}
