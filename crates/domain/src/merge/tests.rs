//! Merging is a property: any order, any repetition, the same document.

use proptest::prelude::*;
use serde_json::{Map, json};
use uuid::Uuid;

use super::*;
use crate::id::{DeviceId, OrganisationId};
use crate::role::Role;

const DOC: DocId = DocId(Uuid::from_u128(77));

fn applied(n: u128, device: u128, body: Body) -> Applied {
    let device = DeviceId(Uuid::from_u128(device));
    Applied {
        stamp: body.stamp(device),
        op: OpId(Uuid::from_u128(n)),
        author: Author {
            device,
            organisation: OrganisationId(Uuid::from_u128(9)),
            role: Role::Reporter,
            user: None,
        },
        received_at: None,
        body,
    }
}

fn set(field: &str, value: i64) -> Body {
    let mut fields = Map::new();
    fields.insert(field.to_owned(), json!(value));
    Body::set(DOC, DocType::Observation, fields)
}

fn take_back(op: u128) -> Body {
    let op = OpId(Uuid::from_u128(op));
    incident::undo(DocType::Observation, incident::Decided { doc: DOC, op })
}

fn at(body: Body, at: i64) -> Body {
    Body { hlc: (UtcMillis(at), 0), at: UtcMillis(at), ..body }
}

fn operations() -> impl Strategy<Value = Vec<Applied>> {
    let one = (0..3u128, 0..6i64, 0..5usize, 0..4i64, 0..12u128);
    prop::collection::vec(one, 1..12).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(n, (device, time, what, value, target))| {
                let body = match what {
                    0 => set(["severity", "note"][usize::try_from(value % 2).unwrap_or(0)], value),
                    1 => Body::add(DOC, DocType::Observation, ("tags", json!(value))),
                    2 => set("incident", value),
                    3 => take_back(target),
                    _ => Body::remove(DOC, DocType::Observation, OpId(Uuid::from_u128(target))),
                };
                applied(n as u128, device, at(body, time))
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_give_the_same_document(
        ops in operations(),
        seed in any::<u64>(),
    ) {
        let straight = Document::merge(ops.clone());
        let mut shuffled = ops.clone();
        shuffled.extend(ops.iter().take(3).cloned());
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(straight, Document::merge(shuffled));
    }
}

#[test]
fn the_newest_stamp_wins_whatever_arrives_last() {
    let newer = applied(1, 1, at(set("severity", 3), 20));
    let older = applied(2, 2, at(set("severity", 1), 10));
    let document = Document::merge(vec![newer, older]).unwrap();
    assert_eq!(document.value("severity"), Some(&json!(3)));
}

#[test]
fn two_who_did_not_see_each_other_are_both_on_record() {
    let first = applied(1, 1, at(set("severity", 1), 10));
    let second = applied(2, 2, at(set("severity", 3), 20));
    let document = Document::merge(vec![first.clone(), second.clone()]).unwrap();
    assert_eq!(document.contests.len(), 1);
    assert_eq!(document.contests[0].lost, first.op);

    let mut seen = second;
    seen.body.base.insert("severity".into(), first.stamp);
    assert!(Document::merge(vec![first, seen]).unwrap().contests.is_empty());
}

#[test]
fn a_phone_does_not_contradict_itself_when_its_stamp_was_clamped_since() {
    let first = applied(1, 1, at(set("severity", 1), 10));
    let mut second = applied(2, 1, at(set("severity", 3), 20));
    let remembered = Stamp { at: UtcMillis(500), ..first.stamp };
    second.body.base.insert("severity".into(), remembered);
    let contests = |second: &Applied| {
        Document::merge(vec![first.clone(), second.clone()]).unwrap().contests.len()
    };
    assert_eq!(contests(&second), 0);

    // Browsers are one device: of two people only what they say they have seen tells.
    second.author.user = Some(crate::id::UserId(Uuid::from_u128(5)));
    assert_eq!(contests(&second), 1);
}

#[test]
fn what_was_removed_stays_removed_even_when_the_add_comes_late() {
    let add = applied(1, 1, at(Body::add(DOC, DocType::Observation, ("tags", json!("a"))), 30));
    let remove = applied(2, 2, at(Body::remove(DOC, DocType::Observation, add.op), 10));
    let document = Document::merge(vec![remove, add]).unwrap();
    assert!(document.elements("tags").is_empty());
}

#[test]
fn a_decision_taken_back_was_never_made_and_can_be_made_to_hold_again() {
    let mut before = applied(1, 1, at(set("incident", 1), 10));
    before.body.set.insert("note".into(), json!("klotter"));
    let decided = applied(2, 2, at(set("incident", 2), 20));
    let undone = applied(3, 2, at(take_back(2), 30));
    let done_again = applied(4, 3, at(take_back(3), 40));
    let incident = |ops: &[&Applied]| {
        let document = Document::merge(ops.iter().map(|op| (*op).clone()).collect()).unwrap();
        (document.value("incident").cloned(), document.value("note").cloned())
    };
    let note = Some(json!("klotter"));
    assert_eq!(incident(&[&undone, &before, &decided]), (Some(json!(1)), note.clone()));
    assert_eq!(
        incident(&[&done_again, &undone, &decided, &before]),
        (Some(json!(2)), note.clone())
    );
    // What was reported is not a decision: nobody takes it back this way.
    let all = applied(5, 3, at(take_back(1), 50));
    assert_eq!(incident(&[&before, &all]), (None, note));
}
