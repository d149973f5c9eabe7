//! *Enheter*: who and what has access, for those who give it and take it away.

use domain::clock::UtcMillis;
use domain::id::{DeviceId, UserId};
use domain::role::Role;
use serde::{Deserialize, Serialize};

use crate::session::QrPicture;
use crate::wipe::Wipe;

/// Everything that has access, or had it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct AccessView {
    /// Devices, the last heard of first.
    pub devices: Vec<DeviceAccess>,
    /// People who sign in, by name.
    pub people: Vec<PersonAccess>,
    /// Where devices can join, and in which roles.
    pub organisations: Vec<PlaceForAccess>,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct DeviceAccess {
    /// Its id.
    #[schema(value_type = String)]
    pub id: DeviceId,
    /// What people call it.
    pub name: String,
    /// Its organisation's name.
    pub organisation: String,
    /// Its role.
    #[schema(value_type = String)]
    pub role: Role,
    /// When it joined.
    #[schema(value_type = i64)]
    pub enrolled_at: UtcMillis,
    /// When it was last heard of.
    #[schema(value_type = Option<i64>)]
    pub last_seen_at: Option<UtcMillis>,
    /// Name and version of its app.
    pub app: String,
    /// How many operations waited on it then.
    #[ts(type = "number")]
    pub waiting: u64,
    /// How many of its operations were set aside.
    #[ts(type = "number")]
    pub set_aside: u64,
    /// How many of its numbers are gaps: lost here, and the device had them no more.
    #[ts(type = "number")]
    pub gaps: u64,
    /// How far its clock is ahead of the server's, in milliseconds.
    #[ts(type = "number | null")]
    pub clock_error_ms: Option<i64>,
    /// When its access was taken away, if it was.
    #[schema(value_type = Option<i64>)]
    pub revoked_at: Option<UtcMillis>,
    /// The wipe that was ordered, if one was.
    pub wipe: Option<Wipe>,
    /// When the device was first given that order. What it did then is not known here.
    #[schema(value_type = Option<i64>)]
    pub wipe_told_at: Option<UtcMillis>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PersonAccess {
    /// Who.
    #[schema(value_type = String)]
    pub id: UserId,
    /// What people call them.
    pub name: String,
    /// Their organisation's name.
    pub organisation: String,
    /// Their role.
    #[schema(value_type = String)]
    pub role: Role,
    /// Whether they have chosen a password.
    pub has_joined: bool,
    /// When they last signed in.
    #[schema(value_type = Option<i64>)]
    pub last_seen_at: Option<UtcMillis>,
    /// In how many browsers they are signed in now.
    pub sessions: u32,
    /// When their access was taken away, if it was.
    #[schema(value_type = Option<i64>)]
    pub revoked_at: Option<UtcMillis>,
}

/// An organisation that devices can join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PlaceForAccess {
    /// Its name.
    pub name: String,
    /// Roles its devices may have.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Role>,
}

/// A link for a new device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct InviteRequest {
    /// The organisation's name or code.
    pub organisation: String,
    /// The role.
    #[schema(value_type = String)]
    pub role: Role,
    /// What people will call the device.
    pub name: String,
}

/// The link, good once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Invited {
    /// The link.
    pub link: String,
    /// Until when it is good.
    #[schema(value_type = i64)]
    pub expires_at: UtcMillis,
    /// The same as a QR code.
    #[schema(value_type = Object)]
    pub picture: QrPicture,
}

/// Access is taken away.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    ts_rs::TS
)]
pub struct RevokeRequest {
    /// Whether and how the device is wiped when it next reaches the server.
    #[serde(default)]
    #[ts(optional)]
    pub wipe: Option<Wipe>,
}
