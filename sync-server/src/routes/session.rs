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
use crate::store::sessions::{self, NewSession};
use crate::store::{Batch, Invited, Person, StoreError, factors, people};

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
    let (server, browser, former) = (app.clone(), browser(&headers), cookie(&headers));
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
            if let Some(former) = former {
                sessions::end(batch, &former)?;
            }
            begin(&server, batch, (&person, &browser, is_strong)).map(Some)
        })
        .await?;
    let Some(cookie) = entered else {
        record::note(&app, refused).await?;
        return Err(factors::wrong_code().into());
    };
    app.attempts.succeeded(&name);
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
    let (server, browser) = (app.clone(), browser(&headers));
    let code = Secret::presented(&request.invitation);
    let cookie = app
        .store
        .write(move |batch| {
            let person = accept(batch, &code, (name.as_str(), &hashed))?;
            // Whoever has a second factor shows it with the new password.
            if factors::in_force(batch.tx, person.id)?.is_some() {
                return Ok(None);
            }
            begin(&server, batch, (&person, &browser, false)).map(Some)
        })
        .await?;
    Ok(match cookie {
        Some(cookie) => with_cookie(&app, &cookie, app.settings.session_ms() / 1_000),
        None => ApiError::new(
            ProblemCode::SecondFactorNeeded,
            "the password is chosen; sign in with it and a code of the second factor",
        )
        .into_response(),
    })
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

fn begin(
    app: &App,
    batch: &Batch<'_>,
    (person, browser, is_strong): (&Person, &str, bool),
) -> Result<Secret, StoreError> {
    let cookie = Secret::fresh(batch.seams)?;
    let expires_at = batch.now.plus_ms(app.settings.session_ms());
    sessions::begin(batch, (person.id, &cookie), NewSession { expires_at, browser, is_strong })?;
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

/// Which browser on which system, as a person knows it; no more is kept of what it tells.
fn browser(headers: &HeaderMap) -> String {
    let told = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(word, _)| told.contains(word)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    browser.into_iter().chain(system).collect::<Vec<_>>().join(" · ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_a_browser_tells_only_its_name_and_system_are_kept() {
        let of = |told: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, told.parse().unwrap());
            browser(&headers)
        };
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(of(chrome), "Chrome · Linux");
        assert_eq!(of(&format!("{chrome} Edg/140.0")), "Edge · Linux");
        assert_eq!(
            of("Mozilla/5.0 (Android 15; Mobile; rv:143.0) Firefox/143.0"),
            "Firefox · Android"
        );
        assert_eq!(of("curl/8"), "");
    }
}
