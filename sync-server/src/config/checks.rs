//! Forms that both files share: codes, dates, labels, names of files.

use chrono::NaiveDate;
use domain::catalogue::Label;
use serde::de::DeserializeOwned;

use crate::fields::Fields;

/// `[a-z0-9]+(-[a-z0-9]+)*`, at most 60 characters.
pub(super) fn is_code(text: &str) -> bool {
    let part =
        |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= 60 && text.split('-').all(part)
}

/// `YYYY-MM-DD`, and a day that exists.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// A municipality code of four digits.
pub(super) fn is_municipality_code(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Relative, and never outside the folder.
pub(super) fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':'])
        && std::path::Path::new(path)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// A code, unique among its kind.
pub(super) fn code(fields: &Fields<'_>, known: &mut Vec<String>) -> String {
    let what = "small letters, digits and - are expected";
    let code: String = fields.checked("code", what, |code: &String| is_code(code));
    if known.contains(&code) && !code.is_empty() {
        fields.fault("code", format!("`{code}` is there already"));
    }
    known.push(code.clone());
    code
}

/// A reference to a code.
pub(super) fn refers(fields: &Fields<'_>, key: &str, (code, known): (&str, &[String])) {
    if !known.iter().any(|known| known == code) {
        fields.fault(key, format!("there is no `{code}`"));
    }
}

/// One of our own enums by its word; `None` has been named as a fault before.
pub(super) fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

/// A date that may be left out.
pub(super) fn date<'a>(fields: &Fields<'a>, key: &'a str) -> Option<String> {
    let what = "a date \"YYYY-MM-DD\" is expected";
    fields.optional_checked(key, what, |text: &String| is_date(text))
}

/// `{ sv = "…", en = "…" }`; what stands in for a missing one is never used.
pub(super) fn label<'a>(fields: &Fields<'a>, key: &'a str, is_required: bool) -> Label {
    let nothing = || Label { sv: String::new(), en: String::new() };
    let Some(table) = fields.table(key, is_required) else { return nothing() };
    let label = Label { sv: table.required("sv"), en: table.required("en") };
    table.done();
    label
}

/// The same where it may be left out.
pub(super) fn optional_label<'a>(fields: &Fields<'a>, key: &'a str) -> Option<Label> {
    let label = label(fields, key, false);
    (!label.sv.is_empty() || !label.en.is_empty()).then_some(label)
}

/// An `https://` address that may be left out.
pub(super) fn url(fields: &Fields<'_>) -> Option<String> {
    fields.optional_checked("url", "https://… is expected", |url: &String| {
        url.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.contains(' '))
    })
}
