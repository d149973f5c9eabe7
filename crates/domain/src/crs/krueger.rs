//! One transverse Mercator plane by Krüger's formulas. Twice the angles are taken from once the
//! angles and both series are summed as one complex series (Clenshaw), so that a point costs two
//! sines with their cosines, an arctangent and a logarithm.

use super::{Plane, wrap_deg};

/// Half the longer axis of GRS 80, in metres.
pub(super) const AXIS_M: f64 = 6_378_137.0;
/// Flattening of GRS 80.
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// First eccentricity of GRS 80, squared.
const E2: f64 = FLATTENING * (2.0 - FLATTENING);
/// Third flattening of GRS 80, the variable of Krüger's series.
const N: f64 = FLATTENING / (2.0 - FLATTENING);

/// Krüger's series from the sphere to the plane (β in Lantmäteriet's paper).
const TO_PLANE: [f64; 4] = [
    N * (1.0 / 2.0 + N * (-2.0 / 3.0 + N * (5.0 / 16.0 + N * (41.0 / 180.0)))),
    N * N * (13.0 / 48.0 + N * (-3.0 / 5.0 + N * (557.0 / 1440.0))),
    N * N * N * (61.0 / 240.0 + N * (-103.0 / 140.0)),
    N * N * N * N * (49_561.0 / 161_280.0),
];

/// Krüger's series from the plane to the sphere (δ in Lantmäteriet's paper).
const TO_SPHERE: [f64; 4] = [
    N * (1.0 / 2.0 + N * (-2.0 / 3.0 + N * (37.0 / 96.0 + N * (-1.0 / 360.0)))),
    N * N * (1.0 / 48.0 + N * (1.0 / 15.0 + N * (-437.0 / 1440.0))),
    N * N * N * (17.0 / 480.0 + N * (-37.0 / 840.0)),
    N * N * N * N * (4_397.0 / 161_280.0),
];

/// One transverse Mercator plane: everything the series need.
pub(super) struct Projection {
    central_meridian_deg: f64,
    /// Scale on the central meridian times the radius of the rectifying sphere, metres.
    radius_m: f64,
    false_easting_m: f64,
}

impl Projection {
    pub(super) const fn new(central_meridian_deg: f64, scale: f64, false_easting_m: f64) -> Self {
        let n2 = N * N;
        let radius_m = scale * AXIS_M / (1.0 + N) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0);
        Self { central_meridian_deg, radius_m, false_easting_m }
    }

    pub(super) fn forward(&self, lon: f64, lat: f64) -> Plane {
        let (sin_lambda, cos_lambda) =
            wrap_deg(lon - self.central_meridian_deg).to_radians().sin_cos();
        let (sin_lat, cos_lat) = lat.to_radians().sin_cos();
        let tau = conformal_tan(sin_lat, cos_lat);
        let reach = (tau * tau + cos_lambda * cos_lambda).sqrt();
        let (sin, cos, sinh) = (tau / reach, cos_lambda / reach, sin_lambda / reach);
        let cosh = (1.0 + sinh * sinh).sqrt();
        let (xi, eta) = (tau.atan2(cos_lambda), asinh(sinh, cosh));
        let twice = Twice {
            sin: 2.0 * sin * cos,
            cos: (cos - sin) * (cos + sin),
            sinh: 2.0 * sinh * cosh,
            cosh: 1.0 + 2.0 * sinh * sinh,
        };
        let (north, east) = twice.series(TO_PLANE);
        Plane {
            easting_m: self.false_easting_m + self.radius_m * (eta + east),
            northing_m: self.radius_m * (xi + north),
        }
    }

    pub(super) fn inverse(&self, plane: Plane) -> (f64, f64) {
        let north = plane.northing_m / self.radius_m;
        let east = (plane.easting_m - self.false_easting_m) / self.radius_m;
        let (sin, cos) = (2.0 * north).sin_cos();
        let twice = Twice { sin, cos, sinh: (2.0 * east).sinh(), cosh: (2.0 * east).cosh() };
        let (by_north, by_east) = twice.series(TO_SPHERE);
        let (sin, cos) = (north - by_north).sin_cos();
        let sinh = (east - by_east).sinh();
        let lambda = sinh.atan2(cos);
        let lat = geodetic_tan(sin / sinh.hypot(cos)).atan().to_degrees();
        (wrap_deg(self.central_meridian_deg + lambda.to_degrees()), lat)
    }
}

/// Sine and cosine of twice the northward angle, hyperbolic ones of twice the eastward.
struct Twice {
    sin: f64,
    cos: f64,
    sinh: f64,
    cosh: f64,
}

impl Twice {
    /// Σ cₖ sin 2kζ of ζ = ξ + iη, by Clenshaw's recurrence: real and imaginary part.
    fn series(&self, terms: [f64; 4]) -> (f64, f64) {
        let (re, im) = (2.0 * self.cos * self.cosh, -2.0 * self.sin * self.sinh);
        let ((mut a, mut b), (mut a1, mut b1)) = ((0.0, 0.0), (0.0, 0.0));
        for term in terms.into_iter().rev() {
            let next = (re * a - im * b - a1 + term, re * b + im * a - b1);
            (a1, b1) = (a, b);
            (a, b) = next;
        }
        let (re, im) = (self.sin * self.cosh, self.cos * self.sinh);
        (re * a - im * b, re * b + im * a)
    }
}

/// Inverse of a hyperbolic sine of which the cosine is known.
fn asinh(sinh: f64, cosh: f64) -> f64 {
    let size = sinh.abs();
    (size + size * size / (1.0 + cosh)).ln_1p().copysign(sinh)
}

/// sinh(e artanh(e s)) of the sine of a latitude. The argument is below 0.007, so seven and four
/// terms of the two series reach the last digit.
fn sigma(sine: f64) -> f64 {
    let z = E2 * sine * sine;
    let artanh = 1.0
        + z * (1.0 / 3.0
            + z * (1.0 / 5.0
                + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * (1.0 / 13.0))))));
    let x = E2 * sine * artanh;
    let y = x * x;
    x * (1.0 + y / 6.0 * (1.0 + y / 20.0 * (1.0 + y / 42.0)))
}

/// Tangent of the conformal latitude from sine and cosine of the geodetic one, in closed form.
fn conformal_tan(sin_lat: f64, cos_lat: f64) -> f64 {
    let sigma = sigma(sin_lat);
    (sin_lat * (1.0 + sigma * sigma).sqrt() - sigma) / cos_lat
}

/// The inverse of [`conformal_tan`] as a tangent, by Newton's method: three rounds reach the last
/// digit.
fn geodetic_tan(conformal: f64) -> f64 {
    let mut tan_lat = conformal / (1.0 - E2);
    for _ in 0..6 {
        let secant = tan_lat.hypot(1.0);
        let guess = conformal_tan(tan_lat / secant, 1.0 / secant);
        let slope = (1.0 - E2) * guess.hypot(1.0) * secant / (1.0 + (1.0 - E2) * tan_lat * tan_lat);
        let step = (conformal - guess) / slope;
        tan_lat += step;
        if step.abs() <= 1e-15 * tan_lat.abs().max(1.0) {
            break;
        }
    }
    tan_lat
}
