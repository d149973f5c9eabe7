//! Incidents: decisions about which reports tell of one event, and suggestions.

use ::picture::view::{
    AlreadyView, IncidentPage, IncidentRow, PictureFilter, SharedIncident, SuggestionView,
};
use domain::id::{DocId, OrganisationId};
use domain::incident::{Decision, Joining, Saying, ShareLevel};
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

/// One incident, or a report that is in none.
#[tauri::command]
pub async fn incident(shell: State<'_, Shell>, id: DocId) -> Result<IncidentPage, CommandError> {
    shell.with(move |client| client.incident(id)).await
}

/// The incidents that happened last.
#[tauri::command]
pub async fn newest_incidents(shell: State<'_, Shell>) -> Result<Vec<IncidentRow>, CommandError> {
    shell.with(|client| client.newest_incidents()).await
}

/// What one's organisation is let know of incidents that others reported.
#[tauri::command]
pub async fn shared(shell: State<'_, Shell>) -> Result<Vec<SharedIncident>, CommandError> {
    shell.with(|client| client.shared()).await
}

/// Comment on an incident, or say what people hold to be so.
#[tauri::command]
pub async fn say(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: DocId,
    saying: Saying,
) -> Result<Decision, CommandError> {
    let decision = shell.with(move |client| client.say(id, &saying)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(decision)
}

/// Let an organisation know of an incident that others reported, or take that back.
#[tauri::command]
#[expect(
    clippy::too_many_arguments,
    reason = "the app and the shell come from Tauri, the other three from the page"
)]
pub async fn share(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: DocId,
    organisation: OrganisationId,
    level: ShareLevel,
) -> Result<Decision, CommandError> {
    let decision = shell.with(move |client| client.share(id, organisation, level)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(decision)
}
