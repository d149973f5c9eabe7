//! Lists for scripts, and figures for the one who runs the server.

use domain::clock::UtcMillis;
use domain::id::{DocId, UserId};
use domain::observation::Observation;
use domain::role::{Reader, Scope, Words};
use picture::view::{ObservationView, PictureFilter, PictureQuery};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::StoreError;

const PAGE: u32 = 1_000;

/// An observation as a script reads it.
#[derive(Debug, Clone, Serialize)]
pub struct ObservationRow {
    /// Everything, as the screens have it.
    #[serde(flatten)]
    pub view: ObservationView,
    /// Degrees, WGS 84; none without a position.
    pub lon: Option<f64>,
    /// Degrees, WGS 84; none without a position.
    pub lat: Option<f64>,
    /// Code of the review state.
    pub review_state: &'static str,
    /// Codes of the areas it lies in.
    pub areas: Vec<String>,
}

impl From<ObservationView> for ObservationRow {
    fn from(view: ObservationView) -> Self {
        let position = view.observation.position;
        Self {
            lon: position.map(|position| position.lon()),
            lat: position.map(|position| position.lat()),
            review_state: view.observation.review.as_str(),
            areas: Vec::new(),
            view,
        }
    }
}

/// Hand every observation to `each`, newest received first, withdrawn ones too; or only those that concern *beredskap*.
///
/// # Errors
/// When the database or `each` fails.
pub fn observations(
    conn: &Connection,
    preparedness: bool,
    mut each: impl FnMut(ObservationRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let filter = PictureFilter { withdrawn: true, preparedness, ..PictureFilter::default() };
    let mut skip = 0;
    loop {
        let query = PictureQuery {
            filter: filter.clone(),
            skip: Some(skip),
            limit: Some(PAGE),
            ..PictureQuery::default()
        };
        let page = picture::query::picture(conn, &Reader::REVIEWER, &query)?;
        skip += PAGE;
        let is_last = skip >= page.total;
        for view in page.observations {
            let placed = picture::areas::of(conn, view.observation.id)?.now;
            let areas = placed.into_iter().map(|area| area.code).collect();
            each(ObservationRow { areas, ..view.into() })?;
        }
        if is_last {
            return Ok(());
        }
    }
}

/// How the server stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// This life of the log.
    pub epoch: String,
    /// The newest place in the log.
    pub head: i64,
    /// Observations, withdrawn ones too.
    pub observations: i64,
    /// Operations set aside.
    pub quarantined: i64,
    /// Devices that may read and hand in.
    pub devices: i64,
    /// People who can sign in.
    pub people: i64,
    /// Organisations.
    pub organisations: i64,
    /// Rows of the audit chain that hold.
    pub audit_rows: u64,
    /// Whether the whole audit chain holds.
    pub audit_holds: bool,
}

/// How the server stands.
///
/// # Errors
/// When the database fails.
pub fn status(conn: &Connection) -> Result<Status, StoreError> {
    let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    let (audit_rows, audit_holds) = super::audit::verify(conn)?;
    Ok(Status {
        epoch: super::meta::epoch(conn)?.to_string(),
        head: picture::log::head(conn)?,
        observations: count("SELECT count(*) FROM observation")?,
        quarantined: count("SELECT count(*) FROM quarantine")?,
        devices: super::devices::list(conn)?.iter().filter(|d| d.revoked_at.is_none()).count()
            as i64,
        people: count("SELECT count(*) FROM person WHERE password IS NOT NULL")?,
        organisations: count("SELECT count(*) FROM member")?,
        audit_rows,
        audit_holds,
    })
}

/// What one person has captured in a browser, newest first.
///
/// # Errors
/// When the database fails.
pub fn reports_of(
    conn: &Connection,
    user: UserId,
    limit: u32,
) -> Result<Vec<Observation>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT doc_id FROM operation WHERE user_id = ?1 GROUP BY doc_id
         ORDER BY max(seq) DESC LIMIT ?2",
    )?;
    let docs = statement
        .query_map(params![user.as_bytes(), limit.saturating_mul(8)], |row| {
            Ok(DocId::from_bytes(row.get(0)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let catalogue = picture::catalogue::current(conn)?;
    let mut reports = Vec::new();
    for doc in docs {
        let words = Words::OfPerson(user);
        let Some(document) = picture::masking::document(conn, &words, doc)? else { continue };
        if document.beginning.author.user == Some(user) {
            reports.extend(Observation::read(&document, &catalogue));
        }
        if reports.len() >= limit as usize {
            break;
        }
    }
    reports.sort_by_key(|report: &Observation| std::cmp::Reverse(report.captured_at));
    Ok(reports)
}

/// The document as all its operations together tell it, with the user it was begun for.
///
/// # Errors
/// When the database fails.
pub fn report(conn: &Connection, doc: DocId) -> Result<Option<Observation>, StoreError> {
    let catalogue = picture::catalogue::current(conn)?;
    Ok(picture::log::document(conn, doc)?.and_then(|found| Observation::read(&found, &catalogue)))
}

/// Until when a report can be undone with one tap.
pub fn undo_until(report: &Observation) -> UtcMillis {
    report.captured_at.plus_ms(10 * 60 * 1_000)
}

/// One report of a person's own, whatever else they may read.
///
/// # Errors
/// When the database fails.
pub fn own_report(
    conn: &Connection,
    user: UserId,
    doc: DocId,
) -> Result<Option<ObservationView>, StoreError> {
    let is_own = super::ops::began(conn, doc)?.is_some_and(|began| began.user == Some(user));
    let reader = Reader { scope: Scope::All, words: Words::OfPerson(user) };
    if is_own { Ok(picture::query::observation(conn, &reader, doc)?) } else { Ok(None) }
}
