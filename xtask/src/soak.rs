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

/// The worlds that are part of the checks.
pub(crate) const CHECKED: Worlds = Worlds { first: 0, seeds: 1_000, steps: 1_000 };
/// Where others begin, and how many if nothing else is said.
const OTHERS: Worlds = Worlds { first: 1_000, seeds: 1_000, steps: 1_000 };

/// `cargo xtask soak [--first N] [--seeds N] [--steps N]`.
///
/// # Errors
/// When the words are not understood, or a world breaks an invariant.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    let wanted = Worlds {
        first: arguments.value("--first")?.unwrap_or(OTHERS.first),
        seeds: arguments.value("--seeds")?.unwrap_or(OTHERS.seeds),
        steps: arguments.value("--steps")?.unwrap_or(OTHERS.steps),
    };
    arguments.finish()?;
    machine::provide(&[Need::Server, Need::App])?;
    project.build_everything()?;
    live(project, wanted)?;
    Ok(ExitCode::SUCCESS)
}

/// Live through worlds with what others leave of the processor.
///
/// # Errors
/// When a world breaks an invariant.
pub(crate) fn live(project: &Project, wanted: Worlds) -> Result<(), Failed> {
    let worlds = worlds(project, wanted);
    let mut command = Command::new("nice");
    command.args(["-n", "19"]).arg(worlds.get_program()).args(worlds.get_args());
    command.envs(worlds.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(&project.root);
    let mut command = if machine::is_program("nice") { command } else { worlds };
    steps::run("Live through the worlds", &mut command).map(drop)
}

/// The command that lives them.
fn worlds(project: &Project, wanted: Worlds) -> Command {
    let mut tests = project.tests(&["--test", "simulator", "no_report", "--", "--nocapture"]);
    tests.env("LAGESBILD_FIRST_SEED", wanted.first.to_string());
    tests.env("LAGESBILD_SEEDS", wanted.seeds.to_string());
    tests.env("LAGESBILD_STEPS", wanted.steps.to_string());
    tests
}
