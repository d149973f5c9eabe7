//! What an authenticator says (WebAuthn §6.1): for which domain, that its owner was there and was checked, how
//! often it has signed, and where a passkey was made its name and public key. Read whole or not at all.

use ciborium::Value;

use super::Site;

const OWNER_PRESENT: u8 = 0x01;
const OWNER_VERIFIED: u8 = 0x04;
const MAY_BE_SYNCED: u8 = 0x08;
const IS_SYNCED: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_MORE: u8 = 0x80;

/// No authenticator's name for a passkey is longer.
const CREDENTIAL_MAX: usize = 1_023;
/// Nothing that is read as CBOR here is nested deeper.
const DEPTH: usize = 8;
/// Nobody says more.
const SAID_MAX: usize = 16 * 1024;

/// What it says.
pub(super) struct Said {
    domain_hash: [u8; 32],
    flags: u8,
    /// How often it has signed; 0 where it does not count.
    pub(super) counter: u32,
    /// Whether its owner may have the passkey on several devices.
    pub(super) is_synced: bool,
    /// The name and the public key (COSE) of a passkey that was made.
    pub(super) made: Option<(Vec<u8>, Vec<u8>)>,
}

impl Said {
    /// Read it; none when a byte is missing, or one is left.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > SAID_MAX {
            return None;
        }
        let (domain_hash, rest) = bytes.split_first_chunk::<32>()?;
        let (&flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk::<4>()?;
        let made = if flags & HAS_CREDENTIAL == 0 { None } else { Some(credential(&mut rest)?) };
        if flags & HAS_MORE != 0 {
            cbor(&mut rest)?.as_map()?;
        }
        let is_synced = flags & MAY_BE_SYNCED != 0;
        let contradicts = flags & IS_SYNCED != 0 && !is_synced;
        (rest.is_empty() && !contradicts).then_some(Self {
            domain_hash: *domain_hash,
            flags,
            counter: u32::from_be_bytes(*counter),
            is_synced,
            made,
        })
    }

    /// Whether its owner was there, was known by it (a PIN, a finger), and it was for this domain.
    pub(super) fn is_by_its_owner_for(&self, site: &Site) -> bool {
        let both = OWNER_PRESENT | OWNER_VERIFIED;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, site.rp_id.as_bytes());
        self.flags & both == both && hash.as_ref() == self.domain_hash
    }
}

/// Past the authenticator's model, which is nobody's business here: a name and a key.
fn credential(rest: &mut &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_model, after) = rest.split_first_chunk::<16>()?;
    let (length, after) = after.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > CREDENTIAL_MAX {
        return None;
    }
    let (name, after) = after.split_at_checked(length)?;
    *rest = after;
    cbor(rest)?;
    let key = after.get(..after.len() - rest.len())?;
    Some((name.to_vec(), key.to_vec()))
}

/// One item, and what follows it stays.
pub(super) fn cbor(rest: &mut &[u8]) -> Option<Value> {
    ciborium::de::from_reader_with_recursion_limit(rest, DEPTH).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(flags: u8, more: &[u8]) -> Vec<u8> {
        let mut bytes = vec![7; 32];
        bytes.push(flags);
        bytes.extend_from_slice(&9_u32.to_be_bytes());
        bytes.extend_from_slice(more);
        bytes
    }

    #[test]
    fn what_is_cut_off_or_too_long_or_contradicts_itself_is_nothing() {
        let plain = bytes(OWNER_PRESENT, &[]);
        assert_eq!(Said::read(&plain).unwrap().counter, 9);
        assert!(Said::read(&plain[..36]).is_none());
        assert!(Said::read(&bytes(OWNER_PRESENT, &[0])).is_none());
        assert!(Said::read(&bytes(IS_SYNCED, &[])).is_none());
        assert!(Said::read(&bytes(HAS_CREDENTIAL, &[0; 18])).is_none(), "a name of no length");
        let mut made = vec![0; 16];
        made.extend_from_slice(&[0, 2, 5, 6]);
        assert!(Said::read(&bytes(HAS_CREDENTIAL, &made)).is_none(), "no key");
        // An empty map, then a map of more.
        made.push(0xa0);
        let said = Said::read(&bytes(HAS_CREDENTIAL, &made)).unwrap();
        assert_eq!(said.made, Some((vec![5, 6], vec![0xa0])));
        made.push(0xa0);
        assert!(Said::read(&bytes(HAS_CREDENTIAL, &made)).is_none());
        assert!(Said::read(&bytes(HAS_CREDENTIAL | HAS_MORE, &made)).is_some());
        assert!(Said::read(&bytes(HAS_MORE, &[0x81; 2_000])).is_none(), "nested deeply");
    }
}
