//! What one reporter saw, once. Never changed by others: only amended, withdrawn and reviewed.

mod draft;
mod fields;

use serde::{Deserialize, Serialize};

use crate::catalogue::{CategoryCode, ObservationType};
use crate::clock::UtcMillis;
use crate::id::{DocId, OrganisationId};
use crate::position::Position;
use crate::review::{self, Review};
use crate::role::{Author, Role};
use crate::text::{Name, Note};
use crate::when::When;

pub use draft::{Amendment, DraftError, ObservationDraft};
pub use fields::{ANSWERS, REPORTER_FIELDS, REVIEW_FIELDS, fits};
pub(crate) use fields::{read, read_words};

/// How the reporter knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// *Sett själv*.
    SeenMyself,
    /// *Spår*.
    Traces,
    /// *Uppgift från annan*.
    ToldByOther,
}

impl Certainty {
    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SeenMyself => "seen_myself",
            Self::Traces => "traces",
            Self::ToldByOther => "told_by_other",
        }
    }
}

/// How many people, roughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum SizeBand {
    /// 1–2.
    #[serde(rename = "1_2")]
    OneTwo,
    /// 3–5.
    #[serde(rename = "3_5")]
    ThreeFive,
    /// 6–10.
    #[serde(rename = "6_10")]
    SixTen,
    /// 11–25.
    #[serde(rename = "11_25")]
    ElevenTwentyFive,
    /// More than 25.
    #[serde(rename = "over_25")]
    OverTwentyFive,
}

/// What was done on the spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ActionTaken {
    /// *Åtgärdat på plats*.
    FixedOnSite,
    /// *Felanmält*.
    FaultReported,
    /// *Polisanmält*.
    PoliceReported,
    /// *112 ringt*.
    #[serde(rename = "called_112")]
    Called112,
    /// *Tillsagt*.
    ToldOff,
    /// *Inget*.
    Nothing,
}

/// How it was found: what a patrol discovers says as much of the patrol as of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Discovered {
    /// *Upptäckt under pass*.
    Patrol,
    /// *Anmält av någon*.
    Notified,
    /// *Polisanmälan*.
    PoliceReport,
}

impl Discovered {
    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patrol => "patrol",
            Self::Notified => "notified",
            Self::PoliceReport => "police_report",
        }
    }
}

/// Outdoors, or an indoor space that many share. Dwellings are out of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// *Utomhus*.
    Outdoors,
    /// *Gemensamt utrymme*.
    SharedIndoor,
}

/// What a report was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum CapturedIn {
    /// The app, on a phone or a desk; it lay there first.
    App,
    /// A browser; the server wrote it for a person.
    Browser,
    /// A file that somebody read in.
    Import,
}

/// Who an imported row says it comes from. Kept as claimed; need not be registered here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ClaimedSource {
    /// The organisation's name in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub organisation: Option<Name>,
    /// The kind of reporter in the file, such as `guard`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub actor: Option<Name>,
    /// Which import it came with.
    pub import: Name,
}

/// An observation as everybody's operations together tell it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Observation {
    /// Its id, made by the one who captured it.
    pub id: DocId,
    /// What.
    pub category: CategoryCode,
    /// Which catalogue the code is from, `est-se-default@1`.
    pub catalogue: String,
    /// What it counts as.
    #[serde(rename = "type")]
    pub observation_type: ObservationType,
    /// 0–4.
    pub severity: u8,
    /// When it happened.
    pub when: When,
    /// The IANA zone the time was told in.
    pub zone: String,
    /// Where, or none yet.
    pub position: Option<Position>,
    /// The place in words.
    pub place_name: Option<Name>,
    /// Code of the place's type, from the attribute lists.
    pub place_type: Option<String>,
    /// Outdoors or shared indoor.
    pub setting: Option<Setting>,
    /// How the reporter knows.
    pub certainty: Option<Certainty>,
    /// How many people.
    pub size_band: Option<SizeBand>,
    /// Whether it keeps coming back.
    pub recurring: Option<bool>,
    /// Whether it went on when it was reported.
    pub ongoing: Option<bool>,
    /// What was done on the spot.
    pub action_taken: Option<ActionTaken>,
    /// Code of the cost band, from the attribute lists.
    pub cost_band: Option<String>,
    /// How it was found.
    pub discovered: Option<Discovered>,
    /// One line of text.
    pub note: Option<Note>,
    /// The company's or the police's own reference number.
    pub reference: Option<String>,
    /// The report of another that its reporter says tells of the same.
    pub same_as: Option<DocId>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<Note>,
    /// Who an import says it comes from.
    pub source: Option<ClaimedSource>,
    /// What it was written with.
    pub captured_in: CapturedIn,
    /// Wall clock of the device when it was captured.
    pub captured_at: UtcMillis,
    /// When the server had it on disk.
    pub received_at: Option<UtcMillis>,
    /// Whose report it is.
    pub organisation: OrganisationId,
    /// In which role it was captured.
    pub role: Role,
    /// Where it stands.
    pub review: Review,
    /// Whether the server decided that by the municipality's rule: *automatiskt granskad*.
    pub automatic: bool,
    /// Who is to look at it.
    pub assigned: Option<Name>,
    /// Whether it concerns the municipality's *beredskap*, whatever its category.
    pub preparedness: bool,
    /// The incident it belongs to.
    pub incident: Option<DocId>,
    /// How many photos.
    pub photos: u32,
    /// Answers and notes added later, oldest first.
    pub answers: Vec<Note>,
    /// Whether an answer came after what was decided or asked last.
    pub answered: bool,
    /// When the question that holds was asked; none where nothing is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub asked_at: Option<UtcMillis>,
    /// Fields of which two different things are told.
    pub contested: Vec<String>,
}

impl Observation {
    /// Whether the question that was asked last still waits for its answer.
    pub fn waits_for_answer(&self) -> bool {
        matches!(self.review, Review::Asked { .. }) && !self.answered
    }

    /// Whether it has waited so long that the reporter's organisation is asked too. Nobody keeps a
    /// timer: whoever reads compares with the present time.
    pub fn waits_for_organisation(&self, now: UtcMillis) -> bool {
        let asked = self.asked_at.filter(|_| self.waits_for_answer() && self.withdrawn.is_none());
        asked.is_some_and(|asked| asked.plus_ms(review::ORGANISATION_ASKED_AFTER_MS) <= now)
    }

    /// Whose it is, as the begin of the document tells.
    pub fn is_by(&self, author: &Author) -> bool {
        self.organisation == author.organisation
    }
}
