//! The long view of a measure: a regression of weekly counts with trend, season, step and slope,
//! and the series as it would have gone on without. By hand: eight columns at most.

use serde::Serialize;

use crate::distribution::student_quantile;
use crate::finding::{Basis, Finding, Method, Need, Quantity, Verdict};
use crate::rates::Interval;
use crate::regression::{Fit, Matrix, hac_errors, poisson_fit};
use crate::words::Words;

/// Weeks before without which the method above this one (effect) is used.
pub const LEAST_WEEKS_BEFORE: usize = 52;
/// Weeks after without which the method above this one (effect) is used.
pub const LEAST_WEEKS_AFTER: usize = 26;
/// Weeks after from which a change of slope is looked for.
pub const WEEKS_FOR_SLOPE: usize = 52;

/// What the regression holds besides level and trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    /// First period with the measure, 0 the first of the series.
    pub start: usize,
    /// Periods in a year, as 52 or 12.
    pub period: f64,
    /// Pairs of sine and cosine of the year.
    pub harmonics: usize,
    /// Whether the slope may change at the start as well.
    pub has_slope: bool,
}

impl Model {
    /// The row of period `t`: 1, t, step, (slope,) sin and cos of each harmonic. With
    /// `is_counterfactual` step and slope are 0.
    fn row(&self, t: usize, is_counterfactual: bool) -> Vec<f64> {
        let time = t as f64;
        let is_on = t >= self.start && !is_counterfactual;
        let mut row = vec![1.0, time, f64::from(u8::from(is_on))];
        if self.has_slope {
            row.push(if is_on { time - self.start as f64 } else { 0.0 });
        }
        for k in 1..=self.harmonics {
            let angle = std::f64::consts::TAU * k as f64 * time / self.period;
            row.extend([angle.sin(), angle.cos()]);
        }
        row
    }

    fn rows(&self, n: usize, is_counterfactual: bool) -> Matrix {
        (0..n).map(|t| self.row(t, is_counterfactual)).collect()
    }
}

/// A fitted interrupted time series: log μ = b₀ + b₁t + b₂step (+ b₃slope) + season.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interrupted {
    /// Coefficients, in the order const, t, step, (slope,) sin1, cos1, …
    pub coefficients: Vec<f64>,
    /// Standard errors were the counts Poisson.
    pub se_poisson: Vec<f64>,
    /// Pearson χ² over n − p, not capped.
    pub dispersion: f64,
    /// Quasi-Poisson standard errors, √dispersion times the former.
    pub se_quasi: Vec<f64>,
    /// Newey–West standard errors.
    pub se_hac: Vec<f64>,
    /// Poisson deviance.
    pub deviance: f64,
    /// exp(step).
    pub step_ratio: f64,
    /// Interval of the step by Student's t, 95 %.
    pub step_interval95: Interval,
    /// Sum after the start, had the series gone on.
    pub counterfactual_sum: f64,
    /// Sum after the start, fitted.
    pub fitted_sum: f64,
    /// Sum after the start, seen.
    pub observed_sum: u64,
}

/// Fits the model to the counts of every period; `lags` of autocorrelation (Bartlett) for the
/// Newey–West errors. `None` where the equations have no answer, as for all zeros.
///
/// Formula: ln μₜ = β₀ + β₁t + β₂·after + β₃·(t − t₀)·after and, where asked, seasons.
///
/// Units: events a period; natural logarithms.
///
/// Reference: Bernal, Cummins & Gasparrini 2017; Newey & West 1987.
///
/// Least data: none; [`long_term`] holds the rule.
pub fn interrupted(counts: &[u64], model: Model, lags: usize) -> Option<Interrupted> {
    let n = counts.len();
    let rows = model.rows(n, false);
    let fit = poisson_fit(&rows, counts)?;
    let columns = fit.coefficients.len();
    let se_poisson: Vec<f64> = (0..columns).map(|i| fit.covariance[i][i].sqrt()).collect();
    let chi: f64 = fit.means.iter().zip(counts).map(|(mu, y)| (*y as f64 - mu).powi(2) / mu).sum();
    let dispersion = chi / (n as f64 - columns as f64);
    let se_quasi: Vec<f64> = se_poisson.iter().map(|se| se * dispersion.sqrt()).collect();
    let reach = student_quantile(0.975, n as f64 - columns as f64) * se_quasi[2];
    let step = fit.coefficients[2];
    let after = model.start.min(n)..n;
    let without = model.rows(n, true);
    Some(Interrupted {
        se_hac: hac_errors(&rows, counts, &fit, lags),
        deviance: deviance(counts, &fit),
        step_ratio: step.exp(),
        step_interval95: Interval::new((step - reach).exp(), (step + reach).exp()),
        counterfactual_sum: without[after.clone()].iter().map(|row| fit.mean_of(row)).sum(),
        fitted_sum: fit.means[after.clone()].iter().sum(),
        observed_sum: counts[after].iter().sum(),
        coefficients: fit.coefficients,
        se_poisson,
        dispersion,
        se_quasi,
    })
}

fn deviance(counts: &[u64], fit: &Fit) -> f64 {
    let term = |(y, mu): (&u64, &f64)| {
        let y = *y as f64;
        let ratio = if y > 0.0 { y * (y / mu).ln() } else { 0.0 };
        2.0 * (ratio - (y - mu))
    };
    counts.iter().zip(&fit.means).map(term).sum()
}

/// The long-term effect of one measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LongTerm {
    /// What may be said.
    pub verdict: Verdict,
    /// Events after over events without the measure.
    pub ratio: f64,
    /// 90 % interval of the step.
    pub interval90: Interval,
    /// 95 % interval of the step.
    pub interval95: Interval,
    /// Events after, seen.
    pub observed: u64,
    /// Events after, had the series gone on.
    pub expected: f64,
    /// The regression behind it.
    pub model: Interrupted,
}

/// The effect over time from weekly counts, one harmonic; the slope only from 52 weeks after.
/// Below two events a week the weeks are joined by four. The larger of the quasi-Poisson and
/// Newey–West errors is used, and no dispersion below 1.
///
/// Formula: log μ = b₀ + b₁t + b₂step (+ b₃slope) + sin and cos of the year; quasi-Poisson;
/// counterfactual with step 0.
///
/// Units: events a week, or each 4 weeks; the effect as a ratio.
///
/// Reference: McCullagh & Nelder 1989; Newey & West 1987; Bernal, Cummins & Gasparrini 2017.
///
/// Least data: 52 weeks before and 26 after, else `effect` is the method; 20 events
/// expected after.
pub fn long_term(weekly: &[u64], start: usize) -> Finding<LongTerm> {
    let before = start.min(weekly.len());
    let after = weekly.len() - before;
    let events: u64 = weekly.iter().sum();
    let is_sparse = (events as f64) < 2.0 * weekly.len() as f64;
    let (counts, step) = if is_sparse { by_four(weekly, before) } else { (weekly.to_vec(), start) };
    let period = if is_sparse { 13.0 } else { 52.0 };
    let model = Model { start: step, period, harmonics: 1, has_slope: after >= WEEKS_FOR_SLOPE };
    let basis = Basis::new(Method::LongTermEffect, events, weekly.len() as f64)
        .with("before_weeks", before as f64)
        .with("after_weeks", after as f64)
        .with("weeks_per_period", if is_sparse { 4.0 } else { 1.0 });
    let mut needs = vec![
        Need::new(Quantity::WeeksBefore, before as f64, LEAST_WEEKS_BEFORE as f64),
        Need::new(Quantity::WeeksAfter, after as f64, LEAST_WEEKS_AFTER as f64),
    ];
    let fitted = interrupted(&counts, model, 4);
    let expected = fitted.as_ref().map_or(0.0, |fit| fit.counterfactual_sum);
    needs.push(
        Need::new(Quantity::ExpectedAfter, expected, crate::effect::ENOUGH_EXPECTED)
            .at_the_pace_of(after as f64),
    );
    let Some(fit) = fitted else {
        // Without events there is no regression, and the last need is not met.
        return Finding::too_little(basis, needs.into_iter().filter(|n| !n.is_met()).collect());
    };
    Finding::settle(basis, &needs, || {
        let freedom = counts.len() as f64 - fit.coefficients.len() as f64;
        let found = judge(fit, freedom);
        let words = vec![
            Words::FromTo {
                verdict: found.verdict,
                expected: found.expected.round() as u64,
                after: found.observed,
            },
            Words::NotCause,
        ];
        (found, words)
    })
}

fn judge(fit: Interrupted, freedom: f64) -> LongTerm {
    let floor = 1.0 / fit.dispersion.min(1.0).sqrt();
    let se = (fit.se_quasi[2] * floor).max(fit.se_hac[2]);
    let interval = |alpha: f64| {
        let reach = (student_quantile(1.0 - alpha / 2.0, freedom) * se).exp();
        Interval::new(fit.step_ratio / reach, fit.step_ratio * reach)
    };
    let (wide, narrow) = (interval(0.05), interval(0.10));
    LongTerm {
        verdict: Verdict::from_intervals(wide, narrow),
        ratio: fit.observed_sum as f64 / fit.counterfactual_sum,
        interval90: narrow,
        interval95: wide,
        observed: fit.observed_sum,
        expected: fit.counterfactual_sum,
        model: fit,
    }
}

/// Sums of four weeks, counted from the start in both directions; odd weeks at the ends are left
/// out.
fn by_four(weekly: &[u64], start: usize) -> (Vec<u64>, usize) {
    let skipped = start % 4;
    let counts = weekly[skipped..].chunks_exact(4).map(|four| four.iter().sum()).collect();
    (counts, (start - skipped) / 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Seeded;

    /// Counts with about the mean given and its variance, seeded.
    fn noisy(weeks: usize, mean: impl Fn(usize) -> f64, seed: u64) -> Vec<u64> {
        let mut random = Seeded::new(seed);
        let mut draw = |mean: f64| (0..200).filter(|_| random.unit() < mean / 200.0).count() as u64;
        (0..weeks).map(|t| draw(mean(t))).collect()
    }

    #[test]
    fn a_halving_that_lasts_is_seen_and_nothing_is_not() {
        let halved = noisy(130, |t| if t < 78 { 10.0 } else { 5.0 }, 1);
        let same = noisy(130, |_| 10.0, 2);
        let verdict = |weekly: &[u64]| long_term(weekly, 78).value().unwrap().verdict;
        assert_eq!(verdict(&halved), Verdict::ClearDecrease);
        assert_eq!(verdict(&same), Verdict::NoCertainChange);
    }

    #[test]
    fn half_a_year_before_is_too_little_for_the_long_view() {
        assert!(long_term(&[5; 60], 30).value().is_none());
        assert!(long_term(&[0; 120], 60).value().is_none());
    }
}
