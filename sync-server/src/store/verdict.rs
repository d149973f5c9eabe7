//! Whose run is taken in, and what that says of each operation in it.

use domain::clock::UtcMillis;
use domain::merge::CLAMP_MS;
use domain::op::{BODY_MAX_BYTES, Body, Frozen};
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
    /// Whether anything of the device may be here above the end of its chain.
    pub(super) is_ahead: bool,
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
        Ok(Self { device, is_own, is_known_version, ends_at, is_ahead: true })
    }

    /// Whose name stands on an operation. What the server once signed for a person is that person's.
    pub(super) fn author(
        &self,
        conn: &Connection,
        body: Option<&Body>,
    ) -> Result<Author, StoreError> {
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
        let by = body.and_then(|body| body.by);
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

    /// Whether the picture takes an operation, and whether the log has nothing else of its document; or
    /// why it is set aside.
    pub(super) fn verdict(
        &self,
        batch: &Batch<'_>,
        (frozen, body): (&Frozen, Option<Body>),
        author: &Author,
    ) -> Result<Result<(Body, bool), Reason>, StoreError> {
        if self.device.revoked_at.is_some() {
            return Ok(Err(Reason::Revoked));
        }
        if !self.is_known_version {
            return Ok(Err(Reason::UnknownVersion));
        }
        let Some(body) = body else {
            let is_huge = frozen.body.len() > BODY_MAX_BYTES;
            return Ok(Err(if is_huge { Reason::TooLarge } else { Reason::Unreadable }));
        };
        let (began, is_first) = ops::beginning(batch.tx, body.doc)?;
        Ok(match judge((frozen, &body), author, began) {
            // What the server signed was judged before it did.
            Err(_) if self.is_own => Ok((body, is_first)),
            Err(reason) => Err(reason),
            Ok(()) if began.is_none() && self.has_ended(&body, batch.now) => {
                Err(Reason::AgreementEnded)
            }
            Ok(()) => Ok((body, is_first)),
        })
    }

    /// Whether it was written after the last agreement had ended. A report from before comes in
    /// whenever it arrives, and may be amended and withdrawn.
    fn has_ended(&self, body: &Body, now: UtcMillis) -> bool {
        let written = body.stamp(self.device.id).clamped(now, CLAMP_MS).at;
        self.ends_at.is_some_and(|end| end <= written)
    }
}
