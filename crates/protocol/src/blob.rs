//! Attachments on their way to the server: where it stands, and the next piece. A device proves by its
//! signature over the name that it is the one that spoke of the bytes; no login is needed.

use domain::blob::BlobName;
use domain::id::DeviceId;
use serde::{Deserialize, Serialize};

/// The largest attachment that is taken, in bytes. The client makes photos of at most half a
/// megabyte.
pub const BLOB_MAX_BYTES: u64 = 1024 * 1024;
/// The smallest piece that is sent, but for the last, in bytes.
pub const CHUNK_MIN_BYTES: usize = 64 * 1024;
/// The largest piece, in bytes. At most this much is sent twice after a cut.
pub const CHUNK_MAX_BYTES: usize = 256 * 1024;

/// The header that names the device.
pub const DEVICE_HEADER: &str = "x-lagesbild-device";
/// The header with the device's signature over the attachment's name, base64.
pub const SIGNATURE_HEADER: &str = "x-lagesbild-signature";
/// The header with the place where a piece begins, and where the next one is expected.
pub const OFFSET_HEADER: &str = "upload-offset";
/// The header with the length of the whole.
pub const LENGTH_HEADER: &str = "upload-length";

/// Who speaks of which attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobClaim {
    /// The device.
    pub device: DeviceId,
    /// The attachment.
    pub blob: BlobName,
    /// The device's signature over both.
    pub signature: Vec<u8>,
}

/// How much of an attachment the server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BlobState {
    /// Where the next piece begins.
    pub offset: u64,
    /// Whether all of it is on the server's disk and its hash holds.
    pub whole: bool,
}
