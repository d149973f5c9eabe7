//! What can fail towards the shell, and whether waiting helps.

use domain::id::DocId;
use domain::observation::DraftError;
use protocol::enrolment::NotALink;
use protocol::page::PageError;
use protocol::run::RunError;

use crate::keys::KeyError;
use crate::random::NoRandomness;
use crate::store::{MayBeFull, StoreError};
use crate::transport::TransportError;

/// Why something a person did was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The phone's own store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server did not answer as it should.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The report does not hold together.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The text is no link.
    #[error(transparent)]
    Link(#[from] NotALink),
    /// The machine gave no random bytes, so nothing can be written safely.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The phone has joined a server already.
    #[error("this device has already joined {server}")]
    AlreadyEnrolled {
        /// Which.
        server: String,
    },
    /// The phone has joined no server yet.
    #[error("this device has not joined a server yet")]
    NotEnrolled,
    /// No such document may be read here.
    #[error("there is no report {0} here")]
    Unknown(DocId),
    /// Only the one who captured a report changes it.
    #[error("report {0} was captured by somebody else")]
    NotYours(DocId),
    /// The role may not do this.
    #[error("the role of this device may not do this")]
    NotAllowed,
    /// A value does not fit its field.
    #[error("the value of `{field}` does not fit")]
    BadValue {
        /// Which field.
        field: String,
    },
    /// More than one operation may hold.
    #[error("the report is larger than one operation may be")]
    TooLarge,
    /// The photo cannot be used.
    #[error(transparent)]
    Photo(#[from] photo::PhotoError),
    /// These bytes are no hand-over package.
    #[error("this is not a package from Lägesbild")]
    NotAPackage,
    /// The disk is so full that what is left of it is kept for reports.
    #[error("the disk is full: what is left of it is kept for reports")]
    Full,
    /// Lists and picture are closed until the PIN is given.
    #[error("this is locked: it opens with the PIN")]
    Locked,
    /// Too short, too long, or what everybody tries first.
    #[error("a PIN has 4 to 12 digits, not all the same and not in a row")]
    BadPin,
    /// That is not the PIN.
    #[error("that is not the PIN")]
    WrongPin,
    /// After wrong ones none is looked at for a while.
    #[error("no PIN is looked at for {} s: too many were wrong", ms / 1_000)]
    PinRests {
        /// How long, in milliseconds.
        ms: i64,
    },
    /// Who hands the phone on needs a PIN first: nobody would be kept out.
    #[error("a phone that several people share needs a PIN for each")]
    PinNeeded,
    /// Nobody of that number is on this phone.
    #[error("nobody of that number is on this phone")]
    NoSuchPerson,
    /// A report has no more photos than this.
    #[error("a report has at most {} photos", crate::PHOTOS_MAX)]
    TooManyPhotos,
}

impl ClientError {
    /// Whether waiting may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Transport(error) => error.is_transient(),
            Self::Random(_) | Self::Full | Self::PinRests { .. } => true,
            Self::Draft(_)
            | Self::Link(_)
            | Self::AlreadyEnrolled { .. }
            | Self::NotEnrolled
            | Self::Unknown(_)
            | Self::NotYours(_)
            | Self::NotAllowed
            | Self::BadValue { .. }
            | Self::TooLarge
            | Self::Photo(_)
            | Self::NotAPackage
            | Self::Locked
            | Self::BadPin
            | Self::WrongPin
            | Self::PinNeeded
            | Self::NoSuchPerson
            | Self::TooManyPhotos => false,
        }
    }

    /// Its code in the text catalogue.
    pub fn code(&self) -> String {
        let code = match self {
            Self::Transport(error) => return error.code(),
            Self::Store(error) if error.is_full() => "phone_full",
            Self::Full => "phone_full",
            Self::Store(StoreError::Key(error)) => of_key(error),
            Self::Store(error) if error.is_transient() => "store_busy",
            Self::Store(_) => "store_failed",
            Self::Draft(_) | Self::BadValue { .. } => "bad_value",
            Self::Link(_) => "not_a_link",
            Self::Random(_) => "no_randomness",
            Self::AlreadyEnrolled { .. } => "already_enrolled",
            Self::NotEnrolled => "not_enrolled",
            Self::Unknown(_) | Self::NoSuchPerson => "not_found",
            Self::NotYours(_) | Self::NotAllowed => "not_allowed",
            Self::TooLarge => "too_large",
            Self::Photo(photo::PhotoError::NotAPhoto) => "not_a_photo",
            Self::Photo(photo::PhotoError::Broken) => "photo_broken",
            Self::Photo(photo::PhotoError::TooLarge) => "photo_too_large",
            Self::NotAPackage => "not_a_package",
            Self::TooManyPhotos => "too_many_photos",
            Self::Locked => "locked",
            Self::BadPin => "bad_pin",
            Self::WrongPin => "wrong_pin",
            Self::PinRests { .. } => "pin_rests",
            Self::PinNeeded => "pin_needed",
        };
        code.to_owned()
    }
}

/// What a person can do differs: unlock the key ring, or put back what was moved.
fn of_key(error: &KeyError) -> &'static str {
    match error {
        KeyError::NoAnswer(_) => "key_not_given",
        KeyError::Gone => "key_gone",
        KeyError::Damaged => "key_damaged",
        KeyError::Random(_) => "no_randomness",
        KeyError::File(_) => "store_busy",
    }
}

impl MayBeFull for ClientError {
    fn is_full(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_full())
    }
}

impl MayBeFull for SyncError {
    fn is_full(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_full())
    }
}

/// Why a sync stopped. What was handed in before it stopped stays handed in.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The phone's own store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server did not answer as it should.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// A page could not be read.
    #[error(transparent)]
    Page(#[from] PageError),
    /// A run could not be signed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The machine gave no random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The phone has joined no server yet. What it captured is safe and waits.
    #[error("this device has not joined a server yet")]
    NotEnrolled,
    /// The server has more of this device than the device itself: its store is an older copy.
    #[error("the server has {have} operations of this device, which has written {written}")]
    OlderCopy {
        /// What the server has.
        have: u64,
        /// What is here.
        written: u64,
    },
    /// The server ordered this device, which was said to be lost, to erase everything, and it has.
    #[error("the server had this device wiped")]
    Wiped,
    /// The server answers but takes nothing and gives nothing.
    #[error("the server answers, but nothing moves")]
    Stuck,
}

impl SyncError {
    /// Whether waiting may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Transport(error) => error.is_transient(),
            Self::Page(_) | Self::Random(_) | Self::Stuck => true,
            Self::Run(_) | Self::NotEnrolled | Self::Wiped | Self::OlderCopy { .. } => false,
        }
    }

    /// Whether the server was reached.
    pub fn is_online(&self) -> bool {
        match self {
            Self::Transport(TransportError::Problem(_) | TransportError::Frame(_))
            | Self::Page(_)
            | Self::OlderCopy { .. }
            | Self::Wiped
            | Self::Stuck => true,
            Self::Transport(
                TransportError::Unreachable(_)
                | TransportError::TimedOut
                | TransportError::NotOurs { .. },
            )
            | Self::Store(_)
            | Self::Run(_)
            | Self::Random(_)
            | Self::NotEnrolled => false,
        }
    }

    /// Its code in the text catalogue.
    pub fn code(&self) -> String {
        let code = match self {
            Self::Transport(error) => return error.code(),
            Self::Store(error) if error.is_full() => "phone_full",
            Self::Store(_) => "store_failed",
            Self::Page(_) => "unreadable_answer",
            Self::Run(_) => "store_failed",
            Self::Random(_) => "no_randomness",
            Self::NotEnrolled => "not_enrolled",
            Self::OlderCopy { .. } => "older_copy",
            Self::Wiped => "wiped",
            Self::Stuck => "stuck",
        };
        code.to_owned()
    }
}
