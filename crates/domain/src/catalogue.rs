//! The versioned catalogue of categories. A report keeps code and version for ever; labels may
//! change, codes never.

mod changes;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use changes::{Changes, Renamed};

/// Where a code is counted whose tile nobody here knows.
const ELSEWHERE: &str = "other";

/// The vocabularies of the attributes, as JSON with labels in both languages.
pub const ATTRIBUTES: &str = include_str!("../catalogue/attributes.json");

/// A category code such as `vandalism.graffiti`: a tile, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string & { readonly of: 'CategoryCode' }")]
pub struct CategoryCode(String);

/// A text that cannot be a category code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a category code (small letters, digits and `_`, with one or two dots)")]
pub struct NotACode(String);

impl CategoryCode {
    /// Check the form: 1–3 parts of small letters, digits and `_`, at most 64 bytes. Whether the
    /// catalogue knows it is another question: codes of other versions are kept.
    ///
    /// # Errors
    /// When the form is wrong.
    pub fn new(code: &str) -> Result<Self, NotACode> {
        let part = |p: &str| {
            p.starts_with(|c: char| c.is_ascii_lowercase())
                && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        let parts = code.split('.').count();
        if code.len() > 64 || parts > 3 || !code.split('.').all(part) {
            return Err(NotACode(code.chars().take(64).collect()));
        }
        Ok(Self(code.to_owned()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first dot: `vandalism` of `vandalism.graffiti`. Which tile a code counts
    /// under is the catalogue's to say (`Catalogue::tile_code`): a municipality's own codes do not
    /// begin with it.
    pub fn tile(&self) -> &str {
        self.0.split('.').next().unwrap_or(&self.0)
    }

    /// Whether only the tile was chosen, without a subcategory.
    pub fn is_tile(&self) -> bool {
        !self.0.contains('.')
    }
}

impl TryFrom<String> for CategoryCode {
    type Error = NotACode;

    fn try_from(code: String) -> Result<Self, NotACode> {
        Self::new(&code)
    }
}

impl From<CategoryCode> for String {
    fn from(code: CategoryCode) -> Self {
        code.0
    }
}

/// What a report of a category is, for counting: never guess a crime from a bare tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ObservationType {
    /// A tile without subcategory: *oklassad*, never counted as crime.
    Unclassified,
    /// B: suspected crime.
    SuspectedCrime,
    /// O: disorder, or a feeling of being unsafe.
    Disorder,
    /// F: a fault of the place itself.
    PhysicalFault,
    /// P: forewarning or planned event.
    Notice,
    /// N: nil report, *lugnt*.
    NilReport,
}

impl ObservationType {
    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unclassified => "unclassified",
            Self::SuspectedCrime => "suspected_crime",
            Self::Disorder => "disorder",
            Self::PhysicalFault => "physical_fault",
            Self::Notice => "notice",
            Self::NilReport => "nil_report",
        }
    }
}

/// Whom the reporter is reminded to tell as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum HandOver {
    /// Report to the police.
    PoliceReport,
    /// Call 112.
    #[serde(rename = "emergency_112")]
    Emergency112,
    /// Tell those who mend.
    FaultReport,
    /// Work injury or near miss.
    WorkInjury,
    /// For information; never a case about a person.
    SocialInformation,
}

/// One text in the two languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Label {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// One entry: a tile or a subcategory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Category {
    /// Never changes meaning, never reused.
    pub code: CategoryCode,
    /// The full name.
    pub label: Label,
    /// One or two words for the tile; only on tiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub tile: Option<Label>,
    /// One or two words for the chip; only on subcategories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub short: Option<Label>,
    /// Lucide icon name; only on tiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub icon: Option<String>,
    /// OKLCH hue in degrees; only on tiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hue: Option<u16>,
    /// What it counts as.
    #[serde(rename = "type")]
    pub observation_type: ObservationType,
    /// 0–4.
    pub default_severity: u8,
    /// Whom to remind of.
    pub hand_over: Vec<HandOver>,
    /// Show 112 at once.
    #[serde(default)]
    pub emergency: bool,
    /// The tile it is shown and counted under; only on a municipality's own codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub under: Option<CategoryCode>,
    /// Not offered to reporters; old reports keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub hidden: bool,
    /// First day it is offered, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub valid_from: Option<String>,
    /// Last day it is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub valid_to: Option<String>,
}

/// A whole catalogue, one version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Catalogue {
    /// Its name, `est-se-default`.
    pub catalogue: String,
    /// Its version.
    pub version: u32,
    /// First day of use, ISO 8601.
    pub valid_from: String,
    /// Who has changed it, and a hash of the result: `alingsas-3f2a9c01`. None in the one that ships.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub own: Option<String>,
    /// Tiles, each followed by its subcategories.
    pub categories: Vec<Category>,
    /// Order of the twelve tiles for each kind of reporter.
    pub tile_order: BTreeMap<String, Vec<CategoryCode>>,
    /// Pairs that are often the same event told in other words.
    pub neighbours: Vec<(CategoryCode, CategoryCode)>,
}

impl Catalogue {
    /// `est-se-default`, the one that ships. Checked when it was built.
    ///
    /// # Panics
    /// Never: the build script read the same file.
    pub fn est_se_default() -> &'static Self {
        static DEFAULT: OnceLock<Catalogue> = OnceLock::new();
        DEFAULT.get_or_init(|| {
            #[expect(clippy::expect_used, reason = "the build script has read the same bytes")]
            serde_json::from_str(include_str!("../catalogue/est-se-default.json"))
                .expect("the catalogue was checked at build")
        })
    }

    /// Name and version as one word, `est-se-default@1`, or `est-se-default@1+alingsas-3f2a9c01`
    /// where a municipality has changed it: what every report keeps.
    pub fn reference(&self) -> String {
        let shipped = format!("{}@{}", self.catalogue, self.version);
        self.own.as_ref().map_or_else(|| shipped.clone(), |own| format!("{shipped}+{own}"))
    }

    /// The entry of a code, if this version has it.
    pub fn category(&self, code: &CategoryCode) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == *code)
    }

    /// The code of the tile that a code is shown and counted under: as its entry says, else the part
    /// before the dot when that is a tile here, else `other`.
    pub fn tile_code<'a>(&'a self, code: &'a CategoryCode) -> &'a str {
        if let Some(under) = self.category(code).and_then(|category| category.under.as_ref()) {
            return under.as_str();
        }
        let is_known = self.categories.iter().any(|category| category.code.as_str() == code.tile());
        if is_known { code.tile() } else { ELSEWHERE }
    }

    /// The tile a code belongs to, also when the code itself is unknown here.
    pub fn tile(&self, code: &CategoryCode) -> Option<&Category> {
        let tile = self.tile_code(code);
        self.categories.iter().find(|category| category.code.as_str() == tile)
    }

    /// What a report counts as. A code that this version does not know is unclassified.
    pub fn observation_type(&self, code: &CategoryCode) -> ObservationType {
        self.category(code).map_or(ObservationType::Unclassified, |c| c.observation_type)
    }

    /// Severity before anybody has judged: the entry's own, else that of the tile its code names,
    /// else 2.
    pub fn default_severity(&self, code: &CategoryCode) -> u8 {
        let named = || self.categories.iter().find(|tile| tile.code.as_str() == code.tile());
        self.category(code).or_else(named).map_or(2, |c| c.default_severity)
    }

    /// The same code, the same tile with one of them unclassified, or a listed neighbour.
    pub fn are_kin(&self, a: &CategoryCode, b: &CategoryCode) -> bool {
        let listed = |x: &CategoryCode, y: &CategoryCode| {
            self.neighbours.iter().any(|(p, q)| (p == x && q == y) || (p == y && q == x))
        };
        let is_same_tile = || self.tile_code(a) == self.tile_code(b);
        a == b || ((a.is_tile() || b.is_tile()) && is_same_tile()) || listed(a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> CategoryCode {
        CategoryCode::new(text).unwrap()
    }

    #[test]
    fn a_bare_tile_is_never_counted_as_crime() {
        let catalogue = Catalogue::est_se_default();
        for tile in catalogue.categories.iter().filter(|c| c.code.is_tile()) {
            assert_ne!(tile.observation_type, ObservationType::SuspectedCrime, "{:?}", tile.code);
        }
        assert_eq!(catalogue.observation_type(&code("violence")), ObservationType::Unclassified);
        assert_eq!(catalogue.default_severity(&code("violence")), 2);
        assert_eq!(catalogue.default_severity(&code("calm")), 0);
    }

    #[test]
    fn violence_fire_and_staff_show_112_at_once() {
        let emergency: Vec<_> = Catalogue::est_se_default()
            .categories
            .iter()
            .filter(|c| c.emergency && c.code.is_tile())
            .map(|c| c.code.as_str())
            .collect();
        assert_eq!(emergency.len(), 3);
        for tile in ["violence", "fire", "staff"] {
            assert!(emergency.contains(&tile));
        }
    }

    #[test]
    fn a_code_of_another_catalogue_is_kept_and_unclassified() {
        let own = code("x_alingsas.tunnel");
        assert_eq!(
            Catalogue::est_se_default().observation_type(&own),
            ObservationType::Unclassified
        );
        assert_eq!(Catalogue::est_se_default().tile_code(&own), "other");
        assert_eq!(Catalogue::est_se_default().default_severity(&own), 2);
        assert!(CategoryCode::new("Vandalism").is_err());
        assert!(CategoryCode::new("a..b").is_err());
        assert!(CategoryCode::new("").is_err());
    }

    #[test]
    fn the_shipped_catalogue_has_every_entry_of_version_one() {
        let catalogue = Catalogue::est_se_default();
        assert_eq!(catalogue.reference(), "est-se-default@1");
        assert_eq!(catalogue.categories.iter().filter(|c| !c.code.is_tile()).count(), 65);
    }
}
