//! Weights of agreement learnt from pairs (Fellegi & Sunter 1969): how often the fields of two
//! reports agree when they tell of one event (m), and when they do not (u).

use serde::Serialize;

/// How many pairs agree (`true`) in which fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Field by field.
    pub agrees: Vec<bool>,
    /// Pairs with this pattern.
    pub pairs: f64,
}

/// The chances of agreement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chances {
    /// Chance that a field agrees in a pair of one event.
    pub m: Vec<f64>,
    /// Chance that it agrees in a pair of two.
    pub u: Vec<f64>,
    /// Share of pairs that are of one event.
    pub p: f64,
}

impl Chances {
    /// The same start for every field.
    pub fn start(fields: usize, m: f64, u: f64, p: f64) -> Self {
        Self { m: vec![m; fields], u: vec![u; fields], p }
    }

    /// Σ log₂(m/u) of fields that agree and log₂((1−m)/(1−u)) of those that do not.
    pub fn weight(&self, agrees: &[bool]) -> f64 {
        let field = |((agrees, m), u): ((&bool, &f64), &f64)| {
            if *agrees { (m / u).log2() } else { ((1.0 - m) / (1.0 - u)).log2() }
        };
        agrees.iter().zip(&self.m).zip(&self.u).map(field).sum()
    }

    /// Chance that a pair with this pattern is of one event.
    pub fn posterior(&self, agrees: &[bool]) -> f64 {
        let odds = self.p / (1.0 - self.p) * self.weight(agrees).exp2();
        if odds.is_infinite() { 1.0 } else { odds / (1.0 + odds) }
    }

    /// The same with every chance at least `edge` away from 0 and 1, so that no single field
    /// decides alone.
    #[must_use]
    pub fn capped(mut self, edge: f64) -> Self {
        for chance in self.m.iter_mut().chain(&mut self.u) {
            *chance = chance.clamp(edge, 1.0 - edge);
        }
        self
    }
}

/// Learns the chances by expectation maximisation, fields independent of each other within pairs
/// of one kind, until no chance moves by 1e-9 (1,000 rounds at most). The order of the patterns
/// does not matter beyond rounding.
///
/// Formula: EM: the chance of one event of each pattern, then m, u and p as weighted shares.
///
/// Units: chances, 0 to 1.
///
/// Reference: Dempster, Laird & Rubin 1977; Winkler 1988.
///
/// Least data: none; [`crate::learnt_chances`] holds the rule.
pub fn learn(patterns: &[Pattern], start: Chances) -> Chances {
    let mut chances = start.capped(1e-9);
    let total: f64 = patterns.iter().map(|pattern| pattern.pairs).sum();
    if total <= 0.0 {
        return chances;
    }
    for _ in 0..1000 {
        let fields = chances.m.len();
        let (mut m, mut u) = (vec![0.0; fields], vec![0.0; fields]);
        let (mut same, mut other) = (0.0, 0.0);
        for pattern in patterns {
            let one = chances.posterior(&pattern.agrees) * pattern.pairs;
            let two = pattern.pairs - one;
            same += one;
            other += two;
            for (field, agrees) in pattern.agrees.iter().enumerate() {
                if *agrees {
                    m[field] += one;
                    u[field] += two;
                }
            }
        }
        m.iter_mut().for_each(|sum| *sum /= same.max(f64::MIN_POSITIVE));
        u.iter_mut().for_each(|sum| *sum /= other.max(f64::MIN_POSITIVE));
        let next = Chances { m, u, p: (same / total).clamp(1e-9, 1.0 - 1e-9) }.capped(1e-9);
        let moved = next
            .m
            .iter()
            .chain(&next.u)
            .zip(chances.m.iter().chain(&chances.u))
            .map(|(a, b)| (a - b).abs())
            .fold((next.p - chances.p).abs(), f64::max);
        chances = next;
        if moved < 1e-9 {
            break;
        }
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_tell_pairs_apart_get_the_larger_weight() {
        let pattern = |near: bool, noise: bool, pairs: f64| Pattern {
            agrees: vec![near, near, near, noise],
            pairs,
        };
        let patterns = [
            pattern(true, true, 100.0),
            pattern(true, false, 100.0),
            pattern(false, true, 400.0),
            pattern(false, false, 400.0),
        ];
        let found = learn(&patterns, Chances::start(4, 0.9, 0.1, 0.1));
        assert!((found.p - 0.2).abs() < 1e-3, "{found:?}");
        assert!(found.weight(&[true, true, true, false]) > 10.0);
        assert!((found.m[3] - found.u[3]).abs() < 1e-3);
    }
}
