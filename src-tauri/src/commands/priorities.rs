//! The priority areas of a quarter.

use domain::priority::{Priorities, Prioritising, Quarter};
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// What was chosen for a quarter.
#[tauri::command]
pub async fn priorities(
    shell: State<'_, Shell>,
    quarter: Quarter,
) -> Result<Priorities, CommandError> {
    shell.with(move |client| client.priorities(quarter)).await
}

/// Put an area into a slot, or empty it.
#[tauri::command]
pub async fn prioritise(
    app: AppHandle,
    shell: State<'_, Shell>,
    chosen: Prioritising,
) -> Result<(), CommandError> {
    shell.with(move |client| client.prioritise(&chosen)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}
