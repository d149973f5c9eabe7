//! What the browser and the screens exchange with their backend besides the picture.

use domain::blob::Photo;
use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::review::Review;
use domain::role::Role;
use domain::text::{Name, Note};
use serde::{Deserialize, Serialize};

use crate::municipality::{Agreement, Municipality};
use crate::problem::ProblemCode;

/// Which shell the interface runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Shell {
    /// The app, with its own store.
    App,
    /// A browser, with the server's picture.
    Browser,
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Me {
    /// What people call the user or the device.
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    /// In which role.
    #[schema(value_type = String)]
    pub role: Role,
    /// Where the interface runs.
    pub shell: Shell,
    /// Whether the app has joined a server; a browser always has.
    pub enrolled: bool,
    /// The municipality.
    pub municipality: Municipality,
    /// Which of the catalogue's orders of tiles is this organisation's.
    pub tile_order: String,
    /// Whether the organisation's people meet patients: they are told to leave them out before they write.
    #[serde(default)]
    pub meets_patients: bool,
    /// What the organisation's access rests on; none where it needs no agreement.
    pub agreement: Option<Agreement>,
    /// A hash of the configuration: another one means that catalogue and places are to be asked for
    /// again.
    pub configuration: String,
    /// Actions the role may take, as codes of the matrix.
    pub may: Vec<String>,
    /// Whether nothing is open until a second factor is set up.
    #[serde(default)]
    pub lacks_second_factor: bool,
}

/// A report that is safe, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct Captured {
    /// Its id.
    #[schema(value_type = String)]
    pub id: DocId,
    /// When it was captured.
    #[schema(value_type = i64)]
    pub at: UtcMillis,
    /// Where it is safe.
    pub safe: SafeAt,
}

/// Where a report is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum SafeAt {
    /// On the phone's disk.
    Phone,
    /// On the server's disk.
    Server,
}

/// How sync stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct SyncState {
    /// Operations that wait.
    #[ts(type = "number")]
    pub waiting: u64,
    /// When everything that the server has for this device was last read, whatever waits here.
    #[schema(value_type = Option<i64>)]
    pub last_received_at: Option<UtcMillis>,
    /// Why the last attempt failed, as a code of the text catalogue.
    pub problem: Option<String>,
    /// When it is tried next.
    #[schema(value_type = Option<i64>)]
    pub next_attempt_at: Option<UtcMillis>,
    /// Whether the last attempt reached the server.
    pub online: bool,
    /// Attachments that wait; they travel after everything that is text.
    #[ts(type = "number")]
    pub photos_waiting: u64,
    /// How far this device's clock is ahead of the true time in milliseconds, when that is more than
    /// a minute. Nothing is refused for it.
    #[ts(type = "number | null")]
    pub clock_error_ms: Option<i64>,
    /// When the server last counted what it has of this device's reports. Daily; what is missing is
    /// sent again.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub compared_at: Option<UtcMillis>,
    /// Whether the disk is so full that no photos are taken; reports still are.
    pub storage_low: bool,
    /// How safe what lies on this device is in the wrong hands; none in a browser, where nothing lies.
    #[serde(default)]
    pub at_rest: Option<AtRest>,
}

/// How the lock of the app stands for who has the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PinState {
    /// Whether a PIN is set.
    pub has_pin: bool,
    /// Whether lists and picture are closed. Capturing is not.
    pub is_locked: bool,
    /// Whether the PIN was said to be forgotten: what waits is handed in, then the person joins anew.
    pub is_forgotten: bool,
    /// So long no PIN is looked at, after wrong ones.
    #[ts(type = "number")]
    pub rest_ms: i64,
}

/// Somebody who shares the phone, as the others may know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PersonView {
    /// Which, on this phone.
    pub number: u32,
    /// What people call their device; none until they have joined.
    pub name: Option<String>,
    /// Their organisation's name.
    pub organisation: Option<String>,
    /// How much of theirs waits: it is sent, whoever has the phone.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Whether they have the phone.
    pub is_here: bool,
}

/// The lock, and who shares the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct LockView {
    /// The lock of who has the phone.
    pub pin: PinState,
    /// Everybody, in the order in which they came.
    pub people: Vec<PersonView>,
}

/// How a device's store lies on its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AtRest {
    /// Encrypted; the system's own store of secrets keeps the key.
    KeyInSystem,
    /// Encrypted; the key lies in a file beside it, for its owner only: whoever reads all files reads it.
    KeyInFile,
    /// Not encrypted yet.
    Plain,
}

/// What waits on a phone, as pictures that another device reads from its screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Handover {
    /// How large the sealed package is.
    #[ts(type = "number")]
    pub bytes: u64,
    /// The package in parts, each with its number, the number of parts and a checksum.
    pub pictures: Vec<QrPicture>,
}

/// One QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct QrPicture {
    /// Squares along a side, without the quiet zone of four around it.
    pub size: u32,
    /// The dark squares as an SVG path, one unit a square.
    pub path: String,
}

/// What became of a package that was handed in, and of others that waited on this device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct HandedOver {
    /// Operations that the server did not have before.
    #[ts(type = "number")]
    pub new: u64,
    /// Whether the package waits on this device until the server is reached.
    pub waits: bool,
    /// Packages that the server will never take.
    #[serde(default)]
    pub refused: Vec<RefusedPackage>,
}

/// A package that the server will never take, and that is not carried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct RefusedPackage {
    /// When this device took it along.
    pub taken_at: UtcMillis,
    /// Whether it is the one that was just chosen.
    pub is_this: bool,
    /// Why.
    pub because: ProblemCode,
}

/// How far a photo has come, from the server's answers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoDelivery {
    /// It waits on this phone.
    OnPhone,
    /// The server has it on its disk.
    Received,
    /// The server will not take it; the report itself is not touched by that.
    Refused,
    /// It was taken somewhere else and is not on this device.
    Elsewhere,
}

/// A photo of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PhotoView {
    /// What it is.
    #[schema(value_type = Object)]
    pub photo: Photo,
    /// How far it has come.
    pub delivery: PhotoDelivery,
}

/// A decision about one or many reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct ReviewRequest {
    /// Which.
    #[schema(value_type = Vec<String>)]
    pub ids: Vec<DocId>,
    /// What was decided.
    #[schema(value_type = Object)]
    pub review: Review,
    /// Why words are sent that the check of free text marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    #[ts(optional)]
    pub because: Option<Note>,
}

/// Who is to look at one or many reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct AssignRequest {
    /// Which.
    #[schema(value_type = Vec<String>)]
    pub ids: Vec<DocId>,
    /// Who; none takes the assignment away.
    #[schema(value_type = Option<String>)]
    pub to: Option<Name>,
}

/// Whether reports concern *beredskap*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct PreparednessRequest {
    /// Which.
    #[schema(value_type = Vec<String>)]
    pub ids: Vec<DocId>,
    /// Whether they do.
    pub is_concerned: bool,
}

/// An answer to a coordinator's question about one's own report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct AnswerRequest {
    /// In the reporter's words.
    #[schema(value_type = String)]
    pub answer: Note,
    /// Why words are sent that the check of free text marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    #[ts(optional)]
    pub because: Option<Note>,
}

/// Words to look at before they are sent. They are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct CheckRequest {
    /// The words.
    pub text: String,
}

/// Sign in with name and password.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct SignIn {
    /// The name the user chose.
    pub name: String,
    /// The password.
    pub password: String,
    /// A code of the second factor, or a recovery code; asked for when the password was right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code: Option<String>,
}

/// Use a one-time invitation: choose a name and a password.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct AcceptInvitation {
    /// The code of the link.
    pub invitation: String,
    /// The name to sign in with.
    pub name: String,
    /// At least twelve characters.
    pub password: String,
}

/// A base map that can be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct MapInfo {
    /// Its name in the address.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// A place people know by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub struct NamedPlace {
    /// The name.
    pub name: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// What kind of place.
    pub kind: String,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// The district it lies in.
    pub district: Option<String>,
}

impl From<domain::gazetteer::Place> for NamedPlace {
    fn from(place: domain::gazetteer::Place) -> Self {
        Self {
            name: place.name,
            aliases: place.aliases,
            kind: place.kind,
            lon: place.lon,
            lat: place.lat,
            district: (!place.area.is_empty()).then_some(place.area),
        }
    }
}
