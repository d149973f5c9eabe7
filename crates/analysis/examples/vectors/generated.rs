//! A synthetic town from the shared generator, run as its own program beside the vector files. Its
//! hidden truth is read here for scoring only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use analysis::calendar::unix_seconds;
use analysis::duplicates::{Kinship, Report, is_plain_match};
use analysis::text_similarity::trigrams;
use domain::crs::ReferenceSystem;
use serde_json::Value;

use super::case::{Outcome, number, text};

/// Categories often taken for each other, as the default catalogue has them.
const NEIGHBOURS: [(&str, &[&str]); 12] = [
    ("vandalism.street_furniture", &["vandalism.graffiti", "theft.burglary_storage"]),
    ("vandalism.graffiti", &["vandalism.street_furniture"]),
    ("place.litter", &["place.lighting", "disorder.gathering"]),
    ("disorder.gathering", &["drugs.alcohol", "violence.brawl", "traffic.reckless_atractor"]),
    ("drugs.dealing", &["disorder.gathering", "drugs.alcohol"]),
    ("theft.bicycle", &["theft.burglary_storage"]),
    ("theft.burglary_storage", &["theft.bicycle", "vandalism.street_furniture"]),
    ("violence.brawl", &["disorder.gathering"]),
    ("traffic.reckless_atractor", &["disorder.gathering"]),
    ("place.lighting", &["place.litter", "vandalism.street_furniture"]),
    ("fire.bin", &["vandalism.street_furniture"]),
    ("drugs.alcohol", &["disorder.gathering"]),
];

/// How two categories, by their place in the list above, are related.
pub(crate) fn kinship(a: u32, b: u32) -> Kinship {
    let is_next = |a: u32, b: u32| {
        let (Some(a), Some(b)) = (NEIGHBOURS.get(a as usize), NEIGHBOURS.get(b as usize)) else {
            return false;
        };
        a.1.contains(&b.0)
    };
    match () {
        () if a == b => Kinship::Same,
        () if is_next(a, b) || is_next(b, a) => Kinship::Neighbour,
        () => Kinship::Other,
    }
}

/// Reports and, in the same order, the event each tells of.
pub(crate) struct Town {
    pub(crate) reports: Vec<Report>,
    pub(crate) truth: Vec<String>,
}

impl Town {
    /// The pairs the plain rule finds.
    pub(crate) fn plain_pairs(&self, rule: (f64, f64)) -> Vec<(usize, usize)> {
        let mut order: Vec<usize> = (0..self.reports.len()).collect();
        order.sort_by_key(|i| self.reports[*i].from);
        let mut found = Vec::new();
        for (rank, &i) in order.iter().enumerate() {
            let a = &self.reports[i];
            for &j in &order[rank + 1..] {
                let b = &self.reports[j];
                if (b.from - a.to) as f64 > rule.1 * 60.0 {
                    break;
                }
                if is_plain_match(a, b, kinship(a.category, b.category), rule) {
                    found.push((i, j));
                }
            }
        }
        found
    }
}

/// Runs `make_observations.py ARGS…` and reads what it prints.
pub(crate) fn town(folder: &Path, command: &str) -> Outcome<Town> {
    let mut words = command.split_whitespace();
    let program = words.next().ok_or("no command")?;
    let script = find(folder, program)?;
    let output = Command::new("python3")
        .arg(script)
        .args(words)
        .output()
        .map_err(|error| format!("python3: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let lines = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
    let mut town = Town { reports: Vec::new(), truth: Vec::new() };
    let mut sources = BTreeMap::new();
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let next = sources.len() as u32;
        let source = *sources.entry(text(&row["actor"])?.to_owned()).or_insert(next);
        town.reports.push(report(&row, source, town.reports.len())?);
        town.truth.push(text(&row["truth_event"])?.to_owned());
    }
    Ok(town)
}

/// The generator beside or above the folder, or in the shared folder.
fn find(folder: &Path, program: &str) -> Outcome<PathBuf> {
    let shared =
        std::env::var_os("LAGESBILD_SHARED").map(|shared| PathBuf::from(shared).join("vectors"));
    let near = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    [Some(folder.to_owned()), Some(folder.join("..")), shared, Some(PathBuf::from(near))]
        .into_iter()
        .flatten()
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .ok_or_else(|| format!("{program} was not found beside the vectors"))
}

fn report(row: &Value, source: u32, line: usize) -> Outcome<Report> {
    let time = |value: &Value| unix_seconds(text(value)?).ok_or_else(|| "not a time".to_owned());
    let to = time(&row["observed_at"])?;
    let from = if row["observed_from"].is_null() { to } else { time(&row["observed_from"])? };
    let category = text(&row["category"])?;
    let number_of = |name: &str| NEIGHBOURS.iter().position(|(known, _)| *known == name);
    let (lon, lat) = (number(&row["lon"])?, number(&row["lat"])?);
    Ok(Report {
        key: line as u128,
        at: ReferenceSystem::Sweref99Tm.to_plane(lon, lat),
        accuracy_m: number(&row["accuracy_m"])?,
        from,
        to,
        category: number_of(category).ok_or("unknown category")? as u32,
        severity: number(&row["severity"])? as i32,
        source,
        text: trigrams(text(&row["text"])?),
    })
}
