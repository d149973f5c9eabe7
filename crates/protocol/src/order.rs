//! What somebody who gives access orders from a desk with the app. The desk's key signs it over a nonce
//! of the server: a read token alone reads, and an order that is heard on the way is good once.

use domain::id::{DeviceId, SessionId};
use serde::{Deserialize, Serialize};

use crate::access::{InviteRequest, Invited};
use crate::base64_bytes;
use crate::run::{DeviceKey, PublicKey};
use crate::wipe::Wipe;

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// Make a link for a device.
    Invite(InviteRequest),
    /// Take a device's access away.
    Revoke {
        /// Which.
        device: DeviceId,
        /// Whether and how it is wiped.
        #[serde(default)]
        wipe: Option<Wipe>,
    },
    /// Sign out a browser.
    EndSession {
        /// Which.
        session: SessionId,
    },
}

/// An order, signed.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignedOrder {
    /// The desk.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// The server's, from the list of who has access.
    pub nonce: String,
    /// The order as JSON, as it was signed.
    pub order: String,
    /// Ed25519 over device, nonce and order; base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub signature: Vec<u8>,
}

/// What came of an order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Ordered {
    /// The link that was asked for.
    #[serde(default)]
    pub invited: Option<Invited>,
}

impl SignedOrder {
    /// Sign an order.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn sign(
        key: &DeviceKey,
        (device, nonce): (DeviceId, &str),
        order: &Order,
    ) -> Result<Self, serde_json::Error> {
        let order = serde_json::to_string(order)?;
        let signature = key.sign_message(&message(device, nonce, &order));
        Ok(Self { device, nonce: nonce.to_owned(), order, signature })
    }

    /// Whether this key has signed it.
    pub fn is_by(&self, key: &PublicKey) -> bool {
        key.has_signed(&message(self.device, &self.nonce, &self.order), &self.signature)
    }
}

fn message(device: DeviceId, nonce: &str, order: &str) -> Vec<u8> {
    let mut message = b"lagesbild order v1".to_vec();
    message.extend_from_slice(device.as_bytes());
    message.extend_from_slice(&(nonce.len() as u64).to_le_bytes());
    message.extend_from_slice(nonce.as_bytes());
    message.extend_from_slice(order.as_bytes());
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_the_desk_that_signed_it_gave_the_order_and_nothing_in_it_can_be_changed() {
        let (key, other) = (DeviceKey::from_seed(&[1; 32]), DeviceKey::from_seed(&[2; 32]));
        let device = DeviceId(Uuid::from_u128(7));
        let order =
            Order::Revoke { device: DeviceId(Uuid::from_u128(8)), wipe: Some(Wipe::AtOnce) };
        let signed = SignedOrder::sign(&key, (device, "nonce"), &order).unwrap();
        assert!(signed.is_by(&key.public()) && !signed.is_by(&other.public()));
        assert_eq!(serde_json::from_str::<Order>(&signed.order).unwrap(), order);
        let softer = signed.order.replace("at_once", "after_deposit");
        let changed = [
            SignedOrder {
                nonce: "nonc".to_owned(),
                order: format!("e{}", signed.order),
                ..signed.clone()
            },
            SignedOrder { order: softer, ..signed.clone() },
            SignedOrder { device: DeviceId(Uuid::from_u128(9)), ..signed.clone() },
            SignedOrder { nonce: "other".to_owned(), ..signed },
        ];
        assert!(changed.iter().all(|changed| !changed.is_by(&key.public())));
    }
}
