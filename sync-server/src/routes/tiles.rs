//! The picture as vector tiles, by the caller's scope and filter.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::role::Object;
use picture::tiles::{Around, TileAt, Tiles};
use picture::view::PictureFilter;
use protocol::problem::{Problem, ProblemCode};

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;

/// What is asked of a tile.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Asked {
    /// A `PictureFilter` as JSON; without one everything that may be read.
    filter: Option<String>,
}

/// One tile of the picture: reports and clusters of them, incidents, named places. Good until the
/// next commit; whoever sends back its tag is told at once whether it still is.
#[utoipa::path(
    get, path = "/v1/tiles/{z}/{x}/{y}", tag = "picture",
    params(
        ("z" = u8, Path, description = "Zoom, 0 to 17"),
        ("x" = u32, Path, description = "Column from the west"),
        ("y" = u32, Path, description = "Row from the north"),
        ("filter" = Option<String>, Query, description = "A `PictureFilter` as JSON"),
    ),
    responses(
        (status = 200, content_type = "application/vnd.mapbox-vector-tile",
         description = "Layers `observations`, `incidents`, `places`"),
        (status = 304, description = "As it was"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn tile(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    (Path((z, x, y)), Query(asked)): (Path<(u8, u32, u32)>, Query<Asked>),
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let at = TileAt::new(z, x, y).ok_or_else(ApiError::not_found)?;
    let filter: PictureFilter = match &asked.filter {
        Some(text) => serde_json::from_str(text)
            .map_err(|error| ApiError::new(ProblemCode::BadValue, error.to_string()))?,
        None => PictureFilter::default(),
    };
    let scope = who.scope(Object::Report);
    let version = app.current.get();
    let known = headers.get(header::IF_NONE_MATCH).cloned();
    let own = app.clone();
    let read = move |conn: &_| {
        let places = &version.configuration.gazetteer.places;
        let around = Around { version: &version.hash, places };
        // Who may read less must not be told that a tile of more is still good.
        let whose = blake3::hash(format!("{scope:?}").as_bytes()).to_hex();
        let tag = format!("\"{}-{}\"", Tiles::version(conn, around)?, &whose[..8]);
        if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
            return Ok((tag, None));
        }
        Ok((tag, Some(own.tiles.tile(conn, (at, around), (&scope, &filter))?)))
    };
    let (tag, bytes) = app.store.read(read).await?;
    let mut response = match bytes {
        Some(bytes) => Body::from(bytes.to_vec()).into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}
