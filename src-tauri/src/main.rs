//! Starts the app. Everything else is in the library, which phones load too.

// A release on Windows opens no console beside its window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match app::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("the app could not start: {error}");
            ExitCode::FAILURE
        }
    }
}
