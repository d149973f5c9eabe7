//! Names of persons in Swedish context: words in capitals weighed by lists of names, by what the
//! words around them say, and by the places and businesses that bear persons' names.

mod context;
mod lists;
mod words;

use super::reading::Reading;
use super::{Found, PersonalDataKind, Sureness};
use context::Lead;
use words::{Shape, Words};

/// The most words a name is taken to have.
const NAME_MAX_WORDS: usize = 5;
/// Small words inside a name.
const PARTICLES: [&str; 11] =
    ["von", "van", "der", "af", "av", "de", "di", "da", "bin", "el", "al"];

/// The names in a text.
pub(super) fn find(reading: &Reading) -> Vec<Found> {
    let words = Words::of(reading);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let end = run_end(&words, at);
        if end == at {
            found.extend(in_small_letters(&words, at));
            at += 1;
        } else {
            found.extend(in_capitals(&words, at, end));
            at = end;
        }
    }
    found
}

/// The words `from..to` as a name.
fn name(words: &Words<'_>, from: usize, to: usize, sure: Sureness) -> Option<Found> {
    let (first, last) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
    Some(Found { kind: PersonalDataKind::Name, from: first.from, to: last.to, sure })
}

/// Whether a word stands as names do, and does not lead to one.
fn is_capital(words: &Words<'_>, at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    if word.is_code {
        return false;
    }
    match word.shape {
        Shape::Small => false,
        Shape::Initial => true,
        Shape::Capital => !context::is_lead(&word.small),
        Shape::Capitals => lists::is_first(&word.small) || lists::is_surname(&word.small),
    }
}

/// Where the run of capitals that begins at `at` ends; `at` itself when none does.
fn run_end(words: &Words<'_>, at: usize) -> usize {
    if !is_capital(words, at) {
        return at;
    }
    let mut end = at + 1;
    while end < words.len() && words.is_joined(end) {
        let is_particle = PARTICLES.contains(&words.small(end))
            && words.is_joined(end + 1)
            && is_capital(words, end + 1);
        if is_particle {
            end += 2;
        } else if is_capital(words, end) {
            end += 1;
        } else {
            break;
        }
    }
    end
}

fn in_capitals(words: &Words<'_>, start: usize, end: usize) -> Vec<Found> {
    if context::is_saint(words, start) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut from = start;
    for at in start..end {
        let small = words.small(at);
        let is_named_after = at > start
            && (context::is_site(small)
                || (context::is_place_noun(small) && may_own_a_place(words.small(at - 1))));
        if context::is_street(small) || is_named_after {
            if at >= from + 2 && is_full_name(words, from, at) && context::is_street(small) {
                found.extend(judge(words, from, at));
            }
            from = at + 1;
        }
    }
    let is_business = (from..=end).any(|at| context::is_business(words, at));
    if is_business || bears_a_place(words, from, end) {
        return found;
    }
    while let Some(next) = (from < end).then(|| judge(words, from, end)).flatten() {
        let is_past = |at: &usize| words.get(*at).is_some_and(|word| word.from >= next.to);
        from = (from..end).find(is_past).unwrap_or(end);
        found.push(next);
    }
    found
}

/// In the genitive, by its looks: `Lindhs`, but not `Lars`, who may well be called Berg.
fn may_own_a_place(word: &str) -> bool {
    word.ends_with(['s', 'x', 'z']) && (lists::is_genitive(word) || !lists::is_first(word))
}

/// A first name and a surname that is not in the genitive, as before a street of its own.
fn is_full_name(words: &Words<'_>, from: usize, to: usize) -> bool {
    (from..to - 1).any(|at| lists::is_first(words.small(at)))
        && lists::is_surname(words.small(to - 1))
        && !lists::is_genitive(words.small(to - 1))
}

/// `Anna Lindhs plats`, `Larssons äng`, `Maria kyrka`.
fn bears_a_place(words: &Words<'_>, from: usize, to: usize) -> bool {
    let next = words.small(to);
    let last = words.small(to - 1);
    let is_church =
        ["kyrka", "församling", "skola", "sjukhus", "kapell"].iter().any(|it| next.starts_with(it));
    words.is_joined(to)
        && to > from
        && (is_church || (context::is_place_noun(next) && last.ends_with(['s', 'x', 'z'])))
}

/// The name in a run of words in capitals, `from..to`, if there is one.
fn judge(words: &Words<'_>, from: usize, to: usize) -> Option<Found> {
    let lead = context::lead(words, from);
    match (from..to).find(|at| begins_name(words, *at, to)) {
        Some(first) => with_first_name(words, (from, first, to), lead),
        None => without_first_name(words, (from, to), lead),
    }
}

/// A first name; one that is also a word only before something like a surname or at the front.
fn begins_name(words: &Words<'_>, at: usize, to: usize) -> bool {
    let small = words.small(at);
    let stands = words.shape(at) != Shape::Initial && lists::is_first(small);
    stands && !(lists::is_known_thing(small) && at + 1 == to)
}

fn with_first_name(
    words: &Words<'_>,
    (from, first, to): (usize, usize, usize),
    lead: Lead,
) -> Option<Found> {
    // `Zoltan Ali`: the listed first name is here the surname of one that is not listed.
    let is_second = first > from
        && (lead == Lead::Strong
            || (lists::is_surname(words.small(first)) && !is_loose_start(words, first - 1)));
    let start = if is_second { first - 1 } else { first };
    let lead = if start == from { lead } else { context::lead(words, start) };
    let tail_end = next_person(words, first, to.min(start + NAME_MAX_WORDS));
    let tail = first + 1..tail_end;
    let is_ordinary = lists::is_ordinary(words.small(first));
    if let Some(last) = tail.clone().rev().find(|at| lists::may_be_surname(words.small(*at))) {
        let is_listed = lists::is_surname(words.small(last));
        let sure = if is_listed || !is_ordinary { Sureness::Sure } else { Sureness::Likely };
        return name(words, start, last + 1, sure);
    }
    if is_second {
        return name(words, start, first + 1, Sureness::Likely);
    }
    if first + 1 < tail_end {
        return with_unknown_surname(words, (start, tail_end), lead);
    }
    if let Some(found) = with_small_surname(words, first) {
        return Some(found);
    }
    alone(words, first, lead)
}

/// Where after a surname the first name of another person begins.
fn next_person(words: &Words<'_>, first: usize, to: usize) -> usize {
    let is_only_first =
        |at| lists::is_first(words.small(at)) && !lists::is_surname(words.small(at));
    let begins = |at: &usize| {
        let before = words.small(*at - 1);
        is_only_first(*at) && lists::is_surname(before) && !lists::is_first(before)
    };
    (first + 2..to).find(begins).unwrap_or(to)
}

/// A first name and words in capitals that are no known surnames.
fn with_unknown_surname(
    words: &Words<'_>,
    (first, to): (usize, usize),
    lead: Lead,
) -> Option<Found> {
    let end = (first + 1..to).find(|at| context::is_collective(words.small(*at))).unwrap_or(to);
    if end == first + 1 {
        return alone(words, first, lead);
    }
    let small = words.small(first);
    let sure = match lead {
        Lead::Strong => Sureness::Sure,
        _ if lists::is_known_thing(small) => return None,
        Lead::Place if lists::is_ordinary(small) => return None,
        Lead::Place => Sureness::Possible,
        _ if lists::is_ordinary(small) && words.begins_sentence(first) => Sureness::Possible,
        _ => Sureness::Likely,
    };
    name(words, first, end.min(first + 3), sure)
}

/// `Anna andersson`: careless with capitals.
fn with_small_surname(words: &Words<'_>, first: usize) -> Option<Found> {
    let next = first + 1;
    let fits = words.is_joined(next)
        && words.shape(next) == Shape::Small
        && lists::is_surname(words.small(next))
        && !lists::is_ordinary(words.small(next));
    fits.then(|| name(words, first, next + 1, Sureness::Likely)).flatten()
}

/// A first name alone.
fn alone(words: &Words<'_>, at: usize, lead: Lead) -> Option<Found> {
    let small = words.small(at);
    let is_ordinary = lists::is_ordinary(small);
    let begins = words.begins_sentence(at);
    let is_owner = lists::is_genitive(small) && words.is_joined(at + 1);
    let owns = is_owner && context::is_belonging(words.small(at + 1));
    let sure = match lead {
        Lead::Strong => Sureness::Sure,
        Lead::Place => return None,
        _ if is_owner && !owns && lead != Lead::Weak => return None,
        _ if is_ordinary && (begins || lists::is_known_thing(small)) => return None,
        Lead::Weak if is_ordinary => Sureness::Possible,
        Lead::Weak => Sureness::Likely,
        Lead::Towards if is_ordinary => return None,
        Lead::None if is_ordinary => Sureness::Possible,
        Lead::Towards => Sureness::Possible,
        Lead::None if begins && words.shape(at) == Shape::Capitals => return None,
        Lead::None if begins => Sureness::Possible,
        Lead::None => Sureness::Likely,
    };
    name(words, at, at + 1, sure)
}

/// A run without a listed first name: an introduced one, a surname after a title or an initial, or
/// an unlisted first name before a surname.
fn without_first_name(words: &Words<'_>, (from, to): (usize, usize), lead: Lead) -> Option<Found> {
    let surname = (from..to)
        .find(|at| words.shape(*at) != Shape::Initial && lists::is_surname(words.small(*at)));
    if lead == Lead::Strong {
        return introduced(words, (from, to), surname);
    }
    let surname = surname?;
    if context::is_collective(words.small(surname)) {
        return None;
    }
    let is_ordinary = lists::is_ordinary(words.small(surname));
    if surname > from && !is_loose_start(words, surname - 1) {
        let is_initial = words.shape(surname - 1) == Shape::Initial;
        let is_free = !is_ordinary && lead != Lead::Place;
        return (is_initial || is_free)
            .then(|| name(words, surname - 1, surname + 1, Sureness::Likely))
            .flatten();
    }
    let is_small_first = surname == from
        && words.is_joined(from)
        && lists::is_first(words.small_before(from, 1))
        && !lists::is_ordinary(words.small_before(from, 1));
    if is_small_first {
        return name(words, from - 1, surname + 1, Sureness::Likely);
    }
    let is_owner = lists::is_genitive(words.small(surname)) && words.is_joined(surname + 1);
    let owns = context::is_belonging(words.small(surname + 1));
    match lead {
        _ if is_ordinary || (is_owner && !owns) => None,
        Lead::Place | Lead::Towards => None,
        Lead::Weak => name(words, surname, surname + 1, Sureness::Likely),
        _ => name(words, surname, surname + 1, Sureness::Possible),
    }
}

/// Words in capitals after `heter`, `Mvh` and the like.
fn introduced(
    words: &Words<'_>,
    (from, to): (usize, usize),
    surname: Option<usize>,
) -> Option<Found> {
    let end = (from..to.min(from + NAME_MAX_WORDS))
        .find(|at| context::is_collective(words.small(*at)))
        .unwrap_or(to.min(from + NAME_MAX_WORDS));
    let is_one = end == from + 1;
    let is_signed = is_one && words.small(from).chars().count() > 9 && surname.is_none();
    if end == from || is_signed {
        return None;
    }
    let sure = match surname {
        Some(_) => Sureness::Sure,
        None if is_one => Sureness::Possible,
        None => Sureness::Likely,
    };
    name(words, from, end, sure)
}

/// A capital that only begins the sentence, or a thing: no first name.
fn is_loose_start(words: &Words<'_>, at: usize) -> bool {
    let small = words.small(at);
    let is_definite = ["en", "et", "na", "arna", "erna", "ing", "are", "aren", "ade", "de"]
        .iter()
        .any(|end| small.len() > end.len() + 3 && small.ends_with(end));
    let is_start = words.begins_sentence(at) && words.shape(at) != Shape::Initial;
    is_start && (is_definite || small.chars().count() < 4)
        || context::is_collective(small)
        || lists::is_ordinary(small)
        || context::is_place_noun(small)
}

/// Names written without capitals: introduced ones, or a first name with its surname.
fn in_small_letters(words: &Words<'_>, at: usize) -> Option<Found> {
    let word = words.get(at)?;
    let small = word.small.as_str();
    // Most words of a text are no names: that is asked first.
    if word.shape != Shape::Small || word.is_code || !lists::is_first(small) {
        return None;
    }
    if context::is_lead(small) || lists::is_ordinary(small) || lists::is_genitive(small) {
        return None;
    }
    if let Some(found) = with_small_surname(words, at) {
        return Some(found);
    }
    let is_introduced = context::lead(words, at) == Lead::Strong;
    is_introduced.then(|| name(words, at, at + 1, Sureness::Likely)).flatten()
}

#[cfg(test)]
mod tests;
