//! What a picture means, by the formulas of the analysis notes: plain values in, findings out, the
//! same for any order of input. Knows no clock, file, network or SQL.
//!
//! Only methods leave this crate, and each answers with a [`finding::Finding`]: below its least data
//! there is no number to be had. The plain arithmetic beneath them is open to the reference runner and
//! the bench alone, by the feature `arithmetic`, which nothing that ships turns on.

#![cfg_attr(
    not(feature = "arithmetic"),
    allow(dead_code, unreachable_pub, reason = "arithmetic that only the reference runner reads")
)]

#[cfg(not(feature = "arithmetic"))]
mod alarm;
#[cfg(feature = "arithmetic")]
pub mod alarm;
pub mod calendar;
#[cfg(not(feature = "arithmetic"))]
mod change;
#[cfg(feature = "arithmetic")]
pub mod change;
#[cfg(not(feature = "arithmetic"))]
mod clusters;
#[cfg(feature = "arithmetic")]
pub mod clusters;
#[cfg(not(feature = "arithmetic"))]
mod density;
#[cfg(feature = "arithmetic")]
pub mod density;
#[cfg(not(feature = "arithmetic"))]
mod displacement;
#[cfg(feature = "arithmetic")]
pub mod displacement;
pub mod distance;
#[cfg(not(feature = "arithmetic"))]
mod distribution;
#[cfg(feature = "arithmetic")]
pub mod distribution;
#[cfg(not(feature = "arithmetic"))]
mod duplicates;
#[cfg(feature = "arithmetic")]
pub mod duplicates;
#[cfg(not(feature = "arithmetic"))]
mod effect;
#[cfg(feature = "arithmetic")]
pub mod effect;
pub mod effort;
#[cfg(not(feature = "arithmetic"))]
mod excess;
#[cfg(feature = "arithmetic")]
pub mod excess;
#[cfg(not(feature = "arithmetic"))]
mod fellegi_sunter;
#[cfg(feature = "arithmetic")]
pub mod fellegi_sunter;
pub mod finding;
#[cfg(not(feature = "arithmetic"))]
mod gi_star;
#[cfg(feature = "arithmetic")]
pub mod gi_star;
#[cfg(not(feature = "arithmetic"))]
mod hauer;
#[cfg(feature = "arithmetic")]
pub mod hauer;
#[cfg(not(feature = "arithmetic"))]
mod hdbscan;
#[cfg(feature = "arithmetic")]
pub mod hdbscan;
#[cfg(not(feature = "arithmetic"))]
mod hours;
#[cfg(feature = "arithmetic")]
pub mod hours;
#[cfg(not(feature = "arithmetic"))]
mod multiple_testing;
#[cfg(feature = "arithmetic")]
pub mod multiple_testing;
pub mod near;
pub mod places;
pub mod power;
#[cfg(not(feature = "arithmetic"))]
mod prediction;
#[cfg(feature = "arithmetic")]
pub mod prediction;
pub mod random;
#[cfg(not(feature = "arithmetic"))]
mod rates;
#[cfg(feature = "arithmetic")]
pub mod rates;
#[cfg(not(feature = "arithmetic"))]
mod regression;
#[cfg(feature = "arithmetic")]
pub mod regression;
#[cfg(not(feature = "arithmetic"))]
mod repeats;
#[cfg(feature = "arithmetic")]
pub mod repeats;
#[cfg(not(feature = "arithmetic"))]
mod series;
#[cfg(feature = "arithmetic")]
pub mod series;
#[cfg(not(feature = "arithmetic"))]
mod surveillance;
#[cfg(feature = "arithmetic")]
pub mod surveillance;
pub mod text_similarity;
pub mod words;

pub use alarm::{Alarm, Week, judge, within_budget};
pub use change::{Difference, Pair, RatioOfRatios, Spans};
pub use clusters::{NewPlace, new_places};
pub use density::{DensityMap, Weighted, density_map};
pub use displacement::{Displacement, displacement};
pub use duplicates::{
    Field, Index, Kinship, REACH_M as DUPLICATE_REACH_M, REACH_S as DUPLICATE_REACH_S, Reason,
    Report, Suggestion, Twin, gap_s, learnt_chances, suggest,
};
pub use effect::{Effect, Weeks, evaluate};
pub use excess::{Against, BAND_M, ExcessCell, excess};
pub use fellegi_sunter::{Chances, Pattern as Agreement};
pub use gi_star::{GiStar, for_export};
pub use hours::{HotPart, Pattern, Span, hot_part, hours};
pub use prediction::{SelfCheck, Tally, self_check};
pub use rates::Interval;
pub use repeats::{Occurrence, RepeatBand, near_repeats};
pub use series::{LongTerm, long_term};

/// Weeks a weekly alarm looks back: twelve, or these where there are as many.
pub use alarm::{FARRINGTON_WEEKS, WEEKS_BACK};
