//! How alike two notes are: edit distances, Jaro–Winkler and shared trigrams. Works on letters as
//! Unicode has them; å is one letter.

use std::collections::BTreeSet;

/// Fewest insertions, deletions and substitutions from `a` to `b`.
///
/// Formula: dynamic programming over prefixes.
///
/// Units: edits of one letter.
///
/// Reference: Levenshtein 1966.
///
/// Least data: none.
pub fn levenshtein(a: &str, b: &str) -> usize {
    strsim::levenshtein(a, b)
}

/// The same with swaps of neighbours, no part edited twice (optimal string alignment).
///
/// Formula: dynamic programming over prefixes, with swaps.
///
/// Units: edits of one letter.
///
/// Reference: Damerau 1964; Boytsov 2011.
///
/// Least data: none.
pub fn optimal_alignment(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

/// Jaro–Winkler similarity, 0 to 1: prefix weight 0.1 for up to 4 letters. `boost_above`: the Jaro
/// similarity from which the prefix counts (0.7 in Winkler's own program and in the usual libraries, 0 for always).
///
/// Formula: J + ℓ·0.1·(1 − J), ℓ the common prefix, at most 4.
///
/// Units: 0 to 1.
///
/// Reference: Winkler 1990.
///
/// Least data: none: two empty texts are alike.
pub fn jaro_winkler(a: &str, b: &str, boost_above: f64) -> f64 {
    let jaro = strsim::jaro(a, b);
    if jaro <= boost_above {
        return jaro;
    }
    let prefix = a.chars().zip(b.chars()).take(4).take_while(|(x, y)| x == y).count();
    (jaro + 0.1 * prefix as f64 * (1.0 - jaro)).min(1.0)
}

/// Share of the lower-case letter trigrams of two texts that both have; spaces and punctuation
/// count, a run of white space is one space. 0 where neither text has three letters.
///
/// Formula: |A ∩ B|/|A ∪ B| of the trigrams.
///
/// Units: 0 to 1.
///
/// Reference: Jaccard 1901.
///
/// Least data: three letters in one of them; 0 below it.
pub fn trigram_jaccard(a: &str, b: &str) -> f64 {
    jaccard(&trigrams(a), &trigrams(b))
}

/// The trigrams of a text, to compare one text with many.
///
/// Formula: every three letters in a row, small letters.
///
/// Units: letters.
///
/// Reference: none: a definition.
///
/// Least data: three letters; an empty set below it.
pub fn trigrams(text: &str) -> BTreeSet<[char; 3]> {
    let mut letters: Vec<char> = Vec::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if letter != ' ' || letters.last() != Some(&' ') {
            letters.push(letter);
        }
    }
    letters.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}

/// Shared elements over all elements of two sets of trigrams.
///
/// Formula: |A ∩ B|/|A ∪ B|.
///
/// Units: 0 to 1.
///
/// Reference: Jaccard 1901.
///
/// Least data: one element; 0 below it.
pub fn jaccard(a: &BTreeSet<[char; 3]>, b: &BTreeSet<[char; 3]>) -> f64 {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_line_breaks_do_not_make_a_text_another() {
        assert_eq!(trigram_jaccard("Klotter på\n\nvägg", "klotter PÅ vägg"), 1.0);
        assert_eq!(trigram_jaccard("", "ab"), 0.0);
    }

    #[test]
    fn an_a_with_a_ring_is_one_letter() {
        assert_eq!(levenshtein("tå", "ta"), 1);
        assert_eq!(optimal_alignment("på", "åp"), 1);
    }
}
