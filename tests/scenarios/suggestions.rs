//! Double reports through the programs themselves: `field import`, `field sync`, then `sync-server
//! suggestions`, scored against the generator's hidden truth, which no program is given.

#![expect(clippy::unwrap_used, reason = "a program that does not run is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use domain::role::Role;
use serde_json::Value;
use tests::server::{Fault, Server};

type Pair = [String; 2];

fn shared() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    std::env::var_os("LAGESBILD_SHARED").map_or_else(beside, PathBuf::from)
}

/// A program of this workspace, when it has been built.
fn program(name: &str) -> Option<PathBuf> {
    let tests = std::env::current_exe().ok()?;
    let path = tests.parent()?.parent()?.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

fn run(program: &Path, args: &[&str]) -> Result<String, Fault> {
    let output = Command::new(program).args(args).env("LAGESBILD_LOG", "warn").output()?;
    if !output.status.success() {
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{}: {wrong}", args.join(" ")).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn pair(one: &str, other: &str) -> Pair {
    if one < other { [one.into(), other.into()] } else { [other.into(), one.into()] }
}

/// The pairs that tell of one event, as the generator knows.
fn truth(lines: &str) -> BTreeSet<Pair> {
    let mut events: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let event = row["truth_event"].as_str().unwrap().to_owned();
        events.entry(event).or_default().push(row["id"].as_str().unwrap().to_owned());
    }
    let mut pairs = BTreeSet::new();
    for reports in events.values() {
        for (i, one) in reports.iter().enumerate() {
            pairs.extend(reports[i + 1..].iter().map(|other| pair(one, other)));
        }
    }
    pairs
}

/// What the programs suggest for these rows.
async fn suggested(programs: [&Path; 2], lines: &str) -> Result<BTreeSet<Pair>, Fault> {
    let [field, sync_server] = programs;
    let folder = tempfile::tempdir()?;
    let (rows, store) = (folder.path().join("rows.ndjson"), folder.path().join("store"));
    std::fs::write(&rows, lines)?;
    let (rows, store) = (rows.to_string_lossy(), store.to_string_lossy());
    let server = Server::start().await?;
    let link = server.link("Kommunledningskontoret", Role::Coordinator)?;
    let told = tokio::task::block_in_place(|| {
        run(field, &["--store", &store, "enrol", &link])?;
        run(field, &["--store", &store, "import", &rows])?;
        run(field, &["--store", &store, "sync"])?;
        let data = server.folder().to_string_lossy();
        run(sync_server, &["suggestions", "--data", &data, "--json"])
    })?;
    server.stop().await?;
    let told: Vec<Value> = serde_json::from_str(&told)?;
    let id = |each: &Value, i: usize| each["observations"][i].as_str().unwrap().to_owned();
    for each in &told {
        assert!(each["score"].is_number() && each["reasons"][0]["words"].is_string(), "{each}");
    }
    Ok(told.iter().map(|each| pair(&id(each, 0), &id(each, 1))).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suggestions_beat_the_plain_rule_at_every_density() -> Result<(), Fault> {
    let baseline = shared().join("vectors/analysis/dedup_baseline.json");
    let script = shared().join("vectors/make_observations.py");
    let Ok(baseline) = std::fs::read_to_string(baseline) else {
        println!("skipped: dedup_baseline.json is not there (set LAGESBILD_SHARED)");
        return Ok(());
    };
    let (Some(field), Some(sync_server)) = (program("field"), program("sync-server")) else {
        println!("skipped: `field` and `sync-server` are not built beside the tests");
        return Ok(());
    };
    let baseline: Value = serde_json::from_str(&baseline)?;
    for case in baseline["cases"].as_array().unwrap() {
        let words: Vec<_> = case["params"]["command"].as_str().unwrap().split(' ').collect();
        let mut python = Command::new("python3");
        let Ok(made) = python.arg(&script).args(&words[1..]).args(["--severity-max", "4"]).output()
        else {
            println!("skipped: there is no python3");
            return Ok(());
        };
        let lines = String::from_utf8(made.stdout)?;
        let (truth, found) = (truth(&lines), suggested([&field, &sync_server], &lines).await?);
        let hits = found.intersection(&truth).count();
        let f1 = 2.0 * hits as f64 / (found.len() + truth.len()) as f64;
        let rules = case["expected"]["baseline"].as_object().unwrap().values();
        let floor = rules.filter_map(|rule| rule["f1"].as_f64()).fold(0.0, f64::max);
        println!(
            "{}: F1 {f1:.4} (floor {floor}), {hits} of {} found, {} wrong",
            case["id"],
            truth.len(),
            found.len() - hits
        );
        assert!(f1 >= floor, "{}: {f1} is below {floor}", case["id"]);
    }
    Ok(())
}
