//! What somebody with bad intent sends, and that it gains them nothing: one file a way in.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod bytes;
mod chains;
mod entry;
mod slow;
#[path = "../support/mod.rs"]
mod support;
mod words;

pub(crate) const NORR: &str = "Vaktbolaget Norr";
pub(crate) const OFFICE: &str = "Kommunledningskontoret";
