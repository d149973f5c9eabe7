//! Where things are in this checkout, and how the programs in it are built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::machine;
use crate::steps::{self, Failed, Tried};

/// The checkout and the folder its programs are built in.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    /// Where the root `Cargo.toml` is.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// Whether everything has been built since this program was started.
    is_built: Arc<Mutex<bool>>,
}

/// Without this feature the window would ask a development server for its pages.
const OWN_PAGES: &str = "custom-protocol";
/// The same, said from outside of the app's package.
const OWN_PAGES_OF_APP: &str = "app/custom-protocol";

/// How much the compiler works on a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Built soonest; dependencies are optimised all the same.
    Dev,
    /// As it ships.
    Release,
}

impl Project {
    /// Finds the checkout this program was built from.
    ///
    /// # Errors
    /// When cargo does not know it.
    pub(crate) fn find() -> Result<Self, Failed> {
        let own = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = own.parent().unwrap_or(&own).to_path_buf();
        let mut metadata = Command::new("cargo");
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(&root);
        let metadata: serde_json::Value =
            serde_json::from_str(&steps::output(&mut metadata)?).tried("read cargo's metadata")?;
        let target = metadata["target_directory"].as_str().map(PathBuf::from);
        let target = target.unwrap_or_else(|| root.join("target"));
        Ok(Self::at(root, target))
    }

    /// The checkout at a root, built in a target folder.
    pub(crate) fn at(root: PathBuf, target: PathBuf) -> Self {
        Self { root, target, is_built: Arc::default() }
    }

    /// Cargo, started at the root.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.args(arguments).current_dir(&self.root);
        cargo
    }

    /// npm, started where the interface is.
    pub(crate) fn npm(&self, arguments: &[&str]) -> Command {
        let mut npm = machine::npm();
        npm.args(arguments).current_dir(self.interface());
        npm
    }

    /// The folder of the interface.
    pub(crate) fn interface(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// A program that was built.
    pub(crate) fn program(&self, name: &str, profile: Profile) -> PathBuf {
        let folder = match profile {
            Profile::Dev => "debug",
            Profile::Release => "release",
        };
        self.target.join(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Builds packages of the workspace.
    ///
    /// # Errors
    /// When one does not compile.
    pub(crate) fn build(&self, packages: &[&str], profile: Profile) -> Result<(), Failed> {
        let mut cargo = self.cargo(&["build"]);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        for package in packages {
            cargo.args(["--package", package]);
        }
        steps::run(&format!("Build {}", packages.join(", ")), &mut cargo).map(drop)
    }

    /// Installs the interface's packages when the list of them changed.
    ///
    /// # Errors
    /// When npm fails.
    pub(crate) fn install_interface(&self) -> Result<(), Failed> {
        let lock = fs::read(self.interface().join("package-lock.json"));
        let lock = lock.tried("read ui/package-lock.json")?;
        // Inside node_modules, so that it goes away with what it vouches for.
        let stamp = self.interface().join("node_modules").join(".installed-lock.json");
        if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        let mut install = self.npm(&["ci", "--no-audit", "--no-fund"]);
        steps::run("Install the interface's packages", &mut install)?;
        fs::write(stamp, lock).tried("note which packages are installed")
    }

    /// Builds the interface when something in it is newer than what was built. Before the server and
    /// the app, which carry it inside.
    ///
    /// # Errors
    /// When npm or the build fails.
    pub(crate) fn build_interface(&self) -> Result<(), Failed> {
        self.install_interface()?;
        let ui = self.interface();
        let built = changed(&ui.join("dist").join("index.html"));
        if built.is_some() && newest(&ui)? <= built {
            return Ok(());
        }
        steps::run("Build the interface", &mut self.npm(&["run", "build"])).map(drop)
    }

    /// Builds the app with the interface inside.
    ///
    /// # Errors
    /// When it does not compile.
    pub(crate) fn build_app(&self, app: &str) -> Result<(), Failed> {
        let words = ["build", "--package", app, "--features", OWN_PAGES];
        steps::run("Build the app", &mut self.cargo(&words)).map(drop)
    }

    /// Builds every program and every test with one set of features. Cargo would build most
    /// dependencies once more for each other selection of packages. Once is enough: parts that run at
    /// the same time would only wait for each other's cargo.
    ///
    /// # Errors
    /// When something does not compile.
    pub(crate) fn build_everything(&self) -> Result<(), Failed> {
        let mut is_built = self.is_built.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_built {
            return Ok(());
        }
        let mut cargo = self.cargo(&["build", "--workspace", "--bins", "--tests"]);
        if self.app().is_some() {
            cargo.args(["--features", OWN_PAGES_OF_APP]);
        }
        steps::run("Build every program and test", &mut cargo)?;
        *is_built = true;
        Ok(())
    }

    /// Cargo's words for tests of what [`Project::build_everything`] built.
    pub(crate) fn tests(&self, arguments: &[&str]) -> Command {
        let mut cargo = self.cargo(&["test", "--workspace"]);
        if self.app().is_some() {
            cargo.args(["--features", OWN_PAGES_OF_APP]);
        }
        cargo.args(arguments);
        cargo
    }

    /// The name of the app's package; nothing when this checkout has no app.
    pub(crate) fn app(&self) -> Option<&'static str> {
        self.root.join("src-tauri").join("Cargo.toml").is_file().then_some("app")
    }

    /// The developers' data beside the checkout, which is never a part of it; nothing when it is not
    /// here.
    pub(crate) fn shared(&self) -> Option<PathBuf> {
        let named = std::env::var_os("LAGESBILD_SHARED").map(PathBuf::from);
        let folder = named.or_else(|| Some(self.root.parent()?.join("shared")))?;
        folder.is_dir().then_some(folder)
    }
}

/// When the newest file of the interface that a person or a test wrote was changed.
fn newest(folder: &Path) -> Result<Option<SystemTime>, Failed> {
    let mut newest = None;
    for entry in fs::read_dir(folder).tried(format_args!("list {}", folder.display()))? {
        let path = entry.tried(format_args!("list {}", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if ["node_modules", "dist", "dist-e2e", "e2e"].contains(&name.as_ref())
            || name.starts_with('.')
        {
            continue;
        }
        let inside = if path.is_dir() { self::newest(&path)? } else { changed(&path) };
        newest = newest.max(inside);
    }
    Ok(newest)
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|it| it.modified()).ok()
}
