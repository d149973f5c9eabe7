//! Merges, keeps and serves the picture. One folder holds everything; one writer owns the log; HTTP
//! is a thin edge around both.

pub mod admin;
mod app;
mod attempts;
pub mod backup;
pub mod config;
mod credential;
pub mod current;
mod embedded;
mod error;
pub mod exchange;
pub mod faults;
pub mod feedback;
mod fields;
mod guard;
mod init;
mod intake;
pub mod invite;
mod keep;
mod limits;
mod maps;
mod open_api;
mod payload;
mod record;
pub mod reserve;
pub mod review;
mod routes;
mod seams;
mod secrets;
mod serve;
pub mod settings;
pub mod standing;
pub mod store;
mod tls;

pub use app::{App, Server, StartError};
pub use init::{Initialised, init};
pub use keep::{Erasure, Kept};
pub use limits::Peer;
pub use open_api::document as open_api;
pub use routes::{Door, Route, app, list as routes};
pub use seams::{NoRandomness, Random, Seams};
pub use secrets::{Nonces, Secret};
pub use serve::{serve, serve_over};
pub use settings::Settings;
pub use tls::{Tls, TlsError, TlsFiles};
