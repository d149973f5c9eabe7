//! `POST /v1/sync`: hand in a run, read a page. Handing in rests on the run's signature, reading on
//! the read token; each works without the other.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::id::DeviceId;
use protocol::frame::{self, CODING, FrameError};
use protocol::problem::{Problem, ProblemCode};
use protocol::sync::{SyncRequest, SyncResponse};
use protocol::wipe::WipeOrder;

use crate::app::App;
use crate::credential::{bearer, no_agreement, no_credential};
use crate::error::ApiError;
use crate::exchange::{Call, Exchange, HandedIn};
use crate::payload::{Payload, is_zstd, unreadable};
use crate::record;
use crate::secrets::Secret;
use crate::store::{Connection, StoreError, agreements, wipes};

/// What a message of this many bytes takes is not worth another thread.
const LITTLE: usize = 16 * 1024;

/// Hand in and read.
#[utoipa::path(
    post, path = "/v1/sync", tag = "devices",
    request_body(content = SyncRequest, description = "JSON, or JSON compressed with zstd"),
    responses(
        (status = 200, body = SyncResponse, description = "What was handed in is on the disk"),
        (status = 401, body = Problem, description = "Neither a signed run nor a good read token"),
        (status = 403, body = Problem, description = "The signature does not hold, or revoked"),
        (status = 409, body = Problem, description = "The device's chain parts from ours"),
        (status = 413, body = Problem, description = "Larger than is taken"),
        (status = 426, body = Problem, description = "The app is too old to read"),
    )
)]
pub(crate) async fn sync(
    State(app): State<App>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, ApiError> {
    let token = bearer(&headers);
    let coding = Coding::of(&headers);
    let (call, handed_in, question) = open(&app, (coding, payload), token).await?;
    app.limits.caller(*call.device().as_bytes(), app.now())?;
    if let Some(handed_in) = handed_in {
        app.store.write(move |batch| handed_in.write(batch)).await?;
    }
    let coding = match coding {
        Coding::Json if is_zstd(&headers, header::ACCEPT_ENCODING) => Coding::Zstd,
        same => same,
    };
    answer(&app, call, (coding, question)).await
}

/// How a message is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    /// Not at all.
    Json,
    /// With zstd.
    Zstd,
    /// With zstd and the dictionary, and its answer with what was asked as well.
    Known,
}

impl Coding {
    fn of(headers: &HeaderMap) -> Self {
        let named = headers.get(header::CONTENT_ENCODING);
        if named.is_some_and(|it| it.as_bytes().eq_ignore_ascii_case(CODING.as_bytes())) {
            return Self::Known;
        }
        if is_zstd(headers, header::CONTENT_ENCODING) { Self::Zstd } else { Self::Json }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Json => None,
            Self::Zstd => Some("zstd"),
            Self::Known => Some(CODING),
        }
    }

    /// Whether a message is read in less time than it takes to hand it to another thread.
    fn unpacks_to_little(self, bytes: &[u8]) -> bool {
        bytes.len() <= LITTLE
            && (self == Self::Json || frame::unpacks_to(bytes).is_some_and(|it| it <= LITTLE))
    }

    fn pack(self, response: &SyncResponse, question: &[u8]) -> Result<Vec<u8>, FrameError> {
        match self {
            Self::Json => Ok(serde_json::to_vec(response)?),
            Self::Zstd => frame::pack(response),
            Self::Known => frame::pack_known(&serde_json::to_vec(response)?, question),
        }
    }
}

fn exchange(app: &App) -> Exchange<'_> {
    Exchange { nonces: &app.nonces, now: app.now(), recent: app.store.recent() }
}

/// Unpack and check: all of it away from the async threads. What was asked comes back where the answer
/// is packed with it.
async fn open(
    app: &App,
    (coding, payload): (Coding, Payload),
    token: Option<Secret>,
) -> Result<(Call, Option<HandedIn>, Vec<u8>), ApiError> {
    if payload.0.is_empty() {
        return Err(no_credential());
    }
    let opened = app.clone();
    let is_short = coding.unpacks_to_little(&payload.0);
    let opening = move |conn: &Connection| {
        let json = inflated(coding, payload)?;
        let request: SyncRequest =
            serde_json::from_slice(&json).map_err(|error| unreadable(&error).0)?;
        let device = request.device;
        let question = if coding == Coding::Known { json } else { Vec::new() };
        let opening = exchange(&opened).open(conn, request, token.as_ref());
        let Err(StoreError::Refused(problem)) = opening else {
            let (call, handed_in) = opening?;
            return Ok(Ok((call, handed_in, question)));
        };
        let ordered = wipes::order(conn, device, &opened.own.key)?;
        let ordered = ordered.filter(|_| problem.code == ProblemCode::Revoked);
        Ok(Err((device, problem, ordered)))
    };
    let opened = match is_short {
        true => app.store.read_little(opening).await?,
        false => app.store.read(opening).await?,
    };
    let (device, problem, ordered) = match opened {
        Ok(call) => return Ok(call),
        Err(refused) => refused,
    };
    let wipe = told(app, device, ordered).await?;
    Err(Problem { wipe, ..problem }.into())
}

/// Note that a device is given an order, the first time.
async fn told(
    app: &App,
    device: DeviceId,
    ordered: Option<(WipeOrder, bool)>,
) -> Result<Option<WipeOrder>, ApiError> {
    let Some((order, is_told)) = ordered else { return Ok(None) };
    if !is_told {
        app.store.write(move |batch| wipes::told(batch, device)).await?;
    }
    Ok(Some(order))
}

fn inflated(coding: Coding, payload: Payload) -> Result<Vec<u8>, Problem> {
    let inflated = match coding {
        Coding::Json => return Ok(payload.0.into()),
        Coding::Zstd => frame::inflate(&payload.0),
        Coding::Known => frame::inflate_known(&payload.0, &[]),
    };
    inflated.map_err(|error| {
        let code = match error {
            FrameError::TooLarge => ProblemCode::TooLarge,
            FrameError::Json(_) | FrameError::Compression(_) | FrameError::Dictionary => {
                ProblemCode::BadRequest
            }
        };
        Problem::new(code, error.to_string())
    })
}

async fn answer(
    app: &App,
    call: Call,
    (coding, question): (Coding, Vec<u8>),
) -> Result<Response, ApiError> {
    let answering = app.clone();
    let device = call.device();
    let is_short = call.asks_for_little(*app.store.head().borrow()) && question.len() <= LITTLE;
    let answering = move |conn: &Connection| {
        let mut response = exchange(&answering).respond(conn, &call)?;
        // What a restored server lost is not safe with it, whatever older backups hold.
        response.safe = answering.backups.safe(device).min(response.have);
        configuration(&answering, conn, (&call, &mut response))?;
        let ordered = wipes::order(conn, device, &answering.own.key)?;
        response.wipe = ordered.as_ref().map(|(order, _)| order.clone());
        let packed = coding.pack(&response, &question).map_err(|error| {
            tracing::error!("an answer could not be packed: {error}");
            Problem::new(ProblemCode::ServerFailed, "the answer could not be packed")
        })?;
        Ok((packed, !response.page.is_empty(), ordered))
    };
    let (bytes, is_read, ordered) = match is_short {
        true => app.store.read_little(answering).await?,
        false => app.store.read(answering).await?,
    };
    told(app, device, ordered).await?;
    if is_read {
        record::read(app, (device.to_string(), "log.read", String::new())).await?;
    }
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(name) = coding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Ok(response)
}

/// A device with a good token that carries another version of the configuration gets the one in force.
fn configuration(
    app: &App,
    conn: &Connection,
    (call, response): (&Call, &mut SyncResponse),
) -> Result<(), StoreError> {
    let Some((device, carried)) = call.reader() else { return Ok(()) };
    app.current.refresh(conn)?;
    let version = app.current.get();
    let ground = agreements::ground(conn, device.organisation)?;
    if version.name_carried(&ground, app.now()) != carried {
        response.configuration = Some(version.carried(&ground, app.now()));
        response.catalogue = Some(version.configuration.catalogue.clone());
    } else if call.asks_in_vain() {
        return Err(no_agreement().into());
    }
    Ok(())
}
