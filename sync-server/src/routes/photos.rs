//! Photos that come through a browser: made small there, and made anew here, so that nothing but the
//! picture is kept whatever the browser sent.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::blob::{BlobName, Photo};
use domain::id::DocId;
use domain::op::{Body, DocType};
use photo::{PhotoError, Prepared, Source};
use protocol::problem::{Problem, ProblemCode};
use serde_json::json;

use super::blobs::{note, off_thread};
use super::reports::{own, write};
use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::blobs::Piece;

/// The most photos of one report.
const PHOTOS_MAX: usize = 5;

/// Add a photo to a report of one's own: JPEG or PNG, at most 1 MiB. The same photo twice is one.
#[utoipa::path(
    post, path = "/v1/observations/{id}/photos", tag = "browser",
    params(("id" = String, Path, description = "The report")),
    request_body(content = String, content_type = "image/jpeg"),
    responses(
        (status = 201, body = Object, description = "On the server's disk: name, pixels and bytes"),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem, description = "Five already"),
        (status = 413, body = Problem), (status = 422, body = Problem, description = "No photo"),
    )
)]
pub(crate) async fn attach(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<(StatusCode, Json<Photo>), ApiError> {
    let person = who.person()?.clone();
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let owner = person.id;
    // Nobody's bytes are unpacked or kept but those of the one who may add them.
    app.store.write(move |batch| own(batch, id, owner).map(drop)).await?;
    if app.store.reserve().is_spent() {
        return Err(ApiError::new(ProblemCode::StorageFull, "the server's disk is full"));
    }
    let prepared = off_thread(move || Ok(photo::prepare(&payload.0, Source::BROWSER))).await?;
    let prepared = prepared.map_err(told)?;
    let small = BlobName::of(&prepared.thumb);
    let photo = Photo {
        blob: BlobName::of(&prepared.photo),
        thumb: Some(small),
        width: prepared.width,
        height: prepared.height,
        bytes: u32::try_from(prepared.photo.len()).unwrap_or(u32::MAX),
    };
    let lengths = [(small, prepared.thumb.len()), (photo.blob, prepared.photo.len())];
    keep(&app, photo, prepared).await?;
    write(&app, person, move |batch| {
        own(batch, id, owner)?;
        let document = picture::log::document(batch.tx, id)?;
        let known: Vec<_> =
            document.iter().flat_map(|document| document.elements("photos")).collect();
        let element = json!(photo);
        if known.iter().any(|known| known["blob"] == element["blob"]) {
            return Ok(Vec::new());
        }
        if known.len() >= PHOTOS_MAX {
            let full = "a report has at most five photos";
            return Err(Problem::new(ProblemCode::AlreadyExists, full).into());
        }
        Ok(vec![Body {
            blobs: vec![small.to_string(), photo.blob.to_string()],
            ..Body::add(id, DocType::Observation, ("photos", element))
        }])
    })
    .await?;
    for (name, length) in lengths {
        note(&app, name, length as u64).await?;
    }
    Ok((StatusCode::CREATED, Json(photo)))
}

/// On the disk before anything speaks of it.
async fn keep(app: &App, photo: Photo, prepared: Prepared) -> Result<(), ApiError> {
    let files = app.clone();
    let small = photo.thumb.unwrap_or(photo.blob);
    off_thread(move || {
        for (name, bytes) in [(small, &prepared.thumb), (photo.blob, &prepared.photo)] {
            let length = bytes.len() as u64;
            // A part of the same photo may lie there; it goes on from where that stands.
            let stands_at = files.blobs.stands_at(name).0.min(length);
            let rest = bytes.get(usize::try_from(stands_at).unwrap_or(0)..).unwrap_or_default();
            match files.blobs.append(name, (stands_at, length), rest)? {
                Piece::Whole(_) => {}
                Piece::Taken(_) | Piece::Elsewhere(_) | Piece::Broken => {
                    return Err(std::io::Error::other("somebody else is sending the same photo"));
                }
            }
        }
        Ok(())
    })
    .await
}

fn told(error: PhotoError) -> ApiError {
    let code = match error {
        PhotoError::NotAPhoto | PhotoError::Broken => ProblemCode::BadValue,
        PhotoError::TooLarge => ProblemCode::TooLarge,
    };
    ApiError::new(code, error.to_string())
}
