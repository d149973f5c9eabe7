//! The machine's own clock and randomness, for shells that have them. The core never asks for them.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use domain::clock::{Clock, Ticks, UtcMillis};

use crate::random::{NoRandomness, Random};

/// The machine's wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcMillis {
        #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
        let now = SystemTime::now();
        let millis = match now.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()),
            Err(before) => i64::try_from(before.duration().as_millis()).map(|ms| -ms),
        };
        UtcMillis(millis.unwrap_or(i64::MAX))
    }

    fn ticks(&self) -> Option<Ticks> {
        static BEGAN: OnceLock<Option<(Instant, i64)>> = OnceLock::new();
        let began = BEGAN.get_or_init(|| {
            let mut run = [0; 8];
            getrandom::fill(&mut run).ok()?;
            Some((Instant::now(), i64::from_le_bytes(run)))
        });
        // A run that cannot be told from others has no ticks worth keeping.
        let (began, run) = began.as_ref()?;
        let ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        Some(Ticks { run: *run, ms })
    }
}

/// The operating system's random bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|_| NoRandomness)
    }
}
