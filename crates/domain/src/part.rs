//! Named parts of a document, each a field of its own: two people work on them apart, and `null` takes one away.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::masking;
use crate::merge::Document;
use crate::observation::read_words;

/// The name of a part within its document.
const KEY_MAX: usize = 40;

/// The kind of a part and its name.
pub(crate) fn part<'a>(kinds: &[&'static str], field: &'a str) -> Option<(&'static str, &'a str)> {
    let kind = *kinds.iter().find(|kind| field.starts_with(**kind))?;
    let key = &field[kind.len()..];
    let is_name = !key.is_empty()
        && key.len() <= KEY_MAX
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_name.then_some((kind, key))
}

/// Every part of a kind that can be read, by name.
pub(crate) fn parts<T: DeserializeOwned>(document: &Document, kind: &str) -> BTreeMap<String, T> {
    let masks = masking::decisions(document);
    let read = |(field, _): (&String, _)| {
        let key = field.strip_prefix(kind)?.to_owned();
        Some((key, read_words(document, &masks, field)?))
    };
    document.fields.iter().filter_map(read).collect()
}
