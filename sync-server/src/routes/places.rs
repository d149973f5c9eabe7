//! The place store: as a whole for devices, searched and looked up for browsers.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::gazetteer::{Border, FoundPlace, Whereabouts};
use protocol::frame;
use protocol::problem::{Problem, ProblemCode};
use protocol::session::NamedPlace;

use crate::app::App;
use crate::error::ApiError;
use crate::payload::is_zstd;

/// The longest list of what was found.
const FOUND_MOST: usize = 50;

/// Places people know by name.
#[utoipa::path(
    get, path = "/v1/places", tag = "picture",
    responses((status = 200, body = Vec<NamedPlace>), (status = 401, body = Problem))
)]
pub(crate) async fn list(State(app): State<App>) -> Json<Vec<NamedPlace>> {
    let version = app.current.get();
    Json(version.configuration.gazetteer.places.iter().cloned().map(NamedPlace::from).collect())
}

/// The areas in force with their borders, overlapping divisions beside each other.
#[utoipa::path(
    get, path = "/v1/areas", tag = "picture",
    responses((status = 200, body = Object, description = "`Border`s"), (status = 401, body = Problem))
)]
pub(crate) async fn areas(State(app): State<App>) -> Json<Vec<Border>> {
    Json(app.current.get().configuration.gazetteer.borders.clone())
}

/// What is searched for.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Search {
    /// What was typed.
    text: String,
    /// Longitude in degrees, WGS 84.
    lon: Option<f64>,
    /// Latitude in degrees, WGS 84.
    lat: Option<f64>,
}

/// Named places, streets and addresses by what is typed, best first.
#[utoipa::path(
    get, path = "/v1/places/search", tag = "picture",
    params(
        ("text" = String, Query, description = "What was typed, such as `storg 12`"),
        ("lon" = Option<f64>, Query, description = "Near here: degrees, WGS 84"),
        ("lat" = Option<f64>, Query, description = "Near here: degrees, WGS 84"),
    ),
    responses((status = 200, body = Object, description = "`FoundPlace`s"), (status = 401, body = Problem))
)]
pub(crate) async fn search(
    State(app): State<App>,
    Query(asked): Query<Search>,
) -> Json<Vec<FoundPlace>> {
    let near = asked.lon.zip(asked.lat);
    Json(app.current.get().configuration.gazetteer.search(&asked.text, near, FOUND_MOST))
}

/// A point.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Point {
    /// Longitude in degrees, WGS 84.
    lon: f64,
    /// Latitude in degrees, WGS 84.
    lat: f64,
}

/// Where a point is, in words: the nearest place and address, and every area around it.
#[utoipa::path(
    get, path = "/v1/places/at", tag = "picture",
    params(
        ("lon" = f64, Query, description = "Degrees, WGS 84"),
        ("lat" = f64, Query, description = "Degrees, WGS 84"),
    ),
    responses((status = 200, body = Object, description = "`Whereabouts`"), (status = 401, body = Problem))
)]
pub(crate) async fn at(State(app): State<App>, Query(at): Query<Point>) -> Json<Whereabouts> {
    Json(app.current.get().configuration.gazetteer.whereabouts((at.lon, at.lat)))
}

/// All of the place store, for a device to carry.
#[utoipa::path(
    get, path = "/v1/gazetteer", tag = "devices",
    responses(
        (status = 200, body = Object, description = "A `Gazetteer`; compressed with zstd where that is accepted"),
        (status = 401, body = Problem),
    )
)]
pub(crate) async fn whole(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let version = app.current.get();
    let gazetteer = &version.configuration.gazetteer;
    if !is_zstd(&headers, header::ACCEPT_ENCODING) {
        return Ok(Json(gazetteer).into_response());
    }
    let packed = frame::pack(gazetteer)
        .map_err(|error| ApiError::new(ProblemCode::ServerFailed, error.to_string()))?;
    let mut response = packed.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    Ok(response)
}
