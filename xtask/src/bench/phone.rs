//! From the tap to the saved report and from the start to the first tap, in the real window and in
//! Chromium slowed down; and how a map of many points moves. Programs are those that the checks build,
//! slower than what ships: what holds here holds there.

use std::process::{Command, ExitCode};

use crate::machine::{self, Need};
use crate::project::Project;
use crate::steps::{self, Failed, Tried};

/// How many reports there are already, how often a tile is tapped, and how many points the map has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) reports: usize,
    pub(super) taps: usize,
    pub(super) points: usize,
}

/// # Errors
/// When something does not build or run.
pub(super) fn start(project: &Project, sizes: Sizes) -> Result<ExitCode, Failed> {
    machine::provide(&[Need::Node, Need::Server, Need::App, Need::Window, Need::Browser])?;
    machine::cargo_tool(project, "tauri-driver", "2.1.0")?;
    project.build_interface()?;
    project.build_everything()?;
    let fixtures = "Build the interface with its stand-in server";
    steps::run(fixtures, &mut project.npm(&["run", "build:e2e"]))?;
    let (reports, taps) = (sizes.reports.to_string(), sizes.taps.to_string());

    let words = ["run", "--quiet", "--package", "tests", "--example", "phone_speed", "--"];
    let speed = project.cargo(&words);
    let mut window = Command::new("xvfb-run");
    window.arg("--auto-servernum").arg(speed.get_program()).args(speed.get_args());
    window.args([&reports, &taps]).current_dir(&project.root);
    measure(&mut window, "the window")?;

    let mut browser = Command::new("node");
    browser.arg("e2e/real/phone-speed.mjs").current_dir(project.interface());
    browser.env("CARGO_TARGET_DIR", &project.target);
    browser.args(["--reports", &reports, "--taps", &taps]);
    browser.args(["--points", &sizes.points.to_string()]);
    measure(&mut browser, "the browser")?;
    Ok(ExitCode::SUCCESS)
}

fn measure(command: &mut Command, what: &str) -> Result<(), Failed> {
    let status = command.status().tried(format_args!("measure {what}"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failed::because(format!("Measuring {what} ended with {status}.")))
}
