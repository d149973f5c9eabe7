//! Where a phone's system begins. There is no `main` there, and nobody to hand an exit code to.

#![allow(missing_docs, reason = "the attribute writes a public function without a word")]

/// Run until the system ends it.
#[tauri::mobile_entry_point]
fn begin() {
    if let Err(error) = crate::run() {
        tracing::error!("the app could not start: {error}");
    }
}
