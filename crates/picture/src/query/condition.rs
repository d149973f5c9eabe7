//! A filter and a scope as one SQL condition.

use domain::role::Scope;
use domain::text::Name;
use rusqlite::types::Value;

use crate::view::PictureFilter;

/// So many threes of letters are looked up of one word; the row itself is looked through after that.
const THREES_MAX: usize = 12;

/// `WHERE …` with its values.
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

impl Condition {
    pub(crate) fn new(scope: &Scope, filter: &PictureFilter) -> Self {
        let mut condition = Self { sql: "WHERE 1".to_owned(), values: Vec::new() };
        condition.scope(scope);
        if !filter.withdrawn {
            condition.sql.push_str(" AND withdrawn = 0");
        }
        if let Some(from) = filter.from {
            condition.and("latest >= ?", [Value::Integer(from.0)]);
        }
        if let Some(to) = filter.to {
            condition.and("earliest < ?", [Value::Integer(to.0)]);
        }
        condition.categories(filter);
        if !filter.reviews.is_empty() {
            let marks = vec!["?"; filter.reviews.len()].join(", ");
            let values = filter.reviews.iter().cloned().map(Value::Text);
            condition.and(&format!("review IN ({marks})"), values);
        }
        if let Some(organisation) = filter.organisation {
            condition.and("organisation_id = ?", [Value::Blob(organisation.as_bytes().to_vec())]);
        }
        if let Some(area) = &filter.area {
            let sql = "number IN (SELECT p.number FROM placement p JOIN area a ON a.number = p.area
                                  WHERE a.code = ?)";
            condition.and(sql, [Value::Text(area.clone())]);
        }
        if let Some(assigned) = &filter.assigned {
            condition.and("assigned = ? AND assigned <> ''", [Value::Text(assigned.clone())]);
        }
        if filter.preparedness {
            condition.sql.push_str(" AND preparedness = 1");
        }
        if let Some(before) = filter.received_before {
            condition.and("sort_at < ?", [Value::Integer(before.0)]);
        }
        if let Some([west, south, east, north]) = filter.within {
            let corners = [west, east, south, north].map(Value::Real);
            condition.and("lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?", corners);
        }
        for word in filter.text.iter().flat_map(|text| text.split_whitespace()).take(8) {
            condition.word(word);
        }
        condition
    }

    /// Three letters or more are found anywhere in a word, fewer where a word begins, in the index and
    /// in the rows that it does not hold yet. The text is NFC and in small letters, as what is stored.
    fn word(&mut self, word: &str) {
        let Ok(word) = Name::new(&word.to_lowercase()) else { return };
        let word = word.as_str();
        let due = "UNION ALL SELECT w.number FROM words_due d
                     JOIN observation w ON w.number = d.number WHERE";
        if word.chars().count() >= 3 {
            let sql = format!(
                "number IN (SELECT l.rowid FROM observation_letters l
                     JOIN observation w ON w.number = l.rowid
                   WHERE observation_letters MATCH ? AND instr(w.words, ?) > 0
                   {due} instr(w.words, ?) > 0)"
            );
            self.and(&sql, [letters(word), word.to_owned(), word.to_owned()].map(Value::Text));
        } else {
            let sql = format!(
                "number IN (SELECT rowid FROM observation_words
                   WHERE observation_words MATCH ? {due} w.words GLOB ? OR w.words GLOB ?)"
            );
            let begins = word.replace('[', "[[]").replace('*', "[*]").replace('?', "[?]");
            let begins = format!("{begins}*");
            let inside = format!("*[^0-9a-z\u{aa}-\u{1fff}]{begins}");
            self.and(&sql, [format!("{}*", quoted(word)), begins, inside].map(Value::Text));
        }
    }

    fn scope(&mut self, scope: &Scope) {
        match scope {
            Scope::All => {}
            Scope::Organisation { organisation } => {
                self.and("organisation_id = ?", [Value::Blob(organisation.as_bytes().to_vec())]);
            }
            Scope::Own { device } => {
                self.and("device_id = ?", [Value::Blob(device.as_bytes().to_vec())]);
            }
            Scope::Nothing => self.sql.push_str(" AND 0"),
        }
    }

    fn categories(&mut self, filter: &PictureFilter) {
        if filter.categories.is_empty() {
            return;
        }
        let either: Vec<&str> = filter
            .categories
            .iter()
            .map(|code| if code.is_tile() { "tile = ?" } else { "category = ?" })
            .collect();
        let values = filter.categories.iter().map(|code| Value::Text(code.as_str().to_owned()));
        self.and(&format!("({})", either.join(" OR ")), values);
    }

    pub(crate) fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }
}

/// Every three letters in a row of a word, all of which the index has to hold.
fn letters(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let threes = letters.windows(3).take(THREES_MAX).map(|three| quoted(&String::from_iter(three)));
    threes.collect::<Vec<_>>().join(" AND ")
}

/// As the full-text index reads a string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
