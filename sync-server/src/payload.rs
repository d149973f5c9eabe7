//! The body of a request as a message. What cannot be read is a problem like any other.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use protocol::problem::ProblemCode;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::credential::no_credential;
use crate::error::ApiError;

/// The bytes of the body, within the route's limit.
pub(crate) struct Payload(pub(crate) Bytes);

impl FromRequest<App> for Payload {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        match Bytes::from_request(request, app).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError::new(ProblemCode::TooLarge, "the body is larger than is taken"))
            }
            Err(_) => Err(ApiError::new(ProblemCode::BadRequest, "the body broke off")),
        }
    }
}

impl Payload {
    /// Read it as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.0).map_err(|error| unreadable(&error))
    }

    /// Read it as JSON where the body itself is the credential: an empty one is none.
    pub(crate) fn read_credential<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        if self.0.is_empty() {
            return Err(no_credential());
        }
        self.read()
    }
}

/// The body is not the message that was expected.
pub(crate) fn unreadable(error: &serde_json::Error) -> ApiError {
    let code = match error.classify() {
        serde_json::error::Category::Data => ProblemCode::BadValue,
        serde_json::error::Category::Io
        | serde_json::error::Category::Syntax
        | serde_json::error::Category::Eof => ProblemCode::BadRequest,
    };
    ApiError::new(code, format!("the body cannot be read: {error}"))
}

/// Whether a header of codings names zstd.
pub(crate) fn is_zstd(headers: &HeaderMap, name: HeaderName) -> bool {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(',').any(|coding| {
        let (coding, quality) = coding.split_once(';').unwrap_or((coding, ""));
        coding.trim() == "zstd" && quality.trim() != "q=0"
    })
}
