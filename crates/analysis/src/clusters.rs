//! Points that lie together: DBSCAN, and from it the question "a new place?". A suggestion to give
//! a name, never a test.

mod squares;

use domain::crs::Plane;
use serde::Serialize;

use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::near::hull;
use crate::words::Words;

use squares::Squares;

/// Default reach between neighbours, metres.
pub const REACH_M: f64 = 75.0;
/// Default points, itself counted, that make a point a core; also the least data.
pub const LEAST_POINTS: usize = 5;

/// The label of each point: a cluster's number, or `None` for noise.
pub type Labels = Vec<Option<u32>>;

/// Clusters and core points by DBSCAN (Ester et al. 1996): a core has at least `least` points
/// within `reach_m`, itself counted and the limit included; cores within reach share a cluster; a
/// border point joins its nearest core (the south-western one of equals). Numbers follow the
/// first appearance in `points`; the partition does not depend on their order.
///
/// Formula: core: |{q : d(p, q) ≤ reach}| ≥ least.
///
/// Units: metres in the plane.
///
/// Reference: Ester et al. 1996.
///
/// Least data: none; [`new_places`] holds the rule.
pub fn dbscan(points: &[Plane], reach_m: f64, least: usize) -> (Labels, Vec<bool>) {
    let squares = Squares::new(points, reach_m);
    let is_core = squares.cores(least);
    let mut group = squares.groups(&is_core);
    for (i, label) in squares.borders(&is_core, &group) {
        group[i] = label;
    }
    (by_first_appearance(&group), is_core)
}

/// Renumbers clusters in the order they are first met.
pub(crate) fn by_first_appearance(labels: &[Option<u32>]) -> Labels {
    let highest = labels.iter().flatten().max().map_or(0, |label| *label as usize + 1);
    let mut names: Labels = vec![None; highest];
    let mut next = 0;
    labels
        .iter()
        .map(|label| {
            let name = &mut names[(*label)? as usize];
            if name.is_none() {
                *name = Some(next);
                next += 1;
            }
            *name
        })
        .collect()
}

/// Points that may be a place without a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewPlace {
    /// Events in it.
    pub events: u64,
    /// Mean position, easting and northing in metres.
    pub middle_m: [f64; 2],
    /// Corners of its outline, easting and northing in metres, anticlockwise.
    pub outline_m: Vec<[f64; 2]>,
    /// Its points, easting and northing in metres, from south to north.
    pub members_m: Vec<[f64; 2]>,
}

/// Suggests new places among the events of 12 weeks and one category group that belong to no
/// named place yet; largest first.
///
/// Formula: a core has at least m = 5 points within ε = 75 m, itself counted; the outline is the
/// convex hull of a cluster. A suggestion, never a test.
///
/// Units: metres in the plane; events.
///
/// Reference: Ester et al. 1996.
///
/// Least data: 5 events.
pub fn new_places(points: &[Plane], weeks: f64) -> Finding<Vec<NewPlace>> {
    let events = points.len() as u64;
    let basis = Basis::new(Method::NewPlaces, events, weeks)
        .with("reach_m", REACH_M)
        .with("least_points", LEAST_POINTS as f64);
    let need = Need::new(Quantity::Events, events as f64, LEAST_POINTS as f64);
    Finding::settle(basis, &[need.at_the_pace_of(weeks)], || {
        let mut sorted = points.to_vec();
        sorted.sort_by(|a, b| {
            a.northing_m.total_cmp(&b.northing_m).then(a.easting_m.total_cmp(&b.easting_m))
        });
        let (labels, _) = dbscan(&sorted, REACH_M, LEAST_POINTS);
        let mut members: Vec<Vec<Plane>> = Vec::new();
        for (label, point) in labels.iter().zip(&sorted) {
            let Some(label) = label.map(|label| label as usize) else { continue };
            if members.len() <= label {
                members.resize(label + 1, Vec::new());
            }
            members[label].push(*point);
        }
        let mut places: Vec<NewPlace> = members.iter().map(|points| suggest(points)).collect();
        // Stable: equals stay from south to north.
        places.sort_by_key(|place| std::cmp::Reverse(place.events));
        let words = match places.first() {
            Some(first) => vec![Words::NewPlace { events: first.events }],
            None => vec![Words::NoExcess { events }],
        };
        (places, words)
    })
}

fn suggest(points: &[Plane]) -> NewPlace {
    let n = points.len() as f64;
    let mean = |of: fn(&Plane) -> f64| points.iter().map(of).sum::<f64>() / n;
    NewPlace {
        events: points.len() as u64,
        middle_m: [mean(|p| p.easting_m), mean(|p| p.northing_m)],
        outline_m: hull(points).iter().map(|p| [p.easting_m, p.northing_m]).collect(),
        members_m: points.iter().map(|p| [p.easting_m, p.northing_m]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Seeded;

    /// DBSCAN word by word, looking at everyone.
    fn plainly(points: &[Plane], reach_m: f64, least: usize) -> (Labels, Vec<bool>) {
        let squared = |i: usize, j: usize| {
            (points[i].easting_m - points[j].easting_m).powi(2)
                + (points[i].northing_m - points[j].northing_m).powi(2)
        };
        let near =
            |i: usize| (0..points.len()).filter(move |j| squared(i, *j) <= reach_m * reach_m);
        let is_core: Vec<bool> = (0..points.len()).map(|i| near(i).count() >= least).collect();
        let mut group: Labels = vec![None; points.len()];
        for start in 0..points.len() {
            let mut open = if group[start].is_none() { vec![start] } else { Vec::new() };
            while let Some(i) = open.pop() {
                if is_core[i] && group[i].is_none() {
                    group[i] = Some(start as u32);
                    open.extend(near(i));
                }
            }
        }
        let border = |i: usize| {
            let place = |j: usize| (points[j].easting_m, points[j].northing_m);
            let nearest = near(i).filter(|j| is_core[*j]).min_by(|a, b| {
                squared(i, *a)
                    .total_cmp(&squared(i, *b))
                    .then(place(*a).0.total_cmp(&place(*b).0))
                    .then(place(*a).1.total_cmp(&place(*b).1))
            });
            nearest.and_then(|j| group[j])
        };
        let all: Labels =
            (0..points.len()).map(|i| if is_core[i] { group[i] } else { border(i) }).collect();
        (by_first_appearance(&all), is_core)
    }

    #[test]
    fn squares_find_what_looking_at_everyone_finds() {
        for seed in 1..=40 {
            let mut random = Seeded::new(seed);
            // Whole metres, so that equal distances and points on the limit are common.
            let mut along = || (random.unit() * 60.0).floor() + 6_000_000.0;
            let points: Vec<Plane> = (0..120).map(|_| Plane::new(along(), along())).collect();
            for (reach, least) in [(5.0, 3), (5.0, 5), (2.0, 1), (10.0, 9), (4.2, 4)] {
                assert_eq!(
                    dbscan(&points, reach, least),
                    plainly(&points, reach, least),
                    "seed {seed}, reach {reach}, least {least}"
                );
            }
        }
    }

    #[test]
    fn a_core_whose_border_was_taken_is_still_a_cluster() {
        // Eight in a heap on the left; on the right a core with a border point nearer the heap.
        let mut points: Vec<Plane> = (0..8).map(|i| Plane::new(f64::from(i), 0.0)).collect();
        points.extend([10.0, 14.0, 15.0].map(|x| Plane::new(x, 0.0)));
        let (labels, core) = dbscan(&points, 4.0, 3);
        assert!(core[9] && labels[9].is_some());
    }

    #[test]
    fn the_partition_does_not_depend_on_the_order() {
        let mut random = Seeded::new(7);
        let points: Vec<Plane> =
            (0..400).map(|_| Plane::new(random.unit() * 1500.0, random.unit() * 1500.0)).collect();
        let places = new_places(&points, 12.0);
        let mut mixed = points.clone();
        random.shuffle(&mut mixed);
        assert_eq!(places, new_places(&mixed, 12.0));
        assert!(!places.value().unwrap().is_empty());
    }
}
