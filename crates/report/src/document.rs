//! A document before it is pressed or shown: headings, texts, tables and drawings. One shape for every kind, so
//! that the PDF and the web page say the same.

use serde::Serialize;

use crate::drawing::Drawing;

/// Language of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Swedish.
    #[default]
    Sv,
    /// English.
    En,
}

/// Whose document it is: name, mark and colour of the municipality, from its configuration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sender {
    /// Full name.
    pub name: String,
    /// Short name in the names of files.
    pub slug: String,
    /// The logotype, an SVG as text.
    pub logo: Option<String>,
    /// OKLCH hue of the accent colour in degrees; none: the product's own.
    pub hue: Option<f64>,
    /// IANA zone of the hours people see.
    pub zone: String,
    /// Whether everything is made up.
    pub practice: bool,
}

/// Everything that is pressed.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// What never changes for the same document: its kind, its id and version.
    pub identity: String,
    /// Year, month and day that the document is of; never the day it is pressed.
    pub date: (i32, u32, u32),
    /// Language.
    pub lang: Language,
    /// Title.
    pub title: String,
    /// Under the title: period, version, who fixed it.
    pub lines: Vec<String>,
    /// At the foot of each page.
    pub foot: String,
    /// Over everything when it is made up, or a draft.
    pub notice: Option<String>,
    /// Whose it is.
    pub author: String,
    /// The logotype, an SVG as text.
    #[serde(skip)]
    pub logo: Option<String>,
    /// Colours.
    pub ink: Inks,
    /// Whether everything has to fit on one page.
    #[serde(skip)]
    pub is_one_page: bool,
    /// Size of the text, points.
    pub size_pt: f64,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// Colours as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inks {
    /// Text.
    pub text: String,
    /// Text that matters less; still readable.
    pub soft: String,
    /// The municipality's own.
    pub accent: String,
    /// A surface in its hue.
    pub tint: String,
    /// Lines.
    pub line: String,
}

/// One part of a document.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Block {
    /// A heading of a section.
    Heading {
        /// The words.
        text: String,
        /// 2 for a section, 3 within one.
        level: u8,
    },
    /// Paragraphs.
    Text {
        /// One each.
        paragraphs: Vec<String>,
    },
    /// A list.
    List {
        /// Its items.
        items: Vec<String>,
    },
    /// A table with its first row as header.
    Table(Table),
    /// A drawing.
    Drawing(Drawing),
    /// Two columns side by side; below each other on a narrow screen.
    Columns {
        /// The left one.
        left: Vec<Block>,
        /// The right one.
        right: Vec<Block>,
    },
}

/// A table.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The header.
    pub head: Vec<String>,
    /// Which columns hold numbers.
    pub numbers: Vec<bool>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Block {
    /// A section's heading.
    pub fn heading(text: &str) -> Self {
        Self::Heading { text: text.to_owned(), level: 2 }
    }

    /// Paragraphs, parted by empty lines.
    pub fn text(text: &str) -> Self {
        let paragraphs = text.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
        Self::Text { paragraphs: paragraphs.map(str::to_owned).collect() }
    }
}

impl Inks {
    /// The colours of a hue in degrees, with the lightness and chroma of the product's own.
    pub fn of(hue: Option<f64>) -> Self {
        let hue = hue.unwrap_or(245.0);
        Self {
            text: crate::colour::hex(0.22, 0.01, hue),
            soft: crate::colour::hex(0.42, 0.015, hue),
            accent: crate::colour::hex(0.43, 0.11, hue),
            tint: crate::colour::hex(0.95, 0.02, hue),
            line: crate::colour::hex(0.72, 0.02, hue),
        }
    }
}
