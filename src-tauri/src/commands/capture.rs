//! Reports of one's own: made, changed, listed, and what is being typed.

use ::picture::view::{ObservationView, ReportView};
use domain::id::DocId;
use domain::observation::{Amendment, ObservationDraft};
use domain::text::Note;
use protocol::session::Captured;
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

const REPORTS_MAX: u32 = 500;

/// Answers once the report is on this device's disk.
#[tauri::command]
pub async fn capture(
    app: AppHandle,
    shell: State<'_, Shell>,
    draft: ObservationDraft,
) -> Result<Captured, CommandError> {
    let captured = shell.with(move |client| client.record(&draft)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(captured)
}

/// Answers once the change is on this device's disk.
#[tauri::command]
pub async fn amend(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: DocId,
    amendment: Amendment,
) -> Result<(), CommandError> {
    shell.with(move |client| client.amend(id, &amendment)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}

/// Answers once the answer to a coordinator's question is on this device's disk.
#[tauri::command]
#[expect(
    clippy::too_many_arguments,
    reason = "the app and the shell come from Tauri, the other three from the page"
)]
pub async fn answer(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: DocId,
    answer: Note,
    because: Option<Note>,
) -> Result<(), CommandError> {
    shell.with(move |client| client.answer_because(id, &answer, because)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}

/// What nobody of the organisation answered in seven days.
#[tauri::command]
pub async fn organisation_questions(
    shell: State<'_, Shell>,
) -> Result<Vec<ObservationView>, CommandError> {
    shell.with(client::Client::organisation_questions).await
}

/// *Mina rapporter*, newest first.
#[tauri::command]
pub async fn my_reports(shell: State<'_, Shell>) -> Result<Vec<ReportView>, CommandError> {
    shell.with(|client| client.reports(REPORTS_MAX)).await
}

/// Keep what is being typed.
#[tauri::command]
pub async fn save_draft(
    shell: State<'_, Shell>,
    id: DocId,
    json: String,
) -> Result<(), CommandError> {
    shell.with(move |client| client.save_draft(id, &json)).await
}

/// What was being typed.
#[tauri::command]
pub async fn draft(shell: State<'_, Shell>, id: DocId) -> Result<Option<String>, CommandError> {
    shell.with(move |client| client.draft(id)).await
}

/// Everything that was being typed, the last first.
#[tauri::command]
pub async fn drafts(shell: State<'_, Shell>) -> Result<Vec<(DocId, String)>, CommandError> {
    shell.with(client::Client::drafts).await
}

/// Forget what was being typed.
#[tauri::command]
pub async fn drop_draft(shell: State<'_, Shell>, id: DocId) -> Result<(), CommandError> {
    shell.with(move |client| client.drop_draft(id)).await
}
