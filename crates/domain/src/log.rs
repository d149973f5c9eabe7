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
        Applied {
            stamp: Stamp { at: self.stamp_at, ..body.stamp(self.author.device) },
            op: self.frozen.id(self.author.device, self.number, body.at),
            author: self.author,
            received_at: self.received_at,
            body,
        }
    }
}
