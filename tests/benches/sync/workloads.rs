//! W1, W2 and W5 with devices that live in memory: what is measured is the server.

use std::time::{Duration, Instant};

use domain::blob::BlobName;
use serde_json::{Value, json};
use tests::server::Fault;

use crate::device::Device;
use crate::serving::{Folder, Serving};
use crate::{Plan, Spent, noise, rounded, tell, times};

const NORR: &str = "Vaktbolaget Norr";
const TOGETHER: usize = 500;
const DEVICES: usize = 50;
const SINGLE: usize = 200;
const ATTACHMENTS: usize = 100;
const ATTACHMENT: usize = 300_000;
const PIECE: usize = 256 * 1024;

/// All of them.
pub(crate) fn measure(plan: &Plan, limits: &Value) -> Result<(), Fault> {
    let (folder, serving) = plan.server("server")?;
    batches(plan, (&folder, &serving), limits)?;
    singles((&folder, &serving), limits)?;
    lone((&folder, &serving), limits)?;
    attachments((&folder, &serving), limits)?;
    serving.stop()
}

/// A device that has joined and read what there is.
pub(crate) fn joined((folder, serving): (&Folder, &Serving), seed: u64) -> Result<Device, Fault> {
    let mut device = Device::join(&folder.link(NORR, "reporter")?, serving.address, seed)?;
    while device.sync(None, 5_000)?.more {}
    Ok(device)
}

/// W1: one device hands in all that waits, 500 at a time.
fn batches(plan: &Plan, place: (&Folder, &Serving), limits: &Value) -> Result<(), Fault> {
    let mut device = joined(place, 1)?;
    let runs = plan.operations.div_ceil(TOGETHER);
    let runs: Result<Vec<_>, Fault> = (0..runs).map(|_| device.reports(TOGETHER, 1_000)).collect();
    let (mut took, sent) = (Vec::new(), device.wire.sent);
    let spent = Spent::from_now(place.1);
    for run in runs? {
        let asked = Instant::now();
        device.hand_in(run)?;
        took.push(asked.elapsed());
    }
    let mut line = spent.told(plan.operations);
    (line["p50_ms"], line["p99_ms"]) = times(took);
    line["sent_bytes_each"] = rounded((device.wire.sent - sent) as f64 / plan.operations as f64);
    line["server_cpu_us_each_indexed"] = spent.cpu_with_all_that_follows(plan.operations);
    let beside = json!({ "per_second": limits["sqlite_500_a_commit_per_second"] });
    tell("W1", line, (">= 15000/s, p99 < 60 ms, <= 50 us CPU each", beside));
    Ok(())
}

/// W2: fifty devices at once, one report that waits already a request.
fn singles(place: (&Folder, &Serving), limits: &Value) -> Result<(), Fault> {
    let devices: Result<Vec<_>, Fault> = (0..DEVICES)
        .map(|n| {
            let mut device = joined(place, 100 + n as u64)?;
            let runs =
                (0..SINGLE).map(|_| device.reports(1, 420)).collect::<Result<Vec<_>, _>>()?;
            Ok((device, runs))
        })
        .collect();
    let spent = Spent::from_now(place.1);
    let took = std::thread::scope(|scope| {
        let pushing: Vec<_> = devices?
            .into_iter()
            .map(|(mut device, runs)| {
                scope.spawn(move || -> Result<Vec<Duration>, Fault> {
                    let mut took = Vec::with_capacity(SINGLE);
                    for run in runs {
                        let asked = Instant::now();
                        device.hand_in(run)?;
                        took.push(asked.elapsed());
                    }
                    Ok(took)
                })
            })
            .collect();
        let mut all = Vec::new();
        for pushing in pushing {
            all.extend(pushing.join().map_err(|_| "a thread broke off")??);
        }
        Ok::<_, Fault>(all)
    })?;
    let count = took.len();
    let mut line = spent.told(count);
    (line["p50_ms"], line["p99_ms"]) = times(took);
    line["server_cpu_us_each_indexed"] = spent.cpu_with_all_that_follows(count);
    let beside = json!({
        "http_requests_per_second": limits["http_requests_per_second"],
        "http_p99_ms": limits["http_p99_ms"],
        "fdatasync_per_second": limits["fdatasync_per_second"],
    });
    tell("W2", line, (">= 6000/s, p99 < 25 ms, <= 96 MB", beside));
    Ok(())
}

/// One device, one report after another: every commit is alone.
fn lone(place: (&Folder, &Serving), limits: &Value) -> Result<(), Fault> {
    let mut device = joined(place, 2)?;
    let (sent, received) = (device.wire.sent, device.wire.received);
    let mut took = Vec::with_capacity(SINGLE);
    let spent = Spent::from_now(place.1);
    for _ in 0..SINGLE {
        let run = device.reports(1, 420)?;
        let asked = Instant::now();
        device.hand_in(run)?;
        took.push(asked.elapsed());
    }
    let mut line = spent.told(SINGLE);
    (line["p50_ms"], line["p99_ms"]) = times(took);
    line["sent_bytes_each"] = json!((device.wire.sent - sent) / SINGLE as u64);
    line["received_bytes_each"] = json!((device.wire.received - received) / SINGLE as u64);
    let beside = json!({
        "fdatasync_per_second": limits["fdatasync_per_second"],
        "sqlite_one_a_commit_per_second": limits["sqlite_one_a_commit_per_second"],
    });
    tell("lone commits", line, ("about one sync each", beside));
    Ok(())
}

/// W5: attachments one by one, each on the disk before the next is sent.
fn attachments(place: (&Folder, &Serving), limits: &Value) -> Result<(), Fault> {
    let mut device = joined(place, 3)?;
    let blobs: Vec<_> = (0..ATTACHMENTS)
        .map(|n| {
            let mut blob = noise(ATTACHMENT, n as u64);
            blob.splice(..3, *b"\xff\xd8\xff");
            blob
        })
        .collect();
    for some in blobs.chunks(5) {
        let names: Vec<_> = some.iter().map(|blob| BlobName::of(blob)).collect();
        let run = device.report_of(&names)?;
        device.hand_in(run)?;
    }
    let spent = Spent::from_now(place.1);
    let began = Instant::now();
    for blob in &blobs {
        device.send(blob, PIECE)?;
    }
    let took = began.elapsed().as_secs_f64();
    let mut line = spent.told(ATTACHMENTS);
    line["mb_per_second"] = rounded((ATTACHMENTS * ATTACHMENT) as f64 / 1e6 / took);
    line["piece_bytes"] = json!(PIECE);
    let beside = json!({ "fdatasync_per_second": limits["fdatasync_per_second"] });
    tell("W5", line, (">= 100 MB/s", beside));
    Ok(())
}
