//! Everything of one municipality that its configuration says, as browsers and devices get it. Every
//! field has a default that means "from an older server".

mod agreement;
mod register;
mod steering;

use std::collections::BTreeMap;

use domain::catalogue::Label;
use domain::measure::LibraryEntry;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use agreement::Agreement;
pub use register::{Decides, PublicAgreement, PublicBody, PublicFunction};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$variant_doc:meta])* $variant:ident,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }
    };
}

words! {
    /// How often something is done.
    Interval:
    /// Every ISO week.
    Week,
    /// Every second week.
    Fortnight,
    /// Every month.
    Month,
    /// Four times a year.
    Quarter,
    /// Three times a year.
    Tertial,
    /// Every year.
    Year,
    /// Every second year.
    Biennium,
}

words! {
    /// What becomes of a position in a dwelling.
    Dwellings:
    /// Refused with an explanation; the report itself is always saved.
    Blocked,
    /// Moved to the yard or the area.
    Snapped,
}

words! {
    /// What an area is.
    AreaKind:
    /// A municipality.
    Municipality,
    /// Lokalpolisområde; may cover several municipalities.
    PoliceArea,
    /// SCB's RegSO.
    Regso,
    /// SCB's DeSO.
    Deso,
    /// The municipality's own key-code areas.
    Nyko,
    /// The municipality's EST areas.
    EstArea,
    /// A part of town people know by name.
    District,
}

impl AreaKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Municipality,
        Self::PoliceArea,
        Self::Regso,
        Self::Deso,
        Self::Nyko,
        Self::EstArea,
        Self::District,
    ];

    /// Its code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::PoliceArea => "police_area",
            Self::Regso => "regso",
            Self::Deso => "deso",
            Self::Nyko => "nyko",
            Self::EstArea => "est_area",
            Self::District => "district",
        }
    }
}

words! {
    /// What a steering document is.
    DocumentKind:
    /// Law.
    Law,
    /// Policy.
    Policy,
    /// Guideline.
    Guideline,
    /// Plan.
    Plan,
    /// Lägesbild.
    Picture,
    /// Agreement.
    Agreement,
}

/// The line of a pass dies after a day where the municipality has not decided otherwise.
pub const LINE_HOURS: u16 = 24;

/// The municipality. One value for every screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(default)]
pub struct Municipality {
    /// Its name.
    pub name: String,
    /// Its name where room is short.
    pub short_name: String,
    /// Its name in codes and file names.
    pub slug: String,
    /// SCB's code, four digits.
    pub code: String,
    /// Longitude of the middle in degrees, WGS 84.
    pub lon: f64,
    /// Latitude of the middle in degrees, WGS 84.
    pub lat: f64,
    /// Zoom to begin with.
    pub zoom: f64,
    /// West, south, east, north in degrees, WGS 84: outside them a place lies outside the map.
    pub bounds: Option<[f64; 4]>,
    /// IANA zone of the days and hours people see.
    pub zone: String,
    /// `EPSG:n`, the plane system of exports and of shown coordinates: 3006 to 3018.
    pub reference_system: String,
    /// Whether all of it is made up.
    pub practice: bool,
    /// OKLCH hue of the accent colour in degrees; none: the product's own.
    pub hue: Option<f64>,
    /// The logotype, an SVG as text; none: the product's own mark.
    pub logo: Option<String>,
    /// Own words instead of the product's, by key of the text catalogue.
    pub texts: Texts,
    /// How often pictures and follow-up are made.
    pub rhythm: Option<Rhythm>,
    /// What is in scope.
    pub scope: Option<InScope>,
    /// So many hours after a pass its line can still be looked at by the one who walked it.
    pub line_hours: u16,
    /// Numbers and pages of *Ring*, in order.
    pub shortcuts: Vec<Shortcut>,
    /// What the work rests on.
    pub steering_documents: Vec<SteeringDocument>,
    /// Its own entries of the library of measures.
    #[schema(value_type = Vec<Value>)]
    pub measures: Vec<LibraryEntry>,
    /// Names of the systems that measures can be handed to.
    pub receivers: Vec<String>,
    /// Where to turn about accessibility: an e-mail address or a page.
    pub accessibility_contact: Option<String>,
    /// Bodies: who decides and who advises.
    pub bodies: Vec<PublicBody>,
    /// Functions with mandate and deputy.
    pub functions: Vec<PublicFunction>,
    /// Written agreements, and organisations that need one and have none.
    pub agreements: Vec<PublicAgreement>,
    /// Areas to choose from.
    pub areas: Vec<Area>,
}

impl Default for Municipality {
    /// None yet: before a device has joined a server the map opens on Sweden.
    fn default() -> Self {
        Self {
            name: String::new(),
            short_name: String::new(),
            slug: String::new(),
            code: String::new(),
            lon: 15.0,
            lat: 60.0,
            zoom: 4.0,
            bounds: None,
            zone: "Europe/Stockholm".to_owned(),
            reference_system: "EPSG:3006".to_owned(),
            practice: false,
            hue: None,
            logo: None,
            texts: Texts::default(),
            rhythm: None,
            scope: None,
            line_hours: LINE_HOURS,
            shortcuts: Vec::new(),
            steering_documents: Vec::new(),
            measures: Vec::new(),
            receivers: Vec::new(),
            accessibility_contact: None,
            bodies: Vec::new(),
            functions: Vec::new(),
            agreements: Vec::new(),
            areas: Vec::new(),
        }
    }
}

impl Municipality {
    /// Most priority areas chosen for a quarter; three where nothing is said.
    pub fn most_priority_areas(&self) -> u8 {
        self.rhythm.as_ref().map_or(3, |rhythm| rhythm.max_priority_areas)
    }
}

/// Own words by language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(default)]
pub struct Texts {
    /// Swedish.
    pub sv: BTreeMap<String, String>,
    /// English.
    pub en: BTreeMap<String, String>,
}

/// How often pictures and follow-up are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Rhythm {
    /// The picture the area group fixes.
    pub operative: Interval,
    /// The longer picture for the steering group.
    pub strategic: Interval,
    /// The deep analysis.
    pub yearly: Option<Interval>,
    /// Picture and plan follow-up under lag (2023:196) 6 §.
    pub statutory: Interval,
    /// How long a choice of priority areas stands.
    pub priorities: Interval,
    /// Most areas chosen at a time.
    pub max_priority_areas: u8,
    /// Months after a measure when its effect is checked again, rising.
    pub effect_review_months: Vec<u16>,
    /// Length the agenda is built for, in minutes.
    pub meeting_minutes: u16,
    /// Monday 1 to Sunday 7; none: no fixed day.
    pub meeting_weekday: Option<u8>,
}

/// What may be reported where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct InScope {
    /// Public outdoor environment, *utemiljö*.
    pub outdoors: bool,
    /// What becomes of a position in a dwelling.
    pub dwellings: Dwellings,
    /// Shared indoor spaces.
    pub shared_spaces: Vec<SharedSpace>,
}

/// A shared indoor space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct SharedSpace {
    /// Never changes.
    pub code: String,
    /// What people call it.
    #[schema(value_type = Object)]
    pub label: Label,
}

/// A number to ring or a page to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Shortcut {
    /// `emergency`, `police`, `fault_report`, `child_concern` or the municipality's own.
    pub code: String,
    /// What people call it.
    #[schema(value_type = Object)]
    pub label: Label,
    /// Digits; none: the municipality has not filled it in.
    pub phone: Option<String>,
    /// `https://…`.
    pub url: Option<String>,
}

/// A law or a decision that the work rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct SteeringDocument {
    /// Never changes.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Code of the organisation that decides on it; none for a law.
    pub decided_by: Option<String>,
    /// `YYYY-MM-DD`.
    pub decided_on: Option<String>,
    /// `YYYY-MM-DD`.
    pub revised_on: Option<String>,
    /// `YYYY-MM-DD`.
    pub valid_from: Option<String>,
    /// `YYYY-MM-DD`, the last day.
    pub valid_to: Option<String>,
    /// Remind this long after the latest of the dates.
    pub review_months: Option<u16>,
    /// Diary number.
    pub reference: Option<String>,
    /// `https://…`.
    pub url: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// An area to choose. Its borders, where they are known, are in the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Area {
    /// Never changes.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AreaKind,
    /// Code of the area it is a part of.
    pub parent: Option<String>,
    /// Codes of the municipalities it covers.
    pub municipalities: Vec<String>,
    /// Whose data, and on what licence.
    pub source: Option<String>,
    /// Which year's division.
    pub vintage: Option<String>,
}

/// What a device carries of its municipality, beside the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Configuration {
    /// A hash of all of it, the catalogue and the gazetteer included.
    pub version: String,
    /// The municipality.
    pub municipality: Municipality,
    /// Which of the catalogue's orders of tiles is this organisation's.
    pub tile_order: String,
    /// Whether its people meet patients: they are told to leave them out before they write.
    pub meets_patients: bool,
    /// What the organisation's access rests on; none where it needs no agreement.
    pub agreement: Option<Agreement>,
    /// A hash of places, addresses and borders; empty when there are none.
    pub gazetteer: String,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            version: String::new(),
            municipality: Municipality::default(),
            tile_order: "reporter".to_owned(),
            meets_patients: false,
            agreement: None,
            gazetteer: String::new(),
        }
    }
}

/// Read what can be read: a word of a newer version must not break an answer that also tells what
/// has been received.
pub(crate) fn if_readable<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let value = Option::<Value>::deserialize(from)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_from_an_older_server_reads_with_what_it_says() {
        let old = r#"{"name":"Lindby","lon":12.5,"lat":57.9,"zoom":14,"zone":"Europe/Stockholm","practice":true}"#;
        let read: Municipality = serde_json::from_str(old).unwrap();
        assert_eq!((read.name.as_str(), read.zoom, read.practice), ("Lindby", 14.0, true));
        assert!(read.shortcuts.is_empty() && read.rhythm.is_none());
    }
}
