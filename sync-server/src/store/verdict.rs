//! Whose run is taken in, and what that says of each operation in it.

use domain::clock::UtcMillis;
use domain::merge::CLAMP_MS;
use domain::op::{Body, Frozen};
use domain::role::Author;
use protocol::sync::Reason;
use rusqlite::Connection;

use super::{Batch, Device, StoreError, agreements, ops};
use crate::intake::judge;

/// Whose run is taken in.
pub(super) struct Whose<'a> {
    pub(super) device: &'a Device,
    /// Whether the server itself wrote it, in this life or an earlier one.
    is_own: bool,
    is_known_version: bool,
    /// When the last agreement of the device's organisation ended or will end.
    ends_at: Option<UtcMillis>,
}

impl<'a> Whose<'a> {
    /// What has to be known of the device before its operations are judged.
    pub(super) fn read(
        conn: &Connection,
        device: &'a Device,
        (is_own, is_known_version): (bool, bool),
    ) -> Result<Self, StoreError> {
        let ends_at = agreements::ground(conn, device.organisation)?.ends_at();
        let ends_at = ends_at.filter(|_| !is_own);
        Ok(Self { device, is_own, is_known_version, ends_at })
    }

    /// Whose name stands on an operation. What the server once signed for a person is that person's.
    pub(super) fn author(&self, conn: &Connection, frozen: &Frozen) -> Result<Author, StoreError> {
        let device = self.device;
        let author = Author {
            device: device.id,
            organisation: device.organisation,
            role: device.role,
            user: None,
        };
        if !self.is_own {
            return Ok(author);
        }
        let by = frozen.read().ok().and_then(|body| body.by);
        let person = by.map(|by| super::people::find(conn, by)).transpose()?.flatten();
        Ok(match person {
            Some(person) => Author {
                organisation: person.organisation,
                role: person.role,
                user: Some(person.id),
                ..author
            },
            None => Author { user: by, ..author },
        })
    }

    /// Whether the picture takes an operation, or why it is set aside.
    pub(super) fn verdict(
        &self,
        batch: &Batch<'_>,
        (frozen, author): (&Frozen, &Author),
    ) -> Result<Result<Body, Reason>, StoreError> {
        if self.device.revoked_at.is_some() {
            return Ok(Err(Reason::Revoked));
        }
        if !self.is_known_version {
            return Ok(Err(Reason::UnknownVersion));
        }
        let mut is_new = false;
        let verdict = judge(frozen, author, |doc| {
            let began = ops::began(batch.tx, doc)?;
            is_new = began.is_none();
            Ok::<_, StoreError>(began)
        })?;
        Ok(match verdict {
            // What the server signed was judged before it did.
            Err(_) if self.is_own => frozen.read().map_err(|_| Reason::Unreadable),
            Ok(body) if is_new && self.has_ended(&body, batch.now) => Err(Reason::AgreementEnded),
            verdict => verdict,
        })
    }

    /// Whether it was written after the last agreement had ended. A report from before comes in
    /// whenever it arrives, and may be amended and withdrawn.
    fn has_ended(&self, body: &Body, now: UtcMillis) -> bool {
        let written = body.stamp(self.device.id).clamped(now, CLAMP_MS).at;
        self.ends_at.is_some_and(|end| end <= written)
    }
}
