//! Empirical Bayes before and after (Hauer 1997), for places with truly alike reference places
//! only: with unlike ones it claims more falsely than the plain ratio. Never the default.

use serde::Serialize;

/// What is known of the reference places, per period: mean μ, and φ with variance μ + μ²/φ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference {
    /// Events a place and period.
    pub mean_per_period: f64,
    /// Shape of the spread between places.
    pub phi: f64,
}

/// A place's expected count before, drawn towards the reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Before {
    /// w = 1/(1 + μY/φ).
    pub weight: f64,
    /// w μY + (1−w) ΣX.
    pub expected: f64,
    /// (1−w) times the expected count.
    pub variance: f64,
}

/// The count to expect before, from the counts of each period.
///
/// Formula: w = 1/(1 + μY/φ), E = wμY + (1 − w)ΣX, Var E = (1 − w)E.
///
/// Units: events; periods of one length.
///
/// Reference: Hauer 1997.
///
/// Least data: one period and truly alike reference places.
pub fn before(reference: Reference, counts: &[u64]) -> Before {
    let mean = reference.mean_per_period * counts.len() as f64;
    let weight = 1.0 / (1.0 + mean / reference.phi);
    let expected = weight * mean + (1.0 - weight) * counts.iter().sum::<u64>() as f64;
    Before { weight, expected, variance: (1.0 - weight) * expected }
}

/// The effect by empirical Bayes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct After {
    /// π: events expected after, had nothing been done.
    pub expected: f64,
    /// Var π.
    pub variance: f64,
    /// θ = (λ/π)/(1 + Var π/π²).
    pub theta: f64,
    /// Var θ = θ²(1/λ + Var π/π²)/(1 + Var π/π²)²; not a number where nothing happened after.
    pub theta_variance: f64,
    /// The plain counts per period, after over before.
    pub naive_ratio: f64,
}

/// The change after, `trend` being the ratio of the controls after over before, per period.
///
/// Formula: π = rE; θ = (λ/π)/(1 + Var π/π²).
///
/// Units: events; θ without a unit.
///
/// Reference: Hauer 1997.
///
/// Least data: one period on each side, and events expected.
pub fn after(reference: Reference, counts: &[u64], later: &[u64], trend: f64) -> After {
    let start = before(reference, counts);
    let r = trend * later.len() as f64 / counts.len() as f64;
    let (expected, variance) = (start.expected * r, start.variance * r * r);
    let seen = later.iter().sum::<u64>() as f64;
    let relative = variance / (expected * expected);
    let theta = seen / expected / (1.0 + relative);
    let theta_variance = if seen > 0.0 {
        theta * theta * (1.0 / seen + relative) / (1.0 + relative).powi(2)
    } else {
        f64::NAN
    };
    let per_period = |counts: &[u64]| counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    let naive_ratio = per_period(later) / per_period(counts);
    After { expected, variance, theta, theta_variance, naive_ratio }
}
