//! `GET /v1/events`: a hint that the log has grown, and nothing of what is in it.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use futures_util::stream::unfold;
use protocol::problem::Problem;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use crate::app::App;
use crate::credential::{self, no_credential};
use crate::error::ApiError;

/// Proxies close what is silent; so does the watchdog on the other side.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// So long at the most somebody listens on whose access was taken away, or whose agreement ended.
const LOOK_EVERY: Duration = Duration::from_secs(2);

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
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut head = app.store.head();
    head.mark_changed();
    let listener = Listener { app, headers, head, looked: Instant::now() };
    let events = unfold(listener, |mut listener| async move {
        let head = listener.next().await?;
        Some((Ok(Event::default().event("head").data(head.to_string())), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// Somebody who follows, and when it was last looked whether they still may.
struct Listener {
    app: App,
    headers: HeaderMap,
    head: watch::Receiver<u64>,
    looked: Instant,
}

impl Listener {
    /// The next place; none when the server stops, or who listens may not read any more.
    async fn next(&mut self) -> Option<u64> {
        loop {
            let told = timeout_at(self.looked + LOOK_EVERY, self.head.changed()).await;
            if self.looked.elapsed() >= LOOK_EVERY {
                if !credential::may_still_read(&self.app, &self.headers).await {
                    return None;
                }
                self.looked = Instant::now();
            }
            if told.is_ok_and(|changed| changed.is_ok()) {
                return Some(*self.head.borrow_and_update());
            }
            self.head.has_changed().ok()?;
        }
    }
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
pub(crate) async fn ask(
    State(app): State<App>,
    headers: HeaderMap,
    Query(known): Query<After>,
) -> Result<Json<Head>, ApiError> {
    let mut head = app.store.head();
    let grown = head.wait_for(|head| *head > known.after);
    let _ = tokio::time::timeout(ASKED_WAITS, grown).await;
    if !credential::may_still_read(&app, &headers).await {
        return Err(no_credential());
    }
    let head = *app.store.head().borrow();
    Ok(Json(Head { head }))
}
