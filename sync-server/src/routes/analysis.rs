//! One part of the analysis, counted beside the requests: a line for each step, then the answer.
//! Whoever closes the connection stops the counting.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use domain::role::{Action, Object};
use futures_util::stream::unfold;
use picture::standing;
use picture::study::{StandingKind, StudyError, StudyQuestion};
use protocol::problem::{Problem, ProblemCode};
use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::mpsc::{Sender, channel};

use crate::app::App;
use crate::credential::Who;
use crate::error::ApiError;
use crate::payload::Payload;

/// Runs of each kind that are told: a year of months, a quarter of weeks.
const RUNS: u32 = 13;
/// Steps that may wait for a slow reader; an answer has fewer.
const LINES: usize = 32;

/// One part of the analysis of what the role may read.
#[utoipa::path(
    post, path = "/v1/analysis", tag = "picture",
    request_body(content = Object, description = "A `StudyQuestion`"),
    responses(
        (status = 200, content_type = "application/x-ndjson",
         description = "Lines of JSON: `{done, of}` for each step, at last `{study}` with a `Study`, \
                        or `{problem}`. The same snapshot and question give the same bytes"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn study(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Response, ApiError> {
    let question: StudyQuestion = payload.read()?;
    let scope = who.scope(Object::Analysis);
    let snapshot = app.store.read(move |conn| Ok(picture::study::snapshot(conn, &scope)?)).await?;
    let (ground, studies) = (app.ground(), Arc::clone(&app.studies));
    let (lines, read) = channel::<Bytes>(LINES);
    tokio::task::spawn_blocking(move || {
        let mut tell = |done, of| send(&lines, format!("{{\"done\":{done},\"of\":{of}}}\n"));
        let last = match studies.answer((&snapshot, &ground), &question, &mut tell) {
            Ok(study) => format!("{{\"study\":{study}}}\n"),
            Err(error) => format!("{}\n", json!({ "problem": problem(&error) })),
        };
        send(&lines, last);
    });
    let body = unfold(read, |mut read| async move {
        let line = read.recv().await?;
        Some((Ok::<_, Infallible>(line), read))
    });
    let kind = HeaderValue::from_static("application/x-ndjson");
    Ok(([(header::CONTENT_TYPE, kind)], Body::from_stream(body)).into_response())
}

/// What the server ran by itself: weekly alarms for whoever reads every report, self-checks for those
/// who administer as well.
#[utoipa::path(
    get, path = "/v1/analysis/standing", tag = "picture",
    responses(
        (status = 200, body = Vec<Object>, description = "`StandingRun`s, newest first"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn standing(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Vec<Box<RawValue>>>, ApiError> {
    let sees_checks = who.role().may(Action::Administer);
    let read = move |conn: &_| {
        let mut runs = standing::newest(conn, StandingKind::WeeklyAlarm, RUNS)?;
        if sees_checks {
            runs.extend(standing::newest(conn, StandingKind::SelfCheck, RUNS)?);
        }
        Ok(runs.into_iter().map(RawValue::from_string).collect::<Result<_, _>>()?)
    };
    Ok(Json(app.store.read(read).await?))
}

/// Whether somebody still reads.
fn send(lines: &Sender<Bytes>, line: String) -> bool {
    lines.blocking_send(line.into()).is_ok()
}

fn problem(error: &StudyError) -> Problem {
    let code = match error {
        StudyError::Question(_) => ProblemCode::BadValue,
        StudyError::Stopped => ProblemCode::Unavailable,
        StudyError::Picture(_) | StudyError::Json(_) => {
            tracing::error!("the analysis failed: {error}");
            ProblemCode::ServerFailed
        }
    };
    Problem::new(code, error.to_string())
}
