//! What anybody may ask: whether the server is up, and how its interface is described.

use axum::Json;
use axum::extract::State;
use axum::response::Html;
use domain::clock::UtcMillis;
use protocol::problem::Problem;
use serde::Serialize;

use crate::app::App;
use crate::backup::{Checked, Standing};
use crate::error::ApiError;
use crate::open_api;

/// That it is up, and which version.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: what fails does not answer so.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// Whether there is room for photos too; reports have a reserve.
    has_room: bool,
    /// How the backups stand.
    backup: Standing,
    /// When the newest backup that holds was taken.
    #[schema(value_type = Option<i64>)]
    backup_at: Option<UtcMillis>,
    /// When a restore was last tried to the last byte.
    #[schema(value_type = Option<i64>)]
    drill_at: Option<UtcMillis>,
    /// Whether that held.
    drill_holds: Option<bool>,
}

/// Whether the server is up and its database answers.
#[utoipa::path(
    get, path = "/health", tag = "open", security(()),
    responses((status = 200, body = Health), (status = 503, body = Problem))
)]
pub(crate) async fn health(State(app): State<App>) -> Result<Json<Health>, ApiError> {
    app.store.read(|conn| Ok(picture::log::head(conn)?)).await?;
    let overview = app.backups.overview();
    let drill = overview.last_drill();
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        has_room: !app.store.reserve().is_spent(),
        backup: app.backups.standing(app.now()),
        backup_at: overview.newest_good_at(),
        drill_at: drill.map(|drill| drill.at),
        drill_holds: drill.map(Checked::holds),
    }))
}

/// This description.
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "open", security(()),
    responses((status = 200, body = Object, description = "OpenAPI 3.1"))
)]
pub(crate) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(open_api::document())
}

/// This description, to be read.
#[utoipa::path(
    get, path = "/v1/docs", tag = "open", security(()),
    responses((status = 200, description = "A page", content_type = "text/html"))
)]
pub(crate) async fn docs() -> Html<String> {
    Html(open_api::page())
}
