//! The world's chance as the randomness that phone and server ask for, and a way to run what never
//! waits.

use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::chance::Chance;

/// Random bytes that follow from the seed.
pub(super) struct Dice(Mutex<Chance>);

impl Dice {
    pub(super) fn new(chance: Chance) -> Self {
        Self(Mutex::new(chance))
    }

    fn roll(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}

impl client::random::Random for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), client::random::NoRandomness> {
        self.roll(bytes);
        Ok(())
    }
}

impl sync_server::Random for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), sync_server::NoRandomness> {
        self.roll(bytes);
        Ok(())
    }
}

/// Run a future that never waits; `None` when it does.
pub(super) fn at_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
