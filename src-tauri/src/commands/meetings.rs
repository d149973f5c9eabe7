//! Meetings: read on this desk without a network, their minutes pressed where there is a desk. They are written
//! as the rest of the plan is.

use domain::meeting::Meeting;
use tauri::State;

use crate::error::CommandError;
use crate::shell::Shell;

/// Every meeting, the newest first.
#[tauri::command]
pub async fn meetings(shell: State<'_, Shell>) -> Result<Vec<Meeting>, CommandError> {
    shell.with(|client| client.meetings()).await
}

#[cfg(desktop)]
mod pressing {
    use domain::id::DocId;
    use report::{Language, MinutesPage};
    use tauri::{AppHandle, Manager as _};

    use super::super::editions::sender;
    use super::{CommandError, Shell, State};

    /// The minutes as a file among the downloads. Answers where it lies.
    #[tauri::command]
    pub async fn minutes_file(
        app: AppHandle,
        shell: State<'_, Shell>,
        id: DocId,
        lang: Language,
    ) -> Result<String, CommandError> {
        let folder = app.path().download_dir().map_err(|_| CommandError::not_found("folder"))?;
        let made = shell.with(move |client| {
            let sender = sender(&client.me()?.municipality);
            let meeting = client.meeting(id)?;
            let page = MinutesPage { sender: &sender, meeting: &meeting, lang };
            let Ok(pressed) = page.press() else { return Ok(None) };
            std::fs::create_dir_all(&folder).map_err(client::StoreError::from)?;
            let file = client::save_package(&folder.join(page.file_name()), &pressed.pdf);
            let file = file.map_err(client::StoreError::from)?;
            Ok::<_, client::ClientError>(Some(file.display().to_string()))
        });
        made.await?.ok_or_else(|| CommandError {
            code: "server_failed".to_owned(),
            message: "the minutes could not be pressed".to_owned(),
        })
    }
}

#[cfg(desktop)]
pub use pressing::*;

/// A phone presses nothing.
#[cfg(not(desktop))]
#[tauri::command]
pub async fn minutes_file() -> Result<String, CommandError> {
    Err(CommandError::not_found("meeting"))
}
