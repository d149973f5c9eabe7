//! Measures and what belongs to them: read, and written by people.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::assessment::{Assessing, is_whole_week};
use domain::cause::CauseAnalysis;
use domain::day::Day;
use domain::feedback::Feedback;
use domain::id::DocId;
use domain::measure::DeclaredTest;
use domain::plan::{PlanEntry, PlanError};
use domain::role::{Action, Object, Scope, Words};
use picture::study::{FollowUp, PlannedPower, StudyError};
use picture::view::{AreaStatus, MeasureView, PlanChange};
use protocol::problem::{Problem, ProblemCode};
use serde::Deserialize;

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::ops;
use crate::store::people::Person;

/// Every measure, the newest first.
#[utoipa::path(
    get, path = "/v1/measures", tag = "picture",
    responses(
        (status = 200, body = Vec<Object>, description = "`MeasureView`s"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn measures(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<MeasureView>>, ApiError> {
    require(&who, Action::ReadPlan)?;
    let (words, today) = (who.reader().words, app.ground().day());
    let read = move |conn: &_| Ok(picture::query::measures(conn, &words, today)?);
    Ok(Json(app.store.read(read).await?))
}

/// Every cause analysis, the last changed first.
#[utoipa::path(
    get, path = "/v1/causes", tag = "picture",
    responses(
        (status = 200, body = Vec<Object>, description = "`CauseAnalysis`"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn causes(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<CauseAnalysis>>, ApiError> {
    require(&who, Action::ReadPlan)?;
    let words = who.reader().words;
    Ok(Json(app.store.read(move |conn| Ok(picture::query::causes(conn, &words)?)).await?))
}

/// The days asked about.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Days {
    from: Day,
    until: Day,
}

/// Each area with borders in these days: what is suggested with its arithmetic, and what people decided.
#[utoipa::path(
    get, path = "/v1/assessments", tag = "picture",
    params(
        ("from" = String, Query, description = "As 2026-11-23"),
        ("until" = String, Query, description = "As 2026-11-29"),
    ),
    responses(
        (status = 200, body = Vec<Object>, description = "`AreaStatus`"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn assessments(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Query(days): Query<Days>,
) -> Result<Json<Vec<AreaStatus>>, ApiError> {
    require(&who, Action::ReadPlan)?;
    if who.scope(Object::Report) != Scope::All && !is_whole_week(days.from, days.until) {
        return Err(ApiError::new(ProblemCode::BadValue, "ask for a week, Monday to Sunday"));
    }
    Ok(Json(assessed(&app, days, who.reader().words).await?))
}

async fn assessed(app: &App, days: Days, words: Words) -> Result<Vec<AreaStatus>, ApiError> {
    let (ground, version) = (app.ground(), app.current.get());
    let read = move |conn: &_| {
        let areas = (&ground, version.configuration.gazetteer.borders.as_slice());
        Ok(picture::query::assessments(conn, areas, (days.from, days.until), &words)?)
    };
    Ok(app.store.read(read).await?)
}

/// Decide the status of an area for a period.
#[utoipa::path(
    post, path = "/v1/assessments", tag = "browser",
    request_body(content = Object, description = "An `Assessing`"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn assess(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?;
    let mut assessing: Assessing = payload.read()?;
    // What is kept beside the decision is counted here: not everybody who decides is told the numbers.
    if let Some((area, from, until)) = assessing.period() {
        let areas = assessed(&app, Days { from, until }, Words::All).await?;
        let suggestion = areas.iter().find(|it| it.area == area).and_then(|it| it.suggestion);
        assessing = assessing.beside(suggestion);
    }
    let wrong = |error: PlanError| ApiError::new(ProblemCode::BadValue, error.to_string());
    record(&app, person, assessing.entry().map_err(wrong)?).await
}

/// What whoever asks has been told of own reports and of what goes on, the newest first.
#[utoipa::path(
    get, path = "/v1/feedback", tag = "picture",
    responses((status = 200, body = Vec<Object>, description = "`Feedback`s"), (status = 401, body = Problem))
)]
pub(crate) async fn feedback(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<Feedback>>, ApiError> {
    let (role, organisation) = (who.role(), who.organisation());
    let addressees = match &who {
        Who::Person(person) => role.addressees_of(person.id, organisation),
        Who::Device(device) => role.addressees(device.id, organisation),
    };
    let read = move |conn: &_| Ok(picture::query::feedback(conn, &addressees)?);
    Ok(Json(app.store.read(read).await?))
}

/// What was said of a document of the plan, oldest first.
#[utoipa::path(
    get, path = "/v1/plan/{id}/history", tag = "picture",
    params(("id" = String, Path, description = "The document's id")),
    responses(
        (status = 200, body = Vec<Object>, description = "`PlanChange`s; none for an unknown id"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn history(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Vec<PlanChange>>, ApiError> {
    require(&who, Action::ReadPlan)?;
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let words = who.reader().words;
    let read = move |conn: &_| Ok(picture::query::history(conn, &words, id)?);
    Ok(Json(app.store.read(read).await?))
}

/// What became of each declared test of a measure, oldest first.
#[utoipa::path(
    get, path = "/v1/measures/{id}/follow-up", tag = "picture",
    params(("id" = String, Path, description = "The measure's id")),
    responses(
        (status = 200, body = Vec<Object>, description = "`FollowUp`s"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn follow_up(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Vec<FollowUp>>, ApiError> {
    require(&who, Action::ReadPlan)?;
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let (words, ground) = (who.reader().words, app.ground());
    let read = move |conn: &_| {
        let measure = picture::query::measure(conn, &words, id)?;
        Ok((measure, picture::study::snapshot(conn, &Scope::All)?))
    };
    let (measure, snapshot) = app.store.read(read).await?;
    let measure = measure.ok_or_else(ApiError::not_found)?;
    counted(move || picture::study::follow_up(&snapshot, &ground, &measure)).await
}

/// What a test that is about to be declared could see.
#[utoipa::path(
    post, path = "/v1/measures/power", tag = "picture",
    request_body(content = Object, description = "A `DeclaredTest`"),
    responses(
        (status = 200, body = Object, description = "`PlannedPower`"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn power(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<PlannedPower>, ApiError> {
    require(&who, Action::ReadPlan)?;
    let (test, ground): (DeclaredTest, _) = (payload.read()?, app.ground());
    let read = |conn: &_| Ok(picture::study::snapshot(conn, &Scope::All)?);
    let snapshot = app.store.read(read).await?;
    counted(move || picture::study::planned_power(&snapshot, &ground, &test)).await
}

/// Counted beside the requests.
async fn counted<T: Send + 'static>(
    count: impl FnOnce() -> Result<T, StudyError> + Send + 'static,
) -> Result<Json<T>, ApiError> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!("the follow-up failed: {error}");
        ApiError::new(ProblemCode::ServerFailed, "the follow-up could not be counted")
    };
    let answer = tokio::task::spawn_blocking(count).await.map_err(|error| failed(&error))?;
    answer.map(Json).map_err(|error| failed(&error))
}

/// Write fields or an element to a document of the plan; a new id begins one.
#[utoipa::path(
    post, path = "/v1/plan", tag = "browser",
    request_body(content = Object, description = "A `PlanEntry`"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn write(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?;
    record(&app, person, payload.read()?).await
}

async fn record(app: &App, person: &Person, entry: PlanEntry) -> Result<StatusCode, ApiError> {
    let person = person.clone();
    let bodies =
        entry.bodies().map_err(|error| ApiError::new(ProblemCode::BadValue, error.to_string()))?;
    if !picture::study::may_declare(&entry, &app.ground()) {
        return Err(ApiError::new(
            ProblemCode::BadValue,
            "a test is declared before its first day",
        ));
    }
    let own = app.own.clone();
    app.store
        .write(move |batch| {
            let (actor, object) = (person.id.to_string(), entry.doc.to_string());
            audit::write(batch, Entry { actor: &actor, action: "plan.write", object: &object })?;
            ops::write_for(batch, (&own, &person), bodies)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn require(who: &Who, action: Action) -> Result<(), ApiError> {
    if who.role().may(action) { Ok(()) } else { Err(ApiError::not_allowed()) }
}
