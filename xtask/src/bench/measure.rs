//! How long a program took and how much memory it held at its highest, read from the system while it
//! ran.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::steps::{Failed, Tried};

/// Between two looks at the program; memory that peaks and ends within it is not seen.
const LOOK_EVERY: Duration = Duration::from_millis(4);

/// One run of a program.
pub(super) struct Measured {
    pub(super) took: Duration,
    pub(super) peak_mb: f64,
    /// What it printed, JSON.
    pub(super) said: Value,
}

/// Runs a program that prints JSON and may end with one of these codes.
///
/// # Errors
/// When it cannot be started or ends otherwise.
pub(super) fn measured(command: &mut Command, codes: &[i32]) -> Result<Measured, Failed> {
    let name = command.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.tried(format_args!("start {name}"))?;
    let output = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        let read = output.map(|mut it| it.read_to_string(&mut text));
        read.transpose().map(|_| text)
    });
    let mut peak = 0.0_f64;
    let status = loop {
        peak = peak.max(peak_mb(child.id()));
        if let Some(status) = child.try_wait().tried(format_args!("wait for {name}"))? {
            break status;
        }
        std::thread::sleep(LOOK_EVERY);
    };
    let took = started.elapsed();
    let read = reader.join().map_err(|_| Failed::because(format!("{name} was not read.")))?;
    let text = read.tried(format_args!("read what {name} says"))?;
    if !status.code().is_some_and(|code| codes.contains(&code)) {
        return Err(Failed::because(format!("{name} ended with {status}: {}", text.trim())));
    }
    let said = serde_json::from_str(text.trim()).unwrap_or(Value::String(text));
    Ok(Measured { took, peak_mb: peak, said })
}

/// The highest resident memory of a process so far, in megabytes; 0 where the system does not say.
pub(super) fn peak_mb(id: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    peak_in(&status).unwrap_or_default()
}

fn peak_in(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1_024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_in_megabytes() {
        assert_eq!(peak_in("Name:\tfield\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n"), Some(2.0));
        assert_eq!(peak_in("Name:\tfield\n"), None);
    }

    #[test]
    #[cfg(unix)]
    fn a_program_that_ends_with_another_code_fails_the_measurement() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let good = measured(&mut shell("echo '{\"added\":3}'; exit 3"), &[0, 3]).unwrap();
        assert_eq!(good.said["added"], 3);
        assert!(measured(&mut shell("exit 4"), &[0, 3]).is_err());
    }
}
