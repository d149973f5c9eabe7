//! Personnummer and samordningsnummer, in every form they are written: ten or twelve digits, with
//! hyphen, plus, spaces or dots, and interim numbers with a letter.
//!
//! The check digit is Luhn over the nine digits before it (Skatteverket, SKV 704). Month 00 and
//! day 60 stand in coordination numbers of people whose day of birth is not known.

use super::groups::{self, Chain, Group};
use super::reading::Reading;
use super::{Found, PersonalDataKind, Sureness, phone};

/// What may stand between the digits of one number.
const BETWEEN: [char; 6] = [' ', '-', '+', '.', '/', '_'];
/// The letters that replace the first of the last four digits in an interim number.
const INTERIM: &str = "TRSUWXJKLMN";
/// From this year on, twelve digits ending in a time of day are rather a moment than a birth.
const MOMENTS_FROM: u16 = 2015;

/// The numbers in a text.
pub(super) fn find(reading: &Reading, groups: &[Group]) -> Vec<Found> {
    let mut found = Vec::new();
    for at in 0..groups.len() {
        found.extend(interim(reading, groups[at]));
        let best = groups::chains(reading, &groups[at..], 12, &BETWEEN)
            .filter_map(|chain| judge(reading, &chain))
            .max_by_key(Found::weight);
        found.extend(best);
    }
    found
}

/// The parts of a number that has a date of birth in it.
struct Number {
    kind: PersonalDataKind,
    /// With the century, where it is written.
    year: Option<u16>,
    is_checked: bool,
    last_four: u16,
}

fn judge(reading: &Reading, chain: &Chain<'_>) -> Option<Found> {
    let number = number(&chain.digits())?;
    let form = form(chain)?;
    let (from, to) = (chain.from(), chain.to());
    let words = reading.words_before(from, 40);
    let is_named = is_named(&words);
    let sure = match (number.is_checked, form) {
        _ if is_embedded(reading, from, to) => return None,
        _ if !is_named && is_moment(&number, form) => return None,
        _ if !is_named && is_rather_a_phone(chain, number.kind, &words) => return None,
        (true, Form::Official) if !is_named && phone::is_mobile(&chain.digits()) => {
            Sureness::Likely
        }
        (true, Form::Official) if groups::is_of_a_file(&words) => Sureness::Likely,
        (true, Form::Official) if !is_hanging(reading, from, to) => Sureness::Sure,
        (true, _) if is_named => Sureness::Sure,
        (true, Form::Official | Form::Spaced) => Sureness::Likely,
        (true, Form::Scattered) => Sureness::Possible,
        (false, _) if is_named => Sureness::Likely,
        (false, Form::Official) if chain.gaps().is_empty() => return None,
        (false, Form::Official) if groups::is_of_a_file(&words) => return None,
        (false, Form::Official) if is_hanging(reading, from, to) => return None,
        (false, Form::Official) => Sureness::Possible,
        (false, Form::Spaced | Form::Scattered) => return None,
    };
    Some(Found { kind: number.kind, from, to, sure })
}

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// In one piece, or with one hyphen or plus before the last four.
    Official,
    /// Broken only where the century, the year, the month or the day ends.
    Spaced,
    /// One digit at a time, or the last four broken too.
    Scattered,
}

fn form(chain: &Chain<'_>) -> Option<Form> {
    let lengths = chain.lengths();
    let all: usize = lengths.iter().sum();
    let gaps = chain.gaps();
    if lengths.len() == 1 {
        return Some(Form::Official);
    }
    if lengths.len() == 2 && lengths[1] == 4 {
        let is_signed = matches!(gaps[0], ['-' | '+']);
        return Some(if is_signed { Form::Official } else { Form::Spaced });
    }
    if lengths.iter().all(|it| *it == 1) {
        return Some(Form::Scattered);
    }
    let breaks: Vec<usize> = lengths
        .iter()
        .scan(0, |sum, it| {
            *sum += it;
            Some(*sum)
        })
        .take_while(|it| *it < all)
        .collect();
    let has_birth_number = breaks.contains(&(all - 4));
    let is_regular = breaks.iter().all(|it| it % 2 == 0 || *it == all - 1);
    let last_is_whole = lengths.last() == Some(&4);
    match (has_birth_number && is_regular, last_is_whole) {
        (true, true) => Some(Form::Spaced),
        (true, false) => Some(Form::Scattered),
        (false, _) => None,
    }
}

fn number(digits: &[u8]) -> Option<Number> {
    let (century, ten) = match digits.len() {
        10 => (None, digits),
        12 => (Some(two(digits, 0)), &digits[2..]),
        _ => return None,
    };
    if century.is_some_and(|it| !(18..=20).contains(&it)) || ten[6..9] == [0, 0, 0] {
        return None;
    }
    let short = two(ten, 0);
    let year = century.map(|it| it * 100 + short);
    // Without the century any year that may be a leap year counts as one.
    let kind = kind(year.unwrap_or(2000 + short), two(ten, 2), two(ten, 4))?;
    let last_four = two(ten, 6) * 100 + two(ten, 8);
    Some(Number { kind, year: year.or(Some(2000 + short)), is_checked: luhn(ten), last_four })
}

fn two(digits: &[u8], at: usize) -> u16 {
    u16::from(digits[at]) * 10 + u16::from(digits[at + 1])
}

fn kind(year: u16, month: u16, day: u16) -> Option<PersonalDataKind> {
    match day {
        1..=31 if day <= days_in(year, month) => Some(PersonalDataKind::PersonalNumber),
        // The official test numbers hold days that never were, as 31 February raised by 60.
        60..=91 if month <= 12 => Some(PersonalDataKind::CoordinationNumber),
        _ => None,
    }
}

fn days_in(year: u16, month: u16) -> u16 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

/// Luhn: every other digit doubled from the first, the sum of all digits a multiple of ten.
fn luhn(ten: &[u8]) -> bool {
    let sum: u32 = ten
        .iter()
        .enumerate()
        .map(|(at, digit)| u32::from(*digit) * if at % 2 == 0 { 2 } else { 1 })
        .map(|it| it / 10 + it % 10)
        .sum();
    sum.is_multiple_of(10)
}

/// A date and a time of day, as guards write them: `2025-11-03 1830`.
fn is_moment(number: &Number, form: Form) -> bool {
    let is_time = number.last_four / 100 < 24 && number.last_four % 100 < 60;
    let is_recent = number.year.is_some_and(|year| year >= MOMENTS_FROM);
    form != Form::Official && is_time && is_recent
}

/// Ten digits without a sign that make a mobile number too: one when the writer says so, and rather
/// than the number of the few whose day of birth is raised.
fn is_rather_a_phone(chain: &Chain<'_>, kind: PersonalDataKind, words: &[String]) -> bool {
    let is_rare = kind == PersonalDataKind::CoordinationNumber;
    let is_signed = chain.gaps().iter().any(|gap| gap.contains(&'-') || gap.contains(&'+'));
    !is_signed && phone::is_mobile(&chain.digits()) && (is_rare || phone::is_called(words))
}

/// Digits tied to it on either side: part of something longer.
fn is_hanging(reading: &Reading, from: usize, to: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    groups::is_continued(reading, from)
        || groups::goes_on(reading, to)
        || letter(reading.before(from))
        || letter(reading.at(to))
}

/// Letters or decimals around it: a key or a measure, not a number of a person.
fn is_embedded(reading: &Reading, from: usize, to: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let is_decimal = groups::is_continued(reading, from)
        && reading.before(from).is_some_and(|c| matches!(c, '.' | ',' | ':'));
    is_decimal || (letter(reading.before(from)) && letter(reading.at(to)))
}

/// The writer says that such a number comes.
fn is_named(words: &[String]) -> bool {
    let mut last = words.iter().rev().take(3).map(String::as_str);
    last.any(|word| {
        matches!(word, "pnr" | "pers" | "sam" | "född" | "födelsenr" | "id" | "identitet")
            || ["personn", "persnr", "samordn", "samnr", "födelsen"]
                .iter()
                .any(|it| word.starts_with(it))
    })
}

/// `000101-T220`: a date of birth, a letter and three digits.
fn interim(reading: &Reading, birth: Group) -> Option<Found> {
    let digits = Chain::new(reading, std::slice::from_ref(&birth))?.digits();
    let (year, rest) = match digits.len() {
        6 => (2000 + two(&digits, 0), &digits[2..]),
        8 if (18..=20).contains(&two(&digits, 0)) => {
            (two(&digits, 0) * 100 + two(&digits, 2), &digits[4..])
        }
        _ => return None,
    };
    kind(year, two(rest, 0), two(rest, 2))?;
    let signed = usize::from(reading.at(birth.to).is_some_and(|c| matches!(c, '-' | '+' | ' ')));
    let letter = reading.at(birth.to + signed)?.to_ascii_uppercase();
    let three = birth.to + signed + 1;
    let is_three = (three..three + 3).all(|at| reading.at(at).is_some_and(|c| c.is_ascii_digit()));
    let ends = reading.at(three + 3).is_none_or(|c| !c.is_alphanumeric());
    if !INTERIM.contains(letter) || !is_three || !ends || is_hanging(reading, birth.from, three + 3)
    {
        return None;
    }
    let sure = if reading.at(birth.to) == Some(' ') { Sureness::Possible } else { Sureness::Sure };
    Some(Found { kind: PersonalDataKind::PersonalNumber, from: birth.from, to: three + 3, sure })
}

#[cfg(test)]
mod tests {
    use super::super::{Suspicion, check};
    use super::*;

    fn only(text: &str) -> Option<Suspicion> {
        let found: Vec<Suspicion> =
            check(text).into_iter().filter(|it| it.kind != PersonalDataKind::Name).collect();
        assert!(found.len() <= 1, "{text}: {found:?}");
        found.first().copied()
    }

    /// Twelve digits with a right check digit; 980–989 is never given to a person.
    fn numbered(date: &str, birth_number: &str) -> String {
        let nine: Vec<u8> =
            format!("{}{birth_number}", &date[2..]).bytes().map(|it| it - b'0').collect();
        let check = (0..10).find(|it| luhn(&[nine.as_slice(), &[*it]].concat())).unwrap();
        format!("{date}{birth_number}{check}")
    }

    #[test]
    fn every_way_of_writing_a_personal_number_is_seen() {
        let n = numbered("19840229", "981");
        let (c, y, m, d, l) = (&n[..2], &n[2..4], &n[4..6], &n[6..8], &n[8..]);
        for form in [
            n.clone(),
            format!("{c}{y}{m}{d}-{l}"),
            format!("{y}{m}{d}-{l}"),
            format!("{y}{m}{d}{l}"),
            format!("{y}{m}{d}+{l}"),
            format!("{y}{m}{d} {l}"),
            format!("{y}{m}{d} - {l}"),
            format!("{y}{m}{d}–{l}"),
            format!("{c}{y} {m} {d} {l}"),
            format!("{c}{y}-{m}-{d}-{l}"),
            format!("{y}.{m}.{d}.{l}"),
            n.chars().map(|c| format!("{c} ")).collect::<String>(),
            n.chars().map(|c| format!("{c}\u{200b}")).collect::<String>(),
            n.chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect::<String>(),
        ] {
            for text in [form.clone(), format!("Mannen ({form}) gick."), format!("pnr{form}")] {
                let found = only(&text).unwrap_or_else(|| panic!("{text}"));
                assert_eq!(found.kind, PersonalDataKind::PersonalNumber, "{text}");
            }
        }
    }

    #[test]
    fn a_raised_day_an_unknown_month_and_an_unknown_day_make_a_coordination_number() {
        for date in ["19700361", "19700091", "19700060", "19700360"] {
            let found = only(&numbered(date, "238")).unwrap();
            assert_eq!(found.kind, PersonalDataKind::CoordinationNumber);
            assert_eq!(found.sure, Sureness::Sure);
        }
    }

    #[test]
    fn a_date_that_never_was_is_no_number_of_a_person() {
        for date in ["19830229", "19001301", "19990431", "19990492", "19991361", "17990101"] {
            assert_eq!(only(&numbered(date, "238")), None, "{date}");
        }
        assert_eq!(only(&numbered("19990401", "000")), None);
    }

    #[test]
    fn a_slip_of_the_finger_is_asked_about_and_never_sure() {
        let right = numbered("19990401", "238");
        let wrong = format!("{}{}", &right[..11], (right.as_bytes()[11] - b'0' + 1) % 10);
        let written = format!("{}-{}", &wrong[2..8], &wrong[8..]);
        assert_eq!(only(&written).unwrap().sure, Sureness::Possible);
        assert_eq!(only(&format!("personnummer {wrong}")).unwrap().sure, Sureness::Likely);
        assert_eq!(only(&wrong), None);
    }

    #[test]
    fn files_dates_and_organisations_are_left_alone() {
        for text in [
            "Ärende 2024-001234 gäller KS 2023:0456.",
            "Mellan 20250101-20250131 och 250101-250131.",
            "Larm 2025-11-03 1830, åter 2025-11-03 22.15",
            "Org.nr 556036-0793, faktura 20240007712",
            "dnr 241103-1234",
            "Nyckel 7f8401012384a",
            "1 250 000 kr, 3.8401012391 m",
        ] {
            assert_eq!(only(text), None, "{text}");
        }
    }

    #[test]
    fn an_interim_number_has_one_of_eleven_letters() {
        for letter in INTERIM.chars() {
            assert!(only(&format!("000101-{letter}220")).is_some());
            assert!(only(&format!("20000101{letter}220")).is_some());
        }
        assert_eq!(only("000101-E221"), None);
        assert_eq!(only("001301-T220"), None);
    }
}
