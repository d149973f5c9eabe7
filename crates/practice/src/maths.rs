//! Sine, cosine and logarithm from the four operations alone: the standard library's differ in the last
//! bit between machines, and the map and the year must be the same bytes everywhere.

use std::f64::consts::{FRAC_PI_2, LN_2, PI};

/// The sine of an angle in radians (Taylor series on one quarter turn; error below 1e-13).
#[must_use]
pub(crate) fn sin(angle: f64) -> f64 {
    let turns = (angle / (2.0 * PI) + 0.5).floor();
    let mut rest = angle - turns * 2.0 * PI;
    if rest > FRAC_PI_2 {
        rest = PI - rest;
    } else if rest < -FRAC_PI_2 {
        rest = -PI - rest;
    }
    let square = rest * rest;
    let mut term = rest;
    let mut sum = rest;
    for step in 1..=11_u32 {
        let even = f64::from(2 * step);
        term *= -square / (even * (even + 1.0));
        sum += term;
    }
    sum
}

/// The cosine of an angle in radians.
#[must_use]
pub(crate) fn cos(angle: f64) -> f64 {
    sin(angle + FRAC_PI_2)
}

/// The natural logarithm of a positive, normal number (atanh series of its mantissa).
#[must_use]
pub(crate) fn ln(value: f64) -> f64 {
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let mut power = ratio;
    let mut sum = 0.0;
    for step in 0..24_u32 {
        sum += power / f64::from(2 * step + 1);
        power *= square;
    }
    f64::from(exponent) * LN_2 + 2.0 * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_functions_agree_with_the_library_to_ten_digits() {
        for step in -400..400 {
            let angle = f64::from(step) * 0.037;
            assert!((sin(angle) - angle.sin()).abs() < 1e-11, "sin {angle}");
            assert!((cos(angle) - angle.cos()).abs() < 1e-11, "cos {angle}");
            let value = f64::from(step + 401) * 0.013;
            assert!((ln(value) - value.ln()).abs() < 1e-11, "ln {value}");
        }
    }
}
