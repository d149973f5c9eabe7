//! What a route answers when it does not succeed: a [`Problem`] with its status. Logged here, once.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::observation::DraftError;
use protocol::problem::{Problem, ProblemCode};

use crate::store::StoreError;

/// A problem on its way out.
#[derive(Debug)]
pub(crate) struct ApiError(pub Problem);

impl ApiError {
    /// A problem with its sentence.
    pub(crate) fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self(Problem::new(code, message))
    }

    /// There is no such thing, or it may not be seen.
    pub(crate) fn not_found() -> Self {
        Self::new(ProblemCode::NotFound, "there is no such thing, or it may not be seen")
    }

    /// Known, but not allowed.
    pub(crate) fn not_allowed() -> Self {
        Self::new(ProblemCode::NotAllowed, "this role may not do that")
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<DraftError> for ApiError {
    fn from(error: DraftError) -> Self {
        Self::new(ProblemCode::BadValue, error.to_string())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if !matches!(error, StoreError::Refused(_)) {
            tracing::error!("the store failed: {error}");
        }
        Self(error.into_problem())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let code = self.0.code;
        let status =
            StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.0)).into_response();
        if code.is_transient() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response
    }
}
