//! The check of free text before it is sent, and *Maskning*: what waits, and what a reviewer decides.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::masking::MaskingDecision;
use domain::privacy::{self, Suspicion};
use picture::masking;
use picture::view::MaskingQueue;
use protocol::problem::{Problem, ProblemCode};
use protocol::session::CheckRequest;

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::ops;

/// Longest text that is checked: four times the longest that is taken.
const TEXT_MAX_CHARS: usize = 4 * domain::text::NOTE_MAX_CHARS;
/// Most rows on one page of the queue, and most decisions at once.
const QUEUE_MAX: u32 = 200;

/// What in a text may be personal data. The text is looked at and forgotten: nothing of it is stored,
/// logged or counted.
#[utoipa::path(
    post, path = "/v1/check", tag = "browser", request_body = CheckRequest,
    responses(
        (status = 200, body = Vec<Object>, description = "`Suspicion`s, places in code points"),
        (status = 401, body = Problem), (status = 413, body = Problem),
    )
)]
pub(crate) async fn check(payload: Payload) -> Result<Json<Vec<Suspicion>>, ApiError> {
    let CheckRequest { text } = payload.read()?;
    if text.chars().count() > TEXT_MAX_CHARS {
        return Err(ApiError::new(ProblemCode::TooLarge, "longer than any text that is taken"));
    }
    Ok(Json(privacy::check(&text)))
}

/// What waits for a reviewer, oldest first.
#[utoipa::path(
    get, path = "/v1/masking", tag = "browser",
    responses(
        (status = 200, body = Object, description = "A `MaskingQueue`"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn queue(State(app): State<App>) -> Result<Json<MaskingQueue>, ApiError> {
    let queue = app.store.read(|conn| Ok(masking::queue(conn, QUEUE_MAX)?)).await?;
    Ok(Json(queue))
}

/// Release, mask or keep what waits. All of it or nothing.
#[utoipa::path(
    post, path = "/v1/masking", tag = "browser",
    request_body(content = Vec<Object>, description = "`MaskingDecision`s, at most 200"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem, description = "Nothing waits there"),
        (status = 413, body = Problem), (status = 422, body = Problem),
    )
)]
pub(crate) async fn decide(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    let person = who.person()?.clone();
    let decisions: Vec<MaskingDecision> = payload.read()?;
    if decisions.len() > QUEUE_MAX as usize {
        return Err(ApiError::new(ProblemCode::TooLarge, "at most 200 decisions at once"));
    }
    let own = app.own.clone();
    app.store
        .write(move |batch| {
            let actor = person.id.to_string();
            for each in &decisions {
                let place = (each.doc, each.op, each.place.as_str());
                if !masking::is_held(batch.tx, place)? {
                    return Err(ApiError::not_found().0.into());
                }
                let object = format!("{} {} {}", each.doc, each.op, each.place);
                let entry = Entry { actor: &actor, action: "masking.decide", object: &object };
                audit::write(batch, entry)?;
            }
            let bodies = decisions.iter().map(MaskingDecision::body).collect();
            ops::write_for(batch, (&own, &person), bodies).map(drop)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
