//! The questions asked of the picture. What a caller's scope does not cover does not exist.

mod answer;
mod condition;
mod priorities;

pub use answer::{incidents, observation, observations_of, picture, points, summary};
pub use priorities::priorities;

pub(crate) use condition::Condition;
