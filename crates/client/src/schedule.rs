//! When to try again, and how much at once. Pure functions: the shell owns the timer.

mod plan;

pub use plan::{Event, Network, Next, Scheduler, Waiting};

use domain::clock::UtcMillis;
use protocol::blob::{CHUNK_MAX_BYTES, CHUNK_MIN_BYTES};
use protocol::run::RUN_MAX;
use protocol::sync::PAGE_MAX;

/// The shortest wait after a failure.
pub const SHORTEST_MS: i64 = 1_000;
/// The longest wait, however often it has failed.
pub const LONGEST_MS: i64 = 15 * 60 * 1_000;

/// How long to wait after so many failures in a row: doubled each time, at most fifteen minutes,
/// and moved by chance within the upper half, so that a hundred phones do not return together.
///
/// `chance` is any number; all 32 bits of it count.
pub fn wait_ms(failures: u32, chance: u32) -> i64 {
    if failures == 0 {
        return 0;
    }
    let whole = SHORTEST_MS.saturating_mul(1_i64 << (failures - 1).min(20)).min(LONGEST_MS);
    let half = whole / 2;
    (half + half * i64::from(chance) / i64::from(u32::MAX)).max(SHORTEST_MS)
}

/// When it is tried next, in the time of the clock that is handed in.
pub fn next_attempt(now: UtcMillis, failures: u32, chance: u32) -> UtcMillis {
    now.plus_ms(wait_ms(failures, chance))
}

/// Whether it is time. A clock set back never keeps a phone waiting longer than the longest wait.
pub fn is_due(now: UtcMillis, next_attempt: Option<UtcMillis>) -> bool {
    next_attempt.is_none_or(|at| now >= at || at > now.plus_ms(LONGEST_MS))
}

/// How many operations travel at once: grows with every answer, halves when one does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Operations to hand in, 1 to 500.
    pub run: usize,
    /// Operations to ask for, 20 to 5,000.
    pub page: u32,
    /// Bytes of an attachment in one piece, 64 to 256 KiB.
    pub chunk: usize,
}

impl Pace {
    /// How a phone begins.
    pub const START: Self = Self { run: 20, page: 500, chunk: CHUNK_MIN_BYTES };

    /// After an answer.
    #[must_use]
    pub fn faster(self) -> Self {
        Self { run: (self.run * 2).min(RUN_MAX), page: (self.page * 2).min(PAGE_MAX), ..self }
    }

    /// After an answer that did not come in time, or a request that was too large.
    #[must_use]
    pub fn slower(self) -> Self {
        Self { run: (self.run / 2).max(1), page: (self.page / 2).max(20), ..self }
    }

    /// After a piece of an attachment went through.
    #[must_use]
    pub fn larger_chunk(self) -> Self {
        Self { chunk: (self.chunk * 2).min(CHUNK_MAX_BYTES), ..self }
    }

    /// After a piece that did not.
    #[must_use]
    pub fn smaller_chunk(self) -> Self {
        Self { chunk: (self.chunk / 2).max(CHUNK_MIN_BYTES), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_wait_lies_between_a_second_and_fifteen_minutes(
            failures in 1..u32::MAX,
            chance in any::<u32>(),
        ) {
            let wait = wait_ms(failures, chance);
            prop_assert!((SHORTEST_MS..=LONGEST_MS).contains(&wait));
        }
    }

    #[test]
    fn the_wait_doubles_until_fifteen_minutes() {
        let waits: Vec<_> = (1..=12).map(|n| wait_ms(n, u32::MAX) / 1_000).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(wait_ms(4, 0), 4_000);
        assert_eq!(wait_ms(0, 7), 0);
    }

    #[test]
    fn a_clock_set_back_ten_years_does_not_stop_the_sync() {
        let next = UtcMillis(1_700_000_000_000);
        assert!(!is_due(next.plus_ms(-1), Some(next)));
        assert!(is_due(next, Some(next)));
        assert!(is_due(next.plus_ms(-315_360_000_000), Some(next)));
        assert!(is_due(next, None));
    }

    #[test]
    fn a_run_grows_to_500_and_shrinks_to_one() {
        let fast = (0..9).fold(Pace::START, |pace, _| pace.faster());
        assert_eq!((fast.run, fast.page), (500, 5_000));
        let slow = (0..20).fold(fast, |pace, _| pace.slower());
        assert_eq!((slow.run, slow.page), (1, 20));
    }
}
