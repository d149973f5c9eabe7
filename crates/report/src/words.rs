//! Words, days and periods as a document writes them, Swedish first.

use chrono::{DateTime, Datelike as _};
use domain::assessment::Colour;
use domain::catalogue::Label;
use domain::clock::UtcMillis;
use domain::day::Day;
use domain::edition::{EditionKind, Period};
use domain::measure::{MeasureStatus, Verdict};
use domain::period::{iso_week, months, weeks};

use crate::document::Language;

const MONTHS_SV: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Language {
    /// The one of two.
    pub(crate) fn say<'a>(self, sv: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Sv => sv,
            Self::En => en,
        }
    }

    /// The one of a label.
    pub(crate) fn of(self, label: &Label) -> String {
        self.say(&label.sv, &label.en).to_owned()
    }

    /// A day in words: 23 november 2026.
    pub(crate) fn day(self, day: Day) -> String {
        let (year, month, of_month) = day.parts();
        format!("{of_month} {} {year}", self.month(month))
    }

    fn month(self, month: u32) -> &'static str {
        let names = match self {
            Self::Sv => MONTHS_SV,
            Self::En => MONTHS_EN,
        };
        names.get(month as usize - 1).copied().unwrap_or_default()
    }

    /// A month and its year, short: nov 26.
    pub(crate) fn short_month(self, day: Day) -> String {
        let (year, month, _) = day.parts();
        let name: String = self.month(month).chars().take(3).collect();
        format!("{name} {:02}", year % 100)
    }

    /// Some days in words: 16–22 november 2026.
    pub(crate) fn days(self, (from, until): (Day, Day)) -> String {
        let (one, two) = (from.parts(), until.parts());
        if one.0 == two.0 && one.1 == two.1 {
            return format!("{}–{}", one.2, self.day(until));
        }
        if one.0 == two.0 {
            return format!("{} {} – {}", one.2, self.month(one.1), self.day(until));
        }
        format!("{} – {}", self.day(from), self.day(until))
    }

    /// A period by its name where it has one: vecka 47 2026, tertial 3 2026, 2026.
    pub(crate) fn period(self, period: Period) -> String {
        let days = (period.from, period.until);
        let (year, month, _) = period.from.parts();
        if weeks(period.from, 1) == days {
            let (year, week) = iso_week(period.from);
            return format!("{} {week} {year}", self.say("vecka", "week"));
        }
        if months(period.from, 1) == days {
            return format!("{} {year}", self.month(month));
        }
        if months(period.from, 3) == days {
            return format!("{} {} {year}", self.say("kvartal", "quarter"), (month - 1) / 3 + 1);
        }
        if months(period.from, 4) == days {
            return format!("{} {} {year}", self.say("tertial", "tertial"), (month - 1) / 4 + 1);
        }
        if months(period.from, 12) == days {
            return year.to_string();
        }
        if months(period.from, 24) == days {
            return format!("{year}–{}", year + 1);
        }
        self.days(days)
    }

    pub(crate) fn kind(self, kind: EditionKind) -> &'static str {
        match kind {
            EditionKind::Operative => self.say("Operativ lägesbild", "Operative picture"),
            EditionKind::Strategic => self.say("Strategisk lägesbild", "Strategic picture"),
            EditionKind::Statutory => self.say(
                "Lägesbild över brottsligheten i kommunen",
                "Picture of crime in the municipality",
            ),
        }
    }

    pub(crate) fn section(self, section: &str) -> &'static str {
        match section {
            "summary" => self.say("Sammanfattning", "Summary"),
            "news" => self.say("Nytt och avvikande", "New and unusual"),
            "coming" => self.say("Kommande", "Coming up"),
            "questions" => self.say("Öppna frågor", "Open questions"),
            "development" => self.say("Utveckling", "Development"),
            "analysis" => self.say("Analys", "Analysis"),
            "ahead" => self.say("Framåt", "Ahead"),
            "mapping" => self.say("Kartläggning", "Mapping"),
            "consequences" => self.say("Omfattning och följder", "Extent and consequences"),
            "other" => self.say("Annan relevant information", "Other relevant information"),
            "plan" => self.say("Åtgärdsplan och uppföljning", "Action plan and follow-up"),
            _ => self.say("Till invånarna", "To the inhabitants"),
        }
    }

    pub(crate) fn status(self, status: MeasureStatus) -> &'static str {
        match status {
            MeasureStatus::Proposed => self.say("föreslagen", "proposed"),
            MeasureStatus::Decided => self.say("beslutad", "decided"),
            MeasureStatus::Ongoing => self.say("pågår", "ongoing"),
            MeasureStatus::Done => self.say("klar", "done"),
            MeasureStatus::Cancelled => self.say("avbruten", "cancelled"),
        }
    }

    pub(crate) fn verdict(self, verdict: Verdict) -> &'static str {
        self.say(verdict.in_a_row_sv(), verdict.in_a_row_en())
    }

    /// The status with what it means: never the colour alone.
    pub(crate) fn colour(self, colour: Colour) -> &'static str {
        match colour {
            Colour::Green => self.say("Grön – normalläge", "Green – normal"),
            Colour::Yellow => self.say("Gul – ökad vaksamhet", "Yellow – more watchful"),
            Colour::Orange => self.say("Orange – samordnade insatser", "Orange – joint measures"),
            Colour::Red => self.say("Röd – kraftsamling", "Red – all forces"),
        }
    }

    /// The local day of a moment; the first of all days where no calendar has it.
    pub(crate) fn day_at(at: UtcMillis, zone: &str) -> Day {
        let zone = zone.parse::<chrono_tz::Tz>().unwrap_or(chrono_tz::Europe::Stockholm);
        let local = DateTime::from_timestamp_millis(at.0).map(|at| at.with_timezone(&zone));
        local.and_then(|at| Day::new(at.year(), at.month(), at.day()).ok()).unwrap_or_default()
    }
}

/// A count, or the mark of one that is withheld.
pub(crate) fn count(count: Option<u32>) -> String {
    count.map_or_else(|| "–".to_owned(), |count| count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, until: &str) -> Period {
        Period {
            kind: EditionKind::Operative,
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
        }
    }

    #[test]
    fn a_period_is_called_by_its_name() {
        let named = |from, until| Language::Sv.period(period(from, until));
        assert_eq!(named("2026-11-16", "2026-11-22"), "vecka 47 2026");
        assert_eq!(named("2026-09-01", "2026-12-31"), "tertial 3 2026");
        assert_eq!(named("2026-07-01", "2026-09-30"), "kvartal 3 2026");
        assert_eq!(named("2026-01-01", "2027-12-31"), "2026–2027");
        assert_eq!(named("2026-11-09", "2026-11-22"), "9–22 november 2026");
        assert_eq!(named("2025-12-29", "2026-01-11"), "29 december 2025 – 11 januari 2026");
    }
}
