//! What a person decides about incidents, and what the machine suggests. The same questions and the
//! same plan as on the server; a decision is on the disk before the call returns.

use domain::id::DocId;
use domain::incident::{Decision, Joining};
use domain::role::{Action, Reader};
use picture::view::{AlreadyView, PictureFilter, SuggestionView};
use picture::{already, incident, suggest};

use crate::Client;
use crate::error::ClientError;
use crate::store::{StoreError, identity};
use crate::writing::new_doc;

impl Client {
    /// Join, split, keep apart or take back, in one transaction.
    ///
    /// # Errors
    /// When the role may not join, or something named is not known here.
    pub fn decide(&self, joining: &Joining) -> Result<Decision, ClientError> {
        self.deciding(Action::Join, |tx, desk| {
            let new = new_doc(self.random(), desk.wall)?;
            let scope = identity::scope(desk.enrolment.as_ref());
            let planned = incident::plan(tx, &scope, (joining, new)).map_err(StoreError::from)?;
            let named = joining.documents().and_then(|named| named.first().copied());
            planned.ok_or(ClientError::Unknown(named.unwrap_or(new)))
        })
    }

    /// *Redan rapporterat?* What of the carried picture may be what an own report tells of.
    ///
    /// # Errors
    /// When the store fails.
    pub fn already_reported(&self, id: DocId) -> Result<Vec<AlreadyView>, ClientError> {
        self.asking(|conn, scope| Ok(already::already(conn, &Reader::of_carried(*scope), id)?))
    }

    /// The pairs a person should look at, best first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn suggestions(&self, filter: &PictureFilter) -> Result<Vec<SuggestionView>, ClientError> {
        self.asking(|conn, scope| Ok(suggest::suggestions(conn, scope, filter)?))
    }

    /// The pairs that one report is in.
    ///
    /// # Errors
    /// When the store fails.
    pub fn suggestions_for(&self, id: DocId) -> Result<Vec<SuggestionView>, ClientError> {
        self.asking(|conn, scope| Ok(suggest::suggestions_for(conn, scope, id)?))
    }
}
