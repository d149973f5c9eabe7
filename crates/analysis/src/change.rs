//! Change at a place against change elsewhere: ratio of ratios, weighted displacement difference,
//! overdispersion. Raw arithmetic on any counts; `effect` decides what may be said.

use serde::Serialize;

use crate::distribution::{normal_quantile, normal_two_sided};
use crate::rates::Interval;

/// Events in the two windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// Events before.
    pub before: u64,
    /// Events after.
    pub after: u64,
}

impl Pair {
    /// Events before and after.
    pub const fn new(before: u64, after: u64) -> Self {
        Self { before, after }
    }
}

/// Lengths of the two windows, in one unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spans {
    /// Length before.
    pub before: f64,
    /// Length after.
    pub after: f64,
}

/// The change at the place over the change elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RatioOfRatios {
    /// (T₁/T₀)/(C₁/C₀); below 1 is a reduction.
    pub ratio: f64,
    /// Standard error of its logarithm, overdispersion included.
    pub log_se: f64,
}

impl RatioOfRatios {
    /// The interval of error `alpha`: exp(log ratio ± z·se).
    pub fn interval(&self, alpha: f64) -> Interval {
        let reach = normal_quantile(1.0 - alpha / 2.0) * self.log_se;
        Interval::new(self.ratio * (-reach).exp(), self.ratio * reach.exp())
    }

    /// Two-sided p of no change.
    pub fn p(&self) -> f64 {
        normal_two_sided(self.ratio.ln() / self.log_se)
    }
}

/// RR = (T₁/T₀)/(C₁/C₀), se(log) = √(φ(1/T₁+1/T₀+1/C₁+1/C₀)); +½ each if any is 0. The windows'
/// lengths cancel. `phi` is the variance over the mean, at least 1.
///
/// Formula: RR = (T₁/T₀)/(C₁/C₀), se(ln RR) = √(φ Σ 1/n) over the four counts.
///
/// Units: events; the ratio and φ without a unit.
///
/// Reference: Hauer 1997; McCullagh & Nelder 1989 for φ.
///
/// Least data: none; [`crate::effect::evaluate`] holds the rule.
pub fn ratio_of_ratios(treated: Pair, control: Pair, phi: f64) -> RatioOfRatios {
    let counts = [treated.before, treated.after, control.before, control.after];
    let add = if counts.contains(&0) { 0.5 } else { 0.0 };
    let [t0, t1, c0, c1] = counts.map(|n| n as f64 + add);
    RatioOfRatios {
        ratio: (t1 / t0) / (c1 / c0),
        log_se: (phi * (1.0 / t1 + 1.0 / t0 + 1.0 / c1 + 1.0 / c0)).sqrt(),
    }
}

/// A difference of counts with its standard error, per unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Events more (above 0) or fewer (below) than the comparison leads to expect.
    pub events: f64,
    /// Its standard error.
    pub se: f64,
}

impl Difference {
    /// The interval of error `alpha`.
    pub fn interval(&self, alpha: f64) -> Interval {
        let reach = normal_quantile(1.0 - alpha / 2.0) * self.se;
        Interval::new(self.events - reach, self.events + reach)
    }

    /// Sum of two independent differences.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { events: self.events + other.events, se: self.se.hypot(other.se) }
    }
}

/// Weighted displacement difference (Wheeler & Ratcliffe 2018): (T₁−T₀)−(C₁−C₀), variance
/// φ Σ counts; per unit of time, counts/t and variances/t².
///
/// Formula: (T₁/t₁ − T₀/t₀) − (C₁/t₁ − C₀/t₀), variance φ Σ n/t².
///
/// Units: events a unit of the spans (weeks).
///
/// Reference: Wheeler & Ratcliffe 2018.
///
/// Least data: none; [`crate::effect::evaluate`] holds the rule.
pub fn wdd(treated: Pair, control: Pair, spans: Spans, phi: f64) -> Difference {
    let rate = |pair: Pair| pair.after as f64 / spans.after - pair.before as f64 / spans.before;
    let before = (treated.before + control.before) as f64 / spans.before.powi(2);
    let after = (treated.after + control.after) as f64 / spans.after.powi(2);
    Difference { events: rate(treated) - rate(control), se: (phi * (before + after)).sqrt() }
}

/// [`wdd`] where the comparison area had at most three times the events before. It subtracts
/// counts, so a large area's season would drown the place.
pub(crate) fn comparable_wdd(
    treated: Pair,
    control: Pair,
    spans: Spans,
    phi: f64,
) -> Option<Difference> {
    (control.before <= 3 * treated.before).then(|| wdd(treated, control, spans, phi))
}

/// φ = max(1, Σ (y−μ)²/μ / (n−p)) over weekly series before the measure, each with its own mean.
/// 1 where there is too little to tell.
///
/// Formula: φ = max(1, Σ (y − μ)²/μ / (n − p)), p the number of series.
///
/// Units: events a week; φ without a unit.
///
/// Reference: McCullagh & Nelder 1989.
///
/// Least data: one series of two weeks with an event; 1 below it.
pub fn overdispersion(series: &[&[u64]]) -> f64 {
    let mut sum = 0.0;
    let mut freedom = 0.0;
    for weeks in series.iter().filter(|weeks| weeks.len() > 1) {
        let mean = weeks.iter().sum::<u64>() as f64 / weeks.len() as f64;
        if mean > 0.0 {
            sum += weeks.iter().map(|y| (*y as f64 - mean).powi(2) / mean).sum::<f64>();
            freedom += weeks.len() as f64 - 1.0;
        }
    }
    if freedom > 0.0 { (sum / freedom).max(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_does_not_make_the_ratio_infinite() {
        let rr = ratio_of_ratios(Pair::new(6, 0), Pair::new(40, 44), 1.0);
        assert!(rr.ratio > 0.0 && rr.interval(0.05).high.is_finite());
    }

    #[test]
    fn restless_weeks_widen_every_interval() {
        let calm = overdispersion(&[&[2, 3, 2, 3], &[9, 9, 8, 10]]);
        let restless = overdispersion(&[&[0, 9, 0, 1], &[20, 2, 1, 13]]);
        assert!(calm == 1.0 && restless > 2.0);
        assert_eq!(overdispersion(&[&[0, 0, 0], &[]]), 1.0);
    }
}
