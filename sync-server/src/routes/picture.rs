//! The picture as one may see it, and what screens need around it.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use domain::catalogue::Catalogue;
use domain::id::DocId;
use domain::role::{Object, Scope};
use picture::counts::{self, CountsView};
use picture::view::{
    AreaPlaced, ObservationView, PictureFilter, PicturePoints, PictureQuery, PictureSummary,
    PictureView,
};
use protocol::problem::Problem;
use protocol::session::{Me, Shell, SyncState};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::credential::{OwnSession, Who, lacks_factor};
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::{agreements, listing, members, told_counts};

/// Who is asking, and the municipality.
#[utoipa::path(
    get, path = "/v1/me", tag = "browser",
    responses((status = 200, body = Me), (status = 401, body = Problem))
)]
pub(crate) async fn me(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    session: Option<Extension<OwnSession>>,
) -> Result<Json<Me>, ApiError> {
    let (name, role, organisation) = (who.name().to_owned(), who.role(), who.organisation());
    let read = move |conn: &_| Ok((members::list(conn)?, agreements::ground(conn, organisation)?));
    let (members, ground) = app.store.read(read).await?;
    let organisation = members.into_iter().find(|member| member.id == organisation);
    let carried = app.current.get().carried(&ground, app.now());
    Ok(Json(Me {
        name,
        organisation: organisation.map(|member| member.name).unwrap_or_default(),
        role,
        shell: Shell::Browser,
        enrolled: true,
        municipality: carried.municipality,
        tile_order: carried.tile_order,
        meets_patients: carried.meets_patients,
        agreement: carried.agreement,
        configuration: carried.version,
        may: role.actions(),
        lacks_second_factor: lacks_factor(&app, session.map(|Extension(own)| own.0)),
    }))
}

/// A page of observations, newest received first.
#[utoipa::path(
    post, path = "/v1/picture", tag = "picture",
    request_body(content = Object, description = "A `PictureQuery`; an empty object asks for all"),
    responses((status = 200, body = Object, description = "A `PictureView`"), (status = 401, body = Problem))
)]
pub(crate) async fn picture(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<PictureView>, ApiError> {
    let query: PictureQuery = or_all(&payload)?;
    let reader = who.reader();
    Ok(Json(app.store.read(move |conn| Ok(picture::query::picture(conn, &reader, &query)?)).await?))
}

/// All matching observations as columns, for the map.
#[utoipa::path(
    post, path = "/v1/picture/points", tag = "picture",
    request_body(content = Object, description = "A `PictureFilter`"),
    responses((status = 200, body = Object, description = "`PicturePoints`"), (status = 401, body = Problem))
)]
pub(crate) async fn points(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<PicturePoints>, ApiError> {
    let filter: PictureFilter = or_all(&payload)?;
    let scope = who.scope(Object::Report);
    Ok(Json(app.store.read(move |conn| Ok(picture::query::points(conn, &scope, &filter)?)).await?))
}

/// The picture in numbers.
#[utoipa::path(
    post, path = "/v1/picture/summary", tag = "picture",
    request_body(content = Object, description = "A `PictureFilter`"),
    responses((status = 200, body = Object, description = "A `PictureSummary`"), (status = 401, body = Problem))
)]
pub(crate) async fn summary(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<PictureSummary>, ApiError> {
    let filter: PictureFilter = or_all(&payload)?;
    let scope = who.scope(Object::Report);
    Ok(Json(app.store.read(move |conn| Ok(picture::query::summary(conn, &scope, &filter)?)).await?))
}

/// The approved reports in numbers. Whoever reads fewer reports than are counted is told them in steps of
/// three, none under three, and nothing new before the next Monday.
#[utoipa::path(
    get, path = "/v1/counts", tag = "picture",
    responses((status = 200, body = Object, description = "A `CountsView`"), (status = 401, body = Problem))
)]
pub(crate) async fn counts(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<CountsView>, ApiError> {
    let is_small_hidden = who.scope(Object::Report) != Scope::All;
    let version = app.current.get();
    let categories = &version.configuration.catalogue.categories;
    let tiles = categories.iter().map(|it| &it.code).filter(|code| code.is_tile());
    let tiles: Vec<_> = tiles.map(|code| code.as_str().to_owned()).collect();
    if !is_small_hidden {
        let counted = app.store.read(move |conn| Ok(counts::counts(conn, &tiles)?));
        return Ok(Json(counted.await?));
    }
    let monday = app.monday();
    let told = app.store.read(move |conn| told_counts::of_week(conn, monday)).await?;
    if let Some(told) = told {
        return Ok(Json(told));
    }
    let settled = app.store.write(move |batch| told_counts::settle(batch, &tiles, monday)).await?;
    Ok(Json(settled))
}

/// No body asks for everything.
pub(crate) fn or_all<T: DeserializeOwned + Default>(payload: &Payload) -> Result<T, ApiError> {
    if payload.0.is_empty() { Ok(T::default()) } else { payload.read() }
}

/// One observation.
#[utoipa::path(
    get, path = "/v1/observations/{id}", tag = "picture",
    params(("id" = String, Path, description = "The observation")),
    responses(
        (status = 200, body = Object, description = "An `ObservationView`"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn observation(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<ObservationView>, ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let view = app
        .store
        .read(move |conn| {
            let view = picture::query::observation(conn, &who.reader(), id)?;
            match (view, who) {
                (None, Who::Person(person)) => listing::own_report(conn, person.id, id),
                (view, _) => Ok(view),
            }
        })
        .await?;
    view.map(Json).ok_or_else(ApiError::not_found)
}

/// Which areas an observation lies in, and what it lay in before the areas changed.
#[utoipa::path(
    get, path = "/v1/observations/{id}/areas", tag = "picture",
    params(("id" = String, Path, description = "The observation")),
    responses(
        (status = 200, body = Object, description = "An `AreaPlaced`"),
        (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn areas(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<AreaPlaced>, ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let read = move |conn: &_| {
        let seen = picture::query::observation(conn, &who.reader(), id)?;
        Ok(seen.map(|_| picture::areas::of(conn, id)).transpose()?)
    };
    app.store.read(read).await?.map(Json).ok_or_else(ApiError::not_found)
}

/// The municipality's catalogue of categories.
#[utoipa::path(
    get, path = "/v1/catalogue", tag = "picture",
    responses((status = 200, body = Object, description = "A `Catalogue`"), (status = 401, body = Problem))
)]
pub(crate) async fn catalogue(State(app): State<App>) -> Json<Catalogue> {
    Json(app.current.get().configuration.catalogue.clone())
}

/// The lists of attributes: place types, cost bands and so on.
#[utoipa::path(
    get, path = "/v1/attributes", tag = "picture",
    responses((status = 200, body = Object), (status = 401, body = Problem))
)]
pub(crate) async fn attributes() -> Response {
    let json = include_str!("../../../crates/domain/catalogue/attributes.json");
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response()
}

/// How sync stands: in a browser nothing ever waits.
#[utoipa::path(
    get, path = "/v1/state", tag = "browser",
    responses((status = 200, body = SyncState), (status = 401, body = Problem))
)]
pub(crate) async fn state(State(app): State<App>) -> Json<SyncState> {
    Json(SyncState { last_received_at: Some(app.now()), online: true, ..SyncState::default() })
}
