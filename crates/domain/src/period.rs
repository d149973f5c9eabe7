//! Weeks, months and years as the municipality's rhythm counts them: whole, side by side, and the same on
//! every device.

use crate::day::Day;

/// A Monday, from which fortnights are counted on without a break at New Year.
const FIRST_MONDAY: i32 = 4;

/// Monday 0 to Sunday 6.
pub fn weekday(day: Day) -> i32 {
    (day.days_since(Day::default()) - FIRST_MONDAY).rem_euclid(7)
}

/// The block of so many weeks that a day lies in: its Monday and its last Sunday.
pub fn weeks(day: Day, length: i32) -> (Day, Day) {
    let days = 7 * length.max(1);
    let since = day.days_since(Day::default()) - FIRST_MONDAY;
    let from = day.plus_days(-since.rem_euclid(days));
    (from, from.plus_days(days - 1))
}

/// The block of so many months that a day lies in, counted from January of an even year.
pub fn months(day: Day, length: u32) -> (Day, Day) {
    let (year, month, _) = day.parts();
    let months = (year * 12).saturating_add(month.cast_signed() - 1);
    let length = length.max(1).cast_signed();
    let first = months - (months % (24.max(length))) % length;
    let begin = |months: i32| {
        let month = (months % 12 + 1).unsigned_abs();
        Day::new(months / 12, month, 1).unwrap_or_default()
    };
    (begin(first), begin(first + length).plus_days(-1))
}

/// So many months later; the last day of a month where that month is shorter.
pub fn plus_months(day: Day, months: u32) -> Day {
    let (year, month, of_month) = day.parts();
    let all = year * 12 + month.cast_signed() - 1 + months.cast_signed();
    let (year, month) = (all / 12, (all % 12 + 1).unsigned_abs());
    let last = (28..=of_month.max(28)).rev().find_map(|day| Day::new(year, month, day).ok());
    Day::new(year, month, of_month).ok().or(last).unwrap_or(day)
}

/// The ISO week a day lies in, with the year that the week belongs to.
pub fn iso_week(day: Day) -> (i32, u32) {
    let thursday = day.plus_days(3 - weekday(day));
    let (year, _, _) = thursday.parts();
    let first = Day::new(year, 1, 1).unwrap_or_default();
    (year, (thursday.days_since(first) / 7 + 1).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_begins_on_monday_and_has_its_iso_number() {
        assert_eq!(weeks(day("2026-11-23"), 1), (day("2026-11-23"), day("2026-11-29")));
        assert_eq!(weeks(day("2026-11-22"), 1), (day("2026-11-16"), day("2026-11-22")));
        assert_eq!(iso_week(day("2026-11-23")), (2026, 48));
        assert_eq!(iso_week(day("2027-01-03")), (2026, 53));
        assert_eq!(iso_week(day("2024-12-30")), (2025, 1));
    }

    #[test]
    fn periods_lie_side_by_side_without_gap_or_overlap() {
        for length in [1, 3, 4, 12, 24] {
            let (_, mut until) = months(day("2020-01-15"), length);
            for _ in 0..30 {
                let (from, next) = months(until.plus_days(1), length);
                assert_eq!(from, until.plus_days(1), "{length}");
                until = next;
            }
        }
        let (from, until) = weeks(day("2026-12-30"), 2);
        assert_eq!(weeks(until.plus_days(1), 2).0, until.plus_days(1));
        assert_eq!(until.days_since(from), 13);
    }

    #[test]
    fn a_tertial_is_four_months_and_two_years_begin_with_an_even_one() {
        assert_eq!(months(day("2026-11-23"), 4), (day("2026-09-01"), day("2026-12-31")));
        assert_eq!(months(day("2027-05-01"), 24), (day("2026-01-01"), day("2027-12-31")));
    }

    #[test]
    fn two_years_after_a_leap_day_is_the_last_of_february() {
        assert_eq!(plus_months(day("2024-02-29"), 24), day("2026-02-28"));
        assert_eq!(plus_months(day("2026-11-23"), 24), day("2028-11-23"));
        assert_eq!(plus_months(day("2026-12-31"), 2), day("2027-02-28"));
    }
}
