//! The minutes of a meeting: the ten points with what was said, attendance by function, what was decided with its
//! owner and day, and what comes.

use domain::meeting::{AGENDA, LaterAddition, Meeting};

use crate::document::{Block, Document, Inks, Language, Sender, Table};
use crate::press::{Pressed, ReportError, press};

/// What is pressed.
#[derive(Debug, Clone, Copy)]
pub struct MinutesPage<'a> {
    /// Whose it is.
    pub sender: &'a Sender,
    /// The meeting.
    pub meeting: &'a Meeting,
    /// Language.
    pub lang: Language,
}

impl MinutesPage<'_> {
    /// Press it.
    ///
    /// # Errors
    /// When the typesetter refuses.
    pub fn press(&self) -> Result<Pressed, ReportError> {
        press(&self.document())
    }

    /// What the file is called when it is saved.
    pub fn file_name(&self) -> String {
        let word = self.lang.say("protokoll", "minutes");
        format!("{}-{word}-{}.pdf", self.sender.slug, self.meeting.on)
    }

    /// The document.
    pub fn document(&self) -> Document {
        let (lang, meeting) = (self.lang, self.meeting);
        let word = lang.say("Protokoll", "Minutes");
        let body = meeting.body.as_str();
        let on = lang.day(meeting.on);
        let mut blocks = self.attendance();
        for (n, point) in AGENDA.iter().enumerate() {
            let title = format!("{}. {}", n + 1, lang.point(point));
            blocks.push(Block::heading(&title));
            if let Some(text) = meeting.points.get(*point) {
                blocks.push(Block::text(text.as_str()));
            }
            match *point {
                "coming" => blocks.extend(self.coming()),
                "decisions" => blocks.extend(self.decisions()),
                _ => {}
            }
            // A point that nothing was said at says so: that it was skipped is known too.
            if matches!(blocks.last(), Some(Block::Heading { .. })) {
                blocks.push(Block::text(lang.say("Inget antecknat.", "Nothing noted.")));
            }
        }
        blocks.extend(self.later());
        let practice = lang.say("Övning: allt är påhittat.", "Practice: all made up.");
        Document {
            identity: format!("{} {} {lang:?}", meeting.id, meeting.changed_at.0),
            date: meeting.on.parts(),
            lang,
            title: format!("{word}: {body}"),
            lines: vec![format!("{on} · {}", self.state())],
            foot: format!("{} · {word} · {body} · {on}", self.sender.name),
            notice: self.sender.practice.then(|| practice.to_owned()),
            author: self.sender.name.clone(),
            logo: self.sender.logo.clone(),
            ink: Inks::of(self.sender.hue),
            is_one_page: false,
            size_pt: 10.0,
            blocks,
        }
    }

    fn state(&self) -> String {
        let lang = self.lang;
        let Some(agreed) = &self.meeting.agreed else {
            return lang.say("utkast, inte justerat", "draft, not agreed").to_owned();
        };
        let (on, by) = (lang.day(agreed.on), agreed.by.as_str());
        match lang {
            Language::Sv => format!("justerat {on} av {by}"),
            Language::En => format!("agreed {on} by {by}"),
        }
    }

    fn attendance(&self) -> Vec<Block> {
        let lang = self.lang;
        let row = |it: &domain::meeting::Attendance| {
            let there = match it.is_present {
                true => lang.say("närvarande", "present"),
                false => lang.say("frånvarande", "absent"),
            };
            vec![it.function.as_str().to_owned(), name(it.organisation.as_ref()), there.to_owned()]
        };
        let rows: Vec<Vec<String>> = self.meeting.attendance.values().map(row).collect();
        let heading = lang.say("Närvaro", "Attendance");
        let head =
            [lang.say("Funktion", "Function"), lang.say("Organisation", "Organisation"), heading];
        let caption = lang.say("Kallade funktioner", "Functions that were called");
        let mut blocks = table(caption, &head, rows);
        if !blocks.is_empty() {
            blocks.insert(0, Block::heading(heading));
        }
        blocks
    }

    fn decisions(&self) -> Vec<Block> {
        let lang = self.lang;
        let row = |it: &domain::meeting::MeetingDecision| {
            let measure = if it.measure.is_some() { lang.say("ja", "yes") } else { "–" };
            let due = it.due.map_or_else(|| "–".to_owned(), |due| lang.day(due));
            let owner = match &it.organisation {
                Some(organisation) => format!("{}, {}", it.owner.as_str(), organisation.as_str()),
                None => it.owner.as_str().to_owned(),
            };
            vec![it.what.as_str().to_owned(), owner, due, measure.to_owned()]
        };
        let rows = self.meeting.decisions.values().map(row).collect();
        let head = [
            lang.say("Beslut", "Decision"),
            lang.say("Ansvarig", "Owner"),
            lang.say("Senast", "By"),
            lang.say("Insats", "Measure"),
        ];
        table(lang.say("Beslut med ansvarig och dag", "Decisions with owner and day"), &head, rows)
    }

    /// What came after they were agreed: told apart, since nobody agreed to it.
    fn later(&self) -> Vec<Block> {
        let lang = self.lang;
        let item = |it: &LaterAddition| {
            let (kind, key) = it.field.split_once('.').unwrap_or((&it.field, ""));
            let what = match kind {
                "point" => lang.point(key),
                "attendance" => lang.say("Närvaro", "Attendance"),
                "coming" => lang.say("Kommande", "Coming"),
                "decision" => lang.say("Beslut", "Decision"),
                _ => lang.say("Uppgift om mötet", "About the meeting"),
            };
            let words = it.value.as_ref().and_then(|value| {
                let named = ["what", "function"].into_iter().find_map(|name| value.get(name));
                named.unwrap_or(value).as_str()
            });
            let day = lang.day(Language::day_at(it.at, &self.sender.zone));
            format!("{day}, {what}: {}", words.unwrap_or(lang.say("borttaget", "taken away")))
        };
        let items: Vec<String> = self.meeting.later.iter().map(item).collect();
        if items.is_empty() {
            return Vec::new();
        }
        let heading = lang.say("Tillkommet efter justeringen", "Came after they were agreed");
        let hint = lang.say(
            "Ingår inte i det justerade protokollet.",
            "No part of the minutes that were agreed.",
        );
        vec![Block::heading(heading), Block::text(hint), Block::List { items }]
    }

    fn coming(&self) -> Vec<Block> {
        let lang = self.lang;
        let mut all: Vec<_> = self.meeting.coming.values().collect();
        all.sort_by_key(|it| it.from);
        let item = |it: &&domain::meeting::ComingEvent| {
            let days = match it.until.filter(|until| *until > it.from) {
                Some(until) => lang.days((it.from, until)),
                None => lang.day(it.from),
            };
            let yearly = if it.is_yearly { lang.say(" (varje år)", " (each year)") } else { "" };
            format!("{days}: {}{yearly}", it.what.as_str())
        };
        let items: Vec<String> = all.iter().map(item).collect();
        if items.is_empty() { Vec::new() } else { vec![Block::List { items }] }
    }
}

fn name(name: Option<&domain::text::Name>) -> String {
    name.map_or_else(|| "–".to_owned(), |name| name.as_str().to_owned())
}

fn table(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Table(Table {
        caption: caption.to_owned(),
        numbers: vec![false; head.len()],
        head: head.iter().map(|word| (*word).to_owned()).collect(),
        rows,
    })]
}

impl Language {
    /// What a point of the agenda is called.
    fn point(self, point: &str) -> &'static str {
        match point {
            "follow_up" => self.say("Uppföljning", "Follow-up"),
            "incoming" => self.say("Inkommet", "Incoming"),
            "news" => self.say("Nytt och avvikande", "New and unusual"),
            "hot_spots" => self.say("Platser och tider", "Places and times"),
            "coming" => self.say("Kommande", "Coming"),
            "assessment" => self.say("Bedömning per område", "Assessment by area"),
            "decisions" => self.say("Beslut", "Decisions"),
            "escalation" => self.say("Eskalering", "Escalation"),
            "feedback" => self.say("Återkoppling", "Feedback"),
            _ => self.say("Lägesbilden fastställs", "The picture is fixed"),
        }
    }
}
