//! W0, W1, W3, W4 and W6 with the engine that phones run, its store on the same disk.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use client::Client;
use client::http::Http;
use client::system::{SystemClock, SystemRandom};
use client::transport::{Address, Transport, TransportError};
use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::observation::{Amendment, ObservationDraft};
use domain::position::{Position, PositionSource};
use domain::text::Note;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::sync::{SyncRequest, SyncResponse};
use serde_json::{Value, json};
use tests::chance::Chance;
use tests::server::Fault;
use tokio::runtime::Runtime;

use crate::relay::Relay;
use crate::serving::{Folder, Serving};
use crate::{Plan, Spent, length, rounded, tell, times};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";
const EDITED: usize = 1_000;
const PHONES: usize = 5;
const EACH: usize = 200;

/// The network, and how long each request took.
struct Timed {
    http: Http,
    took: Mutex<Vec<Duration>>,
}

impl Timed {
    fn new() -> Result<Self, Fault> {
        Ok(Self { http: Http::new()?, took: Mutex::default() })
    }

    fn taken(&self) -> Vec<Duration> {
        std::mem::take(&mut *self.took.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Transport for Timed {
    async fn enrol(
        &self,
        server: &str,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, TransportError> {
        self.http.enrol(server, request).await
    }

    async fn renew(
        &self,
        to: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError> {
        self.http.renew(to, request).await
    }

    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        let asked = Instant::now();
        let answer = self.http.sync(to, request).await;
        self.took.lock().unwrap_or_else(PoisonError::into_inner).push(asked.elapsed());
        answer
    }
}

/// What the workloads share: a server, and a relay before it that counts.
struct Bench<'a> {
    plan: &'a Plan,
    limits: &'a Value,
    folder: Folder,
    serving: Serving,
    relay: Relay,
    net: Timed,
    runtime: Runtime,
}

/// All of them.
pub(crate) fn measure(plan: &Plan, limits: &Value) -> Result<(), Fault> {
    let (folder, serving) = plan.server("engine-server")?;
    let relay = Relay::before(serving.address)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bench = Bench { plan, limits, folder, serving, relay, net: Timed::new()?, runtime };
    let author = bench.join("author", (NORR, "reporter"))?;
    bench.one_report(&author)?;
    let reports = bench.batches(&author)?;
    let desk = bench.fresh()?;
    bench.edits((&author, &desk), &reports)?;
    drop((author, desk));
    bench.serving.stop()?;
    restored(plan, &bench.runtime)
}

fn open(place: &Path) -> Result<Client, Fault> {
    Ok(Client::open(place, Arc::new(SystemClock), Arc::new(SystemRandom))?)
}

impl Bench<'_> {
    /// A phone that knows the server by the relay's address.
    fn join(&self, name: &str, (organisation, role): (&str, &str)) -> Result<Client, Fault> {
        let client = open(&self.plan.place(name)?)?;
        let link = self.folder.link(organisation, role)?;
        let code = link.split_once("/anslut#").ok_or("no link")?.1;
        let link = format!("{}/anslut#{code}", self.relay.address);
        self.runtime.block_on(client.enrol(&link, &self.net.http))?;
        self.sync(&client)?;
        Ok(client)
    }

    fn sync(&self, client: &Client) -> Result<client::Outcome, Fault> {
        Ok(self.runtime.block_on(client.sync(&self.net))?)
    }

    /// W0: one report in one request, everything on the wire counted.
    fn one_report(&self, author: &Client) -> Result<(), Fault> {
        let mut counted = Vec::new();
        let mut took = Vec::new();
        for n in 0..20 {
            author.record(&draft(n, 0)?)?;
            self.relay.counted();
            let _before = self.net.taken();
            let rounds = self.sync(author)?.rounds;
            let bytes = self.relay.counted();
            if rounds != 1 {
                return Err(format!("one report took {rounds} requests").into());
            }
            counted.push(bytes);
            took.extend(self.net.taken());
        }
        // The first of a log brings the names of the organisations with it.
        let all: Vec<_> = counted.iter().map(|bytes| bytes.0 + bytes.1).collect();
        let usual = counted.get(1..).and_then(|it| it.iter().max_by_key(|it| it.0 + it.1));
        let (sent, received) = usual.copied().unwrap_or_default();
        let mut line = json!({ "sent_bytes": sent, "received_bytes": received });
        line["bytes"] = json!(sent + received);
        line["first_bytes"] = json!(all.first());
        (line["p50_ms"], line["p99_ms"]) = times(took);
        let beside = json!({ "signature_hashes_ids_and_salt_bytes": 64 + 32 + 3 * 16 + 16 });
        tell("W0", line, ("one request, <= 900 bytes, heads in", beside));
        Ok(())
    }

    /// W1 with the engine: what it stores of receipts and pages is in the time.
    fn batches(&self, author: &Client) -> Result<Vec<DocId>, Fault> {
        let drafts: Result<Vec<_>, Fault> =
            (0..self.plan.operations).map(|n| draft(n as u64, 480)).collect();
        let mut reports = Vec::with_capacity(self.plan.operations);
        for some in drafts?.chunks(1_000) {
            for recorded in author.record_many(some)? {
                if let client::Recorded::Added(captured) = recorded {
                    reports.push(captured.id);
                }
            }
        }
        self.relay.counted();
        let _before = self.net.taken();
        let spent = Spent::from_now(&self.serving);
        let outcome = self.sync(author)?;
        let mut line = spent.told(self.plan.operations);
        let bytes = self.relay.counted();
        (line["p50_ms"], line["p99_ms"]) = times(self.net.taken());
        line["requests"] = json!(outcome.rounds);
        line["sent_bytes_each"] = rounded(bytes.0 as f64 / self.plan.operations as f64);
        line["received_bytes_each"] = rounded(bytes.1 as f64 / self.plan.operations as f64);
        let beside = json!({ "per_second": self.limits["sqlite_500_a_commit_per_second"] });
        tell("W1 with the phone's engine", line, (">= 15000/s, p99 < 60 ms", beside));
        Ok(reports)
    }

    /// W3: a desk that has nothing reads everything.
    fn fresh(&self) -> Result<Client, Fault> {
        let place = self.plan.place("desk")?;
        let client = open(&place)?;
        let link = self.folder.link(OFFICE, "coordinator")?;
        let code = link.split_once("/anslut#").ok_or("no link")?.1;
        let link = format!("{}/anslut#{code}", self.relay.address);
        self.runtime.block_on(client.enrol(&link, &self.net.http))?;
        self.relay.counted();
        let _before = self.net.taken();
        let spent = Spent::from_now(&self.serving);
        let outcome = self.sync(&client)?;
        let received = usize::try_from(outcome.received)?;
        let mut line = spent.told(received);
        let bytes = self.relay.counted();
        let answered: Duration = self.net.taken().iter().sum();
        line["seconds_until_answered"] = rounded(answered.as_secs_f64());
        line["received_bytes"] = json!(bytes.1);
        line["store_bytes"] = json!(length(&place.join("client.db")));
        let beside = json!({ "per_second": self.limits["sqlite_500_a_commit_per_second"] });
        tell("W3", line, ("10000 in <= 0.3 s and <= 3.3 MB", beside));
        Ok(client)
    }

    /// W4: one field of many reports changed, and read by somebody else.
    fn edits(&self, (author, desk): (&Client, &Client), reports: &[DocId]) -> Result<(), Fault> {
        let edited = EDITED.min(reports.len());
        let changed = Amendment { severity: Some(2), ..Amendment::default() };
        for doc in reports.iter().step_by((reports.len() / edited.max(1)).max(1)).take(edited) {
            author.amend(*doc, &changed)?;
        }
        let way = |client: &Client| -> Result<(f64, (u64, u64)), Fault> {
            self.relay.counted();
            let began = Instant::now();
            self.sync(client)?;
            Ok((began.elapsed().as_secs_f64(), self.relay.counted()))
        };
        let (out, in_) = (way(author)?, way(desk)?);
        let line = json!({
            "n": edited,
            "sent_bytes": out.1.0, "seconds_to_send": rounded(out.0),
            "received_bytes": in_.1.1, "seconds_to_read": rounded(in_.0),
        });
        let beside = json!({ "salts_and_documents_bytes": edited * 32 });
        tell("W4", line, ("1000 in <= 45 KB each way and <= 0.1 s", beside));
        Ok(())
    }
}

/// W6: the server is put back to before the last pushes, by hand; the phones sync as ever.
fn restored(plan: &Plan, runtime: &Runtime) -> Result<(), Fault> {
    let (folder, serving) = plan.server("restored-server")?;
    let listen = serving.address.to_string();
    let http = Http::new()?;
    let mut phones = Vec::new();
    for n in 0..PHONES {
        let client = open(&plan.place(&format!("phone-{n}"))?)?;
        // They read one another's, so that they can hand it on.
        let role = ("org_coordinator", "reporter");
        let role = if n == 0 { role.1 } else { role.0 };
        runtime.block_on(client.enrol(&folder.link(NORR, role)?, &http))?;
        phones.push(client);
    }
    let report = |phones: &[Client]| -> Result<(), Fault> {
        // A connection that was open ended with the server.
        let http = Http::new()?;
        for phone in phones {
            let drafts: Result<Vec<_>, Fault> = (0..EACH).map(|n| draft(n as u64, 200)).collect();
            phone.record_many(&drafts?)?;
        }
        for phone in phones.iter().chain(phones) {
            runtime.block_on(phone.sync(&http))?;
        }
        Ok(())
    };
    report(&phones)?;
    serving.stop()?;
    let database = folder.dir.join("lagesbild.db");
    let backup = std::fs::read(&database)?;
    let serving = folder.serve(&listen)?;
    report(&phones)?;
    serving.stop()?;
    std::fs::write(&database, backup)?;
    for ending in ["-wal", "-shm"] {
        let _not_there = std::fs::remove_file(folder.dir.join(format!("lagesbild.db{ending}")));
    }
    let serving = folder.serve(&listen)?;
    let http = Http::new()?;
    // The first phone is gone for good: what it had reported comes back from those who have read it.
    let began = Instant::now();
    for phone in phones.iter().skip(1).chain(phones.iter().skip(1)) {
        runtime.block_on(phone.sync(&http))?;
    }
    let took = began.elapsed().as_secs_f64();
    let desk = open(&plan.place("desk-after")?)?;
    runtime.block_on(desk.enrol(&folder.link(OFFICE, "coordinator")?, &http))?;
    let back = runtime.block_on(desk.sync(&http))?.received;
    let acknowledged = (2 * PHONES * EACH) as u64;
    let line = json!({
        "phones": PHONES, "acknowledged": acknowledged, "back": back,
        "share": rounded(back as f64 / acknowledged as f64), "seconds": rounded(took),
        "a_phone_is_gone": true,
    });
    tell("W6", line, ("100 % back, no hand, also from a reader's copy", Value::Null));
    serving.stop()
}

/// A report with a note of so many letters.
fn draft(n: u64, letters: usize) -> Result<ObservationDraft, Fault> {
    let mut chance = Chance::new(n);
    let mut draft = ObservationDraft::of(CategoryCode::new("vandalism.graffiti")?);
    let mut off = || f64::from(u32::try_from(chance.below(20_000)).unwrap_or(0)) / 1e6;
    let position = Position::new(12.53 + off(), 57.92 + off(), PositionSource::Gps)?;
    draft.attributes.position = Some(position.with_accuracy(8.0)?);
    if letters > 0 {
        let note = crate::words::note(&mut chance, letters);
        draft.attributes.note = Some(Note::new(&note)?);
    }
    Ok(draft)
}
