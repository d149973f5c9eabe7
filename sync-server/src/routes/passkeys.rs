//! Entering with a passkey, and one's own passkeys: made, listed with one's account, removed.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::PasskeyId;
use domain::text::Name;
use protocol::problem::{Problem, ProblemCode};
use protocol::sign_in::{
    BeginPasskey, Method, NewPasskey, PasskeyBegun, PasskeyChallenge, PasskeyShown,
};
use serde::Deserialize;

use crate::app::App;
use crate::credential::{OwnSession, Who, cookie, no_credential, require_own_header};
use crate::entering::{self, Entrance, with_cookie};
use crate::error::ApiError;
use crate::passkeys::{ALGORITHMS, Kept, Purpose, Shown, Site};
use crate::payload::Payload;
use crate::record;
use crate::routes::account;
use crate::store::audit::{self, Entry};
use crate::store::passkeys::{self, Found, New};
use crate::store::{Batch, StoreError, people};

/// Whoever has no password signed in no longer ago than this before a passkey is made.
const RECENT_MS: i64 = 15 * 60 * 1_000;
/// Longer names are none.
const NAME_CHARS: usize = 60;

/// Nothing: the body is there so that no link and no form of another site can ask.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {}

/// What a passkey is to sign to open.
#[utoipa::path(
    post, path = "/v1/session/passkey/challenge", tag = "browser", request_body = Object,
    responses(
        (status = 200, body = PasskeyChallenge), (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Browsers have none under this address"),
    )
)]
pub(crate) async fn ask(
    State(app): State<App>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<PasskeyChallenge>, ApiError> {
    let Empty {} = payload.read_credential()?;
    require_own_header(&headers)?;
    let site = site(&app)?;
    let challenge = app.passkeys.challenge(Purpose::Open, &app.seams).map_err(failed)?;
    Ok(Json(PasskeyChallenge { challenge, rp_id: site.rp_id }))
}

/// Sign in with a passkey.
#[utoipa::path(
    post, path = "/v1/session/passkey", tag = "browser", request_body = PasskeyShown,
    responses(
        (status = 204, description = "Signed in; the cookie is set"),
        (status = 401, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn open(
    State(app): State<App>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, ApiError> {
    let shown: PasskeyShown = payload.read_credential()?;
    require_own_header(&headers)?;
    let site = site(&app)?;
    let credential = bytes(&shown.credential)?;
    let found = app.store.read(move |conn| passkeys::find(conn, &credential)).await?;
    let known = found.as_ref().map(|found| found.person.id.to_string());
    let entered = match found {
        Some(found) => enter(&app, (&site, found), &headers, &shown).await?,
        None => None,
    };
    let Some(cookie) = entered else {
        let actor = known.unwrap_or_else(|| "unknown".to_owned());
        record::note(&app, (actor, "session.refused", "passkey".to_owned())).await?;
        return Err(no_credential());
    };
    Ok(with_cookie(&app, Some(&cookie), StatusCode::NO_CONTENT.into_response()))
}

async fn enter(
    app: &App,
    (site, found): (&Site, Found),
    headers: &HeaderMap,
    shown: &PasskeyShown,
) -> Result<Option<crate::secrets::Secret>, ApiError> {
    if bytes(&shown.user_handle)? != found.person.id.as_bytes() {
        return Ok(None);
    }
    let client_data = bytes(&shown.client_data)?;
    let (authenticator_data, signature) =
        (bytes(&shown.authenticator_data)?, bytes(&shown.signature)?);
    let said = Shown {
        client_data: &client_data,
        authenticator_data: &authenticator_data,
        signature: &signature,
    };
    let kept = Kept { public_key: &found.public_key, is_synced: found.is_synced };
    let Some(counter) = app.passkeys.opens((site, &kept), &said, app.now()) else {
        return Ok(None);
    };
    let (server, browser, former) = (app.clone(), entering::browser(headers), cookie(headers));
    let begin = move |batch: &mut Batch<'_>| {
        if !passkeys::opened(batch, found.id, counter)? {
            let (actor, object) = (found.person.id.to_string(), found.id.to_string());
            audit::write(
                batch,
                Entry { actor: &actor, action: "passkey.copied", object: &object },
            )?;
            return Ok(None);
        }
        // What it is, and a PIN or a finger: two factors.
        let entrance = Entrance { browser: &browser, method: Method::Passkey, is_strong: true };
        entering::begin(&server, batch, (&found.person, former.as_ref()), entrance).map(Some)
    };
    Ok(app.store.write(begin).await?)
}

/// Begin a passkey, with the password once more; whoever has none has signed in a short while ago.
#[utoipa::path(
    post, path = "/v1/account/passkeys/challenge", tag = "browser", request_body = BeginPasskey,
    responses(
        (status = 200, body = PasskeyBegun), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`sign_in_again`"),
        (status = 404, body = Problem, description = "Browsers have none under this address"),
        (status = 429, body = Problem),
    )
)]
pub(crate) async fn begin(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    session: Option<Extension<OwnSession>>,
    payload: Payload,
) -> Result<Json<PasskeyBegun>, ApiError> {
    let person = who.person()?.clone();
    let request: BeginPasskey = payload.read()?;
    let site = site(&app)?;
    let id = person.id;
    let (has_password, known) = app
        .store
        .read(move |conn| {
            Ok((people::password(conn, id)?.is_some(), passkeys::credentials(conn, id)?))
        })
        .await?;
    let began_at = session.map(|Extension(own)| own.0.began_at);
    if has_password {
        account::require_password(&app, &person, request.password.unwrap_or_default()).await?;
    } else if began_at.is_none_or(|at| at.plus_ms(RECENT_MS) < app.now()) {
        return Err(ApiError::new(ProblemCode::SignInAgain, "sign in again first"));
    }
    let challenge = app.passkeys.challenge(Purpose::Make(id), &app.seams).map_err(failed)?;
    let municipality = &app.current.get().configuration.municipality.name;
    Ok(Json(PasskeyBegun {
        challenge,
        rp_id: site.rp_id,
        rp_name: format!("Lägesbild {municipality}"),
        user_handle: URL_SAFE_NO_PAD.encode(id.as_bytes()),
        user_name: person.name,
        algorithms: ALGORITHMS.to_vec(),
        known: known.iter().map(|it| URL_SAFE_NO_PAD.encode(it)).collect(),
    }))
}

/// Take the new passkey in.
#[utoipa::path(
    post, path = "/v1/account/passkeys", tag = "browser", request_body = NewPasskey,
    responses(
        (status = 204, description = "It opens from now on"), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "What the authenticator says does not hold"),
        (status = 409, body = Problem, description = "It is known already"), (status = 422, body = Problem),
    )
)]
pub(crate) async fn add(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let user = who.person()?.id;
    let request: NewPasskey = payload.read()?;
    let bad = |message: String| ApiError::new(ProblemCode::BadValue, message);
    let name = Name::new(&request.name).map_err(|error| bad(error.to_string()))?;
    if name.as_str().chars().count() > NAME_CHARS {
        return Err(bad(format!("at most {NAME_CHARS} characters are expected")));
    }
    let site = site(&app)?;
    let (client_data, said) = (bytes(&request.client_data)?, bytes(&request.authenticator_data)?);
    let made = app.passkeys.made((&site, user), (&client_data, &said), app.now());
    let made = made.ok_or_else(|| {
        ApiError::new(ProblemCode::BadSignature, "what the authenticator says does not hold")
    })?;
    let new = New {
        name: name.as_str().to_owned(),
        credential: made.credential,
        public_key: made.public_key,
        is_synced: made.is_synced,
        counter: made.counter,
    };
    app.store
        .write(move |batch| {
            let id = passkeys::add(batch, user, &new)?.to_string();
            let actor = user.to_string();
            audit::write(batch, Entry { actor: &actor, action: "passkey.add", object: &id })
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a passkey of one's own.
#[utoipa::path(
    post, path = "/v1/account/passkeys/{id}/removal", tag = "browser",
    params(("id" = String, Path, description = "The passkey")),
    responses(
        (status = 204, description = "It opens nothing any more"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let user = who.person()?.id;
    let id: PasskeyId = id.parse().map_err(|_| ApiError::not_found())?;
    app.store
        .write(move |batch| -> Result<(), StoreError> {
            if !passkeys::remove(batch, user, id)? {
                return Err(ApiError::not_found().0.into());
            }
            let (actor, object) = (user.to_string(), id.to_string());
            audit::write(batch, Entry { actor: &actor, action: "passkey.remove", object: &object })
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn site(app: &App) -> Result<Site, ApiError> {
    app.passkey_site().ok_or_else(ApiError::not_found)
}

fn bytes(text: &str) -> Result<Vec<u8>, ApiError> {
    let bad = |_| ApiError::new(ProblemCode::BadValue, "base64url is expected");
    URL_SAFE_NO_PAD.decode(text).map_err(bad)
}

fn failed(error: crate::seams::NoRandomness) -> ApiError {
    tracing::error!("{error}");
    ApiError::new(ProblemCode::ServerFailed, "the server failed")
}
