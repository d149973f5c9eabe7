//! Processes by their numbers, never by their names alone.

use std::path::Path;
use std::time::{Duration, Instant};

use client::system::SystemClock;
use domain::clock::Clock as _;
use rustix::process::{Pid, Signal, kill_process};

use crate::server::Fault;

/// The process that runs this program with its store in this folder.
pub(super) fn of_store(program: &Path, store: &Path) -> Option<u32> {
    let own = format!("LAGESBILD_STORE={}", store.display());
    let is_ours = |pid: &u32| {
        let runs = std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|it| it == program);
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        runs && environment.split(|byte| *byte == 0).any(|it| it == own.as_bytes())
    };
    let listed = std::fs::read_dir("/proc").ok()?.flatten();
    listed.filter_map(|it| it.file_name().to_str()?.parse().ok()).find(is_ours)
}

/// End it at once; it is not asked and cannot put anything away.
pub(super) fn kill(pid: u32) -> Result<(), Fault> {
    Ok(kill_process(number(pid)?, Signal::KILL)?)
}

/// Ask it to end. Nothing to do when it is gone.
pub(super) fn ask_to_end(pid: u32) {
    if let Ok(pid) = number(pid) {
        let _ = kill_process(pid, Signal::TERM);
    }
}

/// Whether it still runs; one that has ended and that nobody has asked about does not.
pub(super) fn is_running(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    state.is_some_and(|state| state != 'Z' && state != 'X')
}

/// When it began, in milliseconds of Unix time, to a hundredth of a second: the system counts no finer.
pub(super) fn began_ms(pid: u32) -> Result<f64, Fault> {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // After the name, which may hold anything, the 20th field.
    let fields = stat.rsplit_once(')').ok_or("the process has no name")?.1;
    let ticks: f64 = fields.split_whitespace().nth(19).ok_or("no time of start")?.parse()?;
    let up = std::fs::read_to_string("/proc/uptime")?;
    let up: f64 = up.split_whitespace().next().ok_or("no time since the start")?.parse()?;
    let now = SystemClock.now().0 as f64;
    Ok(now - (up - ticks / TICKS_A_SECOND) * 1_000.0)
}

/// Wait until it has ended.
pub(super) fn until_ended(pid: u32, patience: Duration) -> Result<(), Fault> {
    let started = Instant::now();
    while is_running(pid) {
        if started.elapsed() > patience {
            return Err(format!("process {pid} does not end").into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

fn number(pid: u32) -> Result<Pid, Fault> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    Ok(pid.ok_or("no number of a process")?)
}
