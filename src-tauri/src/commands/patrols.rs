//! Passes: the line comes from the page of this device, and only time by square and week is kept of it.

use domain::id::DocId;
use domain::patrol::TrackPoint;
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Answers once the effort of the pass is on this device's disk.
#[tauri::command]
pub async fn record_patrol(
    app: AppHandle,
    shell: State<'_, Shell>,
    pass: DocId,
    track: Vec<TrackPoint>,
) -> Result<(), CommandError> {
    shell.with(move |client| client.record_patrol(pass, &track)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}
