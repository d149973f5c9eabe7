//! What is reported: each code of the catalogue with its share, its hours and days, and how people write it.

/// The course of a day or a week a kind follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rhythm {
    /// Working hours.
    Day,
    /// Afternoon to midnight.
    Evening,
    /// The dark hours.
    Night,
    /// Around midnight.
    Late,
}

/// The days a kind follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Week {
    /// All days alike.
    Flat,
    /// Friday and Saturday most.
    Weekend,
    /// Working days most.
    Work,
}

/// One code of the catalogue.
#[derive(Debug)]
pub(super) struct Kind {
    /// The code.
    pub(super) code: &'static str,
    /// Its share in parts of about a thousand.
    pub(super) share: f64,
    /// Its hours.
    pub(super) rhythm: Rhythm,
    /// Its days.
    pub(super) week: Week,
    /// Usual severity, 1–4 (0: a calm round).
    pub(super) severity: u8,
    /// The share whose time is not known exactly.
    pub(super) unknown: f64,
    /// How people write it, separated by `|`; `{p}` is the place.
    pub(super) texts: &'static str,
}

/// The row of a calm round.
pub(super) const CALM: &str = "calm";

const TABLE: &str = include_str!("kinds.tsv");

/// All kinds but the calm round, in the order of the table.
pub(super) fn kinds() -> Vec<Kind> {
    TABLE.lines().filter_map(kind).collect()
}

/// A line of the table; nothing for the line of headings.
fn kind(line: &'static str) -> Option<Kind> {
    let mut cells = line.split('\t');
    let code = cells.next().filter(|code| !code.starts_with('#'))?;
    Some(Kind {
        code,
        share: cells.next()?.parse().ok()?,
        rhythm: match cells.next()? {
            "day" => Rhythm::Day,
            "evening" => Rhythm::Evening,
            "night" => Rhythm::Night,
            _ => Rhythm::Late,
        },
        week: match cells.next()? {
            "weekend" => Week::Weekend,
            "work" => Week::Work,
            _ => Week::Flat,
        },
        severity: cells.next()?.parse().ok()?,
        unknown: cells.next()?.parse().ok()?,
        texts: cells.next()?,
    })
}

/// The weight of each hour.
pub(super) const fn hours(rhythm: Rhythm) -> [f64; 24] {
    match rhythm {
        Rhythm::Day => [
            1., 1., 1., 1., 1., 2., 4., 8., 10., 10., 10., 11., 12., 12., 12., 13., 13., 11., 8.,
            6., 4., 3., 2., 1.,
        ],
        Rhythm::Evening => [
            6., 4., 3., 2., 1., 1., 1., 1., 2., 2., 3., 3., 4., 4., 5., 7., 8., 9., 11., 13., 14.,
            14., 12., 9.,
        ],
        Rhythm::Night => [
            11., 12., 11., 9., 6., 4., 2., 2., 2., 2., 2., 2., 3., 3., 3., 4., 4., 4., 5., 6., 8.,
            9., 10., 11.,
        ],
        Rhythm::Late => [
            13., 13., 11., 8., 4., 2., 1., 1., 1., 1., 1., 2., 2., 2., 3., 3., 4., 5., 6., 7., 9.,
            10., 12., 13.,
        ],
    }
}

/// The weight of each weekday, Monday first.
pub(super) const fn days(week: Week) -> [f64; 7] {
    match week {
        Week::Flat => [10., 10., 10., 10., 11., 10., 10.],
        Week::Weekend => [7., 7., 8., 9., 15., 17., 10.],
        Week::Work => [11., 11., 11., 11., 12., 8., 6.],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_but_the_headings_is_a_kind() {
        assert_eq!(kinds().len(), TABLE.lines().count() - 1);
        assert!(kinds().iter().all(|kind| (1..=4).contains(&kind.severity) && kind.unknown <= 1.0));
        assert!(kinds().iter().all(|kind| kind.texts.split('|').all(|it| it.contains("{p}"))));
    }
}
