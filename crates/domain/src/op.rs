//! One operation: who, which number, after which, and what it says. Its bytes are frozen: they are
//! what is hashed, signed, stored, sent and passed on, whatever this version understands of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::clock::{Stamp, UtcMillis};
use crate::id::{DeviceId, DocId, OpId, UserId, compact};
use crate::text::Note;

/// The schema of the bodies this version writes.
pub const SCHEMA: u16 = 1;
/// The largest body in bytes; larger ones go to quarantine.
pub const BODY_MAX_BYTES: usize = 64 * 1024;

/// The BLAKE3 hash of an operation and, through the one before, of all that its device wrote.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OpHash(pub [u8; 32]);

impl OpHash {
    /// What the first operation of a device comes after.
    pub const START: Self = Self([0; 32]);
}

impl Serialize for OpHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for OpHash {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(de)?;
        let bytes = URL_SAFE_NO_PAD.decode(text.as_bytes()).map_err(D::Error::custom)?;
        let hash = bytes.try_into().map_err(|_| D::Error::custom("a hash has 32 bytes"))?;
        Ok(Self(hash))
    }
}

impl fmt::Debug for OpHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpHash({})", blake3::Hash::from_bytes(self.0).to_hex())
    }
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DocType {
    /// A report.
    Observation,
    /// Something that happened, told by one or more reports.
    Incident,
    /// The priority areas of a quarter.
    Priority,
    /// A pass (rond): time by square and week.
    Patrol,
    /// Something that is done about it.
    Measure,
    /// Why it happens where it happens.
    CauseAnalysis,
    /// The status of an area for a period.
    Assessment,
    /// What somebody is told of it.
    Feedback,
    /// How much an organisation hears of an incident that others reported.
    Share,
    /// The picture of a period, as it is fixed.
    Edition,
    /// What was said and decided at a meeting.
    Meeting,
    /// A kind from a newer version: kept and passed on, not projected.
    #[serde(other)]
    Unknown,
}

impl DocType {
    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observation => "observation",
            Self::Incident => "incident",
            Self::Priority => "priority",
            Self::Patrol => "patrol",
            Self::Measure => "measure",
            Self::CauseAnalysis => "cause_analysis",
            Self::Assessment => "assessment",
            Self::Feedback => "feedback",
            Self::Share => "share",
            Self::Edition => "edition",
            Self::Meeting => "meeting",
            Self::Unknown => "unknown",
        }
    }
}

/// What an operation does to its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Set fields; the newest wins.
    Set,
    /// Add an element to a set.
    Add,
    /// Remove what an earlier operation added.
    Remove,
    /// Erase operations for good; only the server says that, and says nothing else.
    Erase,
    /// A kind from a newer version: kept and passed on, not projected.
    #[serde(other)]
    Unknown,
}

/// What is left of an operation that was erased: enough to keep the chain and to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fence {
    /// Whose it was.
    #[serde(with = "compact")]
    pub device: DeviceId,
    /// Its number there.
    pub number: u64,
    /// Its id.
    #[serde(with = "compact")]
    pub op: OpId,
    /// Its hash, which tells nothing once the salt is gone.
    pub hash: OpHash,
}

/// What an operation says. Fields of newer versions stay in the frozen bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The document it is about.
    #[serde(with = "compact")]
    pub doc: DocId,
    /// What that document is.
    pub of: DocType,
    /// What is done.
    pub kind: Kind,
    /// `set`: the fields and their new values; `null` clears.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub set: Map<String, Value>,
    /// `set`: the stamp of each field as the author saw it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub base: BTreeMap<String, Stamp>,
    /// `add`: which set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// `add`: the element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// `remove`: the operation that added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removes: Option<OpId>,
    /// `erase`: what is left of each erased operation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erases: Vec<Fence>,
    /// The hybrid logical clock: milliseconds and tick.
    pub hlc: (UtcMillis, u32),
    /// What the device's wall clock said.
    pub at: UtcMillis,
    /// The schema it was written by.
    pub schema: u16,
    /// BLAKE3 names of the attachments it speaks of, in hexadecimal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<String>,
    /// The user for whom the server signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// Why its author sends words that the check of free text marks. For reviewers only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Note>,
}

impl Body {
    /// An operation that sets fields of a document.
    pub fn set(doc: DocId, of: DocType, fields: Map<String, Value>) -> Self {
        Self { set: fields, ..Self::empty(doc, of, Kind::Set) }
    }

    /// An operation that adds an element to one of the document's sets.
    pub fn add(doc: DocId, of: DocType, element: (&str, Value)) -> Self {
        let (to, value) = element;
        Self { to: Some(to.to_owned()), value: Some(value), ..Self::empty(doc, of, Kind::Add) }
    }

    /// An operation that removes what an earlier one added.
    pub fn remove(doc: DocId, of: DocType, removes: OpId) -> Self {
        Self { removes: Some(removes), ..Self::empty(doc, of, Kind::Remove) }
    }

    /// An operation that erases others of the document, and whatever is said of it later.
    pub fn erase(doc: DocId, of: DocType, fences: Vec<Fence>) -> Self {
        Self { erases: fences, ..Self::empty(doc, of, Kind::Erase) }
    }

    fn empty(doc: DocId, of: DocType, kind: Kind) -> Self {
        Self {
            doc,
            of,
            kind,
            set: Map::new(),
            base: BTreeMap::new(),
            to: None,
            value: None,
            removes: None,
            erases: Vec::new(),
            hlc: (UtcMillis(0), 0),
            at: UtcMillis(0),
            schema: SCHEMA,
            blobs: Vec::new(),
            by: None,
            because: None,
        }
    }

    /// The same body with the reason for sending words that the check of free text marks.
    #[must_use]
    pub fn because(self, because: Option<Note>) -> Self {
        Self { because, ..self }
    }

    /// The same body at a stamp and a wall-clock time.
    #[must_use]
    pub fn stamped(self, stamp: Stamp, at: UtcMillis) -> Self {
        Self { hlc: (stamp.at, stamp.tick), at, ..self }
    }

    /// Its stamp, as its device claims it.
    pub fn stamp(&self, device: DeviceId) -> Stamp {
        Stamp { at: self.hlc.0, tick: self.hlc.1, device }
    }
}

/// The frozen bytes of one operation: sixteen random bytes, which make its hash tell nothing once
/// they are erased, and the body as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Random, from the author.
    pub salt: [u8; 16],
    /// JSON, exactly as written.
    pub body: String,
}

impl Frozen {
    /// Freeze a body with random bytes.
    ///
    /// # Errors
    /// When the body cannot be written as JSON (a map key that is no text; does not happen here).
    pub fn new(body: &Body, salt: [u8; 16]) -> Result<Self, serde_json::Error> {
        Ok(Self { salt, body: serde_json::to_string(body)? })
    }

    /// The hash over device, number, the hash before, salt and body.
    pub fn hash(&self, device: DeviceId, number: u64, previous: OpHash) -> OpHash {
        let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 operation v1");
        hasher.update(device.as_bytes());
        hasher.update(&number.to_le_bytes());
        hasher.update(&previous.0);
        hasher.update(&self.salt);
        hasher.update(self.body.as_bytes());
        OpHash(*hasher.finalize().as_bytes())
    }

    /// A UUID version 7: the author's wall clock, then bits that follow from the salt. It need not
    /// be sent, and it does not give the salt away.
    pub fn id(&self, device: DeviceId, number: u64, at: UtcMillis) -> OpId {
        let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 operation id v1");
        hasher.update(device.as_bytes());
        hasher.update(&number.to_le_bytes());
        hasher.update(&self.salt);
        let hash = hasher.finalize();
        let mut random = [0; 10];
        random.copy_from_slice(&hash.as_bytes()[..10]);
        OpId(uuid_v7(at, random))
    }

    /// What it says, as far as this version understands.
    ///
    /// # Errors
    /// When the body is not the JSON of an operation.
    pub fn read(&self) -> Result<Body, serde_json::Error> {
        serde_json::from_str(&self.body)
    }
}

/// One operation of a chain, as far as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// With its bytes.
    Whole(Frozen),
    /// Only the hash is left or known.
    Gone(OpHash),
}

impl Link {
    /// Its hash, after the one before.
    pub fn hash(&self, device: DeviceId, number: u64, previous: OpHash) -> OpHash {
        match self {
            Self::Whole(frozen) => frozen.hash(device, number, previous),
            Self::Gone(hash) => *hash,
        }
    }
}

/// A UUID version 7 of a time and ten random bytes (RFC 9562 §5.7). Times before 1970 count as 1970.
pub fn uuid_v7(at: UtcMillis, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen() -> Frozen {
        Frozen { salt: [7; 16], body: r#"{"a":1}"#.to_owned() }
    }

    fn device(n: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(n))
    }

    #[test]
    fn the_hash_covers_device_number_chain_salt_and_body() {
        let hash = frozen().hash(device(1), 1, OpHash::START);
        assert_ne!(hash, frozen().hash(device(2), 1, OpHash::START));
        assert_ne!(hash, frozen().hash(device(1), 2, OpHash::START));
        assert_ne!(hash, frozen().hash(device(1), 1, hash));
        assert_ne!(hash, Frozen { salt: [8; 16], ..frozen() }.hash(device(1), 1, OpHash::START));
        assert_eq!(hash, frozen().hash(device(1), 1, OpHash::START));
    }

    #[test]
    fn the_id_is_a_version_7_uuid_of_the_authors_time() {
        let id = frozen().id(device(1), 1, UtcMillis(1_700_000_000_123));
        assert_eq!(id.0.get_version_num(), 7);
        assert_eq!(u64::from(id.0.get_timestamp().unwrap().to_unix().1), 123_000_000);
        assert_ne!(id, frozen().id(device(1), 2, UtcMillis(1_700_000_000_123)));
    }

    #[test]
    fn kinds_and_documents_of_newer_versions_are_read_as_unknown() {
        let json = r#"{"doc":"AAAAAAAAAAAAAAAAAAAAAA","of":"balloon","kind":"paint",
            "colour":"red","hlc":[5,0],"at":5,"schema":9}"#;
        let body: Body = serde_json::from_str(json).unwrap();
        assert_eq!((body.of, body.kind), (DocType::Unknown, Kind::Unknown));
    }
}
