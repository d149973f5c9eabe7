//! JSON, compressed with zstd, with a limit on what it may unpack to.

use std::io::Read as _;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a message may unpack to, in bytes.
pub const MESSAGE_MAX_BYTES: u64 = 48 * 1024 * 1024;

const LEVEL: i32 = 3;

/// Why a message could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Not zstd, or cut off.
    #[error("the message does not unpack: {0}")]
    Compression(#[from] std::io::Error),
    /// Larger than [`MESSAGE_MAX_BYTES`].
    #[error("the message unpacks to more than {MESSAGE_MAX_BYTES} bytes")]
    TooLarge,
    /// Not the JSON that was expected.
    #[error("the message is not what was expected: {0}")]
    Json(#[from] serde_json::Error),
}

/// Write and compress.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn pack<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    Ok(zstd::bulk::compress(&serde_json::to_vec(message)?, LEVEL)?)
}

/// Decompress.
///
/// # Errors
/// When it does not unpack, or to too much.
pub fn inflate(bytes: &[u8]) -> Result<Vec<u8>, FrameError> {
    let mut json = Vec::new();
    zstd::stream::read::Decoder::new(bytes)?.take(MESSAGE_MAX_BYTES + 1).read_to_end(&mut json)?;
    if json.len() as u64 > MESSAGE_MAX_BYTES {
        return Err(FrameError::TooLarge);
    }
    Ok(json)
}

/// Decompress and read.
///
/// # Errors
/// When it does not unpack, or is not what was expected.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FrameError> {
    Ok(serde_json::from_slice(&inflate(bytes)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_message_survives() {
        let packed = pack(&vec!["å"; 1000]).unwrap();
        assert!(packed.len() < 200);
        assert_eq!(unpack::<Vec<String>>(&packed).unwrap().len(), 1000);
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = zstd::bulk::compress(&vec![b' '; 60 * 1024 * 1024], 3).unwrap();
        assert!(matches!(inflate(&bomb), Err(FrameError::TooLarge)));
    }

    proptest! {
        #[test]
        fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = unpack::<serde_json::Value>(&bytes);
        }
    }
}
