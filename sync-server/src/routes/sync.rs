//! `POST /v1/sync`: hand in a run, read a page. Handing in rests on the run's signature, reading on
//! the read token; each works without the other.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::op::OpHash;
use protocol::frame::{self, FrameError};
use protocol::problem::{Problem, ProblemCode};
use protocol::run::RunError;
use protocol::sync::{SyncRequest, SyncResponse};
use protocol::version::Version;

use crate::app::App;
use crate::credential::{bearer, no_credential};
use crate::error::ApiError;
use crate::payload::{Payload, unreadable};
use crate::secrets::Secret;
use crate::store::pages::{self, Ask};
use crate::store::{Deposit, Device, Seen, StoreError, TokenState, devices, meta, ops};

/// A device that only reads is noted as seen this often.
const SEEN_EVERY_MS: i64 = 5 * 60 * 1_000;

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
    let call = open(&app, (is_zstd(&headers, header::CONTENT_ENCODING), payload), token).await?;
    if let Some(deposit) = call.deposit.clone() {
        let seen = call.seen.clone();
        app.store
            .write(move |batch| {
                devices::seen(batch, deposit.device, &seen)?;
                ops::take(batch, &deposit)
            })
            .await?;
    } else if call.is_to_be_noted {
        let (device, seen) = (call.device.id, call.seen.clone());
        app.store.write(move |batch| devices::seen(batch, device, &seen)).await?;
    }
    answer(&app, call, is_zstd(&headers, header::ACCEPT_ENCODING)).await
}

/// Whether and how the device may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// With a good token; `renew` when half its life is over.
    Allowed { renew: bool },
    /// Without one: it gets a nonce to sign.
    TokenNeeded,
    /// Revoked, or of a version that is not known here.
    Refused,
}

/// A call that has been read and checked.
struct Call {
    request: SyncRequest,
    device: Device,
    deposit: Option<Deposit>,
    seen: Seen,
    is_to_be_noted: bool,
    reading: Reading,
}

/// Unpack, find the device, check signature and token: all of it away from the async threads.
async fn open(
    app: &App,
    (is_packed, payload): (bool, Payload),
    token: Option<Secret>,
) -> Result<Call, ApiError> {
    if payload.0.is_empty() {
        return Err(no_credential());
    }
    let opened = app.clone();
    let now = app.now();
    let call = app
        .store
        .read(move |conn| {
            let request = read_request(is_packed, &payload)?;
            let device = devices::find(conn, request.device)?
                .filter(|device| device.id != opened.own.device)
                .ok_or_else(|| no_credential().0)?;
            let state = match &token {
                Some(token) => devices::token_state(conn, (device.id, now), token)?,
                None => TokenState::Unknown,
            };
            check(&opened, request, (device, state, token.is_some()))
        })
        .await?;
    Ok(call)
}

fn read_request(is_packed: bool, payload: &Payload) -> Result<SyncRequest, Problem> {
    if !is_packed {
        return payload.read().map_err(|error| error.0);
    }
    frame::unpack(&payload.0).map_err(|error| match error {
        FrameError::Json(error) => unreadable(&error).0,
        FrameError::TooLarge => Problem::new(ProblemCode::TooLarge, error.to_string()),
        FrameError::Compression(_) => Problem::new(ProblemCode::BadRequest, error.to_string()),
    })
}

fn check(
    app: &App,
    mut request: SyncRequest,
    (device, state, has_token): (Device, TokenState, bool),
) -> Result<Call, StoreError> {
    let now = app.now();
    let is_known_version = request.proto.is_readable();
    let deposit = match request.run.take() {
        Some(run) => Some(Deposit {
            device: device.id,
            previous: OpHash(run.previous),
            operations: run.verified(device.id, &device.public_key).map_err(run_problem)?,
            signature: run.signature,
            is_known_version,
        }),
        None => None,
    };
    let reading = match state {
        _ if device.revoked_at.is_some() || !is_known_version => Reading::Refused,
        TokenState::Good { issued_at, expires_at } => {
            let half = issued_at.0 / 2 + expires_at.0 / 2;
            Reading::Allowed { renew: now.0 >= half }
        }
        TokenState::Expired | TokenState::Unknown => Reading::TokenNeeded,
    };
    if deposit.is_none() {
        may_read_alone(app, (&device, is_known_version), (reading, has_token))?;
    }
    let seen = Seen {
        app: request.app.clone(),
        waiting: request.waiting,
        acked: request.acked,
        clock: request.clock,
    };
    let is_to_be_noted = device
        .last_seen_at
        .is_none_or(|seen| now.0.abs_diff(seen.0) > SEEN_EVERY_MS.unsigned_abs());
    Ok(Call { request, device, deposit, seen, is_to_be_noted, reading })
}

/// Without a signed run only a good token speaks for the device.
fn may_read_alone(
    app: &App,
    (device, is_known_version): (&Device, bool),
    (reading, has_token): (Reading, bool),
) -> Result<(), Problem> {
    if matches!(reading, Reading::Allowed { .. }) {
        return Ok(());
    }
    if !has_token {
        return Err(no_credential().0);
    }
    if device.revoked_at.is_some() {
        return Err(Problem::new(ProblemCode::Revoked, "the device may hand in, not read"));
    }
    if !is_known_version {
        return Err(Problem::new(
            ProblemCode::UpgradeRequired,
            "this version may hand in, not read",
        ));
    }
    let mut problem = Problem::new(ProblemCode::TokenExpired, "sign the nonce for a new token");
    problem.nonce = Some(app.nonces.make(device.id, app.now()));
    Err(problem)
}

fn run_problem(error: RunError) -> Problem {
    let code = match error {
        RunError::Signature => ProblemCode::BadSignature,
        RunError::Shape | RunError::Numbers => ProblemCode::BadValue,
    };
    Problem::new(code, error.to_string())
}

async fn answer(app: &App, call: Call, is_packed: bool) -> Result<Response, ApiError> {
    let answering = app.clone();
    let bytes = app
        .store
        .read(move |conn| {
            let response = respond(&answering, conn, &call)?;
            let packed = if is_packed {
                frame::pack(&response).map_err(|error| {
                    tracing::error!("an answer could not be packed: {error}");
                    Problem::new(ProblemCode::ServerFailed, "the answer could not be packed")
                })?
            } else {
                serde_json::to_vec(&response)?
            };
            Ok(packed)
        })
        .await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    }
    Ok(response)
}

fn respond(
    app: &App,
    conn: &crate::store::Connection,
    call: &Call,
) -> Result<SyncResponse, StoreError> {
    let request = &call.request;
    let device = devices::find(conn, call.device.id)?.unwrap_or_else(|| call.device.clone());
    let scope = device.role.scope(device.id, device.organisation);
    let scope_name = name_of(&scope)?;
    let first = call.deposit.as_ref().and_then(|deposit| deposit.operations.first());
    let told_from = first.map_or(request.acked, |first| request.acked.min(first.number - 1));
    let mut response = SyncResponse {
        proto: Version::CURRENT,
        epoch: meta::epoch(conn)?,
        forks: Vec::new(),
        head: picture::log::head(conn)?.cast_unsigned(),
        have: device.have,
        // No backup is proven yet, so nothing may be thrown away on the phone.
        safe: 0,
        quarantined: ops::set_aside_after(conn, device.id, told_from)?,
        cursor: request.cursor,
        scope: request.scope.clone(),
        page: protocol::page::Page::default(),
        organisations: Vec::new(),
        more: false,
        renew: None,
        server_time: app.now(),
    };
    let nonce = || Some(app.nonces.make(device.id, app.now()));
    match call.reading {
        Reading::Refused => return Ok(response),
        Reading::TokenNeeded => {
            response.renew = nonce();
            return Ok(response);
        }
        Reading::Allowed { renew } => response.renew = renew.then(nonce).flatten(),
    }
    let is_same_scope = request.scope == scope_name;
    let cursor = if is_same_scope { request.cursor } else { protocol::sync::Cursor::default() };
    let ask = Ask { epoch: request.epoch, cursor, limit: request.page };
    let read = pages::read(conn, &scope, &ask)?;
    if read.from_the_start {
        response.organisations = pages::organisations(conn)?;
    }
    response.scope = scope_name;
    response.forks = read.forks;
    response.cursor = read.cursor;
    response.page = read.page;
    response.more = read.more;
    Ok(response)
}

/// A short name for what may be read; it changes whenever that does.
fn name_of(scope: &domain::role::Scope) -> Result<String, StoreError> {
    let hash = blake3::hash(serde_json::to_string(scope)?.as_bytes());
    Ok(hash.to_hex()[..16].to_owned())
}

fn is_zstd(headers: &HeaderMap, name: header::HeaderName) -> bool {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(',').any(|coding| {
        let (coding, quality) = coding.split_once(';').unwrap_or((coding, ""));
        coding.trim() == "zstd" && quality.trim() != "q=0"
    })
}
