//! Who is who: bodies, functions with mandate and deputy, and with whom there is a written agreement. No names of
//! persons. Every field has a default that means "from an older server".

use serde::{Deserialize, Serialize};

/// A body: kommunstyrelsen, the steering group, the council, the area group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(default)]
pub struct PublicBody {
    /// Never changes.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Name of the organisation it is a part of.
    pub parent: Option<String>,
    /// Whether it is the council of lag (2023:196) 10 §.
    pub is_council: bool,
    /// What it is for.
    pub note: Option<String>,
}

/// What a function may decide on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Decides {
    /// Measures.
    Measures,
    /// The quarter's priority areas.
    Priorities,
    /// The assessment of areas.
    Assessments,
    /// That an edition is fixed.
    Editions,
    /// That something is published.
    Publishing,
}

/// A function, never the person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(default)]
pub struct PublicFunction {
    /// Never changes.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Name of the organisation it belongs to.
    pub organisation: String,
    /// Codes of the bodies it sits in.
    pub member_of: Vec<String>,
    /// Its role here.
    pub role: String,
    /// What it may decide, in words.
    pub mandate: String,
    /// What of it a program can check: a decision on anything else is marked; empty: not said.
    pub decides: Vec<Decides>,
    /// Name of the function that steps in.
    pub deputy: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_to: Option<String>,
    /// Whether it is the coordinator that lag (2023:196) asks for.
    pub is_coordinator: bool,
}

/// A written agreement with an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(default)]
pub struct PublicAgreement {
    /// Name of the organisation.
    pub organisation: String,
    /// First day, `YYYY-MM-DD`; none: one is needed and there is none.
    pub valid_from: Option<String>,
    /// Last day; none: until further notice.
    pub valid_to: Option<String>,
    /// Diary number.
    pub reference: Option<String>,
}
