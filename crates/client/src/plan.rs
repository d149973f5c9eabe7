//! Measures and what belongs to them on a desk: read from the replica, and written by operations that
//! are on the disk before the call returns.

use domain::cause::CauseAnalysis;
use domain::day::Day;
use domain::feedback::Feedback;
use domain::id::DocId;
use domain::measure::Measure;
use domain::meeting::Meeting;
use domain::op::Body;
use domain::plan::PlanEntry;
use domain::role::{Action, Words};
use picture::query;
use picture::study::{Ground, Snapshot, may_declare};
use picture::view::{AreaStatus, MeasureView, PlanChange};

use crate::Client;
use crate::capture::seen;
use crate::error::ClientError;
use crate::store::{StoreError, identity};
use crate::writing::Pen;

impl Client {
    /// Every measure that is carried here, the newest first.
    ///
    /// # Errors
    /// When the role reads no plan, or the store fails.
    pub fn measures(&self, today: Day) -> Result<Vec<MeasureView>, ClientError> {
        self.require_plan()?;
        self.asking(|conn, _| Ok(query::measures(conn, &Words::All, today)?))
    }

    /// Every cause analysis that is carried here, the last changed first.
    ///
    /// # Errors
    /// When the role reads no plan, or the store fails.
    pub fn causes(&self) -> Result<Vec<CauseAnalysis>, ClientError> {
        self.require_plan()?;
        self.asking(|conn, _| Ok(query::causes(conn, &Words::All)?))
    }

    /// Every meeting that is carried here, the newest first.
    ///
    /// # Errors
    /// When the role reads no plan, or the store fails.
    pub fn meetings(&self) -> Result<Vec<Meeting>, ClientError> {
        self.require_plan()?;
        self.asking(|conn, _| Ok(query::meetings(conn, &Words::All)?))
    }

    /// One meeting.
    ///
    /// # Errors
    /// When the role reads no plan, it is not known here, or the store fails.
    pub fn meeting(&self, id: DocId) -> Result<Meeting, ClientError> {
        self.require_plan()?;
        let found = self.asking(|conn, _| Ok(query::meeting(conn, &Words::All, id)?))?;
        found.ok_or(ClientError::Unknown(id))
    }

    /// What was said of a document of the plan, oldest first.
    ///
    /// # Errors
    /// When the role reads no plan, or the store fails.
    pub fn plan_history(&self, doc: DocId) -> Result<Vec<PlanChange>, ClientError> {
        self.require_plan()?;
        self.asking(|conn, _| Ok(query::history(conn, &Words::All, doc)?))
    }

    /// Each area with borders in these days: what is suggested, and what people decided. A device that
    /// carries only some of the reports suggests nothing.
    ///
    /// # Errors
    /// When the role reads no plan, or the store fails.
    pub fn assessments(&self, from: Day, until: Day) -> Result<Vec<AreaStatus>, ClientError> {
        self.require_plan()?;
        let ground = Ground::new(&self.me()?.municipality.zone, self.now(), Vec::new());
        let gazetteer = self.gazetteer()?;
        let days = (from, until);
        self.asking(|conn, _| {
            let areas = (&ground, gazetteer.borders.as_slice());
            let mut found = query::assessments(conn, areas, days, &Words::All)?;
            if !identity::author(identity::enrolment(conn)?.as_ref()).role.may(Action::ReadAll) {
                found.iter_mut().for_each(|area| area.suggestion = None);
            }
            Ok(found)
        })
    }

    /// What this phone has been told: of its own reports, of its organisation's where the role reads
    /// those, and what goes on in the field. Works without a network.
    ///
    /// # Errors
    /// When the store fails.
    pub fn feedback(&self) -> Result<Vec<Feedback>, ClientError> {
        self.asking(|conn, _| {
            let author = identity::author(identity::enrolment(conn)?.as_ref());
            let addressees = author.role.addressees(author.device, author.organisation);
            Ok(query::feedback(conn, &addressees)?)
        })
    }

    /// A measure and the snapshot that its declared tests are followed up by.
    ///
    /// # Errors
    /// When the role reads no plan or no reports, or the measure is not known here.
    pub fn measured(&self, doc: DocId) -> Result<(Measure, Snapshot), ClientError> {
        self.require_plan()?;
        let measure = self.asking(|conn, _| Ok(query::measure(conn, &Words::All, doc)?))?;
        Ok((measure.ok_or(ClientError::Unknown(doc))?, self.snapshot()?))
    }

    /// Write to a document of the plan; a new id begins one.
    ///
    /// # Errors
    /// When the role may not plan, or a value does not fit.
    pub fn write_plan(&self, entry: &PlanEntry) -> Result<(), ClientError> {
        let bodies =
            entry.bodies().map_err(|error| ClientError::BadValue { field: error.to_string() })?;
        let zone = self.me()?.municipality.zone;
        if !may_declare(entry, &Ground::new(&zone, self.now(), Vec::new())) {
            return Err(ClientError::BadValue { field: "tests".to_owned() });
        }
        self.writing(|tx, desk| {
            if desk.enrolment.is_none() {
                return Err(ClientError::NotEnrolled);
            }
            if !desk.author.role.may(Action::Plan) {
                return Err(ClientError::NotAllowed);
            }
            let mut pen = Pen::new(tx, self.random(), desk.author)?;
            let document = picture::log::document(tx, entry.doc).map_err(StoreError::from)?;
            for body in &bodies {
                let base = document
                    .as_ref()
                    .map(|document| seen(document, &body.set, &desk.author))
                    .unwrap_or_default();
                pen.write(Body { base, ..body.clone() }, desk.wall, desk.offset_ms)?;
            }
            Ok(pen.finish()?)
        })
    }

    fn require_plan(&self) -> Result<(), ClientError> {
        let author = self.store.read(|conn| -> Result<_, StoreError> {
            Ok(identity::author(identity::enrolment(conn)?.as_ref()))
        })?;
        if author.role.may(Action::ReadPlan) { Ok(()) } else { Err(ClientError::NotAllowed) }
    }
}
