//! How a file's columns read: which column is which field, what holds for every row, which words mean
//! which category, zone and coordinates. Without a mapping the product's own names hold.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use domain::catalogue::CategoryCode;
use domain::crs::ReferenceSystem;
use domain::text::Name;
use serde::Deserialize;

use crate::times::Times;

/// Longitude and latitude in degrees.
const WGS_84: u32 = 4326;

/// A field of a report that a column or a constant may fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    /// The row's own id.
    Id,
    Category,
    /// 0–4.
    Severity,
    /// The moment, or the day.
    When,
    /// It happened after this.
    From,
    /// It happened before this.
    To,
    /// Longitude, or metres east.
    X,
    /// Latitude, or metres north.
    Y,
    AccuracyM,
    Note,
    PlaceName,
    PlaceType,
    Setting,
    Certainty,
    SizeBand,
    Recurring,
    Ongoing,
    ActionTaken,
    CostBand,
    Discovered,
    Reference,
    /// Who the row says it comes from.
    Organisation,
    /// The kind of reporter.
    Actor,
}

/// The file as written. Every key is in `docs/field.md`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    import: Option<Name>,
    #[serde(default = "swedish_time")]
    zone: String,
    #[serde(default)]
    formats: Vec<String>,
    #[serde(default = "degrees")]
    epsg: u32,
    columns: BTreeMap<Field, String>,
    #[serde(default)]
    constants: BTreeMap<Field, String>,
    #[serde(default)]
    categories: BTreeMap<String, CategoryCode>,
    other_category: Option<CategoryCode>,
}

fn swedish_time() -> String {
    "Europe/Stockholm".to_owned()
}

fn degrees() -> u32 {
    WGS_84
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadMapping {
    /// Not the TOML that was expected.
    #[error("the mapping does not read: {0}")]
    Toml(#[from] toml::de::Error),
    /// No IANA zone.
    #[error("`{0}` is not a time zone (such as Europe/Stockholm)")]
    Zone(String),
    /// No formula for it here.
    #[error("EPSG:{0} is not known here; 4326, 3006 and 3007 to 3018 are")]
    Epsg(u32),
    /// A report needs a category.
    #[error("the mapping names neither a column nor a constant for `category`")]
    NoCategory,
    /// One coordinate is not a place.
    #[error("`x` and `y` belong together")]
    HalfAPlace,
}

/// A checked mapping.
#[derive(Debug, Clone)]
pub(crate) struct Mapping {
    pub(crate) import: Option<Name>,
    pub(crate) zone_name: String,
    pub(crate) times: Times,
    /// The plane the coordinates are in; degrees when there is none.
    pub(crate) plane: Option<ReferenceSystem>,
    pub(crate) categories: BTreeMap<String, CategoryCode>,
    pub(crate) other_category: Option<CategoryCode>,
    columns: BTreeMap<Field, String>,
    constants: BTreeMap<Field, String>,
}

impl Mapping {
    /// The names of the product's own files.
    pub(crate) fn plain() -> Self {
        use Field::{
            AccuracyM, ActionTaken, Actor, Category, Certainty, CostBand, Discovered, From, Id,
            Note, Ongoing, Organisation, PlaceName, PlaceType, Recurring, Reference, Setting,
            Severity, SizeBand, When, X, Y,
        };
        let names = [
            (Id, "id"),
            (Category, "category"),
            (Severity, "severity"),
            (When, "observed_at"),
            (From, "observed_from"),
            (X, "lon"),
            (Y, "lat"),
            (AccuracyM, "accuracy_m"),
            (Note, "text"),
            (PlaceName, "place_name"),
            (PlaceType, "place_type"),
            (Setting, "setting"),
            (Certainty, "certainty"),
            (SizeBand, "size_band"),
            (Recurring, "recurring"),
            (Ongoing, "ongoing"),
            (ActionTaken, "action_taken"),
            (CostBand, "cost_band"),
            (Discovered, "discovered"),
            (Reference, "reference"),
            (Organisation, "org"),
            (Actor, "actor"),
        ];
        Self {
            import: None,
            zone_name: swedish_time(),
            times: Times::of(chrono_tz::Europe::Stockholm),
            plane: None,
            categories: BTreeMap::new(),
            other_category: None,
            columns: names.into_iter().map(|(field, name)| (field, name.to_owned())).collect(),
            constants: BTreeMap::new(),
        }
    }

    /// Read and check a mapping file.
    pub(crate) fn read(toml: &str) -> Result<Self, BadMapping> {
        let written: Written = toml::from_str(toml)?;
        let zone: Tz = written.zone.parse().map_err(|_| BadMapping::Zone(written.zone.clone()))?;
        let plane = match written.epsg {
            WGS_84 => None,
            code => Some(ReferenceSystem::from_epsg(code).ok_or(BadMapping::Epsg(code))?),
        };
        let has =
            |field| written.columns.contains_key(&field) || written.constants.contains_key(&field);
        if !has(Field::Category) {
            return Err(BadMapping::NoCategory);
        }
        if has(Field::X) != has(Field::Y) {
            return Err(BadMapping::HalfAPlace);
        }
        Ok(Self {
            import: written.import,
            zone_name: written.zone,
            times: Times { zone, formats: written.formats },
            plane,
            categories: written.categories,
            other_category: written.other_category,
            columns: written.columns,
            constants: written.constants,
        })
    }

    /// The column of a field.
    pub(crate) fn column(&self, field: Field) -> Option<&str> {
        self.columns.get(&field).map(String::as_str)
    }

    /// What holds for every row that says nothing else.
    pub(crate) fn constant(&self, field: Field) -> Option<&str> {
        self.constants.get(&field).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mappings_that_ship_are_read() {
        for (toml, zone) in [
            (include_str!("../../mappings/zurich.toml"), "Europe/Zurich"),
            (include_str!("../../mappings/new-york.toml"), "America/New_York"),
        ] {
            assert_eq!(Mapping::read(toml).unwrap().zone_name, zone);
        }
    }

    #[test]
    fn a_slip_in_a_mapping_is_named() {
        let with = |line: &str| format!("{line}\n[columns]\ncategory = \"a\"\n");
        assert!(matches!(Mapping::read(&with("colour = 1")), Err(BadMapping::Toml(_))));
        assert!(matches!(Mapping::read(&with("zone = \"Lindby\"")), Err(BadMapping::Zone(_))));
        assert!(matches!(Mapping::read(&with("epsg = 2056")), Err(BadMapping::Epsg(2056))));
        assert!(matches!(Mapping::read("[columns]\nx = \"a\""), Err(BadMapping::NoCategory)));
        assert!(matches!(Mapping::read(&(with("") + "x = \"e\"")), Err(BadMapping::HalfAPlace)));
        assert!(Mapping::read(&with("epsg = 3007")).unwrap().plane.is_some());
    }
}
