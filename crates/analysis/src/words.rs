//! Every sentence the analysis says, in Swedish and English, side by side. Counts come first; no
//! p value, no percent of fewer than twenty, no decimals.

mod verdict;

use serde::Serialize;

use crate::finding::{Need, Quantity, Verdict};

/// One sentence with its numbers. Only methods make one: elsewhere it can be read, not written.
///
/// ```compile_fail
/// let made_up = analysis::words::Words::Alarm { events: 9, bound: 1 };
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", content = "with", rename_all = "snake_case")]
pub enum Words {
    /// The verdict of a measure, alone.
    #[non_exhaustive]
    Verdict(Verdict),
    /// Counts at the place, before and after.
    #[non_exhaustive]
    BeforeAfter {
        /// Events before.
        before: u64,
        /// Weeks before.
        before_weeks: u32,
        /// Events after.
        after: u64,
        /// Weeks after.
        after_weeks: u32,
    },
    /// Counts in the comparison area.
    #[non_exhaustive]
    Elsewhere {
        /// Events before.
        before: u64,
        /// Events after.
        after: u64,
    },
    /// Verdict with its range in percent; only where at least 20 were expected.
    #[non_exhaustive]
    Percent {
        /// The verdict.
        verdict: Verdict,
        /// Smallest change, whole percent.
        least: u32,
        /// Largest change, whole percent.
        most: u32,
    },
    /// Verdict with plain counts, where percent would mislead.
    #[non_exhaustive]
    FromTo {
        /// The verdict.
        verdict: Verdict,
        /// Events expected after, rounded.
        expected: u64,
        /// Events after.
        after: u64,
    },
    /// How often chance alone gives a difference as large, of 100 times.
    #[non_exhaustive]
    ByChance(u32),
    /// Time is no proof of cause, and what else may be behind it.
    NotCause,
    /// A rule of least data that is not met.
    #[non_exhaustive]
    TooLittle(Need),
    /// A place with at least 5 events in 12 weeks.
    #[non_exhaustive]
    Recurring {
        /// Events in the window.
        events: u64,
        /// Days with an event.
        days: u64,
        /// Weeks in the window.
        weeks: u32,
    },
    /// More events around here than its history or visits lead to expect.
    #[non_exhaustive]
    Excess {
        /// Events in the neighbourhood.
        observed: u64,
        /// Events expected, rounded.
        expected: u64,
    },
    /// Nothing stands out.
    #[non_exhaustive]
    NoExcess {
        /// Events looked at.
        events: u64,
    },
    /// A week with more events than the weeks before lead to expect.
    #[non_exhaustive]
    Alarm {
        /// Events this week.
        events: u64,
        /// The most that would not have been an alarm.
        bound: u64,
    },
    /// No alarm this week.
    #[non_exhaustive]
    NoAlarm {
        /// Events this week.
        events: u64,
        /// The most that would not have been an alarm.
        bound: u64,
    },
    /// Whether events follow each other in space and time more often than by chance.
    #[non_exhaustive]
    Repeats {
        /// Pairs seen.
        pairs: u64,
        /// Pairs by chance, rounded.
        expected: u64,
        /// Whether chance seldom gives as many.
        is_certain: bool,
    },
    /// How much a picture of hours rests on exact times.
    #[non_exhaustive]
    ExactTimes {
        /// Events with an exact time.
        exact: u64,
        /// All events.
        events: u64,
    },
    /// A map of points drawn.
    #[non_exhaustive]
    Drawn {
        /// Events drawn.
        events: u64,
        /// Weeks in the window.
        weeks: u32,
    },
    /// Points that lie together and have no name.
    #[non_exhaustive]
    NewPlace {
        /// Events in it.
        events: u64,
    },
    /// The ring around the place.
    #[non_exhaustive]
    Ring {
        /// Events before.
        before: u64,
        /// Events after.
        after: u64,
        /// What may be said of the ring's change.
        verdict: Verdict,
    },
    /// Who reports has changed: no verdict across this line.
    ReporterBreak,
    /// Who reports is much the same.
    ReportersSteady,
    /// The place list found no more than a random pick of places.
    #[non_exhaustive]
    ListNoBetter {
        /// Events at the ten places.
        hits: u64,
        /// Events in all.
        events: u64,
    },
    /// The place list found more than a random pick of places.
    #[non_exhaustive]
    ListHolds {
        /// Events at the ten places.
        hits: u64,
        /// Events in all.
        events: u64,
    },
    /// Nobody is known to have been there.
    NoKnownPresence,
}

impl Words {
    /// The sentence in Swedish.
    pub fn words_sv(&self) -> String {
        match self {
            Self::Verdict(verdict) => verdict.words_sv().into(),
            Self::BeforeAfter { before, before_weeks, after, after_weeks } => format!(
                "Före: {before} {} på {before_weeks} veckor. Efter: {after} på {after_weeks} veckor.",
                events_sv(*before)
            ),
            Self::Elsewhere { before, after } => format!("Övriga kommunen: {before} → {after}."),
            Self::Percent { verdict, least, most } => format!(
                "{}: mellan {least} och {most} procent {} än väntat.",
                verdict.words_sv(),
                if verdict.is_decrease() { "färre" } else { "fler" }
            ),
            Self::FromTo { verdict, expected, after } => {
                format!("{}: {expected} väntade, {after} inträffade.", verdict.words_sv())
            }
            Self::ByChance(0) => {
                "Så stor skillnad ger slumpen ensam färre än 1 gång av 100.".into()
            }
            Self::ByChance(times) => format!(
                "Så stor skillnad ger slumpen ensam ungefär {times} {} av 100.",
                if *times == 1 { "gång" } else { "gånger" }
            ),
            Self::NotCause => "Samband i tid är inte bevis för orsak: årstid, vilka som \
                               rapporterar och andra åtgärder kan ligga bakom."
                .into(),
            Self::TooLittle(need) => too_little_sv(need),
            Self::Recurring { events, days, weeks } => {
                format!("Återkommande: {events} händelser, {days} dagar, {weeks} veckor.")
            }
            Self::Excess { observed, expected } => {
                format!("Fler än väntat: {observed} händelser, ungefär {expected} väntade.")
            }
            Self::NoExcess { events } => {
                format!("Ingen plats sticker ut bland {events} {}.", events_sv(*events))
            }
            Self::Alarm { events, bound } => {
                format!("Larm: {events} {} i veckan, högst {bound} väntade.", events_sv(*events))
            }
            Self::NoAlarm { events, bound } => format!(
                "Inget larm: {events} {} i veckan, högst {bound} väntade.",
                events_sv(*events)
            ),
            Self::Repeats { pairs, expected, is_certain } => format!(
                "{}: {pairs} par nära i tid och rum, ungefär {expected} av slumpen.",
                if *is_certain {
                    "Händelser följer på varandra"
                } else {
                    "Ingen säker upprepning"
                }
            ),
            Self::ExactTimes { exact, events } => {
                format!("{exact} av {events} {} har en exakt tid.", events_sv(*events))
            }
            Self::Drawn { events, weeks } => {
                format!("{events} {}, {weeks} veckor.", events_sv(*events))
            }
            Self::NewPlace { events } => format!("Ny plats? {events} {}.", events_sv(*events)),
            Self::Ring { before, after, verdict } => {
                format!("Runt platsen: {before} → {after}. {}.", verdict.words_sv())
            }
            Self::ReporterBreak => {
                "Vilka som rapporterar har ändrats: perioderna kan inte jämföras.".into()
            }
            Self::ReportersSteady => "Samma organisationer rapporterar som förut.".into(),
            Self::ListNoBetter { hits, events } => format!(
                "Platslistan träffar inte bättre än slumpvis valda platser: {hits} av {events}."
            ),
            Self::ListHolds { hits, events } => {
                format!("Platslistan träffar: {hits} av {events} {}.", events_sv(*events))
            }
            Self::NoKnownPresence => "Ingen känd närvaro.".into(),
        }
    }

    /// The sentence in English.
    pub fn words_en(&self) -> String {
        match self {
            Self::Verdict(verdict) => verdict.words_en().into(),
            Self::BeforeAfter { before, before_weeks, after, after_weeks } => format!(
                "Before: {before} {} in {before_weeks} weeks. After: {after} in {after_weeks} weeks.",
                events_en(*before)
            ),
            Self::Elsewhere { before, after } => {
                format!("Rest of the municipality: {before} → {after}.")
            }
            Self::Percent { verdict, least, most } => format!(
                "{}: between {least} and {most} percent {} than expected.",
                verdict.words_en(),
                if verdict.is_decrease() { "fewer" } else { "more" }
            ),
            Self::FromTo { verdict, expected, after } => {
                format!("{}: {expected} expected, {after} happened.", verdict.words_en())
            }
            Self::ByChance(0) => {
                "Chance alone gives such a difference less than once in 100 times.".into()
            }
            Self::ByChance(times) => {
                format!("Chance alone gives such a difference about {times} in 100 times.")
            }
            Self::NotCause => "Together in time is no proof of cause: the season, who reports and \
                               other measures may be behind it."
                .into(),
            Self::TooLittle(need) => too_little_en(need),
            Self::Recurring { events, days, weeks } => {
                format!("Recurring: {events} events, {days} days, {weeks} weeks.")
            }
            Self::Excess { observed, expected } => {
                format!("More than expected: {observed} events, about {expected} expected.")
            }
            Self::NoExcess { events } => {
                format!("No place stands out among {events} {}.", events_en(*events))
            }
            Self::Alarm { events, bound } => {
                format!(
                    "Alarm: {events} {} this week, at most {bound} expected.",
                    events_en(*events)
                )
            }
            Self::NoAlarm { events, bound } => format!(
                "No alarm: {events} {} this week, at most {bound} expected.",
                events_en(*events)
            ),
            Self::Repeats { pairs, expected, is_certain } => format!(
                "{}: {pairs} pairs close in time and space, about {expected} by chance.",
                if *is_certain { "Events follow each other" } else { "No certain repetition" }
            ),
            Self::ExactTimes { exact, events } => {
                format!("{exact} of {events} {} have an exact time.", events_en(*events))
            }
            Self::Drawn { events, weeks } => {
                format!("{events} {}, {weeks} weeks.", events_en(*events))
            }
            Self::NewPlace { events } => format!("New place? {events} {}.", events_en(*events)),
            Self::Ring { before, after, verdict } => {
                format!("Around the place: {before} → {after}. {}.", verdict.words_en())
            }
            Self::ReporterBreak => {
                "Who reports has changed: the periods cannot be compared.".into()
            }
            Self::ReportersSteady => "The same organisations report as before.".into(),
            Self::ListNoBetter { hits, events } => format!(
                "The place list finds no more than places picked at random: {hits} of {events}."
            ),
            Self::ListHolds { hits, events } => {
                format!("The place list holds: {hits} of {events} {}.", events_en(*events))
            }
            Self::NoKnownPresence => "No known presence.".into(),
        }
    }
}

impl Quantity {
    /// The quantity in Swedish, plural.
    pub fn words_sv(self) -> &'static str {
        match self {
            Self::Events => "händelser",
            Self::Days => "dagar",
            Self::WeeksOfHistory => "veckor bakåt",
            Self::WeeksBefore => "veckor före",
            Self::WeeksBeforeNotChosenBy => "veckor före som inte ledde till valet av plats",
            Self::WeeksAfter => "veckor efter",
            Self::ExpectedAfter => "väntade händelser efter",
            Self::ControlEvents => "händelser i jämförelseområdet",
            Self::RingEvents => "händelser runt platsen",
            Self::ClosePairs => "par nära i tid och rum",
            Self::Visits => "besök",
            Self::ConfirmedPairs => "bekräftade par",
            Self::SteadyOrganisations => "organisationer som rapporterat hela tiden",
            Self::Candidates => "platser att jämföra",
        }
    }

    /// The quantity in English, plural.
    pub fn words_en(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Days => "days",
            Self::WeeksOfHistory => "weeks of history",
            Self::WeeksBefore => "weeks before",
            Self::WeeksBeforeNotChosenBy => "weeks before that did not lead to the choice of place",
            Self::WeeksAfter => "weeks after",
            Self::ExpectedAfter => "events expected after",
            Self::ControlEvents => "events in the comparison area",
            Self::RingEvents => "events around the place",
            Self::ClosePairs => "pairs close in time and space",
            Self::Visits => "visits",
            Self::ConfirmedPairs => "confirmed pairs",
            Self::SteadyOrganisations => "organisations that reported throughout",
            Self::Candidates => "places to compare",
        }
    }
}

fn too_little_sv(need: &Need) -> String {
    let (have, enough) = (need.have.floor(), need.enough.ceil());
    let first = format!("För lite underlag: {have} av {enough} {}", need.what.words_sv());
    match need.more_weeks {
        Some(1) => format!("{first}, behöver ungefär 1 vecka till."),
        Some(weeks) => format!("{first}, behöver ungefär {weeks} veckor till."),
        None => format!("{first}."),
    }
}

fn too_little_en(need: &Need) -> String {
    let (have, enough) = (need.have.floor(), need.enough.ceil());
    let first = format!("Too little data: {have} of {enough} {}", need.what.words_en());
    match need.more_weeks {
        Some(1) => format!("{first}, about 1 more week is needed."),
        Some(weeks) => format!("{first}, about {weeks} more weeks are needed."),
        None => format!("{first}."),
    }
}

fn events_sv(n: u64) -> &'static str {
    if n == 1 { "händelse" } else { "händelser" }
}

fn events_en(n: u64) -> &'static str {
    if n == 1 { "event" } else { "events" }
}
