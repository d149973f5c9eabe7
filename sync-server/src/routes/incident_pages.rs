//! One incident: its page, what is said of it, and who is let know of it.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use domain::id::{DocId, OrganisationId};
use domain::incident::{Decision, Saying, ShareLevel};
use domain::role::{Object, Reader};
use picture::incident::{Planned, plan_saying, plan_share};
use picture::view::{IncidentPage, IncidentRow, SharedIncident};
use protocol::problem::{Problem, ProblemCode};
use serde::Deserialize;

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::{Batch, Person, StoreError, ops};

/// Most incidents in the list.
const LIST_MAX: u32 = 200;

/// How much an organisation is to hear of an incident.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareRequest {
    organisation: OrganisationId,
    level: ShareLevel,
}

/// One incident, or a report that is in none, by its id or by that of one of its reports.
#[utoipa::path(
    get, path = "/v1/incidents/{id}", tag = "picture",
    params(("id" = String, Path, description = "The incident, or one of its reports")),
    responses(
        (status = 200, body = Object, description = "An `IncidentPage`"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<IncidentPage>, ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let reader = reader(&who);
    let page =
        app.store.read(move |conn| Ok(picture::query::incident_page(conn, &reader, id)?)).await?;
    page.map(Json).ok_or_else(ApiError::not_found)
}

/// The incidents that happened last.
#[utoipa::path(
    get, path = "/v1/incidents/newest", tag = "picture",
    responses((status = 200, body = Vec<Object>, description = "`IncidentRow`s"), (status = 401, body = Problem))
)]
pub(crate) async fn newest(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<IncidentRow>>, ApiError> {
    let reader = reader(&who);
    let read = move |conn: &_| Ok(picture::query::newest_incidents(conn, &reader, LIST_MAX)?);
    Ok(Json(app.store.read(read).await?))
}

/// What one's organisation is let know of incidents that others reported.
#[utoipa::path(
    get, path = "/v1/shares", tag = "picture",
    responses((status = 200, body = Vec<Object>, description = "`SharedIncident`s"), (status = 401, body = Problem))
)]
pub(crate) async fn shared(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<SharedIncident>>, ApiError> {
    let scope = who.scope(Object::Share);
    Ok(Json(app.store.read(move |conn| Ok(picture::query::shared(conn, &scope)?)).await?))
}

/// Comment on an incident, or say where, when, what and how severe it was as people see it now. Said of
/// a report that is in none, it begins one.
#[utoipa::path(
    post, path = "/v1/incidents/{id}/sayings", tag = "browser",
    params(("id" = String, Path, description = "The incident, or one of its reports")),
    request_body(content = Object, description = "A `Saying`"),
    responses(
        (status = 200, body = Object, description = "A `Decision`, on the server's disk"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn say(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<Json<Decision>, ApiError> {
    who.person()?;
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let saying: Saying = payload.read()?;
    if saying.body(id).is_none() {
        return Err(ApiError::new(ProblemCode::BadValue, "nothing is said, or it does not fit"));
    }
    let reader = reader(&who);
    write(
        (&app, &who),
        ("incident.say", move |batch, new| Ok(plan_saying(batch.tx, &reader, (id, &saying, new))?)),
    )
    .await
}

/// Let an organisation know of an incident that others reported, or take that back.
#[utoipa::path(
    post, path = "/v1/incidents/{id}/shares", tag = "browser",
    params(("id" = String, Path, description = "The incident, or one of its reports")),
    request_body(content = Object, description = "`organisation` and `level`: `nothing` or `coarse`"),
    responses(
        (status = 200, body = Object, description = "A `Decision`, on the server's disk"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn share(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<Json<Decision>, ApiError> {
    who.person()?;
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let ShareRequest { organisation, level } = payload.read()?;
    let reader = reader(&who);
    write(
        (&app, &who),
        ("incident.share", move |batch: &Batch<'_>, new: DocId| {
            Ok(plan_share(batch.tx, &reader, (id, new), (organisation, level))?)
        }),
    )
    .await
}

fn reader(who: &Who) -> Reader {
    Reader { scope: who.scope(Object::Incident), ..who.reader() }
}

/// Write what was planned, with a row in the record for each operation.
async fn write<P>(
    (app, who): (&App, &Who),
    (action, plan): (&'static str, P),
) -> Result<Json<Decision>, ApiError>
where
    P: FnOnce(&Batch<'_>, DocId) -> Result<Option<Planned>, StoreError> + Send + 'static,
{
    let person: Person = who.person()?.clone();
    let new = DocId(app.seams.uuid().map_err(StoreError::from)?);
    let own = app.own.clone();
    let decision = app
        .store
        .write(move |batch| {
            let planned = plan(batch, new)?.ok_or_else(|| ApiError::not_found().0)?;
            let actor = person.id.to_string();
            for body in &planned.bodies {
                let object = body.doc.to_string();
                audit::write(batch, Entry { actor: &actor, action, object: &object })?;
            }
            let decided = ops::write_for(batch, (&own, &person), planned.bodies)?;
            Ok(Decision { incident: planned.incident, decided })
        })
        .await?;
    Ok(Json(decision))
}
