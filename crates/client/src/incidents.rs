//! Incidents on a desk: read from the replica by the server's own questions, and written by operations
//! that are on the disk before the call returns.

use domain::id::{DocId, OrganisationId};
use domain::incident::{Decided, Decision, Saying, ShareLevel};
use domain::op::Body;
use domain::role::{Action, Reader};
use picture::incident::{Planned, plan_saying, plan_share};
use picture::query;
use picture::view::{IncidentPage, IncidentRow, SharedIncident};

use crate::Client;
use crate::capture::{Desk, seen};
use crate::error::ClientError;
use crate::store::{StoreError, Transaction, identity};
use crate::writing::{Pen, new_doc};

/// Most incidents in the list.
const LIST_MAX: u32 = 200;

impl Client {
    /// One incident, or a report that is in none, by its id or by that of one of its reports.
    ///
    /// # Errors
    /// When nothing of it is carried here, or the store fails.
    pub fn incident(&self, id: DocId) -> Result<IncidentPage, ClientError> {
        let page = self.asking(|conn, scope| {
            Ok(query::incident_page(conn, &Reader::of_carried(*scope), id)?)
        })?;
        page.ok_or(ClientError::Unknown(id))
    }

    /// The incidents that happened last.
    ///
    /// # Errors
    /// When the store fails.
    pub fn newest_incidents(&self) -> Result<Vec<IncidentRow>, ClientError> {
        self.asking(|conn, scope| {
            Ok(query::newest_incidents(conn, &Reader::of_carried(*scope), LIST_MAX)?)
        })
    }

    /// What one's organisation is let know of incidents that others reported.
    ///
    /// # Errors
    /// When the store fails.
    pub fn shared(&self) -> Result<Vec<SharedIncident>, ClientError> {
        self.asking(|conn, scope| Ok(query::shared(conn, scope)?))
    }

    /// Comment on an incident, or say what people hold to be so. Said of a report that is in none, it
    /// begins one.
    ///
    /// # Errors
    /// When the role may not join, nothing of it is carried here, or what is said does not fit.
    pub fn say(&self, id: DocId, saying: &Saying) -> Result<Decision, ClientError> {
        if saying.body(id).is_none() {
            return Err(ClientError::BadValue { field: "set".to_owned() });
        }
        self.deciding(Action::Join, |tx, desk| {
            let reader = Reader::of_carried(identity::scope(desk.enrolment.as_ref()));
            let new = new_doc(self.random(), desk.wall)?;
            let planned = plan_saying(tx, &reader, (id, saying, new)).map_err(StoreError::from)?;
            planned.ok_or(ClientError::Unknown(id))
        })
    }

    /// Let an organisation know of an incident that others reported, or take that back.
    ///
    /// # Errors
    /// When the role may not share, or nothing of the incident is carried here.
    pub fn share(
        &self,
        id: DocId,
        organisation: OrganisationId,
        level: ShareLevel,
    ) -> Result<Decision, ClientError> {
        self.deciding(Action::Share, |tx, desk| {
            let reader = Reader::of_carried(identity::scope(desk.enrolment.as_ref()));
            let new = new_doc(self.random(), desk.wall)?;
            let planned = plan_share(tx, &reader, (id, new), (organisation, level));
            planned.map_err(StoreError::from)?.ok_or(ClientError::Unknown(id))
        })
    }

    /// Write what is planned, in one transaction.
    pub(crate) fn deciding(
        &self,
        action: Action,
        plan: impl Fn(&Transaction<'_>, &Desk) -> Result<Planned, ClientError>,
    ) -> Result<Decision, ClientError> {
        self.writing(|tx, desk| {
            if desk.enrolment.is_none() {
                return Err(ClientError::NotEnrolled);
            }
            if !desk.author.role.may(action) {
                return Err(ClientError::NotAllowed);
            }
            let planned = plan(tx, desk)?;
            let mut pen = Pen::new(tx, self.random(), desk.author)?;
            let mut decided = Vec::with_capacity(planned.bodies.len());
            for body in planned.bodies {
                let document = picture::log::document(tx, body.doc).map_err(StoreError::from)?;
                let mut base = document
                    .map(|document| seen(&document, &body.set, &desk.author))
                    .unwrap_or_default();
                // What the page showed, which may be older than what has come since. One's own stamps
                // are not named: the server may still clamp them.
                let shown = body.base.into_iter();
                base.extend(shown.filter(|(_, stamp)| stamp.device != desk.author.device));
                let doc = body.doc;
                let op = pen.write(Body { base, ..body }, desk.wall, desk.offset_ms)?;
                decided.push(Decided { doc, op });
            }
            pen.finish()?;
            Ok(Decision { incident: planned.incident, decided })
        })
    }
}
