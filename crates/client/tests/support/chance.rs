//! Bytes that no two phones of a test share, and that are the same in each run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use client::random::{NoRandomness, Random};

/// Different bytes each time, the same in each run.
pub struct Counted(AtomicU64);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for byte in bytes {
            let n = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            *byte = (n ^ (n >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes()[0];
        }
        Ok(())
    }
}

pub fn counted(seed: u64) -> Arc<Counted> {
    Arc::new(Counted(AtomicU64::new(seed.wrapping_mul(0xd6e8_feb8_6659_fd93))))
}
