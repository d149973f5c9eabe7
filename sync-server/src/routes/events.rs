//! `GET /v1/events`: a hint that the log has grown, and nothing of what is in it.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use futures_util::stream::unfold;
use protocol::problem::Problem;

use crate::app::App;

/// Proxies close what is silent; so does the watchdog on the other side.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Follow the newest place in the log: an event `head` at once and whenever it moves.
#[utoipa::path(
    get, path = "/v1/events", tag = "picture",
    responses(
        (status = 200, description = "Events named `head`; the data is a number", content_type = "text/event-stream"),
        (status = 401, body = Problem),
    )
)]
pub(crate) async fn follow(
    State(app): State<App>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut head = app.store.head();
    head.mark_changed();
    let events = unfold(head, |mut head| async move {
        head.changed().await.ok()?;
        let now = *head.borrow_and_update();
        Some((Ok(Event::default().event("head").data(now.to_string())), head))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// How long a question waits for something to tell.
const ASKED_WAITS: Duration = Duration::from_secs(25);

/// What the one who asks knows already.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct After {
    /// The newest place it has heard of.
    #[serde(default)]
    after: u64,
}

/// The newest place in the log.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Head {
    /// The place.
    head: u64,
}

/// The same as a question that waits for its answer, where something on the way keeps streams back.
#[utoipa::path(
    get, path = "/v1/head", tag = "picture",
    params(("after" = Option<u64>, Query, description = "Answer when the log has grown past this, at the latest after 25 s")),
    responses((status = 200, body = Head), (status = 401, body = Problem))
)]
pub(crate) async fn ask(State(app): State<App>, Query(known): Query<After>) -> Json<Head> {
    let mut head = app.store.head();
    let grown = head.wait_for(|head| *head > known.after);
    let _ = tokio::time::timeout(ASKED_WAITS, grown).await;
    let head = *app.store.head().borrow();
    Json(Head { head })
}
