//! Whether a log that has grown slows the server down, and whether reading all of it streams.

use std::time::{Duration, Instant};

use domain::id::DeviceId;
use protocol::run::Run;
use serde_json::{Value, json};
use tests::server::Fault;

use crate::device::Device;
use crate::wire::Wire;
use crate::workloads::joined;
use crate::{Plan, Spent, length, rounded, tell};

const DEVICES: usize = 4;
const TOGETHER: usize = 500;
/// So many are timed at each size, a part by each device.
const WINDOW: usize = 20_000;
const FIRST: usize = 10_000;
/// It ends here, however far it came.
const LONGEST: Duration = Duration::from_secs(12 * 60);

/// Lines at ten thousand, and at every tenfold and threefold of it up to the end.
pub(crate) fn measure(plan: &Plan, limits: &Value) -> Result<(), Fault> {
    let (folder, serving) = plan.server("growth")?;
    let began = Instant::now();
    let devices: Result<Vec<_>, Fault> =
        (0..DEVICES).map(|n| joined((&folder, &serving), 900 + n as u64)).collect();
    let mut devices = devices?;
    let (mut reached, mut first) = (0, None);
    for size in sizes(plan.grown) {
        let (before, filling) = (reached, Spent::from_now(&serving));
        while reached + TOGETHER * DEVICES <= size && began.elapsed() < LONGEST {
            push(&mut devices, TOGETHER)?;
            reached += TOGETHER * DEVICES;
        }
        // The full-text index has to come along, however long it is handed in without a break.
        let filled = filling.told(reached - before);
        serving.quiet();
        // The server has left who was silent meanwhile.
        for device in &mut devices {
            device.wire = Wire::open(serving.address)?;
        }
        let spent = Spent::from_now(&serving);
        let took = push(&mut devices, WINDOW / DEVICES)?;
        reached += WINDOW;
        let mut line = spent.told(WINDOW);
        let rate = WINDOW as f64 / took.as_secs_f64();
        line["per_second"] = json!(rate.round());
        line["server_cpu_us_each_indexed"] = spent.cpu_with_all_that_follows(WINDOW);
        let (first_rate, first_cpu) =
            *first.get_or_insert((rate, line["server_cpu_us_each_indexed"].as_f64()));
        line["log"] = json!(reached);
        line["share_of_first"] = rounded(rate / first_rate);
        let cpu = line["server_cpu_us_each_indexed"].as_f64();
        line["cpu_beside_first"] = json!(cpu.zip(first_cpu).map(|(now, then)| rounded(now / then)));
        line["without_a_break_cpu_us_each"] = filled["server_cpu_us_each"].clone();
        line["server_now_mb"] = rounded(serving.memory_mb("VmRSS"));
        line["database_mb"] = rounded(length(&folder.dir.join("lagesbild.db")) as f64 / 1e6);
        let beside = json!({ "per_second": limits["sqlite_500_a_commit_per_second"] });
        tell("growth", line, (">= 90 % of the rate at 10000; memory flat", beside));
        if began.elapsed() >= LONGEST {
            break;
        }
    }
    let mut desk =
        Device::join(&folder.link("Kommunledningskontoret", "coordinator")?, serving.address, 999)?;
    let before = serving.memory_mb("VmRSS");
    let spent = Spent::from_now(&serving);
    let (mut read, mut first_page) = (0, None);
    loop {
        let answer = desk.sync(None, 5_000)?;
        first_page.get_or_insert_with(|| spent.began.elapsed());
        read += answer.page.len();
        if !answer.more {
            break;
        }
    }
    let mut line = spent.told(read);
    line["first_page_seconds"] = rounded(first_page.unwrap_or_default().as_secs_f64());
    line["server_grew_mb"] = rounded(serving.memory_mb("VmRSS") - before);
    line["received_mb"] = rounded(desk.wire.received as f64 / 1e6);
    tell("fresh pull of the whole log", line, ("streams, memory flat", Value::Null));
    serving.stop()
}

fn sizes(grown: usize) -> Vec<usize> {
    let steps = std::iter::successors(Some((FIRST, 3)), |(size, factor)| {
        Some((
            if *factor == 3 { size * 3 } else { size / 3 * 10 },
            if *factor == 3 { 10 } else { 3 },
        ))
    });
    steps.map(|(size, _)| size).take_while(|size| *size <= grown).collect()
}

/// Each device hands in so many, all at once. The signing is done before the time begins.
fn push(devices: &mut [Device], each: usize) -> Result<Duration, Fault> {
    let mut prepared: Vec<(&mut Device, Vec<Run>)> = Vec::with_capacity(devices.len());
    for device in devices {
        let runs: Result<Vec<_>, Fault> =
            (0..each / TOGETHER).map(|_| device.reports(TOGETHER, 300)).collect();
        prepared.push((device, runs?));
    }
    let began = Instant::now();
    std::thread::scope(|scope| {
        let pushing: Vec<_> = prepared
            .into_iter()
            .map(|(device, runs)| {
                scope.spawn(move || -> Result<DeviceId, Fault> {
                    for run in runs {
                        device.hand_in(run)?;
                    }
                    Ok(device.id)
                })
            })
            .collect();
        for pushing in pushing {
            pushing.join().map_err(|_| "a thread broke off")??;
        }
        Ok::<_, Fault>(())
    })?;
    Ok(began.elapsed())
}
