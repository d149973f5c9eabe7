//! Incidents: decisions about which reports tell of one event, and suggestions.

use ::picture::view::{AlreadyView, PictureFilter, SuggestionView};
use domain::id::DocId;
use domain::incident::{Decision, Joining};
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Join, split, keep apart or take back.
#[tauri::command]
pub async fn decide(
    app: AppHandle,
    shell: State<'_, Shell>,
    joining: Joining,
) -> Result<Decision, CommandError> {
    let decision = shell.with(move |client| client.decide(&joining)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(decision)
}

/// The pairs a person should look at.
#[tauri::command]
pub async fn suggestions(
    shell: State<'_, Shell>,
    filter: PictureFilter,
) -> Result<Vec<SuggestionView>, CommandError> {
    shell.with(move |client| client.suggestions(&filter)).await
}

/// The pairs that one report is in.
#[tauri::command]
pub async fn suggestions_for(
    shell: State<'_, Shell>,
    id: DocId,
) -> Result<Vec<SuggestionView>, CommandError> {
    shell.with(move |client| client.suggestions_for(id)).await
}

/// *Redan rapporterat?* What of the carried picture may be what an own report tells of.
#[tauri::command]
pub async fn already_reported(
    shell: State<'_, Shell>,
    id: DocId,
) -> Result<Vec<AlreadyView>, CommandError> {
    shell.with(move |client| client.already_reported(id)).await
}
