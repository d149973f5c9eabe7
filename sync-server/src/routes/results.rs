//! What became of a measure, as a page.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::catalogue::{Catalogue, CategoryCode, Label};
use domain::id::DocId;
use domain::role::{Action, Scope};
use picture::study::{Answer, FollowUp};
use protocol::problem::{Problem, ProblemCode};
use report::{Language, ResultBar, ResultPage, TestResult};
use serde::Deserialize;

use crate::app::App;
use crate::credential::Who;
use crate::editions::sender;
use crate::error::ApiError;

/// In which language.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct How {
    #[serde(default)]
    lang: Language,
}

/// What became of a measure on one page: the declared test, the counts, the verdict, and what people say.
#[utoipa::path(
    get, path = "/v1/measures/{id}/result", tag = "picture",
    params(
        ("id" = String, Path, description = "The measure's id"),
        ("lang" = Option<String>, Query, description = "`sv` or `en`"),
    ),
    responses(
        (status = 200, content_type = "application/pdf", description = "PDF/A-2a and PDF/UA-1"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn result(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Query(how): Query<How>,
) -> Result<Response, ApiError> {
    if !who.role().may(Action::ReadPlan) {
        return Err(ApiError::not_allowed());
    }
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let (words, ground) = (who.reader().words, app.ground());
    let read = move |conn: &_| {
        let measure = picture::query::measure(conn, &words, id)?;
        let catalogue = picture::catalogue::current(conn)?;
        Ok((measure, picture::study::snapshot(conn, &Scope::All)?, catalogue))
    };
    let (measure, snapshot, catalogue) = app.store.read(read).await?;
    let measure = measure.ok_or_else(ApiError::not_found)?;
    let sender = sender(&app.current.get().configuration.municipality);
    let make = move || -> Result<Vec<u8>, String> {
        let told = |error: &dyn std::fmt::Display| error.to_string();
        let followed = picture::study::follow_up(&snapshot, &ground, &measure);
        let followed = followed.map_err(|error| told(&error))?;
        let tests: Vec<TestResult> =
            followed.iter().map(|it| test_result(it, &catalogue)).collect();
        let (on, lang) = (ground.day(), how.lang);
        let page = ResultPage { sender: &sender, measure: &measure, tests: &tests, on, lang };
        Ok(page.press().map_err(|error| told(&error))?.pdf)
    };
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!("the result of a measure failed: {error}");
        ApiError::new(ProblemCode::ServerFailed, "the page could not be made")
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(|error| failed(&error))?;
    let pdf = made.map_err(|error| failed(&error))?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static("inline; filename=\"resultat.pdf\"");
    let head = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((head, pdf).into_response())
}

/// A follow-up as the page tells it.
fn test_result(it: &FollowUp, catalogue: &Catalogue) -> TestResult {
    let bar = |bar: &picture::study::FollowBar| ResultBar {
        from: bar.from,
        events: bar.events,
        is_after: bar.is_after,
    };
    let name = |code: &CategoryCode| {
        let known = catalogue.category(code).map(|it| it.label.clone());
        known.unwrap_or_else(|| Label { sv: code.as_str().into(), en: code.as_str().into() })
    };
    TestResult {
        test: it.declared.test.clone(),
        categories: it.declared.test.categories().iter().map(name).collect(),
        words: words(&it.effect),
        ring: words(&it.ring),
        long_term: it.long_term.as_ref().map(words).unwrap_or_default(),
        reporters: it.reporters.clone(),
        verdict: it.verdict,
        bars: it.bars.iter().map(bar).collect(),
        snapshot: it.snapshot.clone(),
    }
}

fn words<T>(answer: &Answer<T>) -> Vec<Label> {
    match answer {
        Answer::Figure { words, .. } | Answer::TooLittle { words, .. } => words.clone(),
    }
}
