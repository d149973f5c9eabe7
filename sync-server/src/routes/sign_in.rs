//! To the municipality's own sign-in and back. Who is not invited here stays outside.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use protocol::pkce;
use protocol::problem::{Problem, ProblemCode};
use protocol::sign_in::{BeginMunicipal, Method, Onward, WaysIn};
use serde::Deserialize;

use crate::app::App;
use crate::credential::{cookie, cookie_named, no_credential, require_own_header};
use crate::entering::{self, Entrance, set_cookie, with_cookie};
use crate::error::ApiError;
use crate::invite;
use crate::keep::MunicipalName;
use crate::municipal::{Asked, Municipal, MunicipalError, WAY_MS, Way};
use crate::payload::Payload;
use crate::record;
use crate::routes::session;
use crate::secrets::Secret;
use crate::store::audit::{self, Entry};
use crate::store::{Batch, Person, StoreError, factors, municipal};

/// Holds the way over there and back; sent with the browser's return from another site, so `Lax`.
const WAY: &str = "lagesbild_way";
const RETURN: &str = "/v1/sign-in/municipal/return";

/// How one can sign in here.
#[utoipa::path(get, path = "/v1/sign-in", tag = "open", responses((status = 200, body = WaysIn)))]
pub(crate) async fn ways(State(app): State<App>) -> Json<WaysIn> {
    let municipal = app.municipal.as_ref().map(|it| it.settings.name.clone());
    Json(WaysIn { municipal, passkeys: app.passkey_site().is_some() })
}

/// Where to sign in with the municipality's own sign-in. An invitation is accepted by it.
#[utoipa::path(
    post, path = "/v1/sign-in/municipal", tag = "browser", request_body = BeginMunicipal,
    responses(
        (status = 200, body = Onward), (status = 401, body = Problem),
        (status = 404, body = Problem, description = "There is none"),
        (status = 503, body = Problem, description = "It is not reached"),
    )
)]
pub(crate) async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, ApiError> {
    let request: BeginMunicipal = payload.read_credential()?;
    require_own_header(&headers)?;
    let own = app.municipal.as_ref().ok_or_else(ApiError::not_found)?;
    let provider = own.provider(app.now()).await.map_err(|error| {
        tracing::error!("{error}");
        ApiError::new(ProblemCode::Unavailable, "the municipality's sign-in is not reached")
    })?;
    let no_randomness = |_| ApiError::new(ProblemCode::ServerFailed, "the server failed");
    // A code longer than any is none.
    let invitation = request.invitation.filter(|code| code.len() <= 128);
    let way = own.ways.begin(&app.seams, invitation).map_err(no_randomness)?;
    let address = provider.entrance(
        &own.settings,
        &Asked {
            redirect: &redirect(&app),
            state: &own.ways.state(&way),
            nonce: &own.ways.nonce(&way),
            challenge: &pkce::challenge(&own.ways.verifier(&way)),
        },
    );
    let value = own.ways.sealed(&way);
    let max_age_s = WAY_MS / 1_000;
    let way = format!("{WAY}={value}; Path=/v1/sign-in; SameSite=Lax; Max-Age={max_age_s}");
    Ok(set_cookie(&app, Json(Onward { address }).into_response(), &way))
}

/// What the provider sends the browser back with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Returned {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// The browser comes back from there, and is led on: inside, or to the door with a word that says why not.
#[utoipa::path(
    get, path = "/v1/sign-in/municipal/return", tag = "browser",
    params(
        ("code" = Option<String>, Query, description = "To be exchanged"),
        ("state" = Option<String>, Query, description = "As it was given"),
        ("iss" = Option<String>, Query, description = "Whose answer it is"),
        ("error" = Option<String>, Query, description = "Why not"),
    ),
    responses(
        (status = 303, description = "Signed in, or to the door with `?nekad=` and why"),
        (status = 401, body = Problem, description = "Nobody was sent there"),
    )
)]
pub(crate) async fn returned(
    State(app): State<App>,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Result<Response, ApiError> {
    let own = app.municipal.as_ref().ok_or_else(no_credential)?;
    let Some(state) = returned.state.clone() else { return Err(no_credential()) };
    let way = cookie_named(&headers, WAY).and_then(|it| own.ways.read(&it, app.now()));
    let entered = match way.filter(|way| own.ways.is_state(way, &state)) {
        Some(way) => enter(&app, (own, &way), &headers, returned).await?,
        None => Err(Why::Expired),
    };
    let (response, cookie) = match entered {
        Ok(cookie) => (lead("/"), Some(cookie)),
        Err(why) => {
            let refused = ("unknown".to_owned(), "session.refused", "municipal".to_owned());
            record::note(&app, refused).await?;
            (lead(&format!("/#/?nekad={}", why.word())), None)
        }
    };
    let response =
        set_cookie(&app, response, &format!("{WAY}=; Path=/v1/sign-in; SameSite=Lax; Max-Age=0"));
    Ok(match cookie {
        Some(cookie) => with_cookie(&app, Some(&cookie), response),
        None => response,
    })
}

/// Why somebody stays outside, as the door says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// The way took too long, was gone before, or began in another browser.
    Expired,
    /// Over there they said no, or turned back.
    Refused,
    /// Over there it went wrong.
    Failed,
    /// They are known there, and not invited here.
    Unknown,
    /// The invitation was used, is too old, or the name is somebody else's.
    Invitation,
    /// They have a second factor here, and the municipality's sign-in asks for none.
    SecondFactor,
}

impl Why {
    fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Invitation => "invitation",
            Self::SecondFactor => "second_factor",
        }
    }
}

async fn enter(
    app: &App,
    (own, way): (&Municipal, &Way),
    headers: &HeaderMap,
    returned: Returned,
) -> Result<Result<Secret, Why>, ApiError> {
    let claimed = match claimed(app, (own, way), returned).await {
        Ok(claimed) => claimed,
        Err(why) => return Ok(Err(why)),
    };
    let name = MunicipalName { issuer: own.settings.issuer.clone(), claimed };
    let (server, browser) = (app.clone(), entering::browser(headers));
    let (former, invitation) = (cookie(headers), way.invitation.clone());
    let is_strong = own.settings.has_second_factor;
    let begin = move |batch: &mut Batch<'_>| -> Result<Result<Secret, Why>, StoreError> {
        let person = match invitation {
            Some(code) => Some(accept(batch, &Secret::presented(&code), name)?),
            None => municipal::person_of(batch.tx, &name)?,
        };
        let Some(person) = person else { return Ok(Err(Why::Unknown)) };
        if !is_strong && factors::in_force(batch.tx, person.id)?.is_some() {
            return Ok(Err(Why::SecondFactor));
        }
        let entrance = Entrance { browser: &browser, method: Method::Municipal, is_strong };
        entering::begin(&server, batch, (&person, former.as_ref()), entrance).map(Ok)
    };
    match app.store.write(begin).await {
        Err(StoreError::Refused(_)) => Ok(Err(Why::Invitation)),
        entered => Ok(entered?),
    }
}

async fn claimed(
    app: &App,
    (own, way): (&Municipal, &Way),
    returned: Returned,
) -> Result<String, Why> {
    let failed = |error: MunicipalError| {
        tracing::warn!("{error}");
        Why::Failed
    };
    let now = app.now();
    let provider = own.provider(now).await.map_err(failed)?;
    // Another provider's answer is none of this one's.
    let is_theirs = match &returned.iss {
        Some(iss) => *iss == own.settings.issuer,
        None => !provider.names_itself,
    };
    if !is_theirs {
        return Err(Why::Failed);
    }
    if let Some(error) = returned.error {
        return Err(if error == "access_denied" { Why::Refused } else { Why::Failed });
    }
    let code = returned.code.ok_or(Why::Failed)?;
    own.claimed((way, &code, &redirect(app)), now).await.map_err(failed)
}

/// The person of an invitation enters with the municipality's sign-in from now on.
fn accept(batch: &Batch<'_>, code: &Secret, name: MunicipalName) -> Result<Person, StoreError> {
    let person = session::invited(batch, code)?;
    municipal::set_and_note(batch, person.id, Some(name))?;
    let id = person.id.to_string();
    audit::write(batch, Entry { actor: &id, action: "user.accept", object: &id })?;
    Ok(person)
}

/// Where the municipality's sign-in is ended, where there is such.
pub(crate) async fn exit(app: &App) -> Option<String> {
    let own = app.municipal.as_ref()?;
    let provider = own.provider(app.now()).await.ok()?;
    provider.exit(&own.settings, &format!("{}/", invite::server(&app.dir, &app.settings)))
}

fn redirect(app: &App) -> String {
    format!("{}{RETURN}", invite::server(&app.dir, &app.settings))
}

fn lead(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}
