//! What the documents on security, privacy and sync name is there: files, tests, routes, commands. A sentence
//! that says "this test shows it" cannot outlive the test.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a document that cannot be read is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folders whose pages are held to what they say, and the pages beside them.
const FOLDERS: &[&str] = &["docs/security", "docs/privacy"];
const BESIDE: &[&str] = &["SECURITY.md", "docs/sync.md"];
/// What a path may begin with, so that a media type is not taken for one.
const TOPS: [&str; 8] =
    ["config", "crates", "docs", "src-tauri", "sync-server", "tests", "ui", "xtask"];
const ENDINGS: [&str; 8] = [".rs", ".md", ".ts", ".svelte", ".json", ".toml", ".mjs", ".sql"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn text(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<String> = BESIDE.iter().map(|page| (*page).to_owned()).collect();
    for folder in FOLDERS {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            pages.push(format!("{folder}/{name}"));
        }
    }
    pages.into_iter().map(|name| (text(&name), name)).map(|(text, name)| (name, text)).collect()
}

/// What stands between backticks, and commands on lines of their own.
fn named(page: &str) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    for line in page.lines() {
        match line.strip_prefix("    ") {
            Some(command) if is_command(command) => drop(named.insert(command.trim())),
            _ => named.extend(line.split('`').skip(1).step_by(2)),
        }
    }
    named
}

fn is_command(text: &str) -> bool {
    ["sync-server ", "cargo xtask "].iter().any(|program| text.starts_with(program))
}

/// What there is, to look names up in.
struct There {
    files: BTreeSet<String>,
    rust: String,
    routes: BTreeMap<String, BTreeSet<String>>,
    words: String,
    parts: String,
    server: PathBuf,
}

impl There {
    fn read() -> Self {
        let listed = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(root())
            .output()
            .unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let is_there = |file: &&str| root().join(file).exists();
        let files: BTreeSet<String> = listed.lines().filter(is_there).map(str::to_owned).collect();
        let rust = files.iter().filter(|file| file.ends_with(".rs")).map(|file| text(file));
        let described: Value = serde_json::from_str(&text("docs/openapi.json")).unwrap();
        let methods = |it: &Value| it.as_object().unwrap().keys().cloned().collect();
        let routes = described["paths"].as_object().unwrap().iter();
        Self {
            rust: rust.collect(),
            routes: routes.map(|(path, it)| (path.clone(), methods(it))).collect(),
            words: text("xtask/src/main.rs"),
            parts: text("xtask/src/test/parts.rs"),
            server: tests::faults::program("sync-server").unwrap(),
            files,
        }
    }

    /// What is wrong with a name; nothing when it is there, or is none of the kinds that are looked up.
    fn fault(&self, name: &str) -> Option<String> {
        if is_command(name) {
            return self.command(name);
        }
        let (method, path) = name.split_once(' ').unwrap_or(("", name));
        if path.starts_with("/v1/") || path == "/health" {
            let known = self.routes.get(path);
            let has =
                known.is_some_and(|it| method.is_empty() || it.contains(&method.to_lowercase()));
            return (!has).then(|| "is no route".to_owned());
        }
        if name.contains(' ') {
            return None;
        }
        if is_path(name) {
            return (!self.has_file(name)).then(|| "is no file".to_owned());
        }
        if is_sentence(name) {
            let is_there = self.rust.contains(&format!("fn {name}("));
            return (!is_there).then(|| "is no test or function".to_owned());
        }
        None
    }

    fn has_file(&self, name: &str) -> bool {
        let begins = |with: &str| self.files.iter().any(|file| file.starts_with(with));
        match name.strip_suffix('*') {
            Some(beginning) => begins(beginning),
            None => {
                self.files.contains(name) || begins(&format!("{}/", name.trim_end_matches('/')))
            }
        }
    }

    fn command(&self, line: &str) -> Option<String> {
        let mut words = line.split_whitespace();
        let program = words.next()?;
        let (options, words): (Vec<&str>, Vec<&str>) = words.partition(|it| it.starts_with("--"));
        let is_word = |it: &&&str| it.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let words: Vec<&str> = words.iter().take_while(is_word).copied().collect();
        let help = if program == "cargo" { self.xtask(&words) } else { self.help(&words) };
        let Some(help) = help else { return Some("is no command".to_owned()) };
        let is_missing = |option: &&&str| !help.contains(**option);
        options.iter().find(is_missing).map(|option| format!("has no {option}"))
    }

    fn help(&self, words: &[&str]) -> Option<String> {
        let told = Command::new(&self.server).args(words).arg("--help").output().unwrap();
        told.status.success().then(|| String::from_utf8_lossy(&told.stdout).into_owned())
    }

    fn xtask(&self, words: &[&str]) -> Option<String> {
        let (_, word, part) = (words.first()?, words.get(1)?, words.get(2));
        let is_word = self.words.contains(&format!("cargo xtask {word} "));
        let is_part = part.is_none_or(|part| self.parts.contains(&format!("name: \"{part}\"")));
        (is_word && is_part).then(|| self.words.clone())
    }
}

fn is_path(name: &str) -> bool {
    let first = name.split('/').next().unwrap_or_default();
    let is_file = ENDINGS.iter().any(|ending| name.ends_with(ending));
    !name.starts_with("DIR/") && (is_file || name.contains('/') && TOPS.contains(&first))
}

/// A name of four words or more: tests are sentences.
fn is_sentence(name: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    name.bytes().all(is_letter) && name.matches('_').count() >= 3
}

#[test]
fn everything_the_pages_on_security_privacy_and_sync_name_is_there() {
    let there = There::read();
    let mut looked_up = BTreeSet::new();
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        for name in named(&text) {
            looked_up.insert(name.to_owned());
            wrong.extend(there.fault(name).map(|fault| format!("{page}: `{name}` {fault}")));
        }
    }
    let count = |of: fn(&str) -> bool| looked_up.iter().filter(|name| of(name)).count();
    assert!(count(is_sentence) > 30 && count(is_path) > 20 && count(is_command) > 8);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A line of the standard: number, level, state, and where or why not.
type Line<'a> = ([u32; 3], &'a str, &'a str, &'a str);

fn lines(page: &str) -> Vec<Line<'_>> {
    let cells = |line| -> Vec<&str> { str::split(line, " | ").collect() };
    let number = |text: &str| -> Option<[u32; 3]> {
        let parts: Option<Vec<u32>> = text.split('.').map(|it| it.parse().ok()).collect();
        parts?.try_into().ok()
    };
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(cells)
        .filter_map(|row| Some((number(row[0])?, *row.get(1)?, *row.get(3)?, *row.get(4)?)))
        .collect()
}

#[test]
fn every_line_of_the_standard_is_judged_once_and_the_sum_is_right() {
    let page = text("docs/security/asvs.md");
    let lines = lines(&page);
    let levels = |level| lines.iter().filter(|line| line.1 == level).count();
    assert_eq!((levels("1"), levels("2")), (70, 183));
    assert!(lines.windows(2).all(|two| two[0].0 < two[1].0), "out of order or twice");
    let states = ["met", "partly", "not yet", "operator", "n/a"];
    for level in ["1", "2"] {
        let count = |state| lines.iter().filter(|it| it.1 == level && it.2 == state).count();
        let counts: Vec<String> = states.iter().map(|state| count(*state).to_string()).collect();
        let sum = format!("| {level} | {} | {} |", counts.join(" | "), levels(level));
        assert!(page.contains(&sum), "the table of sums should have the line {sum}");
    }
    let begins = |why: &str| why.starts_with('O') || why.starts_with("as ");
    let is_told = |it: &&Line<'_>| it.3.contains('`') || it.3.contains("(O") || begins(it.3);
    let open = lines.iter().filter(|it| ["partly", "not yet"].contains(&it.2));
    let silent: Vec<_> = open.filter(|it| !is_told(it)).map(|it| (it.0, it.3)).collect();
    assert!(silent.is_empty(), "open, and neither place nor number is told: {silent:?}");
}

#[test]
fn what_is_said_to_be_open_is_on_the_open_list() {
    let model = text("docs/security/threat-model.md");
    let listed = model.lines().filter_map(|line| line.strip_prefix("| O")?.split_once(" |"));
    let listed: BTreeSet<u32> = listed.filter_map(|(number, _)| number.parse().ok()).collect();
    assert!(!listed.is_empty(), "the open list is gone");
    let mut unknown = Vec::new();
    for (page, text) in pages() {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let numbers = words.filter_map(|word| word.strip_prefix('O')?.parse::<u32>().ok());
        unknown
            .extend(numbers.filter(|it| !listed.contains(it)).map(|it| format!("{page}: O{it}")));
    }
    assert!(unknown.is_empty(), "not on the open list: {unknown:?}");
}

/// What stands between single stars.
fn starred(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('*').skip(1).step_by(2)
}

#[test]
fn every_row_of_the_seed_is_answered_by_a_screen_a_command_or_a_document_that_is_there() {
    let there = There::read();
    let texts = there.files.iter().filter(|file| file.starts_with("ui/src/lib/text/sv"));
    let words: String = texts.map(|file| text(file)).collect();
    let page = text("docs/seed-coverage.md");
    let rows: Vec<(&str, &str)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .filter(|(asked, _)| *asked != "Asked for")
        .collect();
    let mut wrong = Vec::new();
    for (asked, told) in &rows {
        let screens: Vec<&str> = starred(told).filter(|name| *name != "not yet").collect();
        let unknown = screens.iter().filter(|name| !words.contains(&format!("'{name}'")));
        wrong.extend(unknown.map(|name| format!("{asked}: there is no screen {name}")));
        let names = named(told);
        let faults = names.iter().filter_map(|name| Some((name, there.fault(name)?)));
        wrong.extend(faults.map(|(name, fault)| format!("{asked}: `{name}` {fault}")));
        let is_place = |name: &&str| {
            is_path(name) || is_command(name) || name.starts_with("/v1/") || *name == "field import"
        };
        if screens.is_empty() && !names.iter().any(is_place) {
            wrong.push(format!("{asked}: nothing that can be looked at answers it"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let open = rows.iter().filter(|(_, told)| told.contains("*not yet*")).count();
    let sum = format!("{} rows; in {open} of them something is not yet there.", rows.len());
    assert!(page.contains(&sum), "the page should say: {sum}");
}

#[test]
fn a_name_that_is_not_there_is_noticed_whatever_kind_it_is_of() {
    let there = There::read();
    let page = "`tests/gone.rs` and `nobody_wrote_this_test`, `POST /v1/gone`, `DELETE /v1/me`\n    \
                sync-server device forget ID\n    sync-server audit verify --loudly\n    \
                cargo xtask dance\n`cargo xtask test dancing` `docs/decisions/9999-*`";
    let names = named(page);
    let told: Vec<_> = names.iter().filter(|name| there.fault(name).is_none()).collect();
    assert_eq!((names.len(), told.len()), (9, 0), "not noticed: {told:?}");
    let there_are = "`SECURITY.md` `sync-server/tests/doors.rs` `docs/decisions/0052*` `GET /v1/me`\
                     `cargo xtask test deny` `sync-server audit verify --holds HASH` `text/html`";
    for name in named(there_are) {
        assert_eq!(there.fault(name), None, "{name}");
    }
}
