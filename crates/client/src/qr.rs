//! A text as a QR code, drawn as an SVG path.

use std::fmt::Write as _;

use protocol::session::QrPicture;
use qrcode::{Color, EcLevel, QrCode};

use crate::error::ClientError;

/// The smallest code that holds the text. The little redundancy is enough from a screen, and the parts
/// have checksums of their own.
pub(crate) fn picture(text: &str) -> Result<QrPicture, ClientError> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| ClientError::TooLarge)?;
    let side = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(side).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += run.len();
        }
    }
    let size = u32::try_from(side).map_err(|_| ClientError::TooLarge)?;
    Ok(QrPicture { size, path })
}
