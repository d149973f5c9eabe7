//! The library of measures: what others have tried against the same kind of trouble, and how well it is known to work.
//! A note says what was found elsewhere, never what will happen here.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::MeasureType;
use crate::catalogue::Label;

/// How well it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceStrength {
    /// Systematic reviews of many trials point the same way.
    Strong,
    /// Some careful trials, or a review of uneven ones.
    Some,
    /// Trials point different ways.
    Mixed,
    /// Hardly tried by itself.
    Little,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct LibraryEntry {
    /// Never changes meaning, never reused: `[a-z0-9]+(-[a-z0-9]+)*`. A municipality's own begin with `x-`.
    pub code: String,
    /// What kind of measure it is.
    pub measure_type: MeasureType,
    /// The measure in a few words.
    pub title: Label,
    /// How well it is known.
    pub evidence: EvidenceStrength,
    /// What is known, and what to mind.
    pub note: Label,
    /// Where that is read: authors, year, title, publication.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// The library that ships.
#[derive(Debug, Deserialize)]
struct Library {
    entries: Vec<LibraryEntry>,
}

/// What ships; `build.rs` has read it before.
pub fn shipped() -> &'static [LibraryEntry] {
    static SHIPPED: OnceLock<Vec<LibraryEntry>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let read: Result<Library, _> =
            serde_json::from_str(include_str!("../../measures/library.json"));
        read.map_or_else(|_| Vec::new(), |library| library.entries)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::{Name, Note};

    #[test]
    fn every_entry_fits_the_fields_it_fills_and_says_where_its_note_is_read() {
        let all = shipped();
        assert!(all.len() >= 20, "{}", all.len());
        let codes: BTreeSet<&str> = all.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes.len(), all.len());
        for entry in all {
            assert!(!entry.code.starts_with("x-"), "{}", entry.code);
            for words in [&entry.title.sv, &entry.title.en] {
                assert!(Name::new(words).is_ok(), "{}", entry.code);
            }
            for words in [&entry.note.sv, &entry.note.en] {
                assert!(Note::new(words).is_ok(), "{}", entry.code);
            }
            assert!(!entry.sources.is_empty(), "{}", entry.code);
        }
    }

    #[test]
    fn every_kind_of_measure_has_an_entry_but_the_one_for_the_rest() {
        let kinds: Vec<String> = shipped()
            .iter()
            .map(|it| serde_json::to_string(&it.measure_type).unwrap())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        assert_eq!(kinds.len(), 12, "{kinds:?}");
        assert!(!kinds.contains(&"\"other\"".to_owned()));
    }
}
