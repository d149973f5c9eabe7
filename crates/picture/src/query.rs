//! The questions asked of the picture. What a caller's scope does not cover does not exist.

mod answer;
mod condition;

pub use answer::{incidents, observation, observations_of, picture, points, summary};

pub(crate) use condition::Condition;
