//! A run: 1–500 operations of one device in a row, with one signature over the last hash. Hashes are
//! recomputed, not sent.

use domain::blob::BlobName;
use domain::id::DeviceId;
use domain::op::{Frozen, Link, OpHash};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base64_bytes;

/// The most operations in one run.
pub const RUN_MAX: usize = 500;

/// Why a run was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// None, or more than [`RUN_MAX`], or not one salt for each.
    #[error("a run has 1 to 500 operations and a salt for each")]
    Shape,
    /// The numbers leave what can be counted.
    #[error("operations are numbered from 1")]
    Numbers,
    /// The signature does not hold.
    #[error("the signature over the run does not hold")]
    Signature,
}

/// A device's private key. Made on the device, leaves it never.
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// From 32 random bytes, or from what was stored.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub(crate) fn sign_message(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_bytes().to_vec()
    }

    /// Sign a server's nonce, to get a new read token.
    pub fn sign_nonce(&self, device: DeviceId, nonce: &str) -> Vec<u8> {
        self.0.sign(&nonce_message(device, nonce)).to_bytes().to_vec()
    }

    /// Claim an attachment that one of the device's operations names, to send its bytes.
    pub fn sign_blob(&self, device: DeviceId, blob: BlobName) -> Vec<u8> {
        self.0.sign(&blob_message(device, blob)).to_bytes().to_vec()
    }
}

/// A device's public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct PublicKey(#[serde(with = "base64_bytes")] pub [u8; 32]);

impl PublicKey {
    /// Check a signature over a nonce.
    pub fn has_signed_nonce(&self, device: DeviceId, nonce: &str, signature: &[u8]) -> bool {
        self.has_signed(&nonce_message(device, nonce), signature)
    }

    /// Check a claim of an attachment.
    pub fn has_signed_blob(&self, device: DeviceId, blob: BlobName, signature: &[u8]) -> bool {
        self.has_signed(&blob_message(device, blob), signature)
    }

    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.0) else { return false };
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        key.verify_strict(message, &signature).is_ok()
    }
}

/// The wire form of a run.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Run {
    /// Number of the first operation; the rest follow without a hole.
    pub first: u64,
    /// Hash of the operation before the first, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub previous: [u8; 32],
    /// Sixteen random bytes for each operation, one after another, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub salts: Vec<u8>,
    /// The bodies, exactly as frozen.
    #[schema(value_type = Vec<Object>)]
    pub ops: Vec<Box<RawValue>>,
    /// Numbers of which the sender has only the hash: erased, lost, or never shown to it. They are
    /// not among `ops`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
    /// Ed25519 over device, first number, last number and last hash, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub signature: Vec<u8>,
}

/// An operation of which only the hash is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Gone {
    /// Its number.
    pub number: u64,
    /// Its hash, base64.
    #[schema(value_type = String)]
    pub hash: OpHash,
}

/// One operation of a run, with its number and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// 1, 2, 3 … without holes.
    pub number: u64,
    /// Its hash.
    pub hash: OpHash,
    /// Its bytes; none when only the hash is there.
    pub frozen: Option<Frozen>,
}

/// A run and the signature that its device once gave: what a reader hands on after a restore.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Offer {
    /// Whose run it is.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// The run as its device signed it.
    pub run: Run,
}

/// The signature of a run whose operations a reader has on its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignedRun {
    /// Whose.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// Its first number.
    pub first: u64,
    /// Its last number.
    pub last: u64,
    /// Hash of the operation before the first, when the reader cannot know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub previous: Option<OpHash>,
    /// Its numbers that the log does not show, with their hashes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
    /// Ed25519 over device, first number, last number and last hash, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub signature: Vec<u8>,
}

impl Run {
    /// Sign frozen operations that follow `previous`; the first has the number `first`.
    ///
    /// # Errors
    /// [`RunError::Shape`] when there are none or too many, or a body is no JSON.
    pub fn sign(
        key: &DeviceKey,
        device: DeviceId,
        start: (u64, OpHash),
        frozen: &[Frozen],
    ) -> Result<Self, RunError> {
        let links: Vec<_> = frozen.iter().cloned().map(Link::Whole).collect();
        Self::sign_links(key, device, start, &links)
    }

    /// Sign a part of the own chain, some operations of which may be gone.
    ///
    /// # Errors
    /// [`RunError::Shape`] when there are none or too many, or a body is no JSON.
    pub fn sign_links(
        key: &DeviceKey,
        device: DeviceId,
        start: (u64, OpHash),
        links: &[Link],
    ) -> Result<Self, RunError> {
        let mut run = Self::pack(start, links)?;
        let last = run.numbered(device)?.pop().ok_or(RunError::Shape)?;
        run.signature = key.0.sign(&run_message(device, start.0, &last)).to_bytes().to_vec();
        Ok(run)
    }

    /// Pack a part of a chain; the signature is still to be set.
    ///
    /// # Errors
    /// [`RunError::Shape`] when a body is no JSON.
    pub fn pack((first, previous): (u64, OpHash), links: &[Link]) -> Result<Self, RunError> {
        let mut run = Self {
            first,
            previous: previous.0,
            salts: Vec::with_capacity(links.len() * 16),
            ops: Vec::with_capacity(links.len()),
            gone: Vec::new(),
            signature: Vec::new(),
        };
        for (link, number) in links.iter().zip(first..) {
            match link {
                Link::Whole(op) => {
                    let body = RawValue::from_string(op.body.clone());
                    run.ops.push(body.map_err(|_| RunError::Shape)?);
                    run.salts.extend_from_slice(&op.salt);
                }
                Link::Gone(hash) => run.gone.push(Gone { number, hash: *hash }),
            }
        }
        Ok(run)
    }

    /// The operations with their numbers, those left out of which only the hash is there.
    pub(crate) fn frozen(&self) -> impl Iterator<Item = (u64, Frozen)> {
        let gone = |number: &u64| self.gone.iter().any(|gone| gone.number == *number);
        let numbers = (self.first..u64::MAX).filter(move |number| !gone(number));
        let (salts, _) = self.salts.as_chunks::<16>();
        let bodies = self.ops.iter().zip(salts);
        numbers
            .zip(bodies)
            .map(|(number, (op, salt))| (number, Frozen { salt: *salt, body: op.get().to_owned() }))
    }

    /// Recompute numbers and hashes, without checking who signed.
    ///
    /// # Errors
    /// When the shape is wrong.
    pub fn numbered(&self, device: DeviceId) -> Result<Vec<Numbered>, RunError> {
        let count = self.ops.len() + self.gone.len();
        if count == 0 || count > RUN_MAX || self.salts.len() != self.ops.len() * 16 {
            return Err(RunError::Shape);
        }
        if self.first == 0 || self.first > u64::MAX / 2 {
            return Err(RunError::Numbers);
        }
        let mut hash = OpHash(self.previous);
        let mut numbered = Vec::with_capacity(count);
        let (salts, _) = self.salts.as_chunks::<16>();
        let mut whole = self.ops.iter().zip(salts);
        let mut gone = self.gone.iter().peekable();
        for number in (self.first..).take(count) {
            let frozen = match gone.next_if(|gone| gone.number == number) {
                Some(gone) => {
                    hash = gone.hash;
                    None
                }
                None => {
                    let (op, salt) = whole.next().ok_or(RunError::Shape)?;
                    let frozen = Frozen { salt: *salt, body: op.get().to_owned() };
                    hash = frozen.hash(device, number, hash);
                    Some(frozen)
                }
            };
            numbered.push(Numbered { number, hash, frozen });
        }
        Ok(numbered)
    }

    /// Recompute and check that the device signed it.
    ///
    /// # Errors
    /// When the shape is wrong or the signature does not hold.
    pub fn verified(&self, device: DeviceId, key: &PublicKey) -> Result<Vec<Numbered>, RunError> {
        let numbered = self.numbered(device)?;
        let last = numbered.last().ok_or(RunError::Shape)?;
        if key.has_signed(&run_message(device, self.first, last), &self.signature) {
            Ok(numbered)
        } else {
            Err(RunError::Signature)
        }
    }
}

fn run_message(device: DeviceId, first: u64, last: &Numbered) -> Vec<u8> {
    let mut message = b"lagesbild run v1".to_vec();
    message.extend_from_slice(device.as_bytes());
    message.extend_from_slice(&first.to_le_bytes());
    message.extend_from_slice(&last.number.to_le_bytes());
    message.extend_from_slice(&last.hash.0);
    message
}

fn nonce_message(device: DeviceId, nonce: &str) -> Vec<u8> {
    let mut message = b"lagesbild read token v1".to_vec();
    message.extend_from_slice(device.as_bytes());
    message.extend_from_slice(nonce.as_bytes());
    message
}

fn blob_message(device: DeviceId, blob: BlobName) -> Vec<u8> {
    let mut message = b"lagesbild attachment v1".to_vec();
    message.extend_from_slice(device.as_bytes());
    message.extend_from_slice(blob.as_bytes());
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn device() -> DeviceId {
        DeviceId(Uuid::from_u128(5))
    }

    fn run() -> Run {
        let frozen: Vec<_> =
            (0..3).map(|n| Frozen { salt: [n; 16], body: format!("{{\"n\": {n}}}") }).collect();
        Run::sign(&DeviceKey::from_seed(&[3; 32]), device(), (1, OpHash::START), &frozen).unwrap()
    }

    #[test]
    fn a_signed_run_holds_after_the_wire() {
        let json = serde_json::to_string(&run()).unwrap();
        let back: Run = serde_json::from_str(&json).unwrap();
        let numbered = back.verified(device(), &DeviceKey::from_seed(&[3; 32]).public()).unwrap();
        assert_eq!(numbered.len(), 3);
        assert_eq!(numbered[2].number, 3);
    }

    #[test]
    fn a_changed_byte_a_reordered_chain_or_another_key_breaks_it() {
        let key = DeviceKey::from_seed(&[3; 32]).public();
        let mut changed = run();
        changed.ops[1] = RawValue::from_string("{\"n\":1}".into()).unwrap();
        assert_eq!(changed.verified(device(), &key), Err(RunError::Signature));
        let mut reordered = run();
        reordered.ops.swap(0, 1);
        assert_eq!(reordered.verified(device(), &key), Err(RunError::Signature));
        let other = DeviceKey::from_seed(&[4; 32]).public();
        assert_eq!(run().verified(device(), &other), Err(RunError::Signature));
        let stranger = DeviceId(Uuid::from_u128(6));
        assert_eq!(run().verified(stranger, &key), Err(RunError::Signature));
    }

    #[test]
    fn a_run_holds_though_only_the_hash_of_an_operation_is_left() {
        let key = DeviceKey::from_seed(&[3; 32]);
        let whole = run();
        let numbered = whole.numbered(device()).unwrap();
        let links: Vec<_> = numbered
            .iter()
            .map(|op| match &op.frozen {
                Some(frozen) if op.number != 2 => Link::Whole(frozen.clone()),
                _ => Link::Gone(op.hash),
            })
            .collect();
        let mut holed = Run::pack((1, OpHash::START), &links).unwrap();
        holed.signature = whole.signature.clone();
        let json = serde_json::to_string(&holed).unwrap();
        let mut back: Run = serde_json::from_str(&json).unwrap();
        let verified = back.verified(device(), &key.public()).unwrap();
        assert_eq!(verified.iter().filter(|op| op.frozen.is_none()).count(), 1);
        assert_eq!(verified[2], numbered[2]);
        back.gone[0].hash = OpHash::START;
        assert_eq!(back.verified(device(), &key.public()), Err(RunError::Signature));
        back.gone[0].number = 9;
        assert_eq!(back.numbered(device()), Err(RunError::Shape));
    }

    #[test]
    fn a_run_needs_operations_and_a_salt_for_each() {
        let mut short = run();
        short.salts.truncate(40);
        assert_eq!(short.numbered(device()), Err(RunError::Shape));
        assert!(
            Run::sign(&DeviceKey::from_seed(&[3; 32]), device(), (1, OpHash::START), &[]).is_err()
        );
    }
}
