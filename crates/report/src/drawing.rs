//! A drawing as shapes, in points from the upper left corner: the PDF and the web page draw the same. Its words
//! stand in the text as well, as a caption, an alternative text and mostly a table.

use serde::Serialize;

/// A drawing.
#[derive(Debug, Clone, Serialize)]
pub struct Drawing {
    /// Points.
    pub width: f64,
    /// Points.
    pub height: f64,
    /// What it shows.
    pub caption: String,
    /// What somebody hears who does not see it.
    pub alt: String,
    /// From the back to the front.
    pub shapes: Vec<Shape>,
}

/// One shape.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Shape {
    /// A rectangle.
    Rect {
        /// Left.
        x: f64,
        /// Top.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
        /// Colour.
        fill: String,
    },
    /// A line.
    Line {
        /// From.
        from: [f64; 2],
        /// To.
        to: [f64; 2],
        /// Colour.
        stroke: String,
        /// Width.
        pen: f64,
    },
    /// A closed shape.
    Polygon {
        /// Its corners.
        points: Vec<[f64; 2]>,
        /// Colour of its inside; none: empty.
        fill: Option<String>,
        /// Colour of its border.
        stroke: String,
        /// Width of its border.
        pen: f64,
    },
    /// A circle.
    Circle {
        /// Middle.
        x: f64,
        /// Middle.
        y: f64,
        /// Radius.
        radius: f64,
        /// Colour.
        fill: String,
        /// Colour of its border.
        stroke: String,
    },
    /// Words.
    Label {
        /// Where their anchor is.
        x: f64,
        /// Middle of their height.
        y: f64,
        /// The words.
        text: String,
        /// Size.
        size: f64,
        /// Colour.
        fill: String,
        /// Where the anchor is in them.
        anchor: Anchor,
    },
}

/// Where words begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// At their left end.
    Left,
    /// In their middle.
    Middle,
    /// At their right end.
    Right,
}

/// A number with one decimal: enough for a point on paper, and the same bytes everywhere.
pub(crate) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
