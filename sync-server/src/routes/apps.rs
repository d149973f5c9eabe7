//! The app on a desk joins through the system's browser (RFC 8252): whoever is signed in there lets it, the
//! browser brings it a code at the loopback address it listens on, and the code opens with its verifier only.

use axum::extract::State;
use axum::{Extension, Json};
use protocol::enrolment::Enrolled;
use protocol::pkce;
use protocol::problem::{Problem, ProblemCode};
use protocol::sign_in::{AppRequest, BrowserEnrolment, Onward};

use crate::app::App;
use crate::credential::{OwnSession, Who, lacks_factor};
use crate::error::ApiError;
use crate::invite;
use crate::payload::Payload;
use crate::routes::enrolment;
use crate::store::{Batch, StoreError, members};

/// No state is longer; ours are 32 characters.
const STATE_CHARS: std::ops::RangeInclusive<usize> = 16..=128;

/// Let an app on this machine join as oneself. Where the browser goes next.
#[utoipa::path(
    post, path = "/v1/account/apps", tag = "browser", request_body = AppRequest,
    responses(
        (status = 200, body = Onward), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "The organisation's devices may not have this role"),
        (status = 422, body = Problem, description = "Not an app on this machine that asks"),
    )
)]
pub(crate) async fn allow(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    session: Option<Extension<OwnSession>>,
    payload: Payload,
) -> Result<Json<Onward>, ApiError> {
    let person = who.person()?.clone();
    if lacks_factor(&app, session.map(|Extension(own)| own.0)) {
        let message = "set up a second factor first";
        return Err(ApiError::new(ProblemCode::SecondFactorMissing, message));
    }
    let request: AppRequest = payload.read()?;
    let is_state = STATE_CHARS.contains(&request.state.len())
        && request.state.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !is_state || !pkce::is_challenge(&request.challenge) {
        return Err(ApiError::new(ProblemCode::BadValue, "a challenge and a state are expected"));
    }
    let port = loopback_port(&request.redirect).ok_or_else(|| {
        let message = "an app listens on http://127.0.0.1:PORT/ and nowhere else";
        ApiError::new(ProblemCode::BadValue, message)
    })?;
    let challenge = request.challenge;
    let code = app
        .store
        .write(move |batch: &mut Batch<'_>| -> Result<_, StoreError> {
            let all = members::list(batch.tx)?;
            let member = all.into_iter().find(|member| member.id == person.organisation);
            let member = member.filter(|member| member.roles.contains(&person.role));
            let member = member.ok_or_else(|| ApiError::not_allowed().0)?;
            invite::app(batch, (&person, &member), challenge)
        })
        .await?;
    let (code, state) = (code.expose(), request.state);
    Ok(Json(Onward { address: format!("http://127.0.0.1:{port}/?code={code}&state={state}") }))
}

/// The port of a loopback address, written in the one way that is taken.
fn loopback_port(address: &str) -> Option<u16> {
    let port = address.strip_prefix("http://127.0.0.1:")?.strip_suffix('/')?;
    let number: u16 = port.parse().ok()?;
    (number >= 1_024 && number.to_string() == port).then_some(number)
}

/// Join with the code that the browser brought, and the verifier that only the app has.
#[utoipa::path(
    post, path = "/v1/enrolment/browser", tag = "devices", request_body = BrowserEnrolment,
    responses(
        (status = 200, body = Enrolled),
        (status = 401, body = Problem, description = "The code is not known, or not with this verifier"),
        (status = 410, body = Problem, description = "The code has been used, or its time is over"),
    )
)]
pub(crate) async fn enrol(
    State(app): State<App>,
    payload: Payload,
) -> Result<Json<Enrolled>, ApiError> {
    let asked: BrowserEnrolment = payload.read_credential()?;
    let server = app.clone();
    let join = move |batch: &mut Batch<'_>| {
        enrolment::join(&server, batch, (&asked.request, Some(&asked.verifier)))
    };
    Ok(Json(app.store.write(join).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_gone_back_to() {
        assert_eq!(loopback_port("http://127.0.0.1:49152/"), Some(49152));
        for address in [
            "http://127.0.0.1:80/",
            "http://127.0.0.1:049152/",
            "http://127.0.0.1:+49152/",
            "http://127.0.0.1:49152",
            "http://127.0.0.1:49152/x",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:49152@evil.example/",
            "http://127.0.0.1.evil.example:49152/",
            "http://localhost:49152/",
            "https://127.0.0.1:49152/",
            "http://192.0.2.1:49152/",
            "javascript:alert(1)",
        ] {
            assert_eq!(loopback_port(address), None, "{address}");
        }
    }
}
