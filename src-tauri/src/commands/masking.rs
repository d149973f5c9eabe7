//! The check of free text before it is sent, and *Maskning*: what waits, and what a reviewer decides.

use ::picture::view::MaskingQueue;
use domain::masking::MaskingDecision;
use domain::privacy::{self, Suspicion};
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// What in a text may be personal data. Nothing is kept and nothing is sent.
#[tauri::command(async)]
pub fn check_text(text: &str) -> Vec<Suspicion> {
    privacy::check(text)
}

/// What waits for a reviewer, oldest first.
#[tauri::command]
pub async fn masking(shell: State<'_, Shell>) -> Result<MaskingQueue, CommandError> {
    shell.with(client::Client::masking).await
}

/// Release, mask or keep what waits.
#[tauri::command]
pub async fn mask(
    app: AppHandle,
    shell: State<'_, Shell>,
    decisions: Vec<MaskingDecision>,
) -> Result<(), CommandError> {
    shell.with(move |client| client.mask(&decisions)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}
