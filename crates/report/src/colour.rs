//! OKLCH as sRGB (Björn Ottosson, "A perceptual color space for image processing", 2020). Chroma gives way
//! where sRGB does not reach.

/// `#rrggbb` of lightness 0–1, chroma and hue in degrees.
pub(crate) fn hex(lightness: f64, chroma: f64, hue: f64) -> String {
    let mut chroma = chroma;
    let mut linear = to_linear(lightness, chroma, hue);
    while chroma > 0.0 && linear.iter().any(|part| !(-0.000_1..=1.000_1).contains(part)) {
        chroma = (chroma - 0.002).max(0.0);
        linear = to_linear(lightness, chroma, hue);
    }
    let [red, green, blue] = linear.map(byte);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn to_linear(lightness: f64, chroma: f64, hue: f64) -> [f64; 3] {
    let (sin, cos) = hue.to_radians().sin_cos();
    let (a, b) = (chroma * cos, chroma * sin);
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
}

fn byte(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let curved =
        if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (curved * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_come_out() {
        assert_eq!(hex(1.0, 0.0, 0.0), "#ffffff");
        assert_eq!(hex(0.0, 0.0, 0.0), "#000000");
        assert_eq!(hex(0.627_96, 0.257_68, 29.234), "#ff0000");
    }
}
