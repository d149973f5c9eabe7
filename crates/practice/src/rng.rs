//! A small seeded generator of chance: `SplitMix64` (Steele, Lea and Flood 2014). No system entropy.

use crate::maths;

/// A stream of chance that is the same for the same seed on every machine.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// A stream from a seed and the name of its use, so that two uses never share numbers.
    #[must_use]
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in purpose.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        Self { state }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from `low` up to `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `count`; 0 when `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// One of the items.
    pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The index of a weight, chosen in proportion to it.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            last = index;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// A standard normal number (Box and Muller, one of the pair).
    pub fn gauss(&mut self) -> f64 {
        let radius = (-2.0 * maths::ln(1.0 - self.unit())).sqrt();
        radius * maths::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// An exponential number with this mean.
    pub fn waiting(&mut self, mean: f64) -> f64 {
        -maths::ln(1.0 - self.unit()) * mean
    }
}

/// Smooth noise in 0–1 over the plane, one lattice value per `size` metres, three octaves.
#[must_use]
pub(crate) fn noise(seed: u64, x: f64, y: f64) -> f64 {
    let (mut sum, mut scale, mut share) = (0.0, 1.0, 0.57);
    for octave in 0..3 {
        sum += share * lattice(seed + octave, x * scale, y * scale);
        scale *= 2.03;
        share *= 0.5;
    }
    sum
}

fn lattice(seed: u64, x: f64, y: f64) -> f64 {
    let (column, row) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - column), ease(y - row));
    let at = |dx: i64, dy: i64| {
        let key = (column as i64 + dx) as u64 ^ ((row as i64 + dy) as u64).rotate_left(32);
        (mix(mix(key) ^ seed) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let lower = at(0, 0) * (1.0 - u) + at(1, 0) * u;
    let upper = at(0, 1) * (1.0 - u) + at(1, 1) * u;
    lower * (1.0 - v) + upper * v
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_purpose_others() {
        let draw = |purpose| Rng::new(7, purpose).bits();
        assert_eq!(draw("streets"), draw("streets"));
        assert_ne!(draw("streets"), draw("houses"));
    }

    #[test]
    fn normal_numbers_have_mean_zero_and_deviation_one() {
        let mut rng = Rng::new(1, "gauss");
        let drawn: Vec<f64> = (0..20_000).map(|_| rng.gauss()).collect();
        let mean = drawn.iter().sum::<f64>() / 20_000.0;
        let spread = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (spread - 1.0).abs() < 0.04, "{mean} {spread}");
    }
}
