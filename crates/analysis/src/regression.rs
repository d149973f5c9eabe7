//! Poisson regression with a log link: iterated weighted least squares, Cholesky, and standard
//! errors that bear autocorrelation. Small matrices only, as rows of numbers.

/// Rows of a small matrix.
pub type Matrix = Vec<Vec<f64>>;

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// One coefficient a column.
    pub coefficients: Vec<f64>,
    /// (XᵀWX)⁻¹: their covariance were the counts Poisson.
    pub covariance: Matrix,
    /// Fitted mean of each row.
    pub means: Vec<f64>,
}

impl Fit {
    /// The mean the model gives for another row.
    pub fn mean_of(&self, row: &[f64]) -> f64 {
        dot(row, &self.coefficients).exp()
    }
}

/// Fits log μ = Xb by iterated weighted least squares (McCullagh & Nelder 1989). `None` where the
/// columns are not independent, the counts are all zero, or 100 rounds do not settle.
///
/// Formula: β with Xᵀ(y − exp(Xβ)) = 0.
///
/// Units: counts; coefficients in natural logarithms.
///
/// Reference: McCullagh & Nelder 1989.
///
/// Least data: as many independent rows as columns, and one event.
pub fn poisson_fit(rows: &Matrix, counts: &[u64]) -> Option<Fit> {
    let columns = rows.first()?.len();
    if rows.len() <= columns || counts.iter().all(|y| *y == 0) {
        return None;
    }
    let mut means: Vec<f64> = counts.iter().map(|y| *y as f64 + 0.1).collect();
    let mut linear: Vec<f64> = means.iter().map(|mu| mu.ln()).collect();
    let mut last = f64::INFINITY;
    for _ in 0..100 {
        let target: Vec<f64> = linear
            .iter()
            .zip(&means)
            .zip(counts)
            .map(|((eta, mu), y)| eta + (*y as f64 - mu) / mu)
            .collect();
        let factor = cholesky(&cross(rows, &means))?;
        let mut right = vec![0.0; columns];
        for ((row, mu), z) in rows.iter().zip(&means).zip(&target) {
            for (sum, x) in right.iter_mut().zip(row) {
                *sum += mu * z * x;
            }
        }
        let coefficients = solve(&factor, &right);
        linear = rows.iter().map(|row| dot(row, &coefficients)).collect();
        means = linear.iter().map(|eta| eta.exp()).collect();
        if means.iter().any(|mu| !mu.is_finite() || *mu <= 0.0) {
            return None;
        }
        let likelihood: f64 =
            counts.iter().zip(&linear).zip(&means).map(|((y, eta), mu)| *y as f64 * eta - mu).sum();
        let has_settled = (likelihood - last).abs() <= 1e-13 * likelihood.abs().max(1.0);
        last = likelihood;
        if has_settled {
            let covariance = inverse(&cholesky(&cross(rows, &means))?);
            return Some(Fit { coefficients, covariance, means });
        }
    }
    None
}

/// Newey–West standard errors with Bartlett weights 1 − l/(lags+1), without a correction for few
/// observations (Newey & West 1987), as statsmodels' HAC for generalised linear models.
///
/// Formula: √ of the diagonal of A⁻¹ S A⁻¹, S = Γ₀ + Σ w_l(Γ_l + Γ_lᵀ).
///
/// Units: natural logarithms, as the coefficients.
///
/// Reference: Newey & West 1987.
///
/// Least data: more periods than lags; [`crate::long_term`] holds the rule.
pub fn hac_errors(rows: &Matrix, counts: &[u64], fit: &Fit, lags: usize) -> Vec<f64> {
    let columns = fit.coefficients.len();
    let scores: Matrix = rows
        .iter()
        .zip(counts.iter().zip(&fit.means))
        .map(|(row, (y, mu))| row.iter().map(|x| x * (*y as f64 - mu)).collect())
        .collect();
    let mut middle = vec![vec![0.0; columns]; columns];
    for lag in 0..=lags.min(scores.len().saturating_sub(1)) {
        let weight = 1.0 - lag as f64 / (lags as f64 + 1.0);
        for (now, earlier) in scores[lag..].iter().zip(&scores) {
            for i in 0..columns {
                for j in 0..columns {
                    middle[i][j] += weight * now[i] * earlier[j];
                    if lag > 0 {
                        middle[i][j] += weight * earlier[i] * now[j];
                    }
                }
            }
        }
    }
    fit.covariance
        .iter()
        .map(|bread| {
            let once: Vec<f64> = middle.iter().map(|row| dot(row, bread)).collect();
            dot(bread, &once).max(0.0).sqrt()
        })
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// XᵀWX.
fn cross(rows: &Matrix, weights: &[f64]) -> Matrix {
    let columns = rows.first().map_or(0, Vec::len);
    let mut sums = vec![vec![0.0; columns]; columns];
    for (row, w) in rows.iter().zip(weights) {
        for (line, x) in sums.iter_mut().zip(row) {
            for (sum, y) in line.iter_mut().zip(row) {
                *sum += w * x * y;
            }
        }
    }
    sums
}

/// The lower triangle L with LLᵀ = A; `None` where A is not positive definite.
fn cholesky(a: &Matrix) -> Option<Matrix> {
    let n = a.len();
    let mut l = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let rest = a[i][j] - dot(&l[i][..j], &l[j][..j]);
            if i == j {
                if rest.is_nan() || rest <= a[i][i].abs() * 1e-13 {
                    return None;
                }
                l[i][i] = rest.sqrt();
            } else {
                l[i][j] = rest / l[j][j];
            }
        }
    }
    Some(l)
}

/// The answer x of LLᵀx = b.
fn solve(l: &Matrix, b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let mut x = b.to_vec();
    for i in 0..n {
        x[i] = (x[i] - dot(&l[i][..i], &x[..i])) / l[i][i];
    }
    for i in (0..n).rev() {
        let below: f64 = (i + 1..n).map(|k| l[k][i] * x[k]).sum();
        x[i] = (x[i] - below) / l[i][i];
    }
    x
}

fn inverse(l: &Matrix) -> Matrix {
    let n = l.len();
    let unit = |i: usize| (0..n).map(|k| f64::from(u8::from(k == i))).collect::<Vec<f64>>();
    (0..n).map(|i| solve(l, &unit(i))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_column_of_ones_gives_the_mean() {
        let fit = poisson_fit(&vec![vec![1.0]; 4], &[1, 2, 3, 6]).unwrap();
        assert!((fit.means[0] - 3.0).abs() < 1e-12);
        assert!((fit.covariance[0][0] - 1.0 / 12.0).abs() < 1e-12);
    }

    #[test]
    fn columns_that_say_the_same_have_no_answer() {
        assert!(poisson_fit(&vec![vec![1.0, 2.0]; 9], &[1; 9]).is_none());
        assert!(poisson_fit(&vec![vec![1.0]; 9], &[0; 9]).is_none());
    }
}
