//! Once a day the phone says what it believes that the server has of it, and the server counts. What
//! is missing there is open again by the ordinary rule: everything above `have` is sent again.

use domain::clock::UtcMillis;
use protocol::sync::Belief;

use crate::store::{Connection, StoreError, outbox};

/// How often.
pub(crate) const EVERY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What to ask, when it is time and there is a receipt for anything. A clock that was set back does
/// not put it off.
pub(crate) fn due(
    conn: &Connection,
    compared_at: Option<UtcMillis>,
    now: UtcMillis,
) -> Result<Option<Belief>, StoreError> {
    let is_due = compared_at.is_none_or(|at| !(at..at.plus_ms(EVERY_MS)).contains(&now));
    if !is_due {
        return Ok(None);
    }
    let number = outbox::acked(conn)?;
    Ok(outbox::hash(conn, number)?.map(|hash| Belief { number, hash }))
}
