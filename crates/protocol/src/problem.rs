//! What went wrong, for programs (a code) and for people (a sentence), and whether waiting helps.

use serde::{Deserialize, Serialize};

use crate::wipe::WipeOrder;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $(, $transient:ident)?;)*) => {
        /// A closed set of codes. Nobody compares messages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode { $($(#[$doc])* $name,)* }

        impl ProblemCode {
            /// The HTTP status it travels with.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// Whether the same request may succeed later.
            pub fn is_transient(self) -> bool {
                match self { $(Self::$name => codes!(@transient $($transient)?),)* }
            }
        }
    };
    (@transient transient) => { true };
    (@transient) => { false };
}

codes! {
    /// No credential, or none that is known.
    NoCredential = 401;
    /// The read token has expired; `nonce` is to be signed for a new one.
    TokenExpired = 401;
    /// The password was right; a code of the second factor is missing.
    SecondFactorNeeded = 401;
    /// The code is wrong, or was used before.
    WrongCode = 401;
    /// Nothing is open until a second factor is set up.
    SecondFactorMissing = 403;
    /// Known, but signed in too long ago for this.
    SignInAgain = 403;
    /// Known, but not allowed.
    NotAllowed = 403;
    /// The device was revoked: it may hand in, not read.
    Revoked = 403;
    /// The agreement that the organisation's access rests on is not in force: no reading.
    AgreementEnded = 403;
    /// The signature over the run does not hold.
    BadSignature = 403;
    /// There is no such thing, or it may not be seen.
    NotFound = 404;
    /// The device's chain of operations parts from what the server holds.
    ChainForked = 409;
    /// Something of that name exists already.
    AlreadyExists = 409;
    /// A piece of an attachment begins somewhere else than where the server stands.
    WrongOffset = 409;
    /// The one-time link has been used, or its time is over.
    LinkSpent = 410;
    /// More than the server takes at once.
    TooLarge = 413;
    /// The request cannot be read.
    BadRequest = 400;
    /// A value does not fit its field.
    BadValue = 422;
    /// The app is too old to read; it may still hand in.
    UpgradeRequired = 426;
    /// Too many requests; later.
    TooManyRequests = 429, transient;
    /// The server's disk is full; later.
    StorageFull = 507, transient;
    /// The server failed; later.
    ServerFailed = 500, transient;
    /// The server is starting or stopping; later.
    Unavailable = 503, transient;
}

/// The body of every answer that is not a success.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    thiserror::Error,
    utoipa::ToSchema,
    ts_rs::TS
)]
#[error("{message}")]
pub struct Problem {
    /// For programs.
    pub code: ProblemCode,
    /// For the log and for developers; people read the text catalogue by code.
    pub message: String,
    /// What to sign for a new read token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub nonce: Option<String>,
    /// For a revoked device: the wipe that its server ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub wipe: Option<WipeOrder>,
}

impl Problem {
    /// A problem with its sentence.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), nonce: None, wipe: None }
    }
}
