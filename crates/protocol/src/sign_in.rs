//! Ways in besides the password: the municipality's own sign-in (OpenID Connect), passkeys (WebAuthn), and
//! for the app on a desk the system's browser (RFC 8252). Bytes travel as base64url without padding.

use domain::clock::UtcMillis;
use domain::id::PasskeyId;
use serde::{Deserialize, Serialize};

use crate::enrolment::EnrolmentRequest;

/// How one can sign in here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct WaysIn {
    /// What the municipality's own sign-in is called, where there is one.
    pub municipal: Option<String>,
    /// Whether passkeys work under this server's address.
    pub passkeys: bool,
}

/// How a browser signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Name and password, with a code where there is a second factor.
    Password,
    /// The municipality's own sign-in.
    Municipal,
    /// A passkey.
    Passkey,
}

impl Method {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Password, Self::Municipal, Self::Passkey];

    /// The word as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Municipal => "municipal",
            Self::Passkey => "passkey",
        }
    }
}

/// Somebody goes to the municipality's sign-in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct BeginMunicipal {
    /// The code of an invitation that is accepted by it, instead of choosing a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub invitation: Option<String>,
}

/// Where the browser goes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Onward {
    /// The address.
    pub address: String,
}

/// What a passkey signs to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PasskeyChallenge {
    /// Good for five minutes and once.
    pub challenge: String,
    /// The domain that passkeys of this server belong to.
    pub rp_id: String,
}

/// A passkey signed.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PasskeyShown {
    /// Which credential.
    pub credential: String,
    /// What the browser says it was asked, as JSON.
    pub client_data: String,
    /// What the authenticator says.
    pub authenticator_data: String,
    /// Over both.
    pub signature: String,
    /// Whose the authenticator says it is.
    pub user_handle: String,
}

/// One's own password once more, before a passkey is made; whoever has none has signed in a short while ago.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct BeginPasskey {
    /// The password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub password: Option<String>,
}

/// What a passkey is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PasskeyBegun {
    /// Good for five minutes and once.
    pub challenge: String,
    /// The domain it will belong to.
    pub rp_id: String,
    /// What the server is called.
    pub rp_name: String,
    /// Whose it is, for the authenticator.
    pub user_handle: String,
    /// What people call them.
    pub user_name: String,
    /// Algorithms that are taken, the preferred first (COSE).
    pub algorithms: Vec<i32>,
    /// Credentials they have already: no second one on the same authenticator.
    pub known: Vec<String>,
}

/// A passkey was made.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct NewPasskey {
    /// What its owner calls it.
    pub name: String,
    /// What the browser says it was asked, as JSON.
    pub client_data: String,
    /// What the authenticator says, with the new public key.
    pub authenticator_data: String,
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PasskeyView {
    /// Its id here.
    #[schema(value_type = String)]
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    #[schema(value_type = i64)]
    pub made_at: UtcMillis,
    /// When it last opened.
    #[schema(value_type = Option<i64>)]
    pub used_at: Option<UtcMillis>,
}

/// An app asks, through the browser, to join as whoever is signed in there.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct AppRequest {
    /// Of the verifier that only the app knows (S256).
    pub challenge: String,
    /// Where the app listens: `http://127.0.0.1:PORT/`, and nowhere else.
    pub redirect: String,
    /// Given back to the app as it is.
    pub state: String,
}

/// An app joins with the code that the browser brought it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BrowserEnrolment {
    /// As with a link.
    #[serde(flatten)]
    pub request: EnrolmentRequest,
    /// What the challenge was made of.
    pub verifier: String,
}

/// Signed out here; the municipality's own sign-in may still be open in this browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct SignedOut {
    /// Where it is ended.
    pub address: String,
}
