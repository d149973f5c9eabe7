//! The questions asked of the picture. What a caller's scope does not cover does not exist.

mod answer;
mod assessment;
mod condition;
mod feedback;
mod incident;
mod plan;
mod priorities;
mod question;
mod timeline;

pub use answer::{incidents, observation, observations_of, picture, points, summary};
pub use assessment::assessments;
pub use feedback::{TookPart, feedback, took_part};
pub use incident::{incident_page, newest_incidents, shared};
pub use plan::{causes, history, measure, measures, measures_at, meeting, meetings, year};
pub use priorities::priorities;
pub use question::organisation_questions;

pub(crate) use condition::Condition;
pub(crate) use plan::documents;
