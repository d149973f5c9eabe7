//! Registration plates of Swedish vehicles: three letters and three digits, the last of which may
//! be a letter since 2019. I, Q, V and the letters with dots and rings are not used.

use super::reading::Reading;
use super::{Found, PersonalDataKind, Sureness};

/// Three letters before a number that are no plate when a space stands between: makes, units,
/// rooms and routes, and the small words of a text in capitals.
const NOT_A_PLATE: [&str; 62] = [
    "BMW", "KIA", "MAN", "GLC", "GLE", "CLA", "BUS", "RUM", "LGH", "TEL", "TFN", "FAX", "ORG",
    "DNR", "PNR", "REF", "SEK", "EUR", "USD", "NOK", "DKK", "GBP", "KRO", "KWH", "STK", "RAL",
    "DIN", "SIS", "ISO", "LED", "USB", "RFC", "PLC", "CPU", "MAX", "MIN", "CCA", "CIR", "OCH",
    "ATT", "SOM", "DET", "DEN", "HAR", "MED", "KAN", "SKA", "NYA", "ALL", "PER", "TOM", "FOM",
    "OCR", "SMS", "KMH", "DAG", "JAN", "FEB", "MAR", "APR", "MAJ", "DEC",
];

/// The plates in a text.
pub(super) fn find(reading: &Reading) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for from in 0..reading.chars.len() {
        let is_start = reading.before(from).is_none_or(|c| !c.is_alphanumeric());
        let is_free = found.last().is_none_or(|last| last.to <= from);
        if is_start && is_free && reading.chars[from].is_ascii_alphabetic() {
            found.extend(at(reading, from).or_else(|| spelled(reading, from)));
        }
    }
    found
}

fn at(reading: &Reading, from: usize) -> Option<Found> {
    let letters = reading.chars.get(from..from + 3)?;
    let gap = match reading.at(from + 3)? {
        ' ' if reading.at(from + 4) == Some('-') && reading.at(from + 5) == Some(' ') => 3,
        ' ' | '-' | '.' | '_' => 1,
        _ => 0,
    };
    let separator = if gap == 0 { None } else { reading.at(from + 3) };
    let to = from + 6 + gap;
    let rest = reading.chars.get(from + 3 + gap..to)?;
    let is_shaped = letters.iter().copied().all(is_plate_letter)
        && rest[..2].iter().all(char::is_ascii_digit)
        && (rest[2].is_ascii_digit() || is_last_letter(rest[2]));
    if !is_shaped || reading.at(to).is_some_and(char::is_alphanumeric) || is_tied(reading, from, to)
    {
        return None;
    }
    let letters: String = letters.iter().collect();
    let sure = weigh(reading, from, &Shape { letters, last: rest[2], separator, to })?;
    Some(Found { kind: PersonalDataKind::RegistrationPlate, from, to, sure })
}

/// What was read at one place.
struct Shape {
    letters: String,
    last: char,
    separator: Option<char>,
    to: usize,
}

fn weigh(reading: &Reading, from: usize, shape: &Shape) -> Option<Sureness> {
    let is_said = is_said(&reading.words_before(from, 32));
    let capital = shape.letters.to_uppercase();
    let is_capital = capital == shape.letters;
    let is_listed = NOT_A_PLATE.contains(&capital.as_str());
    if is_said && !(is_listed && shape.separator == Some(' ')) {
        return Some(Sureness::Sure);
    }
    let is_new = shape.last.is_alphabetic();
    match shape.separator {
        Some(' ') => {
            let is_counted = !is_new && counts(&reading.word_after(shape.to));
            let is_case = is_capital && (!is_new || shape.last.is_uppercase());
            (is_case && !is_listed && !is_counted).then_some(Sureness::Likely)
        }
        _ if is_listed && !is_new => None,
        _ if is_capital => Some(Sureness::Sure),
        _ => Some(Sureness::Likely),
    }
}

/// `A B C 1 2 3`, one sign at a time.
fn spelled(reading: &Reading, from: usize) -> Option<Found> {
    let eleven = reading.chars.get(from..from + 11)?;
    let is_spaced = eleven.iter().skip(1).step_by(2).all(|c| *c == ' ');
    let signs: Vec<char> = eleven.iter().step_by(2).copied().collect();
    let is_shaped = signs[..3].iter().all(|c| c.is_ascii_uppercase() && is_plate_letter(*c))
        && signs[3..5].iter().all(char::is_ascii_digit)
        && (signs[5].is_ascii_digit() || is_last_letter(signs[5]));
    let ends = reading.at(from + 11).is_none_or(|c| !c.is_alphanumeric());
    (is_spaced && is_shaped && ends).then_some(Found {
        kind: PersonalDataKind::RegistrationPlate,
        from,
        to: from + 11,
        sure: Sureness::Likely,
    })
}

fn is_plate_letter(c: char) -> bool {
    c.is_ascii_alphabetic() && !matches!(c.to_ascii_uppercase(), 'I' | 'Q' | 'V')
}

fn is_last_letter(c: char) -> bool {
    is_plate_letter(c) && !matches!(c, 'O' | 'o')
}

/// Part of a longer code, or of a number written in groups.
fn is_tied(reading: &Reading, from: usize, to: usize) -> bool {
    let before = from.checked_sub(2).and_then(|at| reading.at(at));
    let is_led = reading.before(from).is_some_and(|c| matches!(c, '-' | '_' | '#' | '@'))
        && before.is_some_and(char::is_alphanumeric);
    let next = reading.at(to + 1);
    let is_followed = match reading.at(to) {
        Some('-' | '_' | ':' | '/') => next.is_some_and(char::is_alphanumeric),
        Some('.' | ',') => next.is_some_and(|c| c.is_ascii_digit()),
        Some(' ') => (to + 1..to + 4).all(|at| reading.at(at).is_some_and(|c| c.is_ascii_digit())),
        _ => false,
    };
    is_led || is_followed
}

/// The words say that a vehicle comes.
fn is_said(words: &[String]) -> bool {
    const STEMS: [&str; 17] = [
        "reg",
        "skylt",
        "bil",
        "personbil",
        "fordon",
        "moped",
        "motorcyk",
        "mc",
        "lastbil",
        "skåp",
        "släp",
        "husvagn",
        "husbil",
        "volvo",
        "epa",
        "traktor",
        "taxi",
    ];
    words
        .iter()
        .rev()
        .take(3)
        .any(|word| STEMS.iter().any(|stem| word.starts_with(stem)) && !word.starts_with("biljett"))
}

/// A measure or a count follows: `MAX 100 personer`.
fn counts(word: &str) -> bool {
    const UNITS: [&str; 24] = [
        "%", "kr", "kronor", "m", "cm", "mm", "km", "kg", "g", "st", "stycken", "personer", "år",
        "min", "minuter", "tim", "timmar", "w", "watt", "kw", "v", "volt", "liter", "procent",
    ];
    UNITS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    fn plates(text: &str) -> Vec<String> {
        check(text)
            .into_iter()
            .filter(|it| it.kind == PersonalDataKind::RegistrationPlate)
            .map(|it| text.chars().skip(it.start).take(it.end - it.start).collect())
            .collect()
    }

    #[test]
    fn old_and_new_plates_are_seen_in_every_form() {
        for plate in [
            "UFO123",
            "UFO 123",
            "UFO-123",
            "UFO12D",
            "UFO 12D",
            "UFO-12D",
            "ufo123",
            "ufo12d",
            "Ufo123",
            "U F O 1 2 3",
            "UFO.123",
            "UFO - 123",
        ] {
            for text in [
                plate.to_owned(),
                format!("Den röda, {plate}, stod kvar."),
                format!("Bil ({plate})"),
            ] {
                assert_eq!(plates(&text), [plate], "{text}");
            }
        }
        assert_eq!(plates("regnr ufo 123 igen"), ["ufo 123"]);
    }

    #[test]
    fn routes_rooms_sums_and_measures_are_no_plates() {
        for text in [
            "BUS 123 och buss 540 mot E20",
            "RUM 123 i hus 200",
            "SEK 123 456",
            "BMW 320 och bmw 530",
            "MAX 100 personer",
            "väg 180 och och 100 till",
            "LGH 120 på plan 2",
            "ABC 1234",
            "ABCD123",
            "XAB-ABC123-9",
            "ABC123-44",
            "Vid 123",
            "med 200",
            "OCH 100",
            "IQV123",
            "RAL 702",
        ] {
            assert_eq!(plates(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_letter_o_is_never_last() {
        assert_eq!(plates("UFO12O"), Vec::<String>::new());
    }
}
