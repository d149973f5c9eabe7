//! The three priority areas of a quarter, as people chose them: need × ability to influence. A quarter
//! is one document whose id follows from it, so that two desks write to the same one; three slots make
//! more than three impossible.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::id::DocId;
use crate::merge::Document;
use crate::op::{Body, DocType};
use crate::text::{Name, Note};

/// The fields that hold an area.
const SLOTS: [&str; 3] = ["first", "second", "third"];
/// Need and ability to influence are told from 1 to this.
pub const SCALE_MAX: u8 = 5;

/// A quarter of a year, written `2026-Q4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string & { readonly of: 'Quarter' }")]
pub struct Quarter {
    year: u16,
    number: u8,
}

/// A text or a value that names no priority.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriorityError {
    /// Not a quarter.
    #[error("a quarter is written as 2026-Q4, not `{0}`")]
    Quarter(String),
    /// Need or influence out of range.
    #[error("need and ability to influence are told from 1 to 5")]
    Scale,
    /// Not on earth.
    #[error("the place is not on earth")]
    Position,
    /// No such slot, or none of the municipality's.
    #[error("the municipality has fewer priority areas than that, and never more than three")]
    Slot,
}

impl Quarter {
    /// A quarter, 1 to 4, of a year.
    ///
    /// # Errors
    /// When there is no such quarter.
    pub fn new(year: u16, number: u8) -> Result<Self, PriorityError> {
        if (1970..=9000).contains(&year) && (1..=4).contains(&number) {
            Ok(Self { year, number })
        } else {
            Err(PriorityError::Quarter(format!("{year}-Q{number}")))
        }
    }

    /// The document that holds its areas; the same on every device.
    pub fn document(self) -> DocId {
        let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 priority areas v1");
        hasher.update(self.to_string().as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        DocId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = PriorityError;

    fn from_str(text: &str) -> Result<Self, PriorityError> {
        let bad = || PriorityError::Quarter(text.to_owned());
        let (year, number) = text.split_once("-Q").ok_or_else(bad)?;
        let quarter =
            Self::new(year.parse().map_err(|_| bad())?, number.parse().map_err(|_| bad())?)?;
        // One way to write it, so that one quarter is one document.
        if quarter.to_string() == text { Ok(quarter) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Quarter {
    type Error = PriorityError;

    fn try_from(text: String) -> Result<Self, PriorityError> {
        text.parse()
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

/// How long it will take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// *Kort*: the area group's own.
    Short,
    /// *Lång*: goes to the samordningsfunktion and the folkhälsostrateg.
    Long,
}

/// How far the work has come, by the five steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum WorkStep {
    /// *Kartläggning.*
    Mapping,
    /// *Analys.*
    Analysis,
    /// *Insatser.*
    Measures,
    /// *Uppföljning.*
    FollowUp,
    /// *Återkoppling.*
    EffectReview,
}

/// One area that people chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "Parts")]
pub struct PriorityArea {
    key: Name,
    name: Name,
    lon: f64,
    lat: f64,
    need: u8,
    influence: u8,
    horizon: Horizon,
    step: WorkStep,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    reason: Option<Note>,
}

#[derive(Deserialize)]
struct Parts {
    key: Name,
    name: Name,
    lon: f64,
    lat: f64,
    need: u8,
    influence: u8,
    horizon: Horizon,
    step: WorkStep,
    #[serde(default)]
    reason: Option<Note>,
}

impl TryFrom<Parts> for PriorityArea {
    type Error = PriorityError;

    fn try_from(parts: Parts) -> Result<Self, PriorityError> {
        let Parts { key, name, lon, lat, need, influence, horizon, step, reason } = parts;
        if !(1..=SCALE_MAX).contains(&need) || !(1..=SCALE_MAX).contains(&influence) {
            return Err(PriorityError::Scale);
        }
        if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
            return Err(PriorityError::Position);
        }
        Ok(Self { key, name, lon, lat, need, influence, horizon, step, reason })
    }
}

impl PriorityArea {
    /// The place list's name of the row it was chosen from.
    pub fn key(&self) -> &str {
        self.key.as_str()
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Need, 1 to 5.
    pub fn need(&self) -> u8 {
        self.need
    }

    /// Ability to influence, 1 to 5.
    pub fn influence(&self) -> u8 {
        self.influence
    }

    /// Need × ability to influence: what the areas are ordered by.
    pub fn product(&self) -> u8 {
        self.need * self.influence
    }

    /// How far the work has come.
    pub fn step(&self) -> WorkStep {
        self.step
    }
}

/// What people decide: an area into a slot of a quarter, or the slot empty again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Prioritising {
    /// The quarter.
    pub quarter: Quarter,
    /// 1 to 3.
    pub slot: u8,
    /// The area; none empties the slot.
    pub area: Option<PriorityArea>,
    /// Why words are sent that the check of free text marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub because: Option<Note>,
}

impl Prioritising {
    /// The same operation in a municipality that chooses at most so many areas; a slot beyond them can only
    /// be emptied.
    ///
    /// # Errors
    /// When there is no such slot.
    pub fn body_of(&self, most: u8) -> Result<Body, PriorityError> {
        if self.area.is_some() && self.slot > most { Err(PriorityError::Slot) } else { self.body() }
    }

    /// The operation that says so.
    ///
    /// # Errors
    /// When there is no such slot.
    pub fn body(&self) -> Result<Body, PriorityError> {
        let slot = usize::from(self.slot).checked_sub(1).and_then(|slot| SLOTS.get(slot));
        let slot = slot.ok_or(PriorityError::Slot)?;
        let mut fields = Map::new();
        fields.insert("quarter".to_owned(), json!(self.quarter));
        fields.insert((*slot).to_owned(), json!(self.area));
        let body = Body::set(self.quarter.document(), DocType::Priority, fields);
        Ok(body.because(self.because.clone()))
    }
}

/// One slot as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct PrioritySlot {
    /// 1 to 3.
    pub slot: u8,
    /// The area in it.
    pub area: PriorityArea,
    /// Need × ability to influence.
    pub product: u8,
    /// Whether two desks chose differently without having seen each other's choice.
    pub is_contested: bool,
}

/// The priority areas of a quarter, the largest product first.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Priorities {
    /// The quarter.
    pub quarter: Quarter,
    /// At most three.
    pub areas: Vec<PrioritySlot>,
}

impl Priorities {
    /// What the merged document says; no document: nothing chosen yet.
    pub fn read(quarter: Quarter, document: Option<&Document>) -> Self {
        let document = document.filter(|document| document.of == DocType::Priority);
        let read = |(slot, field): (u8, &&str)| {
            let document = document?;
            let area = PriorityArea::deserialize(document.value(field)?).ok()?;
            let is_contested = document.contests.iter().any(|contest| contest.field == **field);
            Some(PrioritySlot { slot, product: area.product(), area, is_contested })
        };
        let mut areas: Vec<PrioritySlot> = (1..).zip(SLOTS.iter()).filter_map(read).collect();
        areas.sort_by_key(|it| (std::cmp::Reverse(it.product), it.slot));
        Self { quarter, areas }
    }
}

/// Whether an operation on a quarter's document says something that can be read. Fields of newer
/// versions fit always.
pub fn fits(doc: DocId, field: &str, value: &Value) -> bool {
    match field {
        "quarter" => Quarter::deserialize(value).is_ok_and(|quarter| quarter.document() == doc),
        slot if SLOTS.contains(&slot) => {
            value.is_null() || PriorityArea::deserialize(value).is_ok()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock::{Stamp, UtcMillis};
    use crate::id::{DeviceId, OpId, OrganisationId};
    use crate::merge::Applied;
    use crate::role::{Author, Role};

    fn quarter() -> Quarter {
        "2026-Q4".parse().unwrap()
    }

    fn area(name: &str, need: u8, influence: u8) -> PriorityArea {
        serde_json::from_value(json!({
            "key": name, "name": name, "lon": 12.53, "lat": 57.93, "need": need,
            "influence": influence, "horizon": "short", "step": "analysis",
        }))
        .unwrap()
    }

    fn applied(n: u128, slot: u8, area: Option<PriorityArea>) -> Applied {
        let device = DeviceId(Uuid::from_u128(n));
        let body = Prioritising { quarter: quarter(), slot, area, because: None }.body().unwrap();
        Applied {
            stamp: Stamp { at: UtcMillis(1_000 + n as i64), tick: 0, device },
            op: OpId(Uuid::from_u128(90 + n)),
            author: Author {
                device,
                organisation: OrganisationId(Uuid::from_u128(7)),
                role: Role::Coordinator,
                user: None,
            },
            received_at: None,
            body,
        }
    }

    #[test]
    fn two_desks_that_choose_apart_fill_the_same_three_slots_in_any_order() {
        let mut operations = vec![
            applied(1, 1, Some(area("Torget", 3, 3))),
            applied(2, 1, Some(area("Stationen", 5, 2))),
            applied(3, 2, Some(area("Skolan", 4, 4))),
            applied(4, 3, None),
        ];
        let merged = Document::merge(operations.clone()).unwrap();
        operations.reverse();
        assert_eq!(Document::merge(operations).unwrap(), merged);
        let found = Priorities::read(quarter(), Some(&merged));
        let names: Vec<_> = found.areas.iter().map(|it| it.area.name()).collect();
        assert_eq!(names, ["Skolan", "Stationen"]);
        assert!(found.areas[1].is_contested && !found.areas[0].is_contested);
    }

    #[test]
    fn a_fourth_area_cannot_be_written() {
        let fourth = Prioritising { quarter: quarter(), slot: 4, area: None, because: None };
        assert_eq!(fourth.body().unwrap_err(), PriorityError::Slot);
        let third = Prioritising { slot: 3, area: Some(area("Torget", 3, 3)), ..fourth };
        assert_eq!(third.body_of(2).unwrap_err(), PriorityError::Slot);
        assert!(third.body_of(10).is_ok());
        assert!(Prioritising { area: None, ..third }.body_of(2).is_ok());
    }

    #[test]
    fn a_quarter_is_written_in_one_way_and_names_one_document() {
        for bad in ["2026-Q5", "2026-Q04", "02026-Q4", "2026Q4", "+2026-Q4", "2026-Q0"] {
            assert!(bad.parse::<Quarter>().is_err(), "{bad}");
        }
        assert_eq!(quarter().document(), "2026-Q4".parse::<Quarter>().unwrap().document());
        assert_ne!(quarter().document(), "2027-Q4".parse::<Quarter>().unwrap().document());
    }

    #[test]
    fn what_is_out_of_range_does_not_fit_and_a_newer_field_does() {
        let doc = quarter().document();
        let mut value = json!(area("Torget", 5, 5));
        assert!(fits(doc, "first", &value) && fits(doc, "second", &Value::Null));
        value["need"] = json!(6);
        assert!(!fits(doc, "first", &value));
        assert!(!fits(doc, "quarter", &json!("2027-Q1")));
        assert!(fits(doc, "next_years_field", &json!(1)));
    }
}
