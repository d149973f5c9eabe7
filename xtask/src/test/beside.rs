//! A part of the checks that runs beside others: what it prints goes to a file, and is shown when its turn
//! comes.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::Outcome;
use crate::project::Project;
use crate::steps::{self, Failed, Tried as _};

/// A command at work.
pub(super) struct Beside {
    name: &'static str,
    child: Child,
    log: std::path::PathBuf,
    started: Instant,
}

impl Beside {
    /// Starts it.
    ///
    /// # Errors
    /// When its command cannot be made or started.
    pub(super) fn begin(
        project: &Project,
        name: &'static str,
        command: fn(&Project) -> Result<Command, Failed>,
    ) -> Result<Self, Failed> {
        let mut command = command(project)?;
        let log = project.target.join(format!("{name}.log"));
        let file = File::create(&log).tried(format_args!("write {}", log.display()))?;
        let same = file.try_clone().tried(format_args!("write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(file).stderr(same);
        let child = command.spawn().tried(format_args!("start the part {name}"))?;
        eprintln!("    {name} runs beside what comes next; what it says is in {}", log.display());
        Ok(Self { name, child, log, started: Instant::now() })
    }

    /// Waits for its end and shows what it said.
    ///
    /// # Errors
    /// When it did not end with 0.
    pub(super) fn wait(mut self) -> Result<Outcome, Failed> {
        let status = self.child.wait().tried(format_args!("wait for the part {}", self.name))?;
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        eprintln!("{said}");
        eprintln!("    {}: {} since it began", self.name, steps::time(self.started.elapsed()));
        if status.success() {
            return Ok(Outcome::Passed);
        }
        Err(Failed::because(format!("The part {} failed ({status}).", self.name)))
    }
}
