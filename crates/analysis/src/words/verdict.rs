//! The fixed words of the verdicts.

use crate::finding::Verdict;

impl Verdict {
    /// The fixed words in Swedish.
    pub fn words_sv(self) -> &'static str {
        match self {
            Self::ClearDecrease => "Tydlig minskning",
            Self::ClearIncrease => "Tydlig ökning",
            Self::LikelyDecrease => "Trolig minskning",
            Self::LikelyIncrease => "Trolig ökning",
            Self::NoCertainChange => "Ingen säker förändring",
            Self::TendencyDecrease | Self::TendencyIncrease => "Tendens – tolka försiktigt",
            Self::TooLittleData => "För lite underlag",
        }
    }

    /// The fixed words in English.
    pub fn words_en(self) -> &'static str {
        match self {
            Self::ClearDecrease => "Clear decrease",
            Self::ClearIncrease => "Clear increase",
            Self::LikelyDecrease => "Likely decrease",
            Self::LikelyIncrease => "Likely increase",
            Self::NoCertainChange => "No certain change",
            Self::TendencyDecrease | Self::TendencyIncrease => "Tendency – read with care",
            Self::TooLittleData => "Too little data",
        }
    }
}
