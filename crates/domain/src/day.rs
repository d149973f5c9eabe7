//! A day of the calendar as people write it, 2026-11-23: without a zone and without a clock.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the years 1970 to 9000 in the Gregorian calendar.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ts_rs::TS
)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Day {
    /// Days since 1970-01-01.
    number: i32,
}

/// A text that is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a day is written as 2026-11-23, not `{0}`")]
pub struct NotADay(String);

impl Day {
    /// A day of a month of a year.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, NotADay> {
        let bad = || NotADay(format!("{year}-{month}-{day}"));
        if !(1970..=9000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day)
        {
            return Err(bad());
        }
        let found = Self { number: number_of(year, month, day) };
        if found.parts() == (year, month, day) { Ok(found) } else { Err(bad()) }
    }

    /// So many days later; earlier when below 0.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self { number: self.number.saturating_add(days) }
    }

    /// Whether a week begins with it.
    pub fn is_monday(self) -> bool {
        // 1970 began on a Thursday.
        self.number.rem_euclid(7) == 4
    }

    /// The Monday of its week; itself when it is one.
    #[must_use]
    pub fn monday(self) -> Self {
        Self { number: self.number - (self.number - 4).rem_euclid(7) }
    }

    /// Days from another day to this one; below 0 when that one is later.
    pub fn days_since(self, other: Self) -> i32 {
        self.number - other.number
    }

    /// Year, month and day of the month.
    pub fn parts(self) -> (i32, u32, u32) {
        // Howard Hinnant's `civil_from_days`: eras of 400 years that begin on 1 March.
        let shifted = self.number + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }
}

fn number_of(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let bad = || NotADay(text.chars().take(20).collect());
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().and_then(|part| part.parse::<u32>().ok()).ok_or_else(bad);
        let (year, month, day) = (next()?, next()?, next()?);
        let found = Self::new(i32::try_from(year).map_err(|_| bad())?, month, day)?;
        // One way to write it.
        if found.to_string() == text { Ok(found) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;

    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_century_reads_back_and_comes_after_the_one_before() {
        let mut day: Day = "1999-12-31".parse().unwrap();
        for _ in 0..36_600 {
            let next = day.plus_days(1);
            assert!(next > day && next.days_since(day) == 1);
            assert_eq!(next.to_string().parse(), Ok(next));
            day = next;
        }
        assert_eq!(day.to_string(), "2100-03-16");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for bad in ["2026-02-29", "2026-13-01", "2026-1-1", "20261123", "", "2026-11-23T00:00"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
        assert!("2028-02-29".parse::<Day>().is_ok());
    }
}
