//! A phone, a small server in memory, and a network that follows a plan of faults. The server is a
//! model: it keeps the rules of the protocol and nothing else.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

mod chance;
mod decrypted;

pub use chance::counted;

use std::collections::{BTreeMap, VecDeque};
use std::pin::pin;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use client::Client;
use client::transport::{Address, Transport, TransportError};
use domain::catalogue::{Catalogue, CategoryCode};
use domain::clock::{Clock, UtcMillis};
use domain::id::{DeviceId, Epoch, OrganisationId};
use domain::log::Logged;
use domain::merge::CLAMP_MS;
use domain::observation::ObservationDraft;
use domain::op::OpHash;
use domain::role::{Author, Role};
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::municipality::Configuration;
use protocol::page::Page;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::{DeviceKey, PublicKey};
use protocol::sync::{
    Cursor, Fork, NamedOrganisation, Quarantined, Reason, SyncRequest, SyncResponse,
};
use protocol::version::Version;
use protocol::wipe::{Wipe, WipeOrder};
use uuid::Uuid;

static TAGS: AtomicU64 = AtomicU64::new(1_000);

/// The server's own key.
pub const SERVER: [u8; 32] = [77; 32];
pub const LINK: &str = "https://lage.example/anslut#abcdefghijklmnopqrstuvwx";

/// Run a future that never waits: the network here answers at once.
pub fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

/// A clock set by hand.
#[derive(Default)]
pub struct HandClock(pub AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}

/// A phone and what belongs to it.
pub struct Phone {
    pub dir: tempfile::TempDir,
    pub clock: Arc<HandClock>,
    pub client: Client,
    seed: u64,
}

impl Phone {
    pub fn new(seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(1_800_000_000_000)));
        let client = open(&dir, &clock, seed);
        Self { dir, clock, client, seed }
    }

    pub fn enrolled(seed: u64, network: &Network) -> Self {
        let phone = Self::new(seed);
        now(phone.client.enrol(LINK, network)).unwrap();
        phone
    }

    /// The program ends and starts again.
    pub fn restart(&mut self) {
        self.seed += 1_000;
        self.client = open(&self.dir, &self.clock, self.seed);
    }

    pub fn tick(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }
}

fn open(dir: &tempfile::TempDir, clock: &Arc<HandClock>, seed: u64) -> Client {
    Client::open(dir.path(), clock.clone(), counted(seed)).unwrap()
}

pub fn draft(category: &str) -> ObservationDraft {
    ObservationDraft::of(CategoryCode::new(category).unwrap())
}

/// What goes wrong, once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request never arrives.
    LoseRequest,
    /// The server does it; its answer never arrives.
    LoseAnswer,
    /// The answer does not come in time.
    TimeOut,
}

/// The server and the way to it.
pub struct Network {
    pub server: Mutex<Server>,
    pub faults: Mutex<VecDeque<Fault>>,
    pub runs: Mutex<Vec<usize>>,
}

#[derive(Clone)]
pub struct Device {
    pub key: PublicKey,
    pub author: Author,
    pub have: u64,
    pub head: OpHash,
    pub hashes: Vec<OpHash>,
    pub token: u64,
}

#[derive(Clone)]
pub struct Server {
    pub epoch: Epoch,
    pub forks: Vec<Fork>,
    pub log: Vec<Logged>,
    pub tags: Vec<u64>,
    pub devices: BTreeMap<DeviceId, Device>,
    pub quarantined: Vec<(DeviceId, u64, Reason)>,
    pub role: Role,
    pub token_valid: u64,
    pub page_limit: u32,
    pub is_deaf: bool,
    pub wanted_blobs: Vec<domain::blob::BlobName>,
    pub now: i64,
    /// What lost devices are ordered, and by which key.
    pub wipe: Option<(Wipe, [u8; 32])>,
}

impl Default for Network {
    fn default() -> Self {
        let server = Server {
            epoch: Epoch(Uuid::from_u128(1)),
            forks: Vec::new(),
            log: Vec::new(),
            tags: Vec::new(),
            devices: BTreeMap::new(),
            quarantined: Vec::new(),
            role: Role::Coordinator,
            token_valid: 0,
            page_limit: 5_000,
            is_deaf: false,
            wanted_blobs: Vec::new(),
            now: 1_800_000_000_500,
            wipe: None,
        };
        Self { server: Mutex::new(server), faults: Mutex::default(), runs: Mutex::default() }
    }
}

impl Network {
    pub fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap()
    }

    pub fn plan(&self, faults: &[Fault]) {
        self.faults.lock().unwrap().extend(faults);
    }

    /// The server is put back to what it was, in a new life.
    pub fn restore(&self, older: Server) {
        let mut server = self.server();
        let lived = server.epoch;
        let forks = [&server.forks[..], &[Fork { epoch: lived, seq: older.log.len() as u64 }]];
        let forks = forks.concat();
        *server = Server { epoch: Epoch(Uuid::from_u128(lived.0.as_u128() + 1)), forks, ..older };
    }

    fn fault(&self) -> Option<Fault> {
        self.faults.lock().unwrap().pop_front()
    }
}

impl Transport for Network {
    async fn enrol(&self, _: &str, request: &EnrolmentRequest) -> Result<Enrolled, TransportError> {
        Ok(self.server().enrol(request))
    }

    async fn renew(
        &self,
        _: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError> {
        self.server().renew(request)
    }

    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        let cut = || TransportError::Unreachable("cut".into());
        self.runs.lock().unwrap().push(request.run.as_ref().map_or(0, |run| run.ops.len()));
        match self.fault() {
            None => self.server().sync(to, request),
            Some(Fault::LoseRequest) => Err(cut()),
            Some(Fault::TimeOut) => Err(TransportError::TimedOut),
            Some(Fault::LoseAnswer) => {
                self.server().sync(to, request)?;
                Err(cut())
            }
        }
    }
}

impl Server {
    fn enrol(&mut self, request: &EnrolmentRequest) -> Enrolled {
        let n = self.devices.len() as u128 + 1;
        let device = DeviceId(Uuid::from_u128(1_000 + n));
        let organisation = OrganisationId(Uuid::from_u128(2_000 + n));
        let author = Author { device, organisation, role: self.role, user: None };
        let row = Device {
            key: request.public_key,
            author,
            have: 0,
            head: OpHash::START,
            hashes: Vec::new(),
            token: 0,
        };
        self.devices.insert(device, row);
        Enrolled {
            server_key: Some(DeviceKey::from_seed(&SERVER).public()),
            handover_key: None,
            device,
            name: format!("Telefon {n}"),
            organisation,
            organisation_name: format!("Bolag {n}"),
            role: self.role,
            token: ReadToken { token: "0".into(), expires_at: UtcMillis(i64::MAX) },
            epoch: self.epoch,
            configuration: Configuration::default(),
            catalogue: Catalogue::est_se_default().clone(),
            server_time: UtcMillis(self.now),
        }
    }

    fn order(&self, device: DeviceId) -> Option<WipeOrder> {
        let (wipe, key) = self.wipe?;
        Some(WipeOrder::sign(&DeviceKey::from_seed(&key), device, wipe))
    }

    fn renew(&mut self, request: &TokenRequest) -> Result<ReadToken, TransportError> {
        let valid = self.token_valid;
        let device = self.devices.get_mut(&request.device).unwrap();
        let is_signed =
            device.key.has_signed_nonce(request.device, &request.nonce, &request.signature);
        if !is_signed || request.nonce != "nonce" {
            return Err(Problem::new(ProblemCode::BadSignature, "not signed").into());
        }
        device.token = valid;
        Ok(ReadToken { token: valid.to_string(), expires_at: UtcMillis(i64::MAX) })
    }

    fn sync(
        &mut self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        self.now += 1_000;
        if request.run.is_none()
            && let Some(order) = self.order(request.device)
        {
            let problem = Problem::new(ProblemCode::Revoked, "revoked");
            return Err(Problem { wipe: Some(order), ..problem }.into());
        }
        let mut quarantined = Vec::new();
        if let Some(run) = request.run.as_ref().filter(|_| !self.is_deaf) {
            quarantined = self.take(request.device, run)?;
        }
        let device = &self.devices[&request.device];
        let may_read = to.token == self.token_valid.to_string();
        if !may_read && request.run.is_none() {
            let problem = Problem::new(ProblemCode::TokenExpired, "expired");
            return Err(Problem { nonce: Some("nonce".into()), ..problem }.into());
        }
        let have = device.have;
        let asked = request.cursor.seq as usize;
        let holds = asked == 0 || self.tags.get(asked - 1) == Some(&request.cursor.tag);
        let from = if holds { asked } else { 0 };
        let may_read_now = may_read && holds;
        let limit = if may_read_now { request.page.min(self.page_limit) as usize } else { 0 };
        let known = self.forks.iter().find(|fork| Some(fork.epoch) == request.epoch);
        let parted = Fork {
            epoch: request.epoch.unwrap_or(self.epoch),
            seq: known.map_or(u64::MAX, |fork| fork.seq).min(request.cursor.seq.saturating_sub(1)),
        };
        let until = (from + limit).min(self.log.len());
        let tag = if until == 0 { 0 } else { self.tags[until - 1] };
        Ok(SyncResponse {
            compared: false,
            deposit_only: false,
            wanted_blobs: self.wanted_blobs.clone(),
            proto: Version::CURRENT,
            epoch: self.epoch,
            forks: if holds { Vec::new() } else { vec![parted] },
            head: self.log.len() as u64,
            have,
            safe: 0,
            quarantined,
            cursor: Cursor { seq: until as u64, tag },
            scope: "all".into(),
            page: Page::pack(&self.log[from..until]),
            runs: Vec::new(),
            gone: Vec::new(),
            role: None,
            organisations: vec![NamedOrganisation {
                id: OrganisationId(Uuid::from_u128(2_001)),
                name: "Vaktbolaget".into(),
            }],
            configuration: None,
            catalogue: None,
            more: !holds || limit > 0 && until < self.log.len(),
            renew: (!may_read).then(|| "nonce".into()),
            wipe: self.order(request.device),
            dictionary: None,
            server_time: UtcMillis(self.now),
        })
    }

    fn take(
        &mut self,
        id: DeviceId,
        run: &protocol::run::Run,
    ) -> Result<Vec<Quarantined>, TransportError> {
        let device = self.devices.get_mut(&id).unwrap();
        let numbered = run
            .verified(id, &device.key)
            .map_err(|error| Problem::new(ProblemCode::BadSignature, error.to_string()))?;
        let mut quarantined = Vec::new();
        for op in numbered {
            if op.number <= device.have {
                let held = device.hashes[op.number as usize - 1];
                if held != op.hash {
                    return Err(Problem::new(ProblemCode::ChainForked, "forked").into());
                }
                continue;
            }
            if op.number != device.have + 1 {
                break;
            }
            device.have = op.number;
            device.head = op.hash;
            device.hashes.push(op.hash);
            let Some(frozen) = op.frozen else {
                quarantined.push(Quarantined { number: op.number, because: Reason::Lost });
                continue;
            };
            let Ok(body) = frozen.read() else {
                quarantined.push(Quarantined { number: op.number, because: Reason::Unreadable });
                continue;
            };
            if frozen.body.contains("SKRÄP") {
                quarantined.push(Quarantined { number: op.number, because: Reason::BadValue });
                self.quarantined.push((id, op.number, Reason::BadValue));
                continue;
            }
            self.log.push(Logged {
                seq: self.log.len() as i64 + 1,
                number: op.number,
                author: device.author,
                stamp_at: body.hlc.0.min(UtcMillis(self.now + CLAMP_MS)),
                received_at: Some(UtcMillis(self.now)),
                frozen,
            });
            // Never the same again, as random ones are not, even after the clock was set back.
            self.tags.push(TAGS.fetch_add(1, Ordering::Relaxed));
        }
        Ok(quarantined)
    }
}
