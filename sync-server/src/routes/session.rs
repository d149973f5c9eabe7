//! Signing in and out in a browser.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::text::Name;
use protocol::problem::{Problem, ProblemCode};
use protocol::session::{AcceptInvitation, SignIn};

use crate::app::App;
use crate::credential::{COOKIE, Who, cookie, no_credential, require_own_header};
use crate::error::ApiError;
use crate::payload::Payload;
use crate::record;
use crate::secrets::{Secret, hash_password, is_password};
use crate::store::audit::{self, Entry};
use crate::store::invitations::{self, Used};
use crate::store::{Batch, Invited, Person, StoreError, people, sessions};

/// Shorter passwords are refused, longer than this too: they only cost time.
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=256;

/// Sign in with name and password.
#[utoipa::path(
    post, path = "/v1/session", tag = "browser", request_body = SignIn,
    responses(
        (status = 204, description = "Signed in; the cookie is set"),
        (status = 401, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, ApiError> {
    let request: SignIn = payload.read_credential()?;
    require_own_header(&headers)?;
    if !app.attempts.may_try(&request.name, app.now()) {
        return Err(ApiError::new(ProblemCode::TooManyRequests, "too many tries; later"));
    }
    let name = request.name.clone();
    let (person, known) = app
        .store
        .read(move |conn| {
            let found = people::by_sign_in_name(conn, &request.name)?;
            let known = found.as_ref().map(|(person, _)| person.id.to_string());
            let stored = found.as_ref().map(|(_, stored)| stored.as_str());
            let is_right = is_password(&request.password, stored);
            Ok((found.filter(|_| is_right).map(|(person, _)| person), known))
        })
        .await?;
    let Some(person) = person else {
        app.attempts.failed(&name, app.now());
        // Not what was typed: it may be a password in the wrong field.
        let actor = known.unwrap_or_else(|| "unknown".to_owned());
        record::note(&app, (actor, "session.refused", String::new())).await?;
        return Err(no_credential());
    };
    app.attempts.succeeded(&name);
    let server = app.clone();
    let cookie = app.store.write(move |batch| begin(&server, batch, &person)).await?;
    Ok(with_cookie(&app, &cookie, app.settings.session_ms() / 1_000))
}

/// Use a one-time invitation: choose a name and a password, and be signed in.
#[utoipa::path(
    post, path = "/v1/session/invitation", tag = "browser", request_body = AcceptInvitation,
    responses(
        (status = 204, description = "Signed in; the cookie is set"),
        (status = 401, body = Problem, description = "The code is not known"),
        (status = 409, body = Problem, description = "Somebody has that name"),
        (status = 410, body = Problem, description = "The link has been used, or its time is over"),
        (status = 422, body = Problem, description = "The password is too short"),
    )
)]
pub(crate) async fn accept_invitation(
    State(app): State<App>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, ApiError> {
    let request: AcceptInvitation = payload.read_credential()?;
    require_own_header(&headers)?;
    let name = Name::new(&request.name)
        .map_err(|error| ApiError::new(ProblemCode::BadValue, error.to_string()))?;
    if !PASSWORD_CHARS.contains(&request.password.chars().count()) {
        return Err(ApiError::new(ProblemCode::BadValue, "12 to 256 characters are expected"));
    }
    // Away from the writer: it would wait for nothing else meanwhile.
    let seams = app.seams.clone();
    let hashed =
        app.store.read(move |_| Ok(hash_password(&request.password, &seams))).await?.map_err(
            |error| {
                tracing::error!("a password could not be hashed: {error}");
                ApiError::new(ProblemCode::ServerFailed, "the server failed")
            },
        )?;
    let server = app.clone();
    let code = Secret::presented(&request.invitation);
    let cookie = app
        .store
        .write(move |batch| {
            let person = accept(batch, &code, (name.as_str(), &hashed))?;
            begin(&server, batch, &person)
        })
        .await?;
    Ok(with_cookie(&app, &cookie, app.settings.session_ms() / 1_000))
}

fn accept(
    batch: &Batch<'_>,
    code: &Secret,
    (name, hashed): (&str, &str),
) -> Result<Person, StoreError> {
    let Used::Now(invitation) = invitations::use_up(batch, code)? else {
        return Err(invitations::spent().into());
    };
    let Invited::Person { user } = invitation.invited else {
        let problem = Problem::new(ProblemCode::NotAllowed, "this link is for the app on a device");
        return Err(problem.into());
    };
    let person = people::find(batch.tx, user)?.ok_or_else(invitations::spent)?;
    people::set_password(batch, user, (name, hashed))?;
    let id = user.to_string();
    audit::write(batch, Entry { actor: &id, action: "user.accept", object: &id })?;
    Ok(person)
}

fn begin(app: &App, batch: &Batch<'_>, person: &Person) -> Result<Secret, StoreError> {
    let cookie = Secret::fresh(batch.seams)?;
    let expires_at = batch.now.plus_ms(app.settings.session_ms());
    sessions::begin(batch, person.id, (&cookie, expires_at))?;
    let id = person.id.to_string();
    audit::write(batch, Entry { actor: &id, action: "session.begin", object: &id })?;
    Ok(cookie)
}

/// Sign out.
#[utoipa::path(
    delete, path = "/v1/session", tag = "browser",
    responses((status = 204, description = "Signed out"), (status = 401, body = Problem))
)]
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(cookie) = cookie(&headers) {
        let end = move |batch: &mut Batch<'_>| {
            let actor = who.id();
            audit::write(batch, Entry { actor: &actor, action: "session.end", object: &actor })?;
            sessions::end(batch, &cookie)
        };
        app.store.write(end).await?;
    }
    Ok(with_cookie(&app, &Secret::presented(""), 0))
}

fn with_cookie(app: &App, cookie: &Secret, max_age_s: i64) -> Response {
    let secure = if app.is_secure() { "; Secure" } else { "" };
    let value = cookie.expose();
    let text =
        format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={max_age_s}{secure}");
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
