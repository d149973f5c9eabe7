//! Holds the map of the code: which crate may use which, where SQL may live, how long a file may be,
//! and that commands have the same names in Rust and TypeScript.

#![expect(clippy::unwrap_used, reason = "a map that cannot be read is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// The arrows of the map. A new one is a decision: a page under `docs/decisions`, then a word here.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("protocol", &["domain"]),
    ("analysis", &["domain"]),
    ("photo", &[]),
    ("mvt", &[]),
    ("practice", &["domain", "mvt"]),
    ("picture", &["domain", "analysis", "mvt"]),
    ("report", &["domain", "analysis"]),
    ("client", &["domain", "photo", "protocol", "picture"]),
    ("field", &["domain", "client", "protocol", "picture"]),
    ("tauri-plugin-patrol", &[]),
    (
        "app",
        &["domain", "client", "analysis", "report", "protocol", "picture", "tauri-plugin-patrol"],
    ),
    ("sync-server", &["domain", "photo", "protocol", "picture", "analysis", "report"]),
    (
        "tests",
        &[
            "domain",
            "protocol",
            "analysis",
            "picture",
            "report",
            "client",
            "practice",
            "sync-server",
        ],
    ),
    ("xtask", &["practice"]),
];
const LINES_MAX: usize = 400;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    features: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice::<Metadata>(&output.stdout).unwrap().packages
}

/// Files that git knows, so that what is generated or installed does not count.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    let files: Vec<_> = listed
        .lines()
        .filter(|file| endings.iter().any(|ending| file.ends_with(ending)))
        .map(PathBuf::from)
        .filter(|file| root().join(file).exists())
        .collect();
    assert!(files.len() > 10, "git lists only {} files", files.len());
    files
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

#[test]
fn every_arrow_between_crates_is_on_the_map() {
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let packages = packages();
    let ours: BTreeSet<_> = packages.iter().map(|package| package.name.clone()).collect();
    let mut wrong = Vec::new();
    for package in &packages {
        let Some(may) = allowed.get(package.name.as_str()) else {
            wrong.push(format!("`{}` is not on the map", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            let is_arrow = ours.contains(&dependency.name) && dependency.kind.is_none();
            if is_arrow && !may.contains(&dependency.name.as_str()) {
                wrong.push(format!("{} -> {}", package.name, dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows the map does not allow: {wrong:#?}");
}

#[test]
fn nothing_that_ships_reaches_the_arithmetic_beneath_the_methods() {
    for package in packages() {
        for dependency in package.dependencies.iter().filter(|it| it.name == "analysis") {
            let is_open = dependency.features.iter().any(|feature| feature == "arithmetic");
            let is_its_own =
                package.name == "analysis" && dependency.kind.as_deref() == Some("dev");
            assert!(!is_open || is_its_own, "{} opens the arithmetic of `analysis`", package.name);
        }
    }
}

#[test]
fn sql_lives_in_the_picture_and_in_stores() {
    let mut wrong = Vec::new();
    for file in files(&[".rs"]) {
        let path = file.to_string_lossy();
        let may = path.starts_with("crates/picture/")
            || path.starts_with("tests/")
            || path.contains("/store/")
            || path.ends_with("/store.rs")
            || path.contains("/benches/");
        if !may && text(&file).contains("rusqlite::") {
            wrong.push(path.into_owned());
        }
    }
    assert!(wrong.is_empty(), "rusqlite outside the stores: {wrong:#?}");
}

#[test]
fn no_file_written_by_hand_is_longer_than_400_lines() {
    let generated = ["ui/src/lib/api/types.ts"];
    let long: Vec<_> = files(&[".rs", ".ts", ".svelte", ".js", ".mjs", ".css"])
        .into_iter()
        .filter(|file| !generated.contains(&file.to_string_lossy().as_ref()))
        .map(|file| (text(&file).lines().count(), file))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .collect();
    assert!(long.is_empty(), "files over {LINES_MAX} lines: {long:#?}");
}

#[test]
fn commands_have_the_same_names_in_rust_and_typescript() {
    let app = root().join("src-tauri/src/lib.rs");
    let handler = std::fs::read_to_string(app).unwrap();
    let start = handler.find("generate_handler![").expect("the list of commands");
    let list = &handler[start + "generate_handler![".len()..];
    let rust: BTreeSet<String> = list[..list.find(']').unwrap()]
        .split(',')
        .filter_map(|path| path.trim().rsplit("::").next().map(str::to_owned))
        .filter(|name| !name.is_empty())
        .collect();
    let tauri = text(Path::new("ui/src/lib/api/tauri.ts"));
    let typescript: BTreeSet<String> = tauri
        .match_indices("ask('")
        .map(|(at, call)| &tauri[at + call.len()..])
        .filter_map(|rest| rest.split('\'').next().map(str::to_owned))
        .collect();
    assert_eq!(rust, typescript);
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    let silent: Vec<_> = files(&[".rs"])
        .into_iter()
        .filter(|file| !text(file).trim_start().starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "files without a first line on their purpose: {silent:#?}");
}

/// The tests and broken rules that the table of invariants names.
#[test]
fn every_test_that_the_page_on_sync_names_is_there() {
    let page = text(Path::new("docs/sync.md"));
    let rows = page.lines().filter(|line| line.starts_with("| I"));
    let named: BTreeSet<&str> = rows.flat_map(|row| row.split('`').skip(1).step_by(2)).collect();
    let rust: String = files(&[".rs"]).iter().map(|file| text(file)).collect();
    assert!(named.len() > 25, "only {} are named", named.len());
    let missing: Vec<_> = named.into_iter().filter(|name| !rust.contains(*name)).collect();
    assert!(missing.is_empty(), "named and not there: {missing:?}");
}

#[test]
fn only_one_file_talks_to_tauri() {
    let wrong: Vec<_> = files(&[".ts", ".svelte"])
        .into_iter()
        .filter(|file| !file.ends_with("api/tauri.ts"))
        .filter(|file| text(file).contains("@tauri-apps/"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
