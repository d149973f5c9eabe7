//! From what a camera gives to what travels: upright, at most half a megabyte, without anything the
//! camera wrote beside the picture, and a small one for lists. Pure: bytes in, bytes out.

use std::io::Cursor;
use std::panic::catch_unwind;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

/// The largest photo that travels, in bytes.
pub const PHOTO_MAX_BYTES: usize = 500_000;
const SIDE_MAX: u32 = 16_384;
/// The longest side of a photo and of a small one, in pixels.
const PHOTO_SIDE: u32 = 1_600;
const THUMB_SIDE: u32 = 240;
const QUALITIES: [u8; 4] = [82, 70, 58, 45];

/// How much is looked at: a small file can claim to be enormous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The largest file, in bytes.
    pub bytes: usize,
    /// The most pixels that are unpacked.
    pub pixels: u64,
}

impl Source {
    /// As a camera gives it, on the phone that took it.
    pub const CAMERA: Self = Self { bytes: 40 * 1024 * 1024, pixels: 64_000_000 };
    /// As a browser sends it after making it small; a server unpacks many strangers' pictures.
    pub const BROWSER: Self = Self { bytes: 1024 * 1024, pixels: 4_000_000 };
}

/// Why a photo was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// Neither JPEG nor PNG.
    #[error("this is neither a JPEG nor a PNG picture")]
    NotAPhoto,
    /// It begins like a photo and does not read to its end.
    #[error("the picture is broken")]
    Broken,
    /// More bytes or more pixels than are taken.
    #[error("the picture is larger than is taken")]
    TooLarge,
}

/// A photo, ready to travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// A JPEG of at most [`PHOTO_MAX_BYTES`].
    pub photo: Vec<u8>,
    /// A small JPEG of it.
    pub thumb: Vec<u8>,
    /// Pixels of the photo.
    pub width: u32,
    /// Pixels of the photo.
    pub height: u32,
}

/// Read a JPEG or PNG, turn it upright, drop everything but the pixels, and make it small.
///
/// # Errors
/// When it is no photo, is broken, or is too large.
pub fn prepare(source: &[u8], most: Source) -> Result<Prepared, PhotoError> {
    if source.len() > most.bytes {
        return Err(PhotoError::TooLarge);
    }
    // A picture is made by a stranger. Whatever a decoder does with it, the program goes on.
    catch_unwind(|| shrink(&decode(source, most)?)).unwrap_or(Err(PhotoError::Broken))
}

fn decode(source: &[u8], most: Source) -> Result<DynamicImage, PhotoError> {
    let unpacked = 4 * most.pixels;
    let mut reader = ImageReader::new(Cursor::new(source))
        .with_guessed_format()
        .map_err(|_| PhotoError::NotAPhoto)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(PhotoError::NotAPhoto);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(unpacked);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| told(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most.pixels || decoder.total_bytes() > unpacked {
        return Err(PhotoError::TooLarge);
    }
    let orientation = decoder.orientation().map_err(|error| told(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| told(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn told(error: &image::ImageError) -> PhotoError {
    match error {
        image::ImageError::Limits(_) => PhotoError::TooLarge,
        _ => PhotoError::Broken,
    }
}

fn shrink(picture: &DynamicImage) -> Result<Prepared, PhotoError> {
    let mut side = PHOTO_SIDE;
    loop {
        let small = within(picture, side);
        for quality in QUALITIES {
            let photo = jpeg(&small, quality)?;
            if photo.len() <= PHOTO_MAX_BYTES {
                let thumb = jpeg(&within(&small, THUMB_SIDE), 70)?;
                return Ok(Prepared { photo, thumb, width: small.width(), height: small.height() });
            }
        }
        side /= 2;
        if side < THUMB_SIDE {
            return Err(PhotoError::TooLarge);
        }
    }
}

/// Never larger than it was.
fn within(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    picture.thumbnail(side, side)
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|error| told(&error))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
