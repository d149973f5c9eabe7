//! One's own way in: the browsers that are signed in, and the second factor.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::id::SessionId;
use protocol::account::{
    AccountView, FactorBegun, FactorCode, FactorConfirmed, PasswordAgain, RemoveFactor,
};
use protocol::problem::{Problem, ProblemCode};

use crate::app::App;
use crate::credential::{OwnSession, Who, no_credential};
use crate::error::ApiError;
use crate::payload::Payload;
use crate::record;
use crate::routes::access;
use crate::second_factor;
use crate::secrets::is_password;
use crate::store::audit::{self, Entry};
use crate::store::people::{self, Person};
use crate::store::{StoreError, factors, passkeys, sessions};

/// How one signs in oneself. A device has nothing of the kind.
#[utoipa::path(
    get, path = "/v1/account", tag = "browser",
    responses((status = 200, body = AccountView), (status = 401, body = Problem))
)]
pub(crate) async fn view(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    session: Option<Extension<OwnSession>>,
) -> Result<Json<AccountView>, ApiError> {
    let (now, own) = (app.now(), session.map(|Extension(own)| own.0.id));
    let is_factor_required = app.settings.second_factor_required;
    let Who::Person(person) = who else {
        return Ok(Json(AccountView { is_factor_required, ..AccountView::default() }));
    };
    let takes_passkeys = app.passkey_site().is_some();
    let read = move |conn: &_| {
        let sessions = sessions::of_person(conn, (person.id, now), own)?;
        let codes_left = factors::codes_left(conn, person.id)?;
        Ok(AccountView {
            sessions,
            codes_left,
            is_factor_required,
            passkeys: passkeys::of_person(conn, person.id)?,
            takes_passkeys,
            has_password: people::password(conn, person.id)?.is_some(),
        })
    };
    Ok(Json(app.store.read(read).await?))
}

/// Sign out a browser of one's own.
#[utoipa::path(
    post, path = "/v1/account/sessions/{id}/end", tag = "browser",
    params(("id" = String, Path, description = "The session")),
    responses(
        (status = 204, description = "Signed out there"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn end_session(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?.id;
    let id: SessionId = id.parse().map_err(|_| ApiError::not_found())?;
    if app.store.read(move |conn| sessions::owner(conn, id)).await? != Some(person) {
        return Err(ApiError::not_found());
    }
    access::end(&app, (person.to_string(), id)).await
}

/// Begin a second factor: a secret for the app that makes codes. It is not in force before a code of it
/// was shown.
#[utoipa::path(
    post, path = "/v1/account/second-factor", tag = "browser", request_body = PasswordAgain,
    responses(
        (status = 200, body = FactorBegun), (status = 401, body = Problem),
        (status = 409, body = Problem, description = "One is in force"), (status = 429, body = Problem),
    )
)]
pub(crate) async fn begin_factor(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<FactorBegun>, ApiError> {
    let person = who.person()?.clone();
    let request: PasswordAgain = payload.read()?;
    let account = require_password(&app, &person, request.password).await?;
    let salt = app.store.write(move |batch| factors::begin(batch, person.id)).await?;
    let failed = |_| ApiError::new(ProblemCode::ServerFailed, "the server failed");
    let secret = app.factors.secret(person.id, salt).map_err(failed)?;
    let issuer = &app.current.get().configuration.municipality.name;
    let address = second_factor::address(&format!("Lägesbild {issuer}"), &account, &secret);
    let picture = access::picture(&address)?;
    let groups: Vec<&str> = (0..secret.len())
        .step_by(4)
        .filter_map(|at| secret.get(at..(at + 4).min(secret.len())))
        .collect();
    Ok(Json(FactorBegun { secret: groups.join(" "), picture }))
}

/// Put it into force with a code of it. The recovery codes are told here and never again.
#[utoipa::path(
    post, path = "/v1/account/second-factor/confirmation", tag = "browser", request_body = FactorCode,
    responses(
        (status = 200, body = FactorConfirmed),
        (status = 401, body = Problem, description = "`wrong_code`"), (status = 429, body = Problem),
    )
)]
pub(crate) async fn confirm_factor(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    session: Option<Extension<OwnSession>>,
    payload: Payload,
) -> Result<Json<FactorConfirmed>, ApiError> {
    let person = who.person()?.id;
    let request: FactorCode = payload.read()?;
    let key = format!("second factor {person}");
    begin_try(&app, &key)?;
    let server = app.clone();
    let recovery_codes = app
        .store
        .write(move |batch| {
            let codes = factors::confirm(batch, person, (&server.factors, &request.code))?;
            if let Some(Extension(own)) = session {
                sessions::strengthen(batch, own.0.id)?;
            }
            let object = person.to_string();
            let entry = Entry { actor: &object, action: "second_factor.confirm", object: &object };
            audit::write(batch, entry)?;
            Ok(codes)
        })
        .await?;
    app.attempts.succeeded(&key);
    Ok(Json(FactorConfirmed { recovery_codes }))
}

/// Take one's second factor away, with the password and a code of it.
#[utoipa::path(
    post, path = "/v1/account/second-factor/removal", tag = "browser", request_body = RemoveFactor,
    responses(
        (status = 204, description = "The password alone opens again"),
        (status = 401, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn remove_factor(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?.clone();
    let request: RemoveFactor = payload.read()?;
    require_password(&app, &person, request.password).await?;
    let key = format!("second factor {}", person.id);
    begin_try(&app, &key)?;
    let server = app.clone();
    let removed = app
        .store
        .write(move |batch| -> Result<bool, StoreError> {
            if !factors::use_up(batch, person.id, (&server.factors, &request.code))? {
                return Ok(false);
            }
            factors::remove(batch, person.id)?;
            let object = person.id.to_string();
            let entry = Entry { actor: &object, action: "second_factor.remove", object: &object };
            audit::write(batch, entry)?;
            Ok(true)
        })
        .await?;
    if !removed {
        return Err(factors::wrong_code().into());
    }
    app.attempts.succeeded(&key);
    Ok(StatusCode::NO_CONTENT)
}

/// The password once more, so that an open browser alone changes nothing. Returns the name one signs in
/// with.
pub(crate) async fn require_password(
    app: &App,
    person: &Person,
    said: String,
) -> Result<String, ApiError> {
    let key = format!("password {}", person.id);
    begin_try(app, &key)?;
    let id = person.id;
    let (name, is_right) = app
        .store
        .read(move |conn| {
            let found = people::password(conn, id)?;
            let is_right = is_password(&said, found.as_ref().map(|(_, stored)| stored.as_str()));
            Ok((found.map(|(name, _)| name).unwrap_or_default(), is_right))
        })
        .await?;
    if !is_right {
        record::note(app, (id.to_string(), "session.refused", String::new())).await?;
        return Err(no_credential());
    }
    app.attempts.succeeded(&key);
    Ok(name)
}

fn begin_try(app: &App, key: &str) -> Result<(), ApiError> {
    if app.attempts.begin(key, app.now()) {
        return Ok(());
    }
    Err(ApiError::new(ProblemCode::TooManyRequests, "too many tries; later"))
}
