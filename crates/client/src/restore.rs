//! When the server's log was turned back: what has a receipt is sent again, the cursor goes back to a
//! place in common, and what others wrote is handed on. Nobody presses anything, nothing is deleted.

use domain::role::Action;
use protocol::sync::SyncResponse;

use crate::store::identity::{self, Enrolment};
use crate::store::progress::{Narrowing, Offering, Progress};
use crate::store::{StoreError, Transaction, marks, offers, outbox, replica};

/// Whatever the phone has a receipt for and the server does not have is sent again. What had been set
/// aside waits for a new verdict, and is shown again meanwhile.
pub(crate) fn reopen(
    tx: &Transaction<'_>,
    own: &Enrolment,
    response: &SyncResponse,
) -> Result<u64, StoreError> {
    let author = identity::author(Some(own));
    let verdict_lost = outbox::set_aside_after(tx, author, response.have)?;
    let reopened = outbox::reopen_after(tx, response.have)?;
    replica::apply(tx, &verdict_lost)?;
    Ok(reopened as u64)
}

/// Move the cursor as the answer says. Where it does not hold, back to the newest place remembered
/// below the fork (to the beginning for who reads a part): asked for again, its tag tells whether it is
/// in common. What was read after it
/// keeps its bytes and loses its place until the new life shows it again. `is_read` says that the answer
/// shows all there was to read.
pub(crate) fn follow(
    tx: &Transaction<'_>,
    own: &Enrolment,
    so_far: &mut Progress,
    (response, is_read): (&SyncResponse, bool),
) -> Result<(), StoreError> {
    let is_new_scope = so_far.scope != response.scope;
    let had_scope = !so_far.scope.is_empty();
    let is_other_life = so_far.epoch.is_some_and(|epoch| epoch != response.epoch);
    so_far.epoch = Some(response.epoch);
    so_far.scope.clone_from(&response.scope);
    if let Some(fork) = response.forks.first() {
        // Who reads a part may have let go of a document that is in that part now: the life that is over
        // knew of another who began it.
        let reads_all = own.role.may(Action::ReadAll);
        let below = if reads_all { fork.seq.min(so_far.cursor.seq.saturating_sub(1)) } else { 0 };
        let place = marks::back_to(tx, below)?;
        let unconfirmed = replica::unconfirm_after(tx, place.seq)?;
        tracing::warn!(
            "the server's log was turned back: {unconfirmed} operations wait to be seen"
        );
        offers::begin_anew(tx)?;
        so_far.cursor = place;
        so_far.offering = Offering::Reading;
        return Ok(());
    }
    // With another scope the server reads from the beginning and does not look at the cursor; if its
    // log was turned back as well, what it does not show is handed on too.
    if is_new_scope && had_scope {
        so_far.narrowing = Narrowing::Reading;
    }
    if is_new_scope || response.cursor.seq < so_far.cursor.seq {
        replica::unconfirm_after(tx, 0)?;
        // Places of a life that may be over would otherwise lie among those of this one.
        marks::back_to(tx, 0)?;
        if is_other_life {
            offers::begin_anew(tx)?;
            so_far.offering = Offering::Reading;
        }
    }
    so_far.cursor = response.cursor;
    marks::put(tx, response.cursor)?;
    so_far.offering = match so_far.offering {
        Offering::Reading if is_read => Offering::Ready,
        Offering::Ready if offers::next(tx, own.device)?.is_empty() => Offering::Nothing,
        unchanged => unchanged,
    };
    Ok(())
}
