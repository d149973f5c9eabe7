//! *Enheter* from a desk with the app: asked of the server each time, and ordered with the desk's
//! signature. Nothing of it works or is kept without a network.

use protocol::access::AccessView;
use protocol::order::{Order, Ordered, SignedOrder};

use crate::Client;
use crate::error::ClientError;
use crate::transport::{Steward, TransportError};

impl Client {
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
