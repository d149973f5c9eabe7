//! Swedish civil time without a zone database: days since 1970 and the summer time rule of the EU since 1996.

/// Seconds since 1970-01-01T00:00:00Z.
pub(super) type Seconds = i64;

const DAY: Seconds = 86_400;

/// The number of a day since 1970-01-01 (Howard Hinnant, "`chrono`-compatible low-level date algorithms").
pub(super) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day number.
pub(super) fn date(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// The weekday of a day number: 0 is Monday.
pub(super) fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// A date such as `2026-11-22` as a day number; nothing when it is no date.
pub(super) fn parse(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let number = day_number(year, month, day);
    (date(number) == (year, month, day)).then_some(number)
}

/// Hours ahead of UTC in Sweden: 2 from the last Sunday of March to the last of October, 01:00 UTC.
fn offset_hours(at: Seconds) -> i64 {
    let (year, _, _) = date(at.div_euclid(DAY));
    let change = |month| {
        let last = day_number(year, month, 31);
        (last - (weekday(last) as i64 + 1) % 7) * DAY + 3_600
    };
    if (change(3)..change(10)).contains(&at) { 2 } else { 1 }
}

/// The moment of a local day and second of the day; a second that summer time skips is one hour later.
pub(super) fn moment(day: i64, second: Seconds) -> Seconds {
    let local = day * DAY + second;
    let winter = local - 3_600;
    winter - (offset_hours(winter) - 1) * 3_600
}

/// The local day of a moment, and the local second of that day.
pub(super) fn local(at: Seconds) -> (i64, Seconds) {
    let shifted = at + offset_hours(at) * 3_600;
    (shifted.div_euclid(DAY), shifted.rem_euclid(DAY))
}

/// RFC 3339 with the Swedish offset.
pub(super) fn rfc3339(at: Seconds) -> String {
    let (day, second) = local(at);
    let (year, month, day) = date(day);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let offset = offset_hours(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+{offset:02}:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse_over_two_centuries() {
        for day in -10_000..60_000 {
            let (year, month, number) = date(day);
            assert_eq!(day_number(year, month, number), day);
        }
        assert_eq!(weekday(day_number(2026, 11, 22)), 6);
        assert_eq!(parse("2026-02-30"), None);
    }

    #[test]
    fn swedish_time_changes_on_the_last_sundays_of_march_and_october() {
        let day = day_number(2026, 3, 29);
        assert_eq!(rfc3339(moment(day, 3_600)), "2026-03-29T01:00:00+01:00");
        assert_eq!(rfc3339(moment(day, 12 * 3_600)), "2026-03-29T12:00:00+02:00");
        let day = day_number(2026, 10, 25);
        assert_eq!(rfc3339(moment(day, 12 * 3_600)), "2026-10-25T12:00:00+01:00");
        assert_eq!(rfc3339(moment(day, 3_600)), "2026-10-25T01:00:00+02:00");
    }
}
