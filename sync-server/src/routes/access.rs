//! *Enheter*: devices and people with access, links for new ones, and taking access away; from a browser
//! or, signed, from a desk with the app.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::id::{DeviceId, SessionId};
use domain::role::{Object, Permission, Reach};
use domain::text::Name;
use protocol::access::{AccessView, InviteRequest, Invited, RevokeRequest};
use protocol::order::{Order, Ordered, SignedOrder};
use protocol::problem::{Problem, ProblemCode};
use protocol::session::QrPicture;
use protocol::wipe::Wipe;
use qrcode::{Color, EcLevel, QrCode};

use crate::app::App;
use crate::credential::{OwnSession, Who, no_agreement, no_credential};
use crate::error::ApiError;
use crate::invite;
use crate::payload::{Payload, unreadable};
use crate::store::audit::{self, Entry};
use crate::store::{Batch, Device, StoreError, access_list, agreements, devices, sessions, wipes};

/// Every device and person with access, and the organisations that can have more.
#[utoipa::path(
    get, path = "/v1/access", tag = "browser",
    responses((status = 200, body = AccessView), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    session: Option<Extension<OwnSession>>,
) -> Result<Json<AccessView>, ApiError> {
    let (now, own) = (app.now(), session.map(|Extension(own)| own.0.id));
    let mut view = app.store.read(move |conn| access_list::view(conn, now, own)).await?;
    view.nonce = match who {
        Who::Device(device) => Some(app.nonces.make(device.id, now)),
        Who::Person(_) => None,
    };
    Ok(Json(view))
}

/// A one-time link for a device, good for fifteen minutes, and the same as a QR code.
#[utoipa::path(
    post, path = "/v1/access/devices", tag = "browser", request_body = InviteRequest,
    responses(
        (status = 200, body = Invited), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem, description = "No such organisation"), (status = 422, body = Problem),
    )
)]
pub(crate) async fn invite(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<Invited>, ApiError> {
    let by = who.person()?.id.to_string();
    Ok(Json(invited(&app, by, payload.read()?).await?))
}

async fn invited(app: &App, by: String, request: InviteRequest) -> Result<Invited, ApiError> {
    let name = Name::new(&request.name)
        .map_err(|error| ApiError::new(ProblemCode::BadValue, error.to_string()))?;
    let (code, expires_at) = app
        .store
        .write(move |batch| {
            let member = invite::place(batch, &request.organisation, request.role)?;
            invite::device_by(batch, (&by, &member), (request.role, name.as_str()))
        })
        .await?;
    let link = invite::link(&app.dir, &app.settings, &code);
    let picture = picture(&link)?;
    Ok(Invited { link, expires_at, picture })
}

/// Take a device's access away. It may still hand in, to quarantine; a lost one can be wiped too.
#[utoipa::path(
    post, path = "/v1/access/devices/{id}/revocation", tag = "browser", request_body = RevokeRequest,
    params(("id" = String, Path, description = "The device")),
    responses(
        (status = 204, description = "It reads nothing from now on"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn revoke(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let by = who.person()?.id.to_string();
    let id: DeviceId = id.parse().map_err(|_| ApiError::not_found())?;
    let request: RevokeRequest = payload.read()?;
    revoked(&app, by, (id, request.wipe)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn revoked(
    app: &App,
    by: String,
    (id, wipe): (DeviceId, Option<Wipe>),
) -> Result<(), ApiError> {
    let write = move |batch: &mut Batch<'_>| -> Result<(), StoreError> {
        if !wipes::revoke(batch, id, wipe)? {
            return Err(ApiError::not_found().0.into());
        }
        let (action, object) = (wipes::action(wipe), id.to_string());
        audit::write(batch, Entry { actor: &by, action, object: &object })
    };
    Ok(app.store.write(write).await?)
}

/// What a desk with the app orders, signed by its key over the nonce that came with the list.
#[utoipa::path(
    post, path = "/v1/access/orders", tag = "devices", request_body = SignedOrder,
    responses(
        (status = 200, body = Ordered),
        (status = 401, body = Problem, description = "The desk or the nonce is not known, or was used"),
        (status = 403, body = Problem, description = "The signature does not hold, or the role may not"),
        (status = 404, body = Problem), (status = 422, body = Problem),
    )
)]
pub(crate) async fn order(
    State(app): State<App>,
    payload: Payload,
) -> Result<Json<Ordered>, ApiError> {
    let signed: SignedOrder = payload.read_credential()?;
    let desk = ordering(&app, &signed).await?;
    let order: Order = serde_json::from_str(&signed.order).map_err(|error| unreadable(&error))?;
    let by = desk.id.to_string();
    let mut done = Ordered::default();
    match order {
        Order::Invite(request) => done.invited = Some(invited(&app, by, request).await?),
        Order::Revoke { device, wipe } => revoked(&app, by, (device, wipe)).await?,
        Order::EndSession { session } => drop(end(&app, (by, session)).await?),
    }
    Ok(Json(done))
}

/// The desk that orders, if it may; its nonce is used up.
async fn ordering(app: &App, signed: &SignedOrder) -> Result<Device, ApiError> {
    let (id, now) = (signed.device, app.now());
    let read = move |conn: &_| {
        let Some(desk) = devices::find(conn, id)? else { return Ok(None) };
        let ground = agreements::ground(conn, desk.organisation)?;
        Ok(Some((desk, ground)))
    };
    let (desk, ground) = app.store.read(read).await?.ok_or_else(no_credential)?;
    if !signed.is_by(&desk.public_key) {
        let message = "the signature does not hold";
        return Err(ApiError::new(ProblemCode::BadSignature, message));
    }
    let made_at = app.nonces.made_at(&signed.nonce, id, now).ok_or_else(no_credential)?;
    if !app.store.write(move |batch| devices::use_nonce(batch, id, made_at)).await? {
        return Err(no_credential());
    }
    if desk.revoked_at.is_some() {
        return Err(ApiError::new(ProblemCode::Revoked, "the device was revoked"));
    }
    if !ground.may_read(now) {
        return Err(no_agreement().into());
    }
    if desk.role.reach(Permission::write(Object::Access)) == Reach::Nothing {
        return Err(ApiError::not_allowed());
    }
    Ok(desk)
}

/// Sign out a browser of anybody.
#[utoipa::path(
    post, path = "/v1/access/sessions/{id}/end", tag = "browser",
    params(("id" = String, Path, description = "The session")),
    responses(
        (status = 204, description = "Signed out there"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn end_session(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let by = who.person()?.id.to_string();
    let id: SessionId = id.parse().map_err(|_| ApiError::not_found())?;
    end(&app, (by, id)).await
}

/// End a session, by somebody whose id is on the record.
pub(crate) async fn end(app: &App, (by, id): (String, SessionId)) -> Result<StatusCode, ApiError> {
    app.store
        .write(move |batch| -> Result<(), StoreError> {
            let owner = sessions::owner(batch.tx, id)?.ok_or_else(|| ApiError::not_found().0)?;
            let object = owner.to_string();
            audit::write(batch, Entry { actor: &by, action: "session.end", object: &object })?;
            sessions::end_one(batch, id)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A text as a QR code, drawn as an SVG path.
///
/// # Errors
/// When it is too long for one.
pub(crate) fn picture(link: &str) -> Result<QrPicture, ApiError> {
    let too_long =
        |_| ApiError::new(ProblemCode::ServerFailed, "the address is too long for a QR code");
    let code = QrCode::with_error_correction_level(link, EcLevel::M).map_err(too_long)?;
    let side = code.width();
    let mut path = String::new();
    for (n, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", n % side, n / side);
        }
    }
    Ok(QrPicture { size: u32::try_from(side).unwrap_or(u32::MAX), path })
}
