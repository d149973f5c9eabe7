//! Codes, tokens, session cookies, nonces and passwords. What is stored are hashes only.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::UtcMillis;
use domain::id::DeviceId;

use crate::seams::{NoRandomness, Seams};

/// How long a nonce can be signed.
const NONCE_MS: i64 = 5 * 60 * 1_000;

/// Something only its holder and we have seen. Compared and stored by its hash.
pub struct Secret(String);

impl Secret {
    /// A fresh one.
    ///
    /// # Errors
    /// When the machine has no random bytes.
    pub fn fresh(seams: &Seams) -> Result<Self, NoRandomness> {
        seams.secret().map(Self)
    }

    /// One that somebody presents.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What is stored.
    pub fn hash(&self) -> [u8; 32] {
        blake3::derive_key("lagesbild 2026 secret v1", self.0.as_bytes())
    }

    /// Whether this is the one that was stored; takes equally long for any two.
    pub fn has_hash(&self, stored: [u8; 32]) -> bool {
        blake3::Hash::from_bytes(self.hash()) == blake3::Hash::from_bytes(stored)
    }

    /// The text, to be given to its holder.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Makes and knows again what devices sign to get a token. Nothing is stored for it.
pub struct Nonces {
    key: [u8; 32],
}

impl Nonces {
    /// Under a key that follows from the server's own.
    pub fn new(server_seed: &[u8; 32]) -> Self {
        Self { key: blake3::derive_key("lagesbild 2026 nonce v1", server_seed) }
    }

    /// A nonce for this device, now.
    pub fn make(&self, device: DeviceId, now: UtcMillis) -> String {
        let mut nonce = now.0.to_le_bytes().to_vec();
        nonce.extend_from_slice(&self.seal(device, now));
        URL_SAFE_NO_PAD.encode(nonce)
    }

    /// When it was made, if we made it for this device a short while ago.
    pub fn made_at(&self, nonce: &str, device: DeviceId, now: UtcMillis) -> Option<UtcMillis> {
        let bytes = URL_SAFE_NO_PAD.decode(nonce).ok()?;
        let (at, seal) = bytes.split_at_checked(8)?;
        let at = UtcMillis(i64::from_le_bytes(at.try_into().ok()?));
        let seal: [u8; 32] = seal.try_into().ok()?;
        let ours =
            blake3::Hash::from_bytes(seal) == blake3::Hash::from_bytes(self.seal(device, at));
        (ours && at <= now && now <= at.plus_ms(NONCE_MS)).then_some(at)
    }

    fn seal(&self, device: DeviceId, at: UtcMillis) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(device.as_bytes()).update(&at.0.to_le_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// Why a password was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// Argon2 failed.
    #[error("the password could not be hashed: {0}")]
    Hash(#[from] argon2::password_hash::Error),
}

/// Argon2id with the library's parameters (19 MiB, two passes), as a PHC string.
///
/// # Errors
/// When there is no randomness or no memory.
pub(crate) fn hash_password(password: &str, seams: &Seams) -> Result<String, PasswordError> {
    let salt = seams.bytes::<16>()?;
    Ok(Argon2::default().hash_password_with_salt(password.as_bytes(), &salt)?.to_string())
}

/// Whether this is the password. Without a stored one the same work is done for nothing, so that
/// the time taken does not tell whether the name exists.
pub(crate) fn is_password(password: &str, stored: Option<&str>) -> bool {
    let is_known = stored.is_some();
    let Ok(stored) = PasswordHash::new(stored.unwrap_or(NOBODYS)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &stored).is_ok() && is_known
}

/// A hash of nobody's password, checked where there is none: with the parameters of all others.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn device(n: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(n))
    }

    #[test]
    fn a_nonce_is_good_for_its_device_and_for_five_minutes() {
        let nonces = Nonces::new(&[1; 32]);
        let made = UtcMillis(1_000);
        let nonce = nonces.make(device(1), made);
        assert_eq!(nonces.made_at(&nonce, device(1), made), Some(made));
        assert_eq!(nonces.made_at(&nonce, device(1), made.plus_ms(NONCE_MS)), Some(made));
        assert_eq!(nonces.made_at(&nonce, device(1), made.plus_ms(NONCE_MS + 1)), None);
        assert_eq!(nonces.made_at(&nonce, device(2), made), None);
        assert_eq!(Nonces::new(&[2; 32]).made_at(&nonce, device(1), made), None);
        assert_eq!(nonces.made_at("AAAA", device(1), made), None);
    }

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let stored = hash_password("en lång mening", &Seams::real()).unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(is_password("en lång mening", Some(&stored)));
        assert!(!is_password("en annan mening", Some(&stored)));
        assert!(!is_password("en lång mening", None));
    }

    #[test]
    fn a_name_that_nobody_has_costs_the_same_work_as_one_that_somebody_has() {
        let stored = hash_password("en lång mening", &Seams::real()).unwrap();
        let (known, nobodys) =
            (PasswordHash::new(&stored).unwrap(), PasswordHash::new(NOBODYS).unwrap());
        assert_eq!(known.algorithm, nobodys.algorithm);
        assert_eq!(known.version, nobodys.version);
        assert_eq!(known.params.to_string(), nobodys.params.to_string());
        let length = |hash: &PasswordHash| hash.hash.map(|hash| hash.len());
        assert_eq!(length(&known), length(&nobodys));
    }
}
