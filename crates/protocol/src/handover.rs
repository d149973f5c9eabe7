//! A package that carries what waits on one phone to the server by other hands: runs as they were
//! signed, sealed to the server's key, so that whoever carries it reads and changes nothing.

pub mod parts;

use crypto_box::{PublicKey, SecretKey};
use domain::id::DeviceId;
use serde::{Deserialize, Serialize};

use crate::base64_bytes;
use crate::frame::{self, FrameError};
use crate::run::Run;

/// What every package begins with.
const MAGIC: &[u8; 8] = b"LBPAKET1";
/// The largest package that is taken, in bytes.
pub const PACKAGE_MAX_BYTES: usize = 32 * 1024 * 1024;

/// Why a package was not made or opened.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// These bytes are no package.
    #[error("this is not a package from Lägesbild")]
    NotAPackage,
    /// Sealed to another server, or changed on the way.
    #[error("the package is for another server, or it was changed on the way")]
    Sealed,
    /// What was inside could not be read or written.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

/// The server's public key for packages; every device gets it when it joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct SealKey(#[serde(with = "base64_bytes")] pub [u8; 32]);

/// The server's private key for packages.
pub struct OpenKey(SecretKey);

impl OpenKey {
    /// It follows from the server's own key, so that there is one secret to keep.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let derived = blake3::derive_key("lagesbild 2026 hand-over package v1", seed);
        Self(SecretKey::from(derived))
    }

    /// The public half.
    pub fn public(&self) -> SealKey {
        SealKey(*self.0.public_key().as_bytes())
    }

    /// Open a package.
    ///
    /// # Errors
    /// When it is none, is for another server, or was changed.
    pub fn open(&self, package: &[u8]) -> Result<Package, PackageError> {
        let sealed = sealed_part(package)?;
        let packed = self.0.unseal(sealed).map_err(|_| PackageError::Sealed)?;
        Ok(frame::unpack(&packed)?)
    }
}

/// What waits on one phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Package {
    /// Whose.
    pub device: DeviceId,
    /// The runs, oldest first, as they were signed.
    pub runs: Vec<Run>,
}

impl Package {
    /// Seal it to a server. `random` are 32 bytes that nobody can guess and that are used once.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn seal(&self, to: &SealKey, random: [u8; 32]) -> Result<Vec<u8>, PackageError> {
        let packed = frame::pack(self)?;
        let mut once = Once(random, 0);
        let sealed = PublicKey::from(to.0).seal(&mut once, &packed);
        let mut package = MAGIC.to_vec();
        package.extend_from_slice(&sealed.map_err(|_| PackageError::Sealed)?);
        Ok(package)
    }
}

/// Whether these bytes look like a package, without opening it.
///
/// # Errors
/// When they do not.
pub fn sealed_part(package: &[u8]) -> Result<&[u8], PackageError> {
    if package.len() > PACKAGE_MAX_BYTES {
        return Err(PackageError::NotAPackage);
    }
    package.strip_prefix(MAGIC.as_slice()).ok_or(PackageError::NotAPackage)
}

/// What the server says about a package it has taken in. Whoever carried it learns no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Deposited {
    /// Operations that were in it.
    pub operations: u64,
    /// How many of them the server did not have before.
    pub new: u64,
}

/// Randomness that was handed in, stretched by BLAKE3: the cipher asks for it in its own way.
struct Once([u8; 32], u64);

impl crypto_box::aead::rand_core::RngCore for Once {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&self.1.to_le_bytes());
        hasher.finalize_xof().fill(bytes);
        self.1 += 1;
    }

    fn try_fill_bytes(
        &mut self,
        bytes: &mut [u8],
    ) -> Result<(), crypto_box::aead::rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl crypto_box::aead::rand_core::CryptoRng for Once {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::DeviceKey;
    use domain::op::{Frozen, OpHash};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn package() -> Package {
        let device = DeviceId(Uuid::from_u128(5));
        let frozen = [Frozen { salt: [1; 16], body: r#"{"note":"hemligt"}"#.to_owned() }];
        let key = DeviceKey::from_seed(&[3; 32]);
        let run = Run::sign(&key, device, (1, OpHash::START), &frozen).unwrap();
        Package { device, runs: vec![run] }
    }

    #[test]
    fn only_the_server_opens_a_package_and_what_it_opens_is_as_it_was_signed() {
        let server = OpenKey::from_seed(&[9; 32]);
        let sealed = package().seal(&server.public(), [7; 32]).unwrap();
        assert!(!sealed.windows(7).any(|window| window == b"hemligt"));
        let opened = server.open(&sealed).unwrap();
        let public = DeviceKey::from_seed(&[3; 32]).public();
        assert_eq!(opened.runs[0].verified(opened.device, &public).unwrap().len(), 1);
        let other = OpenKey::from_seed(&[8; 32]);
        assert!(matches!(other.open(&sealed), Err(PackageError::Sealed)));
    }

    #[test]
    fn a_changed_byte_anywhere_is_noticed() {
        let server = OpenKey::from_seed(&[9; 32]);
        let sealed = package().seal(&server.public(), [7; 32]).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(server.open(&changed).is_err(), "byte {at}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_bring_the_opening_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let server = OpenKey::from_seed(&[9; 32]);
            prop_assert!(server.open(&bytes).is_err());
            let marked = [MAGIC.as_slice(), &bytes].concat();
            prop_assert!(server.open(&marked).is_err());
        }
    }
}
