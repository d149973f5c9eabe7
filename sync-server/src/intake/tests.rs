//! The rule, role by role.

use super::*;
use domain::id::{DocId, OpId};
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
    let organisation = OrganisationId(Uuid::from_u128(7));
    Some(Began { device, user: None, organisation, of: DocType::Observation })
}

#[test]
fn the_organisations_coordinator_answers_for_its_reporters_and_for_nobody_elses() {
    let answer =
        Body::add(DocId(Uuid::from_u128(1)), DocType::Observation, (ANSWERS, json!("Södra.")));
    let (leader, colleague) = (author(2, Role::OrgCoordinator), author(2, Role::Reporter));
    assert_eq!(judge_body(&answer, &leader, began(1)), Ok(()));
    assert_eq!(judge_body(&answer, &colleague, began(1)), Err(Reason::NotAllowed));
    let organisation = OrganisationId(Uuid::from_u128(8));
    let others = began(1).map(|began| Began { organisation, ..began });
    assert_eq!(judge_body(&answer, &leader, others), Err(Reason::NotAllowed));
    let note = set(DocType::Observation, json!({"note": "Södra."}));
    assert_eq!(judge_body(&note, &leader, began(1)), Err(Reason::NotAllowed));
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
    assert_eq!(judge_body(&measure, &author(5, Role::Steering), began), Err(Reason::NotAllowed));
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
