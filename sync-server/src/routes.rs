//! Every route in one list: its method, its path, and which right leads to it. A route without
//! one does not compile, and a test walks the list in every role.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod analysis;
pub(crate) mod apps;
pub(crate) mod blobs;
pub(crate) mod briefing;
pub(crate) mod configuration;
pub(crate) mod editions;
pub(crate) mod enrolment;
pub(crate) mod events;
pub(crate) mod handover;
pub(crate) mod incident_pages;
pub(crate) mod incidents;
pub(crate) mod interface;
pub(crate) mod maps;
pub(crate) mod masking;
pub(crate) mod meetings;
pub(crate) mod ogc;
pub(crate) mod passkeys;
pub(crate) mod photos;
pub(crate) mod picture;
pub(crate) mod places;
pub(crate) mod plan;
pub(crate) mod priorities;
pub(crate) mod public;
pub(crate) mod reports;
pub(crate) mod results;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod statistics;
pub(crate) mod sync;
pub(crate) mod tiles;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, head, patch, post};
use domain::role::{Object, Permission};
use photo::Source;
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::{credential, guard, limits};

/// A run of 500 operations of 64 KiB each, compressed or not.
const SYNC_MAX_BYTES: usize = 34 * 1024 * 1024;
const BODY_MAX_BYTES: usize = 256 * 1024;

/// Which door leads to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Open,
    /// The request itself holds the credential: a signed run or name.
    Body,
    /// Somebody tries to get in: with a code, a password or a signature. Few tries from one address.
    Entry,
    /// A session cookie or a read token of somebody whose role has this right.
    May(Permission),
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
    use Door::{Body, Entry, Open};
    use Object::{
        Access, Account, Alarm, Analysis, Briefing, Counts, Draft, Edition, FollowUp, Ground,
        Incident, Masking, Photo, Plan, Priority, Question, Report, Review, Share, Statistic,
        Suggestion,
    };
    vec![
        reads("/health", Open, public::health),
        reads("/v1/openapi.json", Open, public::openapi),
        reads("/v1/docs", Open, public::docs),
        Route { handler: large(post(sync::sync)), ..writes("/v1/sync", Body, sync::sync) },
        Route {
            handler: large(post(handover::deposit)),
            ..writes("/v1/handover", Body, handover::deposit)
        },
        writes("/v1/enrolment", Entry, enrolment::enrol),
        writes("/v1/enrolment/browser", Entry, apps::enrol),
        writes("/v1/token", Entry, enrolment::token),
        writes("/v1/session", Entry, session::sign_in),
        writes("/v1/session/invitation", Entry, session::accept_invitation),
        writes("/v1/session/passkey/challenge", Entry, passkeys::ask),
        writes("/v1/session/passkey", Entry, passkeys::open),
        reads("/v1/sign-in", Open, sign_in::ways),
        writes("/v1/sign-in/municipal", Entry, sign_in::begin),
        reads("/v1/sign-in/municipal/return", Entry, sign_in::returned),
        Route {
            method: "DELETE",
            path: "/v1/session",
            door: reading(Ground),
            handler: delete(session::sign_out),
        },
        Route { method: "HEAD", path: "/v1/blobs/{name}", door: Body, handler: head(blobs::state) },
        Route {
            method: "PATCH",
            path: "/v1/blobs/{name}",
            door: Body,
            handler: patch(blobs::append),
        },
        reads("/v1/blobs/{name}", reading(Photo), blobs::read),
        reads("/v1/me", reading(Ground), picture::me),
        reads("/v1/state", reading(Ground), picture::state),
        reads("/v1/catalogue", reading(Ground), picture::catalogue),
        reads("/v1/attributes", reading(Ground), picture::attributes),
        reads("/v1/places", reading(Ground), places::list),
        reads("/v1/areas", reading(Ground), places::areas),
        reads("/v1/observations/{id}/areas", reading(Report), picture::areas),
        reads("/v1/places/search", reading(Ground), places::search),
        reads("/v1/places/at", reading(Ground), places::at),
        reads("/v1/gazetteer", reading(Ground), places::whole),
        reads("/v1/maps", reading(Ground), maps::list),
        reads("/v1/maps/{name}", reading(Ground), maps::read),
        reads("/v1/events", reading(Ground), events::follow),
        reads("/v1/head", reading(Ground), events::ask),
        reads("/v1/reports", reading(Report), reports::mine),
        writes("/v1/observations", writing(Report), reports::capture),
        reads("/v1/observations/{id}", reading(Report), picture::observation),
        reads("/v1/observations/{id}/photos", reading(Photo), blobs::of_observation),
        Route {
            handler: post(photos::attach).layer(DefaultBodyLimit::max(Source::BROWSER.bytes)),
            ..writes("/v1/observations/{id}/photos", writing(Report), photos::attach)
        },
        writes("/v1/observations/{id}/amendments", writing(Report), reports::amend),
        writes("/v1/observations/{id}/answers", writing(Report), reports::answer),
        reads("/v1/questions", reading(Question), reports::organisation_questions),
        writes("/v1/reviews", writing(Review), reports::review),
        writes("/v1/assignments", writing(Review), reports::assign),
        writes("/v1/preparedness", writing(Review), reports::preparedness),
        reads("/v1/incidents", reading(Incident), incidents::list),
        writes("/v1/incidents/decisions", writing(Incident), incidents::decide),
        reads("/v1/incidents/newest", reading(Incident), incident_pages::newest),
        reads("/v1/incidents/{id}", reading(Incident), incident_pages::read),
        writes("/v1/incidents/{id}/sayings", writing(Incident), incident_pages::say),
        writes("/v1/incidents/{id}/shares", writing(Share), incident_pages::share),
        reads("/v1/shares", reading(Share), incident_pages::shared),
        writes("/v1/suggestions", reading(Suggestion), incidents::suggestions),
        reads("/v1/observations/{id}/suggestions", reading(Suggestion), incidents::suggestions_for),
        writes("/v1/check", reading(Ground), masking::check),
        reads("/v1/masking", reading(Masking), masking::queue),
        writes("/v1/masking", writing(Masking), masking::decide),
        reads("/v1/observations/{id}/already", reading(Suggestion), incidents::already),
        writes("/v1/picture", reading(Report), picture::picture),
        writes("/v1/picture/points", reading(Report), picture::points),
        writes("/v1/analysis", reading(Analysis), analysis::study),
        reads("/v1/analysis/standing", reading(Alarm), analysis::standing),
        reads("/v1/statistics", reading(Statistic), statistics::read),
        reads("/v1/priorities/{quarter}", reading(Priority), priorities::read),
        writes("/v1/priorities", writing(Priority), priorities::choose),
        writes("/v1/picture/summary", reading(Report), picture::summary),
        reads("/v1/tiles/{z}/{x}/{y}", reading(Report), tiles::tile),
        reads("/v1/counts", reading(Counts), picture::counts),
        reads("/ogc", reading(Ground), ogc::landing),
        reads("/ogc/conformance", reading(Ground), ogc::conformance),
        reads("/ogc/collections", reading(Ground), ogc::collections),
        reads("/ogc/collections/{id}", reading(Ground), ogc::collection),
        reads("/ogc/collections/areas/items", reading(Ground), ogc::features::areas),
        reads("/ogc/collections/areas/items/{id}", reading(Ground), ogc::features::area),
        reads("/ogc/collections/places/items", reading(Ground), ogc::features::places),
        reads("/ogc/collections/places/items/{id}", reading(Ground), ogc::features::place),
        reads("/ogc/collections/measures/items", reading(Plan), ogc::features::measures),
        reads("/ogc/collections/measures/items/{id}", reading(Plan), ogc::features::measure),
        reads("/ogc/collections/observations/items", reading(Report), ogc::features::observations),
        reads(
            "/ogc/collections/observations/items/{id}",
            reading(Report),
            ogc::features::observation,
        ),
        reads("/v1/access", reading(Access), access::list),
        reads("/v1/configuration", reading(Access), configuration::read),
        writes("/v1/configuration", writing(Access), configuration::change),
        writes("/v1/access/devices", writing(Access), access::invite),
        writes("/v1/access/devices/{id}/revocation", writing(Access), access::revoke),
        writes("/v1/access/orders", Body, access::order),
        writes("/v1/access/sessions/{id}/end", writing(Access), access::end_session),
        reads("/v1/account", reading(Account), account::view),
        writes("/v1/account/sessions/{id}/end", writing(Account), account::end_session),
        writes("/v1/account/second-factor", writing(Account), account::begin_factor),
        writes("/v1/account/second-factor/confirmation", writing(Account), account::confirm_factor),
        writes("/v1/account/second-factor/removal", writing(Account), account::remove_factor),
        writes("/v1/account/passkeys/challenge", writing(Account), passkeys::begin),
        writes("/v1/account/passkeys", writing(Account), passkeys::add),
        writes("/v1/account/passkeys/{id}/removal", writing(Account), passkeys::remove),
        writes("/v1/account/apps", writing(Account), apps::allow),
        reads("/v1/measures", reading(Plan), plan::measures),
        reads("/v1/measures/{id}/follow-up", reading(FollowUp), plan::follow_up),
        reads("/v1/measures/{id}/result", reading(FollowUp), results::result),
        writes("/v1/measures/power", reading(FollowUp), plan::power),
        reads("/v1/assessments", reading(Plan), plan::assessments),
        writes("/v1/assessments", writing(Plan), plan::assess),
        reads("/v1/causes", reading(Plan), plan::causes),
        reads("/v1/meetings", reading(Plan), meetings::list),
        reads("/v1/meetings/{id}/minutes", reading(Plan), meetings::minutes),
        reads("/v1/editions", reading(Edition), editions::list),
        reads("/v1/editions/draft", reading(Draft), editions::draft),
        reads("/v1/editions/draft/page", reading(Draft), editions::preview),
        writes("/v1/editions", writing(Draft), editions::write),
        writes("/v1/editions/fixed", writing(Draft), editions::fix),
        writes("/v1/editions/{id}/sendings", writing(Draft), editions::send),
        writes("/v1/editions/{id}/approvals", writing(Edition), editions::publishing::approve),
        reads("/v1/editions/{id}/versions/{version}", reading(Edition), editions::read),
        reads("/v1/feedback", reading(Ground), plan::feedback),
        reads("/v1/briefing", reading(Briefing), briefing::read),
        writes("/v1/plan", writing(Plan), plan::write),
        reads("/v1/plan/{id}/history", reading(Plan), plan::history),
    ]
}

const fn reading(object: Object) -> Door {
    Door::May(Permission::read(object))
}

const fn writing(object: Object) -> Door {
    Door::May(Permission::write(object))
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
            Door::Entry => route.handler.layer(from_fn_with_state(app.clone(), limits::entry)),
            Door::May(right) => {
                let state = (app.clone(), right);
                route.handler.layer(from_fn_with_state(state, credential::require))
            }
        };
        router = router.route(route.path, handler);
    }
    router
        .fallback(interface::fallback)
        .method_not_allowed_fallback(interface::wrong_method)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(from_fn(guard::within_time))
        .layer(from_fn_with_state(app.clone(), limits::by_address))
        .layer(CatchPanicLayer::custom(guard::after_panic))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .with_state(app)
}
