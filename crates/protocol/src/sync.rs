//! The one call that does it all: push a run, pull a page.

use domain::blob::BlobName;
use domain::catalogue::Catalogue;
use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId, Epoch, OrganisationId};
use domain::role::Role;
use serde::{Deserialize, Serialize};

use crate::base64_bytes;
use crate::municipality::{Configuration, if_readable};
use crate::page::Page;
use crate::run::{Offer, Run, SignedRun};
use crate::version::Version;
use crate::wipe::WipeOrder;

/// The most operations in one page.
pub const PAGE_MAX: u32 = 5_000;

/// Why the server set an operation aside. It keeps its number and its bytes; the next one goes on.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    ts_rs::TS
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The body is not the JSON of an operation.
    Unreadable,
    /// The body is larger than one operation may be.
    TooLarge,
    /// A value does not fit its field.
    BadValue,
    /// The author's role may not do this.
    NotAllowed,
    /// The device was revoked before this arrived.
    Revoked,
    /// The agreement of the device's organisation has ended.
    AgreementEnded,
    /// The device speaks a version that is not known here.
    UnknownVersion,
    /// The server lost it and its device no longer has it: only its hash is left.
    Lost,
}

impl Reason {
    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
            Self::BadValue => "bad_value",
            Self::NotAllowed => "not_allowed",
            Self::Revoked => "revoked",
            Self::AgreementEnded => "agreement_ended",
            Self::UnknownVersion => "unknown_version",
            Self::Lost => "lost",
        }
    }
}

/// An operation that was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quarantined {
    /// Its number on the device.
    pub number: u64,
    /// Why.
    pub because: Reason,
}

/// Where a reader stands in the log. Valid only with its tag: a number alone cannot see that time
/// went back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Cursor {
    /// Everything up to and with this place has been read.
    pub seq: u64,
    /// Random tag of the commit that wrote this place; 0 at the beginning.
    pub tag: u64,
}

/// Where a log parted from an earlier life of itself. A reader goes back to a place it remembers that
/// is not above `seq`, and asks again: its tag tells whether that place is still common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fork {
    /// The earlier life.
    #[schema(value_type = String)]
    pub epoch: Epoch,
    /// No later place is common to both.
    pub seq: u64,
}

/// An organisation and what people call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NamedOrganisation {
    /// Its id.
    #[schema(value_type = String)]
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// What a device believes that the server has. The hash stands for all that came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Belief {
    /// The highest own number it holds a receipt for.
    pub number: u64,
    /// The hash of that operation, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub hash: [u8; 32],
}

/// What a device sends.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SyncRequest {
    /// The version it speaks.
    pub proto: Version,
    /// Who it is.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// The life of the log it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub epoch: Option<Epoch>,
    /// Where it stands in the log.
    #[serde(default)]
    pub cursor: Cursor,
    /// Hash of the grant set it reads under, as the server named it.
    #[serde(default)]
    pub scope: String,
    /// The version of the configuration it carries.
    #[serde(default)]
    pub configuration: String,
    /// The highest own number it holds a receipt for.
    #[serde(default)]
    pub acked: u64,
    /// What its wall clock says.
    #[serde(default)]
    #[schema(value_type = i64)]
    pub clock: UtcMillis,
    /// Name and version of the app.
    #[serde(default)]
    pub app: String,
    /// How many operations wait on it, this run included.
    #[serde(default)]
    pub waiting: u64,
    /// Once a day: count what is held of this device, and tell every verdict again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<Belief>,
    /// It fills in by itself what it hands in with this call: the page may leave those bytes out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fills_in: bool,
    /// What it hands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// Runs of others that it read in an earlier life of the log and that this life has not shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// After its rights changed: documents it holds that this life has not shown it. The server says
    /// which of them are gone for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub held: Vec<DocId>,
    /// Everything that was erased up to this place of the log is erased on its disk too.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub erased_through: u64,
    /// The dictionary it knows, until it has heard that the server knows it too. A message that is
    /// packed with it says nothing here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<u32>,
    /// How many operations it wants at the most; 0 to hand in only.
    #[serde(default = "page_size")]
    pub page: u32,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn page_size() -> u32 {
    500
}

/// What the server answers, after its disk has what was handed in.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SyncResponse {
    /// The version it speaks.
    pub proto: Version,
    /// This life of the log.
    #[schema(value_type = String)]
    pub epoch: Epoch,
    /// Set when the cursor does not hold: where the life it belongs to parted from this one. Nothing
    /// is read then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forks: Vec<Fork>,
    /// The newest place in the log.
    pub head: u64,
    /// The device's highest number without a hole.
    pub have: u64,
    /// The device's highest number that proven backups hold.
    pub safe: u64,
    /// Operations of the device that were set aside, of those just handed in or not yet told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quarantined: Vec<Quarantined>,
    /// Whether what the device believes was compared with what is stored; `have` then counts what
    /// is stored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compared: bool,
    /// Attachments that the device spoke of and whose bytes are missing here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub wanted_blobs: Vec<BlobName>,
    /// Where the reader stands after this page.
    pub cursor: Cursor,
    /// Hash of the grant set; when it changes the reader begins anew.
    pub scope: String,
    /// What is new for the reader.
    #[serde(default)]
    pub page: Page,
    /// Signatures of runs that this page completes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<SignedRun>,
    /// Documents that the device asked about and may not read: they leave its disk. What is merely
    /// not known here is not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub gone: Vec<DocId>,
    /// The role that the device reads and writes in; sent when the reader begins.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_readable")]
    #[schema(value_type = Option<String>)]
    pub role: Option<Role>,
    /// Names of organisations that take part; sent when the reader begins or the scope changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<NamedOrganisation>,
    /// What the device carries of its municipality; sent when it carries another version.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_readable")]
    #[schema(value_type = Option<Object>)]
    pub configuration: Option<Configuration>,
    /// The municipality's categories; sent with the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_readable")]
    #[schema(value_type = Option<Object>)]
    pub catalogue: Option<Catalogue>,
    /// Whether there is more to read at once.
    #[serde(default)]
    pub more: bool,
    /// The device may only hand in: of its request nothing but its own run was looked at, so neither
    /// what it handed on of others nor its cursor is answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deposit_only: bool,
    /// Set when the device may hand in but not read: sign it for a new read token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renew: Option<String>,
    /// The device is lost: it erases everything it holds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_readable")]
    pub wipe: Option<WipeOrder>,
    /// The dictionary that the device named, when it is known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<u32>,
    /// The server's clock.
    #[schema(value_type = i64)]
    pub server_time: UtcMillis,
}
