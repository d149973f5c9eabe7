//! `POST /v1/sync`: hand in a run, read a page. Handing in rests on the run's signature, reading on
//! the read token; each works without the other.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::id::DeviceId;
use protocol::frame::{self, FrameError};
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
    let is_packed = is_zstd(&headers, header::CONTENT_ENCODING);
    let (call, handed_in) = open(&app, (is_packed, payload), token).await?;
    app.limits.caller(*call.device().as_bytes(), app.now())?;
    if let Some(handed_in) = handed_in {
        app.store.write(move |batch| handed_in.write(batch)).await?;
    }
    answer(&app, call, is_zstd(&headers, header::ACCEPT_ENCODING)).await
}

fn exchange(app: &App) -> Exchange<'_> {
    Exchange { nonces: &app.nonces, now: app.now() }
}

/// Unpack and check: all of it away from the async threads.
async fn open(
    app: &App,
    (is_packed, payload): (bool, Payload),
    token: Option<Secret>,
) -> Result<(Call, Option<HandedIn>), ApiError> {
    if payload.0.is_empty() {
        return Err(no_credential());
    }
    let opened = app.clone();
    let opening = app.store.read(move |conn| {
        let request = read_request(is_packed, &payload)?;
        let device = request.device;
        let opening = exchange(&opened).open(conn, request, token.as_ref());
        let Err(StoreError::Refused(problem)) = opening else { return Ok(Ok(opening?)) };
        let ordered = wipes::order(conn, device, &opened.own.key)?;
        let ordered = ordered.filter(|_| problem.code == ProblemCode::Revoked);
        Ok(Err((device, problem, ordered)))
    });
    let (device, problem, ordered) = match opening.await? {
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

async fn answer(app: &App, call: Call, is_packed: bool) -> Result<Response, ApiError> {
    let (answering, wiping) = (app.clone(), app.clone());
    let device = call.device();
    let order = app.store.read(move |conn| wipes::order(conn, device, &wiping.own.key)).await?;
    let wipe = told(app, device, order).await?;
    let (bytes, is_read) = app
        .store
        .read(move |conn| {
            let mut response = exchange(&answering).respond(conn, &call)?;
            // What a restored server lost is not safe with it, whatever older backups hold.
            response.safe = answering.backups.safe(call.device()).min(response.have);
            configuration(&answering, conn, (&call, &mut response))?;
            response.wipe = wipe;
            let packed = if is_packed {
                frame::pack(&response).map_err(|error| {
                    tracing::error!("an answer could not be packed: {error}");
                    Problem::new(ProblemCode::ServerFailed, "the answer could not be packed")
                })?
            } else {
                serde_json::to_vec(&response)?
            };
            Ok((packed, !response.page.is_empty()))
        })
        .await?;
    if is_read {
        record::read(app, (device.to_string(), "log.read", String::new())).await?;
    }
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
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
    let own = version.carried(&ground, app.now());
    if own.version != carried {
        response.configuration = Some(own);
        response.catalogue = Some(version.configuration.catalogue.clone());
    } else if call.asks_in_vain() {
        return Err(no_agreement().into());
    }
    Ok(())
}
