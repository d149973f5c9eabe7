//! An edition as a document: one page a week, more for a longer period, the three parts of the law for the
//! statutory one.

mod parts;

use domain::clock::UtcMillis;
use domain::edition::{Cut, EditionKind, Figures, Fixed, Period, Publication};
use domain::text::Note;

use crate::document::{Block, Document, Inks, Language, Sender};
use crate::press::{Pressed, ReportError, press};
use parts::Parts;

/// What is pressed of an edition.
#[derive(Debug, Clone, Copy)]
pub struct EditionPage<'a> {
    /// Whose it is.
    pub sender: &'a Sender,
    /// For whom, which days.
    pub period: Period,
    /// What was fixed, or what would be today.
    pub fixed: &'a Fixed,
    /// When it was fixed; none: a draft.
    pub fixed_at: Option<UtcMillis>,
    /// That it may be published, when somebody approved it.
    pub publication: Option<&'a Publication>,
    /// How much of it.
    pub cut: Cut,
    /// Language.
    pub lang: Language,
}

/// How much room a page gives: the later ones hold less.
const FITS: [Fit; 5] = [
    Fit { size_pt: 9.4, places: 10, measures: 8, rows: 12, map: 190.0, chars: 3_000 },
    Fit { size_pt: 8.8, places: 8, measures: 6, rows: 10, map: 160.0, chars: 1_400 },
    Fit { size_pt: 8.3, places: 5, measures: 5, rows: 8, map: 130.0, chars: 700 },
    Fit { size_pt: 8.0, places: 3, measures: 3, rows: 6, map: 100.0, chars: 320 },
    Fit { size_pt: 7.5, places: 2, measures: 2, rows: 3, map: 70.0, chars: 160 },
];
/// The width of the page between its margins, and of one of two columns, points.
const PAGE: f64 = 504.0;
const COLUMN: f64 = 242.0;
const LONG: Fit =
    Fit { size_pt: 10.0, places: 10, measures: 40, rows: 40, map: 300.0, chars: usize::MAX };

/// How many rows and letters a document holds.
#[derive(Debug, Clone, Copy)]
struct Fit {
    size_pt: f64,
    places: usize,
    measures: usize,
    rows: usize,
    map: f64,
    /// Letters of one text.
    chars: usize,
}

impl<'a> EditionPage<'a> {
    /// The figures that its cut shows.
    pub fn figures(&self) -> &'a Figures {
        match self.cut {
            Cut::Whole => &self.fixed.figures,
            Cut::Shared | Cut::Public => &self.fixed.shared,
        }
    }

    /// The document, with everything in it: for the web page.
    pub fn document(&self) -> Document {
        self.fitted(LONG, false)
    }

    /// Press it. The operative one comes on one page: where people wrote more than fits, rows and lines are left
    /// out and the page says so.
    ///
    /// # Errors
    /// When the typesetter refuses.
    pub fn press(&self) -> Result<Pressed, ReportError> {
        if self.period.kind != EditionKind::Operative {
            return press(&self.fitted(LONG, false));
        }
        let mut last = press(&self.fitted(FITS[0], true))?;
        for fit in &FITS[1..] {
            if last.pages == 1 {
                break;
            }
            last = press(&self.fitted(*fit, true))?;
        }
        Ok(last)
    }

    fn fitted(&self, fit: Fit, is_one_page: bool) -> Document {
        let lang = self.lang;
        let parts = Parts { page: self, ink: Inks::of(self.sender.hue), fit };
        let blocks = match self.period.kind {
            EditionKind::Operative => operative(&parts),
            EditionKind::Strategic => strategic(&parts),
            EditionKind::Statutory => statutory(&parts),
        };
        let kind = lang.kind(self.period.kind);
        let period = lang.period(self.period);
        let mark: String = self.figures().snapshot.chars().take(12).collect();
        let state = self.state();
        Document {
            identity: format!(
                "{} {} {} {} {:?} {:?}",
                self.period.document(),
                self.fixed.version,
                self.fixed_at.map_or(0, |at| at.0),
                self.approved_at().map_or(0, |at| at.0),
                self.cut,
                lang
            ),
            date: self
                .fixed_at
                .map_or(self.period.until, |at| Language::day_at(at, &self.sender.zone))
                .parts(),
            lang,
            title: format!("{kind} {period}"),
            lines: self.lines(&state),
            foot: format!(
                "{} · {kind} {period} · {} · {} {mark}",
                self.sender.name,
                self.version(),
                lang.say("underlag", "snapshot")
            ),
            notice: self.notice(),
            author: self.sender.name.clone(),
            logo: self.sender.logo.clone(),
            ink: parts.ink.clone(),
            is_one_page,
            size_pt: fit.size_pt,
            blocks,
        }
    }

    fn lines(&self, state: &str) -> Vec<String> {
        let lang = self.lang;
        let mut lines =
            vec![format!("{} · {state}", lang.days((self.period.from, self.period.until)))];
        let rests_on: Vec<&str> = self.fixed.rests_on.iter().map(Note::as_str).collect();
        if !rests_on.is_empty() {
            let word = lang.say("Styrdokument", "Rests on");
            lines.push(format!("{word}: {}", rests_on.join(", ")));
        }
        lines
    }

    /// When what is published was approved; what others read does not change with it.
    fn approved_at(&self) -> Option<UtcMillis> {
        self.publication.filter(|_| self.cut == Cut::Public).map(|it| it.at)
    }

    fn version(&self) -> String {
        let lang = self.lang;
        match self.fixed_at {
            None => lang.say("utkast", "draft").to_owned(),
            Some(_) => format!("version {}", self.fixed.version),
        }
    }

    fn state(&self) -> String {
        let lang = self.lang;
        let Some(at) = self.fixed_at else {
            return lang.say("utkast, inte fastställt", "draft, not fixed").to_owned();
        };
        let day = lang.day(Language::day_at(at, &self.sender.zone));
        let by = self.fixed.by.as_str();
        match lang {
            Language::Sv => format!("version {}, fastställd {day} av {by}", self.fixed.version),
            Language::En => format!("version {}, fixed {day} by {by}", self.fixed.version),
        }
    }

    fn notice(&self) -> Option<String> {
        let lang = self.lang;
        let mut all = Vec::new();
        if self.sender.practice {
            let made_up = lang.say("Övning: allt är påhittat.", "Practice: all made up.");
            all.push(made_up);
        }
        match self.cut {
            Cut::Whole => {}
            Cut::Shared | Cut::Public => all.push(lang.say(
                "Antal under tre visas inte (–), andra antal döljs med dem, och exakta platser är borttagna.",
                "Counts under three are not shown (–), others are hidden with them, and exact points left out.",
            )),
        }
        let embargo = self.embargo();
        let all: Vec<&str> = all.into_iter().chain(embargo.as_deref()).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

impl EditionPage<'_> {
    /// What stands on what is to be published until it may be.
    fn embargo(&self) -> Option<String> {
        let lang = self.lang;
        if self.cut != Cut::Public {
            return None;
        }
        let Some(publication) = self.publication else {
            let words = lang.say("Inte godkänd för publicering.", "Not approved for publication.");
            return Some(words.to_owned());
        };
        let day = lang.day(publication.not_before?);
        Some(match lang {
            Language::Sv => format!("Får publiceras från och med {day}."),
            Language::En => format!("May be published from {day}."),
        })
    }
}

fn operative(parts: &Parts<'_>) -> Vec<Block> {
    let is_public = parts.page.cut == Cut::Public;
    let mut blocks = parts.opening();
    let mut left = parts.tiles();
    left.extend(parts.places());
    let mut right = parts.map(COLUMN);
    right.extend(parts.trend(COLUMN));
    right.extend(parts.hours());
    blocks.push(Block::Columns { left, right });
    if !is_public {
        blocks.extend(parts.sections(&["news", "coming", "questions"]));
    }
    let (areas, measures) = (parts.areas(), parts.measures());
    match (areas.is_empty(), measures.is_empty()) {
        (false, false) => blocks.push(Block::Columns { left: areas, right: measures }),
        _ => blocks.extend(areas.into_iter().chain(measures)),
    }
    blocks.extend(parts.sources());
    blocks
}

fn strategic(parts: &Parts<'_>) -> Vec<Block> {
    let mut blocks = parts.opening();
    blocks.extend(parts.trend(PAGE));
    blocks.extend(parts.tiles());
    blocks.extend(parts.section("development"));
    blocks.extend(parts.places());
    blocks.extend(parts.map(PAGE));
    blocks.extend(parts.areas());
    blocks.extend(parts.hours());
    blocks.extend(parts.section("analysis"));
    blocks.extend(parts.priorities());
    blocks.extend(parts.measures());
    blocks.extend(parts.section("ahead"));
    blocks.extend(parts.sources());
    blocks
}

fn statutory(parts: &Parts<'_>) -> Vec<Block> {
    let mut blocks = parts.opening();
    blocks.extend(parts.section("mapping"));
    blocks.extend(parts.crimes());
    blocks.extend(parts.trend(PAGE));
    blocks.extend(parts.places());
    blocks.extend(parts.map(PAGE));
    blocks.extend(parts.areas());
    blocks.extend(parts.section("consequences"));
    blocks.extend(parts.section("other"));
    blocks.extend(parts.not_crimes());
    blocks.extend(parts.section("analysis"));
    blocks.extend(parts.hours());
    blocks.extend(parts.priorities());
    blocks.extend(parts.plan());
    blocks.extend(parts.section("plan"));
    blocks.extend(parts.measures());
    blocks.extend(parts.sources());
    blocks
}
