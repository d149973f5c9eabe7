//! Who read what: a row in the record before the answer is given. The same reading by the same person
//! is noted once an hour, so that a screen that asks again and again does not drown the rest.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::clock::UtcMillis;

use crate::app::App;
use crate::store::audit::{self, Entry};
use crate::store::{Batch, StoreError};

const AGAIN_MS: i64 = 60 * 60 * 1_000;
/// More readings than this are not remembered; then they are noted more often.
const KEPT: usize = 20_000;

/// Who, what, of what.
pub(crate) type Reading = (String, &'static str, String);

/// What was noted within the last hour.
#[derive(Default)]
pub struct Readings(Mutex<HashMap<Reading, UtcMillis>>);

impl Readings {
    fn is_noted(&self, reading: &Reading, now: UtcMillis) -> bool {
        let Ok(mut noted) = self.0.lock() else { return false };
        if noted.len() >= KEPT {
            noted.retain(|_, at| now < at.plus_ms(AGAIN_MS));
        }
        noted.get(reading).is_some_and(|at| *at <= now && now < at.plus_ms(AGAIN_MS))
    }

    fn noted(&self, reading: Reading, now: UtcMillis) {
        let Ok(mut noted) = self.0.lock() else { return };
        if noted.len() < KEPT {
            noted.insert(reading, now);
        }
    }
}

/// Note a reading, unless it was noted within the hour.
///
/// # Errors
/// When the database fails: then nothing is to be told.
pub(crate) async fn read(app: &App, reading: Reading) -> Result<(), StoreError> {
    let now = app.now();
    if app.readings.is_noted(&reading, now) {
        return Ok(());
    }
    let (actor, action, object) = reading.clone();
    note(app, (actor, action, object)).await?;
    app.readings.noted(reading, now);
    Ok(())
}

/// Note something at once.
///
/// # Errors
/// When the database fails.
pub(crate) async fn note(
    app: &App,
    (actor, action, object): (String, &'static str, String),
) -> Result<(), StoreError> {
    let write = move |batch: &mut Batch<'_>| {
        audit::write(batch, Entry { actor: &actor, action, object: &object })
    };
    app.store.write(write).await
}
