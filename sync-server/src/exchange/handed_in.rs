//! What a call leaves for the writer: gathered while it is checked, written in one commit.

use domain::id::DeviceId;
use protocol::sync::SyncRequest;

use super::{HandedIn, OFFERS_MAX, verified};
use crate::store::{Batch, Connection, StoreError, compare, devices, lives, meta, ops};

impl HandedIn {
    /// What only a device that may read can tell: what it erased, what others wrote, and whether it
    /// remembers more than the log has.
    pub(super) fn take_news(
        &mut self,
        conn: &Connection,
        request: &mut SyncRequest,
    ) -> Result<(), StoreError> {
        for offer in std::mem::take(&mut request.offers).into_iter().take(OFFERS_MAX) {
            let Some(device) = lives::signer(conn, offer.device)? else { continue };
            match verified(offer.run, &device, true) {
                Ok(deposit) => self.offers.push(deposit),
                // Nobody can forge one, and it is no reason to refuse the rest.
                Err(error) => {
                    tracing::warn!(device.id = %self.device, "a run handed on was left: {error}");
                }
            }
        }
        let (epoch, cursor) = (request.epoch, request.cursor);
        self.future = lives::is_from_the_future(conn, epoch, cursor)?.then_some((epoch, cursor));
        let before = devices::has_erased_through(conn, self.device)?;
        self.erased_through = (request.erased_through > before).then_some(request.erased_through);
        let newest = meta::erased_head(conn)?;
        self.has_erased = before < newest && request.erased_through >= newest;
        Ok(())
    }

    pub(super) fn has_something(&self) -> bool {
        self.deposit.is_some()
            || self.belief.is_some()
            || !self.offers.is_empty()
            || self.future.is_some()
            || self.has_erased
    }

    /// The device.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Write it. A device that remembers more than the log has makes a new life of it begin first.
    ///
    /// # Errors
    /// A refusal when the device's chain parts from ours, or when the database fails.
    pub fn write(&self, batch: &mut Batch<'_>) -> Result<(), StoreError> {
        if let Some((epoch, cursor)) = self.future
            && lives::is_from_the_future(batch.tx, epoch, cursor)?
            && lives::may_begin(batch, self.device)?
        {
            let why = "a device remembers more than the log has";
            lives::begin(batch, (why, Some(self.device)))?;
            if let Some(epoch) = epoch {
                lives::part_from(batch, (epoch, cursor))?;
            }
        }
        devices::seen(batch, self.device, &self.seen)?;
        if let Some(belief) = &self.belief {
            compare::recount(batch, self.device, belief)?;
        }
        if let Some(seq) = self.erased_through {
            devices::erased_through(batch, self.device, seq)?;
        }
        for offer in &self.offers {
            lives::adopt(batch, offer.device)?;
            ops::take_offer(batch, offer)?;
        }
        if let Some(deposit) = &self.deposit {
            ops::take(batch, deposit)?;
        }
        Ok(())
    }
}
