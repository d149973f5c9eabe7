//! What a command answers when it could not: a code for the interface, a sentence for the log.

use client::ClientError;
#[cfg(desktop)]
use client::browser::DoorwayError;
use picture::study::StudyError;
use serde::Serialize;

/// The same shape as the server's problem: the interface has one way to read both.
#[derive(Debug, Serialize)]
pub struct CommandError {
    /// A code of the text catalogue.
    pub code: String,
    /// For developers.
    pub message: String,
}

impl CommandError {
    /// The work itself was stopped, as when the app is closing.
    pub fn stopped() -> Self {
        Self { code: "stopped".to_owned(), message: "the app is closing".to_owned() }
    }

    /// What was asked for cannot be read.
    pub fn bad_value(what: &str) -> Self {
        Self { code: "bad_value".to_owned(), message: format!("`{what}` cannot be read") }
    }

    /// The role of this device does not call that.
    pub fn not_allowed(command: &str) -> Self {
        let message = format!("the role of this device does not call `{command}`");
        Self { code: "not_allowed".to_owned(), message }
    }

    /// This machine opens no browser for an app.
    pub fn no_browser() -> Self {
        let message = "this machine opens no browser for an app".to_owned();
        Self { code: "no_browser".to_owned(), message }
    }

    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self { code: "not_found".to_owned(), message: format!("there is no such {what}") }
    }
}

impl From<ClientError> for CommandError {
    fn from(error: ClientError) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

#[cfg(desktop)]
impl From<DoorwayError> for CommandError {
    fn from(error: DoorwayError) -> Self {
        let code = match &error {
            DoorwayError::Port(_) => "no_browser",
            DoorwayError::TimedOut => "browser_timed_out",
            DoorwayError::GivenUp => "stopped",
        };
        Self { code: code.to_owned(), message: error.to_string() }
    }
}

impl From<StudyError> for CommandError {
    fn from(error: StudyError) -> Self {
        let code = match &error {
            StudyError::Question(_) => "bad_value",
            StudyError::Stopped => "stopped",
            StudyError::Picture(_) | StudyError::Json(_) => "store_failed",
        };
        Self { code: code.to_owned(), message: error.to_string() }
    }
}
