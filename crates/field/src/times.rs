//! Times as people and files write them. A day without a time is an interval over that local day.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use domain::clock::UtcMillis;
use domain::when::When;

/// Formats that are read without being named, after RFC 3339.
const USUAL: [&str; 5] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d",
];

/// A text that is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadTime {
    /// In none of the formats.
    #[error("`{0}` is not a time in any of the formats")]
    Unread(String),
    /// So far off that it is a slip of the pen.
    #[error("`{0}` does not lie between the years 1900 and 2200")]
    OutOfRange(String),
}

/// A time as told: a moment, or no more than a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Moment(UtcMillis),
    Day { first: UtcMillis, last: UtcMillis },
}

impl Told {
    /// The earliest moment meant.
    pub(crate) fn first(self) -> UtcMillis {
        match self {
            Self::Moment(at) => at,
            Self::Day { first, .. } => first,
        }
    }

    /// The latest moment meant.
    pub(crate) fn last(self) -> UtcMillis {
        match self {
            Self::Moment(at) => at,
            Self::Day { last, .. } => last,
        }
    }

    /// The first moment that is no longer meant, for a filter that ends before it.
    pub(crate) fn end(self) -> UtcMillis {
        match self {
            Self::Moment(at) => at,
            Self::Day { last, .. } => last.plus_ms(1),
        }
    }
}

impl From<Told> for When {
    fn from(told: Told) -> Self {
        match told {
            Told::Moment(at) => Self::Exact { at },
            Told::Day { first, last } => Self::Interval { from: first, to: last },
        }
    }
}

/// How times are written: in which zone, and in which formats besides the usual ones.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    pub(crate) zone: Tz,
    pub(crate) formats: Vec<String>,
}

impl Times {
    /// Local times of a zone, in the usual formats.
    pub(crate) fn of(zone: Tz) -> Self {
        Self { zone, formats: Vec::new() }
    }

    /// Read a time. An offset in the text goes before the zone.
    pub(crate) fn read(&self, text: &str) -> Result<Told, BadTime> {
        let text = text.trim();
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            let moment = moment.naive_utc();
            check(moment.date(), text)?;
            return Ok(Told::Moment(UtcMillis(moment.and_utc().timestamp_millis())));
        }
        let formats = self.formats.iter().map(String::as_str).chain(USUAL);
        for format in formats {
            if let Ok(local) = NaiveDateTime::parse_from_str(text, format) {
                check(local.date(), text)?;
                return Ok(Told::Moment(self.to_utc(local)));
            }
            if let Ok(day) = NaiveDate::parse_from_str(text, format) {
                check(day, text)?;
                return Ok(self.whole(day));
            }
        }
        Err(BadTime::Unread(text.chars().take(40).collect()))
    }

    fn whole(&self, day: NaiveDate) -> Told {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let first = self.to_utc(day.and_time(chrono::NaiveTime::MIN));
        let last = self.to_utc(next.and_time(chrono::NaiveTime::MIN)).plus_ms(-1);
        Told::Day { first, last }
    }

    /// An hour that comes twice is taken the first time; one that is left out, an hour later.
    fn to_utc(&self, local: NaiveDateTime) -> UtcMillis {
        let found = self.zone.from_local_datetime(&local).earliest().or_else(|| {
            let later = local.checked_add_signed(TimeDelta::hours(1))?;
            self.zone.from_local_datetime(&later).earliest()
        });
        UtcMillis(
            found.map_or_else(|| local.and_utc().timestamp_millis(), |at| at.timestamp_millis()),
        )
    }
}

fn check(day: NaiveDate, text: &str) -> Result<(), BadTime> {
    if (1900..=2200).contains(&day.year()) {
        return Ok(());
    }
    Err(BadTime::OutOfRange(text.chars().take(40).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stockholm() -> Times {
        Times::of(chrono_tz::Europe::Stockholm)
    }

    #[test]
    fn an_offset_goes_before_the_zone() {
        let told = stockholm().read("2025-07-01T12:00:00+02:00").unwrap();
        assert_eq!(told, Told::Moment(UtcMillis(1_751_364_000_000)));
        assert_eq!(stockholm().read("2025-07-01 12:00").unwrap(), told);
    }

    #[test]
    fn a_day_is_as_long_as_the_zone_makes_it() {
        let hours = |day: &str| {
            let told = stockholm().read(day).unwrap();
            (told.last().0 + 1 - told.first().0) / 3_600_000
        };
        assert_eq!([hours("2025-03-30"), hours("2025-06-01"), hours("2025-10-26")], [23, 24, 25]);
    }

    #[test]
    fn an_hour_that_is_left_out_is_taken_an_hour_later() {
        assert_eq!(
            stockholm().read("2025-03-30 02:30").unwrap(),
            stockholm().read("2025-03-30T03:30:00+02:00").unwrap()
        );
        assert_eq!(
            stockholm().read("2025-10-26 02:30").unwrap(),
            stockholm().read("2025-10-26T02:30:00+02:00").unwrap()
        );
    }

    #[test]
    fn a_format_of_the_file_goes_first() {
        let formats = vec!["%d/%m/%Y %H.%M".to_owned(), "%d/%m/%Y".to_owned()];
        let times = Times { formats, ..stockholm() };
        assert_eq!(times.read("02/01/2025 07.05"), times.read("2025-01-02 07:05"));
        assert_eq!(times.read("02/01/2025"), times.read("2025-01-02"));
        assert!(matches!(times.read("0025-01-02"), Err(BadTime::OutOfRange(_))));
        assert!(matches!(times.read("i går"), Err(BadTime::Unread(_))));
    }

    proptest! {
        #[test]
        fn no_text_brings_it_down(text in "\\PC{0,40}|[-+:.TZ0-9 ]{0,30}", format in "\\PC{0,12}|(%[a-zA-Z]){0,5}") {
            let times = Times { formats: vec![format], ..stockholm() };
            let _ = times.read(&text);
        }
    }
}
