//! Names on a map: none over another, none over the scale. A name without room is left out; the table has it.

use crate::drawing::{Anchor, Shape, tenth};

const SIZE: f64 = 6.5;
/// The width of a letter, in sizes: a little more than Inter's mean.
const LETTER: f64 = 0.58;
const LETTERS_MAX: usize = 34;
const GAP: f64 = 5.0;

/// A rectangle: left, top, right, foot.
type Bounds = [f64; 4];

/// What is on the sheet already.
pub(super) struct Room {
    sheet: Bounds,
    /// Names and the scale: nothing is written over them.
    taken: Vec<Bounds>,
    /// Rings: written over only where there is no other way.
    rings: Vec<Bounds>,
}

impl Room {
    pub(super) fn of((width, height): (f64, f64), taken: Vec<Bounds>) -> Self {
        Self { sheet: [1.0, 1.0, width - 1.0, height - 1.0], taken, rings: Vec::new() }
    }

    pub(super) fn ring(&mut self, [x, y]: [f64; 2], radius: f64) {
        self.rings.push([x - radius, y - radius, x + radius, y + radius]);
    }

    /// The name beside its point, where there is room: right, left, over or under it. Only the names that
    /// matter most are written over rings.
    pub(super) fn label(
        &mut self,
        [x, y]: [f64; 2],
        (name, is_first): (&str, bool),
        fill: &str,
    ) -> Option<Shape> {
        let text = shortened(name);
        let (wide, high) = (text.chars().count() as f64 * SIZE * LETTER, SIZE * 1.2);
        let right = |y: f64| {
            (Anchor::Left, x + GAP, y, [x + GAP, y - high / 2.0, x + GAP + wide, y + high / 2.0])
        };
        let left = |y: f64| {
            (Anchor::Right, x - GAP, y, [x - GAP - wide, y - high / 2.0, x - GAP, y + high / 2.0])
        };
        let middle = |y: f64| {
            (Anchor::Middle, x, y, [x - wide / 2.0, y - high / 2.0, x + wide / 2.0, y + high / 2.0])
        };
        let places = [
            right(y - 6.0),
            left(y - 6.0),
            right(y),
            left(y),
            right(y + 6.0),
            left(y + 6.0),
            middle(y - 12.0),
            middle(y + 12.0),
        ];
        let fits = |it: &&(Anchor, f64, f64, Bounds)| {
            is_within(it.3, self.sheet) && !self.taken.iter().any(|other| overlap(it.3, *other))
        };
        let over = |it: &Bounds| self.rings.iter().filter(|ring| overlap(*it, **ring)).count();
        let best = *places.iter().filter(fits).min_by_key(|it| over(&it.3))?;
        if !is_first && over(&best.3) > 0 {
            return None;
        }
        let (anchor, x, y, taken) = best;
        self.taken.push(taken);
        Some(Shape::Label {
            x: tenth(x),
            y: tenth(y),
            text,
            size: SIZE,
            fill: fill.to_owned(),
            anchor,
        })
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LETTERS_MAX {
        return name.to_owned();
    }
    let cut: String = name.chars().take(LETTERS_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}

fn overlap(a: Bounds, b: Bounds) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn is_within(a: Bounds, sheet: Bounds) -> bool {
    a[0] >= sheet[0] && a[1] >= sheet[1] && a[2] <= sheet[2] && a[3] <= sheet[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_close_to_each_other_never_overlap_and_the_last_has_no_room() {
        let mut room = Room::of((250.0, 190.0), Vec::new());
        let drawn: Vec<Option<Shape>> =
            (0..12).map(|_| room.label([120.0, 90.0], ("Stora torget", true), "#000000")).collect();
        let count = drawn.iter().flatten().count();
        assert!((3..12).contains(&count), "{count}");
        for (n, one) in room.taken.iter().enumerate() {
            assert!(room.taken[n + 1..].iter().all(|other| !overlap(*one, *other)));
        }
    }

    #[test]
    fn a_name_keeps_off_the_rings_and_inside_the_sheet() {
        let mut room = Room::of((250.0, 190.0), Vec::new());
        room.ring([150.0, 84.0], 9.0);
        let Some(Shape::Label { anchor, .. }) =
            room.label([130.0, 90.0], ("Stationen", false), "#000000")
        else {
            panic!("no room")
        };
        assert_eq!(anchor, Anchor::Right);
        let Some(Shape::Label { anchor, .. }) =
            room.label([245.0, 150.0], ("Ängsskolan", false), "#000000")
        else {
            panic!("no room")
        };
        assert_eq!(anchor, Anchor::Right);
        assert!(room.label([-40.0, 90.0], ("Långt borta", true), "#000000").is_none());
    }
}
