//! A text as a QR code, drawn as an SVG path.

use std::fmt::Write as _;

use protocol::session::QrPicture;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::error::ClientError;

/// The smallest code that holds the text. The little redundancy is enough from a screen, and the parts
/// have checksums of their own.
pub(crate) fn picture(text: &str) -> Result<QrPicture, ClientError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).map_err(|_| ClientError::TooLarge)?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            if length > 0 {
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += i32::try_from(length).unwrap_or(0) + 1;
        }
    }
    Ok(QrPicture { size: code.size(), path })
}
