//! Telephone numbers: Swedish mobile and fixed ones in national and international form, foreign
//! ones with their country code, and local ones the writer announces.
//!
//! Area codes and lengths follow the Swedish numbering plan (PTS): 0, an area code of one to three
//! digits and a subscriber number, eight to ten digits in all; mobile numbers have always ten.

use super::groups::{self, Chain, Group};
use super::reading::Reading;
use super::{Found, PersonalDataKind, Sureness};

/// What may stand between the digits of one number.
const BETWEEN: [char; 6] = [' ', '-', '.', '/', '(', ')'];
/// The area codes of two digits after the 0; 08 has one, all others three.
const AREAS_OF_TWO: [u8; 20] =
    [11, 13, 16, 18, 19, 21, 23, 26, 31, 33, 35, 36, 40, 42, 44, 46, 54, 60, 63, 90];

/// The numbers in a text.
pub(super) fn find(reading: &Reading, groups: &[Group]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for at in 0..groups.len() {
        if found.last().is_some_and(|last| groups[at].from < last.to) {
            continue;
        }
        let best = groups::chains(reading, &groups[at..], 17, &BETWEEN)
            .filter_map(|chain| judge(reading, &chain))
            .max_by_key(|it| it.to);
        found.extend(best);
    }
    found
}

fn judge(reading: &Reading, chain: &Chain<'_>) -> Option<Found> {
    let from = chain.from();
    let digits = chain.digits();
    if digits.len() < 6 {
        return None;
    }
    let words = reading.words_before(from, 32);
    let plus = plus_before(reading, from);
    let sure = match plus {
        Some(_) => international(&digits)?,
        None if groups::is_continued(reading, from) => return None,
        None if digits.starts_with(&[0, 0]) => international(digits.get(2..)?)?,
        None if digits.first() == Some(&0) => national(chain, &digits, &words)?,
        None => announced(chain, &digits, &words)?,
    };
    let to = chain.to();
    if groups::goes_on(reading, to) || reading.at(to).is_some_and(char::is_alphabetic) {
        return None;
    }
    if plus.is_none() && reading.before(from).is_some_and(char::is_alphabetic) && !is_called(&words)
    {
        return None;
    }
    let open = from
        .checked_sub(1)
        .filter(|at| reading.at(*at) == Some('(') && reading.chars[from..to].contains(&')'));
    let from = plus.or(open).unwrap_or(from);
    Some(Found { kind: PersonalDataKind::Phone, from, to, sure })
}

/// Where the plus sign of a country code stands; the plus of a number of a person follows a digit.
fn plus_before(reading: &Reading, from: usize) -> Option<usize> {
    let at = (from.saturating_sub(2)..from).rev().find(|at| reading.at(*at) != Some(' '))?;
    let is_free = reading.before(at).is_none_or(|c| !c.is_ascii_digit());
    (reading.at(at) == Some('+') && is_free).then_some(at)
}

fn international(digits: &[u8]) -> Option<Sureness> {
    let is_swedish = digits.starts_with(&[4, 6]);
    if !is_swedish {
        let is_country = digits.first().is_some_and(|it| *it != 0);
        return (is_country && (10..=15).contains(&digits.len())).then_some(Sureness::Likely);
    }
    let rest = &digits[2..];
    let rest = if rest.first() == Some(&0) { &rest[1..] } else { rest };
    let national: Vec<u8> = std::iter::once(0).chain(rest.iter().copied()).collect();
    subscriber(&national).map(|_| Sureness::Sure)
}

/// Ten digits that can be a Swedish mobile number.
pub(super) fn is_mobile(digits: &[u8]) -> bool {
    digits.starts_with(&[0, 7]) && subscriber(digits).is_some()
}

/// The length of the area code with its 0, when the digits can be a Swedish number.
fn subscriber(digits: &[u8]) -> Option<usize> {
    let all = digits.len();
    let (second, third) = (*digits.get(1)?, *digits.get(2)?);
    let (area, fits) = match (second, third) {
        (7, 0 | 2 | 3 | 5 | 6 | 9) | (1, 0) => return (all == 10).then_some(3),
        // Free and service numbers belong to nobody: 020, 0200, 077x, 0900, 0939, 0944.
        (0, _) | (2, 0) | (7, _) => return None,
        (9, 0 | 3 | 4)
            if digits.get(3).is_some_and(|it| matches!(it, 0 | 9 | 4))
                && all == 10
                && second == 9
                && third != 0 =>
        {
            return None;
        }
        (8, _) => (2, (8..=10).contains(&all)),
        _ if AREAS_OF_TWO.contains(&(second * 10 + third)) => (3, (8..=10).contains(&all)),
        _ => (4, (9..=10).contains(&all)),
    };
    (fits && digits[area] != 0).then_some(area)
}

fn national(chain: &Chain<'_>, digits: &[u8], words: &[String]) -> Option<Sureness> {
    let area = subscriber(digits)?;
    let lengths = chain.lengths();
    let gaps = chain.gaps();
    let is_mobile = digits[1] == 7;
    let is_whole = lengths[0] == area || lengths.len() == 1;
    let is_spelled = lengths.iter().all(|it| *it <= 2) && digits.len() == 10;
    let is_long = lengths[0] > area && digits.len() == 10;
    if !(is_whole || is_spelled || is_long) || is_time_or_date(&lengths, &gaps) {
        return None;
    }
    if lengths.len() > 1
        && lengths.last() == Some(&1)
        && lengths[1..].iter().any(|it| *it != 1)
        && digits.len() != 10
    {
        return None;
    }
    let is_named = is_called(words);
    if !is_named && groups::is_of_a_file(words) {
        return None;
    }
    Some(match (is_mobile, lengths[0] == area) {
        _ if is_named => Sureness::Sure,
        (true, _) => {
            if is_spelled && !is_whole {
                Sureness::Likely
            } else {
                Sureness::Sure
            }
        }
        (false, true) if !is_dotted(&gaps) => Sureness::Sure,
        (false, _) if digits.len() == 10 || lengths.len() > 1 => Sureness::Likely,
        (false, _) => Sureness::Possible,
    })
}

fn is_dotted(gaps: &[&[char]]) -> bool {
    gaps.iter().any(|gap| gap.contains(&'.'))
}

/// `08.30-16.00`, `08-11-2025`: hours and dates that begin like an area code.
fn is_time_or_date(lengths: &[usize], gaps: &[&[char]]) -> bool {
    let all: usize = lengths.iter().sum();
    let later = gaps.get(1..).unwrap_or_default();
    let dots = later.iter().filter(|gap| gap.contains(&'.')).count();
    let is_mixed = dots != 0 && later.iter().any(|gap| *gap != ['.']);
    let dash_later = later.iter().any(|gap| gap.contains(&'-'));
    let is_hours = dash_later && (all == 8 || gaps.first().is_some_and(|gap| gap.contains(&'.')));
    is_mixed || is_hours || lengths == [2, 2, 4] || (lengths == [2, 2, 2, 2] && dash_later)
}

/// A local number, or a mobile number without its 0, that the writer says is a telephone's.
fn announced(chain: &Chain<'_>, digits: &[u8], words: &[String]) -> Option<Sureness> {
    let last = words.last()?;
    let is_said = ["tel", "tfn", "telefon", "telnr", "telefonnummer", "telefonnr", "ring"]
        .contains(&last.as_str())
        || (last == "nr" && words.iter().rev().nth(1).is_some_and(|word| word.starts_with("tel")));
    let is_mobile = is_called(words)
        && digits.len() == 9
        && digits[0] == 7
        && matches!(digits[1], 0 | 2 | 3 | 5 | 6 | 9);
    if is_mobile {
        return Some(Sureness::Likely);
    }
    let gaps = chain.gaps();
    let lengths = chain.lengths();
    let is_date = lengths == [4, 2, 2] || lengths == [4, 4];
    // 116 xxx are European help lines.
    let is_help = digits.starts_with(&[1, 1]);
    let is_local = (6..=8).contains(&digits.len()) && lengths[0] <= 3;
    (is_said && is_local && !is_help && !is_date && !is_dotted(&gaps)).then_some(Sureness::Possible)
}

/// The writer says that a telephone number comes.
pub(super) fn is_called(words: &[String]) -> bool {
    const STEMS: [&str; 14] = [
        "tel",
        "tfn",
        "mobil",
        "mob",
        "ring",
        "sms",
        "swish",
        "nås",
        "nå",
        "nummer",
        "numret",
        "kontaktn",
        "anträffb",
        "jour",
    ];
    words.iter().rev().take(3).any(|word| {
        let is_vehicle = word.starts_with("mobb") || word.starts_with("ringv");
        !is_vehicle
            && STEMS.iter().any(|stem| match *stem {
                "nå" | "mob" => word == stem,
                "nummer" => word == stem || word.starts_with("telefon"),
                stem => word.starts_with(stem),
            })
    })
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    fn phones(text: &str) -> Vec<(String, Sureness)> {
        check(text)
            .into_iter()
            .filter(|it| it.kind == PersonalDataKind::Phone)
            .map(|it| (text.chars().skip(it.start).take(it.end - it.start).collect(), it.sure))
            .collect()
    }

    #[test]
    fn swedish_numbers_are_seen_in_every_grouping() {
        for number in [
            "070-1740615",
            "0701740615",
            "070 174 06 15",
            "070-17 40 615",
            "070/174 06 15",
            "0701-740615",
            "070.174.06.15",
            "07 01 74 06 15",
            "0 7 0 1 7 4 0 6 1 5",
            "+46701740615",
            "+46 70 174 06 15",
            "+46 (0)70-174 06 15",
            "0046 70 174 06 15",
            "+4631 390 06 15",
            "031-390 06 15",
            "031-3900615",
            "(031) 390 06 15",
            "08-465 004 15",
            "08-46500415",
            "0980-31 92 15",
            "0980-319215",
            "+47 21 55 12 34",
            "+358 40 1234567",
        ] {
            for text in
                [number.to_owned(), format!("Ring {number}, helst i dag."), format!("Tel:{number}")]
            {
                let found = phones(&text);
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                assert_eq!(found[0].0, number, "{text}");
            }
        }
    }

    #[test]
    fn hours_dates_and_sums_are_no_telephone_numbers() {
        for text in [
            "Öppet 08.30-16.00 och 0830-1600, lördag 08-12",
            "Mellan 0730-1600 och 0700 - 1500",
            "Den 08-11-2025, 05/11-2025 1830 och 03-11-2025",
            "123 456 kr eller +10 000 kr, 0,5 promille",
            "stolpe 17-203, KS 2023:0456, 40x60 cm, väg 1890",
            "Ring 112, 114 14, 1177 eller 116 111",
            "Ring 0771-567 567 eller 020-12 34 56",
            "Position 57.93012 12.53341, 0.12345678",
            "ärendenummer 0311234567",
        ] {
            assert_eq!(phones(text), [], "{text}");
        }
    }

    #[test]
    fn a_local_number_counts_when_it_is_announced() {
        assert_eq!(phones("tel 63 12 34"), [("63 12 34".to_owned(), Sureness::Possible)]);
        assert_eq!(phones("mobil 70-174 06 15"), [("70-174 06 15".to_owned(), Sureness::Likely)]);
        assert_eq!(phones("tel. 63 12 34").len(), 1);
        assert_eq!(phones("rum 63 12 34"), []);
        assert_eq!(phones("Faktura 20240007712. Svar på 031-390 06 15.").len(), 1);
    }

    #[test]
    fn ten_digits_that_may_be_either_follow_the_word_before() {
        // A birth date in 2007 and a mobile number with a right check digit at once.
        assert_eq!(phones("Ring 0701012387").len(), 1);
        let other = check("Han har personnummer 0701012387");
        assert_eq!(other[0].kind, PersonalDataKind::PersonalNumber);
    }
}
