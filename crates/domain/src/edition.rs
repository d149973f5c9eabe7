//! *Fastställd lägesbild*: a picture of a period. People write its texts while the figures follow the picture;
//! when it is fixed, figures and texts are frozen as a version that nobody changes. What was sent to whom,
//! and who approved that it is published, is kept with it.

mod briefing;
mod changes;
mod deadline;
mod figures;
mod withhold;
mod writing;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::catalogue::Label;
use crate::clock::UtcMillis;
use crate::day::Day;
use crate::id::{DocId, OpId, OrganisationId};
use crate::masking;
use crate::merge::Document;
use crate::observation::{read, read_words};
use crate::op::DocType;
use crate::text::{Name, Note, Prose};

pub use briefing::Briefing;
pub use changes::{changes, summary};
pub use deadline::{Deadline, Due, Statutory};
pub use figures::{
    AreaFigure, BarFigure, FigureRow, Figures, MarkFigure, MeasureFigure, PlaceFigure,
    PriorityFigure, UnusualFigure,
};
pub use withhold::{SMALLEST, Shared, shared, told};
pub use writing::{EditionDraft, EditionError, element_fits, fits, only_approves};

const VERSIONS: &str = "versions";
const SENDINGS: &str = "sendings";
const APPROVALS: &str = "approvals";

/// For whom and how often.
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
pub enum EditionKind {
    /// *Operativ*: the area group's, mostly of a week.
    Operative,
    /// *Strategisk*: the steering group's, of a quarter, a tertial or a year.
    Strategic,
    /// *Lagstadgad*: lag (2023:196) 4–6 §§, at least every second year.
    Statutory,
}

impl EditionKind {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Operative, Self::Strategic, Self::Statutory];

    /// The code as stored and written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operative => "operative",
            Self::Strategic => "strategic",
            Self::Statutory => "statutory",
        }
    }

    /// Its texts, in the order they are read. `public` is the one that is published.
    pub fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Operative => &["summary", "news", "coming", "questions", "public"],
            Self::Strategic => &["summary", "development", "analysis", "ahead", "public"],
            Self::Statutory => {
                &["summary", "mapping", "consequences", "other", "analysis", "plan", "public"]
            }
        }
    }
}

/// How much of a version is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Everything: the coordinator's.
    Whole,
    /// Without small counts and exact points: for all others.
    Shared,
    /// As shared, with the text that is meant for everybody and no other.
    Public,
}

/// *Åtgärdsplan*: who decided it, when, under which number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct ActionPlan {
    /// The body that decided.
    pub decided_by: Name,
    /// When.
    pub decided_on: Day,
    /// *Diarienummer*.
    #[serde(default)]
    pub reference: Option<Name>,
}

/// What was fixed. Nobody changes it; a later fixing is another version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Fixed {
    /// 1, 2, 3 … of the same period.
    pub version: u32,
    /// The function or body that fixed it.
    pub by: Name,
    /// The texts by section.
    pub texts: BTreeMap<String, Prose>,
    /// The plan it led to.
    #[serde(default)]
    pub plan: Option<ActionPlan>,
    /// The policies and guidelines that the work rested on then: title, who decided, when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Note>>", optional)]
    pub rests_on: Vec<Note>,
    /// What has changed since the edition before, in words.
    pub changes: Vec<Label>,
    /// The figures.
    pub figures: Figures,
    /// The same as they are shared outside the coordinator's circle.
    pub shared: Figures,
    /// What has changed, counted from what was shared.
    pub shared_changes: Vec<Label>,
}

/// A version as it stands in its document.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Version {
    /// The operation that fixed it.
    pub op: OpId,
    /// When.
    pub at: UtcMillis,
    /// What.
    #[serde(flatten)]
    pub fixed: Fixed,
    /// That it may be published, when somebody approved it.
    pub publication: Option<Publication>,
}

/// *Översänd*: a fixed version that an organisation was given. It may be a public record there from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// Which version.
    pub version: OpId,
    /// To whom.
    pub organisation: OrganisationId,
}

/// A sending and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Sent {
    /// To whom, of what.
    #[serde(flatten)]
    pub sending: Sending,
    /// When.
    pub at: UtcMillis,
}

/// That a version may be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Which version.
    pub version: OpId,
    /// The function that approved.
    pub by: Name,
    /// The embargo's end: the first day it may be published; none: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub not_before: Option<Day>,
    /// Where it is to be published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Channel>>", optional)]
    pub channels: Vec<Channel>,
}

/// Where something is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The municipality's web site.
    Website,
    /// Newspapers and radio.
    Press,
    /// Social media.
    SocialMedia,
    /// A meeting with people who live there.
    Meeting,
    /// Within the municipality.
    Internal,
}

/// That a version may be published: by whom it was approved, when, from which day and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Publication {
    /// The function that approved.
    pub by: Name,
    /// When it did.
    pub at: UtcMillis,
    /// The embargo's end: the first day it may be published; none: at once.
    pub not_before: Option<Day>,
    /// Where it is to be published.
    pub channels: Vec<Channel>,
}

impl Publication {
    /// Whether it may be published on a day.
    pub fn is_open(&self, today: Day) -> bool {
        self.not_before.is_none_or(|day| day <= today)
    }
}

/// An edition as its document tells it.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Edition {
    /// Its id.
    pub id: DocId,
    /// For whom.
    pub kind: EditionKind,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// The texts as they are being written, by section.
    pub texts: BTreeMap<String, Prose>,
    /// The plan as it is being written.
    pub plan: Option<ActionPlan>,
    /// What was fixed, oldest first.
    pub versions: Vec<Version>,
    /// Who was given what, oldest first.
    pub sent: Vec<Sent>,
    /// Whether two desks wrote the same text without having seen each other's.
    pub is_contested: bool,
}

/// The document of a kind and a period that begins on a day; the same on every device.
pub fn document(kind: EditionKind, from: Day) -> DocId {
    let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 edition v1");
    hasher.update(kind.as_str().as_bytes());
    hasher.update(from.to_string().as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    DocId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Which edition is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Period {
    /// For whom.
    pub kind: EditionKind,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

impl Period {
    /// Its document.
    pub fn document(self) -> DocId {
        document(self.kind, self.from)
    }

    fn fields(self) -> Map<String, Value> {
        let fields =
            [("kind", json!(self.kind)), ("from", json!(self.from)), ("until", json!(self.until))];
        fields.map(|(field, value)| (field.to_owned(), value)).into_iter().collect()
    }
}

impl Edition {
    /// Read a merged document; `None` when it is no edition, or not of the period it names.
    pub fn read(document: &Document) -> Option<Self> {
        if document.of != DocType::Edition {
            return None;
        }
        let masks = masking::decisions(document);
        let (kind, from): (EditionKind, Day) = (read(document, "kind")?, read(document, "from")?);
        if self::document(kind, from) != document.id {
            return None;
        }
        let text =
            |section: &&str| Some(((*section).to_owned(), read_words(document, &masks, section)?));
        let approvals = elements::<Approval>(document, APPROVALS);
        let version = |(op, at, fixed): (OpId, UtcMillis, Fixed)| Version {
            // What was approved last holds: an embargo can be moved.
            publication: approvals.iter().rfind(|(_, _, approval)| approval.version == op).map(
                |(_, at, approval)| Publication {
                    by: approval.by.clone(),
                    at: *at,
                    not_before: approval.not_before,
                    channels: approval.channels.clone(),
                },
            ),
            op,
            at,
            fixed,
        };
        let sent = |(_, at, sending): (OpId, UtcMillis, Sending)| Sent { sending, at };
        Some(Self {
            id: document.id,
            kind,
            from,
            until: read(document, "until")?,
            texts: kind.sections().iter().filter_map(text).collect(),
            plan: read(document, "action_plan"),
            versions: elements(document, VERSIONS).into_iter().map(version).collect(),
            sent: elements(document, SENDINGS).into_iter().map(sent).collect(),
            is_contested: !document.contests.is_empty(),
        })
    }

    /// Which edition it is.
    pub fn period(&self) -> Period {
        Period { kind: self.kind, from: self.from, until: self.until }
    }

    /// What was fixed last.
    pub fn newest(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// Whether an organisation was given a version.
    pub fn is_sent(&self, version: OpId, organisation: OrganisationId) -> bool {
        self.sent.iter().any(|sent| sent.sending == Sending { version, organisation })
    }
}

/// The elements of a set that can be read, oldest first.
fn elements<T: DeserializeOwned>(document: &Document, set: &str) -> Vec<(OpId, UtcMillis, T)> {
    let elements = document.sets.get(set);
    let mut found: Vec<_> = elements
        .into_iter()
        .flatten()
        .filter_map(|(op, element)| {
            Some((*op, element.stamp, T::deserialize(&element.value).ok()?))
        })
        .collect();
    found.sort_by_key(|(op, stamp, _)| (*stamp, *op));
    found.into_iter().map(|(op, stamp, value)| (op, stamp.at, value)).collect()
}
