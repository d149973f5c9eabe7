//! The lists of other people's packages in `docs/third-party.md`, from cargo's metadata and npm's lock
//! file: name, version, licence.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::project::Project;
use crate::steps::{self, Failed, Tried};

const DOCUMENT: &str = "docs/third-party.md";

/// Whether the lists say what is used; with `UPDATE_GENERATED` in the environment they are rewritten.
///
/// # Errors
/// When they say something else, or cannot be made.
pub(crate) fn compare(project: &Project) -> Result<(), Failed> {
    let path = project.root.join(DOCUMENT);
    let text = fs::read_to_string(&path).tried(format_args!("read {DOCUMENT}"))?;
    let current = with_list(&text, "rust", &rust_packages(project)?)?;
    let current = with_list(&current, "npm", &interface_packages(project)?)?;
    if current == text {
        return Ok(());
    }
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        return fs::write(path, current).tried(format_args!("write {DOCUMENT}"));
    }
    Err(Failed::because(format!(
        "{DOCUMENT} does not list the packages that are used. UPDATE_GENERATED=1 cargo xtask test deny \
         rewrites it."
    )))
}

/// Every package in the lock file that is not ours, also those only other systems or tests use.
fn rust_packages(project: &Project) -> Result<BTreeSet<String>, Failed> {
    let mut metadata = project.cargo(&["metadata", "--format-version", "1", "--locked"]);
    let metadata: Value =
        serde_json::from_str(&steps::output(&mut metadata)?).tried("read cargo's metadata")?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    Ok(packages.filter(|it| !it["source"].is_null()).map(rust_line).collect())
}

fn rust_line(package: &Value) -> String {
    line(&package["name"], &package["version"], &package["license"])
}

/// What the interface carries inside; the tools it is built with are not shipped.
fn interface_packages(project: &Project) -> Result<BTreeSet<String>, Failed> {
    let lock = fs::read(project.interface().join("package-lock.json"));
    let lock: Value = serde_json::from_slice(&lock.tried("read ui/package-lock.json")?)
        .tried("understand ui/package-lock.json")?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    let shipped = packages.filter(|(path, it)| !path.is_empty() && it["dev"] != true);
    Ok(shipped.map(|(path, it)| npm_line(path, it)).collect())
}

fn npm_line(path: &str, package: &Value) -> String {
    let name = path.rsplit("node_modules/").next().unwrap_or(path);
    line(&Value::from(name), &package["version"], &package["license"])
}

fn line(name: &Value, version: &Value, licence: &Value) -> String {
    let word = |it: &Value| it.as_str().unwrap_or("see its own files").to_owned();
    format!("| {} | {} | {} |", word(name), word(version), word(licence))
}

/// The text with the list between its two marks.
fn with_list(text: &str, list: &str, lines: &BTreeSet<String>) -> Result<String, Failed> {
    let (open, close) = (format!("<!-- generated: {list} -->\n"), format!("<!-- end: {list} -->"));
    let missing = || Failed::because(format!("{DOCUMENT} has no place for the list \"{list}\"."));
    let (before, rest) = text.split_once(&open).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&close).ok_or_else(missing)?;
    let lines: String = lines.iter().map(|it| format!("{it}\n")).collect();
    let table = format!("| Package | Version | Licence |\n|---|---|---|\n{lines}");
    Ok(format!("{before}{open}{table}{close}{after}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_takes_the_place_of_the_one_before_and_nothing_else_changes() {
        let text = "A\n<!-- generated: npm -->\nold\n<!-- end: npm -->\nB\n";
        let lines = BTreeSet::from(["| b | 2 | MIT |".to_owned(), "| a | 1 | ISC |".to_owned()]);
        let first = with_list(text, "npm", &lines).unwrap();

        let list =
            "| Package | Version | Licence |\n|---|---|---|\n| a | 1 | ISC |\n| b | 2 | MIT |\n";
        assert_eq!(first, format!("A\n<!-- generated: npm -->\n{list}<!-- end: npm -->\nB\n"));
        assert_eq!(with_list(&first, "npm", &lines).unwrap(), first);
        assert!(with_list(text, "rust", &lines).is_err());
    }

    #[test]
    fn a_package_inside_another_has_its_own_name() {
        let package = json!({"version": "1.2.3", "license": "MIT"});
        let line = npm_line("node_modules/a/node_modules/@b/c", &package);
        assert_eq!(line, "| @b/c | 1.2.3 | MIT |");
    }
}
