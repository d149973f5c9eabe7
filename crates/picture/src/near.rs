//! Squares of about half a kilometre in which neighbours are looked for. Only a search grid: lines up
//! with nothing, and never shown.

/// Side of a square, metres.
const SIDE_M: f64 = 500.0;
/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_320.0;

/// The square of a point; `lon` and `lat` in degrees, WGS 84.
pub fn cell(lon: f64, lat: f64) -> i64 {
    let row = row(lat);
    pack(row, column(lon, row))
}

/// The squares that hold everything within so many metres of a point.
pub fn cells_within(lon: f64, lat: f64, radius_m: f64) -> Vec<i64> {
    let reach = radius_m / DEGREE_M;
    let mut cells = Vec::new();
    for row in row(lat - reach)..=row(lat + reach) {
        let reach = radius_m / width_m(row);
        for column in column(lon - reach, row)..=column(lon + reach, row) {
            cells.push(pack(row, column));
        }
    }
    cells
}

fn row(lat: f64) -> i64 {
    (lat * DEGREE_M / SIDE_M).floor() as i64
}

fn column(lon: f64, row: i64) -> i64 {
    (lon * width_m(row) / SIDE_M).floor() as i64
}

/// Metres of a degree of longitude at the edge of the row that is farther from the equator.
fn width_m(row: i64) -> f64 {
    let edge = if row < 0 { row } else { row + 1 };
    let lat = (edge as f64 * SIDE_M / DEGREE_M).abs().min(89.9);
    DEGREE_M * lat.to_radians().cos()
}

/// Rows and columns are below 2²⁰, so they share a number.
fn pack(row: i64, column: i64) -> i64 {
    (row << 32) ^ (column & 0xFFFF_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_within_the_radius_is_in_one_of_the_squares() {
        for (lon, lat) in [(12.533, 57.93), (-74.0, 40.7), (151.2, -33.9), (8.5, 47.37)] {
            for step in 0..360 {
                let angle = f64::from(step).to_radians();
                let metres = f64::from(step % 7) * 83.0;
                let there = lat + angle.sin() * metres / 111_700.0;
                let east = angle.cos() * metres / (111_700.0 * there.to_radians().cos());
                let cells = cells_within(lon, lat, 500.0);
                assert!(cells.contains(&cell(lon + east, there)), "{lon} {lat} {step}");
                assert!(cells.len() <= 16);
            }
        }
    }
}
