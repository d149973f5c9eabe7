//! When it was seen (`UtcMillis`, for people) and what came first (`Stamp`, for merging).

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, compact};

/// Milliseconds since 1970-01-01T00:00:00Z, as some clock told it. May be wrong.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS
)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct UtcMillis(pub i64);

impl UtcMillis {
    /// This time moved by a number of milliseconds, staying within what can be held.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

/// A clock that nobody can set and that begins anew with every run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticks {
    /// Which run; ticks of different runs cannot be compared.
    pub run: i64,
    /// Milliseconds. Never runs backwards within a run.
    pub ms: i64,
}

/// The present time is handed in; nothing in the core asks the machine for it.
pub trait Clock: Send + Sync {
    /// What the wall clock says now. It may run backwards.
    fn now(&self) -> UtcMillis;

    /// What the ticks say now, where the machine has such a clock.
    fn ticks(&self) -> Option<Ticks> {
        None
    }
}

/// Orders operations. Never runs backwards on one device, whatever is done to its wall clock.
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
pub struct Stamp {
    /// The larger of the wall clock and what was seen before.
    pub at: UtcMillis,
    /// Counts operations within the same millisecond.
    pub tick: u32,
    /// Who stamped: settles what the clock leaves equal.
    #[serde(with = "compact")]
    #[ts(type = "string")]
    pub device: DeviceId,
}

impl Stamp {
    /// The first stamp of a device that has written nothing yet.
    pub fn zero(device: DeviceId) -> Self {
        Self { at: UtcMillis(0), tick: 0, device }
    }

    /// The stamp after `self`; never smaller, whatever the wall clock says.
    #[must_use]
    pub fn next(self, now: UtcMillis) -> Self {
        if self.at < now {
            Self { at: now, tick: 0, ..self }
        } else {
            Self { tick: self.tick.saturating_add(1), ..self }
        }
    }

    /// Continue after a stamp seen from somebody else, keeping our own device.
    #[must_use]
    pub fn after(self, seen: Self) -> Self {
        if (seen.at, seen.tick) > (self.at, self.tick) {
            Self { at: seen.at, tick: seen.tick, ..self }
        } else {
            self
        }
    }

    /// A stamp wins at most `limit_ms` ahead of the clock that received it (`SYNC.md` I10).
    #[must_use]
    pub fn clamped(self, received_at: UtcMillis, limit_ms: i64) -> Self {
        Self { at: self.at.min(received_at.plus_ms(limit_ms)), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn device(n: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(n))
    }

    #[test]
    fn a_stamp_never_runs_backwards_when_the_clock_is_set_back() {
        let first = Stamp::zero(device(1)).next(UtcMillis(5_000));
        let second = first.next(UtcMillis(1_000));
        assert!(second > first);
        assert_eq!(second.at, UtcMillis(5_000));
    }

    #[test]
    fn a_phone_in_2099_wins_at_most_a_minute() {
        let stamp = Stamp::zero(device(1)).next(UtcMillis(4_070_908_800_000));
        assert_eq!(stamp.clamped(UtcMillis(1_000_000), 60_000).at, UtcMillis(1_060_000));
    }

    #[test]
    fn a_device_continues_after_what_it_has_seen() {
        let mine = Stamp::zero(device(1)).next(UtcMillis(10));
        let theirs = Stamp::zero(device(2)).next(UtcMillis(99));
        let next = mine.after(theirs).next(UtcMillis(11));
        assert!(next > theirs);
        assert_eq!(next.device, device(1));
    }
}
