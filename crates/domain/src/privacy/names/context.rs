//! What the words around a name tell: that a person is introduced, or that a place is meant.

use super::lists;
use super::words::{Shape, Words};

/// How strongly the words before point to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lead {
    /// They point to a place.
    Place,
    /// They may lead to either.
    Towards,
    /// They tell nothing.
    None,
    /// A person may come.
    Weak,
    /// A person comes, whatever the name.
    Strong,
}

const INTRODUCTIONS: &str = include_str!("../../../privacy/cues/introductions.txt");
const RELATIONS: &str = include_str!("../../../privacy/cues/relations.txt");
const TITLES: &str = include_str!("../../../privacy/cues/titles.txt");
const POSSESSIVES: &str = include_str!("../../../privacy/cues/possessives.txt");
const WEAK: &str = include_str!("../../../privacy/cues/company.txt");
const AT_A_PLACE: &str = include_str!("../../../privacy/cues/at_a_place.txt");
const TOWARDS: &str = include_str!("../../../privacy/cues/towards.txt");
/// Things with names of their own: after them, `heter` tells no person's name.
const NAMED_THINGS: &str = include_str!("../../../privacy/cues/named_things.txt");
/// Nouns after a name in the genitive that make a place or a business of it.
const PLACE_NOUNS: &str = include_str!("../../../privacy/cues/place_nouns.txt");
/// Nouns after a name in the genitive that leave it a person's.
const BELONGINGS: &str = include_str!("../../../privacy/cues/belongings.txt");
const STREET_ENDINGS: &str = include_str!("../../../privacy/cues/street_endings.txt");
const BUSINESS: &str = include_str!("../../../privacy/cues/business.txt");

/// What the words before `at` tell of it.
pub(super) fn lead(words: &Words<'_>, at: usize) -> Lead {
    let gap = words.gap_before(at);
    let word = words.small_before(at, 1);
    let is_short = lists::has(INTRODUCTIONS, word) && word.chars().count() <= 5;
    let is_close =
        gap.len() <= 3 && gap.iter().all(|c| " ,:;-(\"'\n".contains(*c) || (is_short && *c == '.'));
    if at == 0 || !is_close || gap.contains(&'/') {
        return if is_signature(words, at) { Lead::Strong } else { Lead::None };
    }
    let before = words.small_before(at, 2);
    let is_said = lists::has(INTRODUCTIONS, word)
        || (word == "namn" && (before == "vid" || gap.contains(&':') || gap == [' ']))
        || (word == "är" && matches!(before, "namn" | "namnet"))
        || (word == "sig" && matches!(before, "kallar" | "kallade"))
        || (lists::has(RELATIONS, word) && lists::has(POSSESSIVES, before));
    if is_said && !(is_naming(word) && names_a_thing(words, at)) {
        return Lead::Strong;
    }
    match word {
        _ if lists::has(RELATIONS, word) || lists::has(TITLES, word) => Lead::Weak,
        _ if !gap.iter().all(|c| *c == ' ') => Lead::None,
        _ if lists::has(WEAK, word) => Lead::Weak,
        _ if lists::has(AT_A_PLACE, word) || is_street(word) => Lead::Place,
        _ if lists::has(TOWARDS, word) => Lead::Towards,
        _ => Lead::None,
    }
}

fn is_naming(word: &str) -> bool {
    matches!(word, "heter" | "hette" | "kallas" | "kallad" | "kallade" | "namn" | "namnet" | "sig")
}

fn names_a_thing(words: &Words<'_>, at: usize) -> bool {
    (2..=4).any(|back| {
        let word = words.small_before(at, back);
        lists::has(NAMED_THINGS, word) || (word.len() > 5 && is_street(word))
    })
}

/// The last words of a text after a slash that follows a space or a stop: `… /Anna`.
fn is_signature(words: &Words<'_>, at: usize) -> bool {
    matches!(words.gap_before(at), [.., _, '/']) && at + 3 >= words.len()
}

/// Whether a word introduces a person, so that it is never itself one.
pub(super) fn is_lead(word: &str) -> bool {
    lists::has(INTRODUCTIONS, word)
        || lists::has(RELATIONS, word)
        || lists::has(TITLES, word)
        || (lists::has(WEAK, word) && word != "obs")
        || lists::has(POSSESSIVES, word) && word != "hans"
        || lists::has(AT_A_PLACE, word)
        || lists::has(TOWARDS, word)
        || matches!(word, "obs" | "tel" | "namn")
}

/// The name of a street, square or building in one word.
pub(super) fn is_street(word: &str) -> bool {
    STREET_ENDINGS.lines().any(|end| word.ends_with(end) && word.len() > end.len() + 2)
}

/// A noun that makes a place of the name before it.
pub(super) fn is_place_noun(word: &str) -> bool {
    lists::has(PLACE_NOUNS, word)
}

/// A site that bears a name without the genitive: `Victoria Park`.
pub(super) fn is_site(word: &str) -> bool {
    matches!(
        word,
        "park"
            | "arena"
            | "center"
            | "centrum"
            | "galleria"
            | "hotell"
            | "hotel"
            | "kyrka"
            | "ip"
            | "plaza"
            | "stadion"
            | "kanal"
    )
}

/// A noun that leaves the name before it a person's.
pub(super) fn is_belonging(word: &str) -> bool {
    let root = word.strip_suffix(['s']).unwrap_or(word);
    lists::has(BELONGINGS, word) || lists::has(BELONGINGS, root)
}

/// The words from `to` make a business or a club of the name before.
pub(super) fn is_business(words: &Words<'_>, to: usize) -> bool {
    words.is_joined(to) && lists::has(BUSINESS, words.small(to)) && words.shape(to) != Shape::Small
}

/// A saint's name, which is a church's or a quarter's.
pub(super) fn is_saint(words: &Words<'_>, at: usize) -> bool {
    let before = words.small_before(at, 1);
    match words.gap_before(at) {
        [' '] => {
            matches!(before, "sankt" | "sankta" | "st" | "sta" | "kvarteret" | "kv" | "brf")
                || (matches!(before, "t" | "ta") && words.small_before(at, 2) == "s")
        }
        ['.', ' '] => before == "kv",
        _ => false,
    }
}

/// A word for a team, a firm or an authority rather than for a person.
pub(super) fn is_collective(word: &str) -> bool {
    const ENDINGS: [&str; 19] = [
        "teamet",
        "gruppen",
        "föreningen",
        "förening",
        "kommun",
        "bolaget",
        "bostäder",
        "hem",
        "förvaltningen",
        "nämnden",
        "polisen",
        "tjänsten",
        "jouren",
        "avdelningen",
        "kontoret",
        "ingen",
        "arna",
        "erna",
        "service",
    ];
    lists::is_known_thing(word) || ENDINGS.iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_is_found_where_the_search_looks_for_it() {
        for list in [
            INTRODUCTIONS,
            RELATIONS,
            TITLES,
            POSSESSIVES,
            WEAK,
            AT_A_PLACE,
            TOWARDS,
            NAMED_THINGS,
            PLACE_NOUNS,
            BELONGINGS,
            BUSINESS,
        ] {
            assert!(list.lines().all(|word| !word.is_empty() && lists::has(list, word)));
        }
    }
}
