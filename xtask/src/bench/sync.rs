//! W0–W6 of the sync against the real server in a release build. What is measured stands in
//! `tests/benches/sync`; lines are printed as they are measured.

use std::process::ExitCode;

use crate::project::{Profile, Project};
use crate::steps::{Failed, Tried};

/// How much is handed in and read, and how far the log grows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) operations: usize,
    pub(super) grown: usize,
}

/// # Errors
/// When something does not build or run.
pub(super) fn start(project: &Project, sizes: Sizes) -> Result<ExitCode, Failed> {
    project.build(&["sync-server"], Profile::Release)?;
    let mut bench =
        project.cargo(&["bench", "--quiet", "--package", "tests", "--bench", "sync", "--"]);
    bench.arg(project.target.join("bench/sync-workloads"));
    bench.arg(project.program("sync-server", Profile::Release));
    bench.arg(sizes.operations.to_string()).arg(sizes.grown.to_string());
    let status = bench.status().tried("measure the sync")?;
    if status.success() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failed::because(format!("Measuring the sync ended with {status}.")))
}
