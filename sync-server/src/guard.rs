//! What holds for every answer: it comes in time, a panic is a problem like any other, and the
//! browser is told what it may not do.

use std::any::Any;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderValue, Response as HttpResponse};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use protocol::problem::ProblemCode;

use crate::app::App;
use crate::error::ApiError;

/// A phone on a poor line needs long for a full run; nobody needs longer.
const LONGEST: Duration = Duration::from_secs(120);

const POLICY: &str = "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; \
                      object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page may ask where the phone is and take pictures; nothing it frames may anything.
const MAY_USE: &str = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()";

/// Break off what takes too long, the reading of the body included.
pub(crate) async fn within_time(request: Request, next: Next) -> Result<Response, ApiError> {
    tokio::time::timeout(LONGEST, next.run(request))
        .await
        .map_err(|_| ApiError::new(ProblemCode::Unavailable, "this took too long"))
}

/// What the client gets when a handler panics. The panic itself is on stderr.
pub(crate) fn after_panic(_panic: Box<dyn Any + Send>) -> HttpResponse<axum::body::Body> {
    tracing::error!("a handler panicked");
    ApiError::new(ProblemCode::ServerFailed, "the server failed").into_response()
}

/// Headers that every answer carries.
pub(crate) async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/v1/");
    // Only devices make this call, and they pay for every byte: no browser takes its answer for a page,
    // and nobody keeps the answer to a POST.
    let is_call = request.uri().path() == "/v1/sync";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !is_call {
        // A logotype has a stricter one.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
        for (name, value) in OF_PAGES {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if app.is_secure() {
        let value = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if is_api && !is_call && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// What pages carry besides.
const OF_PAGES: [(HeaderName, &str); 5] = [
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), MAY_USE),
];
