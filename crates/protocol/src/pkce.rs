//! Proof Key for Code Exchange (RFC 7636), S256: whoever asked for a code shows, when it is exchanged, what
//! only they know. A code that was listened to is worth nothing without it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Characters of a verifier, as the RFC has them.
const VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128;
/// Characters of a challenge: 32 bytes.
const CHALLENGE_CHARS: usize = 43;

/// The verifier that follows from 32 random bytes.
pub fn verifier(random: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// What is told when the code is asked for.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Whether a text can be a challenge.
pub fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_CHARS && text.bytes().all(is_unreserved)
}

/// Whether this is the verifier of a challenge. Both are public by now or worth nothing by themselves, and
/// the digest is compared, so that time tells nothing of the verifier.
pub fn holds(challenge: &str, verifier: &str) -> bool {
    VERIFIER_CHARS.contains(&verifier.len())
        && verifier.bytes().all(|byte| is_unreserved(byte) || byte == b'.' || byte == b'~')
        && self::challenge(verifier) == challenge
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc_holds_and_another_verifier_does_not() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(super::challenge(verifier), challenge);
        assert!(is_challenge(challenge) && holds(challenge, verifier));
        assert!(!holds(challenge, &super::verifier(&[7; 32])));
        assert!(!holds(&super::challenge("short"), "short"), "a short one can be guessed");
        assert!(!is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"));
    }
}
