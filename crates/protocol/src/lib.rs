//! The messages between a device and the server, version by version. Knows no HTTP and no SQL.

pub mod access;
pub mod account;
pub mod blob;
pub mod briefing;
pub mod configuration;
pub mod enrolment;
pub mod frame;
pub mod handover;
pub mod municipality;
pub mod order;
pub mod page;
pub mod pkce;
pub mod problem;
pub mod rhythm;
pub mod run;
pub mod session;
pub mod sign_in;
pub mod statistics;
pub mod sync;
pub mod version;
pub mod wipe;

mod base64_bytes;
