//! `[[receiver]]`: systems of others that the server hands measures to, when somebody at a desk says so.

use domain::text::Name;
use serde::Serialize;

use crate::fields::Fields;
use crate::settings::is_safe;

/// A system of somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receiver {
    /// What people choose it by.
    pub name: Name,
    /// Where it listens.
    pub url: String,
    /// Another number is another secret.
    pub secret_number: i64,
}

/// In order.
pub(super) fn read(fields: &Fields<'_>) -> Vec<Receiver> {
    let mut all: Vec<Receiver> = Vec::new();
    for table in fields.tables("receiver") {
        let name: String = table.required("name");
        let what = "an https address is expected";
        let url = table.checked("url", what, |url: &String| is_safe(url) && url.len() <= 2_000);
        let positive = |number: &i64| *number >= 1;
        let number =
            table.optional_checked("secret_number", "1 or more is expected", positive).unwrap_or(1);
        match Name::new(&name) {
            Ok(name) if all.iter().any(|it| it.name == name) => {
                table.fault("name", format!("`{}` is there already", name.as_str()));
            }
            Ok(name) => all.push(Receiver { name, url, secret_number: number }),
            Err(error) => table.fault("name", error.to_string()),
        }
        table.done();
    }
    all
}
