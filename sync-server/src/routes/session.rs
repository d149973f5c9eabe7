//! Signing in and out in a browser.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use domain::text::Name;
use protocol::problem::{Problem, ProblemCode};
use protocol::session::{AcceptInvitation, SignIn};
use protocol::sign_in::{Method, SignedOut};

use crate::app::App;
use crate::credential::{OwnSession, Who, cookie, no_credential, require_own_header};
use crate::entering::{self, Entrance, with_cookie};
use crate::error::ApiError;
use crate::payload::Payload;
use crate::record;
use crate::routes::sign_in;
use crate::secrets::{Secret, hash_password, is_password};
use crate::store::audit::{self, Entry};
use crate::store::invitations::{self, Used};
use crate::store::{Batch, Invited, Person, StoreError, factors, people, sessions};

/// Shorter passwords are refused, longer than this too: they only cost time.
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=256;

/// Sign in with name and password.
#[utoipa::path(
    post, path = "/v1/session", tag = "browser", request_body = SignIn,
    responses(
        (status = 204, description = "Signed in; the cookie is set"),
        (status = 401, body = Problem, description = "Also `second_factor_needed` and `wrong_code`"),
        (status = 429, body = Problem),
    )
)]
pub(crate) async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, ApiError> {
    let request: SignIn = payload.read_credential()?;
    require_own_header(&headers)?;
    if !app.attempts.begin(&request.name, app.now()) {
        return Err(ApiError::new(ProblemCode::TooManyRequests, "too many tries; later"));
    }
    let (name, code) = (request.name.clone(), request.code.clone());
    let (person, factor, known) = app
        .store
        .read(move |conn| {
            let found = people::by_sign_in_name(conn, &request.name)?;
            let known = found.as_ref().map(|(person, _)| person.id.to_string());
            let stored = found.as_ref().map(|(_, stored)| stored.as_str());
            let is_right = is_password(&request.password, stored);
            let person = found.filter(|_| is_right).map(|(person, _)| person);
            let factor = match &person {
                Some(person) => factors::in_force(conn, person.id)?,
                None => None,
            };
            Ok((person, factor, known))
        })
        .await?;
    // Not what was typed: it may be a password in the wrong field.
    let actor = known.unwrap_or_else(|| "unknown".to_owned());
    let refused = (actor, "session.refused", String::new());
    let Some(person) = person else {
        record::note(&app, refused).await?;
        return Err(no_credential());
    };
    if factor.is_some() && code.is_none() {
        app.attempts.undecided(&name);
        let message = "a code of the second factor is needed";
        return Err(ApiError::new(ProblemCode::SecondFactorNeeded, message));
    }
    let (server, browser, former) = (app.clone(), entering::browser(&headers), cookie(&headers));
    let entered = app
        .store
        .write(move |batch| {
            let is_strong = match code.filter(|_| factor.is_some()) {
                Some(code) => factors::use_up(batch, person.id, (&server.factors, &code))?,
                None => false,
            };
            if factor.is_some() && !is_strong {
                return Ok(None);
            }
            let entrance = Entrance { browser: &browser, method: Method::Password, is_strong };
            entering::begin(&server, batch, (&person, former.as_ref()), entrance).map(Some)
        })
        .await?;
    let Some(cookie) = entered else {
        record::note(&app, refused).await?;
        return Err(factors::wrong_code().into());
    };
    app.attempts.succeeded(&name);
    Ok(with_cookie(&app, Some(&cookie), StatusCode::NO_CONTENT.into_response()))
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
    let (server, browser) = (app.clone(), entering::browser(&headers));
    let code = Secret::presented(&request.invitation);
    let cookie = app
        .store
        .write(move |batch| {
            let person = accept(batch, &code, (name.as_str(), &hashed))?;
            // Whoever has a second factor shows it with the new password.
            if factors::in_force(batch.tx, person.id)?.is_some() {
                return Ok(None);
            }
            let entrance =
                Entrance { browser: &browser, method: Method::Password, is_strong: false };
            entering::begin(&server, batch, (&person, None), entrance).map(Some)
        })
        .await?;
    Ok(match cookie {
        Some(cookie) => with_cookie(&app, Some(&cookie), StatusCode::NO_CONTENT.into_response()),
        None => ApiError::new(
            ProblemCode::SecondFactorNeeded,
            "the password is chosen; sign in with it and a code of the second factor",
        )
        .into_response(),
    })
}

/// Use an invitation up for the person it was made for.
pub(crate) fn invited(batch: &Batch<'_>, code: &Secret) -> Result<Person, StoreError> {
    let Used::Now(invitation) = invitations::use_up(batch, code)? else {
        return Err(invitations::spent().into());
    };
    let Invited::Person { user } = invitation.invited else {
        let problem = Problem::new(ProblemCode::NotAllowed, "this link is for the app on a device");
        return Err(problem.into());
    };
    people::find(batch.tx, user)?.ok_or_else(|| invitations::spent().into())
}

fn accept(
    batch: &Batch<'_>,
    code: &Secret,
    (name, hashed): (&str, &str),
) -> Result<Person, StoreError> {
    let person = invited(batch, code)?;
    people::set_password(batch, person.id, (name, hashed))?;
    let id = person.id.to_string();
    audit::write(batch, Entry { actor: &id, action: "user.accept", object: &id })?;
    Ok(person)
}

/// Sign out.
#[utoipa::path(
    delete, path = "/v1/session", tag = "browser",
    responses(
        (status = 204, description = "Signed out"),
        (status = 200, body = SignedOut, description = "Signed out here; the municipality's own sign-in may be open still"),
        (status = 401, body = Problem),
    )
)]
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    session: Option<Extension<OwnSession>>,
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
    let is_municipal = session.is_some_and(|Extension(own)| own.0.method == Method::Municipal);
    let response = match sign_in::exit(&app).await.filter(|_| is_municipal) {
        Some(address) => Json(SignedOut { address }).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    };
    Ok(with_cookie(&app, None, response))
}
