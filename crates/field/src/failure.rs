//! What can fail, and with which exit code: whether it is worth trying again is told by the code.

use client::transport::TransportError;
use client::{ClientError, StoreError, SyncError};
use domain::observation::DraftError;
use domain::position::PositionError;
use domain::when::WhenError;

use crate::import::ImportError;
use crate::times::BadTime;

/// Done, but some rows were rejected, some operations set aside or some photos not taken.
pub(crate) const PARTLY: u8 = 3;
const FAILED: u8 = 1;
const LATER: u8 = 4;
const REFUSED: u8 = 5;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Time(#[from] BadTime),
    #[error(transparent)]
    When(#[from] WhenError),
    #[error(transparent)]
    Position(#[from] PositionError),
    #[error("`{0}` is not a code of its list")]
    Code(String),
    #[error(transparent)]
    Part(#[from] client::package::PartError),
    #[error("the answer could not be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Machine(#[from] std::io::Error),
}

/// A failure as programs read it.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Told {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) transient: bool,
}

impl Failure {
    /// For programs.
    pub(crate) fn told(&self) -> Told {
        Told { code: self.code(), message: self.to_string(), transient: self.is_transient() }
    }

    /// The exit code, as `--help` tells it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Client(error) => of_client(error),
            Self::Sync(SyncError::Transport(error)) | Self::Transport(error) => of_transport(error),
            Self::Sync(SyncError::NotEnrolled | SyncError::Wiped | SyncError::OlderCopy { .. }) => {
                REFUSED
            }
            Self::Sync(SyncError::Stuck | SyncError::Page(_)) => LATER,
            Self::Sync(SyncError::Store(_) | SyncError::Run(_) | SyncError::Random(_)) => FAILED,
            Self::Import(ImportError::Client(error)) => of_client(error),
            Self::Import(ImportError::Mapping(_)) => REFUSED,
            Self::Import(
                ImportError::File(_)
                | ImportError::Format(_)
                | ImportError::Geopackage(_)
                | ImportError::NoName,
            ) => FAILED,
            Self::Time(_) | Self::When(_) | Self::Position(_) | Self::Code(_) | Self::Part(_) => {
                REFUSED
            }
            Self::Json(_) | Self::Machine(_) => FAILED,
        }
    }

    /// A code for programs.
    pub(crate) fn code(&self) -> String {
        match self {
            Self::Client(error) => error.code(),
            Self::Sync(error) => error.code(),
            Self::Transport(error) => error.code(),
            Self::Import(ImportError::Client(error)) => error.code(),
            Self::Import(ImportError::Mapping(_)) => "bad_mapping".to_owned(),
            Self::Import(_) => "bad_file".to_owned(),
            Self::Part(_) => "not_a_package".to_owned(),
            Self::Time(_) | Self::When(_) | Self::Position(_) | Self::Code(_) => {
                "bad_value".to_owned()
            }
            Self::Json(_) | Self::Machine(_) => "failed".to_owned(),
        }
    }

    /// Whether the same command may succeed later.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Client(error) | Self::Import(ImportError::Client(error)) => error.is_transient(),
            Self::Sync(error) => error.is_transient(),
            Self::Transport(error) => error.is_transient(),
            Self::Import(_)
            | Self::Time(_)
            | Self::When(_)
            | Self::Position(_)
            | Self::Code(_)
            | Self::Part(_)
            | Self::Json(_)
            | Self::Machine(_) => false,
        }
    }
}

fn of_client(error: &ClientError) -> u8 {
    match error {
        ClientError::Transport(error) => of_transport(error),
        ClientError::Full | ClientError::PinRests { .. } => LATER,
        ClientError::Store(StoreError::Key(error)) if error.is_transient() => LATER,
        ClientError::Store(StoreError::Key(_)) => REFUSED,
        ClientError::Store(_) | ClientError::Random(_) => FAILED,
        ClientError::Draft(
            DraftError::SeverityTooFar { .. }
            | DraftError::SeverityOutOfRange(_)
            | DraftError::NoCategory
            | DraftError::Nothing
            | DraftError::NotTheReporters(_),
        )
        | ClientError::Link(_)
        | ClientError::AlreadyEnrolled { .. }
        | ClientError::NotEnrolled
        | ClientError::Unknown(_)
        | ClientError::NotYours(_)
        | ClientError::NotAllowed
        | ClientError::BadValue { .. }
        | ClientError::TooLarge
        | ClientError::Photo(_)
        | ClientError::NotAPackage
        | ClientError::Locked
        | ClientError::BadPin
        | ClientError::WrongPin
        | ClientError::PinNeeded
        | ClientError::NoSuchPerson
        | ClientError::TooManyPhotos => REFUSED,
    }
}

fn of_transport(error: &TransportError) -> u8 {
    if error.is_transient() { LATER } else { REFUSED }
}
