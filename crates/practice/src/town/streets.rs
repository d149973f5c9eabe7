//! Streets grow from the main roads along the field of directions, and stop where another street, water or
//! the railway is in the way (after Chen and others 2008, "Interactive procedural street modeling").

use super::district::{District, Fabric, district_at};
use super::field::Field;
use crate::rng::Rng;
use crate::shape::{Near, Point, cut, length, meet, point_at};

const STEP_M: f64 = 7.0;

/// A stretch of street on the ground, for questions about what is near.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: Point,
    to: Point,
    main: bool,
}

/// Where streets can grow.
pub(super) struct Ground<'a> {
    /// The parts of the town.
    pub districts: &'a [District],
    /// The directions.
    pub field: &'a Field,
    /// True where no street may run.
    pub is_blocked: &'a dyn Fn(Point) -> bool,
}

/// The streets of the town, grown from the main roads and then from each other.
pub(super) fn grow(ground: &Ground<'_>, roads: &[Vec<Point>], rng: &mut Rng) -> Vec<Vec<Point>> {
    let mut grower =
        Grower { ground, stretches: Near::new(40.0), rng, seeds: Vec::new(), streets: Vec::new() };
    for line in roads {
        grower.lay(line, true);
    }
    for line in roads {
        grower.sow(line);
    }
    let mut next = 0;
    while next < grower.seeds.len() {
        let seed = grower.seeds[next];
        next += 1;
        grower.sprout(seed);
    }
    grower.streets
}

/// How a walk ended.
enum End {
    Joined,
    Open,
}

struct Grower<'a, 'b> {
    ground: &'a Ground<'b>,
    stretches: Near<Stretch>,
    rng: &'a mut Rng,
    seeds: Vec<(Point, Point)>,
    streets: Vec<Vec<Point>>,
}

impl Grower<'_, '_> {
    /// Puts a street on the ground.
    fn lay(&mut self, line: &[Point], main: bool) {
        for pair in line.windows(2) {
            let parts = (pair[0].distance(pair[1]) / 20.0).ceil().max(1.0);
            for part in 0..parts as u32 {
                let share = |it: f64| pair[0] + (pair[1] - pair[0]) * (it / parts);
                let (from, to) = (share(f64::from(part)), share(f64::from(part + 1)));
                self.stretches.add((from + to) * 0.5, Stretch { from, to, main });
            }
        }
    }

    /// Seeds on both sides of a street, a block apart.
    fn sow(&mut self, line: &[Point]) {
        let mut along = self.rng.between(25.0, 70.0);
        let total = length(line);
        while along < total - 20.0 {
            let (point, heading) = point_at(line, along);
            let mut step = 40.0;
            if point.length() < super::REACH_M {
                for side in [heading.left(), heading.left() * -1.0] {
                    if let Some(gap) = self.gap(point + side * 25.0, side) {
                        self.seeds.push((point, side));
                        step = gap;
                    }
                }
            }
            along += step * self.rng.between(0.92, 1.12);
        }
    }

    /// The distance that a street in this direction keeps to its neighbours.
    fn gap(&self, point: Point, heading: Point) -> Option<f64> {
        let district = district_at(self.ground.districts, point)?;
        let (across, along) = district.block();
        let long = heading.dot(district.along).abs() > 0.707;
        Some(if long { across } else { along })
    }

    fn sprout(&mut self, (point, side): (Point, Point)) {
        let Some(gap) = self.gap(point + side * 25.0, side) else { return };
        let start = self.ground.field.turn(point, side);
        if start.dot(side) < 0.75 || self.has_parallel(point + side * 20.0, side, gap * 0.76) {
            return;
        }
        let (line, end) = self.walk(point, side);
        let shortest = match end {
            End::Joined => 45.0,
            End::Open => 70.0,
        };
        if length(&line) < shortest {
            return;
        }
        self.lay(&line, false);
        self.sow(&line);
        self.streets.push(line);
    }

    /// Follows the field from a seed to the first end.
    fn walk(&mut self, from: Point, side: Point) -> (Vec<Point>, End) {
        let mut line = vec![from];
        let (mut here, mut heading) = (from, side);
        let (mut joined_at, mut walked) = (0.0, 0.0);
        let mut longest = f64::MAX;
        while walked < longest {
            let ahead = self.ground.field.turn(here + heading * (STEP_M / 2.0), heading);
            let next = here + ahead * STEP_M;
            let Some(district) = district_at(self.ground.districts, next) else {
                return self.trim(line, (joined_at, walked));
            };
            if longest == f64::MAX && district.fabric == Fabric::Villas {
                longest = self.rng.between(180.0, 900.0);
            }
            if let Some((point, main, angle)) = self.hit(here, next, walked) {
                line.push(point);
                joined_at = walked + here.distance(point);
                let turns = match district.fabric {
                    Fabric::Core => 0.05,
                    Fabric::Villas => 0.5,
                    Fabric::Flats | Fabric::Works => 0.4,
                };
                if main || angle < 0.5 || self.rng.chance(turns) {
                    return (line, End::Joined);
                }
                line.pop();
            }
            let gap = self.gap(next, ahead).unwrap_or(80.0);
            if (self.ground.is_blocked)(next)
                || (walked > 20.0 && self.has_parallel(next, ahead, gap * 0.6))
            {
                return self.trim(line, (joined_at, walked));
            }
            line.push(next);
            (here, heading) = (next, ahead);
            walked += STEP_M;
        }
        self.trim(line, (joined_at, walked))
    }

    /// A dead end stays if it is long enough to live in; a stub goes back to the last junction.
    fn trim(&mut self, line: Vec<Point>, (joined_at, walked): (f64, f64)) -> (Vec<Point>, End) {
        let stub = walked - joined_at;
        if !(55.0..=320.0).contains(&stub) && joined_at > 0.0 {
            let line = cut(&line, 0.0, joined_at);
            return (line, End::Joined);
        }
        (line, End::Open)
    }

    /// The street that the step from `here` to `next` runs into: where, whether a main road, how steeply.
    fn hit(&self, here: Point, next: Point, walked: f64) -> Option<(Point, bool, f64)> {
        if walked < STEP_M {
            return None;
        }
        let step = (next - here).unit();
        self.stretches
            .around(next, 25.0)
            .filter_map(|stretch| {
                let point = meet([here, next], [stretch.from, stretch.to])?;
                let along = (stretch.to - stretch.from).unit();
                Some((point, stretch.main, step.cross(along).abs()))
            })
            .min_by(|a, b| a.0.distance(here).total_cmp(&b.0.distance(here)))
    }

    /// True when a street beside or just ahead runs the same way; one across the junction behind does not count.
    fn has_parallel(&self, point: Point, heading: Point, gap: f64) -> bool {
        self.stretches.around(point, gap).any(|stretch| {
            let middle = (stretch.from + stretch.to) * 0.5;
            let along = (stretch.to - stretch.from).unit();
            let (ahead, aside) = ((middle - point).dot(heading), (middle - point).cross(heading));
            let is_beside = (-12.0..gap * 0.6).contains(&ahead) && aside.abs() < gap;
            is_beside && along.dot(heading).abs() > 0.8
        })
    }
}
