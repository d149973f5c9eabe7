//! What this machine lacks, and how it gets it: Debian packages by apt-get, cargo's tools under the
//! target folder. Where it cannot install, it says exactly what is needed and stops.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::project::Project;
use crate::steps::{self, Failed};

/// Something a part of the work cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// A compiler for SQLCipher, and OpenSSL.
    Server,
    /// The web view the app is drawn with.
    App,
    /// A display without a screen, and the driver that taps in the app's window.
    Window,
    /// Chromium and letters for it.
    Browser,
    /// Node.js and npm.
    Node,
    /// Programs that read a PDF.
    Pages,
}

impl Need {
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Server => &["build-essential", "pkg-config", "libssl-dev"],
            Self::App => &["libwebkit2gtk-4.1-dev"],
            Self::Window => &[
                "webkit2gtk-driver",
                "xvfb",
                "xauth",
                "dbus",
                "libgl1-mesa-dri",
                "libegl-mesa0",
                "fonts-liberation",
            ],
            Self::Browser => &["chromium", "fonts-liberation"],
            Self::Node => &[],
            Self::Pages => &["poppler-utils"],
        }
    }

    /// Whether it is here already, for systems without Debian's packages and for what may come
    /// another way.
    fn is_here(self) -> bool {
        let library = |name| steps::answer("pkg-config", &["--exists", name]).is_some();
        match self {
            Self::Server if cfg!(target_os = "linux") => is_program("cc") && library("openssl"),
            Self::Server => is_program("cc"),
            Self::App => !cfg!(target_os = "linux") || library("webkit2gtk-4.1"),
            Self::Window => {
                ["WebKitWebDriver", "xvfb-run", "dbus-daemon"].map(is_program) == [true; 3]
            }
            Self::Browser => chromium().is_some(),
            Self::Pages => ["pdfinfo", "pdftotext", "pdffonts"].map(is_program) == [true; 3],
            Self::Node => node_version().is_some_and(|it| it >= OLDEST_NODE),
        }
    }
}

/// Reads a PDF against the rules of PDF/UA-1 and PDF/A (decision 0281).
const PAGE_CHECKER: &str = "page-validation==0.11.0";
/// Vite 8 asks for it.
const OLDEST_NODE: (u32, u32) = (20, 19);
/// Older ones cannot install Vite 8.
const OLDEST_NPM: (u32, u32) = (11, 0);

/// Installs what is missing of these needs.
///
/// # Errors
/// When something is missing and cannot be installed here; the sentence says what.
pub(crate) fn provide(needs: &[Need]) -> Result<(), Failed> {
    if needs.contains(&Need::Node) && !Need::Node.is_here() {
        let found = steps::answer("node", &["--version"]).unwrap_or_else(|| "none".to_owned());
        return Err(Failed::because(format!(
            "Node.js {}.{} or newer is needed, found {found}. It comes from https://nodejs.org or your \
             system's packages; it is the one thing besides cargo that is not installed for you.",
            OLDEST_NODE.0, OLDEST_NODE.1
        )));
    }
    if !is_program("apt-get") || !is_program("dpkg-query") {
        return needs.iter().try_for_each(|need| by_hand(*need));
    }
    // Parts that run at the same time install one after another.
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _alone = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = needs.iter().filter(|need| **need != Need::Browser || !need.is_here());
    let wanted: Vec<&str> = wanted.flat_map(|need| need.packages().iter().copied()).collect();
    let missing = missing_packages(&wanted);
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// The command that runs npm, new enough for this interface.
pub(crate) fn npm() -> Command {
    let is_new_enough = steps::answer("npm", &["--version"])
        .and_then(|text| version(&text))
        .is_some_and(|it| it >= OLDEST_NPM);
    if is_new_enough {
        return Command::new("npm");
    }
    let mut npx = Command::new("npx");
    npx.args(["--yes", "npm@11"]);
    npx
}

/// One of cargo's tools, from the path or from `target/tools`; installed there when it is in neither.
///
/// # Errors
/// When it cannot be installed.
pub(crate) fn cargo_tool(project: &Project, name: &str, version: &str) -> Result<PathBuf, Failed> {
    if let Some(found) = find_program(name) {
        return Ok(found);
    }
    let folder = project.target.join("tools");
    let program = folder.join("bin").join(name);
    if !program.exists() {
        let mut install = Command::new("cargo");
        install.args(["install", "--locked", name, "--version", version, "--root"]).arg(&folder);
        steps::run(&format!("Install {name} {version} (once)"), &mut install)?;
    }
    Ok(program)
}

/// The Python of a folder of its own with the checker of PDF/UA and PDF/A; none, with a sentence, where it cannot be
/// installed: the test that asks it then says that it was skipped.
pub(crate) fn page_checker(project: &Project) -> Option<PathBuf> {
    let folder = project.target.join("tools").join("pages");
    let python = folder.join("bin").join("python");
    if python.exists() {
        return Some(python);
    }
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(&folder);
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--no-deps", PAGE_CHECKER]);
    let made = steps::run("Make a folder for the checker of pages (once)", &mut make)
        .and_then(|_| steps::run(&format!("Install {PAGE_CHECKER} (once)"), &mut install));
    if made.is_err() {
        steps::tell(
            "No checker of PDF/UA and PDF/A: it needs python3 with venv, and the package index.",
        );
        // Half a folder would pass for a whole one.
        let _ = std::fs::remove_dir_all(&folder);
        return None;
    }
    Some(python)
}

/// Where Chromium is, under any of its names; the variable `CHROMIUM` goes before them.
pub(crate) fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|it| it.exists());
    named.or_else(|| {
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        names.into_iter().find_map(find_program)
    })
}

/// Whether a program of this name is on the path.
pub(crate) fn is_program(name: &str) -> bool {
    find_program(name).is_some()
}

/// Whether there is a display to open a window on.
pub(crate) fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|it| !it.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|it| it.is_file())
}

fn by_hand(need: Need) -> Result<(), Failed> {
    if need.is_here() {
        return Ok(());
    }
    Err(Failed::because(format!(
        "This machine has no apt-get, so nothing can be installed for you. Needed is what Debian calls: {}. \
         Install it and start again.",
        need.packages().join(" ")
    )))
}

fn missing_packages<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"]).args(wanted);
    let listed = query.output().map(|it| it.stdout).unwrap_or_default();
    not_installed(wanted, &String::from_utf8_lossy(&listed))
}

fn not_installed<'a>(wanted: &[&'a str], listed: &str) -> Vec<&'a str> {
    let is_installed = |name: &str| listed.lines().any(|line| line == format!("{name} installed"));
    let mut missing: Vec<&str> = wanted.iter().copied().filter(|it| !is_installed(it)).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

fn install(missing: &[&str]) -> Result<(), Failed> {
    let packages = missing.join(" ");
    let mut update = apt_get(&packages)?;
    update.arg("update");
    // Stale lists are better than none: what matters is whether the packages can be installed.
    if let Err(failed) = steps::run("Read the package lists", &mut update) {
        eprintln!("    {failed}");
    }
    let mut install = apt_get(&packages)?;
    install.args(["install", "--yes", "--no-install-recommends"]).args(missing);
    steps::run(&format!("Install {packages}"), &mut install)?;
    Ok(())
}

fn apt_get(packages: &str) -> Result<Command, Failed> {
    let is_root = steps::answer("id", &["-u"]).as_deref() == Some("0");
    let mut command = match (is_root, is_program("sudo")) {
        (true, _) => Command::new("env"),
        (false, true) => {
            let mut sudo = Command::new("sudo");
            sudo.arg("env");
            sudo
        }
        (false, false) => {
            return Err(Failed::because(format!(
                "These packages are missing and sudo is not here. As root: \
                 apt-get install --no-install-recommends {packages}"
            )));
        }
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
    command.args(["--option", "DPkg::Lock::Timeout=400"]);
    Ok(command)
}

fn node_version() -> Option<(u32, u32)> {
    version(&steps::answer("node", &["--version"])?)
}

/// The first two numbers of `v20.19.1` or `11.0.0`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_known_but_not_installed_is_missing() {
        let listed = "xvfb installed\nchromium not-installed\nxauth config-files\n";
        let missing = not_installed(&["xvfb", "chromium", "xauth", "dbus", "dbus"], listed);
        assert_eq!(missing, ["chromium", "dbus", "xauth"]);
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("v20.9.0"), Some((20, 9)));
        assert!(version("v20.9.0") < Some(OLDEST_NODE));
        assert!(version("9.8.1") < Some(OLDEST_NPM));
        assert!(version("11.19.1") >= Some(OLDEST_NPM));
        assert_eq!(version("nothing"), None);
    }
}
