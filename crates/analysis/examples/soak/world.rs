//! A small synthetic town, week by week: places of very different weight, a yearly cycle, events
//! that draw the next. Seeded; nothing in it is real.

use analysis::random::Seeded;
use domain::crs::Plane;

pub(crate) const PLACES: usize = 45;
/// Number of the countryside among the places.
const ELSEWHERE: usize = PLACES;

/// Events of every place and week.
pub(crate) struct Town {
    /// `weekly[place][week]`; the last is the countryside.
    pub(crate) weekly: Vec<Vec<u64>>,
}

/// A measure that keeps a share of the events of a place from a week on.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    pub(crate) place: usize,
    pub(crate) start: usize,
    pub(crate) keeps: f64,
}

impl Town {
    /// About `per_week` events a week for `weeks` weeks.
    pub(crate) fn new(seed: u64, weeks: usize, per_week: f64, measure: Option<Measure>) -> Self {
        let mut random = Seeded::new(seed);
        let weights: Vec<f64> = (0..PLACES).map(|i| (i as f64 + 1.5).powf(-0.9)).collect();
        let total: f64 = weights.iter().sum();
        let mut weekly = vec![vec![0; weeks]; PLACES + 1];
        let first_week = random.unit() * 52.0;
        for week in 0..weeks {
            let phase = std::f64::consts::TAU * (first_week + week as f64) / 52.0;
            let mean = per_week * (1.0 + 0.25 * phase.sin()) * 0.87;
            for _ in 0..poisson(&mut random, mean) {
                let place = if random.unit() < 0.06 {
                    ELSEWHERE
                } else {
                    let mut at = random.unit() * total;
                    weights
                        .iter()
                        .position(|w| {
                            at -= w;
                            at < 0.0
                        })
                        .unwrap_or(ELSEWHERE)
                };
                let mut when = week as f64 + random.unit();
                loop {
                    let kept = measure.is_none_or(|m| {
                        m.place != place || (when as usize) < m.start || random.unit() < m.keeps
                    });
                    if !kept || when as usize >= weeks {
                        break;
                    }
                    weekly[place][when as usize] += 1;
                    if random.unit() >= 0.13 {
                        break;
                    }
                    when += -random.unit().max(1e-12).ln() * 4.0 / 7.0;
                }
            }
        }
        Self { weekly }
    }

    /// Everything but one place, week by week.
    pub(crate) fn rest(&self, place: usize) -> Vec<u64> {
        let weeks = self.weekly[place].len();
        (0..weeks)
            .map(|week| {
                let all: u64 = self.weekly.iter().map(|series| series[week]).sum();
                all - self.weekly[place][week]
            })
            .collect()
    }
}

/// `n` points spread evenly over a square of `side_m` metres.
pub(crate) fn scattered(random: &mut Seeded, n: u64, side_m: f64) -> Vec<Plane> {
    let corner = Plane::new(352_000.0, 6_422_000.0);
    (0..n)
        .map(|_| {
            Plane::new(
                corner.easting_m + random.unit() * side_m,
                corner.northing_m + random.unit() * side_m,
            )
        })
        .collect()
}

fn poisson(random: &mut Seeded, mean: f64) -> u64 {
    let limit = (-mean).exp();
    let (mut product, mut n) = (random.unit(), 0);
    while product > limit {
        product *= random.unit();
        n += 1;
    }
    n
}
