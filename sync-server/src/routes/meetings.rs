//! Meetings: listed, and their minutes as a page. They are written as the rest of the plan is.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use domain::id::DocId;
use domain::meeting::Meeting;
use domain::role::Action;
use protocol::problem::{Problem, ProblemCode};
use report::{Language, MinutesPage};
use serde::Deserialize;

use crate::app::App;
use crate::credential::Who;
use crate::editions::sender;
use crate::error::ApiError;

/// Every meeting, the newest first.
#[utoipa::path(
    get, path = "/v1/meetings", tag = "picture",
    responses(
        (status = 200, body = Vec<Object>, description = "`Meeting`s"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<Meeting>>, ApiError> {
    require(&who)?;
    let words = who.reader().words;
    Ok(Json(app.store.read(move |conn| Ok(picture::query::meetings(conn, &words)?)).await?))
}

/// In which language.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct How {
    #[serde(default)]
    lang: Language,
}

/// The minutes of a meeting: the ten points, attendance by function, and what was decided.
#[utoipa::path(
    get, path = "/v1/meetings/{id}/minutes", tag = "picture",
    params(
        ("id" = String, Path, description = "The meeting's id"),
        ("lang" = Option<String>, Query, description = "`sv` or `en`"),
    ),
    responses(
        (status = 200, content_type = "application/pdf", description = "PDF/A-2a and PDF/UA-1"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn minutes(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Query(how): Query<How>,
) -> Result<Response, ApiError> {
    require(&who)?;
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let words = who.reader().words;
    let read = move |conn: &_| Ok(picture::query::meeting(conn, &words, id)?);
    let meeting = app.store.read(read).await?.ok_or_else(ApiError::not_found)?;
    let sender = sender(&app.current.get().configuration.municipality);
    let make = move || {
        let page = MinutesPage { sender: &sender, meeting: &meeting, lang: how.lang };
        page.press().map(|pressed| (pressed.pdf, page.file_name()))
    };
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!("the minutes failed: {error}");
        ApiError::new(ProblemCode::ServerFailed, "the minutes could not be made")
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(|error| failed(&error))?;
    let (pdf, name) = made.map_err(|error| failed(&error))?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_str(&format!("inline; filename=\"{name}\""));
    let name = name.unwrap_or_else(|_| HeaderValue::from_static("inline"));
    let head = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((head, pdf).into_response())
}

fn require(who: &Who) -> Result<(), ApiError> {
    if who.role().may(Action::ReadPlan) { Ok(()) } else { Err(ApiError::not_allowed()) }
}
