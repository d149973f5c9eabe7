//! The reference vectors of the shared folder, all of them, where the folder is at hand.

#[path = "../examples/vectors/runner.rs"]
mod runner;

use std::path::PathBuf;

fn shared() -> PathBuf {
    std::env::var_os("LAGESBILD_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    )
}

#[test]
fn checks_1_and_6_every_reference_vector_is_met() {
    let folder = shared().join("vectors/analysis");
    if !folder.is_dir() {
        println!("skipped checks_1_and_6_every_reference_vector_is_met: no {}", folder.display());
        return;
    }
    let report = runner::run(&folder);
    let failed: Vec<&String> =
        report.lines.iter().filter(|line| line.starts_with("FAIL")).collect();
    assert_eq!(report.failures, 0, "{failed:#?}");
    assert!(report.cases > 0, "no case was read");
}

/// A folder of its own with one file, run and removed.
fn run_alone(name: &str, text: &str) -> std::io::Result<(usize, usize)> {
    let folder = std::env::temp_dir().join(format!("vectors-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{name}.json")), text)?;
    let report = runner::run(&folder);
    std::fs::remove_dir_all(&folder)?;
    Ok((report.cases, report.failures))
}

#[test]
fn the_runner_reports_whatever_was_altered() {
    let file = |name: &str, p: &str, q: &str, more: &str| {
        format!(
            r#"{{"name": "{name}", "tolerance": {{}}, "cases": [{{"id": "one", "params": {{}},
                "input": {{"p": {p}}}, "expected": {{"bh": {q}, "by": [0.03, 0.75],
                "holm": [0.02, 0.5], "bonferroni": [0.02, 1.0]{more}}}}}]}}"#
        )
    };
    let name = "multiple_testing";
    let right = run_alone(name, &file(name, "[0.01, 0.5]", "[0.02, 0.5]", "")).unwrap();
    assert_eq!(right, (1, 0));
    for (what, p, q, more) in [
        ("a wrong expected value", "[0.01, 0.5]", "[0.03, 0.5]", ""),
        ("another input", "[0.04, 0.5]", "[0.02, 0.5]", ""),
        ("an expected value nobody reads", "[0.01, 0.5]", "[0.02, 0.5]", r#", "new": 1"#),
        ("too few values", "[0.01]", "[0.02, 0.5]", ""),
    ] {
        assert_eq!(run_alone(name, &file(name, p, q, more)).unwrap(), (1, 1), "{what}");
    }
    assert_eq!(run_alone("stranger", &file("stranger", "[0.1]", "[0.1]", "")).unwrap(), (0, 1));
    assert_eq!(run_alone("broken", "{").unwrap().1, 1);
}
