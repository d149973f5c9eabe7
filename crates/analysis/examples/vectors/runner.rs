//! Reads a folder of vector files and gives each case to the function that knows its format. What
//! a case is compared with, and with which parameters, stands in the file, never here.

mod case;
mod counts;
mod generated;
mod places;
mod reports;
mod surface;
mod times;

use std::path::{Path, PathBuf};

use serde_json::Value;

use case::{Case, Outcome};

/// What a run found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// One line a file and case.
    pub(crate) lines: Vec<String>,
    /// Cases read.
    pub(crate) cases: usize,
    /// Cases that differ, and files that are unknown or cannot be read.
    pub(crate) failures: usize,
}

impl Report {
    fn fail(&mut self, line: String) {
        self.failures += 1;
        self.lines.push(line);
    }
}

/// Runs every `*.json` of a folder.
pub(crate) fn run(folder: &Path) -> Report {
    let mut report = Report::default();
    let mut files: Vec<PathBuf> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) => {
            report.fail(format!("FAIL {}: {error}", folder.display()));
            return report;
        }
    };
    files.retain(|path| path.extension().is_some_and(|end| end == "json"));
    files.sort();
    for path in files {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Err(error) = run_file(&path, &stem, &mut report) {
            report.fail(format!("FAIL {stem}: {error}"));
        }
    }
    report
}

fn run_file(path: &Path, stem: &str, report: &mut Report) -> Outcome {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let file: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let name = file["name"].as_str().unwrap_or(stem);
    let check = check_of(name).ok_or_else(|| format!("unknown file `{name}`"))?;
    let cases = file["cases"].as_array().ok_or("no cases")?;
    if cases.is_empty() {
        return Err("no cases".into());
    }
    for value in cases {
        let mut case = Case::new(&file, value, path);
        let result = check(&mut case);
        report.cases += 1;
        let differences = case.finish(result);
        if differences.is_empty() {
            report
                .lines
                .push(format!("ok   {name} {} {}", case.id(), case.note()).trim_end().into());
        } else {
            report.fail(format!("FAIL {name} {}: {}", case.id(), differences.join("; ")));
        }
    }
    Ok(())
}

fn check_of(name: &str) -> Option<fn(&mut Case<'_>) -> Outcome> {
    Some(match name {
        "aoristic" => times::aoristic,
        "calendar" => times::calendar,
        "clusters" => places::clusters,
        "crs_sweref99" => places::crs,
        "dedup_baseline" => reports::dedup_baseline,
        "eb_before_after" => counts::eb_before_after,
        "empirical_bayes" => counts::empirical_bayes,
        "evaluation" => counts::evaluation,
        "fellegi_sunter" => reports::fellegi_sunter,
        "geodesic" => places::geodesic,
        "gi_star" => surface::gi_star,
        "h3_cells" => places::h3_cells,
        "its" => counts::its,
        "kde_quartic" => surface::kde_quartic,
        "knox" => times::knox,
        "local_poisson" => surface::local_poisson,
        "multiple_testing" => counts::multiple_testing,
        "prediction_accuracy" => counts::prediction_accuracy,
        "rate_tests" => counts::rate_tests,
        "surveillance" => times::surveillance,
        "text_similarity" => reports::text_similarity,
        _ => return None,
    })
}
