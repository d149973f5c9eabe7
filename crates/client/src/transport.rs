//! What the engine asks of a network. Any shell may bring its own; tests bring a bad one.

use domain::blob::BlobName;
use domain::gazetteer::Gazetteer;
use domain::id::OpId;
use protocol::access::AccessView;
use protocol::blob::{BlobClaim, BlobState};
use protocol::briefing::BriefingAnswer;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::frame::FrameError;
use protocol::handover::Deposited;
use protocol::order::{Ordered, SignedOrder};
use protocol::problem::{Problem, ProblemCode};
use protocol::sign_in::BrowserEnrolment;
use protocol::sync::{SyncRequest, SyncResponse};
use protocol::wipe::WipeOrder;

/// Why an answer did not come.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Nobody answered: no network, no name, no connection, or cut off on the way.
    #[error("the server cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The answer did not come in time.
    #[error("the server did not answer in time")]
    TimedOut,
    /// Somebody else answered, such as the sign-in page of a guest network.
    #[error("the answer (HTTP {status}) is not from Lägesbild")]
    NotOurs {
        /// The HTTP status.
        status: u16,
    },
    /// The server says what is wrong.
    #[error("the server answered: {0}")]
    Problem(#[from] Problem),
    /// The answer or the request could not be read or written.
    #[error("the message could not be read: {0}")]
    Frame(#[from] FrameError),
}

impl TransportError {
    /// Whether waiting may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TimedOut | Self::NotOurs { .. } | Self::Frame(_) => true,
            Self::Problem(problem) => problem.code.is_transient(),
        }
    }

    /// Whether less at once may help.
    pub fn is_too_much(&self) -> bool {
        match self {
            Self::TimedOut => true,
            Self::Problem(problem) => problem.code == ProblemCode::TooLarge,
            Self::Unreachable(_) | Self::NotOurs { .. } | Self::Frame(_) => false,
        }
    }

    /// Whether the server says that this device may hand in, and hears nothing else.
    pub fn is_deposit_only(&self) -> bool {
        match self {
            Self::Problem(problem) => {
                matches!(problem.code, ProblemCode::Revoked | ProblemCode::UpgradeRequired)
            }
            Self::Unreachable(_) | Self::TimedOut | Self::NotOurs { .. } | Self::Frame(_) => false,
        }
    }

    /// The wipe that the server orders, with its refusal.
    pub fn wipe(&self) -> Option<&WipeOrder> {
        match self {
            Self::Problem(problem) => problem.wipe.as_ref(),
            Self::Unreachable(_) | Self::TimedOut | Self::NotOurs { .. } | Self::Frame(_) => None,
        }
    }

    /// Whether the server could not read the request at all.
    pub fn is_unreadable(&self) -> bool {
        match self {
            Self::Problem(problem) => problem.code == ProblemCode::BadRequest,
            Self::Unreachable(_) | Self::TimedOut | Self::NotOurs { .. } | Self::Frame(_) => false,
        }
    }

    /// What to sign for a new read token, when the server asks for that.
    pub fn nonce(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => problem.nonce.as_deref(),
            Self::Unreachable(_) | Self::TimedOut | Self::NotOurs { .. } | Self::Frame(_) => None,
        }
    }

    /// Its code in the text catalogue.
    pub fn code(&self) -> String {
        match self {
            Self::Unreachable(_) => "unreachable".to_owned(),
            Self::TimedOut => "timed_out".to_owned(),
            Self::NotOurs { .. } => "not_ours".to_owned(),
            Self::Frame(_) => "unreadable_answer".to_owned(),
            Self::Problem(problem) => serde_json::to_value(problem.code)
                .ok()
                .and_then(|code| code.as_str().map(str::to_owned))
                .unwrap_or_else(|| "server_failed".to_owned()),
        }
    }
}

/// Where a request goes, and what lets it read.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// The server, without a slash at the end.
    pub server: String,
    /// The read token.
    pub token: String,
}

/// The three requests a device makes. Every one of them may arrive twice.
#[expect(async_fn_in_trait, reason = "a browser's futures are not Send; callers know the type")]
pub trait Transport {
    /// Join a server: `POST /v1/enrolment`.
    async fn enrol(
        &self,
        server: &str,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, TransportError>;

    /// Get a new read token: `POST /v1/token`.
    async fn renew(
        &self,
        to: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError>;

    /// Hand in and read: `POST /v1/sync`.
    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError>;
}

/// A piece of an attachment.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Which attachment, and the proof that the device spoke of it.
    pub claim: &'a BlobClaim,
    /// Where the piece begins.
    pub offset: u64,
    /// Length of the whole.
    pub length: u64,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// What is carried beside the operations. Every request may arrive twice.
#[expect(async_fn_in_trait, reason = "a browser's futures are not Send; callers know the type")]
pub trait Courier {
    /// Where the server stands with an attachment: `HEAD /v1/blobs/{name}`.
    async fn blob_state(
        &self,
        to: &Address,
        claim: &BlobClaim,
    ) -> Result<BlobState, TransportError>;

    /// Send a piece: `PATCH /v1/blobs/{name}`. The answer says where the server stands now, also when
    /// the piece did not begin there.
    async fn blob_piece(
        &self,
        to: &Address,
        piece: &Piece<'_>,
    ) -> Result<BlobState, TransportError>;

    /// Read an attachment: `GET /v1/blobs/{name}`.
    async fn blob(&self, to: &Address, name: BlobName) -> Result<Vec<u8>, TransportError>;

    /// Read the place store: `GET /v1/gazetteer`.
    async fn gazetteer(&self, to: &Address) -> Result<Gazetteer, TransportError>;

    /// Read *Veckans brief* when it is another than is carried: `GET /v1/briefing`.
    async fn briefing(
        &self,
        to: &Address,
        have: Option<OpId>,
    ) -> Result<BriefingAnswer, TransportError>;

    /// Hand in a package: `POST /v1/handover`.
    async fn deposit(&self, server: &str, package: &[u8]) -> Result<Deposited, TransportError>;
}

/// What a desk asks of the server about access. Nothing of it is kept on the desk.
#[expect(async_fn_in_trait, reason = "a browser's futures are not Send; callers know the type")]
pub trait Steward {
    /// Who and what has access: `GET /v1/access`.
    async fn access(&self, to: &Address) -> Result<AccessView, TransportError>;

    /// Give an order: `POST /v1/access/orders`.
    async fn order(&self, server: &str, order: &SignedOrder) -> Result<Ordered, TransportError>;

    /// Join with the code that a browser brought: `POST /v1/enrolment/browser`.
    async fn enrol_by_browser(
        &self,
        server: &str,
        request: &BrowserEnrolment,
    ) -> Result<Enrolled, TransportError>;
}
