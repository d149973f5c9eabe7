//! *Effekt över tid*: what the server found 12, 26 and 52 weeks after the start, kept with the measure as
//! it was then. Only the server writes it; people judge beside it.

use serde::{Deserialize, Serialize};

use crate::catalogue::Label;
use crate::day::Day;
use crate::edition::SMALLEST;

/// Before the start day and the weeks of a review in a measure's fields.
const REVIEW: &str = "effect_review.";
/// Weeks after the start at which the server looks: 3, 6 and 12 months.
pub const REVIEW_WEEKS: [u8; 3] = [12, 26, 52];

/// What may be said of a measure, in the fixed words of the analysis.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// *Tydlig minskning.*
    ClearDecrease,
    /// *Tydlig ökning.*
    ClearIncrease,
    /// *Trolig minskning.*
    LikelyDecrease,
    /// *Trolig ökning.*
    LikelyIncrease,
    /// *Ingen säker förändring.*
    NoCertainChange,
    /// *Tendens – tolka försiktigt*, downwards.
    TendencyDecrease,
    /// *Tendens – tolka försiktigt*, upwards.
    TendencyIncrease,
    /// *För lite underlag.*
    TooLittleData,
    /// Who reports has changed: refused.
    ReporterBreak,
}

impl Verdict {
    /// Every verdict, as the year's numbers are listed.
    pub const ALL: [Self; 9] = [
        Self::ClearDecrease,
        Self::LikelyDecrease,
        Self::TendencyDecrease,
        Self::NoCertainChange,
        Self::TendencyIncrease,
        Self::LikelyIncrease,
        Self::ClearIncrease,
        Self::TooLittleData,
        Self::ReporterBreak,
    ];

    /// The words within a row of several, in Swedish.
    pub fn in_a_row_sv(self) -> &'static str {
        match self {
            Self::ClearDecrease => "tydlig minskning",
            Self::LikelyDecrease => "trolig minskning",
            Self::TendencyDecrease => "tendens till minskning",
            Self::NoCertainChange => "ingen säker förändring",
            Self::TendencyIncrease => "tendens till ökning",
            Self::LikelyIncrease => "trolig ökning",
            Self::ClearIncrease => "tydlig ökning",
            Self::TooLittleData => "för lite underlag",
            Self::ReporterBreak => "kan inte jämföras",
        }
    }

    /// The same in English.
    pub fn in_a_row_en(self) -> &'static str {
        match self {
            Self::ClearDecrease => "clear decrease",
            Self::LikelyDecrease => "likely decrease",
            Self::TendencyDecrease => "tendency to decrease",
            Self::NoCertainChange => "no certain change",
            Self::TendencyIncrease => "tendency to increase",
            Self::LikelyIncrease => "likely increase",
            Self::ClearIncrease => "clear increase",
            Self::TooLittleData => "too little data",
            Self::ReporterBreak => "not comparable",
        }
    }

    /// Whether there are fewer events than expected with some certainty.
    pub fn is_decrease(self) -> bool {
        matches!(self, Self::ClearDecrease | Self::LikelyDecrease)
    }

    /// Whether the data said that there is no decrease, rather than too little.
    pub fn denies_decrease(self) -> bool {
        matches!(self, Self::NoCertainChange | Self::LikelyIncrease | Self::ClearIncrease)
    }
}

/// One review, frozen with the snapshot it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct EffectReview {
    /// The first day with the measure.
    pub from: Day,
    /// 12, 26 or 52 weeks after it.
    pub weeks: u8,
    /// The day it was made.
    pub made_on: Day,
    /// BLAKE3 of the snapshot, in hexadecimal.
    pub snapshot: String,
    /// Since the start.
    pub verdict: Verdict,
    /// Since the review before; none at the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lately: Option<Verdict>,
    /// Whether a decrease that an earlier review saw is gone: the measure is opened again.
    pub has_faded: bool,
    /// The counts and the verdict in words, in the order they are read.
    pub words: Vec<Label>,
    /// The counts as everybody may be told them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub counted: Option<BeforeAfter>,
}

/// What came before and after a measure, for those who read fewer reports than were counted: in whole threes,
/// and none under three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct BeforeAfter {
    /// Events before, in whole threes.
    pub before: u32,
    /// In so many weeks.
    pub before_weeks: u32,
    /// Events after, in whole threes; none: fewer than three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<u32>,
    /// In so many weeks.
    pub after_weeks: u32,
}

impl BeforeAfter {
    /// Of events and weeks before and after; nothing where there is too little to tell.
    pub fn told(
        (before, before_weeks): (u32, u32),
        (after, after_weeks): (u32, u32),
    ) -> Option<Self> {
        let in_threes = |count: u32| (count >= SMALLEST).then_some(count - count % SMALLEST);
        let before = in_threes(before).filter(|_| before_weeks > 0 && after_weeks > 0)?;
        Some(Self { before, before_weeks, after: in_threes(after), after_weeks })
    }
}

impl EffectReview {
    /// The field that holds it.
    pub fn field(&self) -> String {
        field(self.from, self.weeks)
    }
}

/// The field of the review so many weeks after a start.
pub fn field(from: Day, weeks: u8) -> String {
    format!("{REVIEW}{from}.{weeks}")
}

/// Whether a field holds a review.
pub fn is_review(field: &str) -> bool {
    field.starts_with(REVIEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_is_told_is_whole_threes_and_never_under_three() {
        let told = BeforeAfter::told((64, 52), (2, 12)).unwrap();
        assert_eq!((told.before, told.after), (63, None));
        assert_eq!(BeforeAfter::told((3, 52), (5, 12)).unwrap().after, Some(3));
        assert_eq!(BeforeAfter::told((2, 52), (30, 12)), None);
        assert_eq!(BeforeAfter::told((9, 52), (3, 0)), None);
    }
}
