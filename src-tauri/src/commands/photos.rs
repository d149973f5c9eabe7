//! Photos: held until the one who took them lets them go, then part of the report; bytes travel raw.

use domain::blob::BlobName;
use domain::id::DocId;
use protocol::session::PhotoView;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Hold a photo. The body is the file; the headers `id` and `slot` say where it belongs. Answers once
/// it is on this device's disk.
#[tauri::command]
pub async fn hold_photo(shell: State<'_, Shell>, request: Request<'_>) -> Result<(), CommandError> {
    let id: DocId = header(&request, "id")?;
    let slot: u8 = header(&request, "slot")?;
    let bytes = bytes(request.body())?;
    shell.with(move |client| client.hold_photo(id, slot, &bytes)).await
}

/// The places of a report that hold a photo.
#[tauri::command]
pub async fn held_photos(shell: State<'_, Shell>, id: DocId) -> Result<Vec<u8>, CommandError> {
    shell.with(move |client| client.held_photos(id)).await
}

/// A photo that is held, raw.
#[tauri::command]
pub async fn held_photo(
    shell: State<'_, Shell>,
    id: DocId,
    slot: u8,
) -> Result<Response, CommandError> {
    let found = shell.with(move |client| client.held_photo(id, slot)).await?;
    found.map(Response::new).ok_or_else(|| CommandError::not_found("photo"))
}

/// Throw a photo away that is held.
#[tauri::command]
pub async fn drop_held(shell: State<'_, Shell>, id: DocId, slot: u8) -> Result<(), CommandError> {
    shell.with(move |client| client.drop_held(id, slot)).await
}

/// The reports that photos are held for.
#[tauri::command]
pub async fn held_reports(shell: State<'_, Shell>) -> Result<Vec<DocId>, CommandError> {
    shell.with(client::Client::held_reports).await
}

/// Make what is held part of the report. Answers once that is on this device's disk.
#[tauri::command]
pub async fn release_photos(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: DocId,
) -> Result<(), CommandError> {
    let released = shell.with(move |client| client.release_photos(id)).await;
    shell.wake();
    events::picture_changed(&app);
    released
}

/// The photos of a report, and how far each has come.
#[tauri::command]
pub async fn photos(shell: State<'_, Shell>, id: DocId) -> Result<Vec<PhotoView>, CommandError> {
    shell.with(move |client| client.photos(id)).await
}

/// A photo, raw: from this device, else from the server.
#[tauri::command]
pub async fn photo(shell: State<'_, Shell>, name: BlobName) -> Result<Response, CommandError> {
    Ok(Response::new(shell.client().photo(shell.network(), name).await?))
}

fn header<T: std::str::FromStr>(request: &Request<'_>, name: &str) -> Result<T, CommandError> {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    let value = value.and_then(|value| value.parse().ok());
    value.ok_or_else(|| CommandError::bad_value(name))
}

/// Where a webview cannot hand over raw bytes they come as a list of numbers.
fn bytes(body: &InvokeBody) -> Result<Vec<u8>, CommandError> {
    match body {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(list) => {
            serde_json::from_value(list.clone()).map_err(|_| CommandError::bad_value("body"))
        }
    }
}
