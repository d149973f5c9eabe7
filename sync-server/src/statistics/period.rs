//! Periods as tables write them.

use domain::day::Day;

/// First and last day.
pub type Span = (Day, Day);

/// Read `2026`, `2026-03`, `202603`, `2026M03`, `2026-Q1`, `2026K1`, `2026 kvartal 1`, `2026-T1`, `Kvartal 1 2026`,
/// `mars 2026` or two days with `/` between. `None` for anything else.
pub(super) fn read(text: &str) -> Option<Span> {
    let text = text.trim().to_lowercase();
    if let Some((from, until)) = text.split_once('/') {
        let span: Span = (from.trim().parse().ok()?, until.trim().parse().ok()?);
        return (span.0 <= span.1).then_some(span);
    }
    let parts = parts(&text);
    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
    match words[..] {
        [year] if is_year(year) => months(number(year)?, 1, 12),
        [joined] if joined.len() == 6 => one_month(number(&joined[..4])?, number(&joined[4..])?),
        [year, month] if is_year(year) && is_number(month) => {
            one_month(number(year)?, number(month)?)
        }
        [year, part, n] if is_year(year) => part_of(number(year)?, part, number(n)?),
        [part, n, year] if is_year(year) && !is_number(part) => {
            part_of(number(year)?, part, number(n)?)
        }
        [name, year] if is_year(year) => one_month(number(year)?, month_called(name)?),
        [year, name] if is_year(year) => one_month(number(year)?, month_called(name)?),
        _ => None,
    }
}

/// Numbers and words, parted where one becomes the other.
fn parts(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut was = None;
    for letter in text.chars() {
        let is = letter.is_alphanumeric().then(|| letter.is_ascii_digit());
        match (is, was) {
            (None, _) => {}
            (Some(_), same) if same == is => found.last_mut().map_or((), |it| it.push(letter)),
            (Some(_), _) => found.push(letter.to_string()),
        }
        was = is;
    }
    found
}

fn part_of(year: i32, part: &str, n: u32) -> Option<Span> {
    let length = match part {
        "q" | "k" | "kv" | "kvartal" | "quarter" => 3,
        "t" | "tertial" => 4,
        "h" | "halvår" => 6,
        "m" => 1,
        _ => return None,
    };
    let first = n.checked_sub(1)?.checked_mul(length)?.checked_add(1)?;
    months(year, first, length)
}

fn one_month(year: i32, month: u32) -> Option<Span> {
    months(year, month, 1)
}

/// So many months from one on, within a year.
fn months(year: i32, first: u32, count: u32) -> Option<Span> {
    let last = first.checked_add(count)?.checked_sub(1)?;
    if !(1900..=2100).contains(&year) || first == 0 || last > 12 {
        return None;
    }
    let after = if last == 12 {
        Day::new(year + 1, 1, 1).ok()?
    } else {
        Day::new(year, last + 1, 1).ok()?
    };
    Some((Day::new(year, first, 1).ok()?, after.plus_days(-1)))
}

fn month_called(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    let known = NAMES.iter().position(|it| name.starts_with(it));
    let english = ["may", "oct"].iter().position(|it| name.starts_with(it)).map(|n| [4, 9][n]);
    known.or(english).map(|n| n as u32 + 1)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && is_number(text)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_tables_write_them() {
        for (text, from, until) in [
            ("2025", "2025-01-01", "2025-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("202512", "2025-12-01", "2025-12-31"),
            ("2025M03", "2025-03-01", "2025-03-31"),
            ("2025-Q1", "2025-01-01", "2025-03-31"),
            ("2025K4", "2025-10-01", "2025-12-31"),
            ("Kvartal 2 2025", "2025-04-01", "2025-06-30"),
            ("2025 kvartal 2", "2025-04-01", "2025-06-30"),
            ("2025-T2", "2025-05-01", "2025-08-31"),
            ("2025 H2", "2025-07-01", "2025-12-31"),
            ("Mars 2025", "2025-03-01", "2025-03-31"),
            ("2025-10-06/2025-10-12", "2025-10-06", "2025-10-12"),
        ] {
            let span = read(text).map(|(a, b)| (a.to_string(), b.to_string()));
            assert_eq!(span, Some((from.to_owned(), until.to_owned())), "{text}");
        }
        for bad in ["", "25", "2025-13", "2025Q5", "2025T0", "Område", "1", "2025-10-12/2025-10-06"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
