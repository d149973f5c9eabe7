//! The real server as a program of its own, and what the system says of it: processor time, memory,
//! and how often it asked the disk to have everything.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tests::server::Fault;

/// The kernel counts processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// So long it has to use next to no processor time to count as quiet, and so often that is looked at.
const QUIET: Duration = Duration::from_millis(400);
const QUIET_LONGEST: u32 = 300;

/// A folder with the practice town's server.
pub(crate) struct Folder {
    program: PathBuf,
    pub(crate) dir: PathBuf,
    counting: Option<PathBuf>,
}

impl Folder {
    /// Make one anew.
    pub(crate) fn new(program: &Path, dir: &Path) -> Result<Self, Fault> {
        if dir.join("lagesbild.db").is_file() {
            fs::remove_dir_all(dir)?;
        }
        fs::create_dir_all(dir)?;
        let folder = Self { program: program.to_owned(), dir: dir.to_owned(), counting: None };
        let town = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ovningsstad");
        folder.run(&["init", "--config", &town.display().to_string()])?;
        Ok(Self { counting: counting_library(dir), ..folder })
    }

    /// A one-time link for a device, as the command line makes it.
    pub(crate) fn link(&self, organisation: &str, role: &str) -> Result<String, Fault> {
        let words =
            ["device", "enrol", "--org", organisation, "--role", role, "--name", "b", "--json"];
        let told: Value = serde_json::from_slice(&self.run(&words)?)?;
        Ok(told["link"].as_str().ok_or("no link")?.to_owned())
    }

    fn run(&self, words: &[&str]) -> Result<Vec<u8>, Fault> {
        let output =
            Command::new(&self.program).args(words).arg("--data").arg(&self.dir).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(output.stdout)
    }

    /// Serve it, and wait until it listens.
    pub(crate) fn serve(&self, listen: &str) -> Result<Serving, Fault> {
        let mut command = Command::new(&self.program);
        command.args(["serve", "--listen", listen, "--data"]).arg(&self.dir);
        command.env("RUST_LOG", "error").stdout(Stdio::piped()).stderr(Stdio::null());
        let count = self.dir.join("syncs");
        if let Some(library) = &self.counting {
            fs::write(&count, [0; 8])?;
            command.env("LD_PRELOAD", library).env("SYNCS_FILE", &count);
        }
        let mut child = command.spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines();
        for line in &mut lines {
            let line = line?;
            if let Some(address) = line.strip_prefix("listening on ") {
                let address = address.trim().trim_start_matches("http://").parse()?;
                // Reads on: a program whose output nobody reads would stop.
                std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
                let count = self.counting.as_ref().map(|_| count);
                return Ok(Serving { child, address, count });
            }
        }
        Err("the server ended before it listened".into())
    }
}

/// A library that counts; none where there is no C compiler.
fn counting_library(dir: &Path) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sync/syncs.c");
    let library = dir.join("syncs.so");
    let mut compile = Command::new("cc");
    compile.args(["-shared", "-fPIC", "-O2", "-o"]).arg(&library).arg(source).arg("-ldl");
    let is_made = compile.status().is_ok_and(|status| status.success());
    is_made.then_some(library)
}

/// A running server; it is ended when this is dropped.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
    count: Option<PathBuf>,
}

impl Serving {
    /// Processor time so far.
    pub(crate) fn cpu(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let mut ticks = after_name.split_whitespace().skip(11).take(2);
        let mut next = || ticks.next().and_then(|it| it.parse::<u32>().ok()).unwrap_or_default();
        TICK * (next() + next())
    }

    /// Wait until it does nothing more: work that was put off, such as the full-text index, is done then.
    pub(crate) fn quiet(&self) {
        let mut before = self.cpu();
        for _ in 0..QUIET_LONGEST {
            std::thread::sleep(QUIET);
            let now = self.cpu();
            if now - before <= TICK {
                return;
            }
            before = now;
        }
    }

    /// Memory in megabytes: the highest so far (`VmHWM`), or now (`VmRSS`).
    pub(crate) fn memory_mb(&self, name: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or_default() / 1_024.0
    }

    /// How often it asked the disk to have everything; none where nobody counts.
    pub(crate) fn syncs(&self) -> Option<u64> {
        let bytes = fs::read(self.count.as_ref()?).ok()?;
        Some(u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?))
    }

    /// Let it end in good order.
    pub(crate) fn stop(mut self) -> Result<(), Fault> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _already_ended = self.child.kill();
        let _already_ended = self.child.wait();
    }
}
