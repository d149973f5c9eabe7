//! Photos upright and small, and files that only claim to be photos.

use image::{ImageEncoder as _, Rgb, RgbImage};
use proptest::prelude::*;

use super::{prepare as prepare_within, *};

fn prepare(source: &[u8]) -> Result<Prepared, PhotoError> {
    prepare_within(source, Source::CAMERA)
}

/// Pixels that do not compress, the same in every run.
fn noisy(width: u32, height: u32) -> RgbImage {
    let mut state = 1_u32;
    RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgb([a, b, c])
    })
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    let (width, height) = picture.dimensions();
    encoder.write_image(picture, width, height, image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// A JPEG with an EXIF part that holds an orientation and a maker's name.
fn with_exif(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let plain = jpeg(&DynamicImage::ImageRgb8(picture.clone()), 90).unwrap();
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend_from_slice(&[0x01, 0x0f, 0, 2, 0, 0, 0, 4]);
    exif.extend_from_slice(b"FOO\0");
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(&exif);
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

#[test]
fn a_large_photo_becomes_half_a_megabyte_at_most_and_gets_a_small_one() {
    let prepared = prepare(&png(&noisy(2_400, 1_800))).unwrap();
    assert!(prepared.photo.len() <= PHOTO_MAX_BYTES, "{}", prepared.photo.len());
    assert!(prepared.thumb.len() < 40_000, "{}", prepared.thumb.len());
    assert!(prepared.width <= 1_600 && prepared.width * 3 / 4 == prepared.height);
    let small = image::load_from_memory(&prepared.thumb).unwrap();
    assert_eq!((small.width(), small.height()), (240, 180));
}

#[test]
fn a_photo_taken_sideways_stands_upright_and_tells_nothing_of_the_camera() {
    let source = with_exif(&noisy(80, 40), 6);
    let prepared = prepare(&source).unwrap();
    assert_eq!((prepared.width, prepared.height), (40, 80));
    let has = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    assert!(has(&source, b"Exif") && has(&source, b"FOO"));
    for bytes in [&prepared.photo, &prepared.thumb] {
        assert!(!has(bytes, b"Exif") && !has(bytes, b"FOO"));
    }
}

#[test]
fn the_same_photo_gives_the_same_bytes() {
    let source = png(&noisy(300, 200));
    assert_eq!(prepare(&source), prepare(&source));
}

#[test]
fn a_small_file_that_claims_to_be_enormous_is_refused() {
    let mut bomb = png(&noisy(4, 4));
    // Width and height stand at a fixed place in a PNG; the checksum over them is made anew.
    bomb[16..24].copy_from_slice(&[0, 0, 0x3f, 0xff, 0, 0, 0x3f, 0xff]);
    let crc = crc32(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&crc);
    assert_eq!(prepare(&bomb), Err(PhotoError::TooLarge));
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (!(crc & 1)).wrapping_add(1))
        })
    })
}

#[test]
fn what_is_no_photo_or_is_cut_off_is_refused() {
    assert_eq!(prepare(b""), Err(PhotoError::NotAPhoto));
    assert_eq!(prepare(b"%PDF-1.7"), Err(PhotoError::NotAPhoto));
    assert_eq!(prepare(&vec![0; Source::CAMERA.bytes + 1]), Err(PhotoError::TooLarge));
    let whole = png(&noisy(60, 60));
    assert_eq!(prepare(&whole[..whole.len() / 2]), Err(PhotoError::Broken));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_damaged_photo_brings_it_down(
        is_png in any::<bool>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let picture = noisy(24, 16);
        let mut bytes = if is_png { png(&picture) } else { with_exif(&picture, 3) };
        for (place, byte) in damage {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + bytes.len() / 2);
        if let Ok(prepared) = prepare(&bytes) {
            prop_assert!(prepared.photo.len() <= PHOTO_MAX_BYTES);
        }
    }

    #[test]
    fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for mark in [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b""] {
            let _ = prepare(&[mark, &bytes].concat());
        }
    }
}

#[test]
fn a_server_looks_at_less_than_the_phone_that_took_the_photo() {
    let source = png(&RgbImage::new(2_400, 1_800));
    assert!(prepare(&source).is_ok());
    assert_eq!(prepare_within(&source, Source::BROWSER), Err(PhotoError::TooLarge));
}
