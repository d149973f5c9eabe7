//! `[texts.sv]` and `[texts.en]`: own words instead of the product's, by key of the interface's text
//! catalogue. Which keys there are, a test of the interface writes down.

use std::collections::BTreeMap;

use protocol::municipality::Municipality;

use crate::fields::Fields;

/// One key a line, as `ui/tests/text-keys.test.ts` writes them.
const KEYS: &str = include_str!("../../../config/text-keys.txt");
const LONGEST: usize = 300;

/// Read both languages; a key the text catalogue does not have is a fault.
pub(super) fn read(fields: &Fields<'_>, own: &mut Municipality) {
    let Some(languages) = fields.table("texts", false) else { return };
    if let Some(words) = languages.table("sv", false) {
        own.texts.sv = of_language(&words);
    }
    if let Some(words) = languages.table("en", false) {
        own.texts.en = of_language(&words);
    }
    languages.done();
}

fn of_language(words: &Fields<'_>) -> BTreeMap<String, String> {
    let mut own = BTreeMap::new();
    for (key, value) in words.free() {
        let text = value.as_str().map(str::trim).unwrap_or_default();
        if !KEYS.lines().any(|known| known == key) {
            words.fault(key, "is not a key of the text catalogue (config/text-keys.txt)");
        } else if text.is_empty() || text.chars().count() > LONGEST {
            words.fault(key, "a text of 1 to 300 characters is expected");
        }
        own.insert(key.to_owned(), text.to_owned());
    }
    own
}
