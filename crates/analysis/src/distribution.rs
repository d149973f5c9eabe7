//! Tails and quantiles of the few distributions the methods stand on. Special functions come from
//! statrs; everything discrete is exact, nothing is approximated by a normal curve.

use statrs::function::beta::checked_beta_reg;
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{checked_gamma_lr, checked_gamma_ur, ln_gamma};

/// P(X ≥ `s`) for X ~ Bin(`n`, `p`); 1 for `s` = 0 and 0 for `s` > `n`. By the regularised
/// incomplete beta function (Abramowitz & Stegun 26.5.24).
///
/// Formula: I_p(s, n − s + 1).
///
/// Units: counts; p and the answer chances, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.5.24.
///
/// Least data: none.
pub fn binomial_at_least(s: u64, n: u64, p: f64) -> f64 {
    if s == 0 {
        return 1.0;
    }
    if s > n || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    beta_cdf(p, s as f64, (n - s + 1) as f64)
}

/// P(X ≤ `s`) for X ~ Bin(`n`, `p`).
///
/// Formula: 1 − P(X ≥ s + 1).
///
/// Units: counts; p and the answer chances, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.5.24.
///
/// Least data: none.
pub fn binomial_at_most(s: u64, n: u64, p: f64) -> f64 {
    if s >= n {
        return 1.0;
    }
    binomial_at_least(n - s, n, 1.0 - p)
}

/// P(X = `s`) for X ~ Bin(`n`, `p`).
///
/// Formula: exp(ln C(n, s) + s ln p + (n − s) ln(1 − p)).
///
/// Units: counts; p and the answer chances, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.1.20.
///
/// Least data: none.
pub fn binomial_pmf(s: u64, n: u64, p: f64) -> f64 {
    if s > n {
        return 0.0;
    }
    if p <= 0.0 {
        return if s == 0 { 1.0 } else { 0.0 };
    }
    if p >= 1.0 {
        return if s == n { 1.0 } else { 0.0 };
    }
    (ln_choose(n, s) + s as f64 * p.ln() + (n - s) as f64 * (-p).ln_1p()).exp()
}

/// P(X ≥ `s`) for X ~ Bin(`n`, share), the share itself uncertain as Beta(`a`, `b`).
///
/// Formula: Σ C(n, k) B(k + a, n − k + b)/B(a, b) for k from s to n.
///
/// Units: counts; the answer a chance, 0 to 1.
///
/// Reference: Skellam 1948.
///
/// Least data: none.
pub fn beta_binomial_at_least(s: u64, n: u64, a: f64, b: f64) -> f64 {
    if s == 0 {
        return 1.0;
    }
    if s > n || a <= 0.0 {
        return 0.0;
    }
    let total = n as f64;
    let mut chance =
        (ln_gamma(b + total) - ln_gamma(b) + ln_gamma(a + b) - ln_gamma(a + b + total)).exp();
    let mut below = chance;
    for k in 0..s - 1 {
        let k = k as f64;
        chance *= (total - k) / (k + 1.0) * (a + k) / (b + total - k - 1.0);
        below += chance;
    }
    (1.0 - below).clamp(0.0, 1.0)
}

/// P(X ≥ `s`) for X ~ Poisson(`mean`).
///
/// Formula: the regularised lower incomplete gamma function P(s, mean).
///
/// Units: events; the answer a chance, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.4.21.
///
/// Least data: none.
pub fn poisson_at_least(s: u64, mean: f64) -> f64 {
    if s == 0 {
        return 1.0;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    checked_gamma_lr(s as f64, mean).unwrap_or(f64::NAN)
}

/// P(X ≤ `s`) for X ~ Poisson(`mean`).
///
/// Formula: 1 − P(X ≥ s + 1).
///
/// Units: events; the answer a chance, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.4.21.
///
/// Least data: none.
pub fn poisson_at_most(s: u64, mean: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    checked_gamma_ur(s as f64 + 1.0, mean).unwrap_or(f64::NAN)
}

/// P(X = `s`) for X ~ Poisson(`mean`).
///
/// Formula: exp(s ln mean − mean − ln s!).
///
/// Units: events; the answer a chance, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.1.22.
///
/// Least data: none.
pub fn poisson_pmf(s: u64, mean: f64) -> f64 {
    if mean <= 0.0 {
        return if s == 0 { 1.0 } else { 0.0 };
    }
    let s = s as f64;
    (s * mean.ln() - mean - ln_gamma(s + 1.0)).exp()
}

/// The smallest count whose Poisson(`mean`) distribution function reaches `level`.
///
/// Formula: min {k : P(X ≤ k) ≥ level}.
///
/// Units: level a chance, 0 to 1; events.
///
/// Reference: Abramowitz & Stegun 1972, 26.4.21.
///
/// Least data: none.
pub fn poisson_quantile(level: f64, mean: f64) -> u64 {
    smallest(mean, |k| poisson_at_most(k, mean) >= level)
}

/// The smallest count k with P(X ≤ k) ≥ `level` for X negative binomial with `size` successes of
/// probability `prob` (mean `size`·(1 − `prob`)/`prob`). `size` need not be whole.
///
/// Formula: min {k : I_prob(size, k + 1) ≥ level}.
///
/// Units: level and prob chances, 0 to 1; events.
///
/// Reference: Abramowitz & Stegun 1972, 26.5.26.
///
/// Least data: none.
pub fn negative_binomial_quantile(level: f64, size: f64, prob: f64) -> u64 {
    let mean = size * (1.0 - prob) / prob;
    smallest(mean, |k| beta_cdf(prob, size, k as f64 + 1.0) >= level)
}

/// The smallest k for which the monotone `reached` is true, found from `near` by doubling.
fn smallest(near: f64, reached: impl Fn(u64) -> bool) -> u64 {
    let mut high = (near.max(0.0) as u64).max(1);
    while !reached(high) && high < u64::MAX / 4 {
        high *= 2;
    }
    let mut low = 0;
    while low < high {
        let middle = low + (high - low) / 2;
        if reached(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Distribution function of Beta(`a`, `b`) at `x`.
///
/// Formula: I_x(a, b), the regularised incomplete beta function.
///
/// Units: x and the answer 0 to 1; shapes without a unit.
///
/// Reference: Abramowitz & Stegun 1972, 26.5.1.
///
/// Least data: none.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    checked_beta_reg(a, b, x.clamp(0.0, 1.0)).unwrap_or(f64::NAN)
}

/// Quantile of Beta(`a`, `b`), by bisection to the last digit.
///
/// Formula: x with I_x(a, b) = level.
///
/// Units: level and the answer 0 to 1; shapes without a unit.
///
/// Reference: Abramowitz & Stegun 1972, 26.5.1.
///
/// Least data: none.
pub fn beta_quantile(level: f64, a: f64, b: f64) -> f64 {
    bisect(0.0, 1.0, |x| beta_cdf(x, a, b) < level)
}

/// Quantile of the gamma distribution with shape `shape` and scale 1.
///
/// Formula: x with P(shape, x) = level.
///
/// Units: level 0 to 1; the answer in units of the scale, 1.
///
/// Reference: Abramowitz & Stegun 1972, 6.5.1.
///
/// Least data: none.
pub fn gamma_quantile(level: f64, shape: f64) -> f64 {
    let below = |x: f64| checked_gamma_lr(shape, x).unwrap_or(f64::NAN) < level;
    let mut high = shape.max(1.0);
    while below(high) && high < 1e300 {
        high *= 2.0;
    }
    bisect(0.0, high, below)
}

/// P(X > `x`) for X chi-square with `freedom` degrees of freedom.
///
/// Formula: Q(freedom/2, x/2), the regularised upper incomplete gamma function.
///
/// Units: x and freedom without a unit; the answer a chance, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.4.19.
///
/// Least data: none.
pub fn chi_square_above(x: f64, freedom: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    checked_gamma_ur(freedom / 2.0, x / 2.0).unwrap_or(f64::NAN)
}

/// Two-sided p value of a standard normal `z`.
///
/// Formula: erfc(|z|/√2).
///
/// Units: z in standard deviations; the answer a chance, 0 to 1.
///
/// Reference: Abramowitz & Stegun 1972, 26.2.
///
/// Least data: none.
pub fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Quantile of the standard normal distribution.
///
/// Formula: z with Φ(z) = level.
///
/// Units: level a chance, 0 to 1; standard deviations.
///
/// Reference: Abramowitz & Stegun 1972, 26.2.
///
/// Least data: none.
pub fn normal_quantile(level: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * level)
}

/// Quantile of Student's t with `freedom` degrees of freedom.
///
/// Formula: t with P(T ≤ t) = level.
///
/// Units: level a chance, 0 to 1; freedom without a unit.
///
/// Reference: Abramowitz & Stegun 1972, 26.7.
///
/// Least data: none.
pub fn student_quantile(level: f64, freedom: f64) -> f64 {
    if level < 0.5 {
        return -student_quantile(1.0 - level, freedom);
    }
    // Both tails of |t| > x hold I_{ν/(ν+x²)}(ν/2, 1/2).
    let x = beta_quantile(2.0 * (1.0 - level), freedom / 2.0, 0.5);
    (freedom * (1.0 - x) / x).sqrt()
}

/// Natural logarithm of the binomial coefficient.
///
/// Formula: ln Γ(n + 1) − ln Γ(k + 1) − ln Γ(n − k + 1).
///
/// Units: counts; a natural logarithm.
///
/// Reference: Abramowitz & Stegun 1972, 6.1.
///
/// Least data: none.
pub fn ln_choose(n: u64, k: u64) -> f64 {
    ln_gamma(n as f64 + 1.0) - ln_gamma(k as f64 + 1.0) - ln_gamma((n - k) as f64 + 1.0)
}

/// The point between `low` and `high` where the monotone `below` turns false.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..1100 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_sums_of_single_chances() {
        for (n, p) in [(12, 0.3), (40, 0.02), (7, 0.9)] {
            for s in 0..=n {
                let sum: f64 = (s..=n).map(|k| binomial_pmf(k, n, p)).sum();
                assert!((binomial_at_least(s, n, p) - sum).abs() < 1e-12);
                let sum: f64 = (0..=s).map(|k| binomial_pmf(k, n, p)).sum();
                assert!((binomial_at_most(s, n, p) - sum).abs() < 1e-12);
            }
        }
        let sum: f64 = (0..=9).map(|k| poisson_pmf(k, 4.2)).sum();
        assert!((poisson_at_most(9, 4.2) - sum).abs() < 1e-13);
        assert!((poisson_at_least(10, 4.2) + sum - 1.0).abs() < 1e-13);
    }

    #[test]
    fn an_uncertain_share_makes_many_events_less_surprising() {
        let certain = binomial_at_least(6, 100, 0.01);
        assert!((beta_binomial_at_least(6, 100, 1e4, 99e4) - certain).abs() < 2e-6);
        assert!(beta_binomial_at_least(6, 100, 1.0, 99.0) > 5.0 * certain);
        // Beta(1, 1) makes every count equally likely.
        assert!((beta_binomial_at_least(3, 9, 1.0, 1.0) - 0.7).abs() < 1e-12);
    }

    #[test]
    fn quantiles_invert_their_tails() {
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((student_quantile(0.975, 10.0) - 2.228_138_851_986_274).abs() < 1e-10);
        assert_eq!(poisson_quantile(0.5, 3.0), 3);
        assert_eq!(poisson_quantile(0.01, 0.0), 0);
        let x = gamma_quantile(0.3, 2.5);
        assert!((checked_gamma_lr(2.5, x).unwrap() - 0.3).abs() < 1e-12);
    }
}
