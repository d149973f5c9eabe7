//! Whether an operation may take part in the picture. A plain rule: it knows no SQL, and it never
//! loses anything, since what it refuses is set aside with the reason.

use domain::blob::Photo;
use domain::edition;
use domain::id::{DeviceId, UserId};
use domain::incident::{DECISIONS, Share, is_decision, is_joining, says_what_fits};
use domain::observation::fits;
use domain::op::{BODY_MAX_BYTES, Body, DocType, Frozen, Kind};
use domain::patrol;
use domain::plan;
use domain::priority;
use domain::review::AUTOMATIC;
use domain::role::{Action, Author};
use domain::text::Note;
use protocol::sync::Reason;
use serde::Deserialize as _;
use serde_json::Value;

/// Who began a document, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Began {
    /// The device that wrote its first operation.
    pub device: DeviceId,
    /// The user for whom the server wrote it.
    pub user: Option<UserId>,
    /// What it is.
    pub of: DocType,
}

impl Began {
    fn is_by(&self, author: &Author) -> bool {
        self.device == author.device && self.user == author.user
    }
}

/// Decide about an operation. `began` is who began its document.
///
/// # Errors
/// Why it is set aside.
pub(crate) fn judge(
    (frozen, body): (&Frozen, &Body),
    author: &Author,
    began: Option<Began>,
) -> Result<(), Reason> {
    if frozen.body.len() > BODY_MAX_BYTES {
        return Err(Reason::TooLarge);
    }
    judge_body(body, author, began)
}

/// Decide about a body that could be read.
///
/// # Errors
/// Why it is set aside.
pub(crate) fn judge_body(body: &Body, author: &Author, began: Option<Began>) -> Result<(), Reason> {
    if body.kind == Kind::Unknown {
        // From a newer version: kept and passed on, never projected, so it can do no harm.
        return Ok(());
    }
    if began.is_some_and(|began| began.of != body.of) {
        return Err(Reason::BadValue);
    }
    if body.of == DocType::Priority {
        return judge_priority(body, author);
    }
    if body.of == DocType::Patrol {
        return judge_patrol(body, author, began);
    }
    if body.of == DocType::Feedback {
        // Only the server tells people what became of their reports.
        return judge_feedback(body, author);
    }
    if body.of == DocType::Share {
        require(author, Action::Share)?;
        return if Share::fits(body) { Ok(()) } else { Err(Reason::BadValue) };
    }
    if body.of == DocType::Edition {
        return judge_edition(body, author);
    }
    if plan::is_plan(body.of) {
        return judge_plan(body, author);
    }
    if body.kind == Kind::Remove && body.to.as_deref() == Some(DECISIONS) {
        require(author, Action::Join)?;
        return require(author, Action::Review);
    }
    if body.set.contains_key(AUTOMATIC) {
        // The server's own mark on what its rule decided.
        return Err(Reason::NotAllowed);
    }
    // Whatever a document says it is, the names of fields decide who may set them.
    let (decided, reported): (Vec<_>, Vec<_>) =
        body.set.iter().partition(|(field, _)| is_decision(field));
    for (field, _) in decided {
        require(author, if is_joining(field) { Action::Join } else { Action::Review })?;
    }
    if body.of == DocType::Incident {
        require(author, Action::Join)?;
    } else if !reported.is_empty() || body.kind != Kind::Set {
        let may_review_sets = body.kind != Kind::Set && author.role.may(Action::Review);
        match began {
            None if body.set.contains_key("source") => require(author, Action::Import)?,
            None => require(author, Action::Capture)?,
            Some(began) if began.is_by(author) => require(author, Action::AmendOwn)?,
            Some(_) if may_review_sets => {}
            Some(_) => return Err(Reason::NotAllowed),
        }
    }
    if body.of == DocType::Incident && !says_what_fits(body) {
        return Err(Reason::BadValue);
    }
    if body.of == DocType::Unknown { Ok(()) } else { check_values(body) }
}

/// Everybody who may choose writes to the same document, whoever began it.
fn judge_priority(body: &Body, author: &Author) -> Result<(), Reason> {
    require(author, Action::Prioritise)?;
    let is_fit = body.kind == Kind::Set
        && body.set.iter().all(|(field, value)| priority::fits(body.doc, field, value));
    if is_fit { Ok(()) } else { Err(Reason::BadValue) }
}

/// Whoever captures tells of own passes, and of nobody else's.
fn judge_patrol(body: &Body, author: &Author, began: Option<Began>) -> Result<(), Reason> {
    require(author, Action::Capture)?;
    if began.is_some_and(|began| !began.is_by(author)) {
        return Err(Reason::NotAllowed);
    }
    let is_fit = body.kind == Kind::Set
        && body.set.iter().all(|(field, value)| !is_decision(field) && patrol::fits(field, value));
    if is_fit { Ok(()) } else { Err(Reason::BadValue) }
}

/// Whoever plans writes to the same documents. What was said is never removed: it is history.
fn judge_plan(body: &Body, author: &Author) -> Result<(), Reason> {
    let is_masked = |field: &String| domain::masking::is_masking(field);
    if body.kind == Kind::Set && body.set.keys().any(is_masked) {
        require(author, Action::Review)?;
    }
    if body.kind != Kind::Set || !body.set.keys().all(is_masked) {
        require(author, Action::Plan)?;
    }
    if body.set.keys().any(|field| domain::measure::is_review(field)) {
        // The server's own findings: nobody else writes them.
        return Err(Reason::NotAllowed);
    }
    if plan::misfit(body).is_none() { check_masks(body) } else { Err(Reason::BadValue) }
}

/// The samordningsfunktion writes and fixes; the kommunikationschef approves that it is published. What was
/// fixed is never removed.
fn judge_edition(body: &Body, author: &Author) -> Result<(), Reason> {
    let is_masked = |field: &String| domain::masking::is_masking(field);
    match body.kind {
        Kind::Set if !body.set.is_empty() && body.set.keys().all(is_masked) => {
            require(author, Action::Review)?;
            return check_masks(body);
        }
        Kind::Add if edition::only_approves(body) => require(author, Action::Publish)?,
        Kind::Set | Kind::Add | Kind::Remove | Kind::Erase | Kind::Unknown => {
            require(author, Action::Edit)?;
        }
    }
    if plan::misfit(body).is_none() { check_masks(body) } else { Err(Reason::BadValue) }
}

/// A reviewer masks words in it; nobody else writes to it.
fn judge_feedback(body: &Body, author: &Author) -> Result<(), Reason> {
    let is_masked = |field: &String| domain::masking::is_masking(field);
    if body.kind != Kind::Set || !body.set.keys().all(is_masked) {
        return Err(Reason::NotAllowed);
    }
    require(author, Action::Review)?;
    check_masks(body)
}

fn check_masks(body: &Body) -> Result<(), Reason> {
    let fits = |(field, value): (&String, &Value)| !is_decision(field) || fits(field, value);
    if body.set.iter().all(fits) { Ok(()) } else { Err(Reason::BadValue) }
}

fn require(author: &Author, action: Action) -> Result<(), Reason> {
    if author.role.may(action) { Ok(()) } else { Err(Reason::NotAllowed) }
}

fn check_values(body: &Body) -> Result<(), Reason> {
    let is_note = |value: &Value| value.as_str().is_some_and(|text| Note::new(text).is_ok());
    let element_fits = match body.to.as_deref() {
        Some("answers") => body.value.as_ref().is_some_and(is_note),
        Some("photos") => body.value.as_ref().is_some_and(|photo| is_photo(photo, &body.blobs)),
        Some(_) | None => true,
    };
    if element_fits && body.set.iter().all(|(field, value)| fits(field, value)) {
        Ok(())
    } else {
        Err(Reason::BadValue)
    }
}

/// A photo names the attachments that its operation speaks of, so that nobody shows what another
/// device holds.
fn is_photo(value: &Value, spoken_of: &[String]) -> bool {
    let Ok(photo) = Photo::deserialize(value) else { return false };
    let names = std::iter::once(photo.blob).chain(photo.thumb);
    names.map(|name| name.to_string()).all(|name| spoken_of.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{DocId, OpId, OrganisationId};
    use domain::incident::{Decided, keep_apart, undo};
    use domain::role::Role;
    use serde_json::json;
    use uuid::Uuid;

    fn author(device: u128, role: Role) -> Author {
        Author {
            device: DeviceId(Uuid::from_u128(device)),
            organisation: OrganisationId(Uuid::from_u128(7)),
            role,
            user: None,
        }
    }

    fn set(of: DocType, fields: Value) -> Body {
        let Value::Object(fields) = fields else { unreachable!() };
        Body::set(DocId(Uuid::from_u128(1)), of, fields)
    }

    fn began(device: u128) -> Option<Began> {
        let device = DeviceId(Uuid::from_u128(device));
        Some(Began { device, user: None, of: DocType::Observation })
    }

    #[test]
    fn a_reporter_captures_and_amends_only_what_is_its_own() {
        let guard = author(1, Role::Reporter);
        let note = set(DocType::Observation, json!({"note": "klotter"}));
        assert_eq!(judge_body(&note, &guard, None), Ok(()));
        assert_eq!(judge_body(&note, &guard, began(1)), Ok(()));
        assert_eq!(judge_body(&note, &guard, began(2)), Err(Reason::NotAllowed));
    }

    #[test]
    fn any_enrolled_device_imports_and_only_some_capture() {
        let reader = author(4, Role::GisReader);
        let own = set(DocType::Observation, json!({"category": "place"}));
        assert_eq!(judge_body(&own, &reader, None), Err(Reason::NotAllowed));
        let row = json!({"category": "place", "source": {"import": "fil.csv"}});
        assert_eq!(judge_body(&set(DocType::Observation, row), &reader, None), Ok(()));
    }

    #[test]
    fn nobody_changes_what_another_reported_not_even_a_coordinator() {
        let coordinator = author(3, Role::Coordinator);
        let note = set(DocType::Observation, json!({"note": "nej"}));
        assert_eq!(judge_body(&note, &coordinator, began(1)), Err(Reason::NotAllowed));
        let review = set(DocType::Observation, json!({"review": {"state": "approved"}}));
        assert_eq!(judge_body(&review, &coordinator, began(1)), Ok(()));
    }

    #[test]
    fn a_reporter_does_not_review_under_any_other_name() {
        let guard = author(1, Role::Reporter);
        for of in [DocType::Observation, DocType::Unknown] {
            let review = set(of, json!({"review": {"state": "approved"}}));
            assert!(judge_body(&review, &guard, None).is_err());
            assert!(judge_body(&review, &guard, began(1)).is_err());
            assert!(judge_body(&review, &guard, began(2)).is_err());
        }
        let join = set(DocType::Incident, json!({"merged_into": null}));
        assert_eq!(judge_body(&join, &guard, None), Err(Reason::NotAllowed));
    }

    #[test]
    fn only_who_joins_joins_keeps_apart_and_takes_decisions_back() {
        let (guard, coordinator) = (author(1, Role::Reporter), author(3, Role::Coordinator));
        let (one, other) = (DocId(Uuid::from_u128(1)), DocId(Uuid::from_u128(2)));
        let decided = Decided { doc: one, op: OpId(Uuid::from_u128(5)) };
        let bodies = [
            set(DocType::Observation, json!({"incident": other})),
            keep_apart(one, other),
            undo(DocType::Observation, decided),
            undo(DocType::Incident, decided),
        ];
        for body in bodies {
            let began = began(1).map(|began| Began { of: body.of, ..began });
            assert_eq!(judge_body(&body, &guard, began), Err(Reason::NotAllowed));
            assert_eq!(judge_body(&body, &coordinator, began), Ok(()));
        }
        let nowhere = set(DocType::Incident, json!({"merged_into": 7}));
        assert_eq!(judge_body(&nowhere, &coordinator, None), Err(Reason::BadValue));
    }

    #[test]
    fn only_who_chooses_priorities_chooses_and_any_of_them_over_another() {
        let quarter: domain::priority::Quarter = "2026-Q4".parse().unwrap();
        let body =
            priority::Prioritising { quarter, slot: 2, area: None, because: None }.body().unwrap();
        let (guard, coordinator) = (author(1, Role::Reporter), author(3, Role::Coordinator));
        let began = began(9).map(|began| Began { of: DocType::Priority, ..began });
        assert_eq!(judge_body(&body, &guard, None), Err(Reason::NotAllowed));
        assert_eq!(judge_body(&body, &guard, began), Err(Reason::NotAllowed));
        assert_eq!(judge_body(&body, &coordinator, began), Ok(()));
        let elsewhere = Body { doc: DocId(Uuid::from_u128(1)), ..body.clone() };
        assert_eq!(judge_body(&elsewhere, &coordinator, None), Err(Reason::BadValue));
        let mut bad = body;
        bad.set.insert("first".to_owned(), json!({"need": 9}));
        assert_eq!(judge_body(&bad, &coordinator, None), Err(Reason::BadValue));
    }

    #[test]
    fn a_pass_is_told_by_the_one_who_walked_it_and_holds_no_line() {
        let pass = set(DocType::Patrol, json!({"effort": {"2026-W47": [[3540, 64240, 75]]}}));
        let (guard, steering) = (author(1, Role::Reporter), author(1, Role::Steering));
        let by = |device| began(device).map(|began| Began { of: DocType::Patrol, ..began });
        assert_eq!(judge_body(&pass, &guard, None), Ok(()));
        assert_eq!(judge_body(&pass, &guard, by(1)), Ok(()));
        assert_eq!(judge_body(&pass, &guard, by(2)), Err(Reason::NotAllowed));
        assert_eq!(judge_body(&pass, &steering, None), Err(Reason::NotAllowed));
        let line = set(DocType::Patrol, json!({"effort": [[12.53, 57.93]]}));
        assert_eq!(judge_body(&line, &guard, None), Err(Reason::BadValue));
        let review = set(DocType::Patrol, json!({"review": {"state": "approved"}}));
        assert_eq!(judge_body(&review, &guard, None), Err(Reason::BadValue));
    }

    #[test]
    fn who_plans_writes_measures_and_nobody_takes_away_what_was_declared() {
        let (guard, coordinator) = (author(1, Role::Reporter), author(3, Role::Coordinator));
        let measure = set(DocType::Measure, json!({"title": "Fler ronder", "status": "decided"}));
        let began = began(9).map(|began| Began { of: DocType::Measure, ..began });
        assert_eq!(judge_body(&measure, &guard, None), Err(Reason::NotAllowed));
        assert_eq!(judge_body(&measure, &coordinator, None), Ok(()));
        assert_eq!(judge_body(&measure, &author(4, Role::AreaGroup), began), Ok(()));
        assert_eq!(
            judge_body(&measure, &author(5, Role::Steering), began),
            Err(Reason::NotAllowed)
        );
        let removed = Body::remove(measure.doc, DocType::Measure, OpId(Uuid::from_u128(5)));
        assert_eq!(judge_body(&removed, &coordinator, began), Err(Reason::BadValue));
        let bad = set(DocType::Measure, json!({"due": "snart"}));
        assert_eq!(judge_body(&bad, &coordinator, began), Err(Reason::BadValue));
    }

    #[test]
    fn a_document_keeps_being_what_it_began_as() {
        let guard = author(1, Role::Reporter);
        let other = set(DocType::Unknown, json!({"category": 5}));
        assert_eq!(judge_body(&other, &guard, began(1)), Err(Reason::BadValue));
    }

    #[test]
    fn a_value_that_does_not_fit_is_set_aside_and_a_newer_field_is_kept() {
        let guard = author(1, Role::Reporter);
        let bad = set(DocType::Observation, json!({"severity": 9}));
        assert_eq!(judge_body(&bad, &guard, None), Err(Reason::BadValue));
        let newer = set(DocType::Observation, json!({"a_field_of_next_year": [1]}));
        assert_eq!(judge_body(&newer, &guard, None), Ok(()));
        let answer = Body::add(
            DocId(Uuid::from_u128(1)),
            DocType::Observation,
            ("answers", json!("x".repeat(501))),
        );
        assert_eq!(judge_body(&answer, &guard, began(1)), Err(Reason::BadValue));
    }

    #[test]
    fn a_kind_of_a_newer_version_is_kept() {
        let mut body = set(DocType::Unknown, json!({}));
        body.kind = Kind::Unknown;
        assert_eq!(judge_body(&body, &author(1, Role::Steering), began(2)), Ok(()));
    }

    #[test]
    fn a_huge_body_has_its_own_reason() {
        let body = set(DocType::Observation, json!({"x": "x".repeat(BODY_MAX_BYTES)}));
        let huge = Frozen::new(&body, [0; 16]).unwrap();
        let judged = judge((&huge, &body), &author(1, Role::Reporter), None);
        assert_eq!(judged, Err(Reason::TooLarge));
    }
}
