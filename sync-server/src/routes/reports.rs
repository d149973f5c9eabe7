//! What a person writes in a browser: reports, changes to their own, reviews. The server signs it
//! and answers when its disk has it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::id::{DocId, UserId};
use domain::observation::{ANSWERS, Amendment, Observation, ObservationDraft};
use domain::op::{Body, DocType};
use domain::review::PREPAREDNESS;
use domain::role::{Action, Object, Reader};
use domain::text::Note;
use picture::view::{Delivery, ObservationView, ReportView};
use protocol::problem::{Problem, ProblemCode};
use protocol::session::{
    AnswerRequest, AssignRequest, Captured, PreparednessRequest, ReviewRequest, SafeAt,
};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::{Batch, Person, StoreError, listing, ops};

/// Most reports in one review, and most of one's own that are listed.
const REVIEW_MAX: usize = 500;
const REPORTS_MAX: u32 = 500;

/// Make a report. It is on the server's disk when the answer comes.
#[utoipa::path(
    post, path = "/v1/observations", tag = "browser",
    request_body(content = Object, description = "An `ObservationDraft`; only `category` is needed"),
    responses(
        (status = 200, body = Captured), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem),
    )
)]
pub(crate) async fn capture(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<Captured>, ApiError> {
    let person = who.person()?.clone();
    let draft: ObservationDraft = payload.read()?;
    let catalogue = &app.current.get().configuration.catalogue;
    let fields = draft.fields(catalogue).map_err(ApiError::from)?;
    let id = match draft.id {
        Some(id) => id,
        None => DocId(app.seams.uuid().map_err(StoreError::from)?),
    };
    let (at, because) = (app.now(), draft.attributes.because);
    write(&app, person, move |batch| {
        if draft.id.is_some() && ops::began(batch.tx, id)?.is_some() {
            return Err(Problem::new(ProblemCode::AlreadyExists, "that report is here").into());
        }
        Ok(vec![Body::set(id, DocType::Observation, fields).because(because)])
    })
    .await?;
    Ok(Json(Captured { id, at, safe: SafeAt::Server }))
}

/// Change or withdraw a report of one's own.
#[utoipa::path(
    post, path = "/v1/observations/{id}/amendments", tag = "browser",
    params(("id" = String, Path, description = "The report")),
    request_body(content = Object, description = "An `Amendment`: only what is named changes"),
    responses(
        (status = 204, description = "On the server's disk"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
    )
)]
pub(crate) async fn amend(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let amendment: Amendment = payload.read()?;
    write_own(&app, (&who, &id), move |batch, said| {
        let catalogue = picture::catalogue::current(batch.tx)?;
        let fields = amendment.fields(&catalogue, &said.category);
        let fields = fields.map_err(|error| ApiError::from(error).0)?;
        Ok(vec![Body::set(said.id, DocType::Observation, fields).because(amendment.because)])
    })
    .await
}

/// Write about a report of one's own, by its id in the path; `bodies` gets it as it stands.
async fn write_own<F>(app: &App, (who, id): (&Who, &str), bodies: F) -> Result<StatusCode, ApiError>
where
    F: FnOnce(&mut Batch<'_>, Observation) -> Result<Vec<Body>, StoreError> + Send + 'static,
{
    let person = who.person()?.clone();
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let owner = person.id;
    write(app, person, move |batch| {
        let said = own(batch, id, owner)?;
        bodies(batch, said)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A report that this person began.
pub(super) fn own(batch: &Batch<'_>, id: DocId, owner: UserId) -> Result<Observation, StoreError> {
    let began = ops::began(batch.tx, id)?;
    if began.is_none_or(|began| began.user != Some(owner)) {
        return Err(ApiError::not_found().0.into());
    }
    Ok(listing::report(batch.tx, id)?.ok_or_else(|| ApiError::not_found().0)?)
}

/// Answer a coordinator's question about a report of one's own, or, for one's organisation, one that
/// its reporter has not answered in seven days. The same answer twice is one.
#[utoipa::path(
    post, path = "/v1/observations/{id}/answers", tag = "browser",
    params(("id" = String, Path, description = "The report")),
    request_body = AnswerRequest,
    responses(
        (status = 204, description = "On the server's disk"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
    )
)]
pub(crate) async fn answer(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let AnswerRequest { answer, because } = payload.read()?;
    let person = who.person()?.clone();
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let answering = person.clone();
    write(&app, person, move |batch| {
        let (said, is_own) = match own(batch, id, answering.id) {
            Ok(said) => (said, true),
            Err(refused) => (to_answer_for(batch, id, &answering)?.ok_or(refused)?, false),
        };
        if said.answered && said.answers.last() == Some(&answer) {
            return Ok(Vec::new());
        }
        if !is_own && !said.waits_for_organisation(batch.now) {
            return Err(ApiError::not_found().0.into());
        }
        let words = (ANSWERS, json!(answer));
        Ok(vec![Body::add(said.id, DocType::Observation, words).because(because)])
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A report of the organisation for which this person answers.
fn to_answer_for(
    batch: &Batch<'_>,
    id: DocId,
    person: &Person,
) -> Result<Option<Observation>, StoreError> {
    let said = listing::report(batch.tx, id)?;
    Ok(said.filter(|said| {
        person.role.may(Action::AnswerForOrganisation) && said.organisation == person.organisation
    }))
}

/// What a coordinator asked about reports of one's organisation and nobody answered in seven days, the
/// one that has waited longest first.
#[utoipa::path(
    get, path = "/v1/questions", tag = "browser",
    responses(
        (status = 200, body = Vec<Object>, description = "`ObservationView`s"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn organisation_questions(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<ObservationView>>, ApiError> {
    let (now, scope) = (app.now(), who.scope(Object::Question));
    let reader = Reader { scope, ..who.reader() };
    let asked = move |conn: &_| Ok(picture::query::organisation_questions(conn, &reader, now)?);
    Ok(Json(app.store.read(asked).await?))
}

/// Decide about one or many reports.
#[utoipa::path(
    post, path = "/v1/reviews", tag = "browser", request_body = ReviewRequest,
    responses(
        (status = 204, description = "On the server's disk"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem),
    )
)]
pub(crate) async fn review(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?.clone();
    let ReviewRequest { ids, review, because } = payload.read()?;
    decide(&app, person, (ids, "review", json!(review), because)).await
}

/// Say who is to look at one or many reports.
#[utoipa::path(
    post, path = "/v1/assignments", tag = "browser", request_body = AssignRequest,
    responses(
        (status = 204, description = "On the server's disk"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem),
    )
)]
pub(crate) async fn assign(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?.clone();
    let AssignRequest { ids, to } = payload.read()?;
    decide(&app, person, (ids, "assigned", json!(to), None)).await
}

/// Say whether one or many reports concern *beredskap*, whatever their category.
#[utoipa::path(
    post, path = "/v1/preparedness", tag = "browser", request_body = PreparednessRequest,
    responses(
        (status = 204, description = "On the server's disk"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem),
    )
)]
pub(crate) async fn preparedness(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?.clone();
    let PreparednessRequest { ids, is_concerned } = payload.read()?;
    decide(&app, person, (ids, PREPAREDNESS, json!(is_concerned), None)).await
}

/// One field of reports that reviewers set.
async fn decide(
    app: &App,
    person: Person,
    (ids, field, value, because): (Vec<DocId>, &'static str, Value, Option<Note>),
) -> Result<StatusCode, ApiError> {
    if ids.len() > REVIEW_MAX {
        return Err(ApiError::new(ProblemCode::TooLarge, "at most 500 reports at once"));
    }
    write(app, person, move |batch| {
        let mut bodies = Vec::with_capacity(ids.len());
        for id in ids {
            if ops::began(batch.tx, id)?.is_none() {
                return Err(ApiError::not_found().0.into());
            }
            let fields = Map::from_iter([(field.to_owned(), value.clone())]);
            bodies.push(Body::set(id, DocType::Observation, fields).because(because.clone()));
        }
        Ok(bodies)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign and store, and leave a row in the record for each.
pub(super) async fn write<F>(app: &App, person: Person, bodies: F) -> Result<(), ApiError>
where
    F: FnOnce(&mut Batch<'_>) -> Result<Vec<Body>, StoreError> + Send + 'static,
{
    let own = app.own.clone();
    app.store
        .write(move |batch| {
            let bodies = bodies(batch)?;
            let actor = person.id.to_string();
            for body in &bodies {
                let object = body.doc.to_string();
                let action = "observation.write";
                audit::write(batch, Entry { actor: &actor, action, object: &object })?;
            }
            ops::write_for(batch, (&own, &person), bodies).map(drop)
        })
        .await?;
    Ok(())
}

/// One's own reports, newest first, and how far each has come.
#[utoipa::path(
    get, path = "/v1/reports", tag = "browser",
    responses(
        (status = 200, body = Vec<Object>, description = "`ReportView`s"),
        (status = 401, body = Problem),
    )
)]
pub(crate) async fn mine(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<ReportView>>, ApiError> {
    let reports = app
        .store
        .read(move |conn| match who {
            Who::Person(person) => listing::reports_of(conn, person.id, REPORTS_MAX),
            Who::Device(device) => {
                Ok(picture::query::observations_of(conn, device.id, REPORTS_MAX)?)
            }
        })
        .await?;
    Ok(Json(reports.into_iter().map(view).collect()))
}

fn view(observation: Observation) -> ReportView {
    let at = observation.received_at.unwrap_or(observation.captured_at);
    let delivery = if observation.review == domain::review::Review::Approved {
        Delivery::InPicture { at }
    } else if observation.review.is_decided() {
        Delivery::Reviewed { at }
    } else {
        Delivery::Received { at }
    };
    ReportView { undo_until: listing::undo_until(&observation), delivery, observation, waiting: 0 }
}
