//! Where the clocks meet the store: the true time is remembered when somebody tells it, and what was
//! captured with a wrong clock before gets its corrected time beside what the clock said.

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::op::{Body, DocType};
use domain::when::When;
use serde_json::{Map, Value};

use crate::Client;
use crate::capture::document;
use crate::clocks::{Between, Fix, Reading, WORTH_TELLING_MS};
use crate::error::ClientError;
use crate::store::StoreError;
use crate::store::clock::{self, Unchecked};

/// The field that holds a corrected time.
pub(crate) const CAPTURED_BETWEEN: &str = "captured_between";

impl Client {
    /// What the phone's own clocks say now.
    pub(crate) fn reading(&self) -> Reading {
        Reading { wall: self.clock.now(), ticks: self.clock.ticks() }
    }

    /// A position came with a time of its own, as the satellites tell it: that is the true time, also
    /// without any network. What the server told since the phone was started holds as long as it is as
    /// exact. Returns whether it was news; then something may wait to be handed in.
    ///
    /// # Errors
    /// When the store fails.
    pub fn satellites(&self, told: UtcMillis) -> Result<bool, ClientError> {
        let Some(fix) = Fix::from_position(self.reading(), told) else { return Ok(false) };
        let is_news = self.store.write(|tx| -> Result<bool, StoreError> {
            if clock::fix(tx)?.is_some_and(|known| known.is_as_good_as(&fix)) {
                return Ok(false);
            }
            clock::keep(tx, &fix)?;
            Ok(true)
        })?;
        if is_news {
            self.correct_earlier()?;
        }
        Ok(is_news)
    }

    /// Reports that were captured before the true time was known get it as an interval, where the
    /// clock was wrong by more than a minute. Returns how many did; the shell calls it after a sync.
    ///
    /// # Errors
    /// When the store fails.
    pub fn correct_earlier(&self) -> Result<u64, ClientError> {
        let now = self.reading();
        self.writing(|tx, desk| {
            let Some(fix) = clock::fix(tx)? else { return Ok(0) };
            let mut corrected = 0;
            for Unchecked { doc, at, ahead_ms } in clock::unchecked(tx)? {
                clock::checked(tx, doc)?;
                let tells = fix.is_of_the_same_run(at) || was_wrong_then(&fix, now, ahead_ms);
                let correction = fix.correction(at).filter(|it| tells && it.from <= fix.is);
                let Some(between) = correction else { continue };
                let Some(document) = document(tx, desk.author, doc)? else { continue };
                desk.write_over(tx, self, &[(document, body(doc, between)?)])?;
                corrected += 1;
            }
            Ok(corrected)
        })
    }
}

/// Ticks of another run tell nothing. A clock that is wrong now and was not known to be otherwise
/// then was wrong then too.
fn was_wrong_then(fix: &Fix, now: Reading, ahead_ms: Option<i64>) -> bool {
    fix.wall_error_ms(now).is_some_and(|error| {
        ahead_ms.is_none_or(|ahead| ahead.abs_diff(error) <= WORTH_TELLING_MS.unsigned_abs())
    })
}

fn body(doc: DocId, between: Between) -> Result<Body, StoreError> {
    let mut fields = Map::new();
    fields.insert(CAPTURED_BETWEEN.to_owned(), value(between)?);
    Ok(Body::set(doc, DocType::Observation, fields))
}

/// As a value of the field.
pub(crate) fn value(between: Between) -> Result<Value, StoreError> {
    let when = When::between(between.from, between.to)
        .map_err(|_| StoreError::Damaged("an interval ends before it begins"))?;
    Ok(serde_json::to_value(when)?)
}
