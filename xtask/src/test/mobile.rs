//! The Rust that phones run, checked for types on a machine that can build for no phone: the standard
//! library of both targets, and a stand-in for their C compilers, because nothing is linked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Outcome;
use crate::machine;
use crate::project::Project;
use crate::steps::{self, Failed, Tried};

/// A 64-bit Android phone and an iPhone.
const TARGETS: &[&str] = &["aarch64-linux-android", "aarch64-apple-ios"];

/// Every object is empty; what is asked of the compiler about itself, the machine's own answers.
const STAND_IN: &str = r#"#!/bin/sh
# Stands in for a phone's C compiler where types are checked and nothing is linked: every object is empty.
object=
compiles=
before=
for word in "$@"; do
  [ "$before" = -o ] && object=$word
  case $word in -c | -S) compiles=yes ;; -o?*) object=${word#-o} ;; esac
  before=$word
done
if [ -n "$compiles" ] && [ -n "$object" ]; then
  exec cc -c -x c /dev/null -o "$object"
fi
exec cc "$@"
"#;

/// Checks the app for both phones, or says why it cannot be done here.
///
/// # Errors
/// When it does not compile.
pub(super) fn check(project: &Project) -> Result<Outcome, Failed> {
    let Some(app) = project.app() else {
        return Ok(Outcome::Skipped("this checkout has no app".to_owned()));
    };
    if !cfg!(unix) {
        return Ok(Outcome::Skipped("the stand-in for C compilers is a shell script".to_owned()));
    }
    let missing: Vec<&str> = TARGETS.iter().copied().filter(|target| !has_std(target)).collect();
    if let Some(because) = fetch(&missing) {
        return Ok(Outcome::Skipped(because));
    }
    project.build_interface()?;
    let compiler = stand_in(&project.target.join("phones"))?;
    let mut cargo = project.cargo(&["clippy", "--locked", "--lib", "--package", app]);
    for target in TARGETS {
        cargo.args(["--target", target]);
        let name = target.replace('-', "_");
        cargo.env(format!("CC_{name}"), &compiler).env(format!("CXX_{name}"), &compiler);
        // An archive of nothing is an archive for whatever machine.
        cargo.env(format!("AR_{name}"), "ar");
    }
    if !cfg!(target_os = "macos") {
        cargo.env("SDKROOT", sdk(&project.target.join("phones"))?);
    }
    cargo.args(["--", "--deny", "warnings"]);
    steps::run("Types and lints of the phones' Rust", &mut cargo).map(|_| Outcome::Passed)
}

/// Gets what is missing by rustup; the reason where it cannot be had.
fn fetch(missing: &[&str]) -> Option<String> {
    if missing.is_empty() {
        return None;
    }
    let targets = missing.join(" ");
    if !machine::is_program("rustup") {
        return Some(format!("no standard library for {targets}, and no rustup to fetch it"));
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add"]).args(missing);
    match steps::run(&format!("Fetch the standard library for {targets} (once)"), &mut rustup) {
        Ok(_) => None,
        Err(_) => Some(format!("rustup could not fetch the standard library for {targets}")),
    }
}

/// Whether the compiler in use has a standard library for this target.
fn has_std(target: &str) -> bool {
    let folder = steps::answer("rustc", &["--print", "target-libdir", "--target", target]);
    folder.is_some_and(|folder| holds_core(Path::new(&folder)))
}

fn holds_core(folder: &Path) -> bool {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.file_name());
    names.into_iter().any(|name| name.to_string_lossy().starts_with("libcore-"))
}

/// The stand-in, written where it is not yet as it should be: a new time of change builds all C anew.
fn stand_in(folder: &Path) -> Result<PathBuf, Failed> {
    fs::create_dir_all(folder).tried(format_args!("make {}", folder.display()))?;
    let path = folder.join("cc");
    if fs::read_to_string(&path).is_ok_and(|it| it == STAND_IN) {
        return Ok(path);
    }
    fs::write(&path, STAND_IN).tried(format_args!("write {}", path.display()))?;
    make_runnable(&path).tried(format_args!("let {} run", path.display()))?;
    Ok(path)
}

#[cfg(unix)]
fn make_runnable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_runnable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// An empty folder under the name that compilers for iPhones look for.
fn sdk(folder: &Path) -> Result<PathBuf, Failed> {
    let path = folder.join("iPhoneOS.sdk");
    fs::create_dir_all(&path).tried(format_args!("make {}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_stand_in_makes_an_object_of_anything_and_is_written_once() {
        let folder = std::env::temp_dir().join(format!("xtask-phones-{}", std::process::id()));
        let compiler = stand_in(&folder).unwrap();
        let written = fs::metadata(&compiler).unwrap().modified().unwrap();
        let object = folder.join("nothing.o");

        let status = Command::new(&compiler)
            .args(["--target=arm64-apple-ios14.0", "-isysroot", "/nowhere", "-c", "there-is-no.c"])
            .arg("-o")
            .arg(&object)
            .status()
            .unwrap();

        assert!(status.success());
        assert!(fs::metadata(&object).unwrap().len() > 0);
        stand_in(&folder).unwrap();
        assert_eq!(fs::metadata(&compiler).unwrap().modified().unwrap(), written);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_target_whose_library_is_not_here_is_known() {
        assert!(!has_std("no-such-phone"));
        assert_eq!(fetch(&[]), None);
    }
}
