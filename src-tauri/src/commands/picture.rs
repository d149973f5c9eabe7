//! The picture as this device may see it.

use ::picture::view::{
    AreaPlaced, ObservationView, PictureFilter, PicturePoints, PictureQuery, PictureSummary,
    PictureView,
};
use domain::id::DocId;
use tauri::State;

use crate::error::CommandError;
use crate::shell::Shell;

/// A page of the list.
#[tauri::command]
pub async fn picture(
    shell: State<'_, Shell>,
    query: PictureQuery,
) -> Result<PictureView, CommandError> {
    shell.with(move |client| client.picture(&query)).await
}

/// All points for the map.
#[tauri::command]
pub async fn points(
    shell: State<'_, Shell>,
    filter: PictureFilter,
) -> Result<PicturePoints, CommandError> {
    shell.with(move |client| client.points(&filter)).await
}

/// The picture in numbers.
#[tauri::command]
pub async fn summary(
    shell: State<'_, Shell>,
    filter: PictureFilter,
) -> Result<PictureSummary, CommandError> {
    shell.with(move |client| client.summary(&filter)).await
}

/// One observation.
#[tauri::command]
pub async fn observation(
    shell: State<'_, Shell>,
    id: DocId,
) -> Result<ObservationView, CommandError> {
    shell.with(move |client| client.observation(id)).await
}

/// Which areas an observation lies in, and what it lay in before they changed.
#[tauri::command]
pub async fn areas_of(shell: State<'_, Shell>, id: DocId) -> Result<AreaPlaced, CommandError> {
    shell.with(move |client| client.areas_of(id)).await
}
