//! The maps this device carries, and the places on them.

use domain::gazetteer::{FoundPlace, Whereabouts};
use protocol::session::{MapInfo, NamedPlace};
use tauri::State;
use tauri::ipc::Response;

use crate::error::CommandError;
use crate::shell::Shell;

/// Which maps there are.
#[tauri::command]
pub async fn maps(shell: State<'_, Shell>) -> Result<Vec<MapInfo>, CommandError> {
    let is_practice = practises(&shell).await?;
    shell.with_maps(move |maps| Ok(maps.list(is_practice))).await
}

/// Whether the made-up town is what this device is for: before it has joined, or joined to it.
async fn practises(shell: &Shell) -> Result<bool, CommandError> {
    let own = shell.with(client::Client::enrolment).await?;
    Ok(own.is_none_or(|own| own.configuration.municipality.practice))
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
    known(&shell).await
}

/// The municipality's places; before the device has joined, the practice town's.
pub(super) async fn known(shell: &Shell) -> Result<Vec<NamedPlace>, CommandError> {
    let carried = shell.with(client::Client::gazetteer).await?;
    if carried.is_empty() && practises(shell).await? {
        return shell.with_maps(|maps| Ok(maps.places())).await;
    }
    Ok(carried.places.iter().cloned().map(NamedPlace::from).collect())
}

/// Named places, streets and addresses by what is typed, best first.
#[tauri::command]
pub async fn search_places(
    shell: State<'_, Shell>,
    text: String,
    near: Option<(f64, f64)>,
) -> Result<Vec<FoundPlace>, CommandError> {
    shell.with(move |client| client.search_places(&text, near)).await
}

/// Where a point is, in words.
#[tauri::command]
pub async fn whereabouts(
    shell: State<'_, Shell>,
    lon: f64,
    lat: f64,
) -> Result<Whereabouts, CommandError> {
    shell.with(move |client| client.whereabouts((lon, lat))).await
}
