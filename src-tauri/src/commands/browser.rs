//! Joining through the system's browser. A phone has its link; only a desk opens a browser.

use protocol::session::Me;
use tauri::{AppHandle, State};

use crate::commands::device;
use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Sign in on a server in the system's browser, and join it as whoever did.
#[tauri::command]
pub async fn join_by_browser(
    app: AppHandle,
    shell: State<'_, Shell>,
    server: String,
) -> Result<Me, CommandError> {
    join(&shell, server).await?;
    shell.wake();
    events::picture_changed(&app);
    device::me(shell).await
}

/// Wait for the browser no longer.
#[tauri::command]
pub async fn stop_joining(shell: State<'_, Shell>) -> Result<(), CommandError> {
    drop(shell.begin_joining());
    Ok(())
}

#[cfg(desktop)]
async fn join(shell: &Shell, server: String) -> Result<(), CommandError> {
    use client::browser::Doorway;

    /// Signing in over there may need a telephone or a card.
    const LONGEST: std::time::Duration = std::time::Duration::from_secs(10 * 60);

    let is_given_up = shell.begin_joining();
    let asking = shell.with(move |client| client.ask_browser(&server)).await?;
    let doorway = Doorway::open()?;
    open::that_detached(asking.page(doorway.port()?)).map_err(|_| CommandError::no_browser())?;
    let waiting = move || (doorway.code(&asking, LONGEST, is_given_up), asking);
    let waited = tauri::async_runtime::spawn_blocking(waiting).await;
    let (code, asking) = waited.map_err(|_| CommandError::stopped())?;
    shell.client().enrol_by_browser(&asking, code?, shell.network()).await?;
    Ok(())
}

#[cfg(mobile)]
async fn join(_shell: &Shell, _server: String) -> Result<(), CommandError> {
    Err(CommandError::no_browser())
}
