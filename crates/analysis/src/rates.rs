//! Rates of small counts: the exact interval of one rate, a share, two rates against each other,
//! and rates shrunken towards their common mean. Raw arithmetic; least data is `places`' business.

use serde::Serialize;

use crate::distribution::{
    beta_quantile, binomial_at_least, binomial_at_most, binomial_pmf, gamma_quantile,
    normal_quantile, normal_two_sided, poisson_pmf,
};

/// An interval from `low` to `high`; `high` may be infinite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// An interval from its two ends.
    pub const fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    /// Whether all of the interval lies below `value`.
    pub fn is_below(self, value: f64) -> bool {
        self.high < value
    }

    /// Whether all of the interval lies above `value`.
    pub fn is_above(self, value: f64) -> bool {
        self.low > value
    }
}

/// A count over the time, visits or people it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Events.
    pub count: u64,
    /// Weeks, visits or another unit, above 0.
    pub exposure: f64,
}

impl Rate {
    /// A count and its exposure.
    pub const fn new(count: u64, exposure: f64) -> Self {
        Self { count, exposure }
    }

    /// Events per unit of exposure.
    pub fn value(self) -> f64 {
        self.count as f64 / self.exposure
    }

    /// The exact interval of the rate, error `alpha` on both sides together (Garwood 1936).
    pub fn garwood(self, alpha: f64) -> Interval {
        let count = self.count as f64;
        let low = if self.count == 0 { 0.0 } else { gamma_quantile(alpha / 2.0, count) };
        let high = gamma_quantile(1.0 - alpha / 2.0, count + 1.0);
        Interval::new(low / self.exposure, high / self.exposure)
    }
}

/// The exact interval of a share, `hits` of `n`, error `alpha` (Clopper & Pearson 1934).
///
/// Formula: Beta quantiles α/2 of (s, n − s + 1) and 1 − α/2 of (s + 1, n − s).
///
/// Units: counts; shares, 0 to 1.
///
/// Reference: Clopper & Pearson 1934.
///
/// Least data: one of n.
pub fn clopper_pearson(hits: u64, n: u64, alpha: f64) -> Interval {
    let (h, rest) = (hits as f64, n.saturating_sub(hits) as f64);
    let low = if hits == 0 { 0.0 } else { beta_quantile(alpha / 2.0, h, rest + 1.0) };
    let high = if hits >= n { 1.0 } else { beta_quantile(1.0 - alpha / 2.0, h + 1.0, rest) };
    Interval::new(low, high)
}

/// Two rates against each other, the total taken as given: count 1 ~ Bin(n, t₁/(t₁+t₂)).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// Rate 1 over rate 2; infinite or not a number where count 2 is 0.
    pub ratio: f64,
    /// Two-sided p, minimum-likelihood rule.
    pub exact: f64,
    /// The same less half the chance of the observed split.
    pub mid_p: f64,
    /// P of at least count 1.
    pub greater: f64,
    /// P of at most count 1.
    pub less: f64,
    /// Clopper–Pearson interval of the ratio.
    pub interval: Interval,
}

/// Compares two Poisson rates exactly (conditional binomial test, Przyborowski & Wilenski 1940),
/// with an interval of error `alpha`.
///
/// Formula: p = P of Bin(x₁ + x₂, t₁/(t₁ + t₂)) as far out as x₁; the interval by Clopper–Pearson.
///
/// Units: events over any one unit of exposure; the ratio without a unit.
///
/// Reference: Przyborowski & Wilenski 1940.
///
/// Least data: none: exact for any counts.
pub fn compare(one: Rate, two: Rate, alpha: f64) -> Comparison {
    let n = one.count + two.count;
    let share = one.exposure / (one.exposure + two.exposure);
    let observed = binomial_pmf(one.count, n, share);
    let exact = (0..=n)
        .map(|k| binomial_pmf(k, n, share))
        .filter(|p| *p <= observed * (1.0 + 1e-7))
        .sum::<f64>()
        .min(1.0);
    let shares = clopper_pearson(one.count, n, alpha);
    let odds = |p: f64| p / (1.0 - p) * two.exposure / one.exposure;
    Comparison {
        ratio: one.value() / two.value(),
        exact,
        mid_p: (exact - observed / 2.0).max(0.0),
        greater: binomial_at_least(one.count, n, share),
        less: binomial_at_most(one.count, n, share),
        interval: Interval::new(odds(shares.low), odds(shares.high)),
    }
}

/// Score test of equal rates: z = (x₁ − x₂d)/√((x₁+x₂)d), d = t₁/t₂; two-sided normal p.
///
/// Formula: z = (x₁ − x₂d)/√((x₁ + x₂)d), p = 2(1 − Φ(|z|)).
///
/// Units: events, exposure in any one unit; a chance, 0 to 1.
///
/// Reference: Graham, Mengersen & Morton 2003.
///
/// Least data: one event.
pub fn score_test(one: Rate, two: Rate) -> f64 {
    let z = score(one, two, 1.0);
    if z.is_finite() { normal_two_sided(z) } else { 1.0 }
}

/// Score interval of the ratio of two rates: all ratios the score test does not refuse at
/// `alpha`; the roots of x₂²ρ² − (2x₁x₂ + z²(x₁+x₂))ρ + x₁² = 0 (Graham et al. 2003).
///
/// Formula: the roots of x₂²ρ² − (2x₁x₂ + z²(x₁ + x₂))ρ + x₁² = 0.
///
/// Units: a ratio of rates, without a unit.
///
/// Reference: Graham, Mengersen & Morton 2003.
///
/// Least data: one event.
pub fn score_interval(one: Rate, two: Rate, alpha: f64) -> Interval {
    let z2 = normal_quantile(1.0 - alpha / 2.0).powi(2);
    let (x1, x2) = (one.count as f64, two.count as f64);
    let unit = two.exposure / one.exposure;
    let b = 2.0 * x1 * x2 + z2 * (x1 + x2);
    let root = (b * b - 4.0 * x1 * x1 * x2 * x2).max(0.0).sqrt();
    if two.count == 0 {
        return Interval::new(x1 * x1 / b * unit, f64::INFINITY);
    }
    let high = (b + root) / (2.0 * x2 * x2);
    Interval::new(2.0 * x1 * x1 / (b + root) * unit, high * unit)
}

/// The score statistic of a ratio `ratio` of two rates.
fn score(one: Rate, two: Rate, ratio: f64) -> f64 {
    let d = one.exposure / two.exposure * ratio;
    let (x1, x2) = (one.count as f64, two.count as f64);
    (x1 - x2 * d) / ((x1 + x2) * d).sqrt()
}

/// Which standard error an E-test divides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variance {
    /// Pooled, as in the score test. Use this one.
    Score,
    /// x₁/t₁² + x₂/t₂² (Krishnamoorthy & Thomson 2004): misleads where exposures differ much.
    Wald,
}

/// E-test of two Poisson rates, two-sided: the chance, at the pooled rate, of a statistic at
/// least as far out as the observed one. Ties count as reached.
///
/// Formula: Σ of pooled Poisson chances of all pairs whose |statistic| reaches the one seen.
///
/// Units: events, exposure in any one unit; a chance, 0 to 1.
///
/// Reference: Krishnamoorthy & Thomson 2004.
///
/// Least data: one event.
pub fn e_test(one: Rate, two: Rate, variance: Variance) -> f64 {
    let statistic = |x1: u64, x2: u64| {
        let (a, b) = (Rate::new(x1, one.exposure), Rate::new(x2, two.exposure));
        let value = match variance {
            Variance::Score => score(a, b, 1.0),
            Variance::Wald => {
                let error = x1 as f64 / one.exposure.powi(2) + x2 as f64 / two.exposure.powi(2);
                (a.value() - b.value()) / error.sqrt()
            }
        };
        if value.is_finite() { value.abs() } else { 0.0 }
    };
    let pooled = (one.count + two.count) as f64 / (one.exposure + two.exposure);
    let observed = statistic(one.count, two.count);
    let limit = observed * (1.0 - 1e-12) - 1e-12;
    let first = likely_counts(pooled * one.exposure);
    let second = likely_counts(pooled * two.exposure);
    let mut p = 0.0;
    for (x1, p1) in &first {
        for (x2, p2) in &second {
            if statistic(*x1, *x2) >= limit {
                p += p1 * p2;
            }
        }
    }
    f64::min(p, 1.0)
}

/// The counts of a Poisson mean that carry all but about 1e-15 of the chance.
fn likely_counts(mean: f64) -> Vec<(u64, f64)> {
    let reach = 9.0 * mean.sqrt() + 30.0;
    let low = (mean - reach).max(0.0) as u64;
    let high = (mean + reach) as u64;
    (low..=high).map(|k| (k, poisson_pmf(k, mean))).collect()
}

/// Rates shrunken towards their common mean (Marshall 1991, global, method of moments):
/// m = Σe/Σb; s² = Σ bᵢ(rᵢ − m)²/Σb; A = max(0, s² − m/b̄); rᵢ* = m + A/(A + m/bᵢ)(rᵢ − m).
///
/// `events` and `exposure` are of equal length, exposure in weeks, visits or residents. A place
/// without exposure gets the mean.
///
/// Formula: rᵢ* = m + A/(A + m/bᵢ)(rᵢ − m).
///
/// Units: events a unit of exposure.
///
/// Reference: Marshall 1991.
///
/// Least data: one place with exposure; [`crate::places`] holds the rule of the list.
pub fn shrink(events: &[f64], exposure: &[f64]) -> Vec<f64> {
    let total_exposure = sorted_sum(exposure.iter().copied());
    if total_exposure <= 0.0 {
        return vec![f64::NAN; events.len()];
    }
    let mean = sorted_sum(events.iter().copied()) / total_exposure;
    let spread = sorted_sum(
        events
            .iter()
            .zip(exposure)
            .filter(|(_, b)| **b > 0.0)
            .map(|(e, b)| b * (e / b - mean).powi(2)),
    ) / total_exposure;
    let mean_exposure = total_exposure / exposure.len() as f64;
    let between = (spread - mean / mean_exposure).max(0.0);
    let shrunken = |(e, b): (&f64, &f64)| {
        if *b <= 0.0 || between <= 0.0 {
            return mean;
        }
        mean + between / (between + mean / b) * (e / b - mean)
    };
    events.iter().zip(exposure).map(shrunken).collect()
}

/// A sum that does not depend on the order of its terms.
pub(crate) fn sorted_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut terms: Vec<f64> = terms.collect();
    terms.sort_by(f64::total_cmp);
    terms.into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_in_four_weeks_against_one_in_a_year_is_not_chance() {
        let test = compare(Rate::new(2, 4.0), Rate::new(1, 52.0), 0.05);
        assert!((test.exact - 0.014_577).abs() < 1e-5);
        assert!(test.interval.is_above(1.0));
    }

    #[test]
    fn nothing_against_nothing_proves_nothing() {
        let none = Rate::new(0, 10.0);
        assert_eq!(compare(none, none, 0.05).exact, 1.0);
        assert_eq!(score_test(none, none), 1.0);
        assert_eq!(e_test(none, none, Variance::Score), 1.0);
    }

    #[test]
    fn places_that_differ_no_more_than_chance_get_the_same_rate() {
        let rates = shrink(&[3.0, 4.0, 5.0, 4.0], &[52.0; 4]);
        assert!(rates.iter().all(|rate| (rate - 16.0 / 208.0).abs() < 1e-12));
    }
}
