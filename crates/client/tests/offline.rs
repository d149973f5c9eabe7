//! What a phone keeps by itself: before it has joined, across restarts, with its clock set back.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

mod support;

use client::view::{Delivery, PictureQuery};
use client::{ClientError, Recorded};
use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::observation::{Amendment, DraftError};
use domain::review::Review;
use domain::text::Note;
use serde_json::json;
use support::{LINK, Network, Phone, draft, now};
use uuid::Uuid;

#[test]
fn a_report_is_there_after_a_restart_and_says_that_it_waits() {
    let mut phone = Phone::new(1);
    let saved = phone.client.record(&draft("disorder")).unwrap();
    phone.restart();
    let reports = phone.client.reports(10).unwrap();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].observation.id, saved.id);
    assert!(matches!(reports[0].delivery, Delivery::OnPhone { .. }));
    assert_eq!(reports[0].undo_until, saved.at.plus_ms(600_000));
    assert_eq!(phone.client.state().unwrap().waiting, 1);
}

#[test]
fn what_is_captured_before_enrolment_is_handed_in_unchanged_afterwards() {
    let network = Network::default();
    let phone = Phone::new(1);
    let first = phone.client.record(&draft("place.lighting")).unwrap();
    let note = Amendment { note: Some(Note::new("två lyktor").unwrap()), ..Amendment::default() };
    phone.client.amend(first.id, &note).unwrap();
    assert!(now(phone.client.sync(&network)).is_err());
    now(phone.client.enrol(LINK, &network)).unwrap();
    assert_eq!(phone.client.state().unwrap().waiting, 2);
    let outcome = now(phone.client.sync(&network)).unwrap();
    assert_eq!((outcome.sent, outcome.waiting), (2, 0));
    let seen = phone.client.observation(first.id).unwrap();
    assert_eq!(seen.observation.note.unwrap().as_str(), "två lyktor");
    assert_eq!(seen.organisation_name, "Vaktbolaget");
    assert_eq!(network.server().log[0].frozen.read().unwrap().at, first.at);
}

#[test]
fn a_second_enrolment_is_refused_and_names_the_server() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    let again = now(phone.client.enrol(LINK, &network));
    assert!(matches!(again, Err(ClientError::AlreadyEnrolled { .. })));
    assert!(matches!(now(Phone::new(2).client.enrol("hej", &network)), Err(ClientError::Link(_))));
}

#[test]
fn stamps_and_numbers_continue_after_a_restart_with_the_clock_set_back() {
    let network = Network::default();
    let mut phone = Phone::enrolled(1, &network);
    let saved = phone.client.record(&draft("place.lighting")).unwrap();
    phone.restart();
    phone.tick(-365 * 86_400_000);
    let change = Amendment { severity: Some(1), ..Amendment::default() };
    phone.client.amend(saved.id, &change).unwrap();
    let change = Amendment { severity: Some(2), ..Amendment::default() };
    phone.client.amend(saved.id, &change).unwrap();
    now(phone.client.sync(&network)).unwrap();
    let server = network.server();
    let numbers: Vec<_> = server.log.iter().map(|logged| logged.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let stamps: Vec<_> = server.log.iter().map(|logged| logged.applied().unwrap().stamp).collect();
    assert!(stamps.is_sorted_by(|a, b| a < b), "{stamps:?}");
    drop(server);
    assert_eq!(phone.client.observation(saved.id).unwrap().observation.severity, 2);
}

#[test]
fn the_same_draft_twice_is_one_report() {
    let phone = Phone::new(1);
    let mut twice = draft("fire.bin");
    twice.id = Some(DocId(Uuid::from_u128(7)));
    let first = phone.client.record(&twice).unwrap();
    phone.tick(5_000);
    assert_eq!(phone.client.record(&twice).unwrap(), first);
    assert_eq!(phone.client.state().unwrap().waiting, 1);
}

#[test]
fn good_rows_go_in_beside_bad_ones_and_the_numbers_have_no_hole() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    let mut bad = draft("place");
    bad.attributes.severity = Some(4);
    let mut worse = draft("place");
    worse.attributes.zone = Some("x".repeat(200));
    let rows = [draft("theft"), bad, worse, draft("traffic")];
    let recorded = phone.client.record_many(&rows).unwrap();
    assert!(matches!(recorded[0], Recorded::Added(_)));
    assert!(matches!(
        &recorded[1],
        Recorded::Refused(ClientError::Draft(DraftError::SeverityTooFar { .. }))
    ));
    assert!(
        matches!(&recorded[2], Recorded::Refused(ClientError::BadValue { field }) if field == "zone")
    );
    assert!(matches!(recorded[3], Recorded::Added(_)));
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 2);
}

#[test]
fn only_the_one_who_captured_it_changes_a_report_and_only_a_reviewer_reviews() {
    let network = Network::default();
    let (guard, desk) = (Phone::enrolled(1, &network), Phone::enrolled(2, &network));
    let saved = guard.client.record(&draft("drugs.litter")).unwrap();
    now(guard.client.sync(&network)).unwrap();
    now(desk.client.sync(&network)).unwrap();
    let change = Amendment { ongoing: Some(true), ..Amendment::default() };
    assert!(matches!(desk.client.amend(saved.id, &change), Err(ClientError::NotYours(_))));
    let unknown = DocId(Uuid::from_u128(99));
    assert!(matches!(guard.client.amend(unknown, &change), Err(ClientError::Unknown(_))));
    desk.client.review(&[saved.id], &Review::Approved).unwrap();
    network.server().role = domain::role::Role::Reporter;
    let reporter = Phone::enrolled(3, &network);
    assert!(matches!(
        reporter.client.review(&[saved.id], &Review::Approved),
        Err(ClientError::NotAllowed)
    ));
}

#[test]
fn what_is_being_typed_survives_a_restart_and_is_never_sent() {
    let network = Network::default();
    let mut phone = Phone::enrolled(1, &network);
    let doc = DocId(Uuid::from_u128(5));
    phone.client.save_draft(doc, r#"{"note":"halv"}"#).unwrap();
    phone.client.save_draft(doc, r#"{"note":"halvf"}"#).unwrap();
    phone.client.set_setting("språk", "sv").unwrap();
    phone.restart();
    assert_eq!(phone.client.draft(doc).unwrap().as_deref(), Some(r#"{"note":"halvf"}"#));
    assert_eq!(phone.client.setting("språk").unwrap().as_deref(), Some("sv"));
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 0);
    let all = phone.client.drafts().unwrap();
    assert_eq!(all, [(doc, r#"{"note":"halvf"}"#.to_owned())]);
    phone.client.drop_draft(doc).unwrap();
    assert_eq!(phone.client.draft(doc).unwrap(), None);
    assert_eq!(phone.client.drafts().unwrap(), []);
}

#[test]
fn a_withdrawn_report_leaves_the_picture_and_stays_in_the_own_list() {
    let phone = Phone::new(1);
    let saved = phone.client.record(&draft("violence")).unwrap();
    let undo: Amendment = serde_json::from_value(json!({"withdrawn": "ångrad"})).unwrap();
    phone.client.amend(saved.id, &undo).unwrap();
    assert_eq!(phone.client.picture(&PictureQuery::default()).unwrap().total, 0);
    let own = &phone.client.reports(10).unwrap()[0];
    assert!(own.observation.withdrawn.is_some());
    assert_eq!(own.observation.captured_at, UtcMillis(1_800_000_000_000));
}
