//! Need to know: how much of an incident an organisation hears that did not report it. One document for
//! each incident and organisation, addressed to it; what it may know stands in it, and nothing else.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::catalogue::CategoryCode;
use crate::id::{DocId, OrganisationId};
use crate::merge::Document;
use crate::observation::read;
use crate::op::{Body, DocType, Kind};

/// Degrees of longitude and latitude of the squares that a coarse place is told by: about 600 by 560 m
/// in the south of Sweden.
const SQUARE: [f64; 2] = [0.01, 0.005];

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ShareLevel {
    /// Nothing but what its own people reported.
    Nothing,
    /// That it happened, what kind, and roughly where. Not when, not by whom, no words, no photo.
    Coarse,
}

/// What an organisation is told at [`ShareLevel::Coarse`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Coarse {
    /// What.
    pub category: CategoryCode,
    /// The middle of the square it lies in: longitude and latitude in degrees, WGS 84.
    pub near: Option<[f64; 2]>,
}

impl Coarse {
    /// The middle of the square of a point: longitude and latitude in degrees, WGS 84.
    pub fn near(lon: f64, lat: f64) -> [f64; 2] {
        let middle = |degrees: f64, of: f64| {
            let middle = ((degrees / of).floor() + 0.5) * of;
            (middle * 1e6).round() / 1e6
        };
        [middle(lon, SQUARE[0]), middle(lat, SQUARE[1])]
    }
}

/// How much one organisation hears of one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Share {
    /// The incident.
    pub incident: DocId,
    /// Who hears it.
    pub organisation: OrganisationId,
    /// How much.
    pub level: ShareLevel,
    /// What that is; none at [`ShareLevel::Nothing`].
    pub coarse: Option<Coarse>,
}

impl Share {
    /// The document that says it: one for each incident and organisation, for ever.
    pub fn document(incident: DocId, organisation: OrganisationId) -> DocId {
        let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 share v1");
        hasher.update(incident.as_bytes());
        hasher.update(organisation.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        DocId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The operation that says it.
    pub fn body(&self) -> Body {
        let doc = Self::document(self.incident, self.organisation);
        let fields = [
            ("of_incident", json!(self.incident)),
            ("for_organisation", json!(self.organisation)),
            ("level", json!(self.level)),
            ("coarse", json!(self.coarse)),
        ];
        let fields = fields.map(|(field, value)| (field.to_owned(), value));
        Body::set(doc, DocType::Share, Map::from_iter(fields))
    }

    /// Read a merged document; `None` when it is no share.
    pub fn read(document: &Document) -> Option<Self> {
        if document.of != DocType::Share {
            return None;
        }
        Some(Self {
            incident: read(document, "of_incident")?,
            organisation: read(document, "for_organisation")?,
            level: read(document, "level")?,
            coarse: read(document, "coarse"),
        })
    }

    /// Whether an operation says how much somebody hears, about the document it is of, and no more
    /// than that level tells.
    pub fn fits(body: &Body) -> bool {
        let told = |field| body.set.get(field).unwrap_or(&Value::Null).clone();
        let incident = serde_json::from_value(told("of_incident"));
        let organisation = serde_json::from_value(told("for_organisation"));
        let (Ok(incident), Ok(organisation)) = (incident, organisation) else { return false };
        let coarse: Result<Option<Coarse>, _> = serde_json::from_value(told("coarse"));
        let (Ok(level), Ok(coarse)) = (serde_json::from_value(told("level")), coarse) else {
            return false;
        };
        let share = Self { incident, organisation, level, coarse };
        let is_coarse =
            |it: &Coarse| it.near.is_none_or(|[lon, lat]| Coarse::near(lon, lat) == [lon, lat]);
        body.kind == Kind::Set
            && body.doc == Self::document(incident, organisation)
            && body.set == share.body().set
            && share.coarse.as_ref().is_none_or(is_coarse)
            && (share.level == ShareLevel::Coarse || share.coarse.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn share(level: ShareLevel, near: [f64; 2]) -> Share {
        let category = CategoryCode::new("place.litter").unwrap();
        Share {
            incident: DocId(Uuid::from_u128(1)),
            organisation: OrganisationId(Uuid::from_u128(2)),
            level,
            coarse: Some(Coarse { category, near: Some(near) }),
        }
    }

    #[test]
    fn every_point_of_a_square_is_told_as_its_middle() {
        let middle = Coarse::near(12.5335, 57.9301);
        assert_eq!(middle, [12.535, 57.9325]);
        assert_eq!(Coarse::near(12.5301, 57.9349), middle);
        assert_eq!(Coarse::near(middle[0], middle[1]), middle);
        assert_ne!(Coarse::near(12.5299, 57.9301), middle);
    }

    #[test]
    fn a_share_tells_no_more_than_its_level() {
        let coarse = share(ShareLevel::Coarse, Coarse::near(12.5335, 57.93));
        assert!(Share::fits(&coarse.body()));
        assert!(
            !Share::fits(&share(ShareLevel::Coarse, [12.5335, 57.93]).body()),
            "an exact point"
        );
        assert!(!Share::fits(&share(ShareLevel::Nothing, Coarse::near(12.5, 57.9)).body()));
        assert!(Share::fits(
            &Share { level: ShareLevel::Nothing, coarse: None, ..coarse.clone() }.body()
        ));
        let mut more = coarse.body();
        more.set.insert("note".to_owned(), json!("Sven"));
        assert!(!Share::fits(&more));
        let elsewhere = Body { doc: DocId(Uuid::from_u128(9)), ..coarse.body() };
        assert!(!Share::fits(&elsewhere));
    }
}
