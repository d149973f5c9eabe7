//! Text a person wrote: one line or a few, without control characters, at most so long.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The longest note in characters.
pub const NOTE_MAX_CHARS: usize = 500;
/// The longest name of a place, person or thing in characters.
pub const NAME_MAX_CHARS: usize = 120;

/// The longest text of an edition in characters.
pub const PROSE_MAX_CHARS: usize = 2_500;

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// More characters than there is room for.
    #[error("the text has {chars} characters; at most {max} fit")]
    TooLong {
        /// How many it has.
        chars: usize,
        /// How many fit.
        max: usize,
    },
    /// Nothing but space.
    #[error("the text is empty")]
    Empty,
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $max:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
        #[serde(try_from = "String", into = "String")]
        #[ts(type = "string")]
        pub struct $name(String);

        impl $name {
            /// Bring to NFC, trim, drop control characters (line breaks stay), and measure.
            ///
            /// # Errors
            /// When nothing is left, or too much.
            pub fn new(text: &str) -> Result<Self, TextError> {
                cleaned(text, $max).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    )*};
}

texts! {
    /// What a reporter or a reviewer wrote: at most [`NOTE_MAX_CHARS`].
    Note, NOTE_MAX_CHARS;
    /// A name: at most [`NAME_MAX_CHARS`].
    Name, NAME_MAX_CHARS;
    /// A text of an edition, in paragraphs: at most [`PROSE_MAX_CHARS`].
    Prose, PROSE_MAX_CHARS;
}

fn cleaned(text: &str, max: usize) -> Result<String, TextError> {
    // Nearly every text is composed already and holds nothing to drop.
    let is_clean = is_nfc_quick(text.chars()) == IsNormalized::Yes && !text.chars().any(is_dropped);
    let clean = match is_clean {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().filter(|c| !is_dropped(*c)).collect()),
    };
    let clean = clean.trim();
    if clean.is_empty() {
        return Err(TextError::Empty);
    }
    let chars = clean.chars().count();
    if chars > max {
        return Err(TextError::TooLong { chars, max });
    }
    Ok(clean.to_owned())
}

fn is_dropped(c: char) -> bool {
    c.is_control() && c != '\n'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(Note::new(&"å".repeat(500)).is_ok());
        assert_eq!(Note::new(&"å".repeat(501)), Err(TextError::TooLong { chars: 501, max: 500 }));
    }

    #[test]
    fn a_letter_typed_as_two_becomes_one() {
        assert_eq!(Note::new("fa\u{30a}r").unwrap().as_str(), "få\u{72}");
    }

    #[test]
    fn control_characters_are_dropped_and_line_breaks_stay() {
        assert_eq!(Note::new(" rad\u{0} ett\nrad två\t").unwrap().as_str(), "rad ett\nrad två");
        assert_eq!(Note::new("\u{7}\u{8}"), Err(TextError::Empty));
    }
}
