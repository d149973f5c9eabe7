//! Incidents: what a person decides about which reports tell of one event, and what is suggested.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use domain::id::DocId;
use domain::incident::{Decision, Joining};
use domain::role::Object;
use picture::view::{AlreadyView, IncidentView, PictureFilter, SuggestionView};
use picture::{incident, suggest};
use protocol::problem::Problem;

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::{StoreError, ops};

/// Join, split, keep apart or take back.
#[utoipa::path(
    post, path = "/v1/incidents/decisions", tag = "browser",
    request_body(content = Object, description = "A `Joining`"),
    responses(
        (status = 200, body = Object, description = "A `Decision`, on the server's disk"),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem, description = "Something named is not there"),
    )
)]
pub(crate) async fn decide(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<Decision>, ApiError> {
    let person = who.person()?.clone();
    let scope = who.scope(Object::Incident);
    let joining: Joining = payload.read()?;
    let new = DocId(app.seams.uuid().map_err(StoreError::from)?);
    let own = app.own.clone();
    let decision = app
        .store
        .write(move |batch| {
            let planned = incident::plan(batch.tx, &scope, (&joining, new))?
                .ok_or_else(|| ApiError::not_found().0)?;
            let actor = person.id.to_string();
            for body in &planned.bodies {
                let (action, object) = ("incident.decide", body.doc.to_string());
                audit::write(batch, Entry { actor: &actor, action, object: &object })?;
            }
            let decided = ops::write_for(batch, (&own, &person), planned.bodies)?;
            Ok(Decision { incident: planned.incident, decided })
        })
        .await?;
    Ok(Json(decision))
}

/// Every incident and the reports that tell of it.
#[utoipa::path(
    get, path = "/v1/incidents", tag = "picture",
    responses((status = 200, body = Vec<Object>, description = "`IncidentView`s"), (status = 401, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<IncidentView>>, ApiError> {
    let scope = who.scope(Object::Incident);
    Ok(Json(app.store.read(move |conn| Ok(picture::query::incidents(conn, &scope)?)).await?))
}

/// *Redan rapporterat?* What the one who asks may read that may be what a report tells of.
#[utoipa::path(
    get, path = "/v1/observations/{id}/already", tag = "browser",
    params(("id" = String, Path, description = "The report")),
    responses((status = 200, body = Vec<Object>, description = "`AlreadyView`s"), (status = 401, body = Problem))
)]
pub(crate) async fn already(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Vec<AlreadyView>>, ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let reader = who.reader();
    let found =
        app.store.read(move |conn| Ok(picture::already::already(conn, &reader, id)?)).await?;
    Ok(Json(found))
}

/// The pairs a person should look at among the matching reports, best first.
#[utoipa::path(
    post, path = "/v1/suggestions", tag = "picture",
    request_body(content = Object, description = "A `PictureFilter`"),
    responses((status = 200, body = Vec<Object>, description = "`SuggestionView`s"), (status = 401, body = Problem))
)]
pub(crate) async fn suggestions(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<Vec<SuggestionView>>, ApiError> {
    let filter: PictureFilter = super::picture::or_all(&payload)?;
    let scope = who.scope(Object::Suggestion);
    Ok(Json(app.store.read(move |conn| Ok(suggest::suggestions(conn, &scope, &filter)?)).await?))
}

/// The pairs that one report is in.
#[utoipa::path(
    get, path = "/v1/observations/{id}/suggestions", tag = "picture",
    params(("id" = String, Path, description = "The report")),
    responses((status = 200, body = Vec<Object>, description = "`SuggestionView`s"), (status = 401, body = Problem))
)]
pub(crate) async fn suggestions_for(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Vec<SuggestionView>>, ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let scope = who.scope(Object::Suggestion);
    Ok(Json(app.store.read(move |conn| Ok(suggest::suggestions_for(conn, &scope, id)?)).await?))
}
