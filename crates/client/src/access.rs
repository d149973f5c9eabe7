//! *Enheter* from a desk with the app: asked of the server each time, and ordered with the desk's
//! signature. Nothing of it works or is kept without a network.

use protocol::access::AccessView;
use protocol::enrolment::ReadToken;
use protocol::order::{Order, Ordered, SignedOrder};

use crate::Client;
use crate::error::ClientError;
use crate::store::identity;
use crate::transport::{Steward, TransportError};

impl Client {
    /// What this device reads the server with, for another program of the same machine. A sync makes a new one in
    /// time.
    ///
    /// # Errors
    /// When it has joined no server, or the store fails.
    pub fn read_token(&self) -> Result<ReadToken, ClientError> {
        self.store.read(identity::token)?.ok_or(ClientError::NotEnrolled)
    }

    /// Who and what has access.
    ///
    /// # Errors
    /// When the desk has joined no server, or the server refuses or is not reached.
    pub async fn access<S: Steward>(&self, steward: &S) -> Result<AccessView, ClientError> {
        let to = self.address()?.ok_or(ClientError::NotEnrolled)?;
        let view = steward.access(&to).await?;
        Ok(AccessView { nonce: None, ..view })
    }

    /// Give an order, signed over a nonce that is asked for now.
    ///
    /// # Errors
    /// When the desk has joined no server, or the server refuses or is not reached.
    pub async fn order<S: Steward>(
        &self,
        order: &Order,
        steward: &S,
    ) -> Result<Ordered, ClientError> {
        let to = self.address()?.ok_or(ClientError::NotEnrolled)?;
        let own = self.enrolment()?.ok_or(ClientError::NotEnrolled)?;
        let nonce = steward.access(&to).await?.nonce.unwrap_or_default();
        let signed = SignedOrder::sign(&self.key()?, (own.device, &nonce), order);
        let signed = signed.map_err(|error| TransportError::Frame(error.into()))?;
        Ok(steward.order(&to.server, &signed).await?)
    }
}
