//! A device in memory: it signs, packs and reads as the app does, and keeps nothing on a disk, so that
//! what is measured is the server.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::blob::BlobName;
use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId, Epoch};
use domain::op::{Body, DocType, Frozen, OpHash};
use protocol::enrolment::{Enrolled, EnrolmentRequest};
use protocol::frame;
use protocol::run::{DeviceKey, Run};
use protocol::sync::{Cursor, SyncRequest, SyncResponse};
use protocol::version::Version;
use serde_json::json;
use tests::chance::Chance;
use tests::server::Fault;

use crate::wire::Wire;

/// A note has 500 letters at the most.
const NOTE: usize = 480;

/// The device, and its connection.
pub(crate) struct Device {
    pub(crate) wire: Wire,
    pub(crate) id: DeviceId,
    key: DeviceKey,
    headers: String,
    number: u64,
    hash: OpHash,
    epoch: Epoch,
    cursor: Cursor,
    scope: String,
    configuration: String,
    chance: Chance,
    now: i64,
}

impl Device {
    /// Join by a link.
    pub(crate) fn join(link: &str, to: SocketAddr, seed: u64) -> Result<Self, Fault> {
        let mut chance = Chance::new(seed);
        let key = DeviceKey::from_seed(&bytes(&mut chance));
        let code = link.split_once('#').ok_or("no link")?.1.to_owned();
        let request = EnrolmentRequest { code, public_key: key.public(), app: "bench".to_owned() };
        let mut wire = Wire::open(to)?;
        let json = serde_json::to_vec(&request)?;
        let answer =
            wire.call("POST /v1/enrolment", "content-type: application/json\r\n", &json)?;
        let enrolled: Enrolled = serde_json::from_slice(&answer.body)?;
        let token = enrolled.token.token;
        let headers = format!(
            "content-type: application/json\r\naccept: */*\r\nauthorization: Bearer {token}\r\n\
             content-encoding: {}\r\n",
            frame::CODING
        );
        Ok(Self {
            wire,
            id: enrolled.device,
            key,
            headers,
            number: 0,
            hash: OpHash::START,
            epoch: enrolled.epoch,
            cursor: Cursor::default(),
            scope: String::new(),
            configuration: enrolled.configuration.version,
            chance,
            now: enrolled.server_time.0,
        })
    }

    /// Signed reports whose bodies have about so many bytes.
    pub(crate) fn reports(&mut self, count: usize, about: usize) -> Result<Run, Fault> {
        let frozen = (0..count).map(|_| {
            self.now += 1;
            let doc = DocId(domain::op::uuid_v7(UtcMillis(self.now), bytes(&mut self.chance)));
            let place = |base: f64, chance: &mut Chance| {
                base + f64::from(u32::try_from(chance.next_u64() % 20_000).unwrap_or(0)) / 1e6
            };
            let note = crate::words::note(&mut self.chance, about.saturating_sub(230).min(NOTE));
            let mut fields = json!({
                "category": "vandalism.graffiti",
                "position": {
                    "lon": place(12.53, &mut self.chance), "lat": place(57.92, &mut self.chance),
                    "accuracy_m": 8, "source": "gps",
                },
            });
            if !note.is_empty() {
                fields["note"] = json!(note);
            }
            // What a note may not hold is said by a newer version, and kept word for word.
            fields["x_newer"] = json!("x".repeat(about.saturating_sub(230 + NOTE)));
            self.frozen(doc, fields)
        });
        let frozen: Vec<_> = frozen.collect::<Result<_, _>>()?;
        self.sign(&frozen)
    }

    /// One signed report that speaks of attachments.
    pub(crate) fn report_of(&mut self, blobs: &[BlobName]) -> Result<Run, Fault> {
        self.now += 1;
        let doc = DocId(domain::op::uuid_v7(UtcMillis(self.now), bytes(&mut self.chance)));
        let serde_json::Value::Object(fields) = json!({ "category": "vandalism.graffiti" }) else {
            return Err("no fields".into());
        };
        let names = blobs.iter().map(ToString::to_string).collect();
        let body = Body { blobs: names, ..Body::set(doc, DocType::Observation, fields) };
        let frozen = self.freeze(body)?;
        self.sign(&[frozen])
    }

    fn frozen(&mut self, doc: DocId, fields: serde_json::Value) -> Result<Frozen, Fault> {
        let serde_json::Value::Object(fields) = fields else { return Err("no fields".into()) };
        self.freeze(Body::set(doc, DocType::Observation, fields))
    }

    fn freeze(&mut self, body: Body) -> Result<Frozen, Fault> {
        let at = UtcMillis(self.now);
        let stamp = Stamp { at, tick: 0, device: self.id };
        Ok(Frozen::new(&body.stamped(stamp, at), bytes(&mut self.chance))?)
    }

    fn sign(&mut self, frozen: &[Frozen]) -> Result<Run, Fault> {
        let run = Run::sign(&self.key, self.id, (self.number + 1, self.hash), frozen)?;
        for frozen in frozen {
            self.number += 1;
            self.hash = frozen.hash(self.id, self.number, self.hash);
        }
        Ok(run)
    }

    /// One call: hand in a run, or only read.
    pub(crate) fn sync(&mut self, run: Option<Run>, page: u32) -> Result<SyncResponse, Fault> {
        let request = SyncRequest {
            proto: Version::CURRENT,
            device: self.id,
            epoch: Some(self.epoch),
            cursor: self.cursor,
            scope: self.scope.clone(),
            configuration: self.configuration.clone(),
            acked: run.as_ref().map_or(self.number, |run| run.first - 1),
            clock: UtcMillis(self.now),
            app: "bench".to_owned(),
            waiting: run.as_ref().map_or(0, |run| run.ops.len() as u64),
            compare: None,
            fills_in: true,
            run,
            offers: Vec::new(),
            held: Vec::new(),
            erased_through: self.cursor.seq,
            dictionary: None,
            page,
        };
        let question = serde_json::to_vec(&request)?;
        let packed = frame::pack_known(&question, &[])?;
        let answer = self.wire.call("POST /v1/sync", &self.headers, &packed)?;
        if answer.status != 200 {
            return Err(String::from_utf8_lossy(&answer.body).into_owned().into());
        }
        let response: SyncResponse =
            serde_json::from_slice(&frame::inflate_known(&answer.body, &question)?)?;
        self.cursor = response.cursor;
        self.scope.clone_from(&response.scope);
        if let Some(configuration) = &response.configuration {
            self.configuration.clone_from(&configuration.version);
        }
        Ok(response)
    }

    /// Hand in, and demand that the server has all of it.
    pub(crate) fn hand_in(&mut self, run: Run) -> Result<SyncResponse, Fault> {
        let last = run.first + run.ops.len() as u64 - 1;
        let response = self.sync(Some(run), 500)?;
        if response.have < last {
            return Err(format!("{} of {last} operations were taken", response.have).into());
        }
        if let Some(aside) = response.quarantined.first() {
            return Err(format!("operation {} was set aside", aside.number).into());
        }
        Ok(response)
    }

    /// Send an attachment in pieces; it is on the disk when this returns.
    pub(crate) fn send(&mut self, blob: &[u8], piece: usize) -> Result<(), Fault> {
        let name = BlobName::of(blob);
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign_blob(self.id, name));
        let claim = format!(
            "x-lagesbild-device: {}\r\nx-lagesbild-signature: {signature}\r\n\
             upload-length: {}\r\ncontent-type: application/octet-stream\r\n",
            self.id,
            blob.len()
        );
        let path = format!("/v1/blobs/{name}");
        self.wire.call(&format!("HEAD {path}"), &claim, &[])?;
        let mut offset = 0;
        for bytes in blob.chunks(piece) {
            let headers = format!("{claim}upload-offset: {offset}\r\n");
            let answer = self.wire.call(&format!("PATCH {path}"), &headers, bytes)?;
            if !(200..300).contains(&answer.status) {
                return Err(format!("an attachment was answered {}", answer.status).into());
            }
            offset += bytes.len();
        }
        Ok(())
    }
}

fn bytes<const N: usize>(chance: &mut Chance) -> [u8; N] {
    let mut bytes = [0; N];
    chance.fill(&mut bytes);
    bytes
}
