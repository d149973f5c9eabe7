//! Categories and vocabularies.

use domain::catalogue::{ATTRIBUTES, Catalogue};
use serde_json::value::RawValue;

use crate::error::CommandError;

/// The catalogue of categories.
#[tauri::command]
pub fn catalogue() -> &'static Catalogue {
    Catalogue::est_se_default()
}

/// The vocabularies of the attributes.
#[tauri::command]
pub fn attributes() -> Result<&'static RawValue, CommandError> {
    serde_json::from_str(ATTRIBUTES).map_err(|_| CommandError::not_found("vocabulary"))
}
