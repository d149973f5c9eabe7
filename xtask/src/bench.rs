//! Time and memory of the main roads, as JSON lines: release builds, the real programs, each figure
//! beside a limit of this machine that was measured in the same run.

mod analysis;
mod measure;
mod phone;
mod picture;
mod report;
mod sync;
mod tiles;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::demo::{Device, Folder, PRACTICE_REPORTS, date, write_all};
use crate::machine::{self, Need};
use crate::project::{Profile, Project};
use crate::steps::{self, Failed, Tried};
use measure::{Measured, measured, peak_mb};
use sync::Sizes;

const PARTS: [&str; 7] = ["import", "hand-in", "picture", "report", "analysis", "sync", "phone"];
/// The picture is measured at these sizes when none is said.
const PICTURES: [usize; 3] = [10_000, 100_000, 1_000_000];
const OPERATIONS: usize = 10_000;
const GROWN: usize = 1_000_000;
const PHONE: phone::Sizes = phone::Sizes { reports: 10_000, taps: 200, points: 100_000 };
/// Rejected rows are a result, not a failure.
const SOME_REJECTED: i32 = 3;
const DEVICE: Device = Device {
    folder: "bench",
    organisation: "Vaktbolaget Norr",
    role: "reporter",
    name: "Mätningens telefon",
};

/// Reports to measure with.
struct Set {
    name: &'static str,
    file: PathBuf,
    mapping: Option<PathBuf>,
}

/// `cargo xtask bench [import|hand-in|picture|report|analysis|sync|phone…] [--reports N] [--operations N] [--grown N] [--taps N]`.
///
/// # Errors
/// When the words are not understood or something of it does not work.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    let reports: Option<usize> = arguments.value("--reports")?;
    let count = reports.unwrap_or(PRACTICE_REPORTS);
    let phone = phone::Sizes {
        reports: reports.unwrap_or(PHONE.reports),
        taps: arguments.value("--taps")?.unwrap_or(PHONE.taps),
        ..PHONE
    };
    let sizes = Sizes {
        operations: arguments.value("--operations")?.unwrap_or(OPERATIONS),
        grown: arguments.value("--grown")?.unwrap_or(GROWN),
    };
    let mut parts = Vec::new();
    while let Some(word) = arguments.word() {
        let known = PARTS.into_iter().find(|it| *it == word);
        let none =
            || Failed::because(format!("bench has no \"{word}\", only {}.", PARTS.join(", ")));
        parts.push(known.ok_or_else(none)?);
    }
    arguments.finish()?;
    if parts == ["analysis"] {
        return analysis::start(project);
    }
    if parts == ["phone"] {
        return phone::start(project, phone);
    }
    machine::provide(&[Need::Server])?;
    if parts == ["sync"] {
        return sync::start(project, sizes);
    }
    project.build(&["sync-server", "field"], Profile::Release)?;
    let place = project.target.join("bench");
    if parts == ["picture"] {
        let sizes = reports.map_or(PICTURES.to_vec(), |count| vec![count]);
        return pictures(project, &place, &sizes);
    }
    for set in sets(project, &place, count)? {
        let is_wanted = |part: &str| parts.is_empty() || parts.contains(&part);
        let lines = measure_set(project, &place, &set)?;
        for line in lines.iter().filter(|it| is_wanted(it["bench"].as_str().unwrap_or_default())) {
            println!("{line}");
        }
    }
    if parts.is_empty() || parts.contains(&"analysis") {
        analysis::start(project)?;
    }
    if parts.is_empty() || parts.contains(&"phone") {
        phone::start(project, phone)?;
    }
    if parts.is_empty() || parts.contains(&"sync") {
        return sync::start(project, sizes);
    }
    Ok(ExitCode::SUCCESS)
}

/// The questions of a coordinator at several sizes of the same made-up town.
fn pictures(project: &Project, place: &Path, sizes: &[usize]) -> Result<ExitCode, Failed> {
    std::fs::create_dir_all(place).tried(format_args!("make {}", place.display()))?;
    for count in sizes {
        let file = place.join("made-up.ndjson");
        write_all(&file, *count)?;
        let set = Set { name: "made up", file, mapping: None };
        let lines = measure_set(project, place, &set)?;
        for line in lines.iter().filter(|line| line["bench"] == "picture") {
            println!("{line}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn sets(project: &Project, place: &Path, count: usize) -> Result<Vec<Set>, Failed> {
    std::fs::create_dir_all(place).tried(format_args!("make {}", place.display()))?;
    let made_up = place.join("made-up.ndjson");
    write_all(&made_up, count)?;
    let mut sets = vec![Set { name: "made up", file: made_up, mapping: None }];
    let real =
        project.shared().map(|it| it.join("data/events/zurich_felanmalningar_2016_2025.csv.gz"));
    match real.filter(|it| it.is_file()) {
        Some(file) => {
            let mapping = project.root.join("crates/field/mappings/zurich.toml");
            sets.push(Set { name: "zurich", file, mapping: Some(mapping) });
        }
        None => eprintln!("Left out: the Zürich reports are not beside the checkout."),
    }
    Ok(sets)
}

/// Import, hand in, ask: each needs what the one before made, so all are always run.
fn measure_set(project: &Project, place: &Path, set: &Set) -> Result<Vec<Value>, Failed> {
    let folder = Folder::new(project, &place.join(set.name.replace(' ', "-")), Profile::Release);
    folder.remove()?;
    folder.prepare()?;
    let (serving, mut server) = folder.serve("127.0.0.1:0")?;
    folder.enrol(DEVICE)?;

    let mut import = folder.field(DEVICE.folder, &["import", "--json"]);
    import.arg(&set.file);
    if let Some(mapping) = &set.mapping {
        import.arg("--mapping").arg(mapping);
    }
    let import = measured(&mut import, &[0, SOME_REJECTED])?;
    let sync = measured(&mut folder.field(DEVICE.folder, &["sync", "--json"]), &[0])?;
    let server_peak = peak_mb(serving.id());

    folder.coordinator(&mut server)?;
    let summary = server.post("/v1/picture/summary", &json!({}))?;
    let count = summary["total"].as_u64().unwrap_or_default();
    if count == 0 {
        return Err(Failed::because("Nothing reached the server; nothing was measured."));
    }
    let raw = raw(project, folder.dir(), count)?;
    let line = |bench: &str, it: &Measured, mut more: Value| {
        more["bench"] = json!(bench);
        more["set"] = json!(set.name);
        more["n"] = json!(count);
        more["seconds"] = rounded(it.took.as_secs_f64());
        more["per_second"] = json!((count as f64 / it.took.as_secs_f64()).round());
        more["peak_rss_mb"] = rounded(it.peak_mb);
        more["said"] = it.said.clone();
        more
    };
    let mut lines = vec![
        line("import", &import, json!({ "beside": raw.clone() })),
        line(
            "hand-in",
            &sync,
            json!({ "beside": raw.clone(), "server_peak_rss_mb": rounded(server_peak) }),
        ),
    ];
    let about = json!({ "set": set.name, "n": count, "beside": raw });
    lines.extend(picture::measure(&server, &about, || peak_mb(serving.id()))?);
    if set.mapping.is_none() {
        lines.extend(tiles::measure(&server, &about, || peak_mb(serving.id()))?);
    }
    let about = json!({ "set": set.name, "n": count });
    let last = summary["last"].as_u64().unwrap_or_default() / 86_400_000;
    lines.extend(report::measure(&folder, &about, &date(last))?);
    Ok(lines)
}

/// What SQLite alone does in the same folder.
fn raw(project: &Project, folder: &Path, rows: u64) -> Result<Value, Failed> {
    let words = ["bench", "--quiet", "--package", "xtask", "--bench", "raw_sqlite", "--"];
    let mut raw = project.cargo(&words);
    let printed = steps::output(raw.arg(folder).arg(rows.to_string()))?;
    let mut raw: Value = serde_json::from_str(&printed).tried("read what SQLite alone does")?;
    if let Some(it) = raw.as_object_mut() {
        it.remove("sum");
    }
    Ok(raw)
}

/// Three decimals are more than the machine can say.
fn rounded(number: f64) -> Value {
    json!((number * 1_000.0).round() / 1_000.0)
}

/// Milliseconds with three decimals.
fn milliseconds(time: Duration) -> Value {
    rounded(time.as_secs_f64() * 1_000.0)
}
