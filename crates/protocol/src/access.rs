//! *Enheter*: who and what has access, for those who give it and take it away.

use domain::clock::UtcMillis;
use domain::id::{DeviceId, SessionId, UserId};
use domain::role::Role;
use serde::{Deserialize, Serialize};

use crate::session::QrPicture;
use crate::sign_in::Method;
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
    /// For a desk with the app: what it signs its next order with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub nonce: Option<String>,
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
    /// Its highest number without a hole.
    #[ts(type = "number")]
    pub have: u64,
    /// What was erased up to this place of the log is erased on its disk too.
    #[ts(type = "number")]
    pub erased_through: u64,
    /// How many new lives of the log it made begin, by remembering more than the log has. Many, without
    /// restores, are a reason to revoke it.
    #[ts(type = "number")]
    pub lives_begun: u64,
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
    /// Whether they have a way in: a password, or the municipality's sign-in.
    pub has_joined: bool,
    /// When they last signed in.
    #[schema(value_type = Option<i64>)]
    pub last_seen_at: Option<UtcMillis>,
    /// The browsers they are signed in with now, the last first.
    pub sessions: Vec<SignedIn>,
    /// Whether they sign in with a second factor.
    pub has_second_factor: bool,
    /// When their access was taken away, if it was.
    #[schema(value_type = Option<i64>)]
    pub revoked_at: Option<UtcMillis>,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct SignedIn {
    /// Its id.
    #[schema(value_type = String)]
    pub id: SessionId,
    /// Which browser on which system, as far as it told; not more than a person knows it by.
    pub browser: String,
    /// How it signed in.
    pub method: Method,
    /// Since when.
    #[schema(value_type = i64)]
    pub began_at: UtcMillis,
    /// Until when, if nobody ends it before.
    #[schema(value_type = i64)]
    pub expires_at: UtcMillis,
    /// Whether it is the one that asks.
    pub is_this: bool,
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
