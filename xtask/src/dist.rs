//! What a municipality gets: one folder with the programs as they ship, the configuration that serves as an
//! example, what must be read beside them, and the list of everything that is inside.

mod cargo;
mod list;
mod npm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::machine::{self, Need};
use crate::project::{Profile, Project};
use crate::steps::{self, Failed, Tried};

/// The list's name in the folder; the ending is the one its format is known by.
const LIST: &str = "lagesbild.cdx.json";
/// What is read beside the programs, and what they are tried with.
const BESIDE: &[&str] =
    &["LICENSE", "README.md", "SECURITY.md", "CHANGELOG.md", "docs/third-party.md", "config"];

/// `cargo xtask dist [--sbom] [--folder DIR]`.
///
/// # Errors
/// When something does not build or cannot be written.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    let is_list_only = arguments.flag("--sbom");
    let folder = arguments.value::<PathBuf>("--folder")?;
    arguments.finish()?;
    let list = list::of(project)?;
    let name = format!("lagesbild-{}-{}", list.version, list.platform);
    let folder = folder.unwrap_or_else(|| project.target.join("dist").join(name));
    if !is_list_only {
        machine::provide(&[Need::Server, Need::App, Need::Node])?;
        project.build_interface()?;
        project.build_programs()?;
        fill(project, &folder)?;
    }
    fs::create_dir_all(&folder).tried(format_args!("make {}", folder.display()))?;
    let path = folder.join(LIST);
    fs::write(&path, list.text()?).tried(format_args!("write {}", path.display()))?;
    println!("{}", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// The programs that were built, and what belongs beside them.
fn fill(project: &Project, folder: &Path) -> Result<(), Failed> {
    empty(folder)?;
    let programs = cargo::PROGRAMS.iter().map(|it| project.program(it.file, Profile::Release));
    let beside = BESIDE.iter().map(|name| project.root.join(name));
    for from in programs.chain(beside) {
        copy(&from, &folder.join(from.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// A folder in which nothing of an earlier release is left. One that is not ours stays as it is.
fn empty(folder: &Path) -> Result<(), Failed> {
    if folder.exists() && !folder.join(LIST).exists() {
        return Err(Failed::because(format!(
            "{} is there and is no release: nothing is removed from it. Name another folder.",
            folder.display()
        )));
    }
    if folder.exists() {
        fs::remove_dir_all(folder).tried(format_args!("remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).tried(format_args!("make {}", folder.display()))
}

/// A file with its rights, or a folder with what is in it.
fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop).tried(format_args!(
            "copy {} to {}",
            from.display(),
            to.display()
        ));
    }
    fs::create_dir_all(to).tried(format_args!("make {}", to.display()))?;
    for entry in fs::read_dir(from).tried(format_args!("list {}", from.display()))? {
        let entry = entry.tried(format_args!("list {}", from.display()))?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

impl Project {
    /// Builds every program as it ships, in one go, so that what they share is built once.
    fn build_programs(&self) -> Result<(), Failed> {
        let mut cargo = self.cargo(&["build", "--release", "--locked", "--bins"]);
        cargo.args(cargo::features());
        steps::run("Build the programs as they ship", &mut cargo).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("xtask-dist-{name}-{}", std::process::id()))
    }

    #[test]
    fn a_release_holds_the_programs_and_what_belongs_beside_them_and_nothing_of_an_earlier_one() {
        let (target, folder) = (scratch("target"), scratch("release"));
        let project = Project::at(Project::find().unwrap().root, target.clone());
        fs::create_dir_all(target.join("release")).unwrap();
        for program in cargo::PROGRAMS {
            fs::write(project.program(program.file, Profile::Release), program.package).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        for old in [LIST, "sync-server-of-yesterday"] {
            fs::write(folder.join(old), "old").unwrap();
        }

        fill(&project, &folder).unwrap();

        assert_eq!(fs::read_to_string(folder.join("lagesbild")).unwrap(), "app");
        for name in ["sync-server", "field", "LICENSE", "third-party.md", "config/schema.md"] {
            assert!(folder.join(name).exists(), "{name} is missing");
        }
        assert!(!folder.join("sync-server-of-yesterday").exists());
        fs::remove_file(project.program("field", Profile::Release)).unwrap();
        assert!(fill(&project, &folder).is_err(), "a release without a program");
        fs::remove_dir_all(target).unwrap();
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_of_somebody_else_is_never_emptied() {
        let folder = scratch("letter");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("letter"), "dear").unwrap();

        let refused = empty(&folder).unwrap_err().to_string();
        assert!(refused.contains("is no release"), "{refused}");
        assert!(folder.join("letter").exists());

        fs::write(folder.join(LIST), "{}").unwrap();
        empty(&folder).unwrap();
        assert!(!folder.join("letter").exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
