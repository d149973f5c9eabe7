//! The priority areas of a quarter: read, and chosen by people.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::priority::{Priorities, Prioritising, Quarter};
use domain::role::Object;
use protocol::problem::{Problem, ProblemCode};

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::ops;

/// What was chosen for a quarter, written 2026-Q4.
#[utoipa::path(
    get, path = "/v1/priorities/{quarter}", tag = "picture",
    params(("quarter" = String, Path, description = "As 2026-Q4")),
    responses(
        (status = 200, body = Object, description = "`Priorities`"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(quarter): Path<String>,
) -> Result<Json<Priorities>, ApiError> {
    let quarter: Quarter = quarter.parse().map_err(|_| ApiError::not_found())?;
    let scope = who.scope(Object::Priority);
    let read =
        app.store.read(move |conn| Ok(picture::query::priorities(conn, &scope, quarter)?)).await?;
    Ok(Json(read))
}

/// Put an area into a slot of a quarter, or empty the slot.
#[utoipa::path(
    post, path = "/v1/priorities", tag = "browser",
    request_body(content = Object, description = "A `Prioritising`"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn choose(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?.clone();
    let chosen: Prioritising = payload.read()?;
    let most = app.current.get().configuration.municipality.most_priority_areas();
    let body = chosen
        .body_of(most)
        .map_err(|error| ApiError::new(ProblemCode::BadValue, error.to_string()))?;
    let own = app.own.clone();
    app.store
        .write(move |batch| {
            let (actor, object) = (person.id.to_string(), chosen.quarter.to_string());
            let entry = Entry { actor: &actor, action: "priority.choose", object: &object };
            audit::write(batch, entry)?;
            ops::write_for(batch, (&own, &person), vec![body])
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
