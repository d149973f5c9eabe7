//! What a person does: report, change, withdraw, review. Checked, stamped and on the disk before the
//! call returns; the network is not asked.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::catalogue::Catalogue;
use domain::clock::{Stamp, UtcMillis};
use domain::id::DocId;
use domain::merge::Document;
use domain::observation::{ANSWERS, Amendment, DraftError, Observation, ObservationDraft, fits};
use domain::op::{Body, DocType};
use domain::review::{PREPAREDNESS, Review};
use domain::role::{Action, Author};
use domain::text::{Name, Note};
use protocol::session::{Captured, SafeAt};
use serde_json::{Map, Value};

use crate::Client;
use crate::clocks::{Fix, Reading};
use crate::error::ClientError;
use crate::store::identity::{self, Enrolment};
use crate::store::{Connection, StoreError, Transaction, clock, outbox, progress, replica};
use crate::timing;
use crate::writing::{Pen, new_doc};

/// The zone that need not be said.
pub(crate) const USUAL_ZONE: &str = "Europe/Stockholm";

/// What became of one report of many.
#[derive(Debug)]
pub enum Recorded {
    /// It is on the disk.
    Added(Captured),
    /// A document of that id is known here already; nothing was changed.
    AlreadyThere(DocId),
    /// It does not hold together; the others went in.
    Refused(ClientError),
}

impl Client {
    /// Capture a report. When this returns, no crash and no power cut loses it. A draft whose id is
    /// known already changes nothing.
    ///
    /// # Errors
    /// When the draft does not hold together, or the disk cannot take it.
    pub fn record(&self, draft: &ObservationDraft) -> Result<Captured, ClientError> {
        let recorded = self.record_many(std::slice::from_ref(draft))?;
        match recorded.into_iter().next() {
            Some(Recorded::Added(captured)) => Ok(captured),
            Some(Recorded::AlreadyThere(id)) => {
                let at = self.report(id).map(|own| own.observation.captured_at);
                Ok(Captured { id, at: at.unwrap_or_else(|_| self.now()), safe: SafeAt::Phone })
            }
            Some(Recorded::Refused(error)) => Err(error),
            None => Err(StoreError::Damaged("nothing was recorded").into()),
        }
    }

    /// Capture many reports in one transaction: all good ones are on the disk when this returns, or,
    /// on an error, none. The answers stand in the order of the drafts.
    ///
    /// # Errors
    /// When the disk cannot take them.
    pub fn record_many(&self, drafts: &[ObservationDraft]) -> Result<Vec<Recorded>, ClientError> {
        self.writing(|tx, desk| {
            let mut pen = Pen::new(tx, self.random.as_ref(), desk.author)?;
            let mut recorded = Vec::with_capacity(drafts.len());
            for draft in drafts {
                let id = match draft.id {
                    Some(id) => id,
                    None => new_doc(self.random.as_ref(), desk.wall)?,
                };
                if draft.id.is_some() && replica::has(tx, id)? {
                    recorded.push(Recorded::AlreadyThere(id));
                    continue;
                }
                let fields = match checked(draft.fields(&desk.catalogue)) {
                    Ok(fields) => desk.with_zone(fields),
                    Err(error) => {
                        recorded.push(Recorded::Refused(error));
                        continue;
                    }
                };
                let is_now = draft.source.is_none() && !fields.contains_key("when");
                let fields = if is_now { desk.with_true_time(tx, id, fields)? } else { fields };
                let because = draft.attributes.because.clone();
                let body = Body::set(id, DocType::Observation, fields).because(because);
                match pen.write(body, desk.wall, desk.offset_ms) {
                    Ok(_) => recorded.push(Recorded::Added(Captured {
                        id,
                        at: desk.wall,
                        safe: SafeAt::Phone,
                    })),
                    Err(error @ ClientError::TooLarge) => recorded.push(Recorded::Refused(error)),
                    Err(error) => return Err(error),
                }
            }
            pen.finish()?;
            Ok(recorded)
        })
    }

    /// Change or withdraw an own report. Only what the amendment names changes.
    ///
    /// # Errors
    /// When the report is not known here or not one's own, or the change does not hold together.
    pub fn amend(&self, id: DocId, amendment: &Amendment) -> Result<(), ClientError> {
        self.writing(|tx, desk| {
            let document = document(tx, desk.author, id)?.ok_or(ClientError::Unknown(id))?;
            if document.beginning.author.device != desk.author.device {
                return Err(ClientError::NotYours(id));
            }
            let observation =
                Observation::read(&document, &desk.catalogue).ok_or(ClientError::Unknown(id))?;
            let fields = checked(amendment.fields(&desk.catalogue, &observation.category))?;
            let because = amendment.because.clone();
            let body = Body::set(id, DocType::Observation, fields).because(because);
            desk.write_over(tx, self, &[(document, body)])
        })
    }

    /// Answer a coordinator's question about an own report, or add to what was told; or, for one's
    /// organisation, answer what its reporter has not in seven days. The same words again change
    /// nothing.
    ///
    /// # Errors
    /// When the report is not known here or not one's own to answer for, or the disk cannot take it.
    pub fn answer(&self, id: DocId, answer: &Note) -> Result<(), ClientError> {
        self.answer_because(id, answer, None)
    }

    /// The same, with the reason for words that the check of free text marks.
    ///
    /// # Errors
    /// As [`Client::answer`].
    #[expect(clippy::needless_pass_by_value, reason = "a write may run twice")]
    pub fn answer_because(
        &self,
        id: DocId,
        answer: &Note,
        because: Option<Note>,
    ) -> Result<(), ClientError> {
        self.writing(|tx, desk| {
            let document = document(tx, desk.author, id)?.ok_or(ClientError::Unknown(id))?;
            let said =
                Observation::read(&document, &desk.catalogue).ok_or(ClientError::Unknown(id))?;
            let is_own = document.beginning.author.device == desk.author.device;
            if !is_own && !desk.answers_for(&said) {
                return Err(ClientError::NotYours(id));
            }
            if said.answered && said.answers.last() == Some(answer) {
                return Ok(());
            }
            if !is_own && !said.waits_for_organisation(desk.wall) {
                return Err(ClientError::NotYours(id));
            }
            let words = Value::String(answer.as_str().to_owned());
            let body = Body::add(id, DocType::Observation, (ANSWERS, words));
            let body = body.because(because.clone());
            desk.write_over(tx, self, &[(document, body)])
        })
    }

    /// Decide about reports, one or many in one transaction.
    ///
    /// # Errors
    /// When the role may not review, or a report is not known here.
    pub fn review(&self, ids: &[DocId], review: &Review) -> Result<(), ClientError> {
        self.review_because(ids, review, None)
    }

    /// The same, with the reason for words that the check of free text marks.
    ///
    /// # Errors
    /// As [`Client::review`].
    pub fn review_because(
        &self,
        ids: &[DocId],
        review: &Review,
        because: Option<Note>,
    ) -> Result<(), ClientError> {
        let decision = serde_json::to_value(review).map_err(StoreError::from)?;
        self.review_field(ids, ("review", &decision), because)
    }

    /// Say who is to look at reports, or that nobody is any more.
    ///
    /// # Errors
    /// When the role may not review, or a report is not known here.
    pub fn assign(&self, ids: &[DocId], to: Option<&Name>) -> Result<(), ClientError> {
        let to = to.map_or(Value::Null, |name| Value::String(name.as_str().to_owned()));
        self.review_field(ids, ("assigned", &to), None)
    }

    /// Say whether reports concern *beredskap*.
    ///
    /// # Errors
    /// When the role may not review, or a report is not known here.
    pub fn preparedness(&self, ids: &[DocId], is_concerned: bool) -> Result<(), ClientError> {
        self.review_field(ids, (PREPAREDNESS, &Value::Bool(is_concerned)), None)
    }

    #[expect(clippy::needless_pass_by_value, reason = "the reason goes with every operation")]
    fn review_field(
        &self,
        ids: &[DocId],
        (field, value): (&str, &Value),
        because: Option<Note>,
    ) -> Result<(), ClientError> {
        self.writing(|tx, desk| {
            if desk.enrolment.is_none() {
                return Err(ClientError::NotEnrolled);
            }
            if !desk.author.role.may(Action::Review) {
                return Err(ClientError::NotAllowed);
            }
            let mut decided = Vec::with_capacity(ids.len());
            for id in ids {
                let document = document(tx, desk.author, *id)?.ok_or(ClientError::Unknown(*id))?;
                let fields = Map::from_iter([(field.to_owned(), value.clone())]);
                let body = Body::set(*id, DocType::Observation, fields);
                decided.push((document, body.because(because.clone())));
            }
            desk.write_over(tx, self, &decided)
        })
    }

    pub(crate) fn writing<T>(
        &self,
        work: impl Fn(&Transaction<'_>, &Desk) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        let reading = self.reading();
        self.store.write(|tx| work(tx, &Self::desk(tx, reading)?))
    }

    /// The same for what is not text: it leaves alone the room that was set aside.
    pub(crate) fn writing_media<T>(
        &self,
        work: impl Fn(&Transaction<'_>, &Desk) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        let reading = self.reading();
        self.store.write_spare(|tx| work(tx, &Self::desk(tx, reading)?))
    }

    fn desk(tx: &Transaction<'_>, reading: Reading) -> Result<Desk, ClientError> {
        let wall = reading.wall;
        let enrolment = identity::enrolment(tx)?;
        let author = identity::author(enrolment.as_ref());
        let known = clock::fix(tx)?;
        let ahead_ms = known.map(|fix| fix.offset_ms(reading).saturating_neg());
        let fix = known.filter(|fix| fix.is_of_the_same_run(reading));
        let offset_ms = match fix {
            Some(fix) => fix.offset_ms(reading),
            None => progress::read(tx)?.clock_offset_ms,
        };
        let catalogue = picture::catalogue::current(tx).map_err(StoreError::from)?;
        Ok(Desk { enrolment, author, wall, offset_ms, catalogue, reading, ahead_ms, fix })
    }
}

/// Who writes, and when.
pub(crate) struct Desk {
    pub(crate) enrolment: Option<Enrolment>,
    pub(crate) author: Author,
    pub(crate) wall: UtcMillis,
    pub(crate) offset_ms: i64,
    pub(crate) catalogue: Cow<'static, Catalogue>,
    /// What the phone's own clocks say.
    reading: Reading,
    /// How far ahead the clock is, by whatever was told last.
    ahead_ms: Option<i64>,
    /// The true time, as far as it can be followed from here.
    fix: Option<Fix>,
}

impl Desk {
    /// Operations that say which stamps their author had seen.
    pub(crate) fn write_over(
        &self,
        tx: &Transaction<'_>,
        client: &Client,
        changes: &[(Document, Body)],
    ) -> Result<(), ClientError> {
        let mut pen = Pen::new(tx, client.random.as_ref(), self.author)?;
        for (document, body) in changes {
            let base = seen(document, &body.set, &self.author);
            pen.write(Body { base, ..body.clone() }, self.wall, self.offset_ms)?;
        }
        Ok(pen.finish()?)
    }

    /// Whether the report is of the organisation for which this one answers.
    fn answers_for(&self, said: &Observation) -> bool {
        self.author.role.may(Action::AnswerForOrganisation) && said.is_by(&self.author)
    }

    /// Where the clock is known to be wrong, the true time stands beside what it says; where nothing
    /// is known yet, that is checked when it is.
    fn with_true_time(
        &self,
        tx: &Transaction<'_>,
        id: DocId,
        mut fields: Map<String, Value>,
    ) -> Result<Map<String, Value>, StoreError> {
        let Some(fix) = &self.fix else {
            clock::check_later(tx, id, (self.reading, self.ahead_ms))?;
            return Ok(fields);
        };
        if let Some(between) = fix.correction(self.reading) {
            fields.insert(timing::CAPTURED_BETWEEN.to_owned(), timing::value(between)?);
        }
        Ok(fields)
    }

    /// A time is told in the municipality's zone, unless somebody said otherwise.
    fn with_zone(&self, mut fields: Map<String, Value>) -> Map<String, Value> {
        let zone = self.enrolment.as_ref().map(|own| own.configuration.municipality.zone.as_str());
        if let Some(zone) = zone.filter(|zone| *zone != USUAL_ZONE)
            && !fields.contains_key("zone")
        {
            fields.insert("zone".to_owned(), Value::String(zone.to_owned()));
        }
        fields
    }
}

/// A document as this phone knows it: from the picture, or, when all of it was set aside, from what
/// it wrote itself.
pub(crate) fn document(
    conn: &Connection,
    author: Author,
    id: DocId,
) -> Result<Option<Document>, StoreError> {
    if let Some(document) = picture::log::document(conn, id)? {
        return Ok(Some(document));
    }
    let own = outbox::of_document(conn, author, id)?;
    Ok(Document::merge(own.iter().filter_map(domain::log::Logged::applied).collect()))
}

/// The stamps of the fields that are about to change, where somebody else wrote them last.
pub(crate) fn seen(
    document: &Document,
    fields: &Map<String, Value>,
    author: &Author,
) -> BTreeMap<String, Stamp> {
    fields
        .keys()
        .filter_map(|field| {
            let register = document.fields.get(field)?;
            (register.stamp.device != author.device).then(|| (field.clone(), register.stamp))
        })
        .collect()
}

/// What would be set aside on the server is not taken here.
pub(crate) fn checked(
    fields: Result<Map<String, Value>, DraftError>,
) -> Result<Map<String, Value>, ClientError> {
    let fields = fields?;
    match fields.iter().find(|(field, value)| !fits(field, value)) {
        Some((field, _)) => Err(ClientError::BadValue { field: field.clone() }),
        None => Ok(fields),
    }
}
