//! The merged picture as SQLite tables, and the questions asked of it: one set of tables on server,
//! desk and phone. Knows no network, and not who asks beyond the scope it is handed.

pub mod already;
pub mod areas;
pub mod catalogue;
pub mod chain;
pub mod connect;
pub mod counts;
pub mod edition;
pub mod encrypt;
pub mod erase;
pub mod incident;
pub mod log;
pub mod masking;
pub mod migrate;
pub mod near;
pub mod organisation;
pub mod patrol;
mod plan;
pub mod project;
pub mod query;
pub mod recent;
pub mod schema;
pub mod standing;
pub mod study;
pub mod suggest;
pub mod tiles;
pub mod view;

mod columns;

/// Why the picture could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// SQLite failed.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What is stored does not read back.
    #[error("a stored {what} does not read back: {why}")]
    Stored {
        /// What.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// SQLite below 3.51.3 can lose commits when a WAL is reset.
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed, older ones can lose commits")]
    SqliteTooOld(String),
    /// The database was written by a newer version of the program.
    #[error("the database has schema {found}, this program knows {known}: use a newer program")]
    FromTheFuture {
        /// What the file says.
        found: usize,
        /// What this program knows.
        known: usize,
    },
}

impl PictureError {
    /// A stored area that does not read back.
    #[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
    pub(crate) fn area(error: serde_json::Error) -> Self {
        Self::Stored { what: "area", why: error.to_string() }
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Stored { .. } | Self::SqliteTooOld(_) | Self::FromTheFuture { .. } => false,
        }
    }

    /// Whether the same call may succeed later: the disk is full or busy.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DiskFull
                        | rusqlite::ErrorCode::DatabaseBusy
                        | rusqlite::ErrorCode::DatabaseLocked
                        | rusqlite::ErrorCode::SystemIoFailure
                )
            ),
            Self::Stored { .. } | Self::SqliteTooOld(_) | Self::FromTheFuture { .. } => false,
        }
    }
}
