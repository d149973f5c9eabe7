//! Who is asking: a person with a session cookie, or a device with a read token. Every route that is
//! not listed as open passes through here.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::id::OrganisationId;
use domain::role::{Object, Permission, Reach, Reader, Role, Scope, Words};
use protocol::problem::{Problem, ProblemCode};

use crate::app::App;
use crate::error::ApiError;
use crate::record;
use crate::secrets::Secret;
use crate::store::agreements::{self, Ground};
use crate::store::sessions::{self, Session};
use crate::store::{Device, Person, devices};

/// The session's cookie.
pub(crate) const COOKIE: &str = "lagesbild_session";
/// Another site cannot send this header without being allowed to.
const OWN_HEADER: &str = "x-lagesbild";

/// Who is asking.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    /// Somebody in a browser.
    Person(Person),
    /// A device, which may only read here.
    Device(Device),
}

impl Who {
    /// In which role.
    pub(crate) fn role(&self) -> Role {
        match self {
            Self::Person(person) => person.role,
            Self::Device(device) => device.role,
        }
    }

    /// Of which organisation.
    pub(crate) fn organisation(&self) -> OrganisationId {
        match self {
            Self::Person(person) => person.organisation,
            Self::Device(device) => device.organisation,
        }
    }

    /// What people call them.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Person(person) => &person.name,
            Self::Device(device) => &device.name,
        }
    }

    /// Who, for the limits.
    fn key(&self) -> [u8; 16] {
        match self {
            Self::Person(person) => *person.id.as_bytes(),
            Self::Device(device) => *device.id.as_bytes(),
        }
    }

    /// Who, for the record.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Person(person) => person.id.to_string(),
            Self::Device(device) => device.id.to_string(),
        }
    }

    /// Which reports a right to read reaches. All browsers share the server's device, so a person's
    /// own reports are found by who they were written for, never by the device.
    pub(crate) fn scope(&self, object: Object) -> Scope {
        match (self.role().reach(Permission::read(object)), self) {
            (Reach::All, _) => Scope::All,
            (Reach::Organisation, _) => Scope::Organisation { organisation: self.organisation() },
            (Reach::Own, Self::Device(device)) => Scope::Own { device: device.id },
            (Reach::Own, Self::Person(_)) | (Reach::Nothing, _) => Scope::Nothing,
        }
    }

    /// Which reports, and whose words before they are released.
    pub(crate) fn reader(&self) -> Reader {
        let words = match self {
            _ if self.scope(Object::HeldWords) == Scope::All => Words::All,
            Self::Person(person) => Words::OfPerson(person.id),
            Self::Device(device) => Words::OfDevice(device.id),
        };
        Reader { scope: self.scope(Object::Report), words }
    }

    /// The person; devices write through `/v1/sync` only.
    ///
    /// # Errors
    /// When it is a device.
    pub(crate) fn person(&self) -> Result<&Person, ApiError> {
        match self {
            Self::Person(person) => Ok(person),
            Self::Device(_) => Err(ApiError::not_allowed()),
        }
    }
}

/// The session that asks, beside the person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnSession(pub(crate) Session);

/// Lets through who is known and has the right, adds who it is to the request, and leaves a row in the
/// record where something sensitive was read.
pub(crate) async fn require(
    State((app, right)): State<(App, Permission)>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let Known { who, ground, session } = identify(&app, request.headers()).await?;
    app.limits.caller(who.key(), app.now())?;
    if !ground.may_read(app.now()) && !is_leaving(&request) {
        return Err(no_agreement().into());
    }
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if matches!(who, Who::Person(_)) && !is_reading {
        require_own_header(request.headers())?;
    }
    if who.role().reach(right) == Reach::Nothing {
        return Err(ApiError::not_allowed());
    }
    let is_on_the_way_in = right.object == Object::Account
        || ["/v1/me", "/v1/session"].contains(&request.uri().path());
    if lacks_factor(&app, session) && !is_on_the_way_in {
        let message = "set up a second factor first";
        return Err(ApiError::new(ProblemCode::SecondFactorMissing, message));
    }
    if let Some(session) = session {
        request.extensions_mut().insert(OwnSession(session));
    }
    let reading = right.recorded_as().map(|action| (action, read_as(request.uri().path())));
    let actor = who.id();
    request.extensions_mut().insert(who);
    let response = next.run(request).await;
    if let Some((action, object)) = reading
        && response.status().is_success()
    {
        // On the record before anybody has the answer.
        record::read(&app, (actor, action, object)).await?;
    }
    Ok(response)
}

/// What the record calls what was read: a walk over the map is one reading.
fn read_as(path: &str) -> String {
    const TILES: &str = "/v1/tiles";
    if path.starts_with(TILES) { TILES.to_owned() } else { path.to_owned() }
}

/// Whether a second factor is asked of everybody and this session was opened without one.
pub(crate) fn lacks_factor(app: &App, session: Option<Session>) -> bool {
    app.settings.second_factor_required && session.is_some_and(|session| !session.is_strong)
}

/// Refuse what another site may have made the browser send.
pub(crate) fn require_own_header(headers: &HeaderMap) -> Result<(), ApiError> {
    if headers.get(OWN_HEADER).is_some_and(|value| value == "1") {
        return Ok(());
    }
    Err(ApiError::new(ProblemCode::NotAllowed, "the header `X-Lagesbild: 1` is missing"))
}

/// Whether whoever asked with these headers may read now: their access may have been taken away, or
/// their agreement ended, while the answer went on.
pub(crate) async fn may_still_read(app: &App, headers: &HeaderMap) -> bool {
    let known = identify(app, headers).await;
    known.is_ok_and(|known| known.ground.may_read(app.now()) && !lacks_factor(app, known.session))
}

/// Who presented a credential that holds.
struct Known {
    who: Who,
    ground: Ground,
    session: Option<Session>,
}

async fn identify(app: &App, headers: &HeaderMap) -> Result<Known, ApiError> {
    let now = app.now();
    let server = app.clone();
    let (token, cookie) = (bearer(headers), cookie(headers));
    let who =
        app.store
            .read(move |conn| {
                server.current.refresh(conn)?;
                let found = match (token, cookie) {
                    (Some(token), _) => devices::by_token(conn, &token, now)?
                        .map(|device| (Who::Device(device), None)),
                    (None, Some(cookie)) => sessions::person_of(conn, &cookie, now)?
                        .map(|(person, session)| (Who::Person(person), Some(session))),
                    (None, None) => None,
                };
                let Some((who, session)) = found else { return Ok(None) };
                let ground = agreements::ground(conn, who.organisation())?;
                Ok(Some(Known { who, ground, session }))
            })
            .await?;
    who.ok_or_else(no_credential)
}

/// Whoever may not read any more can still sign out.
fn is_leaving(request: &Request) -> bool {
    *request.method() == Method::DELETE && request.uri().path() == "/v1/session"
}

/// No agreement is in force: nothing is read.
pub(crate) fn no_agreement() -> Problem {
    Problem::new(
        ProblemCode::AgreementEnded,
        "no agreement is in force: what was reported before comes in, nothing is read",
    )
}

/// No credential, or none that is known.
pub(crate) fn no_credential() -> ApiError {
    ApiError::new(ProblemCode::NoCredential, "sign in, or send a read token")
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::presented(token.trim()))
}

/// The session's cookie.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<Secret> {
    cookie_named(headers, COOKIE).map(|value| Secret::presented(&value))
}

/// The value of a cookie.
pub(crate) fn cookie_named(headers: &HeaderMap, wanted: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value.to_owned())
}
