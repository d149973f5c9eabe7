//! Lists of words, searched where they lie: sorted lines of small letters, no table to build.

/// First names: Statistics Sweden's most given, and short forms and others of our own.
const FIRST_NAMES: [&str; 2] = [
    include_str!("../../../privacy/first_names_scb.txt"),
    include_str!("../../../privacy/first_names_own.txt"),
];
const SURNAMES: &str = include_str!("../../../privacy/surnames.txt");
/// First names and surnames that are also words, months, makes or places.
const ORDINARY: &str = include_str!("../../../privacy/ordinary.txt");
/// Municipalities, makes, shops and authorities, that stand in capitals and are no persons.
const NOT_PERSONS: &str = include_str!("../../../privacy/not_persons.txt");

/// Endings that make a surname of a word in capitals after a first name.
const SURNAME_ENDINGS: [&str; 33] = [
    "sson", "sen", "sdotter", "ström", "berg", "gren", "lund", "qvist", "kvist", "quist", "dahl",
    "blad", "holm", "man", "ell", "én", "stedt", "vall", "mark", "strand", "lind", "stam", "ić",
    "vic", "ski", "ska", "sky", "oglu", "zadeh", "nen", "elius", "ander", "enko",
];
/// Endings that make a surname without a first name before it.
const SURNAME_ENDINGS_ALONE: [&str; 6] = ["sson", "qvist", "kvist", "quist", "sdotter", "ović"];

/// A first name, also a double one and in the genitive.
pub(super) fn is_first(word: &str) -> bool {
    is_whole_or_parts(word, |it| FIRST_NAMES.iter().any(|list| has(list, it)))
}

/// A surname by list, also a double one and in the genitive.
pub(super) fn is_surname(word: &str) -> bool {
    let stands = |it: &str| has(SURNAMES, it) || ends_with_any(it, &SURNAME_ENDINGS_ALONE);
    is_whole_or_parts(word, stands)
}

/// A surname by list or by its ending.
pub(super) fn may_be_surname(word: &str) -> bool {
    is_surname(word) || ends_with_any(root(word), &SURNAME_ENDINGS)
}

/// Also a word, a month, a make or a place.
pub(super) fn is_ordinary(word: &str) -> bool {
    has(ORDINARY, word) || (word.ends_with('s') && has(ORDINARY, root(word)))
}

/// Known, and no person.
pub(super) fn is_known_thing(word: &str) -> bool {
    has(NOT_PERSONS, word) || (word.ends_with('s') && has(NOT_PERSONS, root(word)))
}

/// The word ends in `s` and is a name without it.
pub(super) fn is_genitive(word: &str) -> bool {
    let is_name = |it: &str| FIRST_NAMES.iter().any(|list| has(list, it)) || is_surname(it);
    word.ends_with('s') && is_name(root(word)) && !FIRST_NAMES.iter().any(|list| has(list, word))
}

fn is_whole_or_parts(word: &str, is_listed: impl Fn(&str) -> bool) -> bool {
    if is_listed(word) || (word.ends_with('s') && is_listed(root(word))) {
        return true;
    }
    let mut parts = word.split('-').peekable();
    let is_double = word.contains('-');
    is_double && parts.all(|part| is_listed(part) || is_listed(root(part)))
}

/// Without the `s` of the genitive.
fn root(word: &str) -> &str {
    word.strip_suffix('s').map_or(word, |it| it.strip_suffix('\'').unwrap_or(it))
}

fn ends_with_any(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|end| word.len() > end.len() + 1 && word.ends_with(end))
}

/// Binary search in sorted lines.
pub(super) fn has(lines: &str, word: &str) -> bool {
    let (mut low, mut high) = (0, lines.len());
    let bytes = lines.as_bytes();
    while low < high {
        let middle = usize::midpoint(low, high);
        let start =
            bytes[low..middle].iter().rposition(|b| *b == b'\n').map_or(low, |at| low + at + 1);
        let end =
            bytes[start..].iter().position(|b| *b == b'\n').map_or(lines.len(), |at| start + at);
        match bytes[start..end].cmp(word.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_list_is_found_and_nothing_between() {
        for list in FIRST_NAMES.into_iter().chain([SURNAMES, ORDINARY, NOT_PERSONS]) {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.windows(2).all(|two| two[0].as_bytes() < two[1].as_bytes()));
            assert!(lines.iter().all(|line| !line.is_empty() && line.to_lowercase() == **line));
            assert!(lines.iter().all(|line| has(list, line) && !has(list, &format!("{line}~"))));
            assert!(!has(list, "") && !has(list, "~"));
        }
    }

    #[test]
    fn double_names_and_genitives_are_names() {
        assert!(is_first("lars-åke") && is_first("annas") && is_first("hans"));
        assert!(is_surname("sandbergs") && is_surname("berg-olsson") && is_surname("xylofonsson"));
        assert!(is_genitive("annas") && !is_genitive("hans") && !is_genitive("anna"));
        assert!(!is_first("lampan") && !is_surname("son") && !is_first("-"));
    }
}
