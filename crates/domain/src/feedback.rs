//! *Återkoppling*: what became of somebody's reports, pushed to the one who made them, to the
//! organisation, or to everybody in the field. Only the server writes it; one document says one thing to one
//! addressee, and its id follows from that.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::day::Day;
use crate::id::{DeviceId, DocId, OrganisationId, UserId};
use crate::incident::Share;
use crate::masking;
use crate::measure::{BeforeAfter, MeasureStatus, MeasureType, Outcome, Verdict};
use crate::merge::Document;
use crate::observation::{read, read_words};
use crate::op::{Body, DocType};
use crate::role::{Action, Role, Scope};
use crate::text::Name;

/// Who it is for.
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
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Addressee {
    /// A phone that reported.
    Device {
        /// The phone.
        device: DeviceId,
    },
    /// A person who reported in a browser.
    Person {
        /// The person.
        person: UserId,
    },
    /// An organisation whose people reported.
    Organisation {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// Everybody who reads anything: what goes on at a place now.
    Everybody,
}

/// What it tells of.
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
pub enum FeedbackStage {
    /// A measure goes on at a place.
    Briefing,
    /// Something was decided.
    Decided,
    /// It is done.
    Done,
    /// What 12 weeks say.
    After12,
    /// What 26 weeks say.
    After26,
    /// What 52 weeks say.
    After52,
    /// What people say.
    Judged,
}

impl FeedbackStage {
    /// The stage of a review so many weeks after the start.
    pub fn after(weeks: u8) -> Self {
        match weeks {
            0..=12 => Self::After12,
            13..=26 => Self::After26,
            _ => Self::After52,
        }
    }
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Feedback {
    /// Who it is for.
    pub addressee: Addressee,
    /// What it tells of.
    pub stage: FeedbackStage,
    /// The measure.
    pub measure: DocId,
    /// What is done.
    pub title: Name,
    /// What kind of measure it is.
    pub measure_type: MeasureType,
    /// How far it has come.
    pub status: MeasureStatus,
    /// Where, in words.
    pub place: Option<Name>,
    /// Degrees, WGS 84: longitude, latitude.
    pub at: Option<[f64; 2]>,
    /// Which organisation does it.
    pub organisation: Option<Name>,
    /// First day.
    pub from: Option<Day>,
    /// Last day, or by when.
    pub until: Option<Day>,
    /// The day this was told.
    pub on: Day,
    /// The addressee's reports that took part, the newest last; at most 50.
    pub reports: Vec<DocId>,
    /// How many of the addressee's reports took part.
    pub own: u32,
    /// How many took part in all; absent when the others' are fewer than are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub all: Option<u32>,
    /// From how many organisations; absent when they are fewer than are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub organisations: Option<u32>,
    /// What the figures say.
    pub verdict: Option<Verdict>,
    /// What that rests on, as it may be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub counted: Option<BeforeAfter>,
    /// Whether a decrease that was seen before is gone.
    pub has_faded: bool,
    /// What people say.
    pub outcome: Option<Outcome>,
}

impl Feedback {
    /// The document that says it: one for each measure, stage and addressee, for ever.
    pub fn document(&self) -> DocId {
        let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 feedback v1");
        hasher.update(self.measure.as_bytes());
        // Enums without text of people: their JSON is their name.
        let key = serde_json::to_vec(&(self.stage, self.addressee)).unwrap_or_default();
        hasher.update(&key);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        DocId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The operation that says it. Words have a place of their own, so that they can be masked.
    pub fn body(&self) -> Body {
        let mut told = json!(self);
        let mut fields = Map::new();
        if let Some(told) = told.as_object_mut() {
            for word in ["title", "place", "organisation"] {
                fields.insert(word.to_owned(), told.remove(word).unwrap_or(Value::Null));
            }
        }
        fields.insert("told".to_owned(), told);
        Body::set(self.document(), DocType::Feedback, fields)
    }

    /// Read a merged document; `None` when it is no feedback.
    pub fn read(document: &Document) -> Option<Self> {
        if document.of != DocType::Feedback {
            return None;
        }
        let masks = masking::decisions(document);
        let mut told: Value = read(document, "told")?;
        let words = told.as_object_mut()?;
        for word in ["title", "place", "organisation"] {
            let read: Option<Name> = read_words(document, &masks, word);
            words.insert(word.to_owned(), json!(read));
        }
        serde_json::from_value(told).ok()
    }
}

/// Whether somebody may read a document: what they may read of its author, or what is addressed to them.
pub fn covers(scope: &Scope, document: &Document) -> bool {
    if document.of == DocType::Edition && *scope != Scope::All {
        // Drafts and whole editions hold everybody's small counts; what is shared goes as a sending.
        return false;
    }
    scope.covers(&document.beginning.author)
        || addressee(document).is_some_and(|it| it.is_in(scope))
}

/// Who a document is addressed to: feedback, and what somebody who coordinates lets an organisation know.
pub fn addressee(document: &Document) -> Option<Addressee> {
    if let Some(feedback) = Feedback::read(document) {
        return Some(feedback.addressee);
    }
    // At whatever level: that it may know no more has to reach it too.
    Share::read(document).map(|share| Addressee::Organisation { organisation: share.organisation })
}

impl Role {
    /// As whom a device of this role is told something.
    pub fn addressees(self, device: DeviceId, organisation: OrganisationId) -> Vec<Addressee> {
        let mut all = vec![Addressee::Device { device }];
        all.extend(self.told_with(organisation));
        all
    }

    /// The same for a person in a browser.
    pub fn addressees_of(self, person: UserId, organisation: OrganisationId) -> Vec<Addressee> {
        let mut all = vec![Addressee::Person { person }];
        all.extend(self.told_with(organisation));
        all
    }

    /// An organisation's digest is for those who read its reports; what goes on in the field for
    /// whoever reads any.
    fn told_with(self, organisation: OrganisationId) -> Vec<Addressee> {
        let digest = Addressee::Organisation { organisation };
        match (self.may(Action::ReadOrganisation), self.may(Action::ReadOwn)) {
            (true, _) => vec![digest, Addressee::Everybody],
            (false, true) => vec![Addressee::Everybody],
            (false, false) => Vec::new(),
        }
    }
}

impl Addressee {
    /// Whether whoever reads so much reads what is addressed here.
    pub fn is_in(&self, scope: &Scope) -> bool {
        match (*self, *scope) {
            (_, Scope::All) => true,
            (_, Scope::Nothing) | (Self::Person { .. }, _) => false,
            (Self::Everybody, _) => true,
            (Self::Device { device }, Scope::Own { device: own }) => device == own,
            (Self::Organisation { organisation }, Scope::Organisation { organisation: own }) => {
                organisation == own
            }
            (Self::Device { .. }, Scope::Organisation { .. })
            | (Self::Organisation { .. }, Scope::Own { .. }) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn to(addressee: Addressee) -> Feedback {
        Feedback {
            addressee,
            stage: FeedbackStage::Decided,
            measure: DocId(Uuid::from_u128(1)),
            title: Name::new("Ny belysning").unwrap(),
            measure_type: MeasureType::Lighting,
            status: MeasureStatus::Decided,
            place: None,
            at: None,
            organisation: None,
            from: None,
            until: None,
            on: "2026-03-01".parse().unwrap(),
            reports: Vec::new(),
            own: 3,
            all: Some(9),
            organisations: Some(4),
            verdict: None,
            counted: None,
            has_faded: false,
            outcome: None,
        }
    }

    #[test]
    fn each_addressee_and_stage_has_a_document_of_its_own() {
        let device = |n| Addressee::Device { device: DeviceId(Uuid::from_u128(n)) };
        let one = to(device(1));
        assert_eq!(one.document(), to(device(1)).document());
        assert_ne!(one.document(), to(device(2)).document());
        let done = Feedback { stage: FeedbackStage::Done, ..one.clone() };
        assert_ne!(one.document(), done.document());
    }

    #[test]
    fn only_the_addressee_reads_it() {
        let (one, other) = (DeviceId(Uuid::from_u128(1)), DeviceId(Uuid::from_u128(2)));
        let organisation = OrganisationId(Uuid::from_u128(7));
        let own = Scope::Own { device: one };
        assert!(Addressee::Device { device: one }.is_in(&own));
        assert!(!Addressee::Device { device: other }.is_in(&own));
        assert!(!Addressee::Organisation { organisation }.is_in(&own));
        assert!(
            Addressee::Organisation { organisation }.is_in(&Scope::Organisation { organisation })
        );
        assert!(Addressee::Everybody.is_in(&own) && !Addressee::Everybody.is_in(&Scope::Nothing));
        let person = Addressee::Person { person: UserId(Uuid::from_u128(3)) };
        assert!(!person.is_in(&own) && person.is_in(&Scope::All));
    }
}
