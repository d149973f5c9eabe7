//! What a picture means, by the formulas of the analysis notes: plain values in, findings out, the
//! same for any order of input. Knows no clock, file, network or SQL.

pub mod alarm;
pub mod calendar;
pub mod change;
pub mod clusters;
pub mod density;
pub mod displacement;
pub mod distance;
pub mod distribution;
pub mod duplicates;
pub mod effect;
pub mod effort;
pub mod excess;
pub mod fellegi_sunter;
pub mod finding;
pub mod gi_star;
pub mod hauer;
pub mod hdbscan;
pub mod hours;
pub mod multiple_testing;
pub mod near;
pub mod places;
pub mod prediction;
pub mod random;
pub mod rates;
pub mod regression;
pub mod repeats;
pub mod series;
pub mod surveillance;
pub mod text_similarity;
pub mod words;
