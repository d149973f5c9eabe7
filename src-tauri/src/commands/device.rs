//! Who is asking, joining a server, and how sync stands.

use client::schedule::Event;
use protocol::session::{Me, SyncState};
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Who is asking.
#[tauri::command]
pub async fn me(shell: State<'_, Shell>) -> Result<Me, CommandError> {
    shell.with(client::Client::me).await
}

/// Join a server by a one-time link, scanned or pasted.
#[tauri::command]
pub async fn enrol(
    app: AppHandle,
    shell: State<'_, Shell>,
    link: String,
) -> Result<Me, CommandError> {
    shell.client().enrol(&link, shell.network()).await?;
    shell.wake();
    events::picture_changed(&app);
    me(shell).await
}

/// How sync stands.
#[tauri::command]
pub async fn sync_state(shell: State<'_, Shell>) -> Result<SyncState, CommandError> {
    shell.with(client::Client::state).await
}

/// Try now, whatever the schedule says.
#[tauri::command]
pub async fn sync_now(shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.with(|client| client.hear(Event::Asked)).await?;
    shell.wake();
    Ok(())
}
