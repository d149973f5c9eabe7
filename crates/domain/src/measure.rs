//! *Insats*: what is done, where, by whom and by when. Simple by default; one that is to be evaluated
//! holds tests that were declared before it began, and nothing that was declared can be taken away.

mod fields;
mod handed;
mod library;
mod review;
mod test;

pub use fields::{Measure, TESTS, element_fits, fits};
pub use handed::{
    HANDOVERS, Handed, HandoverWay, MeasureHandover, Receipt, is_receipt, receipt_field,
};
pub use library::{EvidenceStrength, LibraryEntry, shipped as shipped_library};
pub use review::{
    BeforeAfter, EffectReview, REVIEW_WEEKS, Verdict, field as review_field, is_review,
};
pub use test::{Comparison, DeclaredTest, Indicator, TestError};

use serde::{Deserialize, Serialize};

use crate::clock::UtcMillis;
use crate::day::Day;
use crate::id::{DocId, OpId};
use crate::priority::PriorityError;
use crate::text::{Name, Note};

/// The smallest circle a measure is about, metres.
pub const RADIUS_MIN_M: u16 = 25;
/// The largest, metres.
pub const RADIUS_MAX_M: u16 = 5_000;

/// What kind of measure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum MeasureType {
    /// *Närvaro, rond.*
    Presence,
    /// *Fysisk åtgärd.*
    Physical,
    /// *Städning, sanering.*
    Cleaning,
    /// *Belysning.*
    Lighting,
    /// *Växtlighet.*
    Vegetation,
    /// *Skalskydd.*
    Hardening,
    /// *Kamera.*
    Camera,
    /// *Aktivitet, vuxna på plats.*
    Activity,
    /// *Dialog.*
    Dialogue,
    /// *Tillsyn.*
    Supervision,
    /// *Information.*
    Information,
    /// *Polisiär*: its headline only.
    Police,
    /// Something else.
    Other,
}

impl MeasureType {
    /// Whether it brings more eyes to the place, and so more reports by itself.
    pub fn brings_patrols(self) -> bool {
        match self {
            Self::Presence | Self::Camera | Self::Supervision | Self::Police => true,
            Self::Physical
            | Self::Cleaning
            | Self::Lighting
            | Self::Vegetation
            | Self::Hardening
            | Self::Activity
            | Self::Dialogue
            | Self::Information
            | Self::Other => false,
        }
    }
}

/// How far it has come.
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
    ts_rs::TS
)]
#[serde(rename_all = "snake_case")]
pub enum MeasureStatus {
    /// *Föreslagen.*
    Proposed,
    /// *Beslutad.*
    Decided,
    /// *Pågår.*
    Ongoing,
    /// *Klar.*
    Done,
    /// *Avbruten.*
    Cancelled,
}

impl MeasureStatus {
    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Decided => "decided",
            Self::Ongoing => "ongoing",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        match self {
            Self::Proposed | Self::Decided | Self::Ongoing => true,
            Self::Done | Self::Cancelled => false,
        }
    }
}

/// The circle a measure is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "PlaceParts")]
pub struct MeasurePlace {
    /// The place list's name of the row, or the code of an area.
    pub key: Name,
    /// What people call it.
    pub name: Name,
    lon: f64,
    lat: f64,
    radius_m: u16,
}

#[derive(Deserialize)]
struct PlaceParts {
    key: Name,
    name: Name,
    lon: f64,
    lat: f64,
    radius_m: u16,
}

impl TryFrom<PlaceParts> for MeasurePlace {
    type Error = PriorityError;

    fn try_from(parts: PlaceParts) -> Result<Self, PriorityError> {
        let PlaceParts { key, name, lon, lat, radius_m } = parts;
        if !(-180.0..=180.0).contains(&lon)
            || !(-90.0..=90.0).contains(&lat)
            || !(RADIUS_MIN_M..=RADIUS_MAX_M).contains(&radius_m)
        {
            return Err(PriorityError::Position);
        }
        Ok(Self { key, name, lon, lat, radius_m })
    }
}

impl MeasurePlace {
    /// Degrees, WGS 84: longitude, latitude.
    pub fn lon_lat(&self) -> (f64, f64) {
        (self.lon, self.lat)
    }

    /// Its reach, metres.
    pub fn radius_m(&self) -> u16 {
        self.radius_m
    }
}

/// The hypothesis a measure rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct HypothesisLink {
    /// The cause analysis.
    pub cause: DocId,
    /// The hypothesis in it.
    pub hypothesis: Name,
}

/// What people say came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// *Ja.*
    Yes,
    /// *Delvis.*
    Partly,
    /// *Nej.*
    No,
    /// *Kan inte avgöras.*
    Unclear,
}

/// The people's verdict: beside the figures, never instead of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Judged {
    /// Did it have the wanted effect?
    pub outcome: Outcome,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<Note>,
    /// When.
    pub on: Day,
}

/// The server found that the effect has faded; people answer by clearing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Reopened {
    /// The day.
    pub on: Day,
    /// The review that saw it, weeks after the start.
    pub weeks: u8,
}

/// A test as it was declared, and when.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Declared {
    /// The operation.
    pub op: OpId,
    /// The clamped time of the declaration.
    pub at: UtcMillis,
    /// The test.
    pub test: DeclaredTest,
}
