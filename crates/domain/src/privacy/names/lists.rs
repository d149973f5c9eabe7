//! Lists of words, and one table of all of them: a word is looked up once, however many lists there are.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Lists by name. A word may stand in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lists(u32);

impl Lists {
    /// First names: Statistics Sweden's most given, and short forms and others of our own.
    const FIRST_NAMES: Self = Self(1);
    const SURNAMES: Self = Self(1 << 1);
    /// First names and surnames that are also words, months, makes or places.
    const ORDINARY: Self = Self(1 << 2);
    /// Municipalities, makes, shops and authorities, that stand in capitals and are no persons.
    const NOT_PERSONS: Self = Self(1 << 3);
    pub(super) const INTRODUCTIONS: Self = Self(1 << 4);
    pub(super) const RELATIONS: Self = Self(1 << 5);
    pub(super) const TITLES: Self = Self(1 << 6);
    pub(super) const POSSESSIVES: Self = Self(1 << 7);
    pub(super) const WEAK: Self = Self(1 << 8);
    pub(super) const AT_A_PLACE: Self = Self(1 << 9);
    pub(super) const TOWARDS: Self = Self(1 << 10);
    /// Things with names of their own: after them, `heter` tells no person's name.
    pub(super) const NAMED_THINGS: Self = Self(1 << 11);
    /// Nouns after a name in the genitive that make a place or a business of it.
    pub(super) const PLACE_NOUNS: Self = Self(1 << 12);
    /// Nouns after a name in the genitive that leave it a person's.
    pub(super) const BELONGINGS: Self = Self(1 << 13);
    pub(super) const BUSINESS: Self = Self(1 << 14);

    /// Either of two.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Lines of words in small letters.
const LISTS: [(Lists, &str); 16] = [
    (Lists::FIRST_NAMES, include_str!("../../../privacy/first_names_scb.txt")),
    (Lists::FIRST_NAMES, include_str!("../../../privacy/first_names_own.txt")),
    (Lists::SURNAMES, include_str!("../../../privacy/surnames.txt")),
    (Lists::ORDINARY, include_str!("../../../privacy/ordinary.txt")),
    (Lists::NOT_PERSONS, include_str!("../../../privacy/not_persons.txt")),
    (Lists::INTRODUCTIONS, include_str!("../../../privacy/cues/introductions.txt")),
    (Lists::RELATIONS, include_str!("../../../privacy/cues/relations.txt")),
    (Lists::TITLES, include_str!("../../../privacy/cues/titles.txt")),
    (Lists::POSSESSIVES, include_str!("../../../privacy/cues/possessives.txt")),
    (Lists::WEAK, include_str!("../../../privacy/cues/company.txt")),
    (Lists::AT_A_PLACE, include_str!("../../../privacy/cues/at_a_place.txt")),
    (Lists::TOWARDS, include_str!("../../../privacy/cues/towards.txt")),
    (Lists::NAMED_THINGS, include_str!("../../../privacy/cues/named_things.txt")),
    (Lists::PLACE_NOUNS, include_str!("../../../privacy/cues/place_nouns.txt")),
    (Lists::BELONGINGS, include_str!("../../../privacy/cues/belongings.txt")),
    (Lists::BUSINESS, include_str!("../../../privacy/cues/business.txt")),
];

/// Every word, and in which lists it stands.
static WORDS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (list, lines) in LISTS {
        for word in lines.lines() {
            *words.entry(word).or_default() |= list.0;
        }
    }
    words
});

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
    is_whole_or_parts(word, |it| is_in(Lists::FIRST_NAMES, it))
}

/// A surname by list, also a double one and in the genitive.
pub(super) fn is_surname(word: &str) -> bool {
    let stands = |it: &str| is_in(Lists::SURNAMES, it) || ends_with_any(it, &SURNAME_ENDINGS_ALONE);
    is_whole_or_parts(word, stands)
}

/// A surname by list or by its ending.
pub(super) fn may_be_surname(word: &str) -> bool {
    is_surname(word) || ends_with_any(root(word), &SURNAME_ENDINGS)
}

/// Also a word, a month, a make or a place.
pub(super) fn is_ordinary(word: &str) -> bool {
    is_in(Lists::ORDINARY, word) || (word.ends_with('s') && is_in(Lists::ORDINARY, root(word)))
}

/// Known, and no person.
pub(super) fn is_known_thing(word: &str) -> bool {
    is_in(Lists::NOT_PERSONS, word)
        || (word.ends_with('s') && is_in(Lists::NOT_PERSONS, root(word)))
}

/// The word ends in `s` and is a name without it.
pub(super) fn is_genitive(word: &str) -> bool {
    let is_name = |it: &str| is_in(Lists::FIRST_NAMES, it) || is_surname(it);
    word.ends_with('s') && is_name(root(word)) && !is_in(Lists::FIRST_NAMES, word)
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

/// Whether a word stands in a list, or in any of several.
pub(super) fn is_in(lists: Lists, word: &str) -> bool {
    WORDS.get(word).is_some_and(|found| found & lists.0 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_list_is_found_and_nothing_between() {
        for (list, lines) in LISTS {
            let lines: Vec<&str> = lines.lines().collect();
            assert!(lines.windows(2).all(|two| two[0].as_bytes() < two[1].as_bytes()));
            assert!(lines.iter().all(|line| !line.is_empty() && line.to_lowercase() == **line));
            assert!(
                lines.iter().all(|line| is_in(list, line) && !is_in(list, &format!("{line}~")))
            );
            assert!(!is_in(list, "") && !is_in(list, "~"));
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
