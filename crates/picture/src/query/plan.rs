//! Measures and what belongs to them. Whether somebody may read the plan at all is the caller's to say.

use std::collections::BTreeMap;

use domain::catalogue::Label;
use domain::cause::CauseAnalysis;
use domain::day::Day;
use domain::id::DocId;
use domain::log::Logged;
use domain::measure::{EffectReview, Measure, MeasureStatus, Verdict};
use domain::meeting::Meeting;
use domain::merge::Document;
use domain::op::{DocType, Kind};
use domain::plan::is_plan;
use domain::role::Words;
use rusqlite::{Connection, params};

use crate::view::{MeasureView, MeasureYear, PlanChange, VerdictCount};
use crate::{PictureError, log, masking, organisation};

/// Every measure, the newest first.
///
/// # Errors
/// When the database fails.
pub fn measures(
    conn: &Connection,
    words: &Words,
    today: Day,
) -> Result<Vec<MeasureView>, PictureError> {
    let mut found = Vec::new();
    for document in documents(conn, words, DocType::Measure)? {
        found.extend(
            Measure::read(&document)
                .map(|measure| MeasureView { is_overdue: measure.is_overdue(today), measure }),
        );
    }
    found.sort_by_key(|it| (std::cmp::Reverse(it.measure.began_at), it.measure.id));
    Ok(found)
}

/// Every cause analysis, the last changed first.
///
/// # Errors
/// When the database fails.
pub fn causes(conn: &Connection, words: &Words) -> Result<Vec<CauseAnalysis>, PictureError> {
    let mut found: Vec<CauseAnalysis> = documents(conn, words, DocType::CauseAnalysis)?
        .iter()
        .filter_map(CauseAnalysis::read)
        .collect();
    found.sort_by_key(|it| (std::cmp::Reverse(it.changed_at), it.id));
    Ok(found)
}

/// Every meeting, the newest first.
///
/// # Errors
/// When the database fails.
pub fn meetings(conn: &Connection, words: &Words) -> Result<Vec<Meeting>, PictureError> {
    let mut found = Vec::new();
    for doc in of_kind(conn, DocType::Meeting)? {
        found.extend(meeting(conn, words, doc)?);
    }
    found.sort_by_key(|it| (std::cmp::Reverse(it.on), it.id));
    Ok(found)
}

/// One meeting.
///
/// # Errors
/// When the database fails.
pub fn meeting(
    conn: &Connection,
    words: &Words,
    id: DocId,
) -> Result<Option<Meeting>, PictureError> {
    let operations = masking::redacted(conn, words, log::operations(conn, id)?)?;
    Ok(Meeting::told(operations.iter().filter_map(Logged::applied).collect()))
}

/// What came of the measures that were reviewed in a year: the newest review of each counts.
pub fn year(measures: &[MeasureView], year: i32) -> MeasureYear {
    let mut counts: BTreeMap<Verdict, u32> = BTreeMap::new();
    let mut reopened = 0;
    for it in measures {
        let of_year = |review: &&EffectReview| review.made_on.parts().0 == year;
        let made = it.measure.reviews.iter().filter(of_year);
        let Some(newest) = made.max_by_key(|review| (review.made_on, review.weeks)) else {
            continue;
        };
        *counts.entry(newest.verdict).or_default() += 1;
        reopened += u32::from(newest.has_faded);
    }
    let told: Vec<(Verdict, u32)> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| Some((verdict, *counts.get(&verdict)?)))
        .collect();
    let sentence = |word: fn(Verdict) -> &'static str| {
        told.iter().map(|(it, n)| format!("{n} {}", word(*it))).collect::<Vec<_>>().join(", ")
    };
    let words = Label { sv: sentence(Verdict::in_a_row_sv), en: sentence(Verdict::in_a_row_en) };
    let verdicts = told.into_iter().map(|(verdict, count)| VerdictCount { verdict, count });
    MeasureYear { year, verdicts: verdicts.collect(), reopened, words }
}

/// One measure.
///
/// # Errors
/// When the database fails.
pub fn measure(
    conn: &Connection,
    words: &Words,
    doc: DocId,
) -> Result<Option<Measure>, PictureError> {
    Ok(masking::document(conn, words, doc)?.as_ref().and_then(Measure::read))
}

/// Measures with a status whose circle reaches to within so many metres of a point, for a line of the
/// place list. `lon` and `lat` in degrees, WGS 84.
///
/// # Errors
/// When the database fails.
pub fn measures_at(
    conn: &Connection,
    (status, words): (MeasureStatus, &Words),
    (lon, lat, within_m): (f64, f64, f64),
) -> Result<Vec<Measure>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT doc_id, lon, lat, radius_m FROM plan
         WHERE kind = 'measure' AND status = ?1 AND lon IS NOT NULL ORDER BY doc_id",
    )?;
    let mut rows = statement.query(params![status.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (there_lon, there_lat): (f64, f64) = (row.get(1)?, row.get(2)?);
        let reach: f64 = row.get(3)?;
        let east = (there_lon - lon) * 111_320.0 * lat.to_radians().cos();
        let north = (there_lat - lat) * 111_320.0;
        if east.hypot(north) <= reach + within_m {
            found.extend(measure(conn, words, DocId::from_bytes(row.get(0)?))?);
        }
    }
    Ok(found)
}

/// What was said of a document of the plan, oldest first.
///
/// # Errors
/// When the database fails.
pub fn history(
    conn: &Connection,
    words: &Words,
    doc: DocId,
) -> Result<Vec<PlanChange>, PictureError> {
    let names = organisation::names(conn)?;
    let mut operations = masking::redacted(conn, words, log::operations(conn, doc)?)?;
    operations.sort_by_key(|op| (op.stamp_at, op.author.device, op.number));
    let change = |op: Logged| {
        let body = op.frozen.read().ok().filter(|body| is_plan(body.of))?;
        let says = matches!(body.kind, Kind::Set | Kind::Add);
        says.then(|| PlanChange {
            at: op.stamp_at,
            role: op.author.role,
            organisation_name: names.get(&op.author.organisation).cloned().unwrap_or_default(),
            set: body.set,
            to: body.to,
            value: body.value,
        })
    };
    Ok(operations.into_iter().filter_map(change).collect())
}

/// All documents of one kind, as somebody reads them.
pub(crate) fn documents(
    conn: &Connection,
    words: &Words,
    of: DocType,
) -> Result<Vec<Document>, PictureError> {
    let mut found = Vec::new();
    for doc in of_kind(conn, of)? {
        found.extend(masking::document(conn, words, doc)?);
    }
    Ok(found)
}

fn of_kind(conn: &Connection, of: DocType) -> Result<Vec<DocId>, PictureError> {
    let mut statement =
        conn.prepare_cached("SELECT doc_id FROM plan WHERE kind = ?1 ORDER BY doc_id")?;
    let docs = statement.query_map([of.as_str()], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(docs.collect::<Result<_, _>>()?)
}
