//! A clock set by hand, for phones and servers alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::clock::{Clock, UtcMillis};

/// Stands still until it is moved.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    /// Show a time.
    pub fn at(now: UtcMillis) -> Self {
        Self(Arc::new(AtomicI64::new(now.0)))
    }

    /// Move it, also backwards.
    pub fn move_by_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}
