//! *Effekt över tid* and *återkoppling*, made by the server itself: reviews 12, 26 and 52 weeks after a start,
//! and what each reporter, each organisation and those in the field are told of a measure. Made again it
//! writes nothing.

use domain::measure::{BeforeAfter, EffectReview, Measure, REVIEW_WEEKS, Reopened};
use domain::op::{Body, DocType};
use domain::role::{Scope, Words};
use picture::study::{Answer, FollowUp, Ground, Snapshot, StudyError};
use serde_json::{Map, json};

use crate::app::App;
use crate::store::{StoreError, feedback, ops};

/// Operations of one commit.
const AT_ONCE: usize = 100;

/// Make the reviews that are due, then tell what is not told yet. Returns how many operations it wrote.
///
/// # Errors
/// When the store fails.
pub fn run_due(app: &App) -> Result<usize, StoreError> {
    let ground = app.ground();
    let read = |conn: &_| Ok(picture::query::measures(conn, &Words::All, ground.day())?);
    let measures = app.store.read_now(read)?;
    let mut written = 0;
    let evaluated: Vec<&Measure> =
        measures.iter().map(|it| &it.measure).filter(|it| !it.tests.is_empty()).collect();
    let due: Vec<(&Measure, u8)> = evaluated
        .into_iter()
        .flat_map(|measure| due(measure, &ground).into_iter().map(move |weeks| (measure, weeks)))
        .collect();
    if !due.is_empty() {
        let snapshot =
            app.store.read_now(|conn| Ok(picture::study::snapshot(conn, &Scope::All)?))?;
        for (measure, weeks) in due {
            match reviewed((&snapshot, &ground), measure, weeks) {
                Ok(Some(body)) => written += write(app, vec![body])?,
                Ok(None) => {}
                Err(error) => {
                    tracing::error!("the review of measure {} failed: {error}", measure.id);
                }
            }
        }
    }
    let told = app.store.read_now(|conn| feedback::unsaid(conn, ground.day()))?;
    Ok(written + write(app, told)?)
}

fn write(app: &App, bodies: Vec<Body>) -> Result<usize, StoreError> {
    let written = bodies.len();
    let mut bodies = bodies.into_iter().peekable();
    while bodies.peek().is_some() {
        let some: Vec<Body> = bodies.by_ref().take(AT_ONCE).collect();
        app.store.write_now(move |batch| ops::write_alone(batch, some))?;
    }
    Ok(written)
}

/// The reviews of the test in force whose weeks have passed and that are not made.
fn due(measure: &Measure, ground: &Ground) -> Vec<u8> {
    let Some(n) = picture::study::in_force(measure, ground) else { return Vec::new() };
    let from = measure.tests[n].test.from();
    let passed = ground.day().days_since(from) / 7;
    let is_made = |weeks: u8| measure.reviews.iter().any(|it| (it.from, it.weeks) == (from, weeks));
    REVIEW_WEEKS
        .into_iter()
        .filter(|weeks| passed >= i32::from(*weeks) && !is_made(*weeks))
        .collect()
}

fn reviewed(
    (snapshot, ground): (&Snapshot, &Ground),
    measure: &Measure,
    weeks: u8,
) -> Result<Option<Body>, StudyError> {
    let Some(found) = picture::study::review(snapshot, ground, (measure, weeks))? else {
        return Ok(None);
    };
    let from = found.declared.test.from();
    let seen = measure.reviews.iter().filter(|it| it.from == from && it.weeks < weeks);
    let was_seen = seen.clone().any(|it| it.verdict.is_decrease());
    let has_faded = was_seen && found.lately.is_some_and(|it| it.denies_decrease());
    let review = EffectReview {
        from,
        weeks,
        made_on: ground.day(),
        snapshot: found.snapshot.clone(),
        verdict: found.verdict,
        lately: found.lately,
        has_faded,
        words: words(&found),
        counted: counted(&found),
    };
    let mut fields = Map::from_iter([(review.field(), json!(review))]);
    if has_faded {
        fields.insert("reopened".to_owned(), json!(Reopened { on: ground.day(), weeks }));
    }
    Ok(Some(Body::set(measure.id, DocType::Measure, fields)))
}

fn words(found: &FollowUp) -> Vec<domain::catalogue::Label> {
    match &found.effect {
        Answer::Figure { words, .. } | Answer::TooLittle { words, .. } => words.clone(),
    }
}

/// What came before and after, where the test could tell.
fn counted(found: &FollowUp) -> Option<BeforeAfter> {
    match &found.effect {
        Answer::Figure { value, .. } => {
            BeforeAfter::told((value.before, found.before_weeks), (value.after, found.after_weeks))
        }
        Answer::TooLittle { .. } => None,
    }
}
