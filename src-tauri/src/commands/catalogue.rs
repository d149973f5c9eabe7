//! Categories and vocabularies.

use domain::catalogue::{ATTRIBUTES, Catalogue};
use serde_json::value::RawValue;
use tauri::State;

use crate::error::CommandError;
use crate::shell::Shell;

/// The municipality's catalogue of categories.
#[tauri::command]
pub async fn catalogue(shell: State<'_, Shell>) -> Result<Catalogue, CommandError> {
    shell.with(client::Client::catalogue).await
}

/// The vocabularies of the attributes.
#[tauri::command]
pub fn attributes() -> Result<&'static RawValue, CommandError> {
    serde_json::from_str(ATTRIBUTES).map_err(|_| CommandError::not_found("vocabulary"))
}
