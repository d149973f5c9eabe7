//! Chromium against a server: the scripts of `ui/e2e/real`, one at a time, run by Node.js.

use std::path::{Path, PathBuf};
use std::process::Command;

use domain::role::Role;
use serde_json::Value;
use sync_server::admin::{Admin, Invite, PersonCommand};
use sync_server::{Seams, Settings};

use crate::server::{Fault, Server};

/// Why the scripts cannot be run on this machine; nothing when they can.
pub fn missing() -> Option<String> {
    if !interface().join("node_modules").join("playwright-core").is_dir() {
        return Some("the interface's packages are not installed (npm ci in ui)".to_owned());
    }
    let mut ask = Command::new("node");
    let ready = ask.current_dir(interface()).args(["e2e/real/run.mjs", "--ready"]).output();
    match ready {
        Err(_) => Some("there is no Node.js".to_owned()),
        Ok(answer) if answer.status.success() => None,
        Ok(answer) => Some(String::from_utf8_lossy(&answer.stderr).trim().to_owned()),
    }
}

/// Invite a coordinator and let them go through these steps in Chromium, told in further words.
///
/// # Errors
/// When a step fails; what it told is in the error.
pub async fn run(server: &Server, steps: &str, words: &[&str]) -> Result<(), Fault> {
    let invitation = invitation(server)?;
    let mut node = Command::new("node");
    node.current_dir(interface()).arg("e2e/real/run.mjs");
    node.args(["--base", &server.address, "--invitation", &invitation, "--only", steps]);
    node.args(words);
    let answer = tokio::task::spawn_blocking(move || node.output()).await??;
    let told = String::from_utf8_lossy(&answer.stdout);
    let wrong = String::from_utf8_lossy(&answer.stderr);
    if answer.status.success() { Ok(()) } else { Err(format!("{told}{wrong}").into()) }
}

/// The link the administration makes beside the running server.
fn invitation(server: &Server) -> Result<String, Fault> {
    let settings = Settings { public_url: Some(server.address.clone()), ..Settings::default() };
    let admin = Admin::open(server.folder(), settings, Seams::real())?;
    let told = admin.person(PersonCommand::Invite(Invite {
        name: "Samordnaren".to_owned(),
        role: Role::Coordinator,
        org: "Kommunledningskontoret".to_owned(),
    }))?;
    let mut json = Vec::new();
    told.write(true, &mut json)?;
    let told: Value = serde_json::from_slice(&json)?;
    Ok(told["link"].as_str().ok_or("no link was told")?.to_owned())
}

fn interface() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("ui")
}
