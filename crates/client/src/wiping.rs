//! A lost phone obeys its server: everything it holds is erased, with its key. What cannot be promised
//! stands on the desk beside the button: a phone that never reaches the server again keeps what it has.

use protocol::wipe::{Wipe, WipeOrder};

use crate::error::SyncError;
use crate::store::{blobs, identity, outbox};
use crate::{Client, random};

impl Client {
    /// Obey an order, if it is the server's own and nothing that it lets through first still waits.
    /// Returns whether everything was erased.
    ///
    /// # Errors
    /// When the store fails: then the next contact tries again.
    pub(crate) fn obey(&self, order: &WipeOrder) -> Result<bool, SyncError> {
        let is_due = self.store.read(|conn| -> Result<_, SyncError> {
            let Some(own) = identity::enrolment(conn)? else { return Ok(false) };
            let is_ordered = own.server_key.is_some_and(|key| order.is_by(&key, own.device));
            Ok(is_ordered
                && match order.wipe {
                    Wipe::AtOnce => true,
                    Wipe::AfterDeposit => outbox::waiting(conn)? == 0 && !blobs::is_owed(conn)?,
                })
        })?;
        if is_due {
            // Its next life has a key of its own, made before the old one is gone.
            let seed = random::bytes::<32>(self.random.as_ref())?;
            self.store.wipe()?;
            self.store.write(|tx| identity::keep_seed(tx, &seed))?;
        }
        Ok(is_due)
    }
}
