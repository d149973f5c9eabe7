//! Searching by name: each word of what is typed begins a word of the name, and a number at the end
//! is a house. Best first: the whole name, its beginning, a word in it; then the nearest.

use unicode_normalization::UnicodeNormalization as _;

use super::{FoundPlace, Gazetteer, Place, Street};

/// How well a name fits; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    Words,
}

impl Gazetteer {
    /// Places, streets and addresses by what is typed, best first. `near` is longitude and latitude in
    /// degrees, WGS 84.
    pub fn search(&self, typed: &str, near: Option<(f64, f64)>, most: usize) -> Vec<FoundPlace> {
        let typed = folded(typed);
        let words: Vec<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Fit, FoundPlace)> = Vec::new();
        let places =
            self.places.iter().filter_map(|place| Some((place.fit(&words)?, place.found())));
        found.extend(places.map(|(fit, it)| (fit, it.seen_from(near))));
        for street in &self.streets {
            found.extend(street.matches(&words).map(|(fit, it)| (fit, it.seen_from(near))));
        }
        let metres = |it: &FoundPlace| it.distance_m.unwrap_or_default();
        found.sort_by(|(a_fit, a), (b_fit, b)| {
            let by_fit = a_fit.cmp(b_fit).then(metres(a).total_cmp(&metres(b)));
            by_fit.then_with(|| a.name.cmp(&b.name)).then_with(|| a.area.cmp(&b.area))
        });
        found.into_iter().map(|(_, it)| it).take(most).collect()
    }
}

impl Place {
    fn fit(&self, words: &[&str]) -> Option<Fit> {
        let names = std::iter::once(&self.name).chain(&self.aliases);
        names.filter_map(|name| fit(&folded(name), words)).min()
    }
}

impl Street {
    /// The street itself, or its houses when a number was typed.
    fn matches<'a>(&'a self, words: &[&str]) -> impl Iterator<Item = (Fit, FoundPlace)> + use<'a> {
        let name = folded(&self.street);
        let (number, street) = split_number(words);
        let as_street = fit(&name, words).and_then(|fit| Some((fit, self.found()?)));
        let street_fit = number.is_some().then(|| fit(&name, street)).flatten();
        let houses = street_fit.into_iter().flat_map(move |street_fit| {
            let number = number.clone().unwrap_or_default();
            self.numbers.iter().filter_map(move |house| {
                let own = folded(&house.0.0).replace(' ', "");
                let is_whole = own == number && street_fit == Fit::Whole;
                let fit = if is_whole { Fit::Whole } else { Fit::Words };
                let begins = own == number
                    || own.strip_prefix(&number).is_some_and(|rest| !rest.starts_with(is_digit));
                begins.then(|| (fit, self.house(house)))
            })
        });
        as_street.into_iter().chain(houses)
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The house number at the end of what was typed (`12`, `12 b`), and the words before it.
fn split_number<'a, 'b>(words: &'b [&'a str]) -> (Option<String>, &'b [&'a str]) {
    let at = words.iter().skip(1).position(|word| word.starts_with(is_digit)).map(|at| at + 1);
    match at {
        Some(at) if words.len() - at <= 2 => (Some(words[at..].concat()), &words[..at]),
        _ => (None, words),
    }
}

fn fit(name: &str, typed: &[&str]) -> Option<Fit> {
    let whole = typed.join(" ");
    if name == whole {
        return Some(Fit::Whole);
    }
    if name.starts_with(&whole) {
        return Some(Fit::Beginning);
    }
    let has = |word: &&str| name.split([' ', '-', ',']).any(|own| own.starts_with(*word));
    typed.iter().all(has).then_some(Fit::Words)
}

/// As it is compared: small letters, one space, and accents gone except those of Swedish letters, so
/// that `Far` does not find `Får` and `idé` is found by `ide`.
fn folded(text: &str) -> String {
    let small = text.to_lowercase();
    let plain = small.nfc().flat_map(|c| match c {
        'å' | 'ä' | 'ö' => vec![c],
        other => {
            std::iter::once(other).nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
        }
    });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
