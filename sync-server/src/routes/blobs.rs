//! Attachments: where we stand, the next piece, and the bytes for those who may read the report.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::blob::{BlobName, Photo};
use domain::id::{DeviceId, DocId, UserId};
use protocol::blob::{
    BLOB_MAX_BYTES, BlobClaim, BlobState, DEVICE_HEADER, LENGTH_HEADER, OFFSET_HEADER,
    SIGNATURE_HEADER,
};
use protocol::problem::{Problem, ProblemCode};
use protocol::session::{PhotoDelivery, PhotoView};

use crate::app::App;
use crate::credential::{Who, no_credential};
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::blobs::{self, Piece};

/// Where we stand with an attachment. It exists only for a device that has spoken of it.
#[utoipa::path(
    head, path = "/v1/blobs/{name}", tag = "devices",
    params(
        ("name" = String, Path, description = "BLAKE3 of the bytes, 64 hexadecimal digits"),
        ("x-lagesbild-device" = String, Header, description = "The device"),
        ("x-lagesbild-signature" = String, Header, description = "Ed25519 over device and name"),
    ),
    responses(
        (status = 200, description = "`Upload-Offset`, and `Upload-Length` when all is there"),
        (status = 401), (status = 403), (status = 404),
    )
)]
pub(crate) async fn state(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = claimed(&app, &name, &headers).await?;
    let standing = app.clone();
    let (offset, is_whole) = off_thread(move || Ok(standing.blobs.stands_at(name))).await?;
    if is_whole {
        note(&app, name, offset).await?;
    }
    let mut response = StatusCode::OK.into_response();
    response.headers_mut().insert(OFFSET_HEADER, HeaderValue::from(offset));
    if is_whole {
        response.headers_mut().insert(LENGTH_HEADER, HeaderValue::from(offset));
    }
    Ok(response)
}

/// Take the next piece. 201 when all is there, its hash holds and the disk has it.
#[utoipa::path(
    patch, path = "/v1/blobs/{name}", tag = "devices",
    params(
        ("name" = String, Path, description = "BLAKE3 of the bytes, 64 hexadecimal digits"),
        ("x-lagesbild-device" = String, Header, description = "The device"),
        ("x-lagesbild-signature" = String, Header, description = "Ed25519 over device and name"),
        ("upload-offset" = u64, Header, description = "Where the piece begins"),
        ("upload-length" = u64, Header, description = "Length of the whole"),
    ),
    request_body(content = String, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = BlobState), (status = 201, body = BlobState),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`Upload-Offset` says where we stand"),
        (status = 413, body = Problem), (status = 422, body = Problem, description = "Not the bytes of that name"),
        (status = 507, body = Problem),
    )
)]
pub(crate) async fn append(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, ApiError> {
    let name = claimed(&app, &name, &headers).await?;
    let length = number(&headers, LENGTH_HEADER)?;
    let offset = number(&headers, OFFSET_HEADER)?;
    if length > BLOB_MAX_BYTES {
        return Err(ApiError::new(ProblemCode::TooLarge, "larger than an attachment may be"));
    }
    if app.store.reserve().is_spent() {
        return Err(ApiError::new(
            ProblemCode::StorageFull,
            "the server has no room for photos now; reports are still taken, and the photo waits",
        ));
    }
    let taking = app.clone();
    let piece = off_thread(move || taking.blobs.append(name, (offset, length), &payload.0)).await?;
    let state = |offset, whole| Json(BlobState { offset, whole });
    Ok(match piece {
        Piece::Taken(offset) => state(offset, false).into_response(),
        Piece::Whole(offset) => {
            note(&app, name, offset).await?;
            (StatusCode::CREATED, state(offset, true)).into_response()
        }
        Piece::Elsewhere(offset) => {
            let mut response =
                ApiError::new(ProblemCode::WrongOffset, "the piece begins somewhere else")
                    .into_response();
            response.headers_mut().insert(OFFSET_HEADER, HeaderValue::from(offset));
            response
        }
        Piece::Broken => {
            return Err(ApiError::new(ProblemCode::BadValue, "not the bytes of that name"));
        }
    })
}

/// The bytes, for those who may read the report they belong to.
#[utoipa::path(
    get, path = "/v1/blobs/{name}", tag = "picture",
    params(("name" = String, Path, description = "BLAKE3 of the bytes, 64 hexadecimal digits")),
    responses(
        (status = 200, description = "The picture", content_type = "image/jpeg"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
) -> Result<Response, ApiError> {
    let name: BlobName = name.parse().map_err(|_| ApiError::not_found())?;
    let asker = (who.reader(), user(&who));
    if !app.store.read(move |conn| blobs::may_be_read(conn, &asker, name)).await? {
        return Err(ApiError::not_found());
    }
    let reading = app.clone();
    let bytes = off_thread(move || reading.blobs.read(name)).await?;
    let bytes = bytes.ok_or_else(ApiError::not_found)?;
    let kind = if bytes.starts_with(b"\xff\xd8\xff") {
        "image/jpeg"
    } else if bytes.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "application/octet-stream"
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CACHE_CONTROL, "private, max-age=86400"),
    ];
    Ok((headers, bytes).into_response())
}

/// The photos of an observation.
#[utoipa::path(
    get, path = "/v1/observations/{id}/photos", tag = "picture",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<PhotoView>, description = "What they are, and which are here"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn of_observation(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Vec<PhotoView>>, ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let asker = (who.reader(), user(&who));
    let photos = app.store.read(move |conn| blobs::photos(conn, &asker, id)).await?;
    let photos = photos.ok_or_else(ApiError::not_found)?;
    let view = |photo: Photo| {
        let is_here = app.blobs.stands_at(photo.blob).1;
        let delivery = if is_here { PhotoDelivery::Received } else { PhotoDelivery::Elsewhere };
        PhotoView { photo, delivery }
    };
    Ok(Json(photos.into_iter().map(view).collect()))
}

fn user(who: &Who) -> Option<UserId> {
    match who {
        Who::Person(person) => Some(person.id),
        Who::Device(_) => None,
    }
}

/// A device's signature over the name, and that one of its operations speaks of it. No token: what
/// is owed to the server is taken also when reading is over.
async fn claimed(app: &App, name: &str, headers: &HeaderMap) -> Result<BlobName, ApiError> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let (Some(device), Some(signature)) = (text(DEVICE_HEADER), text(SIGNATURE_HEADER)) else {
        return Err(no_credential());
    };
    let device: DeviceId = device.parse().map_err(|_| no_credential())?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| no_credential())?;
    let name: BlobName = name.parse().map_err(|_| ApiError::not_found())?;
    let claim = BlobClaim { device, blob: name, signature };
    let is_known = app.store.read(move |conn| blobs::may_send(conn, &claim)).await?;
    if is_known { Ok(name) } else { Err(ApiError::not_found()) }
}

/// The file is whole; the database hears of it once.
pub(super) async fn note(app: &App, name: BlobName, length: u64) -> Result<(), ApiError> {
    if app.store.read(move |conn| blobs::is_wanted(conn, name)).await? {
        app.store.write(move |batch| blobs::is_here(batch, name, length)).await?;
    }
    Ok(())
}

fn number(headers: &HeaderMap, name: &str) -> Result<u64, ApiError> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.parse().ok()).ok_or_else(|| {
        ApiError::new(ProblemCode::BadRequest, format!("the header `{name}` is missing"))
    })
}

pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(work).await;
    let failed = |_| ApiError::new(ProblemCode::ServerFailed, "the server failed");
    done.map_err(failed)?.map_err(|error| {
        tracing::error!("an attachment's file failed: {error}");
        if error.kind() == std::io::ErrorKind::StorageFull {
            ApiError::new(ProblemCode::StorageFull, "the server's disk is full")
        } else {
            ApiError::new(ProblemCode::ServerFailed, "the file could not be used")
        }
    })
}
