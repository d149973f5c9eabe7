//! Weekly alarms of other software, for comparison: EARS (normal theory, breaks at zeros) and
//! Farrington flexible, which the weekly alarm uses once there are three years of data.

use crate::distribution::{
    beta_cdf, negative_binomial_quantile, normal_quantile, poisson_at_least, poisson_quantile,
};

/// Which of the EARS methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ears {
    /// Baseline: the weeks just before.
    C1,
    /// The same, two weeks back.
    C2,
    /// C2 of the last three weeks together.
    C3,
}

/// The settings of EARS.
#[derive(Debug, Clone, Copy)]
pub struct EarsSettings {
    /// Weeks of baseline.
    pub baseline: usize,
    /// Smallest standard deviation.
    pub least_sigma: f64,
    /// Share of ordinary weeks that may alarm.
    pub alpha: f64,
}

/// Upper bound of week `t` (0 the first): mean + z·sd of the baseline; for C3
/// y + sd·(z − Σ max(0, C2ᵢ − 1)) over the two weeks before, not below 0, as R surveillance 1.20
/// has it. `None` where the baseline begins before the series.
///
/// Formula: mean + z·sd of the baseline; C3 by its own sum.
///
/// Units: events a week; z in standard deviations.
///
/// Reference: Hutwagner et al. 2003; R surveillance 1.20.
///
/// Least data: a whole baseline before the week.
pub fn ears_bound(counts: &[u64], t: usize, method: Ears, settings: EarsSettings) -> Option<f64> {
    let z = normal_quantile(1.0 - settings.alpha);
    let lag = if method == Ears::C1 { 0 } else { 2 };
    let (mean, sd) = baseline(counts, t, lag, settings)?;
    if method != Ears::C3 {
        return Some(mean + z * sd);
    }
    let mut sum = 0.0;
    for i in [t.checked_sub(1)?, t.checked_sub(2)?] {
        let (mean, sd) = baseline(counts, i, 2, settings)?;
        let excess = (counts[i] as f64 - mean) / sd - 1.0;
        sum += if excess.is_nan() { 0.0 } else { excess.max(0.0) };
    }
    Some((*counts.get(t)? as f64 + sd * (z - sum)).max(0.0))
}

fn baseline(counts: &[u64], t: usize, lag: usize, settings: EarsSettings) -> Option<(f64, f64)> {
    let end = t.checked_sub(lag)?;
    let weeks = counts.get(end.checked_sub(settings.baseline)?..end)?;
    let n = weeks.len() as f64;
    let mean = weeks.iter().sum::<u64>() as f64 / n;
    let spread = weeks.iter().map(|y| (*y as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Some((mean, spread.sqrt().max(settings.least_sigma)))
}

/// The settings of Farrington flexible.
#[derive(Debug, Clone, Copy)]
pub struct FarringtonSettings {
    /// Years looked back.
    pub years: usize,
    /// Weeks on either side of the same week of those years.
    pub half_window: usize,
    /// Share of ordinary weeks that may alarm.
    pub alpha: f64,
}

/// The threshold of one week by Farrington flexible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Farrington {
    /// Mean of the comparable weeks, past outbreaks weighed down.
    pub expected: f64,
    /// Variance over mean of those weeks, at least 1.
    pub phi: f64,
    /// Largest count that is no alarm.
    pub upper: u64,
}

impl Farrington {
    /// P(Y ≥ y) in an ordinary week.
    pub fn at_least(&self, events: u64) -> f64 {
        if events == 0 {
            return 1.0;
        }
        if self.phi > 1.0 {
            let (size, prob) = (self.expected / (self.phi - 1.0), 1.0 / self.phi);
            return beta_cdf(1.0 - prob, events as f64, size);
        }
        poisson_at_least(events, self.expected)
    }
}

/// Farrington flexible (Noufaily et al. 2013) without trend or season factor, quasi-Poisson,
/// reweighted once where a standardised Anscombe residual is above 2.58, threshold by the plug-in
/// negative binomial with variance φμ.
///
/// `None` with fewer than 5 events in the four weeks up to `t`, or without the years before.
///
/// Formula: quasi-Poisson mean μ and φ of the same weeks in earlier years; the bound by NegBin(μ, φμ).
///
/// Units: events a week.
///
/// Reference: Noufaily et al. 2013.
///
/// Least data: 5 events in four weeks and the years before.
pub fn farrington(counts: &[u64], t: usize, settings: FarringtonSettings) -> Option<Farrington> {
    let last_four = counts.get(t.checked_sub(3)?..=t)?;
    if last_four.iter().sum::<u64>() < 5 {
        return None;
    }
    let mut past = Vec::new();
    for year in 1..=settings.years {
        let middle = t.checked_sub(52 * year)?;
        let first = middle.checked_sub(settings.half_window)?;
        past.extend(counts.get(first..=middle + settings.half_window)?.iter().map(|y| *y as f64));
    }
    let (mean, phi) = fit(&past, &vec![1.0; past.len()]);
    let (mean, phi) = fit(&past, &weights(&past, mean, phi));
    let level = 1.0 - settings.alpha;
    let upper = if phi > 1.0 {
        negative_binomial_quantile(level, mean / (phi - 1.0), 1.0 / phi)
    } else {
        poisson_quantile(level, mean)
    };
    Some(Farrington { expected: mean, phi, upper })
}

/// Weighted mean and dispersion (at least 1) of a model with one mean only.
fn fit(counts: &[f64], weights: &[f64]) -> (f64, f64) {
    let sum: f64 = weights.iter().sum();
    let mean = counts.iter().zip(weights).map(|(y, w)| w * y).sum::<f64>() / sum;
    if mean <= 0.0 {
        return (0.0, 1.0);
    }
    let chi: f64 = counts.iter().zip(weights).map(|(y, w)| w * (y - mean).powi(2) / mean).sum();
    (mean, (chi / (counts.len() as f64 - 1.0)).max(1.0))
}

/// Weight s⁻² for standardised Anscombe residuals s above 2.58, else 1, scaled to the number of
/// weeks.
fn weights(counts: &[f64], mean: f64, phi: f64) -> Vec<f64> {
    let n = counts.len() as f64;
    let raw: Vec<f64> = counts
        .iter()
        .map(|y| {
            let residual = 1.5 * (y.powf(2.0 / 3.0) * mean.powf(-1.0 / 6.0) - mean.sqrt());
            let s = residual / (phi * (1.0 - 1.0 / n)).sqrt();
            if s > 2.58 { s.powi(-2) } else { 1.0 }
        })
        .collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|w| w * n / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_past_outbreak_does_not_raise_the_threshold_for_ever() {
        let mut counts = vec![2; 170];
        let settings = FarringtonSettings { years: 3, half_window: 3, alpha: 0.01 };
        let calm = farrington(&counts, 165, settings).unwrap();
        counts[165 - 52] = 14;
        let after = farrington(&counts, 165, settings).unwrap();
        assert_eq!(calm.expected, 2.0);
        assert!(after.expected < 2.0 + 12.0 / 21.0);
        assert!(farrington(&counts, 100, settings).is_none());
    }
}
