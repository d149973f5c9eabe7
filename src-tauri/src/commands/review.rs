//! Decisions about reports.

use domain::id::DocId;
use domain::review::Review;
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Decide about one or many.
#[tauri::command]
pub async fn review(
    app: AppHandle,
    shell: State<'_, Shell>,
    ids: Vec<DocId>,
    review: Review,
) -> Result<(), CommandError> {
    shell.with(move |client| client.review(&ids, &review)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}
