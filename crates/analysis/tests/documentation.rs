//! Each function says its formula, its units, where it comes from and its least data.

#![expect(clippy::unwrap_used, reason = "sources that cannot be read are a failed test")]

use std::path::Path;

/// What the documentation of a function begins its paragraphs with.
const SAYS: [&str; 4] = ["Formula: ", "Units: ", "Reference: ", "Least data: "];
/// Methods whose answer is a list that may be empty instead of a finding.
const LISTS: [&str; 2] = ["suggest", "within_budget"];

/// Functions beneath the methods.
const ARITHMETIC: usize = 74;

/// The public functions of a source: documentation and signature.
fn functions(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut said = String::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("///") {
            said.push_str(words.trim());
            said.push('\n');
        } else if line.starts_with("pub fn ") {
            let mut signature = line.to_owned();
            while !signature.contains('{') {
                signature.push_str(lines.next().unwrap());
            }
            found.push((std::mem::take(&mut said), signature));
        } else if !line.starts_with("#[") {
            said.clear();
        }
    }
    found
}

#[test]
fn every_function_tells_formula_units_reference_and_least_data() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut methods, mut arithmetic) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for (said, signature) in functions(&source) {
            let name = signature["pub fn ".len()..].split(['(', '<']).next().unwrap();
            if signature.contains("-> Finding<") || LISTS.contains(&name) {
                methods += 1;
            } else {
                arithmetic += 1;
            }
            for says in SAYS {
                assert!(said.lines().any(|line| line.starts_with(says)), "{name}: no `{says}`");
            }
        }
    }
    // A function that is found no more is not a function that is well documented.
    assert_eq!((methods, arithmetic), (18, ARITHMETIC));
}
