//! Editions on a desk: drafted from the replica, and written, fixed and sent by operations that are on the disk
//! before the call returns.

use domain::edition::{Edition, EditionDraft, Period, Sending};
use domain::id::{DocId, OpId, OrganisationId};
use domain::op::Body;
use domain::role::{Action, Words};
use domain::text::Name;
use picture::edition::{self, DraftView, EditionList, FixError};
use picture::study::StudyError;

use crate::Client;
use crate::capture::seen;
use crate::error::ClientError;
use crate::store::{StoreError, identity};
use crate::writing::Pen;

impl Client {
    /// The editions that are carried here with the drafts that the rhythm offers, and what is due.
    ///
    /// # Errors
    /// When the role writes no editions, or the store fails.
    pub fn editions(&self) -> Result<EditionList, ClientError> {
        self.require_edit()?;
        let (municipality, ground) = (self.me()?.municipality, self.ground()?);
        self.asking(|conn, _| {
            let found = edition::editions(conn, &Words::All)?;
            let today = ground.day();
            Ok(EditionList {
                deadlines: municipality.deadlines(today, &edition::statutory(&found, &ground)),
                editions: edition::listed(&found, &municipality.offered(today)),
                recipients: edition::recipients(conn)?,
            })
        })
    }

    /// What a draft says today.
    ///
    /// # Errors
    /// When the role writes no editions, or the store fails.
    pub fn edition_draft(
        &self,
        period: Period,
    ) -> Result<Result<DraftView, StudyError>, ClientError> {
        self.require_edit()?;
        let ground = self.ground()?;
        self.asking(|conn, _| Ok(edition::draft(conn, &ground, period, &Words::All)))
    }

    /// One edition.
    ///
    /// # Errors
    /// When the role writes no editions, it is not known here, or the store fails.
    pub fn edition(&self, id: DocId) -> Result<Edition, ClientError> {
        self.require_edit()?;
        let found = self.asking(|conn, _| Ok(edition::edition(conn, &Words::All, id)?))?;
        found.ok_or(ClientError::Unknown(id))
    }

    /// Write texts or the plan of a draft.
    ///
    /// # Errors
    /// When the role may not, or something does not fit.
    pub fn write_edition(&self, draft: &EditionDraft) -> Result<(), ClientError> {
        let wrong = |error: domain::edition::EditionError| ClientError::BadValue {
            field: error.to_string(),
        };
        self.write_of_edition(draft.period.document(), &[draft.body().map_err(wrong)?])
    }

    /// Fix an edition as it is now.
    ///
    /// # Errors
    /// When the role may not, or the store fails.
    pub fn fix_edition(&self, period: Period, by: Name) -> Result<(), ClientError> {
        self.require_edit()?;
        let (ground, rests_on) = (self.ground()?, self.me()?.municipality.rests_on());
        let fixed =
            self.asking(|conn, _| Ok(edition::fix(conn, &ground, period, (by, rests_on))))?;
        let bodies = fixed.map_err(|error| match error {
            FixError::Edition(error) => ClientError::BadValue { field: error.to_string() },
            FixError::Picture(error) | FixError::Study(StudyError::Picture(error)) => {
                StoreError::from(error).into()
            }
            FixError::Study(error) => ClientError::BadValue { field: error.to_string() },
        })?;
        self.write_of_edition(period.document(), &bodies)
    }

    /// Give a fixed version to organisations.
    ///
    /// # Errors
    /// When the role may not, or there is no such version.
    pub fn send_edition(
        &self,
        id: DocId,
        version: OpId,
        organisations: &[OrganisationId],
    ) -> Result<(), ClientError> {
        let edition = self.edition(id)?;
        if edition.versions.iter().all(|it| it.op != version) {
            return Err(ClientError::Unknown(id));
        }
        let new = organisations.iter().filter(|it| !edition.is_sent(version, **it));
        let body = |organisation: &OrganisationId| {
            Sending { version, organisation: *organisation }.body(id)
        };
        let bodies: Vec<Body> = new.map(body).collect();
        self.write_of_edition(id, &bodies)
    }

    fn write_of_edition(&self, doc: DocId, bodies: &[Body]) -> Result<(), ClientError> {
        self.require_edit()?;
        self.writing(|tx, desk| {
            if desk.enrolment.is_none() {
                return Err(ClientError::NotEnrolled);
            }
            let mut pen = Pen::new(tx, self.random(), desk.author)?;
            let document = picture::log::document(tx, doc).map_err(StoreError::from)?;
            for body in bodies {
                let base = document
                    .as_ref()
                    .map(|document| seen(document, &body.set, &desk.author))
                    .unwrap_or_default();
                pen.write(Body { base, ..body.clone() }, desk.wall, desk.offset_ms)?;
            }
            Ok(pen.finish()?)
        })
    }

    fn require_edit(&self) -> Result<(), ClientError> {
        let author = self.store.read(|conn| -> Result<_, StoreError> {
            Ok(identity::author(identity::enrolment(conn)?.as_ref()))
        })?;
        if author.role.may(Action::Edit) { Ok(()) } else { Err(ClientError::NotAllowed) }
    }
}
