//! What screens read of one incident: everything that was told, decided and said of it.

use std::collections::BTreeMap;

use domain::catalogue::CategoryCode;
use domain::clock::{Stamp, UtcMillis};
use domain::id::{DocId, OpId, OrganisationId};
use domain::incident::{Coarse, ShareLevel};
use domain::op::DocType;
use domain::position::Position;
use domain::review::Review;
use domain::role::Role;
use domain::text::Name;
use domain::when::When;
use serde::Serialize;
use serde_json::Value;

use super::ObservationView;

/// One incident, or one report that is in none: an event of its own.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct IncidentPage {
    /// The incident that stands for it now; none for a report that is in none.
    pub incident: Option<DocId>,
    /// The reports that may be read, the one that happened first in front. Empty where nothing but
    /// `known` may be read, or where it was dissolved.
    pub observations: Vec<ObservationView>,
    /// How many independent sources these are: organisations, or who an import says it is from.
    pub sources: u32,
    /// What people hold to be so.
    pub said: IncidentSaid,
    /// Everything that happened to it, oldest first.
    pub timeline: Vec<Happening>,
    /// *Två olika uppgifter* that nobody has settled.
    pub contested: Vec<TwoTellings>,
    /// How much each organisation that did not report it hears; for who decides that.
    pub shares: Vec<SharedWith>,
    /// What may be known where no report may be read.
    pub known: Option<SharedIncident>,
}

/// What people hold to be so of an incident, whatever its reports say one by one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ts_rs::TS)]
pub struct IncidentSaid {
    /// What.
    pub category: Option<CategoryCode>,
    /// How severe, 0–4.
    pub severity: Option<u8>,
    /// When.
    pub when: Option<When>,
    /// Where.
    pub position: Option<Position>,
    /// Where, in words.
    pub place_name: Option<Name>,
    /// The stamp of each field, to be named by who changes it.
    pub seen: BTreeMap<String, Stamp>,
}

/// One thing that happened to an incident: one operation, or the part of it that tells one thing.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Happening {
    /// When, by its author's clock as the server holds it.
    pub at: UtcMillis,
    /// When the server had it; none while it waits here.
    pub received_at: Option<UtcMillis>,
    /// The document.
    pub doc: DocId,
    /// What that is.
    pub of: DocType,
    /// The operation.
    pub op: OpId,
    /// In which role.
    pub role: Role,
    /// For which organisation.
    pub organisation_name: String,
    /// What.
    #[serde(flatten)]
    pub happened: Happened,
    /// Whether it was undone since.
    pub is_taken_back: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[serde(tag = "happened", rename_all = "snake_case")]
pub enum Happened {
    /// A report began.
    Reported,
    /// Fields were changed.
    Changed {
        /// Each of them.
        changes: Vec<FieldChange>,
    },
    /// The reporter answered, or added words.
    Answered {
        /// The words.
        text: String,
    },
    /// A comment on the incident.
    Commented {
        /// The words.
        text: String,
    },
    /// A photo was added.
    Photo,
    /// Something that was added before was removed.
    Removed {
        /// By which operation it was added.
        added: OpId,
    },
    /// A decision about a report.
    Reviewed {
        /// What was decided.
        review: Review,
        /// What held before.
        before: Option<Review>,
        /// By the server, by the municipality's rule.
        is_automatic: bool,
    },
    /// Somebody is to look at a report.
    Assigned {
        /// Who; none when nobody is any more.
        to: Option<String>,
    },
    /// A report was said to concern *beredskap*, or no longer.
    Preparedness {
        /// Whether it does.
        is_concerned: bool,
    },
    /// A report was joined to an incident.
    Joined {
        /// Which.
        incident: DocId,
    },
    /// A report left its incident.
    Left,
    /// The whole incident went into another.
    MergedInto {
        /// Which; none when it stands for itself again.
        incident: Option<DocId>,
    },
    /// Somebody said that two reports do not tell of one event.
    KeptApart {
        /// The other one.
        other: DocId,
    },
    /// A decision was taken back, or made to hold again.
    Undone {
        /// Which.
        decision: OpId,
    },
    /// A reviewer decided about words or a photo that waited.
    Masked {
        /// `released`, `masked` or `kept`.
        state: String,
    },
    /// How much an organisation hears was decided.
    Shared {
        /// Who hears it.
        with: String,
        /// How much.
        level: ShareLevel,
    },
}

/// One field's change.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct FieldChange {
    /// Which.
    pub field: String,
    /// What it held; `null` for nothing.
    #[ts(type = "unknown")]
    pub old: Value,
    /// What it holds; `null` for nothing.
    #[ts(type = "unknown")]
    pub new: Value,
    /// Whether its author had not seen the old one: two people told different things.
    pub is_unseen: bool,
}

/// Two or more told different things of one field without having seen each other's.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct TwoTellings {
    /// Of which document.
    pub doc: DocId,
    /// What that is.
    pub of: DocType,
    /// `position`, `when`, `category` or `severity`.
    pub field: String,
    /// What was told, the one that holds first.
    pub tellings: Vec<Telling>,
}

/// What one of them told.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Telling {
    /// What.
    #[ts(type = "unknown")]
    pub value: Value,
    /// When.
    pub at: UtcMillis,
    /// In which role.
    pub role: Role,
    /// For which organisation.
    pub organisation_name: String,
}

/// How much an organisation hears.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct SharedWith {
    /// Who.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How much.
    pub level: ShareLevel,
    /// Whether its own people reported it: those reports it reads whatever the level.
    pub has_reported: bool,
}

/// What an organisation may know of an incident that others reported.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct SharedIncident {
    /// The incident.
    pub incident: DocId,
    /// What may be known.
    pub coarse: Coarse,
}

/// One incident in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct IncidentRow {
    /// Its id.
    pub incident: DocId,
    /// What, as people say or as its first report says.
    pub category: CategoryCode,
    /// The most severe of its reports, or what people say: 0–4.
    pub severity: u8,
    /// Where, in words.
    pub place_name: Option<Name>,
    /// Where.
    pub position: Option<Position>,
    /// The earliest it can have been.
    pub earliest: UtcMillis,
    /// The latest it can have been.
    pub latest: UtcMillis,
    /// How many reports tell of it.
    pub reports: u32,
    /// How many independent sources.
    pub sources: u32,
}
