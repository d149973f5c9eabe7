//! A text as a person reads it: composed, without invisible characters, with one kind of digit,
//! dash and space; and where in the written text each character stands.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The characters that meet the eye, each with its place in the written text.
pub(super) struct Reading {
    /// One entry for each character read.
    pub(super) chars: Vec<char>,
    /// From and to (exclusive) in code points of the written text.
    places: Vec<(usize, usize)>,
}

impl Reading {
    /// Read a text.
    pub(super) fn new(text: &str) -> Self {
        let mut reading = Self { chars: Vec::with_capacity(text.len()), places: Vec::new() };
        reading.places.reserve(text.len());
        let mut written = text.chars().enumerate().peekable();
        while let Some((start, base)) = written.next() {
            let mut end = start + 1;
            // Nearly every character: it is read as it is written, and no mark follows.
            if is_plain(base) && written.peek().is_none_or(|(_, next)| is_plain(*next)) {
                reading.chars.push(base);
                reading.places.push((start, end));
                continue;
            }
            let mut marks = String::new();
            while let Some((_, mark)) = written.next_if(|(_, c)| is_mark(*c)) {
                marks.push(mark);
                end += 1;
            }
            if !is_invisible(base) {
                reading.push(base, &marks, (start, end));
            }
        }
        reading
    }

    fn push(&mut self, base: char, marks: &str, place: (usize, usize)) {
        let base = plain(base);
        if marks.is_empty() || !base.is_alphabetic() {
            self.chars.push(base);
            self.places.push(place);
            return;
        }
        for c in std::iter::once(base).chain(marks.chars()).nfc().filter(|c| !is_invisible(*c)) {
            if !is_combining_mark(c) {
                self.chars.push(c);
                self.places.push(place);
            }
        }
    }

    /// The place of the characters `from..to` in the written text, in code points.
    pub(super) fn place(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let start = self.places.get(from)?.0;
        let end = self.places.get(to.checked_sub(1)?)?.1;
        (from < to).then_some((start, end))
    }

    /// The character at `at`.
    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before `at`.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.at(at.checked_sub(1)?)
    }

    /// The last words before `at` in small letters, in the same sentence, at most `reach`
    /// characters away: what the writer said was coming.
    pub(super) fn words_before(&self, at: usize, reach: usize) -> Vec<String> {
        let from = at.saturating_sub(reach);
        let begins = (from..at).rev().find(|it| self.ends_sentence(*it)).map_or(from, |it| it + 1);
        self.chars[begins..at]
            .split(|c| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .map(|word| word.iter().flat_map(|c| c.to_lowercase()).collect())
            .collect()
    }

    /// A line's end, or a stop with a space behind it and a number or a whole word before: the stop
    /// of `tel.` ends nothing.
    fn ends_sentence(&self, at: usize) -> bool {
        match self.chars[at] {
            '\n' | '!' | '?' => true,
            '.' if self.at(at + 1) == Some(' ') => {
                let before = &self.chars[at.saturating_sub(5)..at];
                before.last().is_some_and(char::is_ascii_digit)
                    || (before.len() == 5 && before.iter().all(|c| c.is_alphabetic()))
            }
            _ => false,
        }
    }

    /// The word that begins at or after `at`, past spaces, in small letters.
    pub(super) fn word_after(&self, at: usize) -> String {
        let rest = self.chars.get(at..).unwrap_or_default();
        rest.iter()
            .skip_while(|c| **c == ' ')
            .take_while(|c| c.is_alphabetic() || **c == '%')
            .take(24)
            .flat_map(|c| c.to_lowercase())
            .collect()
    }
}

/// Read as it is written, and nothing that joins the character before it.
fn is_plain(c: char) -> bool {
    c == ' ' || c.is_ascii_graphic() || matches!(c, 'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö')
}

fn is_mark(c: char) -> bool {
    is_combining_mark(c) || is_invisible(c)
}

/// Characters that take no room: they split a number for a machine and not for a reader.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{20e3}' | '\u{e0000}'..='\u{e01ef}')
        || (c.is_control() && !c.is_whitespace())
}

/// The same character in its plainest form.
fn plain(c: char) -> char {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_ascii() && !c.is_whitespace() => c,
        c if c.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{2219}' | '\u{22c5}' => '.',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2019}' | '\u{2bc}' | '\u{b4}' => '\'',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{1d400}'..='\u{1d7ff}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        c => digit(c).unwrap_or(c),
    }
}

/// Digits of other scripts, and digits in circles, as 0–9.
fn digit(c: char) -> Option<char> {
    let zero = match u32::from(c) {
        0x0660..=0x0669 => 0x0660,
        0x06f0..=0x06f9 => 0x06f0,
        0x0966..=0x096f => 0x0966,
        0x09e6..=0x09ef => 0x09e6,
        0x2460..=0x2468 => 0x245f,
        0x24ea => 0x24ea,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_typed_as_two_is_one_and_keeps_both_places() {
        let reading = Reading::new("A\u{30a}ke");
        assert_eq!(reading.chars, ['Å', 'k', 'e']);
        assert_eq!(reading.place(0, 1), Some((0, 2)));
        assert_eq!(reading.place(1, 3), Some((2, 4)));
    }

    #[test]
    fn what_cannot_be_seen_is_not_read() {
        let reading = Reading::new("1\u{200b}２\u{ad}٣4\u{fe0f}\u{20e3}\u{2009}x");
        assert_eq!(reading.chars, ['1', '2', '3', '4', ' ', 'x']);
        assert_eq!(reading.place(0, 4), Some((0, 8)));
    }

    #[test]
    fn an_empty_place_is_no_place() {
        let reading = Reading::new("ab");
        assert_eq!(reading.place(1, 1), None);
        assert_eq!(reading.place(0, 3), None);
    }
}
