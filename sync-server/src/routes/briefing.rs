//! *Veckans brief*: for phones to carry, and for the phone's pages in a browser.

use axum::extract::{Query, State};
use axum::{Extension, Json};
use domain::edition::Briefing;
use domain::id::OpId;
use domain::role::{Object, Permission, Reach, Words};
use protocol::briefing::BriefingAnswer;
use protocol::problem::Problem;
use serde::Deserialize;

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;

/// What the caller has.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Carried {
    /// The version it carries.
    have: Option<OpId>,
}

/// The operative edition that the caller's organisation was given last, as its people in the field read it.
#[utoipa::path(
    get, path = "/v1/briefing", tag = "picture",
    params(("have" = Option<String>, Query, description = "The version that is carried already")),
    responses(
        (status = 200, body = Object, description = "A `BriefingAnswer`: `same`, `nothing` or `released`"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Query(carried): Query<Carried>,
) -> Result<Json<BriefingAnswer>, ApiError> {
    let reads_all = who.role().reach(Permission::read(Object::Briefing)) == Reach::All;
    let of = (!reads_all).then(|| who.organisation());
    let newest = move |conn: &_| {
        // Whoever reads it, words that wait for a reviewer are not in it.
        let editions = picture::edition::editions(conn, &Words::Released)?;
        Ok(Briefing::newest(&editions, of))
    };
    Ok(Json(match app.store.read(newest).await? {
        None => BriefingAnswer::Nothing,
        Some(newest) if carried.have == Some(newest.version) => BriefingAnswer::Same,
        Some(newest) => BriefingAnswer::Released { briefing: Box::new(newest) },
    }))
}
