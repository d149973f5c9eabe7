//! The order to wipe a lost device. It is signed with the server's key, which the device has known since
//! it joined: nobody else can wipe it.

use domain::id::DeviceId;
use serde::{Deserialize, Serialize};

use crate::base64_bytes;
use crate::run::{DeviceKey, PublicKey};

/// How a lost device is wiped when it next reaches the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Wipe {
    /// When everything that waits on it has been handed in.
    AfterDeposit,
    /// At once, with whatever waits: it is in hostile hands.
    AtOnce,
}

impl Wipe {
    /// The word as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AfterDeposit => "after_deposit",
            Self::AtOnce => "at_once",
        }
    }
}

/// A wipe that the server orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WipeOrder {
    /// How.
    pub wipe: Wipe,
    /// Ed25519 over device and word, by the server's key; base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub signature: Vec<u8>,
}

impl WipeOrder {
    /// Order it.
    pub fn sign(server: &DeviceKey, device: DeviceId, wipe: Wipe) -> Self {
        Self { wipe, signature: server.sign_message(&message(device, wipe)) }
    }

    /// Whether this server ordered it for this device.
    pub fn is_by(&self, server: &PublicKey, device: DeviceId) -> bool {
        server.has_signed(&message(device, self.wipe), &self.signature)
    }
}

fn message(device: DeviceId, wipe: Wipe) -> Vec<u8> {
    let mut message = b"lagesbild wipe v1".to_vec();
    message.extend_from_slice(device.as_bytes());
    message.extend_from_slice(wipe.as_str().as_bytes());
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_order_holds_for_its_device_its_word_and_its_server_only() {
        let (server, other) = (DeviceKey::from_seed(&[1; 32]), DeviceKey::from_seed(&[2; 32]));
        let (lost, kept) = (DeviceId(Uuid::from_u128(1)), DeviceId(Uuid::from_u128(2)));
        let order = WipeOrder::sign(&server, lost, Wipe::AfterDeposit);
        assert!(order.is_by(&server.public(), lost));
        assert!(!order.is_by(&server.public(), kept));
        assert!(!order.is_by(&other.public(), lost));
        let harder = WipeOrder { wipe: Wipe::AtOnce, ..order };
        assert!(!harder.is_by(&server.public(), lost));
    }
}
