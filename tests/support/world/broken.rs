//! The first invariant that did not hold, and how a look at a database fails.

/// An invariant that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{invariant}: {what}")]
pub struct Broken {
    /// Its number and name in `docs/sync.md`.
    pub invariant: &'static str,
    /// What was seen.
    pub what: String,
}

impl Broken {
    pub(super) fn new(invariant: &'static str, what: String) -> Self {
        Self { invariant, what }
    }

    pub(super) fn setting_up(error: impl std::fmt::Display) -> Self {
        Self::new("HARNESS", format!("the world is not set up: {error}"))
    }
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Self {
        Self::new("HARNESS", format!("a database cannot be looked at: {error}"))
    }
}

impl From<picture::PictureError> for Broken {
    fn from(error: picture::PictureError) -> Self {
        Self::new("HARNESS", format!("a picture cannot be looked at: {error}"))
    }
}
