//! Programs that run beside this one. Each is ended by its own process id, gently first, and none
//! outlives us.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::steps::{Failed, Tried};

/// One running program.
pub(crate) struct Running {
    name: String,
    child: Child,
}

impl Running {
    /// Starts a program whose standard output and error go to a file.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self, Failed> {
        let file = File::create(log).tried(format_args!("write {}", log.display()))?;
        let both = file.try_clone().tried(format_args!("write {}", log.display()))?;
        let child = apart(command).stdin(Stdio::null()).stdout(both).stderr(file).spawn();
        Ok(Self { name: name.to_owned(), child: child.tried(format_args!("start {name}"))? })
    }

    /// Starts a program and waits for a line on its standard output that begins with `sign`; returns
    /// the rest of that line. Everything it prints goes to a file.
    ///
    /// # Errors
    /// When it ends or stays silent for `patience`.
    pub(crate) fn start_until(
        command: &mut Command,
        sign: &'static str,
        log: &Path,
        patience: Duration,
    ) -> Result<(Self, String), Failed> {
        let name = command.get_program().to_string_lossy().into_owned();
        let file = File::create(log).tried(format_args!("write {}", log.display()))?;
        let mut lines = file.try_clone().tried(format_args!("write {}", log.display()))?;
        let child = apart(command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).spawn();
        let mut running = Self { child: child.tried(format_args!("start {name}"))?, name };
        let (tell, told) = mpsc::channel();
        if let Some(output) = running.child.stdout.take() {
            // Reads on after the sign: a program whose output nobody reads would stop.
            std::thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if let Some(rest) = line.strip_prefix(sign) {
                        // Nobody waits any more after the first one.
                        let _nobody_waits = tell.send(rest.trim().to_owned());
                    }
                    if writeln!(lines, "{line}").is_err() {
                        break;
                    }
                }
            });
        }
        match told.recv_timeout(patience) {
            Ok(rest) => Ok((running, rest)),
            Err(_) => {
                let written = std::fs::read_to_string(log).unwrap_or_default();
                Err(Failed::because(format!(
                    "{} did not say \"{sign}\". It wrote: {}",
                    running.name,
                    written.trim()
                )))
            }
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks it to end, waits, and ends it when it does not listen.
    fn end(&mut self) {
        if self.has_ended() {
            return;
        }
        ask_to_end(&mut self.child);
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until {
            if self.has_ended() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        println!("{} does not end when asked; ending process {}.", self.name, self.id());
        if self.child.kill().and_then(|()| self.child.wait()).is_err() {
            println!("Process {} could not be ended.", self.id());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Keeps Ctrl-C in the terminal from reaching the program directly, so that we end it in order.
fn apart(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let asked = i32::try_from(child.id()).map(|id| kill(Pid::from_raw(id), Signal::SIGTERM));
    if !matches!(asked, Ok(Ok(()))) {
        println!("Process {} could not be asked to end.", child.id());
    }
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    if child.kill().is_err() {
        println!("Process {} could not be ended.", child.id());
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn log(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("xtask-children-{name}-{}.log", std::process::id()))
    }

    #[test]
    fn a_program_is_ready_when_it_says_so_and_is_gone_when_dropped() {
        let mut command = shell("echo hello; echo listening on here; exec sleep 600");
        let log = log("ready");
        let started =
            Running::start_until(&mut command, "listening on ", &log, Duration::from_secs(60));
        let (running, address) = started.unwrap();
        let process = format!("/proc/{}", running.id());

        assert_eq!(address, "here");
        drop(running);

        assert!(!Path::new(&process).exists());
        std::fs::remove_file(log).unwrap();
    }

    #[test]
    fn a_program_that_ends_early_is_told_with_what_it_wrote() {
        let log = log("early");
        let mut command = shell("echo the port is taken >&2; exit 3");
        let started =
            Running::start_until(&mut command, "listening on ", &log, Duration::from_secs(60));
        let failed = started.err().unwrap();

        assert!(failed.to_string().contains("the port is taken"), "{failed}");
        std::fs::remove_file(log).unwrap();
    }
}
