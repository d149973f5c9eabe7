//! Worlds of the simulator, as many as wanted; the first that breaks an invariant is printed with the
//! command that lives it again.

use std::process::{Command, ExitCode};

use crate::arguments::Arguments;
use crate::machine::{self, Need};
use crate::project::Project;
use crate::steps::{self, Failed};

/// Which worlds, and how long each lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Worlds {
    first: u64,
    seeds: u64,
    steps: u32,
}

impl Worlds {
    /// What every change lives through.
    pub(crate) const OF_THE_CHECKS: Self = Self { first: 0, seeds: 1_000, steps: 1_000 };
    /// Those that come after them.
    const NEXT: Self = Self { first: Self::OF_THE_CHECKS.seeds, ..Self::OF_THE_CHECKS };
}

/// `cargo xtask soak [--first N] [--seeds N] [--steps N]`.
///
/// # Errors
/// When the words are not understood, or a world breaks an invariant.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    let wanted = Worlds {
        first: arguments.value("--first")?.unwrap_or(Worlds::NEXT.first),
        seeds: arguments.value("--seeds")?.unwrap_or(Worlds::NEXT.seeds),
        steps: arguments.value("--steps")?.unwrap_or(Worlds::NEXT.steps),
    };
    arguments.finish()?;
    machine::provide(&[Need::Server, Need::App])?;
    project.build_everything()?;
    steps::run("Live through the worlds", &mut worlds(project, wanted))?;
    Ok(ExitCode::SUCCESS)
}

/// The command that lives them.
pub(crate) fn worlds(project: &Project, wanted: Worlds) -> Command {
    let mut tests = project.tests(&["--test", "simulator", "no_report", "--", "--nocapture"]);
    tests.env("LAGESBILD_FIRST_SEED", wanted.first.to_string());
    tests.env("LAGESBILD_SEEDS", wanted.seeds.to_string());
    tests.env("LAGESBILD_STEPS", wanted.steps.to_string());
    tests
}
