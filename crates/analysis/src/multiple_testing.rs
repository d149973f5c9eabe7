//! Many tests at once: adjusted p values, and Fisher's exact test. Looking at a hundred places and
//! showing the best is a test of a hundred, and these functions say so.

use crate::distribution::ln_choose;

/// How a list of p values is adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// False discovery rate, Benjamini & Hochberg 1995: the default of every list here.
    BenjaminiHochberg,
    /// False discovery rate under any dependence, Benjamini & Yekutieli 2001.
    BenjaminiYekutieli,
    /// Family-wise error, Holm 1979.
    Holm,
    /// Family-wise error, n·p.
    Bonferroni,
}

/// Adjusted p values (q values) in the order given. Equal p values get equal answers, so the
/// order of the list does not matter.
///
/// Formula: Benjamini–Hochberg q₍ᵢ₎ = min(1, min over j ≥ i of n p₍ⱼ₎/j); Benjamini–Yekutieli that
/// times Σ 1/k; Bonferroni n p; Holm max over j ≤ i of (n − j + 1)p₍ⱼ₎.
///
/// Units: chances, 0 to 1.
///
/// Reference: Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001; Holm 1979.
///
/// Least data: none.
pub fn adjust(p: &[f64], how: Adjustment) -> Vec<f64> {
    let n = p.len();
    let total = n as f64;
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut q = vec![f64::NAN; n];
    match how {
        Adjustment::Bonferroni => {
            for (q, p) in q.iter_mut().zip(p) {
                *q = (p * total).min(1.0);
            }
        }
        Adjustment::Holm => {
            let mut largest = 0.0_f64;
            for (rank, &i) in order.iter().enumerate() {
                largest = largest.max((total - rank as f64) * p[i]).min(1.0);
                q[i] = largest;
            }
        }
        Adjustment::BenjaminiHochberg | Adjustment::BenjaminiYekutieli => {
            let factor = match how {
                Adjustment::BenjaminiYekutieli => (1..=n).map(|k| 1.0 / k as f64).sum(),
                _ => 1.0,
            };
            let mut smallest = 1.0_f64;
            for (rank, &i) in order.iter().enumerate().rev() {
                smallest = smallest.min(factor * total * p[i] / (rank + 1) as f64);
                q[i] = smallest;
            }
        }
    }
    q
}

/// Benjamini–Hochberg q values, see [`adjust`].
///
/// Formula: q₍ᵢ₎ = min(1, min over j ≥ i of n p₍ⱼ₎/j).
///
/// Units: chances, 0 to 1.
///
/// Reference: Benjamini & Hochberg 1995.
///
/// Least data: none.
pub fn false_discovery_rate(p: &[f64]) -> Vec<f64> {
    adjust(p, Adjustment::BenjaminiHochberg)
}

/// Fisher's exact test of a 2 × 2 table of counts with fixed margins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FisherTest {
    /// Sum of the chances of all tables no likelier than this one.
    pub two_sided: f64,
    /// P(first cell ≥ observed).
    pub greater: f64,
    /// P(first cell ≤ observed).
    pub less: f64,
    /// ad/bc; infinite where only b or c is 0, not a number where both sides are 0.
    pub odds_ratio: f64,
}

/// Fisher's exact test of the rows `[a, b]` and `[c, d]`; two-sided by the minimum-likelihood
/// rule of R's `fisher.test`.
///
/// Formula: the sum of all hypergeometric chances not above that of the table seen.
///
/// Units: counts; a chance, 0 to 1.
///
/// Reference: Fisher 1934.
///
/// Least data: none: exact for any counts.
pub fn fisher([a, b]: [u64; 2], [c, d]: [u64; 2]) -> FisherTest {
    let (row1, row2, column1) = (a + b, c + d, a + c);
    let lowest = column1.saturating_sub(row2);
    let highest = row1.min(column1);
    let all = ln_choose(row1 + row2, column1);
    let chance = |x: u64| (ln_choose(row1, x) + ln_choose(row2, column1 - x) - all).exp();
    let observed = chance(a);
    let (mut two_sided, mut greater, mut less) = (0.0, 0.0, 0.0);
    for x in lowest..=highest {
        let p = chance(x);
        if p <= observed * (1.0 + 1e-7) {
            two_sided += p;
        }
        if x >= a {
            greater += p;
        }
        if x <= a {
            less += p;
        }
    }
    FisherTest {
        two_sided: f64::min(two_sided, 1.0),
        greater: f64::min(greater, 1.0),
        less: f64::min(less, 1.0),
        odds_ratio: (a * d) as f64 / (b * c) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_p_values_are_adjusted_equally_in_any_order() {
        let one = false_discovery_rate(&[0.01, 0.04, 0.04, 0.5]);
        let two = false_discovery_rate(&[0.5, 0.04, 0.01, 0.04]);
        assert_eq!(one[1], one[2]);
        assert_eq!([one[3], one[1], one[0], one[2]], two[..]);
    }

    #[test]
    fn a_list_of_nothing_stays_a_list_of_nothing() {
        assert!(false_discovery_rate(&[]).is_empty());
    }
}
