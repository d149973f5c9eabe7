//! What this machine does without us: syncs of the disk, SQLite alone, and the smallest requests that
//! the server answers, asked for in the same way as everything else.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tests::server::Fault;

use crate::wire::Wire;
use crate::{Plan, times};

const SYNCS: u32 = 300;
const SINGLE: usize = 300;
const MANY: usize = 20_000;
/// As many at once as a run has.
const TOGETHER: usize = 500;
const CONNECTIONS: usize = 50;
const REQUESTS: usize = 400;
/// As long as a report.
const BODY: [u8; 420] = [b'x'; 420];

/// All of it, a second or two.
pub(crate) fn limits(plan: &Plan) -> Result<Value, Fault> {
    let place = plan.place("raw")?;
    let (folder, serving) = plan.server("http")?;
    let health = health(&serving)?;
    drop((serving, folder));
    Ok(json!({
        "fdatasync_per_second": syncs(&place)?,
        "sqlite_one_a_commit_per_second": rows(&place.join("one.db"), SINGLE, 1)?,
        "sqlite_500_a_commit_per_second": rows(&place.join("many.db"), MANY, TOGETHER)?,
        "http_requests_per_second": health.0,
        "http_p50_ms": health.1.0,
        "http_p99_ms": health.1.1,
    }))
}

fn syncs(place: &Path) -> Result<f64, Fault> {
    let mut file = File::create(place.join("syncs"))?;
    file.write_all(&vec![0; 8_192 * SYNCS as usize])?;
    file.sync_all()?;
    let started = Instant::now();
    for turn in 0..SYNCS {
        std::os::unix::fs::FileExt::write_all_at(&file, &[1; 8_192], u64::from(turn) * 8_192)?;
        file.sync_data()?;
    }
    Ok((f64::from(SYNCS) / started.elapsed().as_secs_f64()).round())
}

/// A log with an indexed document beside it, as the least that a server has to write.
fn rows(file: &Path, count: usize, together: usize) -> Result<f64, Fault> {
    let mut conn = Connection::open(file)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.execute_batch(
        "CREATE TABLE log (seq INTEGER PRIMARY KEY, device BLOB, number INTEGER, body BLOB);
         CREATE UNIQUE INDEX log_by_number ON log (device, number);
         CREATE TABLE document (id BLOB PRIMARY KEY, at INTEGER, kind TEXT) WITHOUT ROWID;
         CREATE INDEX document_by_at ON document (at);",
    )?;
    let started = Instant::now();
    for first in (0..count).step_by(together) {
        let tx = conn.transaction()?;
        for row in first..count.min(first + together) {
            let id = blake3_of(row);
            tx.prepare_cached("INSERT INTO log (device, number, body) VALUES (?1, ?2, ?3)")?
                .execute(params![[7_u8; 16], i64::try_from(row)?, BODY])?;
            tx.prepare_cached("INSERT INTO document (id, at, kind) VALUES (?1, ?2, 'x')")?
                .execute(params![id, i64::try_from(row)?])?;
        }
        tx.commit()?;
    }
    Ok((count as f64 / started.elapsed().as_secs_f64()).round())
}

/// Sixteen bytes in no order.
fn blake3_of(row: usize) -> [u8; 16] {
    let mut bytes = [0; 16];
    tests::chance::Chance::new(row as u64).fill(&mut bytes);
    bytes
}

/// The smallest answer over as many connections as there are devices in W2.
fn health(serving: &crate::serving::Serving) -> Result<(f64, (Value, Value)), Fault> {
    let started = Instant::now();
    let asked = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                scope.spawn(|| -> Result<Vec<_>, Fault> {
                    let mut wire = Wire::open(serving.address)?;
                    let mut took = Vec::with_capacity(REQUESTS);
                    for _ in 0..REQUESTS {
                        let asked = Instant::now();
                        wire.call("GET /health", "", &[])?;
                        took.push(asked.elapsed());
                    }
                    Ok(took)
                })
            })
            .collect();
        let mut all = Vec::new();
        for asking in asking {
            all.extend(asking.join().map_err(|_| "a thread broke off")??);
        }
        Ok::<_, Fault>(all)
    })?;
    let rate = (asked.len() as f64 / started.elapsed().as_secs_f64()).round();
    Ok((rate, times(asked)))
}
