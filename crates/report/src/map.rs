//! The map of an edition: borders and where events were, with scale and north. What it shows stands in the
//! tables as well.

mod extent;
mod labels;

use domain::edition::Figures;

use crate::document::{Inks, Language};
use crate::drawing::{Anchor, Drawing, Shape, tenth};
use extent::{DEGREE_M, Extent, Outside};
use labels::Room;

const MARGIN: f64 = 10.0;
/// Names that are written over rings where there is no other room.
const FIRST: usize = 3;
/// Lengths a scale may have, metres.
const SCALES: [u32; 12] =
    [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000];

/// Degrees to points: north up, true lengths in the middle.
struct Sheet {
    west: f64,
    north: f64,
    squeeze: f64,
    /// Points of a degree of latitude.
    scale: f64,
    shift: (f64, f64),
}

impl Sheet {
    fn of(points: &[[f64; 2]], (width, height): (f64, f64)) -> Option<Self> {
        let least = |of: usize| points.iter().map(|it| it[of]).fold(f64::INFINITY, f64::min);
        let most = |of: usize| points.iter().map(|it| it[of]).fold(f64::NEG_INFINITY, f64::max);
        let (west, east, south, north) = (least(0), most(0), least(1), most(1));
        if !(west.is_finite() && south.is_finite()) {
            return None;
        }
        let squeeze = ((south + north) / 2.0).to_radians().cos();
        // At least 400 m are shown, however close everything lies.
        let (wide, high) = ((east - west) * squeeze, north - south);
        let scale = ((width - 2.0 * MARGIN) / wide.max(400.0 / DEGREE_M))
            .min((height - 2.0 * MARGIN) / high.max(400.0 / DEGREE_M));
        let shift = ((width - wide * scale) / 2.0, (height - high * scale) / 2.0);
        Some(Self { west, north, squeeze, scale, shift })
    }

    fn at(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        let x = (lon - self.west) * self.squeeze * self.scale + self.shift.0;
        let y = (self.north - lat) * self.scale + self.shift.1;
        [tenth(x), tenth(y)]
    }
}

/// The map; none where there is nothing to draw it from.
pub(crate) fn map(
    lang: Language,
    ink: &Inks,
    figures: &Figures,
    (width, height): (f64, f64),
) -> Option<Drawing> {
    let Extent { inside, outside } = Extent::of(&figures.marks);
    // Where events were fills the sheet; without any, the borders do.
    let shown: Vec<[f64; 2]> = match inside.is_empty() {
        true => figures.borders.concat(),
        false => inside.iter().map(|mark| [mark.lon, mark.lat]).collect(),
    };
    let sheet = Sheet::of(&shown, (width, height))?;
    let mut shapes = vec![Shape::Rect { x: 0.0, y: 0.0, width, height, fill: ink.tint.clone() }];
    for ring in &figures.borders {
        shapes.push(Shape::Polygon {
            points: ring.iter().map(|corner| sheet.at(*corner)).collect(),
            fill: Some("#ffffff".to_owned()),
            stroke: ink.line.clone(),
            pen: 0.6,
        });
    }
    // Scale and north have their corners to themselves.
    let corners =
        vec![[0.0, height - 14.0, width * 0.3 + 40.0, height], [width - 18.0, 0.0, width, 24.0]];
    let mut room = Room::of((width, height), corners);
    for mark in &inside {
        let at = sheet.at([mark.lon, mark.lat]);
        let radius = tenth((2.2 * f64::from(mark.count).sqrt()).min(9.0));
        let (fill, stroke) = (ink.accent.clone(), "#ffffff".to_owned());
        shapes.push(Shape::Circle { x: at[0], y: at[1], radius, fill, stroke });
        room.ring(at, radius);
    }
    // The places are listed with the most incidents first: they get their names first.
    let named = figures.places.iter().filter(|place| place.key == place.name.sv);
    for (n, place) in named.enumerate() {
        let Some(at) = place.at else { continue };
        let label = room.label(sheet.at(at), (&place.name.sv, n < FIRST), &ink.text);
        shapes.extend(label);
    }
    shapes.extend(scale_and_north(ink, &sheet, (width, height)));
    let (caption, alt) = said(lang, figures, outside);
    Some(Drawing { width, height, caption, alt, shapes })
}

fn said(lang: Language, figures: &Figures, outside: Option<Outside>) -> (String, String) {
    if figures.marks.is_empty() {
        let words = lang.say("Områden", "Areas").to_owned();
        return (words.clone(), words);
    }
    let placed: u32 = figures.marks.iter().map(|mark| mark.count).sum();
    let mut caption = match lang {
        Language::Sv => format!("Karta: {placed} händelser med plats. Ju större ring, desto fler."),
        Language::En => format!("Map: {placed} incidents with a place. A larger ring is more."),
    };
    if let Some(outside) = outside {
        caption = format!("{caption} {}", outside.said(lang));
    }
    let most: Vec<String> = figures
        .places
        .iter()
        .take(5)
        .map(|place| format!("{} {}", lang.of(&place.name), crate::words::count(place.count)))
        .collect();
    let alt = format!("{caption} {}: {}.", lang.say("Flest", "Most"), most.join(", "));
    (caption, alt)
}

fn scale_and_north(ink: &Inks, sheet: &Sheet, (width, height): (f64, f64)) -> Vec<Shape> {
    let points_of = |metres: u32| f64::from(metres) / DEGREE_M * sheet.scale;
    let metres = SCALES.into_iter().rev().find(|it| points_of(*it) <= width * 0.3).unwrap_or(50);
    let words =
        if metres >= 1_000 { format!("{} km", metres / 1_000) } else { format!("{metres} m") };
    let (left, foot) = (6.0, height - 6.0);
    let right = tenth(left + points_of(metres));
    let line =
        |from: [f64; 2], to: [f64; 2]| Shape::Line { from, to, stroke: ink.text.clone(), pen: 0.8 };
    let label = |x: f64, y: f64, text: String, anchor: Anchor| Shape::Label {
        x,
        y,
        text,
        size: 6.5,
        fill: ink.text.clone(),
        anchor,
    };
    let x = width - 9.0;
    vec![
        line([left, foot], [right, foot]),
        line([left, foot - 3.0], [left, foot]),
        line([right, foot - 3.0], [right, foot]),
        label(right + 4.0, foot - 2.0, words, Anchor::Left),
        Shape::Polygon {
            points: vec![[x, 5.0], [x - 3.0, 13.0], [x + 3.0, 13.0]],
            fill: Some(ink.text.clone()),
            stroke: ink.text.clone(),
            pen: 0.2,
        },
        label(x, 18.0, "N".to_owned(), Anchor::Middle),
    ]
}
