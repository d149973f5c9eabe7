//! Random bytes are handed in, as the clock is: a test with a seed repeats itself.

/// The machine gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the machine gives no random bytes")]
pub struct NoRandomness;

/// Where random bytes come from.
pub trait Random: Send + Sync {
    /// Fill all of `bytes`.
    ///
    /// # Errors
    /// When the machine has none to give; nothing may be written then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// A number of random bytes.
pub(crate) fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}
