//! A package as a series of short texts, each small enough for a QR code that a phone reads from
//! another phone's screen. In any order, any number of times.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::PACKAGE_MAX_BYTES;

/// What each text begins with.
const MARK: &str = "LBP1";
/// Bytes in one part: about 850 characters, which a phone still reads from a screen.
const PART_BYTES: usize = 600;

/// Why a text was not taken as a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// It is no part of a package, or was misread.
    #[error("this is no part of a package, or it was misread")]
    NotAPart,
    /// It belongs to another package than the parts before.
    #[error("this part belongs to another package")]
    OfAnother,
    /// There are more parts than were brought.
    #[error("{read} of {of} parts are here")]
    Missing {
        /// So many were brought.
        read: usize,
        /// Of so many.
        of: usize,
    },
}

/// A package as texts.
pub fn split(package: &[u8]) -> Vec<String> {
    let id = check(package);
    let count = package.len().div_ceil(PART_BYTES);
    let parts = package.chunks(PART_BYTES).zip(1..);
    parts
        .map(|(part, number): (&[u8], usize)| {
            let text = URL_SAFE_NO_PAD.encode(part);
            let body = format!("{id}.{number}.{count}.{text}");
            format!("{MARK}.{}.{body}", check(body.as_bytes()))
        })
        .collect()
}

/// The package in what somebody brought: its bytes, or the texts of all its parts, one a line. Bytes that
/// are neither are given back as they are.
///
/// # Errors
/// When a part is missing, was misread, or belongs to another package.
pub fn gathered(brought: &[u8]) -> Result<Cow<'_, [u8]>, PartError> {
    let Some(texts) = str::from_utf8(brought).ok().filter(|texts| texts.starts_with(MARK)) else {
        return Ok(Cow::Borrowed(brought));
    };
    let mut parts = Parts::default();
    let mut whole = None;
    for text in texts.lines().filter(|line| !line.trim().is_empty()) {
        whole = parts.add(text)?.or(whole);
    }
    let (read, of) = parts.progress();
    whole.map(Cow::Owned).ok_or(PartError::Missing { read, of })
}

/// The parts that have been read so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    id: String,
    count: usize,
    read: BTreeMap<usize, Vec<u8>>,
}

impl Parts {
    /// Take in a text. Returns the package once it is whole.
    ///
    /// # Errors
    /// When it is no part, was misread, or belongs to another package.
    pub fn add(&mut self, text: &str) -> Result<Option<Vec<u8>>, PartError> {
        let body = text.trim().strip_prefix(MARK).and_then(|rest| rest.strip_prefix('.'));
        let (sum, body) = body.and_then(|rest| rest.split_once('.')).ok_or(PartError::NotAPart)?;
        if sum != check(body.as_bytes()) {
            return Err(PartError::NotAPart);
        }
        let fields: Vec<_> = body.split('.').collect();
        let [id, number, count, text] = fields[..] else { return Err(PartError::NotAPart) };
        let number: usize = number.parse().map_err(|_| PartError::NotAPart)?;
        let count: usize = count.parse().map_err(|_| PartError::NotAPart)?;
        let part = URL_SAFE_NO_PAD.decode(text).map_err(|_| PartError::NotAPart)?;
        if number == 0 || number > count || count > PACKAGE_MAX_BYTES / PART_BYTES + 1 {
            return Err(PartError::NotAPart);
        }
        if self.read.is_empty() {
            (self.id, self.count) = (id.to_owned(), count);
        } else if self.id != id || self.count != count {
            return Err(PartError::OfAnother);
        }
        self.read.insert(number, part);
        if self.read.len() < self.count {
            return Ok(None);
        }
        let package: Vec<u8> = self.read.values().flatten().copied().collect();
        if check(&package) == self.id { Ok(Some(package)) } else { Err(PartError::NotAPart) }
    }

    /// How many have been read, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.read.len(), self.count)
    }
}

fn check(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..12].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_in_any_order_and_any_number_of_times_give_the_package(
            package in prop::collection::vec(any::<u8>(), 1..5_000),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let texts = split(&package);
            prop_assert!(texts.iter().all(|text| text.len() < 900));
            let mut parts = Parts::default();
            let mut whole = None;
            for index in order {
                whole = parts.add(&texts[index.index(texts.len())]).unwrap().or(whole);
            }
            for text in &texts {
                whole = parts.add(text).unwrap().or(whole);
            }
            prop_assert_eq!(whole, Some(package));
        }

        #[test]
        fn a_misread_character_is_noticed(
            at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9.]",
        ) {
            let text = split(&[7; 900])[1].clone();
            let at = at.index(text.len());
            let misread = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            prop_assume!(misread != text);
            prop_assert_eq!(Parts::default().add(&misread), Err(PartError::NotAPart));
        }
    }

    #[test]
    fn a_package_is_brought_as_bytes_or_as_the_texts_of_its_codes() {
        let package = [b"LBPAKET1".as_slice(), &[9; 2_000]].concat();
        assert_eq!(gathered(&package).unwrap(), package);
        let mut texts = split(&package);
        texts.reverse();
        assert_eq!(gathered(texts.join("\n").as_bytes()).unwrap(), package);
        let again = format!("{}\r\n{}\n", texts.join("\r\n"), texts[0]);
        assert_eq!(gathered(again.as_bytes()).unwrap(), package);
        let missing = PartError::Missing { read: texts.len() - 1, of: texts.len() };
        assert_eq!(gathered(texts[1..].join("\n").as_bytes()), Err(missing));
        let other = split(&[1; 900])[0].clone();
        let mixed = format!("{}\n{other}", texts[0]);
        assert_eq!(gathered(mixed.as_bytes()), Err(PartError::OfAnother));
        assert_eq!(gathered(b"no package").unwrap().as_ref(), b"no package");
    }

    #[test]
    fn parts_of_two_packages_are_not_mixed() {
        let mut parts = Parts::default();
        parts.add(&split(&[1; 900])[0]).unwrap();
        assert_eq!(parts.add(&split(&[2; 900])[1]), Err(PartError::OfAnother));
        assert_eq!(parts.progress(), (1, 2));
    }
}
