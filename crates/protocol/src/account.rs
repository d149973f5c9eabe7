//! How somebody signs in: the browsers that are signed in, and the second factor (RFC 6238).

use serde::{Deserialize, Serialize};

use crate::access::SignedIn;
use crate::session::QrPicture;
use crate::sign_in::PasskeyView;

/// One's own way in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct AccountView {
    /// Browsers that are signed in, the last first.
    pub sessions: Vec<SignedIn>,
    /// Recovery codes that are left; none without a second factor.
    pub codes_left: Option<u32>,
    /// Whether the server asks everybody for a second factor.
    pub is_factor_required: bool,
    /// Passkeys, the newest first.
    #[serde(default)]
    pub passkeys: Vec<PasskeyView>,
    /// Whether passkeys work under this server's address.
    #[serde(default)]
    pub takes_passkeys: bool,
    /// Whether one has a password; else the sign-in is the municipality's.
    #[serde(default)]
    pub has_password: bool,
}

/// The password once more, before the way in is changed.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PasswordAgain {
    /// The password.
    pub password: String,
}

/// A second factor that is not in force yet: the app that makes codes takes one of the two in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct FactorBegun {
    /// The secret in Base32, in groups of four, to be typed.
    pub secret: String,
    /// The same as a QR code of an `otpauth` address.
    #[schema(value_type = Object)]
    pub picture: QrPicture,
}

/// A code from the app.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct FactorCode {
    /// Six digits.
    pub code: String,
}

/// The second factor is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct FactorConfirmed {
    /// Codes that each open once when the app is lost. They are told here and never again.
    pub recovery_codes: Vec<String>,
}

/// The second factor is taken away.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct RemoveFactor {
    /// The password.
    pub password: String,
    /// A code of it, or a recovery code.
    pub code: String,
}
