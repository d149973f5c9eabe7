//! `GET /v1/events`: a hint that the log has grown, and nothing of what is in it.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
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
