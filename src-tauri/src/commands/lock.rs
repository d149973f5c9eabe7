//! The lock of the app, and who has the phone.

use client::{Client, People};
use protocol::session::LockView;
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::shell::Shell;
use crate::{background, events};

/// How the lock stands, and who shares the phone.
#[tauri::command]
pub async fn lock_state(shell: State<'_, Shell>) -> Result<LockView, CommandError> {
    shell
        .with_people(|people| {
            Ok(LockView { pin: people.here().pin_state()?, people: people.view()? })
        })
        .await
}

/// Open lists and picture.
#[tauri::command]
pub async fn unlock(
    app: AppHandle,
    shell: State<'_, Shell>,
    pin: String,
) -> Result<(), CommandError> {
    shell.with(move |client| client.unlock(&pin)).await?;
    events::picture_changed(&app);
    Ok(())
}

/// Close them.
#[tauri::command]
pub async fn lock(app: AppHandle, shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell
        .with(|client| {
            client.lock();
            Ok(())
        })
        .await?;
    left(&app, &shell);
    Ok(())
}

/// Set a PIN, or change it by the one before.
#[tauri::command]
pub async fn set_pin(
    shell: State<'_, Shell>,
    before: Option<String>,
    pin: String,
) -> Result<(), CommandError> {
    shell.with(move |client| client.set_pin(before.as_deref(), &pin)).await
}

/// The PIN is forgotten: what waits is handed in, then the person joins anew.
#[tauri::command]
pub async fn forget_pin(app: AppHandle, shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.with(Client::forget_pin).await?;
    // With nothing that waits there is nothing to wait for.
    shell.with(Client::begin_anew_if_forgotten).await?;
    left(&app, &shell);
    Ok(())
}

/// Hand the phone to somebody who is on it.
#[tauri::command]
pub async fn change_person(
    app: AppHandle,
    shell: State<'_, Shell>,
    number: u32,
) -> Result<(), CommandError> {
    shell.with_people(move |people| people.change_to(number)).await?;
    left(&app, &shell);
    Ok(())
}

/// Hand the phone to somebody new.
#[tauri::command]
pub async fn add_person(app: AppHandle, shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.with_people(People::add).await?;
    background::follow_everybody(&app, &shell);
    left(&app, &shell);
    Ok(())
}

/// What was shown and counted is shown to nobody any more; what waits goes on travelling.
fn left(app: &AppHandle, shell: &Shell) {
    shell.forget_studies();
    shell.wake();
    events::picture_changed(app);
}
