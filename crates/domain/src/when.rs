//! When something happened, as far as the reporter knows: exactly, between two times, or about.

use serde::{Deserialize, Serialize};

use crate::clock::UtcMillis;

/// Why a time was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// The interval ends before it begins.
    #[error("the interval ends before it begins")]
    Backwards,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Parts {
    Exact { at: UtcMillis },
    Interval { from: UtcMillis, to: UtcMillis },
    Approximate { at: UtcMillis, within_min: u32 },
}

/// The time of an event in UTC. The zone it was told in is kept beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "Parts", tag = "kind", rename_all = "snake_case")]
pub enum When {
    /// Seen as it happened.
    Exact {
        /// The moment.
        at: UtcMillis,
    },
    /// Happened at some time between two others, as damage found in the morning.
    Interval {
        /// Last known good.
        from: UtcMillis,
        /// Found; never before `from`.
        to: UtcMillis,
    },
    /// About then.
    Approximate {
        /// The best guess.
        at: UtcMillis,
        /// Minutes it may be off, before and after.
        within_min: u32,
    },
}

impl When {
    /// Between two times.
    ///
    /// # Errors
    /// When the end lies before the beginning.
    pub fn between(from: UtcMillis, to: UtcMillis) -> Result<Self, WhenError> {
        if to < from {
            return Err(WhenError::Backwards);
        }
        Ok(Self::Interval { from, to })
    }

    /// The earliest it can have been.
    pub fn earliest(&self) -> UtcMillis {
        match *self {
            Self::Exact { at } => at,
            Self::Interval { from, .. } => from,
            Self::Approximate { at, within_min } => at.plus_ms(-i64::from(within_min) * 60_000),
        }
    }

    /// The latest it can have been.
    pub fn latest(&self) -> UtcMillis {
        match *self {
            Self::Exact { at } => at,
            Self::Interval { to, .. } => to,
            Self::Approximate { at, within_min } => at.plus_ms(i64::from(within_min) * 60_000),
        }
    }

    /// Whether the moment itself is known.
    pub fn is_exact(&self) -> bool {
        matches!(self, Self::Exact { .. })
    }
}

impl TryFrom<Parts> for When {
    type Error = WhenError;

    fn try_from(parts: Parts) -> Result<Self, WhenError> {
        match parts {
            Parts::Exact { at } => Ok(Self::Exact { at }),
            Parts::Interval { from, to } => Self::between(from, to),
            Parts::Approximate { at, within_min } => Ok(Self::Approximate { at, within_min }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_cannot_end_before_it_begins() {
        assert!(When::between(UtcMillis(2), UtcMillis(1)).is_err());
        let json = r#"{"kind":"interval","from":2,"to":1}"#;
        assert!(serde_json::from_str::<When>(json).is_err());
    }

    #[test]
    fn about_then_is_an_interval_to_both_sides() {
        let about = When::Approximate { at: UtcMillis(600_000), within_min: 5 };
        assert_eq!((about.earliest(), about.latest()), (UtcMillis(300_000), UtcMillis(900_000)));
    }
}
