//! `[[shortcut]]` and `[[steering_document]]`.

use protocol::municipality::{DocumentKind, Shortcut, SteeringDocument};

use super::Configuration;
use super::checks::{code, date, is_code, label, refers, url, word};
use crate::fields::Fields;

const FIRST: [&str; 4] = ["emergency", "police", "fault_report", "child_concern"];
const DOCUMENTS: &[&str] = &["law", "policy", "guideline", "plan", "picture", "agreement"];

/// Numbers and pages, in order.
pub(super) fn read(fields: &Fields<'_>) -> Vec<Shortcut> {
    let mut all: Vec<Shortcut> = Vec::new();
    for table in fields.tables("shortcut") {
        let fits = |code: &String| FIRST.contains(&code.as_str()) || is_code(code);
        let code: String = table.checked("code", "a code is expected", fits);
        if all.iter().any(|other| other.code == code) {
            table.fault("code", format!("`{code}` is there already"));
        }
        let is_number =
            |phone: &String| phone.len() <= 15 && phone.bytes().all(|b| b.is_ascii_digit());
        let phone = table.optional_checked("phone", "digits are expected", is_number);
        all.push(Shortcut { code, label: label(&table, "label", true), phone, url: url(&table) });
        table.done();
    }
    let comes_first = all.iter().map(|it| it.code.as_str()).take(FIRST.len()).eq(FIRST);
    if !comes_first {
        fields.fault("shortcut", format!("{} come first, in this order", FIRST.join(", ")));
    }
    all
}

/// Read the steering documents, once the organisations that decide on them are known.
pub(super) fn read_documents(fields: &Fields<'_>, to: &mut Configuration) {
    let known: Vec<String> = to.organisations.iter().map(|org| org.code.clone()).collect();
    let mut codes = Vec::new();
    for table in fields.tables("steering_document") {
        let decided_by: Option<String> = table.optional("decided_by");
        if let Some(decider) = &decided_by {
            refers(&table, "decided_by", (decider, &known));
        }
        let months = |n: &i64| (1..=600).contains(n);
        let review = table.optional_checked("review_months", "1 to 600 is expected", months);
        let document = SteeringDocument {
            code: code(&table, &mut codes),
            title: table.required("title"),
            kind: word(&table.one_of("kind", DOCUMENTS)).unwrap_or(DocumentKind::Plan),
            decided_by,
            decided_on: date(&table, "decided_on"),
            revised_on: date(&table, "revised_on"),
            valid_from: date(&table, "valid_from"),
            valid_to: date(&table, "valid_to"),
            review_months: review.and_then(|months| u16::try_from(months).ok()),
            reference: table.optional("reference"),
            url: url(&table),
            note: table.optional("note"),
        };
        table.done();
        to.municipality.steering_documents.push(document);
    }
}
