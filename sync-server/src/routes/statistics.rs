//! Figures of others by area, for whoever reads every report.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use protocol::problem::Problem;
use protocol::statistics::AreaStatistics;
use serde::Deserialize;

use crate::app::App;
use crate::error::ApiError;
use crate::store::statistics;

/// Whose figures, of what.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    source: Option<String>,
    category: Option<String>,
}

/// What others have counted, by area and period. Never points, and never mixed with reports.
#[utoipa::path(
    get, path = "/v1/statistics", tag = "picture",
    params(
        ("source" = Option<String>, Query, description = "Whose figures; the first source when not said"),
        ("category" = Option<String>, Query, description = "Of what; the source's first when not said"),
    ),
    responses(
        (status = 200, body = AreaStatistics), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<AreaStatistics>, ApiError> {
    let areas = app.current.get().configuration.municipality.areas.clone();
    let names: BTreeMap<String, String> = areas.into_iter().map(|it| (it.code, it.name)).collect();
    let read = move |conn: &_| {
        statistics::read(conn, (asked.source.as_deref(), asked.category.as_deref()), &names)
    };
    Ok(Json(app.store.read(read).await?))
}
