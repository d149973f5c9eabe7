//! What the words around a name tell: that a person is introduced, or that a place is meant.

use super::lists::{self, Lists, is_in};
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

const STREET_ENDINGS: &str = include_str!("../../../privacy/cues/street_endings.txt");

/// What the words before `at` tell of it.
pub(super) fn lead(words: &Words<'_>, at: usize) -> Lead {
    let gap = words.gap_before(at);
    let word = words.small_before(at, 1);
    let is_short = is_in(Lists::INTRODUCTIONS, word) && word.chars().count() <= 5;
    let is_close =
        gap.len() <= 3 && gap.iter().all(|c| " ,:;-(\"'\n".contains(*c) || (is_short && *c == '.'));
    if at == 0 || !is_close || gap.contains(&'/') {
        return if is_signature(words, at) { Lead::Strong } else { Lead::None };
    }
    let before = words.small_before(at, 2);
    let is_said = is_in(Lists::INTRODUCTIONS, word)
        || (word == "namn" && (before == "vid" || gap.contains(&':') || gap == [' ']))
        || (word == "är" && matches!(before, "namn" | "namnet"))
        || (word == "sig" && matches!(before, "kallar" | "kallade"))
        || (is_in(Lists::RELATIONS, word) && is_in(Lists::POSSESSIVES, before));
    if is_said && !(is_naming(word) && names_a_thing(words, at)) {
        return Lead::Strong;
    }
    match word {
        _ if is_in(Lists::RELATIONS.or(Lists::TITLES), word) => Lead::Weak,
        _ if !gap.iter().all(|c| *c == ' ') => Lead::None,
        _ if is_in(Lists::WEAK, word) => Lead::Weak,
        _ if is_in(Lists::AT_A_PLACE, word) || is_street(word) => Lead::Place,
        _ if is_in(Lists::TOWARDS, word) => Lead::Towards,
        _ => Lead::None,
    }
}

fn is_naming(word: &str) -> bool {
    matches!(word, "heter" | "hette" | "kallas" | "kallad" | "kallade" | "namn" | "namnet" | "sig")
}

fn names_a_thing(words: &Words<'_>, at: usize) -> bool {
    (2..=4).any(|back| {
        let word = words.small_before(at, back);
        is_in(Lists::NAMED_THINGS, word) || (word.len() > 5 && is_street(word))
    })
}

/// The last words of a text after a slash that follows a space or a stop: `… /Anna`.
fn is_signature(words: &Words<'_>, at: usize) -> bool {
    matches!(words.gap_before(at), [.., _, '/']) && at + 3 >= words.len()
}

/// Whether a word introduces a person, so that it is never itself one.
pub(super) fn is_lead(word: &str) -> bool {
    const LEADS: Lists = Lists::INTRODUCTIONS
        .or(Lists::RELATIONS)
        .or(Lists::TITLES)
        .or(Lists::AT_A_PLACE)
        .or(Lists::TOWARDS);
    is_in(LEADS, word)
        || (is_in(Lists::WEAK, word) && word != "obs")
        || is_in(Lists::POSSESSIVES, word) && word != "hans"
        || matches!(word, "obs" | "tel" | "namn")
}

/// The name of a street, square or building in one word.
pub(super) fn is_street(word: &str) -> bool {
    STREET_ENDINGS.lines().any(|end| word.ends_with(end) && word.len() > end.len() + 2)
}

/// A noun that makes a place of the name before it.
pub(super) fn is_place_noun(word: &str) -> bool {
    is_in(Lists::PLACE_NOUNS, word)
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
    is_in(Lists::BELONGINGS, word) || is_in(Lists::BELONGINGS, root)
}

/// The words from `to` make a business or a club of the name before.
pub(super) fn is_business(words: &Words<'_>, to: usize) -> bool {
    words.is_joined(to)
        && is_in(Lists::BUSINESS, words.small(to))
        && words.shape(to) != Shape::Small
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
