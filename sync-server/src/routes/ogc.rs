//! OGC API – Features, Part 1: Core (17-069r4), for GIS programs: areas, named places, measures and reports as GeoJSON, as
//! much of each as the role reads. Positions are WGS 84, longitude before latitude (CRS84).

mod asked;
pub(crate) mod features;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::role::{Object, Permission, Reach};
use protocol::problem::Problem;
use serde_json::{Value, json};

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;

use asked::Asked;
use features::Page;

/// What can be read, and the right that it takes.
const COLLECTIONS: [Collection; 4] = [
    Collection {
        id: "areas",
        title: "Områden",
        description: "The areas in force, overlapping divisions beside each other.",
        object: Object::Ground,
    },
    Collection {
        id: "places",
        title: "Platser",
        description: "Places people know by name.",
        object: Object::Ground,
    },
    Collection {
        id: "measures",
        title: "Insatser",
        description: "Measures that have a place, each the middle of its circle.",
        object: Object::Plan,
    },
    Collection {
        id: "observations",
        title: "Rapporter",
        description: "Reports that have a position, as far as the role reads them.",
        object: Object::Report,
    },
];

const CONFORMS_TO: [&str; 3] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
];
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// A set of features.
struct Collection {
    id: &'static str,
    title: &'static str,
    description: &'static str,
    object: Object,
}

/// Where everything is.
#[utoipa::path(
    get, path = "/ogc", tag = "picture",
    responses((status = 200, body = Object, description = "Links"), (status = 401, body = Problem))
)]
pub(crate) async fn landing(State(app): State<App>) -> Response {
    let (base, name) = (Base::of(&app), app.current.get().configuration.municipality.name.clone());
    as_json(&json!({
        "title": format!("Lägesbild, {name}"),
        "description": "OGC API – Features",
        "links": [
            base.link("self", "/ogc", "application/json"),
            base.link("service-desc", "/v1/openapi.json", "application/vnd.oai.openapi+json;version=3.1"),
            base.link("service-doc", "/v1/docs", "text/html"),
            base.link("conformance", "/ogc/conformance", "application/json"),
            base.link("data", "/ogc/collections", "application/json"),
        ],
    }))
}

/// What of the standard is kept.
#[utoipa::path(
    get, path = "/ogc/conformance", tag = "picture",
    responses((status = 200, body = Object, description = "Classes"), (status = 401, body = Problem))
)]
pub(crate) async fn conformance() -> Response {
    as_json(&json!({ "conformsTo": CONFORMS_TO }))
}

/// The collections that the role reads.
#[utoipa::path(
    get, path = "/ogc/collections", tag = "picture",
    responses((status = 200, body = Object, description = "Collections"), (status = 401, body = Problem))
)]
pub(crate) async fn collections(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Response {
    let bounds = app.current.get().configuration.municipality.bounds;
    let read = COLLECTIONS.iter().filter(|it| it.is_read_by(&who));
    let all: Vec<Value> = read.map(|it| it.described(&Base::of(&app), bounds)).collect();
    let own = Base::of(&app).link("self", "/ogc/collections", "application/json");
    as_json(&json!({ "collections": all, "links": [own] }))
}

/// One collection.
#[utoipa::path(
    get, path = "/ogc/collections/{id}", tag = "picture",
    params(("id" = String, Path, description = "`areas`, `places`, `measures` or `observations`")),
    responses(
        (status = 200, body = Object, description = "The collection"), (status = 401, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(crate) async fn collection(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let bounds = app.current.get().configuration.municipality.bounds;
    let found = COLLECTIONS.iter().find(|it| it.id == id && it.is_read_by(&who));
    Ok(as_json(&found.ok_or_else(ApiError::not_found)?.described(&Base::of(&app), bounds)))
}

impl Collection {
    fn is_read_by(&self, who: &Who) -> bool {
        who.role().reach(Permission::read(self.object)) > Reach::Nothing
    }

    fn described(&self, base: &Base, bounds: Option<[f64; 4]>) -> Value {
        let own = format!("/ogc/collections/{}", self.id);
        let items = format!("{own}/items");
        let mut described = json!({
            "id": self.id, "title": self.title, "description": self.description,
            "itemType": "feature", "crs": [CRS84],
            "links": [base.link("self", &own, "application/json"), base.link("items", &items, "application/geo+json")],
        });
        if let Some(bounds) = bounds {
            described["extent"] = json!({ "spatial": { "bbox": [bounds], "crs": CRS84 } });
        }
        described
    }
}

/// The address that people reach the server under, where it is set: not every program follows a relative one.
struct Base(String);

impl Base {
    fn of(app: &App) -> Self {
        let url = app.settings.public_url.as_deref().unwrap_or_default();
        Self(url.trim_end_matches('/').to_owned())
    }

    fn link(&self, rel: &str, path: &str, media_type: &str) -> Value {
        json!({ "rel": rel, "href": format!("{}{path}", self.0), "type": media_type })
    }
}

fn as_json(value: &Value) -> Response {
    answer("application/json", value)
}

fn answer(media_type: &'static str, value: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))];
    (kind, value.to_string()).into_response()
}

/// A page of features with the way to the next one.
fn as_page(app: &App, (id, asked): (&str, &Asked), page: &Page) -> Response {
    let (base, own) = (Base::of(app), format!("/ogc/collections/{id}/items"));
    let mut links = vec![base.link(
        "self",
        &format!("{own}?{}", asked.query(asked.offset)),
        "application/geo+json",
    )];
    let next = asked.offset + page.features.len() as u32;
    if next < page.matched && !page.features.is_empty() {
        links.push(base.link(
            "next",
            &format!("{own}?{}", asked.query(next)),
            "application/geo+json",
        ));
    }
    let at = chrono::DateTime::from_timestamp_millis(app.now().0).unwrap_or_default();
    let told = json!({
        "type": "FeatureCollection", "links": links,
        "timeStamp": at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "numberMatched": page.matched, "numberReturned": page.features.len(),
        "features": page.features,
    });
    answer("application/geo+json", &told)
}
