//! The words of a text: what they are written with, what stands between them, where a sentence
//! begins.

use super::super::reading::Reading;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// In small letters.
    Small,
    /// With a capital first.
    Capital,
    /// In capitals only.
    Capitals,
    /// One capital letter.
    Initial,
}

/// A word: characters `from..to`.
pub(super) struct Word {
    pub(super) from: usize,
    pub(super) to: usize,
    /// In small letters.
    pub(super) small: String,
    pub(super) shape: Shape,
    /// Tied to digits, an at sign or an underscore: no word of a sentence.
    pub(super) is_code: bool,
}

/// The words of a text, and the text around them.
pub(super) struct Words<'a> {
    reading: &'a Reading,
    list: Vec<Word>,
}

impl<'a> Words<'a> {
    pub(super) fn of(reading: &'a Reading) -> Self {
        let mut list = Vec::new();
        let mut at = 0;
        while at < reading.chars.len() {
            let to = end(reading, at);
            if to == at {
                at += 1;
                continue;
            }
            list.push(word(reading, at, to));
            at = to;
        }
        Self { reading, list }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Word> {
        self.list.get(at)
    }

    /// The word in small letters; empty past either end.
    pub(super) fn small(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |it| it.small.as_str())
    }

    /// The `back`-th word before `at`, in small letters.
    pub(super) fn small_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |it| self.small(it))
    }

    pub(super) fn shape(&self, at: usize) -> Shape {
        self.list.get(at).map_or(Shape::Small, |it| it.shape)
    }

    /// What stands between the word before and this one.
    pub(super) fn gap_before(&self, at: usize) -> &[char] {
        let from = at.checked_sub(1).and_then(|it| self.list.get(it)).map_or(0, |it| it.to);
        let to = self.list.get(at).map_or(self.reading.chars.len(), |it| it.from);
        &self.reading.chars[from..to.max(from)]
    }

    /// Only spaces stand between this word and the one before, or the stop of an initial.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        let gap = self.gap_before(at);
        let after_initial = at > 0 && self.shape(at - 1) == Shape::Initial;
        let gap = if after_initial { gap.strip_prefix(&['.']).unwrap_or(gap) } else { gap };
        let is_near = !gap.is_empty() || after_initial;
        at > 0 && at < self.len() && is_near && gap.len() <= 2 && gap.iter().all(|c| *c == ' ')
    }

    /// Nothing before, or a stop, a line or a colon.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        let gap = self.gap_before(at);
        at == 0 || gap.iter().any(|c| matches!(c, '.' | '!' | '?' | '\n' | ':' | ';'))
    }
}

/// Where the word that begins at `from` ends; `from` itself when none does.
fn end(reading: &Reading, from: usize) -> usize {
    let mut to = from;
    while let Some(c) = reading.at(to) {
        let is_inside = matches!(c, '-' | '\'')
            && to > from
            && reading.at(to + 1).is_some_and(char::is_alphabetic);
        if !c.is_alphabetic() && !is_inside {
            break;
        }
        to += 1;
    }
    to
}

fn word(reading: &Reading, from: usize, to: usize) -> Word {
    let chars = &reading.chars[from..to];
    let mut small = String::with_capacity(chars.len() + 4);
    for c in chars {
        match c {
            'a'..='z' | 'å' | 'ä' | 'ö' => small.push(*c),
            'A'..='Z' => small.push(c.to_ascii_lowercase()),
            _ => small.extend(c.to_lowercase()),
        }
    }
    let shape = match (chars[0].is_uppercase(), chars.iter().any(|c| c.is_lowercase())) {
        (false, _) => Shape::Small,
        (true, true) => Shape::Capital,
        (true, false) if chars.len() == 1 => Shape::Initial,
        (true, false) => Shape::Capitals,
    };
    let ties = |c: char| c.is_ascii_digit() || matches!(c, '@' | '_' | '#');
    let is_code = reading.before(from).is_some_and(ties) || reading.at(to).is_some_and(ties);
    Word { from, to, small, shape, is_code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_and_apostrophes_stay_inside_a_word() {
        let reading = Reading::new("Lars-Åke O’Brien - ute, ÄN J. E20 anna-");
        let words = Words::of(&reading);
        let seen: Vec<&str> = (0..words.len()).map(|at| words.small(at)).collect();
        assert_eq!(seen, ["lars-åke", "o'brien", "ute", "än", "j", "e", "anna"]);
        assert_eq!(words.shape(0), Shape::Capital);
        assert_eq!(words.shape(3), Shape::Capitals);
        assert_eq!(words.shape(4), Shape::Initial);
        assert!(words.get(5).unwrap().is_code);
        assert!(words.is_joined(1) && !words.is_joined(2) && !words.is_joined(3));
    }
}
