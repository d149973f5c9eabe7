//! An operation in the log: its frozen bytes, and what the server decided about it once.

use crate::clock::{Stamp, UtcMillis};
use crate::merge::Applied;
use crate::op::{Body, Frozen};
use crate::role::Author;

/// An operation in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Its place in the server's log; negative while it waits on the phone that wrote it.
    pub seq: i64,
    /// Its number on its device.
    pub number: u64,
    /// Who wrote it, as the server knows.
    pub author: Author,
    /// Its stamp's time after clamping.
    pub stamp_at: UtcMillis,
    /// When the server had it on disk; none while it waits.
    pub received_at: Option<UtcMillis>,
    /// Its bytes.
    pub frozen: Frozen,
}

impl Logged {
    /// What it says and what the server decided; `None` when the body is no operation.
    pub fn applied(&self) -> Option<Applied> {
        Some(self.applied_as(self.frozen.read().ok()?))
    }

    /// The same for a body that has been read already.
    pub fn applied_as(&self, body: Body) -> Applied {
        let said = body.stamp(self.author.device);
        // Stamps that were clamped to the same time no longer tell which of a device's words came last.
        let tick = match self.stamp_at == said.at {
            true => said.tick,
            false => u32::try_from(self.number).unwrap_or(u32::MAX),
        };
        Applied {
            stamp: Stamp { at: self.stamp_at, tick, ..said },
            op: self.frozen.id(self.author.device, self.number, body.at),
            author: self.author,
            received_at: self.received_at,
            body,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};
    use uuid::Uuid;

    use super::*;
    use crate::id::{DeviceId, DocId, OrganisationId};
    use crate::merge::{CLAMP_MS, Document};
    use crate::op::DocType;
    use crate::role::Role;

    const DAY: i64 = 24 * 60 * 60 * 1_000;
    const RECEIVED: UtcMillis = UtcMillis(100 * DAY);

    fn said(number: u64, note: &str, (at, tick): (i64, u32)) -> Logged {
        let device = DeviceId(Uuid::from_u128(1));
        let organisation = OrganisationId(Uuid::from_u128(2));
        let author = Author { device, organisation, role: Role::Reporter, user: None };
        let doc = DocId(Uuid::from_u128(3));
        let body =
            Body::set(doc, DocType::Observation, Map::from_iter([("note".into(), json!(note))]));
        let stamp = Stamp { at: UtcMillis(at), tick, device };
        let frozen = Frozen::new(&body.stamped(stamp, UtcMillis(at)), [0; 16]).unwrap();
        let stamp_at = stamp.clamped(RECEIVED, CLAMP_MS).at;
        Logged { seq: 1, number, author, stamp_at, received_at: Some(RECEIVED), frozen }
    }

    #[test]
    fn of_what_a_clock_years_ahead_stamped_the_last_words_hold() {
        let all = [
            said(1, "first", (500 * DAY, 0)),
            said(2, "second, after the clock was set back", (500 * DAY, 1)),
            said(3, "third, after the clock was set ahead again", (600 * DAY, 0)),
        ];
        let document = Document::merge(all.iter().filter_map(Logged::applied).collect()).unwrap();
        let note = document.value("note").unwrap();
        assert_eq!(note, "third, after the clock was set ahead again");
    }
}
