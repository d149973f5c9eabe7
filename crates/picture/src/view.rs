//! What screens, lists and programs read: the same shapes from the phone's own replica and from the
//! server.

mod area;
mod incident;
mod plan;

use domain::blob::Photo;
use domain::catalogue::{CategoryCode, ObservationType};
use domain::clock::UtcMillis;
use domain::id::{DocId, OpId, OrganisationId};
use domain::observation::Observation;
use domain::op::DocType;
use domain::privacy::Suspicion;
use domain::role::Role;
use domain::text::Note;
use domain::when::When;
use serde::{Deserialize, Serialize};

pub use area::{AreaPlaced, AreaReports, Replaced};
pub use incident::{
    FieldChange, Happened, Happening, IncidentPage, IncidentRow, IncidentSaid, SharedIncident,
    SharedWith, Telling, TwoTellings,
};
pub use plan::{AreaStatus, MeasureView, MeasureYear, PlanChange, VerdictCount};

/// Which observations are asked for. Nothing named means everything that may be read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct PictureFilter {
    /// Happened at or after.
    pub from: Option<UtcMillis>,
    /// Happened before.
    pub to: Option<UtcMillis>,
    /// Codes; a tile's code stands for all of its subcategories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<CategoryCode>>")]
    pub categories: Vec<CategoryCode>,
    /// Codes of review states: `new`, `under_review`, `approved`, `asked`, `rejected`, `duplicate`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>")]
    pub reviews: Vec<String>,
    /// Whose reports.
    pub organisation: Option<OrganisationId>,
    /// West, south, east, north in degrees, WGS 84.
    pub within: Option<[f64; 4]>,
    /// Code of the area they lie in.
    pub area: Option<String>,
    /// Whom they are assigned to.
    pub assigned: Option<String>,
    /// Only what concerns *beredskap*.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>")]
    pub preparedness: bool,
    /// Received before: what has waited since then.
    pub received_before: Option<UtcMillis>,
    /// Words that the note or the place's name holds.
    pub text: Option<String>,
    /// Reports that were withdrawn as well.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>")]
    pub withdrawn: bool,
}

/// In which order a list is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum PictureOrder {
    /// What was received last stands first.
    #[default]
    Received,
    /// What happened last stands first.
    Happened,
}

/// One page of a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct PictureQuery {
    /// Which observations.
    pub filter: PictureFilter,
    /// In which order; newest received first if not said.
    #[ts(as = "Option<PictureOrder>")]
    pub order: PictureOrder,
    /// How many to skip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<u32>,
    /// How many at the most; 200 if not said, never more than 5,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// An observation and whose it is, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ObservationView {
    /// The observation.
    #[serde(flatten)]
    pub observation: Observation,
    /// The organisation's name; an import's claimed source goes before it.
    pub organisation_name: String,
}

/// A report that may tell of what was just reported, and why that is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct AlreadyView {
    /// The report.
    pub observation: ObservationView,
    /// Metres between the two.
    pub distance_m: f64,
    /// Metres within which they may lie: both accuracies and 75.
    pub within_m: f64,
    /// Minutes between the two; 0 where the times touch.
    #[ts(type = "number")]
    pub minutes: i64,
    /// Whether the category is the same; else it is a neighbouring one.
    pub is_same_category: bool,
    /// How many independent sources tell of it.
    pub sources: u32,
}

/// A page of the picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct PictureView {
    /// How many match, on all pages.
    pub total: u32,
    /// This page.
    pub observations: Vec<ObservationView>,
}

/// All matching observations as columns, for the map: 60,000 points in one answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct PicturePoints {
    /// Ids.
    pub ids: Vec<DocId>,
    /// Degrees, WGS 84.
    pub lon: Vec<f64>,
    /// Degrees, WGS 84.
    pub lat: Vec<f64>,
    /// Index into `tile_codes`.
    pub tiles: Vec<u8>,
    /// The tiles that occur.
    pub tile_codes: Vec<String>,
    /// 1 when the report is approved, else 0.
    pub approved: Vec<u8>,
    /// How many match but have no position yet.
    pub without_position: u32,
}

/// How many observations, counted one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Count {
    /// What is counted: a tile's code, a review state, an organisation.
    pub key: String,
    /// How many.
    pub count: u32,
}

/// The picture in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct PictureSummary {
    /// All reports.
    pub total: u32,
    /// Events: each incident once, and each report that is in none.
    pub incidents: u32,
    /// By tile.
    pub by_tile: Vec<Count>,
    /// By review state.
    pub by_review: Vec<Count>,
    /// By organisation or claimed source.
    pub by_organisation: Vec<Count>,
    /// By whom they are assigned to; those that nobody is to look at are left out.
    pub by_assigned: Vec<Count>,
    /// Earliest event.
    pub first: Option<UtcMillis>,
    /// Latest event.
    pub last: Option<UtcMillis>,
    /// How many have no position yet.
    #[serde(default)]
    pub without_position: u32,
    /// West, south, east, north of those that have one, degrees, WGS 84.
    #[serde(default)]
    pub extent: Option<[f64; 4]>,
}

/// What waits in *Maskning*.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct MaskingQueue {
    /// How many, on this page and after it.
    pub total: u32,
    /// The oldest of them.
    pub held: Vec<HeldText>,
}

/// Words, or a photo, that only their author and reviewers see yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct HeldText {
    /// The document.
    pub doc: DocId,
    /// What it is.
    pub of: DocType,
    /// The operation that holds them.
    pub op: OpId,
    /// The place in it: `note`, `answers`, `review.question`, `photos` …
    pub place: String,
    /// The words; none for a photo.
    pub text: Option<String>,
    /// The photo, where it is one.
    pub photo: Option<Photo>,
    /// What the check marks in them.
    pub suspicions: Vec<Suspicion>,
    /// The words with marks in the place of what may be personal.
    pub suggestion: Option<String>,
    /// Why their author sent them all the same.
    pub because: Option<Note>,
    /// When the server received them.
    pub at: UtcMillis,
    /// Whose they are.
    pub organisation_name: String,
    /// The report they belong to, as a reviewer reads it.
    pub report: Option<ObservationView>,
}

/// Something that happened, told by one or more reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct IncidentView {
    /// Its id.
    pub incident: DocId,
    /// The reports that tell of it.
    pub observations: Vec<DocId>,
    /// How many independent sources tell of it: organisations, or who an import says it is from.
    pub sources: u32,
}

/// Two reports that may tell of one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct SuggestionView {
    /// The pair.
    pub observations: [DocId; 2],
    /// Sum of the reasons' weights.
    pub score: f64,
    /// What speaks for it and what against.
    pub reasons: Vec<SuggestionReason>,
}

/// One reason of a suggestion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct SuggestionReason {
    /// What was compared, and how it turned out.
    #[serde(flatten)]
    pub because: Because,
    /// Above 0 speaks for one event, below 0 against.
    pub weight: f64,
}

/// What was compared, and how it turned out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Because {
    /// Distance.
    Near {
        /// Metres.
        metres: f64,
    },
    /// Time.
    Soon {
        /// Minutes between the two; 0 where the intervals touch.
        #[ts(type = "number")]
        minutes: i64,
        /// Whether both moments are known.
        is_exact: bool,
    },
    /// Category.
    Category {
        /// Whether it is the same; else one that is often taken for the other, or another.
        is_same: bool,
    },
    /// Severity.
    Severity {
        /// Steps between the two.
        steps: i32,
    },
    /// Text.
    Text {
        /// Share of letter groups that both have, percent.
        shared_percent: f64,
    },
    /// The reporter of one of them says that it is the same.
    Confirmed,
    /// How much else was reported near in space and time.
    Crowd {
        /// Whether nothing else was.
        is_alone: bool,
    },
}

/// How far a report of one's own has come. Derived from receipts, never from a local flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Delivery {
    /// *På telefonen*: safe here, not yet on the server.
    OnPhone {
        /// Why the last attempt failed, as a code of the text catalogue.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        because: Option<String>,
        /// When it is tried next.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next_attempt_at: Option<UtcMillis>,
    },
    /// *Mottagen*: on the server's disk.
    Received {
        /// When.
        at: UtcMillis,
    },
    /// *Granskad*: decided; the outcome is in the observation's review.
    Reviewed {
        /// When it was received.
        at: UtcMillis,
    },
    /// *I lägesbilden*: approved.
    InPicture {
        /// When it was received.
        at: UtcMillis,
    },
    /// Kept by the server, but set aside with a reason.
    Quarantined {
        /// The reason's code.
        because: String,
    },
}

/// One of the person's own reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ReportView {
    /// The report.
    pub observation: Observation,
    /// How far it has come.
    pub delivery: Delivery,
    /// *Ångra* works until then.
    pub undo_until: UtcMillis,
    /// How many changes of it still wait on the phone.
    pub waiting: u32,
}

/// The least of an observation that a program needs to score or export it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ObservationBrief {
    /// Its id.
    pub id: DocId,
    /// What.
    pub category: CategoryCode,
    /// What it counts as.
    #[serde(rename = "type")]
    pub observation_type: ObservationType,
    /// 0–4.
    pub severity: u8,
    /// When.
    pub when: When,
    /// In which role it was captured.
    pub role: Role,
}
