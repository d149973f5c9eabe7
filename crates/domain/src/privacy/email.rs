//! E-mail addresses, also with the sign and the dots written out to get past a check.

use super::reading::Reading;
use super::{Found, PersonalDataKind, Sureness};

/// The longest part before or after the sign that is looked at.
const PART_MAX: usize = 80;
/// The sign written out, longest first.
const SIGNS: [&str; 9] =
    ["(snabel-a)", "snabel-a", "snabela", "[at]", "(at)", "{at}", "<at>", "(a)", "@"];
/// The dot written out.
const DOTS: [&str; 7] = [" punkt ", " dot ", "(punkt)", "(dot)", "[dot]", "[.]", "."];

/// The addresses in a text.
pub(super) fn find(reading: &Reading) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for at in 0..reading.chars.len() {
        let past = found.last().map_or(0, |last| last.to);
        if at >= past && matches!(reading.chars[at], '@' | '(' | '[' | '{' | '<' | 's' | 'S') {
            found.extend(around(reading, at).filter(|it| it.from >= past));
        }
    }
    found
}

fn around(reading: &Reading, at: usize) -> Option<Found> {
    let sign = SIGNS.iter().find(|sign| is_at(reading, at, sign))?;
    let is_plain = *sign == "@";
    let (start, end) = (at, at + sign.chars().count());
    let left_gap = usize::from(reading.before(start) == Some(' '));
    let right_gap = usize::from(reading.at(end) == Some(' '));
    let from = local(reading, start - left_gap)?;
    let to = domain(reading, end + right_gap)?;
    let is_tight = left_gap == 0 && right_gap == 0;
    let sure = if is_plain && is_tight { Sureness::Sure } else { Sureness::Likely };
    Some(Found { kind: PersonalDataKind::Email, from, to, sure })
}

fn is_at(reading: &Reading, at: usize, pattern: &str) -> bool {
    pattern.chars().enumerate().all(|(step, c)| {
        reading.at(at + step).is_some_and(|it| match it.is_ascii() {
            true => it.to_ascii_lowercase() == c,
            false => it.to_lowercase().eq(std::iter::once(c)),
        })
    })
}

/// Where the part before the sign begins.
fn local(reading: &Reading, to: usize) -> Option<usize> {
    let mut from = to;
    while from > to.saturating_sub(PART_MAX) {
        let c = reading.before(from)?;
        if !c.is_alphanumeric() && !matches!(c, '.' | '_' | '%' | '+' | '-' | '\'') {
            break;
        }
        from -= 1;
        if from == 0 {
            break;
        }
    }
    let first = (from..to).find(|at| reading.at(*at).is_some_and(char::is_alphanumeric))?;
    reading.before(to)?.is_alphanumeric().then_some(first)
}

/// Where the part after the sign ends: labels with dots between, the last of letters.
fn domain(reading: &Reading, from: usize) -> Option<usize> {
    let mut end = label(reading, from)?;
    let mut last = None;
    while end < from + PART_MAX {
        let Some(dot) = DOTS.iter().find(|dot| is_at(reading, end, dot)) else { break };
        let Some(next) = label(reading, end + dot.chars().count()) else { break };
        let start = end + dot.chars().count();
        end = next;
        let is_top =
            end - start >= 2 && reading.chars[start..end].iter().all(|c| c.is_alphabetic());
        last = if is_top { Some(end) } else { last };
    }
    last
}

fn label(reading: &Reading, from: usize) -> Option<usize> {
    let length = reading
        .chars
        .get(from..)?
        .iter()
        .take(PART_MAX)
        .take_while(|c| c.is_alphanumeric() || **c == '-')
        .count();
    let trimmed = (from..from + length).rev().find(|at| reading.at(*at) != Some('-'))?;
    Some(trimmed + 1)
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    fn addresses(text: &str) -> Vec<String> {
        check(text)
            .into_iter()
            .filter(|it| it.kind == PersonalDataKind::Email)
            .map(|it| text.chars().skip(it.start).take(it.end - it.start).collect())
            .collect()
    }

    #[test]
    fn addresses_are_seen_whole_and_without_the_full_stop() {
        for address in [
            "anna.exempel@example.se",
            "a_b-c+d%e@mail.example.co.uk",
            "åsa.öberg@exempel.se",
            "x@exempel.com",
            "anna (at) exempel.se",
            "anna [at] exempel [dot] se".replace(" [dot] ", "[dot]").as_str(),
            "anna snabel-a exempel punkt se",
            "anna@exempel punkt se",
            "anna @ exempel.se",
        ] {
            for text in [
                address.to_owned(),
                format!("Skriv till <{address}>."),
                format!("Mejla {address}."),
            ] {
                assert_eq!(addresses(&text), [address], "{text}");
            }
        }
    }

    #[test]
    fn a_sign_alone_is_no_address() {
        for text in
            ["@", "a@", "@b.se", "5 @ 3", "anna@jobbet", "kl 18.30 @ torget", "(at)", "@@@.@.se"]
        {
            assert_eq!(addresses(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn two_addresses_side_by_side_are_two() {
        assert_eq!(addresses("a@b.se,c@d.se").len(), 2);
    }
}
