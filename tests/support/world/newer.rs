//! A phone of a newer version: it writes fields and kinds that this version does not know. It keeps
//! what it wrote and hands in from where the server stands; it reads nothing.

use domain::clock::{Clock as _, UtcMillis};
use domain::id::{DeviceId, DocId};
use domain::op::{Frozen, OpHash};
use protocol::enrolment::EnrolmentRequest;
use protocol::run::{DeviceKey, Run};
use protocol::sync::{Cursor, SyncRequest};
use protocol::version::Version;
use serde_json::json;

use super::Broken;
use super::phone::Saved;
use super::server::Server;
use crate::chance::Chance;

/// Its key, its chain and what it wrote.
pub(super) struct Newer {
    pub(super) device: DeviceId,
    pub(super) written: Vec<Saved>,
    key: DeviceKey,
    token: String,
    hashes: Vec<OpHash>,
    have: u64,
}

impl Newer {
    pub(super) fn new(chance: &mut Chance, server: &mut Server) -> Result<Self, Broken> {
        let mut seed = [0; 32];
        chance.fill(&mut seed);
        let key = DeviceKey::from_seed(&seed);
        let request = EnrolmentRequest {
            code: String::new(),
            public_key: key.public(),
            app: "lagesbild/99".to_owned(),
        };
        let enrolled = server.enrol(&request)?;
        Ok(Self {
            device: enrolled.device,
            written: Vec::new(),
            key,
            token: enrolled.token.token,
            hashes: Vec::new(),
            have: 0,
        })
    }

    /// Write something that this version knows in part, or not at all.
    pub(super) fn write(&mut self, chance: &mut Chance, now: UtcMillis) {
        let mut salt = [0; 16];
        chance.fill(&mut salt);
        let doc = DocId(uuid::Uuid::from_u64_pair(chance.next_u64(), chance.next_u64()));
        let kind = if chance.is_one_in(3) { "paint" } else { "set" };
        let body = json!({
            "doc": doc, "of": "observation", "kind": kind,
            "set": {"category": "calm", "captured_at": now.0, "colour": [chance.below(9)]},
            "hlc": [now.0, 0], "at": now.0, "schema": 99, "mood": {"is": "new"},
        });
        let frozen = Frozen { salt, body: body.to_string() };
        let number = self.written.len() as u64 + 1;
        let previous = self.hashes.last().copied().unwrap_or(OpHash::START);
        self.hashes.push(frozen.hash(self.device, number, previous));
        let Frozen { salt, body } = frozen;
        self.written.push(Saved { number, doc, salt, body, state: "queued".to_owned() });
    }

    /// Hand in what the server does not have, in a version that it knows or not; how it went shows
    /// in the end.
    pub(super) fn hand_in(&mut self, proto: Version, server: &mut Server) {
        for _ in 0..2 {
            let have = usize::try_from(self.have).unwrap_or(usize::MAX).min(self.written.len());
            let previous = have.checked_sub(1).map_or(OpHash::START, |last| self.hashes[last]);
            let waiting: Vec<_> = self.written[have..]
                .iter()
                .take(100)
                .map(|op| Frozen { salt: op.salt, body: op.body.clone() })
                .collect();
            let run = Run::sign(&self.key, self.device, (self.have + 1, previous), &waiting);
            let request = SyncRequest {
                proto,
                device: self.device,
                epoch: None,
                cursor: Cursor::default(),
                scope: String::new(),
                configuration: String::new(),
                acked: self.have,
                clock: server.clock.now(),
                app: "lagesbild/99".to_owned(),
                waiting: waiting.len() as u64,
                fills_in: false,
                run: run.ok(),
                offers: Vec::new(),
                erased_through: 0,
                dictionary: None,
                page: 0,
                compare: None,
                held: Vec::new(),
            };
            let Ok(answer) = server.exchange(&self.token, &request) else { return };
            self.have = answer.have;
        }
    }
}
