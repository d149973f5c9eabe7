//! The commands of the interface, one module a noun. Each reads its input, makes one call, answers.

pub mod access;
pub mod analysis;
pub mod browser;
pub mod capture;
pub mod catalogue;
pub mod device;
pub mod editions;
pub mod handover;
pub mod incidents;
pub mod lock;
pub mod map;
pub mod masking;
pub mod meetings;
pub mod patrols;
pub mod photos;
pub mod picture;
pub mod plan;
pub mod priorities;
pub mod review;
