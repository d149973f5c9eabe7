//! Every route in one list: its method, its path, and which door leads to it. What is not listed as
//! open is closed, and a test walks the list.

pub(crate) mod analysis;
pub(crate) mod blobs;
pub(crate) mod enrolment;
pub(crate) mod events;
pub(crate) mod handover;
pub(crate) mod incidents;
pub(crate) mod interface;
pub(crate) mod maps;
pub(crate) mod masking;
pub(crate) mod photos;
pub(crate) mod picture;
pub(crate) mod places;
pub(crate) mod priorities;
pub(crate) mod public;
pub(crate) mod reports;
pub(crate) mod session;
pub(crate) mod sync;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, head, patch, post};
use photo::Source;
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::{credential, guard};

/// A run of 500 operations of 64 KiB each, compressed or not.
const SYNC_MAX_BYTES: usize = 34 * 1024 * 1024;
const BODY_MAX_BYTES: usize = 256 * 1024;

/// Which door leads to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Open,
    /// The request itself holds the credential: a signed run or name, a code, a password.
    Body,
    /// A session cookie or a read token.
    Credential,
}

/// One route.
pub struct Route {
    /// `GET`, `HEAD`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// With `{name}` for what varies.
    pub path: &'static str,
    /// Who gets in.
    pub door: Door,
    handler: MethodRouter<App>,
}

/// Every route.
pub fn list() -> Vec<Route> {
    use Door::{Body, Credential, Open};
    vec![
        reads("/health", Open, public::health),
        reads("/v1/openapi.json", Open, public::openapi),
        reads("/v1/docs", Open, public::docs),
        Route { handler: large(post(sync::sync)), ..writes("/v1/sync", Body, sync::sync) },
        Route {
            handler: large(post(handover::deposit)),
            ..writes("/v1/handover", Body, handover::deposit)
        },
        writes("/v1/enrolment", Body, enrolment::enrol),
        writes("/v1/token", Body, enrolment::token),
        writes("/v1/session", Body, session::sign_in),
        writes("/v1/session/invitation", Body, session::accept_invitation),
        Route {
            method: "DELETE",
            path: "/v1/session",
            door: Credential,
            handler: delete(session::sign_out),
        },
        Route { method: "HEAD", path: "/v1/blobs/{name}", door: Body, handler: head(blobs::state) },
        Route {
            method: "PATCH",
            path: "/v1/blobs/{name}",
            door: Body,
            handler: patch(blobs::append),
        },
        reads("/v1/blobs/{name}", Credential, blobs::read),
        reads("/v1/me", Credential, picture::me),
        reads("/v1/state", Credential, picture::state),
        reads("/v1/catalogue", Credential, picture::catalogue),
        reads("/v1/attributes", Credential, picture::attributes),
        reads("/v1/places", Credential, places::list),
        reads("/v1/places/search", Credential, places::search),
        reads("/v1/places/at", Credential, places::at),
        reads("/v1/gazetteer", Credential, places::whole),
        reads("/v1/maps", Credential, maps::list),
        reads("/v1/maps/{name}", Credential, maps::read),
        reads("/v1/events", Credential, events::follow),
        reads("/v1/head", Credential, events::ask),
        reads("/v1/reports", Credential, reports::mine),
        writes("/v1/observations", Credential, reports::capture),
        reads("/v1/observations/{id}", Credential, picture::observation),
        reads("/v1/observations/{id}/photos", Credential, blobs::of_observation),
        Route {
            handler: post(photos::attach).layer(DefaultBodyLimit::max(Source::BROWSER.bytes)),
            ..writes("/v1/observations/{id}/photos", Credential, photos::attach)
        },
        writes("/v1/observations/{id}/amendments", Credential, reports::amend),
        writes("/v1/observations/{id}/answers", Credential, reports::answer),
        writes("/v1/reviews", Credential, reports::review),
        reads("/v1/incidents", Credential, incidents::list),
        writes("/v1/incidents/decisions", Credential, incidents::decide),
        writes("/v1/suggestions", Credential, incidents::suggestions),
        reads("/v1/observations/{id}/suggestions", Credential, incidents::suggestions_for),
        writes("/v1/check", Credential, masking::check),
        reads("/v1/masking", Credential, masking::queue),
        writes("/v1/masking", Credential, masking::decide),
        reads("/v1/observations/{id}/already", Credential, incidents::already),
        writes("/v1/picture", Credential, picture::picture),
        writes("/v1/picture/points", Credential, picture::points),
        writes("/v1/analysis", Credential, analysis::study),
        reads("/v1/analysis/standing", Credential, analysis::standing),
        reads("/v1/priorities/{quarter}", Credential, priorities::read),
        writes("/v1/priorities", Credential, priorities::choose),
        writes("/v1/picture/summary", Credential, picture::summary),
    ]
}

fn reads<H: Handler<T, App>, T: 'static>(path: &'static str, door: Door, handler: H) -> Route {
    Route { method: "GET", path, door, handler: get(handler) }
}

fn writes<H: Handler<T, App>, T: 'static>(path: &'static str, door: Door, handler: H) -> Route {
    Route { method: "POST", path, door, handler: post(handler) }
}

fn large(handler: MethodRouter<App>) -> MethodRouter<App> {
    handler.layer(DefaultBodyLimit::max(SYNC_MAX_BYTES))
}

/// The whole server as a router.
pub fn app(app: App) -> Router {
    let mut router = Router::new();
    for route in list() {
        let handler = match route.door {
            Door::Open | Door::Body => route.handler,
            Door::Credential => {
                route.handler.layer(from_fn_with_state(app.clone(), credential::require))
            }
        };
        router = router.route(route.path, handler);
    }
    router
        .fallback(interface::fallback)
        .method_not_allowed_fallback(interface::wrong_method)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(from_fn(guard::within_time))
        .layer(CatchPanicLayer::custom(guard::after_panic))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .with_state(app)
}
