//! The practice town and its made-up year: a map, places, addresses and reports with nothing real in them.
//! Everything follows from a seed: no clock, no files, no chance from the system.

mod maths;
pub mod places;
mod rng;
pub mod shape;
pub mod tiles;
pub mod town;

/// The seed of the town that is committed and shipped.
pub const SEED: u64 = 1;
