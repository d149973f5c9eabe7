//! The features themselves, as GeoJSON.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::gazetteer::{Border, Place};
use domain::id::DocId;
use domain::role::Words;
use picture::view::{MeasureView, ObservationView, PictureFilter, PictureQuery};
use protocol::problem::Problem;
use serde_json::{Value, json};

use super::{Asked, answer, as_page};
use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;

/// What is asked, as it came.
type Told = Query<Vec<(String, String)>>;

/// One page.
pub(super) struct Page {
    pub(super) matched: u32,
    pub(super) features: Vec<Value>,
}

impl Page {
    /// Of features that are all here.
    fn of(all: Vec<Value>, asked: &Asked) -> Self {
        let matched = all.len() as u32;
        let features = all.into_iter().skip(asked.offset as usize).take(asked.limit as usize);
        Self { matched, features: features.collect() }
    }
}

/// The areas in force.
#[utoipa::path(
    get, path = "/ogc/collections/areas/items", tag = "picture",
    params(
        ("bbox" = Option<String>, Query, description = "West, south, east, north in degrees, WGS 84"),
        ("datetime" = Option<String>, Query, description = "RFC 3339, or two with `/` between"),
        ("limit" = Option<u32>, Query, description = "At most 1,000; 100 when not said"),
        ("offset" = Option<u32>, Query, description = "So many are passed over"),
    ),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "GeoJSON"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn areas(State(app): State<App>, Query(told): Told) -> Result<Response, ApiError> {
    let asked = Asked::read(&told)?;
    let borders = &app.current.get().configuration.gazetteer.borders;
    let inside = borders.iter().filter(|it| asked.meets(extent(it)));
    let page = Page::of(inside.map(of_area).collect(), &asked);
    Ok(as_page(&app, ("areas", &asked), &page))
}

/// One of them.
#[utoipa::path(
    get, path = "/ogc/collections/areas/items/{id}", tag = "picture",
    params(("id" = String, Path, description = "The feature's id")),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "A feature"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn area(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let borders = &app.current.get().configuration.gazetteer.borders;
    let found = borders.iter().find(|it| it.area == id).map(of_area);
    found.map(|it| answer("application/geo+json", &it)).ok_or_else(ApiError::not_found)
}

/// Places people know by name.
#[utoipa::path(
    get, path = "/ogc/collections/places/items", tag = "picture",
    params(
        ("bbox" = Option<String>, Query, description = "West, south, east, north in degrees, WGS 84"),
        ("datetime" = Option<String>, Query, description = "RFC 3339, or two with `/` between"),
        ("limit" = Option<u32>, Query, description = "At most 1,000; 100 when not said"),
        ("offset" = Option<u32>, Query, description = "So many are passed over"),
    ),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "GeoJSON"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn places(
    State(app): State<App>,
    Query(told): Told,
) -> Result<Response, ApiError> {
    let asked = Asked::read(&told)?;
    let places = &app.current.get().configuration.gazetteer.places;
    let inside = places.iter().filter(|it| asked.holds((it.lon, it.lat)));
    let page = Page::of(inside.map(of_place).collect(), &asked);
    Ok(as_page(&app, ("places", &asked), &page))
}

/// One of them.
#[utoipa::path(
    get, path = "/ogc/collections/places/items/{id}", tag = "picture",
    params(("id" = String, Path, description = "The feature's id")),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "A feature"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn place(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let places = &app.current.get().configuration.gazetteer.places;
    let found = places.iter().find(|it| place_id(it) == id).map(of_place);
    found.map(|it| answer("application/geo+json", &it)).ok_or_else(ApiError::not_found)
}

/// Measures that have a place.
#[utoipa::path(
    get, path = "/ogc/collections/measures/items", tag = "picture",
    params(
        ("bbox" = Option<String>, Query, description = "West, south, east, north in degrees, WGS 84"),
        ("datetime" = Option<String>, Query, description = "RFC 3339, or two with `/` between"),
        ("limit" = Option<u32>, Query, description = "At most 1,000; 100 when not said"),
        ("offset" = Option<u32>, Query, description = "So many are passed over"),
    ),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "GeoJSON"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn measures(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Query(told): Told,
) -> Result<Response, ApiError> {
    let asked = Asked::read(&told)?;
    let all = planned(&app, who.reader().words).await?;
    let inside = all.iter().filter_map(of_measure).filter(|(at, _)| asked.holds(*at));
    let page = Page::of(inside.map(|(_, it)| it).collect(), &asked);
    Ok(as_page(&app, ("measures", &asked), &page))
}

/// One of them.
#[utoipa::path(
    get, path = "/ogc/collections/measures/items/{id}", tag = "picture",
    params(("id" = String, Path, description = "The feature's id")),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "A feature"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn measure(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let all = planned(&app, who.reader().words).await?;
    let one = all.iter().find(|it| it.measure.id.to_string() == id);
    let found = one.and_then(of_measure).map(|(_, it)| it);
    found.map(|it| answer("application/geo+json", &it)).ok_or_else(ApiError::not_found)
}

/// Reports that have a position, the newest received first.
#[utoipa::path(
    get, path = "/ogc/collections/observations/items", tag = "picture",
    params(
        ("bbox" = Option<String>, Query, description = "West, south, east, north in degrees, WGS 84"),
        ("datetime" = Option<String>, Query, description = "RFC 3339, or two with `/` between"),
        ("limit" = Option<u32>, Query, description = "At most 1,000; 100 when not said"),
        ("offset" = Option<u32>, Query, description = "So many are passed over"),
    ),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "GeoJSON"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn observations(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Query(told): Told,
) -> Result<Response, ApiError> {
    let asked = Asked::read(&told)?;
    let everywhere = [-180.0, -90.0, 180.0, 90.0];
    let query = PictureQuery {
        filter: PictureFilter {
            from: asked.span.0,
            to: asked.span.1,
            within: Some(asked.within.unwrap_or(everywhere)),
            ..PictureFilter::default()
        },
        skip: Some(asked.offset),
        limit: Some(asked.limit),
        ..PictureQuery::default()
    };
    let reader = who.reader();
    let read = move |conn: &_| Ok(picture::query::picture(conn, &reader, &query)?);
    let found = app.store.read(read).await?;
    let features = found.observations.iter().map(of_observation).collect();
    let page = Page { matched: found.total, features };
    Ok(as_page(&app, ("observations", &asked), &page))
}

/// One of them.
#[utoipa::path(
    get, path = "/ogc/collections/observations/items/{id}", tag = "picture",
    params(("id" = String, Path, description = "The feature's id")),
    responses(
        (status = 200, content_type = "application/geo+json", body = Object, description = "A feature"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn observation(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let reader = who.reader();
    let read = move |conn: &_| Ok(picture::query::observation(conn, &reader, id)?);
    let found = app.store.read(read).await?;
    let found = found.filter(|it| it.observation.position.is_some()).map(|it| of_observation(&it));
    found.map(|it| answer("application/geo+json", &it)).ok_or_else(ApiError::not_found)
}

async fn planned(app: &App, words: Words) -> Result<Vec<MeasureView>, ApiError> {
    let day = app.ground().day();
    let read = move |conn: &_| Ok(picture::query::measures(conn, &words, day)?);
    Ok(app.store.read(read).await?)
}

fn feature(id: &str, geometry: &Value, properties: &Value) -> Value {
    json!({ "type": "Feature", "id": id, "geometry": geometry, "properties": properties })
}

fn point((lon, lat): (f64, f64)) -> Value {
    json!({ "type": "Point", "coordinates": [lon, lat] })
}

fn of_area(border: &Border) -> Value {
    let geometry = json!({ "type": "MultiPolygon", "coordinates": border.polygons });
    let properties = json!({
        "code": border.area, "name": border.name, "kind": border.kind, "vintage": border.vintage,
        "parent": Some(&border.parent).filter(|it| !it.is_empty()),
    });
    feature(&border.area, &geometry, &properties)
}

/// West, south, east, north.
fn extent(border: &Border) -> [f64; 4] {
    let corners = border.polygons.iter().flatten().flatten();
    corners.fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[w, s, e, n], [lon, lat]| {
        [w.min(*lon), s.min(*lat), e.max(*lon), n.max(*lat)]
    })
}

/// The same as long as name and place are.
fn place_id(place: &Place) -> String {
    let told = format!("{}\n{:.6}\n{:.6}", place.name, place.lon, place.lat);
    blake3::hash(told.as_bytes()).to_hex()[..16].to_owned()
}

fn of_place(place: &Place) -> Value {
    let properties = json!({
        "name": place.name, "aliases": place.aliases, "kind": place.kind, "district": place.area,
    });
    feature(&place_id(place), &point((place.lon, place.lat)), &properties)
}

fn of_measure(it: &MeasureView) -> Option<((f64, f64), Value)> {
    let measure = &it.measure;
    let place = measure.place.as_ref()?;
    let properties = json!({
        "title": measure.title, "status": measure.status, "measure_type": measure.measure_type,
        "place": place.name, "radius_m": place.radius_m(), "organisation": measure.organisation,
        "function": measure.function, "from": measure.from, "until": measure.until,
        "due": measure.due, "is_overdue": it.is_overdue, "updated_at": measure.changed_at,
    });
    let at = place.lon_lat();
    Some((at, feature(&measure.id.to_string(), &point(at), &properties)))
}

/// Without the words that people wrote: a layer is copied to many machines.
fn of_observation(view: &ObservationView) -> Value {
    let it = &view.observation;
    let at = it.position.map(|position| point((position.lon(), position.lat())));
    let properties = json!({
        "category": it.category, "type": it.observation_type, "severity": it.severity,
        "from": it.when.earliest(), "until": it.when.latest(), "review": it.review.as_str(),
        "accuracy_m": it.position.and_then(|position| position.accuracy_m()),
        "place_name": it.place_name, "incident": it.incident,
        "organisation": view.organisation_name, "preparedness": it.preparedness,
        "received_at": it.received_at,
    });
    feature(&it.id.to_string(), &at.unwrap_or(Value::Null), &properties)
}
