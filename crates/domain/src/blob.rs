//! Attachments. An operation names the bytes by their BLAKE3 hash; the bytes travel afterwards.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that names no attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an attachment is named by the 64 hexadecimal digits of its BLAKE3 hash")]
pub struct NotABlobName;

/// The BLAKE3 hash of an attachment's bytes, 64 hexadecimal digits in JSON. Equal bytes have one
/// name, so equal photos are one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct BlobName([u8; 32]);

impl BlobName {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The 32 bytes, as they are stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From the 32 bytes that were stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobName({self})")
    }
}

impl FromStr for BlobName {
    type Err = NotABlobName;

    fn from_str(text: &str) -> Result<Self, NotABlobName> {
        // One name, one spelling: the server's files and the operations' lists compare as text.
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(NotABlobName);
        }
        blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes())).map_err(|_| NotABlobName)
    }
}

impl TryFrom<String> for BlobName {
    type Error = NotABlobName;

    fn try_from(text: String) -> Result<Self, NotABlobName> {
        text.parse()
    }
}

impl From<BlobName> for String {
    fn from(name: BlobName) -> Self {
        name.to_string()
    }
}

/// A photo of a report: an element of its set `photos`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Photo {
    /// The photo.
    pub blob: BlobName,
    /// A small one of it, for lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thumb: Option<BlobName>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// How large it is.
    pub bytes: u32,
}

impl Photo {
    /// Whether a name is this photo's or its small one's.
    pub fn is_named(&self, name: BlobName) -> bool {
        self.blob == name || self.thumb == Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_in_one_spelling_only() {
        let name = BlobName::of(b"bild");
        assert_eq!(name.to_string().parse(), Ok(name));
        assert_eq!(name.to_string().to_uppercase().parse::<BlobName>(), Err(NotABlobName));
        for text in ["", "../../x", "abc"] {
            assert_eq!(text.parse::<BlobName>(), Err(NotABlobName), "{text}");
        }
    }
}
