//! A passkey's public key (COSE, RFC 9053), and whether it signed. Three kinds of key: what phones and security
//! keys have (ES256), what newer ones have (Ed25519), and what Windows has (RS256).

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use ciborium::Value;

use super::authenticator::cbor;

const ES256: i32 = -7;
const ED: i32 = -8;
const RS256: i32 = -257;
/// What is asked for, the preferred first.
pub(crate) const ALGORITHMS: [i32; 3] = [ES256, ED, RS256];

/// Bits of a modulus that is taken.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1_024;

/// A key.
pub(super) enum Key {
    /// A point of P-256, uncompressed.
    P256([u8; 65]),
    /// A point of Ed25519.
    Ed25519([u8; 32]),
    /// Modulus and exponent.
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

impl Key {
    /// Read one; none for any other kind, and for what is left over.
    pub(super) fn read(cose: &[u8]) -> Option<Self> {
        let mut rest = cose;
        let Value::Map(fields) = cbor(&mut rest)? else { return None };
        if !rest.is_empty() {
            return None;
        }
        let field = |label: i32| {
            let found = fields.iter().find(|(key, _)| *key == Value::from(label));
            found.map(|(_, value)| value)
        };
        let number = |label: i32| i32::try_from(field(label)?.as_integer()?).ok();
        let bytes = |label: i32| field(label)?.as_bytes().cloned();
        match (number(1)?, number(3)?) {
            (2, ES256) if number(-1)? == 1 => {
                let mut point = [4; 65];
                point.get_mut(1..33)?.copy_from_slice(&exactly::<32>(&bytes(-2)?)?);
                point.get_mut(33..65)?.copy_from_slice(&exactly::<32>(&bytes(-3)?)?);
                Some(Self::P256(point))
            }
            (1, ED) if number(-1)? == 6 => Some(Self::Ed25519(exactly(&bytes(-2)?)?)),
            (3, RS256) => {
                let (n, e) = (bytes(-1)?, bytes(-2)?);
                let fits = MODULUS_BYTES.contains(&n.len()) && (1..=8).contains(&e.len());
                fits.then_some(Self::Rsa { n, e })
            }
            _ => None,
        }
    }

    /// Whether it made this signature.
    pub(super) fn holds(&self, signed: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
                .verify(signed, signature)
                .is_ok(),
            Self::Ed25519(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(signed, signature).is_ok()
            }
            Self::Rsa { n, e } => PublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
                .is_ok(),
        }
    }
}

fn exactly<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}
