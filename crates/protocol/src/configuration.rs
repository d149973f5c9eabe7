//! The configuration as *Förvaltning* reads and changes it: what the two files say, as JSON.

use domain::clock::UtcMillis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the files say, as `config/schema.md` lists it, and who changed them when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct ConfigurationFiles {
    /// The version in force; a change names it.
    pub version: String,
    /// `municipality.toml`.
    #[ts(type = "Record<string, unknown>")]
    pub municipality: Value,
    /// `organisations.toml`.
    #[ts(type = "Record<string, unknown>")]
    pub organisations: Value,
    /// The newest change first.
    pub history: Vec<ConfigurationVersion>,
}

/// A version that was taken into force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct ConfigurationVersion {
    /// Its name.
    pub version: String,
    /// When.
    #[schema(value_type = i64)]
    pub at: UtcMillis,
    /// By whom.
    pub by: String,
}

/// A change: what is said replaces, null takes away, a list is replaced whole (RFC 7396).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct ConfigurationChange {
    /// The version it was made of.
    pub of: String,
    /// Of `municipality.toml`; null for nothing.
    #[serde(default)]
    #[ts(type = "Record<string, unknown> | null")]
    pub municipality: Value,
    /// Of `organisations.toml`; null for nothing.
    #[serde(default)]
    #[ts(type = "Record<string, unknown> | null")]
    pub organisations: Value,
    /// Only name the faults.
    #[serde(default)]
    pub try_out: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct ConfigurationChanged {
    /// The version in force now, or the one it would be.
    pub version: String,
    /// Everything that is wrong; then nothing was changed.
    pub faults: Vec<ConfigurationFault>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct ConfigurationFault {
    /// The file.
    pub file: String,
    /// The key in it, as `rhythm.operative`.
    pub key: String,
    /// What is wrong with it.
    pub what: String,
}
