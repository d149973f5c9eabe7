//! Polylines: smooth, measure, cut, offset, simplify, clip.

use super::{Point, at};

/// The length in metres.
#[must_use]
pub fn length(line: &[Point]) -> f64 {
    line.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
}

/// A curve through the points (Catmull–Rom), with a corner about every `step` metres.
#[must_use]
pub fn smooth(points: &[Point], step: f64) -> Vec<Point> {
    let last = points.len().saturating_sub(1);
    let mut out = Vec::new();
    for index in 0..last {
        let (a, b) = (points[index.saturating_sub(1)], points[index]);
        let (c, d) = (points[index + 1], points[(index + 2).min(last)]);
        let steps = (b.distance(c) / step).ceil().max(1.0) as u32;
        for part in 0..steps {
            out.push(catmull([a, b, c, d], f64::from(part) / f64::from(steps)));
        }
    }
    out.extend(points.last());
    out
}

fn catmull([a, b, c, d]: [Point; 4], t: f64) -> Point {
    let linear = (c - a) * t;
    let square = (a * 2.0 - b * 5.0 + c * 4.0 - d) * (t * t);
    let cube = (b * 3.0 - a - c * 3.0 + d) * (t * t * t);
    b + (linear + square + cube) * 0.5
}

/// The point and the direction after `along` metres; the end when the line is shorter.
#[must_use]
pub fn point_at(line: &[Point], along: f64) -> (Point, Point) {
    let mut left = along;
    for pair in line.windows(2) {
        let part = pair[0].distance(pair[1]);
        if left <= part && part > 0.0 {
            return (pair[0] + (pair[1] - pair[0]) * (left / part), (pair[1] - pair[0]).unit());
        }
        left -= part;
    }
    match line {
        [.., before, end] => (*end, (*end - *before).unit()),
        [only] => (*only, at(1.0, 0.0)),
        [] => (at(0.0, 0.0), at(1.0, 0.0)),
    }
}

/// The distance in metres from a point to the line, and how far along the nearest point lies.
#[must_use]
pub fn nearest(line: &[Point], point: Point) -> (f64, f64) {
    let (mut best, mut along, mut walked) = (f64::MAX, 0.0, 0.0);
    for pair in line.windows(2) {
        let step = pair[1] - pair[0];
        let part = step.length();
        let share = ((point - pair[0]).dot(step) / (part * part).max(1e-9)).clamp(0.0, 1.0);
        let distance = point.distance(pair[0] + step * share);
        if distance < best {
            (best, along) = (distance, walked + part * share);
        }
        walked += part;
    }
    (best, along)
}

/// The stretch of the line between the points nearest to `from` and `to`, turned to run that way.
#[must_use]
pub fn between(line: &[Point], from: Point, to: Point) -> Vec<Point> {
    let (start, end) = (nearest(line, from).1, nearest(line, to).1);
    let mut part = cut(line, start.min(end), start.max(end));
    if start > end {
        part.reverse();
    }
    part
}

/// The stretch from `start` to `end` metres along the line.
#[must_use]
pub fn cut(line: &[Point], start: f64, end: f64) -> Vec<Point> {
    let mut out = vec![point_at(line, start).0];
    let mut walked = 0.0;
    for pair in line.windows(2) {
        walked += pair[0].distance(pair[1]);
        if walked > start + 0.01 && walked < end - 0.01 {
            out.push(pair[1]);
        }
    }
    out.push(point_at(line, end).0);
    out
}

/// Where two lines first meet, walking along the first.
#[must_use]
pub fn crossing(first: &[Point], second: &[Point]) -> Option<Point> {
    first.windows(2).find_map(|a| second.windows(2).find_map(|b| meet([a[0], a[1]], [b[0], b[1]])))
}

/// Where two straight stretches meet.
#[must_use]
pub(crate) fn meet(a: [Point; 2], b: [Point; 2]) -> Option<Point> {
    let (along, across) = (a[1] - a[0], b[1] - b[0]);
    let turn = along.cross(across);
    if turn.abs() < 1e-9 {
        return None;
    }
    let gap = b[0] - a[0];
    let (t, u) = (gap.cross(across) / turn, gap.cross(along) / turn);
    let inside = (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u);
    inside.then(|| a[0] + along * t)
}

/// The line moved `by` metres to its left (negative: right).
#[must_use]
pub fn offset(line: &[Point], by: f64) -> Vec<Point> {
    (0..line.len())
        .map(|index| {
            let before = line[index.saturating_sub(1)];
            let after = line[(index + 1).min(line.len() - 1)];
            line[index] + (after - before).unit().left() * by
        })
        .collect()
}

/// The line with fewer corners, never farther than `tolerance` from the old one (Douglas and Peucker 1973).
#[must_use]
pub fn simplify(line: &[Point], tolerance: f64) -> Vec<Point> {
    if line.len() < 3 || tolerance <= 0.0 {
        return line.to_vec();
    }
    let mut keep = vec![false; line.len()];
    let mut todo = vec![(0, line.len() - 1)];
    keep[0] = true;
    keep[line.len() - 1] = true;
    while let Some((first, last)) = todo.pop() {
        let ends = [line[first], line[last]];
        let mut worst = (0.0, first);
        for (index, point) in line.iter().enumerate().take(last).skip(first + 1) {
            let distance = nearest(&ends, *point).0;
            if distance > worst.0 {
                worst = (distance, index);
            }
        }
        if worst.0 > tolerance {
            keep[worst.1] = true;
            todo.push((first, worst.1));
            todo.push((worst.1, last));
        }
    }
    line.iter().zip(keep).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// The parts of a line inside the box from `low` to `high` (Liang and Barsky 1984).
#[must_use]
pub fn clip_line(line: &[Point], low: Point, high: Point) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let step = pair[1] - pair[0];
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let sides = [
            (-step.x, pair[0].x - low.x),
            (step.x, high.x - pair[0].x),
            (-step.y, pair[0].y - low.y),
            (step.y, high.y - pair[0].y),
        ];
        for (speed, room) in sides {
            if speed < 0.0 {
                enter = enter.max(room / speed);
            } else if speed > 0.0 {
                leave = leave.min(room / speed);
            } else if room < 0.0 {
                leave = -1.0;
            }
        }
        if enter > leave {
            open = false;
            continue;
        }
        if !open || enter > 0.0 {
            parts.push(vec![pair[0] + step * enter]);
        }
        if let Some(part) = parts.last_mut() {
            part.push(pair[0] + step * leave);
        }
        open = leave >= 1.0;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_a_box_keeps_only_the_middle() {
        let line = [at(-10.0, 5.0), at(20.0, 5.0)];
        let parts = clip_line(&line, at(0.0, 0.0), at(10.0, 10.0));
        assert_eq!(parts, vec![vec![at(0.0, 5.0), at(10.0, 5.0)]]);
    }

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two() {
        let line = [at(1.0, 1.0), at(1.0, 20.0), at(9.0, 20.0), at(9.0, 1.0)];
        assert_eq!(clip_line(&line, at(0.0, 0.0), at(10.0, 10.0)).len(), 2);
    }

    #[test]
    fn simplifying_never_moves_a_line_farther_than_asked() {
        let line: Vec<Point> = (0..200)
            .map(|step| at(f64::from(step), 8.0 * crate::maths::sin(f64::from(step) * 0.11)))
            .collect();
        let simple = simplify(&line, 1.0);
        assert!(simple.len() < 60);
        assert!(line.iter().all(|point| nearest(&simple, *point).0 <= 1.0));
    }

    #[test]
    fn a_stretch_between_two_points_runs_the_way_it_was_asked() {
        let line = [at(0.0, 0.0), at(100.0, 0.0)];
        let part = between(&line, at(80.0, 5.0), at(20.0, -5.0));
        assert_eq!(part, vec![at(80.0, 0.0), at(20.0, 0.0)]);
    }
}
