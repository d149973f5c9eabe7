//! From an instant to the local week: zones, daylight saving and ISO weeks. The zone is a
//! parameter; Sweden is only its default.

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// The zone of a Swedish municipality.
pub const SWEDEN: Tz = chrono_tz::Europe::Stockholm;

/// An instant as people where it happened say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// Local date.
    pub date: NaiveDate,
    /// Local hour, 0 to 23.
    pub hour: u8,
    /// Local minute.
    pub minute: u8,
    /// Local second.
    pub second: u8,
    /// Monday 0 to Sunday 6.
    pub weekday: u8,
    /// ISO week-numbering year.
    pub iso_year: i32,
    /// ISO week, 1 to 53.
    pub iso_week: u32,
    /// Seconds local time is ahead of UTC.
    pub offset_s: i32,
}

impl LocalTime {
    /// The local time with its offset, as RFC 3339.
    pub fn rfc3339(&self) -> String {
        let minutes = self.offset_s.abs() / 60;
        format!(
            "{}T{:02}:{:02}:{:02}{}{:02}:{:02}",
            self.date,
            self.hour,
            self.minute,
            self.second,
            if self.offset_s < 0 { '-' } else { '+' },
            minutes / 60,
            minutes % 60
        )
    }
}

/// The local time of `seconds` since 1970 (UTC) in `zone`; `None` outside chrono's years.
///
/// Formula: UTC plus the zone's offset at that instant.
///
/// Units: seconds since 1970-01-01T00:00Z; the offset in seconds.
///
/// Reference: IANA time zones; ISO 8601 weeks.
///
/// Least data: none.
pub fn local_time(seconds: i64, zone: Tz) -> Option<LocalTime> {
    let local = zone.from_utc_datetime(&DateTime::<Utc>::from_timestamp(seconds, 0)?.naive_utc());
    let week = local.iso_week();
    Some(LocalTime {
        date: local.date_naive(),
        hour: local.hour() as u8,
        minute: local.minute() as u8,
        second: local.second() as u8,
        weekday: local.weekday().num_days_from_monday() as u8,
        iso_year: week.year(),
        iso_week: week.week(),
        offset_s: local.offset().fix().local_minus_utc(),
    })
}

/// Seconds since 1970 (UTC) of an RFC 3339 instant of any offset.
///
/// Formula: days · 86,400 + seconds of the day, the offset taken away.
///
/// Units: seconds since 1970-01-01T00:00Z.
///
/// Reference: RFC 3339.
///
/// Least data: none.
pub fn unix_seconds(rfc3339: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(rfc3339).ok().map(|instant| instant.timestamp())
}

/// The Monday of the local week an instant falls in, the key of weekly series.
///
/// Formula: the local date less its days since Monday.
///
/// Units: seconds since 1970-01-01T00:00Z; a local date.
///
/// Reference: ISO 8601 weeks.
///
/// Least data: none.
pub fn week_of(seconds: i64, zone: Tz) -> Option<NaiveDate> {
    let local = local_time(seconds, zone)?;
    local.date.checked_sub_days(chrono::Days::new(u64::from(local.weekday)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_days_of_december_may_be_week_one() {
        let at = unix_seconds("2024-12-30T01:30:00+02:00").unwrap();
        let local = local_time(at, SWEDEN).unwrap();
        assert_eq!((local.iso_year, local.iso_week, local.hour, local.weekday), (2025, 1, 0, 0));
        assert_eq!(week_of(at, SWEDEN), NaiveDate::from_ymd_opt(2024, 12, 30));
    }

    #[test]
    fn the_autumn_night_has_its_hour_twice() {
        let first = unix_seconds("2025-10-26T00:30:00Z").unwrap();
        let [one, two] = [first, first + 3600].map(|at| local_time(at, SWEDEN).unwrap());
        assert_eq!((one.hour, two.hour), (2, 2));
        assert_ne!(one.rfc3339(), two.rfc3339());
    }
}
