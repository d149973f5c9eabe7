//! The nouns of Lägesbild, and the one rule that merges what many devices say of them. Knows no
//! clock, file, network, SQL or async: everything comes in as a value.

pub mod assessment;
pub mod blob;
pub mod catalogue;
pub mod cause;
pub mod clock;
pub mod crs;
pub mod day;
pub mod edition;
pub mod feedback;
pub mod gazetteer;
pub mod id;
pub mod incident;
pub mod log;
pub mod masking;
pub mod measure;
pub mod meeting;
pub mod merge;
pub mod observation;
pub mod op;
mod part;
pub mod patrol;
pub mod period;
pub mod plan;
pub mod position;
pub mod priority;
pub mod privacy;
pub mod review;
pub mod role;
pub mod text;
pub mod when;
