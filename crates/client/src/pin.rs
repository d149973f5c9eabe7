//! The PIN of one person on a phone. It opens lists, picture and the change of person, and is never asked
//! for before something is captured or handed in. Tries are counted before they are looked at.

use std::sync::{MutexGuard, PoisonError};

use argon2::Argon2;
use protocol::session::PinState;
use serde::{Deserialize, Serialize};

use crate::error::ClientError;
use crate::store::{StoreError, blobs, identity, outbox, settings};
use crate::{Client, random};

/// Under which it lies in the store.
const KEPT: &str = "pin";
/// So many digits and more.
const DIGITS_MIN: usize = 4;
/// More than anybody remembers.
const DIGITS_MAX: usize = 12;
/// So many wrong ones cost nothing but the work.
const FREE_TRIES: u32 = 5;
/// The first rest, which doubles each time.
const REST_MS: i64 = 30_000;
/// The longest rest.
const REST_MAX_MS: i64 = 3_600_000;

/// What the store holds of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    salt: [u8; 16],
    hash: [u8; 32],
    /// Wrong ones in a row.
    wrong: u32,
    /// The person does not know it any more: once all is handed in, the phone begins anew for them.
    is_forgotten: bool,
}

/// What is known while the program runs.
#[derive(Debug, Default)]
pub(crate) struct Lock {
    is_open: bool,
    /// No try before this, on the clock that nobody sets.
    rests_until_ms: Option<i64>,
}

impl Client {
    /// How the lock stands.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pin_state(&self) -> Result<PinState, ClientError> {
        let kept = self.kept_pin()?;
        let mut lock = self.lock_of();
        Ok(PinState {
            has_pin: kept.is_some(),
            is_locked: kept.is_some() && !lock.is_open,
            is_forgotten: kept.as_ref().is_some_and(|it| it.is_forgotten),
            rest_ms: kept.map_or(0, |it| rest_left(&mut lock, self.run_ms(), it.wrong)),
        })
    }

    /// Whether lists and picture are closed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_locked(&self) -> Result<bool, ClientError> {
        if self.lock_of().is_open {
            return Ok(false);
        }
        Ok(self.kept_pin()?.is_some())
    }

    /// Close lists and picture, if there is a PIN that opens them again.
    pub fn lock(&self) {
        self.lock_of().is_open = false;
        self.forget_read();
    }

    /// Open lists and picture.
    ///
    /// # Errors
    /// When the PIN is wrong, or a rest after wrong ones is not over.
    pub fn unlock(&self, pin: &str) -> Result<(), ClientError> {
        let Some(kept) = self.kept_pin()? else { return Ok(()) };
        self.try_pin(&kept, pin)?;
        self.lock_of().is_open = true;
        Ok(())
    }

    /// Set a PIN, or change it by the one before. Who sets it is inside.
    ///
    /// # Errors
    /// When the one before is wrong, or the new one is no PIN.
    pub fn set_pin(&self, before: Option<&str>, pin: &str) -> Result<(), ClientError> {
        if !is_pin(pin) {
            return Err(ClientError::BadPin);
        }
        if let Some(kept) = self.kept_pin()? {
            self.try_pin(&kept, before.unwrap_or_default())?;
        }
        let salt = random::bytes::<16>(self.random())?;
        let hash = hashed(pin, &salt)?;
        self.keep_pin(&Kept { salt, hash, wrong: 0, is_forgotten: false })?;
        self.lock_of().is_open = true;
        Ok(())
    }

    /// The person does not know the PIN any more. Nothing that waits is lost: it is handed in first, by
    /// [`Client::begin_anew_if_forgotten`]; until then the phone captures, and shows nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn forget_pin(&self) -> Result<(), ClientError> {
        self.lock();
        let Some(kept) = self.kept_pin()? else { return Ok(()) };
        self.keep_pin(&Kept { is_forgotten: true, ..kept })
    }

    /// Where the PIN was forgotten and nothing waits any more: erase everything, as a phone that has joined
    /// nothing. Returns whether that was done.
    ///
    /// # Errors
    /// When the store fails; the next call tries again.
    pub fn begin_anew_if_forgotten(&self) -> Result<bool, ClientError> {
        if !self.kept_pin()?.is_some_and(|it| it.is_forgotten) {
            return Ok(false);
        }
        let is_due = self.store.read(|conn| -> Result<bool, StoreError> {
            Ok(outbox::waiting(conn)? == 0 && !blobs::is_owed(conn)?)
        })?;
        if is_due {
            let seed = random::bytes::<32>(self.random())?;
            self.store.wipe()?;
            self.store.write(|tx| identity::keep_seed(tx, &seed))?;
            self.forget_read();
        }
        Ok(is_due)
    }

    /// Whether this is the PIN. Counted as wrong before it is looked at: who ends the program in between
    /// has tried.
    fn try_pin(&self, kept: &Kept, pin: &str) -> Result<(), ClientError> {
        let left = rest_left(&mut self.lock_of(), self.run_ms(), kept.wrong);
        if left > 0 {
            return Err(ClientError::PinRests { ms: left });
        }
        let wrong = kept.wrong.saturating_add(1);
        self.keep_pin(&Kept { wrong, ..kept.clone() })?;
        if hashed(pin, &kept.salt)? != kept.hash {
            self.lock_of().rests_until_ms = Some(self.run_ms() + rest_ms(wrong));
            return Err(ClientError::WrongPin);
        }
        self.keep_pin(&Kept { wrong: 0, is_forgotten: false, ..kept.clone() })
    }

    fn kept_pin(&self) -> Result<Option<Kept>, ClientError> {
        let text = self.store.read(|conn| settings::get(conn, KEPT))?;
        let kept = text.map(|text| serde_json::from_str(&text)).transpose();
        Ok(kept.map_err(StoreError::from)?)
    }

    fn keep_pin(&self, kept: &Kept) -> Result<(), ClientError> {
        let text = serde_json::to_string(kept).map_err(StoreError::from)?;
        Ok(self.store.write(|tx| settings::put(tx, KEPT, &text))?)
    }

    /// The clock that nobody sets, where there is one.
    fn run_ms(&self) -> i64 {
        self.clock.ticks().map_or_else(|| self.clock.now().0, |ticks| ticks.ms)
    }
}

impl Client {
    /// What was read lies in no memory of ours any more.
    fn forget_read(&self) {
        *self.gazetteer.lock().unwrap_or_else(PoisonError::into_inner) = Default::default();
        self.store.let_go_of_memory();
    }

    fn lock_of(&self) -> MutexGuard<'_, Lock> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long no PIN is looked at. A rest begins anew with the program: its own clock begins anew too.
fn rest_left(lock: &mut Lock, now_ms: i64, wrong: u32) -> i64 {
    let until = *lock.rests_until_ms.get_or_insert_with(|| now_ms + rest_ms(wrong));
    (until - now_ms).max(0)
}

fn rest_ms(wrong: u32) -> i64 {
    match wrong.checked_sub(FREE_TRIES) {
        None => 0,
        Some(more) => (REST_MS << more.min(16)).min(REST_MAX_MS),
    }
}

/// Digits, and not the first ones that everybody tries.
fn is_pin(pin: &str) -> bool {
    let is_long = (DIGITS_MIN..=DIGITS_MAX).contains(&pin.len());
    let digits = pin.as_bytes();
    let steps = |by: i16| digits.windows(2).all(|two| i16::from(two[1]) - i16::from(two[0]) == by);
    is_long && digits.iter().all(u8::is_ascii_digit) && ![-1, 0, 1].into_iter().any(steps)
}

/// Argon2id with the library's parameters (19 MiB, two passes): tens of milliseconds on a phone.
fn hashed(pin: &str, salt: &[u8]) -> Result<[u8; 32], ClientError> {
    let mut hash = [0; 32];
    Argon2::default()
        .hash_password_into(pin.as_bytes(), salt, &mut hash)
        .map_err(|_| ClientError::BadPin)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_everybody_tries_first_are_no_pin() {
        for pin in ["", "123", "1234", "4321", "0000", "12a4", "1234567890123", "１２３４"] {
            assert!(!is_pin(pin), "{pin}");
        }
        for pin in ["1357", "2580", "112233", "901234567890"] {
            assert!(is_pin(pin), "{pin}");
        }
    }

    #[test]
    fn five_wrong_ones_cost_nothing_and_each_after_them_twice_the_rest() {
        let rests: Vec<i64> = [0, 4, 5, 6, 7, 11, 12, 200].map(rest_ms).to_vec();
        let (first, most) = (REST_MS, REST_MAX_MS);
        assert_eq!(rests, [0, 0, first, 2 * first, 4 * first, 64 * first, most, most]);
    }
}
