//! Answers on standard output: one JSON value for programs, or lines for people. What went wrong goes
//! to standard error.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::failure::Failure;

/// How the answer is written.
pub(crate) struct Output {
    pub(crate) is_json: bool,
}

impl Output {
    /// Write the answer: the value, or the lines.
    pub(crate) fn answer<T: Serialize>(
        &self,
        value: &T,
        lines: impl FnOnce(&T) -> Vec<String>,
    ) -> Result<ExitCode, Failure> {
        let mut out = std::io::stdout().lock();
        let written = if self.is_json {
            let json = serde_json::to_string(value)?;
            writeln!(out, "{json}")
        } else {
            lines(value).iter().try_for_each(|line| writeln!(out, "{line}"))
        };
        match written {
            // The reader has seen enough, as `head` has.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            written => Ok(written.map(|()| ExitCode::SUCCESS)?),
        }
    }

    /// Say what went wrong, and end with its code.
    pub(crate) fn failure(&self, failure: &Failure) -> ExitCode {
        let told = if self.is_json {
            json!({ "error": failure.told() }).to_string()
        } else {
            format!("field: {failure}")
        };
        self.aside(&told);
        ExitCode::from(failure.exit_code())
    }

    /// Say something beside the answer.
    pub(crate) fn aside(&self, line: &str) {
        // Nobody is left to be told when standard error itself is closed.
        let _ = writeln!(std::io::stderr(), "{line}");
    }

    /// Whether a progress bar has somebody to look at it.
    pub(crate) fn has_bar(&self) -> bool {
        !self.is_json && std::io::stderr().is_terminal()
    }
}
