//! The description of the HTTP interface, for programs and as a page to read.

use std::fmt::Write as _;

use utoipa::OpenApi;
use utoipa::openapi::path::Operation;

use crate::routes::{
    access, account, analysis, apps, blobs, briefing, configuration, editions, enrolment, events,
    handover, incident_pages, incidents, maps, masking, meetings, ogc, passkeys, photos, picture,
    places, plan, priorities, public, reports, results, session, sign_in, statistics, sync, tiles,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lägesbild",
        description = "Field reports of many, one shared picture. Times are milliseconds since \
                       1970 in UTC; positions are WGS 84, longitude before latitude. Whatever is \
                       no success answers with a `Problem`; compare its code, never its message. \
                       Browsers hold a session cookie and send `X-Lagesbild: 1` with everything \
                       but GET; devices send `Authorization: Bearer` with their read token."
    ),
    tags(
        (name = "open", description = "Without a credential"),
        (name = "devices", description = "Joining, handing in, reading the log"),
        (name = "picture", description = "Reading, for browsers and devices"),
        (name = "browser", description = "What people do in a browser"),
    ),
    paths(
        public::health, public::openapi, public::docs,
        enrolment::enrol, enrolment::token, sync::sync,
        session::sign_in, session::accept_invitation, session::sign_out,
        passkeys::ask, passkeys::open, passkeys::begin, passkeys::add, passkeys::remove,
        apps::allow, apps::enrol,
        sign_in::ways, sign_in::begin, sign_in::returned,
        picture::me, picture::state, picture::picture, picture::points, picture::summary, picture::counts,
        access::list, access::invite, access::revoke, access::end_session, access::order,
        configuration::read, configuration::change,
        account::view, account::end_session, account::begin_factor, account::confirm_factor, account::remove_factor,
        picture::observation, picture::catalogue, picture::attributes,
        places::areas, picture::areas, tiles::tile,
        places::list, places::search, places::at, places::whole,
        analysis::study, analysis::standing, statistics::read, priorities::read, priorities::choose,
        plan::measures, plan::assessments, plan::assess, plan::causes, meetings::list, meetings::minutes, plan::feedback, plan::follow_up, results::result, plan::power, plan::history, plan::write,
        reports::capture, reports::amend, reports::answer, reports::review, reports::assign,
        reports::preparedness, reports::mine,
        reports::organisation_questions, briefing::read,
        editions::list, editions::draft, editions::preview, editions::write, editions::fix, editions::send, editions::publishing::approve, editions::read,
        incident_pages::read, incident_pages::newest, incident_pages::shared, incident_pages::say, incident_pages::share,
        incidents::list, incidents::decide, incidents::suggestions, incidents::suggestions_for,
        masking::check, masking::queue, masking::decide,
        ogc::landing, ogc::conformance, ogc::collections, ogc::collection,
        ogc::features::areas, ogc::features::area, ogc::features::places, ogc::features::place,
        ogc::features::measures, ogc::features::measure, ogc::features::observations, ogc::features::observation,
        maps::list, maps::read, events::follow, events::ask,
        handover::deposit, blobs::state, blobs::append, blobs::read, blobs::of_observation, photos::attach, incidents::already,
    )
)]
struct Description;

/// The description.
pub fn document() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// The same as a page without scripts, so that nothing is fetched from anywhere.
pub(crate) fn page() -> String {
    let api = document();
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Lägesbild: HTTP</title>",
    );
    let _ = write!(html, "<h1>{} {}</h1>", escape(&api.info.title), escape(&api.info.version));
    let _ = write!(html, "<p>{}</p>", escape(api.info.description.as_deref().unwrap_or_default()));
    html.push_str("<p><a href=\"/v1/openapi.json\">openapi.json</a> for programs</p>");
    for (path, item) in &api.paths.paths {
        let methods = [
            ("GET", &item.get),
            ("HEAD", &item.head),
            ("POST", &item.post),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                describe(&mut html, (method, path), operation);
            }
        }
    }
    html
}

fn describe(html: &mut String, (method, path): (&str, &str), operation: &Operation) {
    let _ = write!(html, "<h2><code>{method} {}</code></h2>", escape(path));
    let _ = write!(html, "<p>{}</p>", escape(operation.summary.as_deref().unwrap_or_default()));
    let text = operation.description.as_deref().unwrap_or_default();
    if !text.is_empty() {
        let _ = write!(html, "<p>{}</p>", escape(text));
    }
    if let Some(body) = &operation.request_body {
        let text = body.description.as_deref().unwrap_or("JSON");
        let _ = write!(html, "<p>Body: {}</p>", escape(text));
    }
    html.push_str("<ul>");
    for (status, response) in &operation.responses.responses {
        let text = match response {
            utoipa::openapi::RefOr::T(response) => response.description.as_str(),
            utoipa::openapi::RefOr::Ref(_) => "",
        };
        let _ = write!(html, "<li><code>{}</code> {}</li>", escape(status), escape(text));
    }
    html.push_str("</ul>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
