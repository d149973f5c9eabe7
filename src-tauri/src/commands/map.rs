//! The maps this device carries, and the places on them.

use protocol::session::{MapInfo, NamedPlace};
use tauri::State;
use tauri::ipc::Response;

use crate::error::CommandError;
use crate::shell::Shell;

/// Which maps there are.
#[tauri::command]
pub async fn maps(shell: State<'_, Shell>) -> Result<Vec<MapInfo>, CommandError> {
    shell.with_maps(|maps| Ok(maps.list())).await
}

/// Some bytes of a map, raw.
#[tauri::command]
pub async fn map_bytes(
    shell: State<'_, Shell>,
    name: String,
    offset: u64,
    length: u64,
) -> Result<Response, CommandError> {
    let read = move |maps: &crate::maps::Maps| {
        maps.read(&name, offset, length).map_err(|_| CommandError::not_found("map"))
    };
    Ok(Response::new(shell.with_maps(read).await?))
}

/// Places people know by name.
#[tauri::command]
pub async fn places(shell: State<'_, Shell>) -> Result<Vec<NamedPlace>, CommandError> {
    shell.with_maps(|maps| Ok(maps.places())).await
}
