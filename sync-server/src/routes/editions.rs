//! Editions: listed, written, fixed, sent, approved and read in four forms.

pub(crate) mod publishing;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use domain::clock::UtcMillis;
use domain::day::Day;
use domain::edition::{
    Cut, Edition, EditionDraft, EditionKind, Fixed, Period, Publication, Sending,
};
use domain::id::{DocId, OpId, OrganisationId};
use domain::op::Body;
use domain::role::{Action, Object, Permission, Reach, Words};
use domain::text::Name;
use picture::edition::{DraftView, EditionList, EditionView, FixError};
use protocol::problem::{Problem, ProblemCode};
use report::{EditionPage, Form, Language};
use serde::Deserialize;

use crate::app::App;
use crate::credential::Who;
use crate::editions::{sender, widest};
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::audit::{self, Entry};
use crate::store::ops;

/// Every edition with the drafts that the rhythm offers, who may be given one, and what is due. Whoever does
/// not write editions sees fixed ones only: those their organisation was given.
#[utoipa::path(
    get, path = "/v1/editions", tag = "picture",
    responses(
        (status = 200, body = Object, description = "`EditionList`"),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<EditionList>, ApiError> {
    let (version, ground) = (app.current.get(), app.ground());
    let words = who.reader().words;
    let read = move |conn: &_| {
        let municipality = &version.configuration.municipality;
        let mut list = crate::editions::list(conn, municipality, (&words, &ground))?;
        if !who.role().may(Action::Edit) {
            narrow(&mut list.editions, &who);
            list.recipients.clear();
        }
        Ok(list)
    };
    Ok(Json(app.store.read(read).await?))
}

/// Leave what somebody may read who does not write editions.
fn narrow(editions: &mut Vec<EditionView>, who: &Who) {
    let own = who.organisation();
    for edition in editions.iter_mut() {
        edition
            .versions
            .retain(|it| reads_all(who) || it.sent_to.iter().any(|sent| sent.organisation == own));
        for version in &mut edition.versions {
            version.sent_to.retain(|sent| sent.organisation == own);
        }
    }
    editions.retain(|edition| !edition.versions.is_empty());
}

fn reads_all(who: &Who) -> bool {
    who.role().reach(Permission::read(Object::Edition)) == Reach::All
}

/// Which draft.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Wanted {
    kind: EditionKind,
    from: Day,
    until: Day,
}

impl Wanted {
    fn period(self) -> Result<Period, ApiError> {
        let Self { kind, from, until } = self;
        if until < from || until.days_since(from) > 3 * 366 {
            return Err(ApiError::new(ProblemCode::BadValue, "the period is none"));
        }
        Ok(Period { kind, from, until })
    }
}

/// What a draft says today: texts as people have written them, figures as they are.
#[utoipa::path(
    get, path = "/v1/editions/draft", tag = "picture",
    params(
        ("kind" = String, Query, description = "`operative`, `strategic` or `statutory`"),
        ("from" = String, Query, description = "As 2026-11-16"),
        ("until" = String, Query, description = "As 2026-11-22"),
    ),
    responses(
        (status = 200, body = Object, description = "`DraftView`"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn draft(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<DraftView>, ApiError> {
    let (period, words) = (wanted.period()?, who.reader().words);
    Ok(Json(drafted(&app, period, words).await?))
}

async fn drafted(app: &App, period: Period, words: Words) -> Result<DraftView, ApiError> {
    let ground = app.ground();
    let read = move |conn: &_| Ok(picture::edition::draft(conn, &ground, period, &words));
    app.store.read(read).await?.map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> ApiError {
    tracing::error!("the edition failed: {error}");
    ApiError::new(ProblemCode::ServerFailed, "the edition could not be made")
}

/// Write texts or the plan of a draft.
#[utoipa::path(
    post, path = "/v1/editions", tag = "browser",
    request_body(content = Object, description = "An `EditionDraft`"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn write(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    who.person()?;
    let draft: EditionDraft = payload.read()?;
    let body = draft.body().map_err(|error| bad(&error))?;
    record(&app, &who, ("edition.write", vec![body])).await
}

fn bad(error: &dyn std::fmt::Display) -> ApiError {
    ApiError::new(ProblemCode::BadValue, error.to_string())
}

/// Which edition is fixed, and by which function or body.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixing {
    period: Period,
    by: Name,
}

/// Fix an edition: its texts and figures are frozen as a version.
#[utoipa::path(
    post, path = "/v1/editions/fixed", tag = "browser",
    request_body(content = Object, description = "`{period, by}`"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn fix(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    who.person()?;
    let Fixing { period, by } = payload.read()?;
    let period = Wanted { kind: period.kind, from: period.from, until: period.until }.period()?;
    let ground = app.ground();
    let rests_on = app.current.get().configuration.municipality.rests_on();
    let read = move |conn: &_| Ok(picture::edition::fix(conn, &ground, period, (by, rests_on)));
    let bodies = app.store.read(read).await?.map_err(|error| match error {
        FixError::Edition(error) => bad(&error),
        FixError::Study(_) | FixError::Picture(_) => failed(&error),
    })?;
    record(&app, &who, ("edition.fix", bodies)).await
}

/// To whom a version goes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendingOut {
    version: OpId,
    organisations: Vec<OrganisationId>,
}

/// Give a fixed version to organisations: on the record as a handover of each.
#[utoipa::path(
    post, path = "/v1/editions/{id}/sendings", tag = "browser",
    params(("id" = String, Path, description = "The edition's id")),
    request_body(content = Object, description = "`{version, organisations}`"),
    responses(
        (status = 204, description = "On the server's disk"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(crate) async fn send(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<StatusCode, ApiError> {
    who.person()?;
    let SendingOut { version, organisations } = payload.read()?;
    let edition = found(&app, &id, version).await?.0;
    let names = app.store.read(|conn| Ok(picture::edition::recipients(conn)?)).await?;
    if organisations.iter().any(|id| names.iter().all(|name| name.organisation != *id)) {
        return Err(ApiError::not_found());
    }
    let new = organisations.into_iter().filter(|it| !edition.is_sent(version, *it));
    let bodies: Vec<Body> =
        new.map(|organisation| Sending { version, organisation }.body(edition.id)).collect();
    record(&app, &who, ("edition.handover", bodies)).await
}

async fn record(
    app: &App,
    who: &Who,
    (action, bodies): (&'static str, Vec<Body>),
) -> Result<StatusCode, ApiError> {
    let (person, own) = (who.person()?.clone(), app.own.clone());
    app.store
        .write(move |batch| {
            let actor = person.id.to_string();
            for body in &bodies {
                let to = body.value.as_ref().and_then(|value| value["organisation"].as_str());
                let object = match to {
                    Some(organisation) => format!("{} to {organisation}", body.doc),
                    None => body.doc.to_string(),
                };
                audit::write(batch, Entry { actor: &actor, action, object: &object })?;
            }
            ops::write_for(batch, (&own, &person), bodies)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A version that was fixed.
async fn found(app: &App, id: &str, version: OpId) -> Result<(Edition, usize), ApiError> {
    let id: DocId = id.parse().map_err(|_| ApiError::not_found())?;
    let read = move |conn: &_| Ok(picture::edition::edition(conn, &Words::Released, id)?);
    let edition = app.store.read(read).await?.ok_or_else(ApiError::not_found)?;
    let number = edition.versions.iter().position(|it| it.op == version);
    let number = number.ok_or_else(ApiError::not_found)?;
    Ok((edition, number))
}

/// How it is read.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct How {
    form: Form,
    cut: Option<Cut>,
    #[serde(default)]
    lang: Language,
}

/// A fixed version as PDF, web page, JSON or table, as much of it as the role reads.
#[utoipa::path(
    get, path = "/v1/editions/{id}/versions/{version}", tag = "picture",
    params(
        ("id" = String, Path, description = "The edition's id"),
        ("version" = String, Path, description = "The id of the operation that fixed it"),
        ("form" = String, Query, description = "`pdf`, `html`, `json` or `csv`"),
        ("cut" = Option<String>, Query, description = "`whole`, `shared` or `public`; the widest the role reads"),
        ("lang" = Option<String>, Query, description = "`sv` or `en`"),
    ),
    responses(
        (status = 200, content_type = "application/pdf", description = "The same bytes each time"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path((id, version)): Path<(String, String)>,
    Query(how): Query<How>,
) -> Result<Response, ApiError> {
    let version: OpId = version.parse().map_err(|_| ApiError::not_found())?;
    let (edition, number) = found(&app, &id, version).await?;
    let is_given = edition.is_sent(version, who.organisation());
    if !reads_all(&who) && !is_given {
        return Err(ApiError::not_found());
    }
    let widest = widest(who.role());
    let cut = how.cut.unwrap_or(widest);
    if cut == Cut::Whole && widest != Cut::Whole {
        return Err(ApiError::not_allowed());
    }
    if cut == Cut::Public {
        publishing::require_open(&app, &who, edition.versions[number].publication.as_ref())?;
    }
    let period = edition.period();
    let it = edition.versions.into_iter().nth(number).ok_or_else(ApiError::not_found)?;
    made(&app, period, (it.fixed, Some((it.at, it.publication))), How { cut: Some(cut), ..how })
        .await
}

/// A draft as it would look if it were fixed today.
#[utoipa::path(
    get, path = "/v1/editions/draft/page", tag = "picture",
    params(
        ("kind" = String, Query, description = "`operative`, `strategic` or `statutory`"),
        ("from" = String, Query, description = "As 2026-11-16"),
        ("until" = String, Query, description = "As 2026-11-22"),
        ("form" = String, Query, description = "`pdf`, `html`, `json` or `csv`"),
        ("lang" = Option<String>, Query, description = "`sv` or `en`"),
    ),
    responses(
        (status = 200, content_type = "application/pdf", description = "The draft"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(crate) async fn preview(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Query(wanted): Query<Wanted>,
    Query(how): Query<How>,
) -> Result<Response, ApiError> {
    let draft = drafted(&app, wanted.period()?, who.reader().words).await?;
    let by = Name::new("–").map_err(|error| failed(&error))?;
    let rests_on = app.current.get().configuration.municipality.rests_on();
    let fixed = draft.as_if_fixed(by, rests_on);
    made(&app, draft.edition.period(), (fixed, None), How { cut: Some(Cut::Whole), ..how }).await
}

/// Pressed beside the requests.
async fn made(
    app: &App,
    period: Period,
    (fixed, told): (Fixed, Option<(UtcMillis, Option<Publication>)>),
    how: How,
) -> Result<Response, ApiError> {
    let sender = sender(&app.current.get().configuration.municipality);
    let make = move || {
        let page = EditionPage {
            sender: &sender,
            period,
            fixed: &fixed,
            fixed_at: told.as_ref().map(|it| it.0),
            publication: told.as_ref().and_then(|it| it.1.as_ref()),
            cut: how.cut.unwrap_or(Cut::Shared),
            lang: how.lang,
        };
        page.made(how.form).map(|bytes| (bytes, page.file_name(how.form)))
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(|error| failed(&error))?;
    let (bytes, name) = made.map_err(|error| failed(&error))?;
    let kind = HeaderValue::from_static(how.form.media_type());
    let name = HeaderValue::from_str(&format!("inline; filename=\"{name}\""));
    let name = name.unwrap_or_else(|_| HeaderValue::from_static("inline"));
    let head = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((head, bytes).into_response())
}
