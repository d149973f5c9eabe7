//! What a screen asks of the phone's own copy: own reports with honest states, and the picture.

use domain::id::DocId;
use domain::observation::Observation;
use domain::review::Review;
use domain::role::{Author, Reader, Scope};
use picture::query;
use picture::study::Snapshot;
use picture::view::{
    AreaPlaced, Delivery, IncidentView, ObservationView, PictureFilter, PicturePoints,
    PictureQuery, PictureSummary, PictureView, ReportView,
};

use crate::Client;
use crate::capture::document;
use crate::error::ClientError;
use crate::municipality::has_ended;
use crate::store::outbox::Receipts;
use crate::store::progress::{self, Attempt};
use crate::store::{Connection, StoreError, identity, outbox};

/// *Ångra* works for ten minutes.
pub const UNDO_MS: i64 = 10 * 60 * 1_000;

impl Client {
    /// The reports captured on this phone, newest first, at most so many, and how far each has come:
    /// derived from receipts.
    ///
    /// # Errors
    /// When the store fails.
    pub fn reports(&self, limit: u32) -> Result<Vec<ReportView>, ClientError> {
        Ok(self.store.read(|conn| -> Result<_, StoreError> {
            let enrolment = identity::enrolment(conn)?;
            let author = identity::author(enrolment.as_ref());
            let attempt = progress::read(conn)?.attempt;
            let mut observations = query::observations_of(conn, author.device, limit)?;
            observations.extend(set_aside(conn, author, &observations)?);
            observations.sort_by_key(|own| std::cmp::Reverse((own.captured_at, own.id)));
            observations.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            observations.into_iter().map(|own| report(conn, own, &attempt)).collect()
        })?)
    }

    /// One own report.
    ///
    /// # Errors
    /// When the store fails, or the report is not known here.
    pub fn report(&self, id: DocId) -> Result<ReportView, ClientError> {
        self.store.read(|conn| {
            let enrolment = identity::enrolment(conn)?;
            let author = identity::author(enrolment.as_ref());
            let attempt = progress::read(conn)?.attempt;
            let catalogue = picture::catalogue::current(conn).map_err(StoreError::from)?;
            let document = document(conn, author, id)?.ok_or(ClientError::Unknown(id))?;
            let observation =
                Observation::read(&document, &catalogue).ok_or(ClientError::Unknown(id))?;
            Ok(report(conn, observation, &attempt)?)
        })
    }

    /// A page of the picture, as far as it is carried here.
    ///
    /// # Errors
    /// When the store fails.
    pub fn picture(&self, asked: &PictureQuery) -> Result<PictureView, ClientError> {
        self.asking(|conn, scope| Ok(query::picture(conn, &Reader::of_carried(*scope), asked)?))
    }

    /// The picture as points for a map.
    ///
    /// # Errors
    /// When the store fails.
    pub fn points(&self, filter: &PictureFilter) -> Result<PicturePoints, ClientError> {
        self.asking(|conn, scope| Ok(query::points(conn, scope, filter)?))
    }

    /// The picture in numbers.
    ///
    /// # Errors
    /// When the store fails.
    pub fn summary(&self, filter: &PictureFilter) -> Result<PictureSummary, ClientError> {
        self.asking(|conn, scope| Ok(query::summary(conn, scope, filter)?))
    }

    /// Which areas a report lies in, and what it lay in before they changed.
    ///
    /// # Errors
    /// When the report may not be read here, or the store fails.
    pub fn areas_of(&self, doc: DocId) -> Result<AreaPlaced, ClientError> {
        self.observation(doc)?;
        self.asking(|conn, _| Ok(picture::areas::of(conn, doc)?))
    }

    /// What may be read here, for analysis: without words and without persons.
    ///
    /// # Errors
    /// When the store fails, or the role reads no picture.
    pub fn snapshot(&self) -> Result<Snapshot, ClientError> {
        let found = self.asking(|conn, scope| match scope {
            Scope::All | Scope::Organisation { .. } => {
                Ok(Some(picture::study::snapshot(conn, scope)?))
            }
            Scope::Own { .. } | Scope::Nothing => Ok(None),
        })?;
        found.ok_or(ClientError::NotAllowed)
    }

    /// One observation.
    ///
    /// # Errors
    /// When the store fails, or the observation is not known here.
    pub fn observation(&self, id: DocId) -> Result<ObservationView, ClientError> {
        let found = self
            .asking(|conn, scope| Ok(query::observation(conn, &Reader::of_carried(*scope), id)?))?;
        found.ok_or(ClientError::Unknown(id))
    }

    /// What a coordinator asked about reports of this device's organisation and nobody answered in
    /// seven days, by this device's own clock.
    ///
    /// # Errors
    /// When the store fails, or the role does not answer for its organisation.
    pub fn organisation_questions(&self) -> Result<Vec<ObservationView>, ClientError> {
        let now = self.now();
        let found = self.asking(|conn, scope| match scope {
            Scope::Organisation { .. } => {
                let reader = Reader::of_carried(*scope);
                Ok(Some(query::organisation_questions(conn, &reader, now)?))
            }
            Scope::All | Scope::Own { .. } | Scope::Nothing => Ok(None),
        })?;
        found.ok_or(ClientError::NotAllowed)
    }

    /// Every incident and the observations that tell of it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn incidents(&self) -> Result<Vec<IncidentView>, ClientError> {
        self.asking(|conn, scope| Ok(query::incidents(conn, scope)?))
    }

    /// Hash of everything this phone knows: equal on devices that have read the same.
    ///
    /// # Errors
    /// When the store fails.
    pub fn state_hash(&self) -> Result<[u8; 32], ClientError> {
        self.asking(|conn, _| Ok(picture::project::hash(conn)?))
    }

    /// Ask within what this phone may read. When its agreement has ended, its own reports are left.
    pub(crate) fn asking<T>(
        &self,
        ask: impl FnOnce(&Connection, &Scope) -> Result<T, StoreError>,
    ) -> Result<T, ClientError> {
        let now = self.now();
        Ok(self.store.read(|conn| {
            let enrolment = identity::enrolment(conn)?;
            let has_ended = enrolment.as_ref().is_some_and(|own| has_ended(own, now));
            let scope = if has_ended {
                Scope::Own { device: identity::author(enrolment.as_ref()).device }
            } else {
                identity::scope(enrolment.as_ref())
            };
            ask(conn, &scope)
        })?)
    }
}

/// Reports the server has set aside are not in the picture, but stay with the one who wrote them.
fn set_aside(
    conn: &Connection,
    author: Author,
    shown: &[Observation],
) -> Result<Vec<Observation>, StoreError> {
    let mut kept = Vec::new();
    let catalogue = picture::catalogue::current(conn)?;
    for id in outbox::set_aside(conn)? {
        if shown.iter().any(|own| own.id == id) {
            continue;
        }
        let found = document(conn, author, id)?;
        let own = found.filter(|found| found.beginning.author.device == author.device);
        kept.extend(own.and_then(|own| Observation::read(&own, &catalogue)));
    }
    Ok(kept)
}

fn report(
    conn: &Connection,
    observation: Observation,
    attempt: &Attempt,
) -> Result<ReportView, StoreError> {
    let receipts = outbox::receipts(conn, observation.id)?.unwrap_or_default();
    Ok(ReportView {
        delivery: delivery(&observation, &receipts, attempt),
        undo_until: observation.captured_at.plus_ms(UNDO_MS),
        waiting: receipts.waiting,
        observation,
    })
}

fn delivery(observation: &Observation, receipts: &Receipts, attempt: &Attempt) -> Delivery {
    if let Some(because) = &receipts.quarantined {
        return Delivery::Quarantined { because: because.clone() };
    }
    let received_at = observation.received_at.or(receipts.received_at);
    let Some(at) = received_at.filter(|_| !receipts.first_waits) else {
        return Delivery::OnPhone {
            because: attempt.problem.clone(),
            next_attempt_at: attempt.next_at,
        };
    };
    match observation.review {
        Review::Approved => Delivery::InPicture { at },
        Review::Rejected { .. } | Review::Duplicate { .. } => Delivery::Reviewed { at },
        Review::New | Review::UnderReview | Review::Asked { .. } => Delivery::Received { at },
    }
}
