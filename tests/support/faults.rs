//! The real programs with faults at their system calls: a small library of ours, compiled here and
//! preloaded, ends them, fails them or writes half at the Nth call that changes files below a folder.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::Fault;

/// A program that does not answer within this is broken, not slow.
const PATIENCE: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(3);

/// What happens at the Nth call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The program ends before the call.
    Kill,
    /// The program ends when half was written.
    Torn,
    /// The call fails: the disk is broken.
    Eio,
    /// The call fails: the disk is full.
    Enospc,
    /// Half is written, and said so.
    Short,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Torn => "torn",
            Self::Eio => "eio",
            Self::Enospc => "enospc",
            Self::Short => "short",
        }
    }
}

/// The library, compiled, and a place for what it reports.
pub struct Faults {
    folder: TempDir,
}

impl Faults {
    /// Compile it with the machine's C compiler.
    ///
    /// # Errors
    /// When there is none, or it refuses.
    pub fn compiled() -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/faults.c");
        let said = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(folder.path().join("faults.so"))
            .arg(source)
            .arg("-ldl")
            .output()?;
        if !said.status.success() {
            return Err(String::from_utf8_lossy(&said.stderr).into_owned().into());
        }
        Ok(Self { folder })
    }

    /// Let a program meet a fault at the Nth call below a folder.
    pub fn arm(&self, command: &mut Command, below: &Path, (kind, at): (Kind, u64)) {
        self.preload(command, below);
        command.env("FAULTS_KIND", kind.as_str()).env("FAULTS_AT", at.to_string());
    }

    /// Let a program find a disk of the size that `set_room` says.
    pub fn confine(&self, command: &mut Command, below: &Path) {
        self.preload(command, below);
        command.env("FAULTS_ROOM", self.room());
    }

    /// How many bytes the files below the folder may take together.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_room(&self, bytes: u64) -> Result<(), Fault> {
        let new = self.folder.path().join("room.new");
        std::fs::write(&new, bytes.to_string())?;
        Ok(std::fs::rename(new, self.room())?)
    }

    /// Whether the fault was met since this was last asked.
    pub fn was_met(&self) -> bool {
        let report = self.report();
        let met = std::fs::read_to_string(&report).is_ok_and(|said| said.contains("fired"));
        let _ = std::fs::remove_file(report);
        met
    }

    fn preload(&self, command: &mut Command, below: &Path) {
        command
            .env("LD_PRELOAD", self.folder.path().join("faults.so"))
            .env("FAULTS_BELOW", below)
            .env("FAULTS_REPORT", self.report());
    }

    fn room(&self) -> PathBuf {
        self.folder.path().join("room")
    }

    fn report(&self) -> PathBuf {
        self.folder.path().join("report")
    }
}

/// A program of the workspace, as cargo built it beside this test.
///
/// # Errors
/// When it was not built.
pub fn program(name: &str) -> Result<PathBuf, Fault> {
    let own = std::env::current_exe()?;
    let path = own.parent().and_then(Path::parent).map(|folder| folder.join(name));
    match path.filter(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => Err(format!("{name} is not built: cargo build -p sync-server -p field").into()),
    }
}

/// The real server on a folder and port; `prepare` may arm it. It is ended when this is dropped.
pub struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Start it, and wait until it listens or has ended.
    ///
    /// # Errors
    /// When it cannot be started, or does neither.
    pub fn start(
        folder: &Path,
        address: SocketAddr,
        prepare: impl FnOnce(&mut Command),
    ) -> Result<Self, Fault> {
        let mut command = Command::new(program("sync-server")?);
        command
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(folder)
            .env("LAGESBILD_SERVER_RESERVE_MB", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        prepare(&mut command);
        let mut process = Self { child: command.spawn()?, address };
        let began = Instant::now();
        while process.is_running() && TcpStream::connect(process.address).is_err() {
            if began.elapsed() > PATIENCE {
                return Err("the server neither listens nor ends".into());
            }
            std::thread::sleep(GLANCE);
        }
        Ok(process)
    }

    /// Whether it has not ended.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
