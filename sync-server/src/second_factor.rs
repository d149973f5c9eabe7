//! The second factor: codes by time (RFC 6238: SHA-1, six digits, thirty seconds, one step either way)
//! and recovery codes. Nothing secret is stored: what is needed follows from the server's key, which lies
//! in no backup.

use domain::clock::UtcMillis;
use domain::id::UserId;
use totp_rs::{Builder, Secret, Totp, TotpError};

use crate::seams::{NoRandomness, Seams};

/// Recovery codes that are made at once.
pub(crate) const CODES: usize = 10;
/// Without letters and digits that are read for one another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Characters of a recovery code, five bits each.
const CODE_CHARS: usize = 12;

/// Makes secrets and knows codes again, under keys that follow from the server's own.
pub struct Factors {
    secrets: [u8; 32],
    codes: [u8; 32],
}

impl Factors {
    /// Under the server's key.
    pub fn new(server_seed: &[u8; 32]) -> Self {
        Self {
            secrets: blake3::derive_key("lagesbild 2026 second factor v1", server_seed),
            codes: blake3::derive_key("lagesbild 2026 recovery code v1", server_seed),
        }
    }

    /// What makes the codes of a person.
    ///
    /// # Errors
    /// When the parameters do not hold, which they do.
    fn totp(&self, user: UserId, salt: [u8; 16]) -> Result<Totp, TotpError> {
        let mut hasher = blake3::Hasher::new_keyed(&self.secrets);
        hasher.update(user.as_bytes()).update(&salt);
        let mut secret = [0; 20];
        hasher.finalize_xof().fill(&mut secret);
        Builder::new().with_secret(Secret::from(secret.to_vec())).build()
    }

    /// The secret in Base32, for the app that makes the codes.
    ///
    /// # Errors
    /// As [`Factors::totp`].
    pub(crate) fn secret(&self, user: UserId, salt: [u8; 16]) -> Result<String, TotpError> {
        Ok(self.totp(user, salt)?.secret().to_base32())
    }

    /// The step of a code that holds now; none for any other.
    pub(crate) fn step(
        &self,
        (user, salt): (UserId, [u8; 16]),
        code: &str,
        now: UtcMillis,
    ) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now.0 / 1_000).ok()?;
        let step = self.totp(user, salt).ok()?.check(&code, seconds)?;
        i64::try_from(step).ok()
    }

    /// The hash of a recovery code as it is stored; spaces, hyphens and capitals do not count.
    pub(crate) fn code_hash(&self, user: UserId, code: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.codes);
        hasher.update(user.as_bytes());
        let said = code.chars().filter(char::is_ascii_alphanumeric);
        let said: String = said.map(|c| c.to_ascii_lowercase()).collect();
        hasher.update(said.as_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// A fresh recovery code of 60 bits, in groups of four.
///
/// # Errors
/// When the machine has no random bytes.
pub(crate) fn recovery_code(seams: &Seams) -> Result<String, NoRandomness> {
    let bytes = seams.bytes::<CODE_CHARS>()?;
    let chars = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    let chars: Vec<char> = chars.collect();
    let groups = chars.chunks(4).map(|group| group.iter().collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// The address that apps which make codes read: `issuer` is whose, `account` who.
pub(crate) fn address(issuer: &str, account: &str, secret: &str) -> String {
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
}

fn encoded(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    #[test]
    fn a_code_holds_for_its_person_its_salt_and_a_minute_and_a_half() {
        let factors = Factors::new(&[1; 32]);
        let at = UtcMillis(1_772_366_400_000);
        let code = factors.totp(user(1), [2; 16]).unwrap().generate(at.0 as u64 / 1_000);
        let code = code.to_string();
        let step = factors.step((user(1), [2; 16]), &code, at).unwrap();
        assert_eq!(step, at.0 / 30_000);
        for ms in [-30_000, 30_000] {
            assert_eq!(factors.step((user(1), [2; 16]), &code, at.plus_ms(ms)), Some(step));
        }
        for ms in [-60_000, 60_000] {
            assert_eq!(factors.step((user(1), [2; 16]), &code, at.plus_ms(ms)), None);
        }
        assert_eq!(factors.step((user(2), [2; 16]), &code, at), None);
        assert_eq!(factors.step((user(1), [3; 16]), &code, at), None);
        assert_eq!(Factors::new(&[2; 32]).step((user(1), [2; 16]), &code, at), None);
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(factors.step((user(1), [2; 16]), wrong, at), None, "{wrong}");
        }
    }

    #[test]
    fn a_recovery_code_is_known_again_however_it_is_typed() {
        let factors = Factors::new(&[1; 32]);
        let code = recovery_code(&Seams::real()).unwrap();
        assert_eq!((code.len(), code.split('-').count()), (14, 3));
        let typed = format!(" {} ", code.replace('-', "").to_uppercase());
        assert_eq!(factors.code_hash(user(1), &typed), factors.code_hash(user(1), &code));
        assert_ne!(factors.code_hash(user(2), &code), factors.code_hash(user(1), &code));
    }

    #[test]
    fn the_address_is_one_whatever_the_names_hold() {
        let address = address("Lägesbild: Ö/?", "åsa & co", "ABC");
        assert!(address.starts_with("otpauth://totp/L%C3%A4gesbild%3A%20%C3%96%2F%3F:"));
        assert!(
            address.ends_with(
                "%C3%A5sa%20%26%20co?secret=ABC&issuer=L%C3%A4gesbild%3A%20%C3%96%2F%3F"
            )
        );
    }
}
