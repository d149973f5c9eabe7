//! What is published of an edition: approved from which day and where, and kept from others until then.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::day::Day;
use domain::edition::{Approval, Channel, Publication};
use domain::id::OpId;
use domain::role::Action;
use domain::text::Name;
use protocol::problem::Problem;
use serde::Deserialize;

use super::{found, record};
use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;

/// Which version is approved, by which function, from which day and where.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approving {
    version: OpId,
    by: Name,
    not_before: Option<Day>,
    #[serde(default)]
    channels: Vec<Channel>,
}

/// Approve that a version is published.
#[utoipa::path(
    post, path = "/v1/editions/{id}/approvals", tag = "browser",
    params(("id" = String, Path, description = "The edition's id")),
    request_body(content = Object, description = "`{version, by, not_before, channels}`: the first day it may be published, and `website`, `press`, `social_media`, `meeting`, `internal`"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(crate) async fn approve(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    who.person()?;
    let Approving { version, by, not_before, channels } = payload.read()?;
    let edition = found(&app, &id, version).await?.0;
    let body = Approval { version, by, not_before, channels }.body(edition.id);
    record(&app, &who, ("edition.approve", vec![body])).await
}

/// Whoever writes or approves what is published looks at it before it may be; others from that day on.
pub(super) fn require_open(
    app: &App,
    who: &Who,
    publication: Option<&Publication>,
) -> Result<(), ApiError> {
    let is_theirs = who.role().may(Action::Edit) || who.role().may(Action::Publish);
    let is_open = publication.is_some_and(|it| it.is_open(app.ground().day()));
    if is_theirs || is_open { Ok(()) } else { Err(ApiError::not_allowed()) }
}
