//! What became of a measure, on one page: the declared test first, then the counts in a sentence, before and
//! after, the verdict in the fixed words, and last what people say of it.

use domain::catalogue::Label;
use domain::day::Day;
use domain::measure::{DeclaredTest, Measure, Outcome, Verdict};

use crate::document::{Block, Document, Inks, Language, Sender, Table};
use crate::drawing::{Anchor, Drawing, Shape, tenth};
use crate::press::{Pressed, ReportError, press};

const WIDTH: f64 = 500.0;
const HEIGHT: f64 = 110.0;

/// Some weeks of the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultBar {
    /// The first day.
    pub from: Day,
    /// Events at the place.
    pub events: u32,
    /// After the start.
    pub is_after: bool,
}

/// One declared test and what became of it, in words that the analysis chose.
#[derive(Debug, Clone, PartialEq)]
pub struct TestResult {
    /// The declaration.
    pub test: DeclaredTest,
    /// The categories it counts, in words; none: all.
    pub categories: Vec<Label>,
    /// Counts and verdict.
    pub words: Vec<Label>,
    /// The ring around the place.
    pub ring: Vec<Label>,
    /// The long view.
    pub long_term: Vec<Label>,
    /// Whether who reports changed.
    pub reporters: Label,
    /// The verdict.
    pub verdict: Verdict,
    /// Before and after.
    pub bars: Vec<ResultBar>,
    /// BLAKE3 of the snapshot, in hexadecimal.
    pub snapshot: String,
}

/// What is pressed.
#[derive(Debug, Clone, Copy)]
pub struct ResultPage<'a> {
    /// Whose it is.
    pub sender: &'a Sender,
    /// The measure.
    pub measure: &'a Measure,
    /// Its tests, oldest first.
    pub tests: &'a [TestResult],
    /// The day it is told of.
    pub on: Day,
    /// Language.
    pub lang: Language,
}

impl ResultPage<'_> {
    /// Press it; the newest test alone where all of them are more than a page.
    ///
    /// # Errors
    /// When the typesetter refuses.
    pub fn press(&self) -> Result<Pressed, ReportError> {
        let all = press(&self.document())?;
        if all.pages == 1 {
            return Ok(all);
        }
        let newest = self.tests.len().saturating_sub(1);
        press(&ResultPage { tests: &self.tests[newest..], ..*self }.document())
    }

    /// The document.
    pub fn document(&self) -> Document {
        let (lang, measure) = (self.lang, self.measure);
        let ink = Inks::of(self.sender.hue);
        let status = lang.status(measure.status);
        let mut blocks = vec![self.facts()];
        for test in self.tests {
            blocks.extend(self.test(test, &ink));
        }
        if self.tests.is_empty() {
            let words = lang.say(
                "Insatsen har inget deklarerat prov. Därför sägs inget om dess effekt.",
                "The measure has no declared test. Therefore nothing is said of its effect.",
            );
            blocks.push(Block::text(words));
        }
        blocks.extend(self.judged());
        let heading = lang.say("Resultat av insats", "Result of a measure");
        let practice = lang.say("Övning: allt är påhittat.", "Practice: all made up.");
        Document {
            identity: format!("{} {} {lang:?}", measure.id, self.on),
            date: self.on.parts(),
            lang,
            title: format!("{heading}: {}", measure.title.as_str()),
            lines: vec![format!("{} · {status}", lang.day(self.on))],
            foot: format!("{} · {heading} · {}", self.sender.name, lang.day(self.on)),
            notice: self.sender.practice.then(|| practice.to_owned()),
            author: self.sender.name.clone(),
            logo: self.sender.logo.clone(),
            ink,
            is_one_page: true,
            size_pt: 9.6,
            blocks,
        }
    }

    fn facts(&self) -> Block {
        let (lang, measure) = (self.lang, self.measure);
        let name = |it: &Option<domain::text::Name>| {
            it.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default()
        };
        let day = |day: Option<Day>| day.map(|day| lang.day(day)).unwrap_or_default();
        let place = measure.place.as_ref().map(|place| place.name.as_str().to_owned());
        let rows = [
            (lang.say("Plats", "Place"), place.unwrap_or_default()),
            (lang.say("Ansvarig", "Responsible"), name(&measure.organisation)),
            (lang.say("Funktion", "Function"), name(&measure.function)),
            (lang.say("Från", "From"), day(measure.from)),
            (lang.say("Till", "Until"), day(measure.until)),
        ];
        let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
        Block::Table(Table {
            caption: lang.say("Insatsen", "The measure").to_owned(),
            head: vec![
                lang.say("Uppgift", "What").to_owned(),
                lang.say("Värde", "Value").to_owned(),
            ],
            numbers: vec![false, false],
            rows: rows.map(|(what, value)| vec![what.to_owned(), value]).collect(),
        })
    }

    fn test(&self, it: &TestResult, ink: &Inks) -> Vec<Block> {
        let lang = self.lang;
        let categories: Vec<String> = it.categories.iter().map(|label| lang.of(label)).collect();
        let counted = match categories.is_empty() {
            true => lang.say("alla kategorier", "all categories").to_owned(),
            false => categories.join(", "),
        };
        let declared = match lang {
            Language::Sv => format!(
                "Bestämt före start {}: {counted}, inom {} m, jämfört med övriga kommunen, {} veckor efter.",
                lang.day(it.test.from()),
                it.test.radius_m(),
                it.test.horizon_weeks()
            ),
            Language::En => format!(
                "Fixed before the start {}: {counted}, within {} m, against the rest of the municipality, {} weeks after.",
                lang.day(it.test.from()),
                it.test.radius_m(),
                it.test.horizon_weeks()
            ),
        };
        let say =
            |words: &[Label]| words.iter().map(|it| lang.of(it)).collect::<Vec<_>>().join(" ");
        let mut blocks = vec![
            Block::heading(lang.say("Provet", "The test")),
            Block::text(&declared),
            Block::heading(lang.verdict_heading(it.verdict)),
            Block::text(&say(&it.words)),
        ];
        if it.bars.len() > 1 {
            blocks.push(Block::Drawing(before_after(lang, ink, &it.bars)));
        }
        for (heading, words) in [
            (lang.say("Runt omkring", "Around it"), say(&it.ring)),
            (lang.say("På längre sikt", "In the long view"), say(&it.long_term)),
        ] {
            if !words.is_empty() {
                blocks.push(Block::Heading { text: heading.to_owned(), level: 3 });
                blocks.push(Block::text(&words));
            }
        }
        let mark: String = it.snapshot.chars().take(12).collect();
        let snapshot = lang.say("Underlag", "Snapshot");
        let caution = lang.say(
            "Samband i tid är inte bevis för orsak: årstid, vilka som rapporterar och andra insatser kan ligga bakom.",
            "That two things happen together does not prove a cause: season, who reports and other measures may be behind it.",
        );
        blocks
            .push(Block::text(&format!("{} {caution} {snapshot} {mark}.", lang.of(&it.reporters))));
        blocks
    }

    fn judged(&self) -> Vec<Block> {
        let lang = self.lang;
        let Some(judged) = &self.measure.outcome else { return Vec::new() };
        let outcome = match judged.outcome {
            Outcome::Yes => lang.say("Ja", "Yes"),
            Outcome::Partly => lang.say("Delvis", "Partly"),
            Outcome::No => lang.say("Nej", "No"),
            Outcome::Unclear => lang.say("Kan inte avgöras", "Cannot be told"),
        };
        let text = judged.text.as_ref().map(|text| format!(" {}", text.as_str()));
        let words = format!("{outcome}, {}.{}", lang.day(judged.on), text.unwrap_or_default());
        let heading = lang.say(
            "Gav insatsen önskad effekt? Så bedömer människor",
            "Did it work? What people say",
        );
        vec![Block::heading(heading), Block::text(&words)]
    }
}

impl Language {
    fn verdict_heading(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::ClearDecrease => self.say("Tydlig minskning", "Clear decrease"),
            Verdict::LikelyDecrease => self.say("Trolig minskning", "Likely decrease"),
            Verdict::TendencyDecrease | Verdict::TendencyIncrease => {
                self.say("Tendens – tolka försiktigt", "Tendency – read with care")
            }
            Verdict::NoCertainChange => self.say("Ingen säker förändring", "No certain change"),
            Verdict::LikelyIncrease => self.say("Trolig ökning", "Likely increase"),
            Verdict::ClearIncrease => self.say("Tydlig ökning", "Clear increase"),
            Verdict::TooLittleData => self.say("För lite underlag", "Too little data"),
            Verdict::ReporterBreak => self.say("Kan inte jämföras", "Cannot be compared"),
        }
    }
}

/// Four weeks a bar; those after the start in the municipality's colour, with a line between.
fn before_after(lang: Language, ink: &Inks, bars: &[ResultBar]) -> Drawing {
    let most = bars.iter().map(|bar| bar.events).max().unwrap_or(0).max(1);
    let step = WIDTH / bars.len().max(1) as f64;
    let floor = HEIGHT - 12.0;
    let mut shapes = Vec::new();
    let every = bars.len().div_ceil(9).max(1);
    for (n, bar) in bars.iter().enumerate() {
        let left = n as f64 * step;
        let middle = tenth(left + step / 2.0);
        let height = tenth(f64::from(bar.events) / f64::from(most) * (floor - 14.0));
        let fill = if bar.is_after { ink.accent.clone() } else { ink.line.clone() };
        let (x, width) = (tenth(left + step * 0.12), tenth(step * 0.76));
        shapes.push(Shape::Rect { x, y: tenth(floor - height), width, height, fill });
        let label = |y: f64, text: String| Shape::Label {
            x: middle,
            y: tenth(y),
            text,
            size: 6.5,
            fill: ink.text.clone(),
            anchor: Anchor::Middle,
        };
        shapes.push(label(floor - height - 5.0, bar.events.to_string()));
        if n.is_multiple_of(every) {
            shapes.push(label(HEIGHT - 5.0, lang.short_month(bar.from)));
        }
    }
    if let Some(n) = bars.iter().position(|bar| bar.is_after) {
        let x = tenth(n as f64 * step);
        let (from, to) = ([x, 0.0], [x, floor]);
        shapes.push(Shape::Line { from, to, stroke: ink.text.clone(), pen: 0.8 });
    }
    let told = |is_after: bool| {
        let counts = bars.iter().filter(|bar| bar.is_after == is_after);
        counts.map(|bar| bar.events.to_string()).collect::<Vec<_>>().join(", ")
    };
    let caption = lang.say(
        "Händelser på platsen, fyra veckor i taget, före och efter strecket",
        "Incidents at the place, four weeks at a time, before and after the line",
    );
    let alt = format!(
        "{caption}. {}: {}. {}: {}.",
        lang.say("Före", "Before"),
        told(false),
        lang.say("Efter", "After"),
        told(true)
    );
    Drawing { width: WIDTH, height: HEIGHT, caption: caption.to_owned(), alt, shapes }
}
