//! What the shell tells the engine of the world, and what the engine then wants done. The rule itself
//! is `schedule::Scheduler`; here it meets the store.

use std::sync::PoisonError;

use crate::Client;
use crate::error::ClientError;
use crate::schedule::{Event, LONGEST_MS, Next, Scheduler, Waiting};
use crate::store::{blobs, identity, outbox, progress, settings};
use crate::transport::Address;

/// The setting *photos on Wi-Fi only*: `true` or `false`.
pub const PHOTOS_ON_WIFI_ONLY: &str = "photos_on_wifi_only";

impl Client {
    /// Something happened. A change of the network, the app coming to the front, or somebody asking
    /// ends every wait after a failure.
    ///
    /// # Errors
    /// When the store fails.
    pub fn hear(&self, event: Event) -> Result<(), ClientError> {
        self.scheduling(|scheduler| scheduler.hear(event));
        if event.rearms() { self.rearm() } else { Ok(()) }
    }

    /// What is to be done now: talk with the server, send attachments, or wait.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next(&self) -> Result<Next, ClientError> {
        let found = self.store.read(|conn| -> Result<_, crate::StoreError> {
            if identity::enrolment(conn)?.is_none() {
                return Ok(None);
            }
            let (attachments, attachment_at) = blobs::waiting(conn)?;
            let is_thrifty = settings::get(conn, PHOTOS_ON_WIFI_ONLY)?.as_deref() == Some("true");
            Ok(Some(Waiting {
                operations: outbox::waiting(conn)?,
                attachments,
                attachment_at,
                next_attempt: progress::read(conn)?.attempt.next_at,
                is_thrifty,
            }))
        })?;
        let now = self.now();
        Ok(match found {
            Some(waiting) => self.scheduling(|scheduler| scheduler.next(now, &waiting)),
            None => Next::Wait(LONGEST_MS),
        })
    }

    /// Where to listen for the server's hints; none until the phone has joined.
    ///
    /// # Errors
    /// When the store fails.
    pub fn address(&self) -> Result<Option<Address>, ClientError> {
        Ok(self.store.read(|conn| -> Result<_, crate::StoreError> {
            let own = identity::enrolment(conn)?;
            let token = identity::token(conn)?;
            Ok(own
                .zip(token)
                .map(|(own, token)| Address { server: own.server, token: token.token }))
        })?)
    }

    pub(crate) fn scheduling<T>(&self, work: impl FnOnce(&mut Scheduler) -> T) -> T {
        work(&mut self.scheduler.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
