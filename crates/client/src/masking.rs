//! *Maskning* on a desk with the app: what waits, and what a reviewer decides. The same queue as on the
//! server, made from the log that the desk carries.

use domain::masking::MaskingDecision;
use domain::role::Action;
use picture::masking;
use picture::view::MaskingQueue;

use crate::Client;
use crate::capture::document;
use crate::error::ClientError;
use crate::store::{StoreError, identity};

/// Most rows on one page of the queue.
pub const QUEUE_MAX: u32 = 200;

impl Client {
    /// What waits for a reviewer, oldest first.
    ///
    /// # Errors
    /// When the role may not review, or the store fails.
    pub fn masking(&self) -> Result<MaskingQueue, ClientError> {
        self.store.write(|tx| {
            let author = identity::author(identity::enrolment(tx)?.as_ref());
            if !author.role.may(Action::Review) {
                return Err(ClientError::NotAllowed);
            }
            masking::catch_up(tx).map_err(StoreError::from)?;
            Ok(masking::queue(tx, QUEUE_MAX).map_err(StoreError::from)?)
        })
    }

    /// Release, mask or keep what waits, in one transaction.
    ///
    /// # Errors
    /// When the role may not review, or nothing waits there.
    pub fn mask(&self, decisions: &[MaskingDecision]) -> Result<(), ClientError> {
        self.writing(|tx, desk| {
            if !desk.author.role.may(Action::Review) {
                return Err(ClientError::NotAllowed);
            }
            let mut decided = Vec::with_capacity(decisions.len());
            for each in decisions {
                let place = (each.doc, each.op, each.place.as_str());
                if !masking::is_held(tx, place).map_err(StoreError::from)? {
                    return Err(ClientError::Unknown(each.doc));
                }
                let known = document(tx, desk.author, each.doc)?;
                let known = known.ok_or(ClientError::Unknown(each.doc))?;
                decided.push((known, each.body()));
            }
            desk.write_over(tx, self, &decided)
        })
    }
}
