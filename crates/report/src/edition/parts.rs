//! The parts an edition is put together from. Each is empty where there is nothing to say.

use domain::edition::{Cut, FigureRow};

use super::{EditionPage, Fit};
use crate::document::{Block, Inks, Table};
use crate::words::count;
use crate::{map, plot};

pub(super) struct Parts<'a> {
    pub(super) page: &'a EditionPage<'a>,
    pub(super) ink: Inks,
    pub(super) fit: Fit,
}

impl Parts<'_> {
    fn table(&self, caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Vec<Block> {
        if rows.is_empty() {
            return Vec::new();
        }
        // A column is of numbers when everything in it is one, or is withheld.
        let is_number = |column: usize| {
            rows.iter().all(|row| {
                let cell = row.get(column).map_or("", String::as_str);
                cell.parse::<u32>().is_ok() || cell == "–"
            })
        };
        vec![Block::Table(Table {
            caption: caption.to_owned(),
            numbers: (0..head.len()).map(is_number).collect(),
            head: head.iter().map(|word| (*word).to_owned()).collect(),
            rows,
        })]
    }

    fn shortened(&self, text: &str) -> String {
        if text.chars().count() <= self.fit.chars {
            return text.to_owned();
        }
        let cut: String = text.chars().take(self.fit.chars).collect();
        let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
        let more = self.page.lang.say("hela texten i webbversionen", "all of it on the web page");
        format!("{whole} … ({more})")
    }

    /// A text with its heading, where somebody wrote it. In what is published there is one text only.
    pub(super) fn section(&self, section: &str) -> Vec<Block> {
        if self.page.cut == Cut::Public && section != "public" {
            return Vec::new();
        }
        let Some(text) = self.page.fixed.texts.get(section) else { return Vec::new() };
        let text = self.shortened(text.as_str());
        vec![Block::heading(self.page.lang.section(section)), Block::text(&text)]
    }

    pub(super) fn sections(&self, sections: &[&str]) -> Vec<Block> {
        sections.iter().flat_map(|section| self.section(section)).collect()
    }

    /// Numbers first, then the words, then what has changed.
    pub(super) fn opening(&self) -> Vec<Block> {
        let (lang, figures) = (self.page.lang, self.page.figures());
        let mut blocks = match self.page.cut {
            Cut::Whole | Cut::Shared => self.section("summary"),
            Cut::Public => self.section("public"),
        };
        let mut sentence =
            vec![format!("{}: {}", lang.say("Händelser", "Incidents"), count(figures.events))];
        for (words, number) in [
            (lang.say("rapporter", "reports"), figures.reports),
            (lang.say("perioden före", "period before"), figures.before),
            (lang.say("samma dagar i fjol", "same days last year"), figures.year_before),
        ] {
            sentence.extend(number.map(|number| format!("{words}: {number}")));
        }
        blocks.push(Block::text(&format!("{}.", sentence.join(" · "))));
        let changes = self.page.changes();
        if !changes.is_empty() {
            blocks.push(Block::heading(lang.say("Vad har ändrats", "What has changed")));
            let items = changes.iter().take(self.fit.rows).map(|it| lang.of(it)).collect();
            blocks.push(Block::List { items });
        }
        let unusual: Vec<String> = figures
            .unusual
            .iter()
            .map(|it| {
                let (tile, place) = (lang.of(&it.tile), lang.of(&it.place));
                let most = lang.say("som mest väntat", "at most expected");
                format!("{place}: {tile}, {} ({most} {})", it.count, it.bound)
            })
            .collect();
        if !unusual.is_empty() {
            let words = lang.say(
                "Ovanligt många den senaste hela veckan",
                "Unusually many in the newest whole week",
            );
            blocks.push(Block::Heading { text: words.to_owned(), level: 3 });
            blocks.push(Block::List { items: unusual });
        }
        blocks
    }

    fn counted(&self, rows: &[&FigureRow]) -> Vec<Vec<String>> {
        let row = |row: &&FigureRow| {
            vec![self.page.lang.of(&row.label), count(row.count), count(row.before)]
        };
        rows.iter().take(self.fit.rows).map(row).collect()
    }

    fn categories(&self, rows: &[&FigureRow], caption: &str) -> Vec<Block> {
        let lang = self.page.lang;
        let head =
            [lang.say("Kategori", "Category"), lang.say("Nu", "Now"), lang.say("Före", "Before")];
        self.table(caption, &head, self.counted(rows))
    }

    pub(super) fn tiles(&self) -> Vec<Block> {
        let lang = self.page.lang;
        let rows: Vec<&FigureRow> = self.page.figures().tiles.iter().collect();
        let caption = lang.say(
            "Händelser per kategori, mot perioden före",
            "Incidents by category, against the period before",
        );
        let mut blocks = vec![Block::heading(lang.say("Vad", "What"))];
        blocks.extend(self.categories(&rows, caption));
        if blocks.len() == 1 { Vec::new() } else { blocks }
    }

    /// 4 § 1: crime.
    pub(super) fn crimes(&self) -> Vec<Block> {
        let rows = self.page.figures().tiles.iter().filter(|row| row.is_crime).collect::<Vec<_>>();
        let caption = self.page.lang.say(
            "Misstänkta brott i rapporterna, per kategori",
            "Suspected crime in the reports, by category",
        );
        self.categories(&rows, caption)
    }

    /// 4 § 2: other information.
    pub(super) fn not_crimes(&self) -> Vec<Block> {
        let rows = self.page.figures().tiles.iter().filter(|row| !row.is_crime);
        let caption = self.page.lang.say(
            "Annat som rapporterats, per kategori: inte brott",
            "Other things reported, by category: not crime",
        );
        self.categories(&rows.collect::<Vec<_>>(), caption)
    }

    pub(super) fn places(&self) -> Vec<Block> {
        let lang = self.page.lang;
        let row = |place: &domain::edition::PlaceFigure| {
            let tiles: Vec<String> = place.tiles.iter().map(|tile| lang.of(tile)).collect();
            vec![lang.of(&place.name), tiles.join(", "), count(place.count), count(place.before)]
        };
        let rows: Vec<Vec<String>> =
            self.page.figures().places.iter().take(self.fit.places).map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = [
            lang.say("Plats", "Place"),
            lang.say("Mest", "Mostly"),
            lang.say("Nu", "Now"),
            lang.say("Före", "Before"),
        ];
        let caption = lang.say("Platser med flest händelser", "Places with the most incidents");
        let mut blocks = vec![Block::heading(lang.say("Var", "Where"))];
        blocks.extend(self.table(caption, &head, rows));
        blocks
    }

    pub(super) fn map(&self, width: f64) -> Vec<Block> {
        let size = (width, self.fit.map);
        let drawn = map::map(self.page.lang, &self.ink, self.page.figures(), size);
        drawn.map(Block::Drawing).into_iter().collect()
    }

    pub(super) fn trend(&self, width: f64) -> Vec<Block> {
        let bars = &self.page.figures().trend;
        if bars.len() < 2 {
            return Vec::new();
        }
        vec![Block::Drawing(plot::bars(self.page.lang, &self.ink, (bars, width)))]
    }

    pub(super) fn hours(&self) -> Vec<Block> {
        let lang = self.page.lang;
        let hours = &self.page.figures().hours;
        if hours.len() != 2 || hours.iter().flatten().all(Option::is_none) {
            return Vec::new();
        }
        let days = [lang.say("Måndag–fredag", "Monday–Friday"), lang.say("Helg", "Weekend")];
        let row = |(day, cells): (&str, &Vec<Option<u32>>)| {
            let mut row = vec![day.to_owned()];
            row.extend(cells.iter().map(|cell| count(*cell)));
            row
        };
        let head = [lang.say("När", "When"), "00–06", "06–12", "12–18", "18–24"];
        let caption = lang.say(
            "Händelser per del av veckan; osäkra tider är fördelade",
            "Incidents by part of the week; uncertain times are spread",
        );
        self.table(caption, &head, days.into_iter().zip(hours).map(row).collect())
    }

    pub(super) fn areas(&self) -> Vec<Block> {
        let lang = self.page.lang;
        let row = |area: &domain::edition::AreaFigure| {
            let is_public = self.page.cut == Cut::Public;
            let status = area.colour.map_or("–", |colour| lang.colour(colour)).to_owned();
            let why = area.reason.clone().filter(|_| !is_public).unwrap_or_default();
            let status = if why.is_empty() { status } else { format!("{status}. {why}") };
            vec![area.row.label.sv.clone(), status, count(area.row.count), count(area.row.before)]
        };
        let figures = self.page.figures();
        let told = figures.areas.iter().filter(|it| it.colour.is_some() || it.row.count > Some(0));
        let rows: Vec<Vec<String>> = told.take(self.fit.rows).map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = [
            lang.say("Område", "Area"),
            lang.say("Bedömning", "Assessment"),
            lang.say("Nu", "Now"),
            lang.say("Före", "Before"),
        ];
        let caption =
            lang.say("Områden; bedömningen är människors", "Areas; the assessment is people's");
        let mut blocks = vec![Block::heading(lang.say("Områden", "Areas"))];
        blocks.extend(self.table(caption, &head, rows));
        blocks
    }

    pub(super) fn measures(&self) -> Vec<Block> {
        let (lang, figures) = (self.page.lang, self.page.figures());
        let row = |it: &domain::edition::MeasureFigure| {
            let due = it.due.map(|day| day.to_string()).unwrap_or_default();
            let late = if it.is_overdue { lang.say(" försenad", " overdue") } else { "" };
            let verdict = it.verdict.map(|verdict| format!(", {}", lang.verdict(verdict)));
            vec![
                it.title.clone(),
                it.organisation.clone().unwrap_or_default(),
                format!("{}{}", lang.status(it.status), verdict.unwrap_or_default()),
                format!("{due}{late}"),
            ]
        };
        let rows: Vec<Vec<String>> =
            figures.measures.iter().take(self.fit.measures).map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = [
            lang.say("Insats", "Measure"),
            lang.say("Ansvarig", "Responsible"),
            lang.say("Läge", "Status"),
            lang.say("Klar senast", "Due"),
        ];
        let left = figures.measures.len().saturating_sub(self.fit.measures);
        let mut caption = lang.say("Insatser", "Measures").to_owned();
        if left > 0 {
            caption = format!(
                "{caption} ({left} {})",
                lang.say("till i webbversionen", "more on the web page")
            );
        }
        let mut blocks = vec![Block::heading(lang.say("Insatser", "Measures"))];
        if let Some(outcomes) = &figures.outcomes {
            let words = lang.say("Årets uppföljda insatser", "Measures followed up this year");
            let cause = lang.say(
                "Samband i tid är inte bevis för orsak.",
                "That two things happen together does not prove that one causes the other.",
            );
            blocks.push(Block::text(&format!("{words}: {}. {cause}", lang.of(outcomes))));
        }
        blocks.extend(self.table(&caption, &head, rows));
        blocks
    }

    pub(super) fn priorities(&self) -> Vec<Block> {
        let lang = self.page.lang;
        let row = |it: &domain::edition::PriorityFigure| {
            vec![it.name.clone(), it.need.to_string(), it.influence.to_string()]
        };
        let rows: Vec<Vec<String>> = self.page.figures().priorities.iter().map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = [
            lang.say("Prioriterat område", "Priority area"),
            lang.say("Behov 1–5", "Need 1–5"),
            lang.say("Påverkan 1–5", "Influence 1–5"),
        ];
        let caption = lang.say("Kvartalets prioriterade områden", "Priority areas of the quarter");
        let heading = lang.say("Prioriteringar", "Priorities");
        let mut blocks = vec![Block::heading(heading)];
        blocks.extend(self.table(caption, &head, rows));
        blocks
    }

    /// 5 §: the plan that rests on this picture.
    pub(super) fn plan(&self) -> Vec<Block> {
        let lang = self.page.lang;
        let Some(plan) = &self.page.fixed.plan else { return Vec::new() };
        let mut words = format!(
            "{} {} {}",
            lang.say("Åtgärdsplanen beslutades", "The action plan was decided on"),
            lang.day(plan.decided_on),
            lang.say("av", "by"),
        );
        words.push_str(&format!(" {}", plan.decided_by.as_str()));
        if let Some(reference) = &plan.reference {
            words.push_str(&format!(", {} {}", lang.say("dnr", "ref."), reference.as_str()));
        }
        vec![Block::heading(lang.say("Beslut", "Decision")), Block::text(&format!("{words}."))]
    }

    /// Who has told, who has not, and what is missing.
    pub(super) fn sources(&self) -> Vec<Block> {
        let (lang, figures) = (self.page.lang, self.page.figures());
        let told: Vec<String> = figures
            .sources
            .iter()
            .map(|row| format!("{} ({})", lang.of(&row.label), count(row.count)))
            .collect();
        let mut sentences = Vec::new();
        if !told.is_empty() {
            sentences.push(format!(
                "{}: {}.",
                lang.say("Källor, rapporter", "Sources, reports"),
                told.join(", ")
            ));
        }
        if !figures.silent.is_empty() {
            let words = lang.say("Har rapporterat före men inte nu", "Reported before and not now");
            sentences.push(format!("{words}: {}.", figures.silent.join(", ")));
        }
        let missing = [
            (lang.say("inte granskade", "not reviewed"), figures.unreviewed),
            (lang.say("utan plats", "without a place"), figures.without_position),
        ];
        for (words, number) in missing {
            if let Some(number) = number.filter(|number| *number > 0) {
                sentences
                    .push(format!("{} {words}: {number}.", lang.say("Händelser", "Incidents")));
            }
        }
        if let Some(visits) = figures.visits {
            let words = lang.say("Pass och besök utan anmärkning", "Passes and calm visits");
            sentences.push(format!("{words}: {visits}."));
        }
        sentences.push(
            lang.say(
                "Rapporterna visar vad som har rapporterats, inte allt som har hänt.",
                "Reports show what was reported, not everything that happened.",
            )
            .to_owned(),
        );
        vec![
            Block::heading(lang.say("Underlag", "What this rests on")),
            Block::text(&sentences.join(" ")),
        ]
    }
}
