//! The methods of the analysis by size, and beside other software where Python has it. Lines are
//! printed as they are measured.

use std::process::{Command, ExitCode};

use crate::machine;
use crate::project::Project;
use crate::steps::{Failed, Tried};

/// One thread is the honest figure, so the peers get one as well.
const THREADS: [&str; 3] = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"];
const PEERS: &str = "xtask/benches/analysis_peers.py";

/// Prints a line a method and size, then a line a peer.
///
/// # Errors
/// When something does not build or run, or an answer differs from a peer's.
pub(super) fn start(project: &Project) -> Result<ExitCode, Failed> {
    let folder = project.target.join("bench/analysis");
    let words =
        ["run", "--quiet", "--release", "--package", "analysis", "--example", "speed", "--"];
    let mut speed = project.cargo(&words);
    run(speed.arg(&folder), "the methods")?;
    if !machine::is_program("python3") {
        eprintln!("Left out: the peers, because python3 is not on the path.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut peers = Command::new("python3");
    peers.arg(project.root.join(PEERS)).arg(&folder).envs(THREADS.map(|name| (name, "1")));
    run(&mut peers, "the peers")?;
    Ok(ExitCode::SUCCESS)
}

fn run(command: &mut Command, what: &str) -> Result<(), Failed> {
    let status = command.status().tried(format_args!("measure {what}"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failed::because(format!("Measuring {what} ended with {status}.")))
}
