//! What is told of a measure, read from the tables: to whom, and what of it has not been said yet.

use std::collections::BTreeMap;

use domain::clock::UtcMillis;
use domain::day::Day;
use domain::feedback::{Addressee, Feedback, FeedbackStage};
use domain::id::DocId;
use domain::measure::{Measure, MeasureStatus};
use domain::op::Body;
use domain::role::Words;
use picture::counts::SMALLEST;
use picture::query::TookPart;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{StoreError, meta};

const WEEK_MS: i64 = 7 * 86_400_000;
/// Reports before a measure that may have led to it.
const BACK_MS: i64 = 52 * WEEK_MS;
/// Reports that one message names.
const NAMED_MAX: usize = 50;

/// The operations that say what has not been said.
///
/// # Errors
/// When the database fails.
pub(crate) fn unsaid(conn: &Connection, today: Day) -> Result<Vec<Body>, StoreError> {
    let own = meta::own_device(conn)?;
    let mut bodies = Vec::new();
    for it in picture::query::measures(conn, &Words::Released, today)? {
        for message in messages(conn, own, (&it.measure, today))? {
            bodies.extend(unless_said(conn, &message)?);
        }
    }
    Ok(bodies)
}

/// Everything that is to be told of a measure as it stands.
fn messages(
    conn: &Connection,
    own: Option<domain::id::DeviceId>,
    (measure, today): (&Measure, Day),
) -> Result<Vec<Feedback>, StoreError> {
    let is_decided = match measure.status {
        MeasureStatus::Proposed => false,
        MeasureStatus::Decided | MeasureStatus::Ongoing | MeasureStatus::Done => true,
        // Those who were told of it are told of its end.
        MeasureStatus::Cancelled => return briefing(conn, measure, today),
    };
    if !is_decided {
        return Ok(Vec::new());
    }
    let mut told = vec![message(measure, today, (Addressee::Everybody, FeedbackStage::Briefing))];
    let Some(place) = &measure.place else { return Ok(told) };
    let (lon, lat) = place.lon_lat();
    let circle = (lon, lat, f64::from(place.radius_m()));
    let since = UtcMillis(measure.began_at.0 - BACK_MS);
    let before = picture::query::took_part(conn, own, circle, (since, measure.began_at))?;
    tell(
        &mut told,
        (measure, today),
        (&before, &|it| Feedback { stage: FeedbackStage::Decided, ..it }),
    );
    if measure.status == MeasureStatus::Done {
        tell(
            &mut told,
            (measure, today),
            (&before, &|it| Feedback { stage: FeedbackStage::Done, ..it }),
        );
    }
    for review in &measure.reviews {
        let stage = FeedbackStage::after(review.weeks);
        let (verdict, has_faded) = (Some(review.verdict), review.has_faded);
        let counted = review.counted;
        tell(
            &mut told,
            (measure, today),
            (&before, &|it| Feedback { stage, verdict, counted, has_faded, ..it }),
        );
    }
    if let Some(judged) = &measure.outcome {
        let outcome = Some(judged.outcome);
        let stage = FeedbackStage::Judged;
        tell(&mut told, (measure, today), (&before, &|it| Feedback { stage, outcome, ..it }));
    }
    Ok(told)
}

fn briefing(conn: &Connection, measure: &Measure, today: Day) -> Result<Vec<Feedback>, StoreError> {
    let message = message(measure, today, (Addressee::Everybody, FeedbackStage::Briefing));
    let is_known = picture::log::document(conn, message.document())?.is_some();
    Ok(is_known.then_some(message).into_iter().collect())
}

/// One message to each reporter and each organisation whose reports took part.
fn tell(
    told: &mut Vec<Feedback>,
    (measure, today): (&Measure, Day),
    (took_part, stage): (&TookPart, &dyn Fn(Feedback) -> Feedback),
) {
    let organisations: BTreeMap<Addressee, &Vec<DocId>> = took_part
        .organisations
        .iter()
        .map(|(organisation, docs)| (Addressee::Organisation { organisation: *organisation }, docs))
        .collect();
    let reporters = took_part.reporters.iter().map(|(addressee, docs)| (*addressee, docs));
    for (addressee, docs) in reporters.chain(organisations) {
        let blank = message(measure, today, (addressee, FeedbackStage::Decided));
        let named = docs.len().saturating_sub(NAMED_MAX);
        let is_digest = matches!(addressee, Addressee::Organisation { .. });
        let (own, organisations) = (docs.len() as u32, took_part.organisations.len() as u32);
        // Whoever is told of all can take away their own.
        let all = Some(took_part.all).filter(|all| all.saturating_sub(own) >= SMALLEST);
        told.push(stage(Feedback {
            // A digest counts; it does not point at who reported.
            reports: if is_digest { Vec::new() } else { docs[named..].to_vec() },
            own,
            all,
            organisations: all.and(Some(organisations).filter(|count| *count >= SMALLEST)),
            ..blank
        }));
    }
}

fn message(
    measure: &Measure,
    today: Day,
    (addressee, stage): (Addressee, FeedbackStage),
) -> Feedback {
    let place = measure.place.as_ref();
    Feedback {
        addressee,
        stage,
        measure: measure.id,
        title: measure.title.clone(),
        measure_type: measure.measure_type,
        status: measure.status,
        place: place.map(|place| place.name.clone()),
        at: place.map(|place| [place.lon_lat().0, place.lon_lat().1]),
        organisation: measure.organisation.clone(),
        from: measure.from,
        until: measure.until.or(measure.due),
        on: today,
        reports: Vec::new(),
        own: 0,
        all: None,
        organisations: None,
        verdict: None,
        counted: None,
        has_faded: false,
        outcome: None,
    }
}

/// The operation that says it, unless it has been said. Only what goes on now is told anew when it
/// changes; what was told of a stage stays. A later stage repeats the numbers of the first: their
/// difference would tell of single reports.
fn unless_said(conn: &Connection, message: &Feedback) -> Result<Option<Body>, StoreError> {
    let Some(document) = picture::log::document(conn, message.document())? else {
        let first = Feedback { stage: FeedbackStage::Decided, ..message.clone() };
        let first = picture::log::document(conn, first.document())?;
        return Ok(Some(match first.as_ref().and_then(Feedback::read) {
            Some(Feedback { own, all, organisations, .. }) => {
                Feedback { own, all, organisations, ..message.clone() }.body()
            }
            None => message.body(),
        }));
    };
    if message.stage != FeedbackStage::Briefing {
        return Ok(None);
    }
    let before = Feedback::read(&document).map(|before| Feedback { on: message.on, ..before });
    let is_same = before.is_some_and(|before| said(&before) == said(message));
    Ok((!is_same).then(|| message.body()))
}

fn said(message: &Feedback) -> Value {
    json!(message)
}
