//! W0–W6: the sync of the real server, in bytes, processor time, rate, time to answer, syncs of the disk
//! and memory, each beside what this machine does without us in the same run. `cargo xtask bench sync`.

#[path = "sync/device.rs"]
mod device;
#[path = "sync/engine.rs"]
mod engine;
#[path = "sync/growth.rs"]
mod growth;
#[path = "sync/raw.rs"]
mod raw;
#[path = "sync/relay.rs"]
mod relay;
#[path = "sync/serving.rs"]
mod serving;
#[path = "sync/wire.rs"]
mod wire;
#[path = "sync/words.rs"]
mod words;
#[path = "sync/workloads.rs"]
mod workloads;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use serving::{Folder, Serving};
use tests::server::Fault;

/// What is asked for.
pub(crate) struct Plan {
    /// Where everything is written.
    pub(crate) folder: PathBuf,
    /// The server.
    pub(crate) program: PathBuf,
    /// Operations of the workloads that hand in or read many.
    pub(crate) operations: usize,
    /// How far the log grows in the last one.
    pub(crate) grown: usize,
}

fn main() -> Result<(), Fault> {
    let words: Vec<_> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let [folder, program, operations, grown] = &words[..] else {
        // `cargo bench` of the whole workspace gives no words.
        eprintln!("sync FOLDER SERVER OPERATIONS GROWN");
        return Ok(());
    };
    let plan = Plan {
        folder: folder.into(),
        program: program.into(),
        operations: operations.parse()?,
        grown: grown.parse()?,
    };
    std::fs::create_dir_all(&plan.folder)?;
    let limits = raw::limits(&plan)?;
    println!("{}", json!({ "bench": "sync", "limits": limits }));
    workloads::measure(&plan, &limits)?;
    engine::measure(&plan, &limits)?;
    if plan.grown > 0 {
        growth::measure(&plan, &limits)?;
    }
    Ok(())
}

impl Plan {
    /// A server of its own for a workload.
    pub(crate) fn server(&self, name: &str) -> Result<(Folder, Serving), Fault> {
        let folder = Folder::new(&self.program, &self.folder.join(name))?;
        let serving = folder.serve("127.0.0.1:0")?;
        Ok((folder, serving))
    }

    /// A folder for something else.
    pub(crate) fn place(&self, name: &str) -> Result<PathBuf, Fault> {
        let place = self.folder.join(name);
        if place.exists() {
            std::fs::remove_dir_all(&place)?;
        }
        std::fs::create_dir_all(&place)?;
        Ok(place)
    }
}

/// What the server spent between two moments.
pub(crate) struct Spent<'a> {
    serving: &'a Serving,
    began: Instant,
    cpu: Duration,
    syncs: Option<u64>,
}

impl<'a> Spent<'a> {
    pub(crate) fn from_now(serving: &'a Serving) -> Self {
        let (cpu, syncs) = (serving.cpu(), serving.syncs());
        Self { serving, began: Instant::now(), cpu, syncs }
    }

    /// As part of a line, for so many operations.
    pub(crate) fn told(&self, operations: usize) -> Value {
        let took = self.began.elapsed().as_secs_f64();
        let cpu = (self.serving.cpu() - self.cpu).as_secs_f64();
        let each = operations.max(1) as f64;
        let syncs = self.serving.syncs().zip(self.syncs).map(|(now, then)| now - then);
        json!({
            "n": operations,
            "seconds": rounded(took),
            "per_second": (each / took).round(),
            "server_cpu_us_each": rounded(cpu * 1e6 / each),
            "server_syncs": syncs,
            "server_peak_mb": rounded(self.serving.memory_mb("VmHWM")),
        })
    }

    /// Microseconds of the server for each, with what it did after it had answered.
    pub(crate) fn cpu_with_all_that_follows(&self, operations: usize) -> Value {
        self.serving.quiet();
        let cpu = (self.serving.cpu() - self.cpu).as_secs_f64();
        rounded(cpu * 1e6 / operations.max(1) as f64)
    }
}

/// Print a line: what was measured, its gate, and what this machine does without us.
pub(crate) fn tell(workload: &str, mut measured: Value, (gate, beside): (&str, Value)) {
    measured["bench"] = json!("sync");
    measured["workload"] = json!(workload);
    measured["gate"] = json!(gate);
    measured["beside"] = beside;
    println!("{measured}");
}

/// The middle and the slowest hundredth, in milliseconds.
pub(crate) fn times(mut all: Vec<Duration>) -> (Value, Value) {
    all.sort_unstable();
    let at = |share: usize| {
        let place = (all.len() * share / 100).min(all.len().saturating_sub(1));
        rounded(all.get(place).copied().unwrap_or_default().as_secs_f64() * 1e3)
    };
    (at(50), at(99))
}

/// Three decimals are more than the machine can say.
pub(crate) fn rounded(number: f64) -> Value {
    json!((number * 1_000.0).round() / 1_000.0)
}

/// A file of so many bytes that nobody can pack.
pub(crate) fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut noise = vec![0; bytes];
    tests::chance::Chance::new(seed).fill(&mut noise);
    noise
}

/// The size of a folder's files.
pub(crate) fn length(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |file| file.len())
}
