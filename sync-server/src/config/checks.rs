//! Forms that both files share: codes, dates, labels, names of files.

use chrono::NaiveDate;

use crate::fields::Fields;

/// `[a-z0-9]+(-[a-z0-9]+)*`.
pub(super) fn is_code(text: &str) -> bool {
    let part =
        |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split('-').all(part)
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

/// Dates that may be left out.
pub(super) fn dates<'a>(fields: &Fields<'a>, keys: &[&'a str]) {
    for key in keys {
        let _ =
            fields.optional_checked(key, "a date \"YYYY-MM-DD\" is expected", |text: &String| {
                is_date(text)
            });
    }
}

/// A text that may be left out.
pub(super) fn texts<'a>(fields: &Fields<'a>, keys: &[&'a str]) {
    for key in keys {
        let _: Option<String> = fields.optional(key);
    }
}

/// `{ sv = "…", en = "…" }`.
pub(super) fn label<'a>(fields: &Fields<'a>, key: &'a str, is_required: bool) {
    if let Some(label) = fields.table(key, is_required) {
        let _: String = label.required("sv");
        let _: String = label.required("en");
        label.done();
    }
}

/// An `https://` address that may be left out.
pub(super) fn url(fields: &Fields<'_>) {
    let _ = fields.optional_checked("url", "https://… is expected", |url: &String| {
        url.starts_with("https://")
    });
}
