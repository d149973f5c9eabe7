//! Where a phone's system begins. There is no `main` there, and nobody to hand an exit code to.

#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "the attribute writes public functions of Android's and iOS's own forms"
)]

/// Run until the system ends it.
#[tauri::mobile_entry_point]
fn begin() {
    if let Err(error) = crate::run() {
        tracing::error!("the app could not start: {error}");
    }
}
