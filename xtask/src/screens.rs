//! The gallery of the phone: every screen in every state and theme, made anew for `docs/screens.md`.

use std::process::{Command, ExitCode};

use crate::arguments::Arguments;
use crate::machine::{self, Need};
use crate::project::Project;
use crate::steps::{self, Failed};

/// `cargo xtask screens [NAME]`.
///
/// # Errors
/// When the words are not understood, or a screen does not open.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    let only = arguments.word();
    arguments.finish()?;
    machine::provide(&[Need::Node, Need::Browser])?;
    project.install_interface()?;
    let built = "Build the interface with its stand-in server";
    steps::run(built, &mut project.npm(&["run", "build:e2e"]))?;
    let mut gallery = Command::new("node");
    gallery.arg("e2e/gallery.mjs").current_dir(project.interface());
    if let Some(name) = only {
        gallery.args(["--only", &name]);
    }
    steps::run("The phone's screens as pictures", &mut gallery)?;
    println!("{}", project.root.join("docs").join("screens.md").display());
    Ok(ExitCode::SUCCESS)
}
