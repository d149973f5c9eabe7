//! The borders of areas with few corners, so that an edition can keep the ground it was drawn on.

use domain::gazetteer::Border;

/// Corners of all areas together.
const CORNERS: usize = 500;
/// The finest tolerance, degrees of latitude: about five metres.
const FINEST: f64 = 0.000_05;

/// Outer rings, longitude and latitude in degrees with five decimals, with at most [`CORNERS`] corners
/// together: the coarser, the more there is to draw. Douglas and Peucker 1973.
pub(super) fn simplified(areas: &[Border]) -> Vec<Vec<[f64; 2]>> {
    let rings: Vec<&Vec<[f64; 2]>> = areas
        .iter()
        .flat_map(|border| &border.polygons)
        .filter_map(|rings| rings.first())
        .collect();
    let mut tolerance = FINEST;
    loop {
        let drawn: Vec<Vec<[f64; 2]>> = rings
            .iter()
            .map(|ring| simple(ring, tolerance))
            .filter(|ring| ring.len() > 3)
            .collect();
        if drawn.iter().map(Vec::len).sum::<usize>() <= CORNERS || tolerance > 1.0 {
            return drawn;
        }
        tolerance *= 1.5;
    }
}

fn simple(ring: &[[f64; 2]], tolerance: f64) -> Vec<[f64; 2]> {
    let mut keep = vec![false; ring.len()];
    let Some(last) = ring.len().checked_sub(1) else { return Vec::new() };
    // A ring ends where it begins: its corner farthest from there parts it in two lines.
    let far =
        (0..=last).max_by(|a, b| length(ring[0], ring[*a]).total_cmp(&length(ring[0], ring[*b])));
    let far = far.unwrap_or(last);
    let mut open = vec![(0, far), (far, last)];
    [0, far, last].into_iter().for_each(|n| keep[n] = true);
    while let Some((from, to)) = open.pop() {
        let line = (ring[from], ring[to]);
        let apart = |n: &usize| distance(ring[*n], line);
        let worst = (from + 1..to).max_by(|a, b| apart(a).total_cmp(&apart(b)));
        let Some(worst) = worst.filter(|n| apart(n) > tolerance) else { continue };
        keep[worst] = true;
        open.extend([(from, worst), (worst, to)]);
    }
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    let kept = ring.iter().zip(keep).filter(|(_, is_kept)| *is_kept);
    kept.map(|([lon, lat], _)| [round(*lon), round(*lat)]).collect()
}

/// Degrees of latitude; a degree of longitude is about half as long here.
fn length(a: [f64; 2], b: [f64; 2]) -> f64 {
    ((b[0] - a[0]) * a[1].to_radians().cos()).hypot(b[1] - a[1])
}

fn distance(at: [f64; 2], (from, to): ([f64; 2], [f64; 2])) -> f64 {
    let squeeze = from[1].to_radians().cos();
    let (x, y) = ((at[0] - from[0]) * squeeze, at[1] - from[1]);
    let (dx, dy) = ((to[0] - from[0]) * squeeze, to[1] - from[1]);
    let square = dx * dx + dy * dy;
    let along = if square == 0.0 { 0.0 } else { ((x * dx + y * dy) / square).clamp(0.0, 1.0) };
    (x - along * dx).hypot(y - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_of_many_corners_keeps_its_shape_in_few() {
        let corner = |n: u32| {
            let turn = f64::from(n) * std::f64::consts::TAU / 5_000.0;
            [12.5 + 0.02 * turn.cos(), 57.9 + 0.01 * turn.sin()]
        };
        let ring: Vec<[f64; 2]> = (0..=5_000).map(corner).collect();
        let border = |n: u32| Border {
            area: n.to_string(),
            name: n.to_string(),
            kind: "district".to_owned(),
            vintage: "2025".to_owned(),
            parent: String::new(),
            polygons: vec![vec![ring.clone()]],
        };
        let drawn = simplified(&(0..10).map(border).collect::<Vec<_>>());
        assert_eq!(drawn.len(), 10);
        assert!(drawn.iter().map(Vec::len).sum::<usize>() <= CORNERS);
        for corner in &ring {
            let near = drawn[0].windows(2).map(|pair| distance(*corner, (pair[0], pair[1])));
            assert!(near.fold(f64::MAX, f64::min) < 0.001);
        }
    }
}
