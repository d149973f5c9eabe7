//! Versions are a history: an old app may be refused reading, never depositing.

use serde::{Deserialize, Serialize};

/// A version of the protocol.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema
)]
#[serde(transparent)]
pub struct Version(pub u16);

impl Version {
    /// Push, pull and enrolment.
    pub const V1: Self = Self(1);
    /// The oldest that is still read for.
    pub const OLDEST: Self = Self::V1;
    /// The one this code speaks.
    pub const CURRENT: Self = Self::V1;

    /// Whether a device of this version may read.
    pub fn is_readable(self) -> bool {
        self >= Self::OLDEST && self <= Self::CURRENT
    }
}
