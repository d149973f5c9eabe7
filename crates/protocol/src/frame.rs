//! JSON, compressed with zstd, with a limit on what it may unpack to; and with a dictionary, where both
//! sides have it, since a lone report is too short to be its own.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{BufRead, Read as _};
use std::num::NonZeroU32;
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::stream::read::Decoder;
use zstd::zstd_safe::{
    CCtx, DCtx, compress_bound, find_frame_compressed_size, get_dict_id_from_frame, get_error_name,
    get_frame_content_size,
};

/// What a message may unpack to, in bytes.
pub const MESSAGE_MAX_BYTES: u64 = 48 * 1024 * 1024;

/// The coding of a message that is packed with the dictionary, as its header names it.
pub const CODING: &str = "lbz";
/// The name of the dictionary that this version packs with: one that is made anew gets another.
pub const DICTIONARY_ID: u32 = 1_000_001;
/// Trained on made-up reports as they travel; `tests/examples/samples.rs` tells how it is made.
const DICTIONARY: &[u8] = include_bytes!("../dictionary/reports-1.zdict");
/// A question that is longer does not help to pack its answer.
const SEEN_MAX_BYTES: usize = 2 * 1024 * 1024;

const LEVEL: i32 = 3;
/// Nobody needs to hold more of a message in memory at once to unpack it: 2^26 bytes.
const WINDOW_LOG_MAX: u32 = 26;

/// For messages up to so many bytes a thread keeps its tables.
const KEPT_FOR: usize = 128 * 1024;

thread_local! {
    static PACKER: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    static UNPACKER: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// Why a message could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Not zstd, or cut off.
    #[error("the message does not unpack: {0}")]
    Compression(#[from] std::io::Error),
    /// Packed with a dictionary that is not known here, or with none where one is expected.
    #[error("the message is packed with another dictionary")]
    Dictionary,
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
    whole(Decoder::with_buffer(bytes)?)
}

/// How many bytes a message unpacks to, when it is in one piece and says so.
pub fn unpacks_to(bytes: &[u8]) -> Option<usize> {
    let is_one_piece = find_frame_compressed_size(bytes) == Ok(bytes.len());
    let said = get_frame_content_size(bytes).ok().flatten().filter(|_| is_one_piece)?;
    usize::try_from(said).ok()
}

/// Compress JSON with the dictionary. `seen` is what the other side has in any case: nothing for a
/// question, the question's JSON for its answer.
///
/// # Errors
/// When memory is short.
pub fn pack_known(json: &[u8], seen: &[u8]) -> Result<Vec<u8>, FrameError> {
    static PREPARED: OnceLock<EncoderDictionary<'static>> = OnceLock::new();
    let dictionary = dictionary(seen);
    let pack = |packer: &mut CCtx<'static>| {
        let mut packed = Vec::with_capacity(compress_bound(json.len()));
        match &dictionary {
            Cow::Borrowed(_) => {
                let prepared = PREPARED.get_or_init(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
                packer.compress_using_cdict(&mut packed, json, prepared.as_cdict())
            }
            // One that is used once is not worth tables of its own.
            Cow::Owned(longer) => packer.compress_using_dict(&mut packed, json, longer, LEVEL),
        }
        .map_err(failed)?;
        Ok(packed)
    };
    if json.len() + dictionary.len() > KEPT_FOR {
        return pack(&mut CCtx::create());
    }
    PACKER.with_borrow_mut(pack)
}

/// Decompress what [`pack_known`] has packed beside the same `seen`.
///
/// # Errors
/// When it is packed in another way, does not unpack, or to too much.
pub fn inflate_known(bytes: &[u8], seen: &[u8]) -> Result<Vec<u8>, FrameError> {
    static PREPARED: OnceLock<DecoderDictionary<'static>> = OnceLock::new();
    if get_dict_id_from_frame(bytes).map(NonZeroU32::get) != Some(DICTIONARY_ID) {
        return Err(FrameError::Dictionary);
    }
    let prepared = || PREPARED.get_or_init(|| DecoderDictionary::copy(DICTIONARY));
    let dictionary = dictionary(seen);
    let size = unpacks_to(bytes).filter(|size| size + dictionary.len() <= KEPT_FOR);
    let Some(size) = size else {
        return match dictionary {
            Cow::Borrowed(_) => whole(Decoder::with_prepared_dictionary(bytes, prepared())?),
            Cow::Owned(longer) => whole(Decoder::with_dictionary(bytes, &longer)?),
        };
    };
    UNPACKER.with_borrow_mut(|unpacker| {
        let mut json = Vec::with_capacity(size);
        match dictionary {
            Cow::Borrowed(_) => {
                unpacker.decompress_using_ddict(&mut json, bytes, prepared().as_ddict())
            }
            Cow::Owned(longer) => unpacker.decompress_using_dict(&mut json, bytes, &longer),
        }
        .map_err(failed)?;
        Ok(json)
    })
}

fn failed(code: usize) -> std::io::Error {
    std::io::Error::other(get_error_name(code))
}

/// What was seen follows what was trained: the end of a dictionary is plain content.
fn dictionary(seen: &[u8]) -> Cow<'static, [u8]> {
    if seen.is_empty() || seen.len() > SEEN_MAX_BYTES {
        return Cow::Borrowed(DICTIONARY);
    }
    Cow::Owned([DICTIONARY, seen].concat())
}

fn whole<R: BufRead>(mut decoder: Decoder<'_, R>) -> Result<Vec<u8>, FrameError> {
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    let mut json = Vec::new();
    decoder.take(MESSAGE_MAX_BYTES + 1).read_to_end(&mut json)?;
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

    #[test]
    fn the_dictionary_has_the_name_that_travels() {
        let id = zstd::zstd_safe::get_dict_id_from_dict(DICTIONARY);
        assert_eq!(id.map(NonZeroU32::get), Some(DICTIONARY_ID));
        assert!(DICTIONARY.len() <= 16 * 1024);
    }

    #[test]
    fn an_answer_that_repeats_its_question_costs_next_to_nothing() {
        let question: Vec<u8> =
            (0..900_u32).flat_map(|n| (n * n).to_string().into_bytes()).collect();
        let packed = pack_known(&question, &question).unwrap();
        assert!(packed.len() < 40, "{}", packed.len());
        assert_eq!(inflate_known(&packed, &question).unwrap(), question);
        assert!(inflate_known(&packed, &question[1..]).map_or(true, |it| it != question));
    }

    #[test]
    fn a_message_packed_in_the_other_way_is_told_apart() {
        let plain = pack(&"x").unwrap();
        assert!(matches!(inflate_known(&plain, &[]), Err(FrameError::Dictionary)));
        assert!(inflate(&pack_known(b"\"x\"", &[]).unwrap()).is_err());
    }

    /// Frames one after another, each of which unpacks to a lot.
    #[test]
    fn bombs_of_every_kind_are_refused() {
        let one = zstd::bulk::compress(&vec![b' '; 10 * 1024 * 1024], 19).unwrap();
        let many = one.repeat(6);
        assert!(many.len() < 16 * 1024, "{}", many.len());
        assert!(matches!(inflate(&many), Err(FrameError::TooLarge)));
        let known = pack_known(&vec![b' '; 60 * 1024 * 1024], &[]).unwrap();
        assert!(known.len() < 64 * 1024, "{}", known.len());
        assert!(matches!(inflate_known(&known, &[]), Err(FrameError::TooLarge)));
        // A frame that wants a window of 2^27 bytes, of which it says nothing more.
        let wide = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (27 - 10) << 3, 0x01, 0x00, 0x00];
        assert!(matches!(inflate(&wide), Err(FrameError::Compression(_))));
    }

    proptest! {
        #[test]
        fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = unpack::<serde_json::Value>(&bytes);
            let _ = inflate_known(&bytes, &[]);
        }

        #[test]
        fn whatever_is_packed_unpacks_to_itself(
            json in prop::collection::vec(any::<u8>(), 0..3_000),
            seen in prop::collection::vec(any::<u8>(), 0..3_000),
        ) {
            prop_assert_eq!(inflate_known(&pack_known(&json, &seen).unwrap(), &seen).unwrap(), json);
        }

        #[test]
        fn a_frame_that_was_changed_unpacks_to_no_more_than_is_allowed(
            at in any::<prop::sample::Index>(), to in any::<u8>(), size in 1..4_000_usize,
        ) {
            let json = vec![b'x'; size * 1_000];
            for mut packed in [zstd::bulk::compress(&json, 3).unwrap(), pack_known(&json, &[]).unwrap()] {
                let at = at.index(packed.len());
                packed[at] = to;
                for read in [inflate(&packed), inflate_known(&packed, &[])].into_iter().flatten() {
                    prop_assert!(read.len() as u64 <= MESSAGE_MAX_BYTES);
                }
            }
        }
    }
}
