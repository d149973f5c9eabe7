//! What is run by itself, whoever looks: the weekly alarm with its budget each Monday, the self-check of
//! the place list each month. Made from the same study as the screens show.

use chrono::{Datelike as _, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Findings, ListCheck, WeeklyAlarm};
use super::{Ground, Snapshot, StudyError, StudyPart, StudyQuestion, study};

/// What is run by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum StandingKind {
    /// Each Monday, of the week before.
    WeeklyAlarm,
    /// On the first of each month, of the four weeks before.
    SelfCheck,
}

impl StandingKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::WeeklyAlarm, Self::SelfCheck];

    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WeeklyAlarm => "weekly_alarm",
            Self::SelfCheck => "self_check",
        }
    }

    /// The day from which it is due: the Monday or the first of the month that `today` belongs to.
    pub fn due(self, today: NaiveDate) -> NaiveDate {
        let back = match self {
            Self::WeeklyAlarm => today.weekday().num_days_from_monday(),
            Self::SelfCheck => today.day0(),
        };
        today.checked_sub_days(Days::new(u64::from(back))).unwrap_or(today)
    }
}

/// What came out of one run.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StandingFindings {
    /// The week's alarms within the budget.
    WeeklyAlarm {
        /// Monday of the week judged.
        week: String,
        /// At most three.
        alarms: Vec<WeeklyAlarm>,
        /// Further series above their bound.
        more: u32,
        /// Series judged.
        series: u32,
    },
    /// How the place list of four weeks ago did.
    SelfCheck {
        /// The check, or what is missing for it.
        check: Answer<ListCheck>,
    },
}

/// One run with what it takes to make it again.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct StandingRun {
    /// The day it was due.
    pub due: String,
    /// BLAKE3 of the snapshot, in hexadecimal.
    pub snapshot: String,
    /// What came out.
    pub findings: StandingFindings,
}

/// The run that is due on `due`, of everything up to the day before.
///
/// # Errors
/// As [`study`].
pub fn standing(
    snapshot: &Snapshot,
    ground: &Ground,
    (kind, due): (StandingKind, NaiveDate),
) -> Result<StandingRun, StudyError> {
    let until = due.pred_opt().map(|day| day.to_string());
    let question = StudyQuestion { part: StudyPart::Places, until, ..StudyQuestion::default() };
    let made = study(snapshot, ground, &question, &mut |_, _| true)?;
    let Findings::Places(places) = made.findings else { return Err(StudyError::Stopped) };
    let findings = match kind {
        StandingKind::WeeklyAlarm => StandingFindings::WeeklyAlarm {
            week: places.alarm_week,
            alarms: places.alarms,
            more: places.more_alarms.len() as u32,
            series: places.series,
        },
        StandingKind::SelfCheck => StandingFindings::SelfCheck { check: places.check },
    };
    Ok(StandingRun { due: due.to_string(), snapshot: made.snapshot, findings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alarm_is_due_on_mondays_and_the_check_on_the_first() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, monday, first) in [
            ("2026-11-22", "2026-11-16", "2026-11-01"),
            ("2026-11-23", "2026-11-23", "2026-11-01"),
            ("2027-01-01", "2026-12-28", "2027-01-01"),
        ] {
            assert_eq!(StandingKind::WeeklyAlarm.due(day(today)), day(monday));
            assert_eq!(StandingKind::SelfCheck.due(day(today)), day(first));
        }
    }
}
