//! Who is asking, joining a server, and how sync stands.

use client::PHOTOS_ON_WIFI_ONLY;
use client::schedule::{Event, Network};
use domain::clock::UtcMillis;
use protocol::session::{Me, SyncState};
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::shell::Shell;
use crate::{background, events, network};

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

/// The page was told of another network. Where the system itself tells, that is what counts.
#[tauri::command]
pub async fn network_changed(
    shell: State<'_, Shell>,
    network: Network,
) -> Result<(), CommandError> {
    if !network::IS_TOLD_BY_SYSTEM {
        background::hear(&shell, Event::Network(network)).await;
    }
    Ok(())
}

/// A position came with a time of its own; the engine judges whether it tells anything.
#[tauri::command]
pub async fn satellite_time(shell: State<'_, Shell>, told: UtcMillis) -> Result<(), CommandError> {
    if shell.with(move |client| client.satellites(told)).await? {
        shell.wake();
    }
    Ok(())
}

/// Whether photos wait for a network that costs nothing.
#[tauri::command]
pub async fn photos_on_wifi_only(shell: State<'_, Shell>) -> Result<bool, CommandError> {
    let asked = shell.with(|client| client.setting(PHOTOS_ON_WIFI_ONLY)).await?;
    Ok(asked.as_deref() == Some("true"))
}

/// Choose whether they do.
#[tauri::command]
pub async fn set_photos_on_wifi_only(
    shell: State<'_, Shell>,
    chosen: bool,
) -> Result<(), CommandError> {
    let kept = chosen.to_string();
    shell.with(move |client| client.set_setting(PHOTOS_ON_WIFI_ONLY, &kept)).await?;
    shell.wake();
    Ok(())
}
