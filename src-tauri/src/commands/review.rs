//! Decisions about reports.

use domain::id::DocId;
use domain::review::Review;
use domain::text::{Name, Note};
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Decide about one or many.
#[tauri::command]
#[expect(
    clippy::too_many_arguments,
    reason = "the app and the shell come from Tauri, the other three from the page"
)]
pub async fn review(
    app: AppHandle,
    shell: State<'_, Shell>,
    ids: Vec<DocId>,
    review: Review,
    because: Option<Note>,
) -> Result<(), CommandError> {
    shell.with(move |client| client.review_because(&ids, &review, because)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}

/// Say whether one or many concern *beredskap*.
#[tauri::command]
pub async fn preparedness(
    app: AppHandle,
    shell: State<'_, Shell>,
    ids: Vec<DocId>,
    is_concerned: bool,
) -> Result<(), CommandError> {
    shell.with(move |client| client.preparedness(&ids, is_concerned)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}

/// Say who is to look at one or many.
#[tauri::command]
pub async fn assign(
    app: AppHandle,
    shell: State<'_, Shell>,
    ids: Vec<DocId>,
    to: Option<Name>,
) -> Result<(), CommandError> {
    shell.with(move |client| client.assign(&ids, to.as_ref())).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}
