//! `[[measure]]`: the municipality's own entries of the library of measures, beside those that ship.

use domain::measure::{EvidenceStrength, LibraryEntry, MeasureType};

use super::checks::{code, label, word};
use crate::fields::Fields;

const TYPES: &[&str] = &[
    "presence",
    "physical",
    "cleaning",
    "lighting",
    "vegetation",
    "hardening",
    "camera",
    "activity",
    "dialogue",
    "supervision",
    "information",
    "police",
    "other",
];
const EVIDENCE: &[&str] = &["strong", "some", "mixed", "little"];

/// In order.
pub(super) fn read(fields: &Fields<'_>) -> Vec<LibraryEntry> {
    let (mut all, mut codes) = (Vec::new(), Vec::new());
    for table in fields.tables("measure") {
        let code = code(&table, &mut codes);
        if !code.starts_with("x-") {
            table.fault("code", "one's own begins with `x-`");
        }
        all.push(LibraryEntry {
            code,
            measure_type: word(&table.one_of("type", TYPES)).unwrap_or(MeasureType::Other),
            title: label(&table, "title", true),
            evidence: word(&table.one_of("evidence", EVIDENCE)).unwrap_or(EvidenceStrength::Little),
            note: label(&table, "note", true),
            sources: table.optional("sources").unwrap_or_default(),
        });
        table.done();
    }
    all
}
