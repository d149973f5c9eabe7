//! Worlds of the simulator, as many as wanted; the first that breaks an invariant is printed with the
//! command that lives it again.

use std::process::{Command, ExitCode};

use crate::arguments::Arguments;
use crate::machine::{self, Need};
use crate::project::Project;
use crate::steps::{self, Failed};

/// Which worlds, and how long each lives.
#[derive(Debug, Clone, Copy)]
struct Worlds {
    first: u64,
    seeds: u64,
    steps: u32,
}

/// Seeds below this one are lived through by the Rust tests.
const FIRST: u64 = 100;
/// Longer lives than those of the Rust tests.
const STEPS: u32 = 1_000;

/// `cargo xtask soak [--first N] [--seeds N] [--steps N]`.
///
/// # Errors
/// When the words are not understood, or a world breaks an invariant.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    let wanted = Worlds {
        first: arguments.value("--first")?.unwrap_or(FIRST),
        seeds: arguments.value("--seeds")?.unwrap_or(1_000),
        steps: arguments.value("--steps")?.unwrap_or(STEPS),
    };
    arguments.finish()?;
    machine::provide(&[Need::Server, Need::App])?;
    project.build_everything()?;
    steps::run("Live through the worlds", &mut worlds(project, wanted))?;
    Ok(ExitCode::SUCCESS)
}

/// The command that lives them.
fn worlds(project: &Project, wanted: Worlds) -> Command {
    let mut tests = project.tests(&["--test", "simulator", "no_report", "--", "--nocapture"]);
    tests.env("LAGESBILD_FIRST_SEED", wanted.first.to_string());
    tests.env("LAGESBILD_SEEDS", wanted.seeds.to_string());
    tests.env("LAGESBILD_STEPS", wanted.steps.to_string());
    tests
}
