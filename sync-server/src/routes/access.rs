//! *Enheter*: devices and people with access, links for new ones, and taking access away.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::id::DeviceId;
use domain::text::Name;
use protocol::access::{AccessView, InviteRequest, Invited, RevokeRequest};
use protocol::problem::{Problem, ProblemCode};
use protocol::session::QrPicture;
use qrcode::{Color, EcLevel, QrCode};

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::invite;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::{StoreError, access_list, wipes};

/// Every device and person with access, and the organisations that can have more.
#[utoipa::path(
    get, path = "/v1/access", tag = "browser",
    responses((status = 200, body = AccessView), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<AccessView>, ApiError> {
    let now = app.now();
    Ok(Json(app.store.read(move |conn| access_list::view(conn, now)).await?))
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
    let request: InviteRequest = payload.read()?;
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
    Ok(Json(Invited { link, expires_at, picture }))
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
    app.store
        .write(move |batch| -> Result<(), StoreError> {
            if !wipes::revoke(batch, id, request.wipe)? {
                return Err(ApiError::not_found().0.into());
            }
            let (action, object) = (wipes::action(request.wipe), id.to_string());
            audit::write(batch, Entry { actor: &by, action, object: &object })
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The link as a QR code, drawn as an SVG path.
fn picture(link: &str) -> Result<QrPicture, ApiError> {
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
