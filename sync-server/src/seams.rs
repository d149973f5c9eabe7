//! Clock and randomness as the server gets them handed in, and the real ones.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::{Clock, UtcMillis};

/// The machine gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the machine gave no random bytes")]
pub struct NoRandomness;

/// Where random bytes come from.
pub trait Random: Send + Sync {
    /// Fill with random bytes.
    ///
    /// # Errors
    /// When the machine has none to give.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// Clock and randomness.
#[derive(Clone)]
pub struct Seams {
    /// The present time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub random: Arc<dyn Random>,
}

impl Seams {
    /// Those of the machine.
    pub fn real() -> Self {
        Self { clock: Arc::new(WallClock), random: Arc::new(MachineRandom) }
    }

    /// A fixed number of random bytes.
    ///
    /// # Errors
    /// When the machine has none to give.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// A code or token nobody can guess: 24 random bytes as 32 characters.
    ///
    /// # Errors
    /// When the machine has none to give.
    pub fn secret(&self) -> Result<String, NoRandomness> {
        Ok(URL_SAFE_NO_PAD.encode(self.bytes::<24>()?))
    }

    /// A new UUID version 7.
    ///
    /// # Errors
    /// When the machine has no random bytes to give.
    pub fn uuid(&self) -> Result<uuid::Uuid, NoRandomness> {
        Ok(domain::op::uuid_v7(self.clock.now(), self.bytes()?))
    }
}

struct WallClock;

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is handed in")]
    fn now(&self) -> UtcMillis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UtcMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

struct MachineRandom;

impl Random for MachineRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|_| NoRandomness)
    }
}
