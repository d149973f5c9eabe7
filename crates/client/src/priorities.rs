//! The priority areas of a quarter on a desk: read from the replica, and chosen by an operation that
//! is on the disk before the call returns.

use domain::op::Body;
use domain::priority::{Priorities, Prioritising, Quarter};
use domain::role::Action;
use picture::log;

use crate::Client;
use crate::capture::seen;
use crate::error::ClientError;
use crate::store::StoreError;
use crate::writing::Pen;

impl Client {
    /// What was chosen for a quarter.
    ///
    /// # Errors
    /// When the store fails.
    pub fn priorities(&self, quarter: Quarter) -> Result<Priorities, ClientError> {
        self.asking(|conn, scope| Ok(picture::query::priorities(conn, scope, quarter)?))
    }

    /// Put an area into a slot, or empty it.
    ///
    /// # Errors
    /// When the role may not choose, or there is no such slot.
    pub fn prioritise(&self, chosen: &Prioritising) -> Result<(), ClientError> {
        let most = self.me()?.municipality.most_priority_areas();
        let body =
            chosen.body_of(most).map_err(|_| ClientError::BadValue { field: "slot".to_owned() })?;
        self.writing(|tx, desk| {
            if desk.enrolment.is_none() {
                return Err(ClientError::NotEnrolled);
            }
            if !desk.author.role.may(Action::Prioritise) {
                return Err(ClientError::NotAllowed);
            }
            let document = log::document(tx, body.doc).map_err(StoreError::from)?;
            let base = document
                .map(|document| seen(&document, &body.set, &desk.author))
                .unwrap_or_default();
            let mut pen = Pen::new(tx, self.random(), desk.author)?;
            pen.write(Body { base, ..body.clone() }, desk.wall, desk.offset_ms)?;
            Ok(pen.finish()?)
        })
    }
}
