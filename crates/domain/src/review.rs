//! What a coordinator has decided about a report.

use serde::{Deserialize, Serialize};

use crate::id::DocId;
use crate::text::Note;

/// The field beside a review that the server wrote by the municipality's rule: *automatiskt granskad*.
pub const AUTOMATIC: &str = "automatic";

/// The field that says whether a report concerns the municipality's *beredskap*, whatever its category.
pub const PREPAREDNESS: &str = "preparedness";

/// A question that nobody has answered for seven days goes to the reporter's organisation.
pub const ORGANISATION_ASKED_AFTER_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// Where a report stands. Only `Approved` enters the official picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Review {
    /// *Ny*: nobody has looked.
    New,
    /// *Under granskning*: somebody has.
    UnderReview,
    /// *Godkänd*.
    Approved,
    /// *Fråga ställd*: waits for the reporter.
    Asked {
        /// The question, as it arrives on the phone.
        question: Note,
    },
    /// *Avvisad*.
    Rejected {
        /// Why, in words for the reporter.
        reason: Note,
    },
    /// *Dubblett*: the same as another report.
    Duplicate {
        /// The other one.
        of: DocId,
    },
}

impl Review {
    /// The code as stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::UnderReview => "under_review",
            Self::Approved => "approved",
            Self::Asked { .. } => "asked",
            Self::Rejected { .. } => "rejected",
            Self::Duplicate { .. } => "duplicate",
        }
    }

    /// Whether the outcome is settled: *Granskad* on the phone.
    pub fn is_decided(&self) -> bool {
        match self {
            Self::New | Self::UnderReview | Self::Asked { .. } => false,
            Self::Approved | Self::Rejected { .. } | Self::Duplicate { .. } => true,
        }
    }
}
