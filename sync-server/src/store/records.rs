//! Finding what the system holds about somebody or something: in everything that was ever said, older
//! versions and what was set aside included.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId, UserId};
use domain::op::{Body, Frozen, Kind, OpHash};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;

use super::StoreError;

/// Fewer digits in a row are no number of a person's.
const DIGITS_MIN: usize = 6;

/// What is looked for; what is left out does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Any of these, as people write them: letters of any size, numbers however they are set apart.
    pub words: Vec<String>,
    /// Written by this person in a browser.
    pub user: Option<UserId>,
    /// Reports of this category or tile.
    pub category: Option<String>,
    /// Received in this time, the end not included.
    pub received: Option<(UtcMillis, UtcMillis)>,
}

/// A document in which it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The document.
    pub document: DocId,
    /// What it is.
    pub kind: String,
    /// Its category, where it is a report.
    pub category: String,
    /// When the first of it was received.
    pub received_at: UtcMillis,
    /// Fields in which the words stand, in any version.
    pub fields: BTreeSet<String>,
    /// How much was said of it.
    pub operations: u32,
    #[serde(skip)]
    is_by: bool,
}

/// Everything that is found, oldest first.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &Connection, sought: &Sought) -> Result<Vec<Found>, StoreError> {
    let words: Vec<_> = sought.words.iter().map(|word| Needle::of(word)).collect();
    let mut found = BTreeMap::<DocId, Found>::new();
    let mut statement = conn.prepare(
        "SELECT salt, body, user_id, coalesce(received_at, 0) FROM operation
         UNION ALL SELECT salt, body, NULL, received_at FROM quarantine",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(body) = (Frozen { salt: row.get(0)?, body: row.get(1)? }).read() else { continue };
        if body.kind == Kind::Erase {
            continue;
        }
        let user: Option<[u8; 16]> = row.get(2)?;
        let at = UtcMillis(row.get(3)?);
        let it = found.entry(body.doc).or_insert_with(|| Found {
            document: body.doc,
            kind: body.of.as_str().to_owned(),
            category: String::new(),
            received_at: at,
            fields: BTreeSet::new(),
            operations: 0,
            is_by: false,
        });
        it.operations += 1;
        it.received_at = it.received_at.min(at);
        it.is_by |= user.is_some() && user == sought.user.map(|user| *user.as_bytes());
        if let Some(code) = body.set.get("category").and_then(Value::as_str) {
            code.clone_into(&mut it.category);
        }
        for (field, text) in said(&body) {
            if words.iter().any(|word| word.is_in(&text)) {
                it.fields.insert(field);
            }
        }
    }
    let is_sought = |it: &Found| {
        let is_of = |code: &String| {
            it.category == *code
                || it.category.strip_prefix(code.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        (words.is_empty() || !it.fields.is_empty())
            && (sought.user.is_none() || it.is_by)
            && sought.category.as_ref().is_none_or(is_of)
            && sought
                .received
                .is_none_or(|(from, to)| from <= it.received_at && it.received_at < to)
    };
    let mut found: Vec<_> = found.into_values().filter(is_sought).collect();
    found.sort_by_key(|it| (it.received_at, it.document));
    Ok(found)
}

/// Something that was set aside and cannot be read, so that no document is known to hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// Of which device.
    pub device: DeviceId,
    /// Its number there.
    pub number: u64,
    /// When it was received.
    pub received_at: UtcMillis,
    /// What was handed in.
    #[serde(skip)]
    pub frozen: Frozen,
    /// Its hash in the chain.
    #[serde(skip)]
    pub hash: OpHash,
}

/// What was set aside, cannot be read, and holds one of the words; without words all of it.
///
/// # Errors
/// When the database fails.
pub fn unreadable(conn: &Connection, words: &[String]) -> Result<Vec<Unreadable>, StoreError> {
    let words: Vec<_> = words.iter().map(|word| Needle::of(word)).collect();
    let mut statement = conn.prepare(
        "SELECT device_id, number, salt, body, received_at, hash FROM quarantine
         ORDER BY received_at, device_id, number",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let frozen = Frozen { salt: row.get(2)?, body: row.get(3)? };
        if frozen.read().is_ok() {
            continue;
        }
        // As it is written, and as it would be read where only a part of it is broken.
        let plain = unescaped(&frozen.body);
        let has = |word: &Needle| word.is_in(&frozen.body) || word.is_in(&plain);
        if words.is_empty() || words.iter().any(has) {
            found.push(Unreadable {
                device: DeviceId::from_bytes(row.get(0)?),
                number: row.get::<_, i64>(1)?.cast_unsigned(),
                received_at: UtcMillis(row.get(4)?),
                frozen,
                hash: OpHash(row.get(5)?),
            });
        }
    }
    Ok(found)
}

/// A text with its `\\uXXXX` as letters.
fn unescaped(text: &str) -> String {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        units.extend(rest[..at].encode_utf16());
        let code = rest.get(at + 2..at + 6).and_then(|code| u16::from_str_radix(code, 16).ok());
        let Some(code) = code else {
            units.extend("\\u".encode_utf16());
            rest = &rest[at + 2..];
            continue;
        };
        units.push(code);
        rest = &rest[at + 6..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units)
}

/// What was set aside of a document.
///
/// # Errors
/// When the database fails.
pub fn set_aside(conn: &Connection, doc: DocId) -> Result<Vec<Body>, StoreError> {
    let mut statement = conn.prepare("SELECT salt, body FROM quarantine")?;
    let rows =
        statement.query_map([], |row| Ok(Frozen { salt: row.get(0)?, body: row.get(1)? }))?;
    let all = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(all.iter().filter_map(|it| it.read().ok()).filter(|body| body.doc == doc).collect())
}

/// Everything a body says in texts and numbers, by the name of its field.
fn said(body: &Body) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (field, value) in &body.set {
        leaves(field, value, &mut all);
    }
    if let (Some(set), Some(value)) = (&body.to, &body.value) {
        leaves(set, value, &mut all);
    }
    if let Some(because) = &body.because {
        all.push(("because".to_owned(), because.as_str().to_owned()));
    }
    all
}

/// The texts and numbers of a value, each with the way to it.
pub fn leaves(way: &str, value: &Value, to: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => to.push((way.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => to.push((way.to_owned(), value.to_string())),
        Value::Array(all) => {
            for (n, one) in all.iter().enumerate() {
                leaves(&format!("{way}.{}", n + 1), one, to);
            }
        }
        Value::Object(all) => {
            for (key, one) in all {
                leaves(&format!("{way}.{key}"), one, to);
            }
        }
    }
}

/// One of the words that are looked for.
struct Needle {
    text: String,
    digits: Option<String>,
}

impl Needle {
    fn of(word: &str) -> Self {
        let digits = digits(word);
        let is_number = digits.len() >= DIGITS_MIN && !word.chars().any(char::is_alphabetic);
        Self { text: word.trim().to_lowercase(), digits: is_number.then_some(digits) }
    }

    fn is_in(&self, text: &str) -> bool {
        !self.text.is_empty() && text.to_lowercase().contains(&self.text)
            || self.digits.as_ref().is_some_and(|number| digits(text).contains(number.as_str()))
    }
}

/// The digits of a text, whatever sets them apart; a letter between two ends the number.
fn digits(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_ascii_digit() || c.is_alphabetic());
    kept.map(|c| if c.is_ascii_digit() { c } else { ' ' }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_however_json_writes_them() {
        assert_eq!(
            unescaped(r#"{"note": "\u00c5sa \ud83d\ude00 \uZZ"#),
            "{\"note\": \"Åsa 😀 \\uZZ"
        );
        assert_eq!(unescaped("slut \\u00"), "slut \\u00");
    }

    #[test]
    fn a_number_is_found_however_it_is_set_apart_and_not_across_words() {
        let phone = Needle::of("070-174 06 05");
        assert!(phone.is_in("ring 0701740605") && phone.is_in("070 17 406 05, nu"));
        assert!(!phone.is_in("070 och 1740605"));
        assert!(Needle::of("åsa ek").is_in("Enligt ÅSA EK vid porten"));
        assert!(!Needle::of("").is_in("allt"));
    }
}
