//! The PIN of a person, and several people on one phone: what is locked captures and hands in, and nobody
//! is shown what is another's.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use client::keys::NoKeyStore;
use client::{ClientError, People};
use domain::observation::ObservationDraft;
use domain::text::Note;
use support::{HandClock, LINK, Network, Phone, counted, draft, now};

const PIN: &str = "2580";

fn said(words: &str) -> ObservationDraft {
    let mut said = draft("vandalism.graffiti");
    said.attributes.note = Some(Note::new(words).unwrap());
    said
}

#[test]
fn a_locked_phone_captures_restarts_and_hands_in_and_opens_with_its_pin_only() {
    let network = Network::default();
    let mut phone = Phone::enrolled(1, &network);
    assert!(!phone.client.is_locked().unwrap(), "without a PIN nothing is locked");
    assert!(matches!(phone.client.set_pin(None, "1234"), Err(ClientError::BadPin)));
    phone.client.set_pin(None, PIN).unwrap();
    assert!(!phone.client.is_locked().unwrap(), "who sets it is inside");
    phone.restart();
    assert!(phone.client.is_locked().unwrap());
    phone.client.record(&said("låst och sparat")).unwrap();
    phone.restart();
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 1);
    assert!(phone.client.is_locked().unwrap());
    assert!(matches!(phone.client.unlock("2581"), Err(ClientError::WrongPin)));
    assert!(phone.client.is_locked().unwrap());
    phone.client.unlock(PIN).unwrap();
    assert!(!phone.client.is_locked().unwrap());
    assert_eq!(phone.client.reports(10).unwrap().len(), 1);
    phone.client.lock();
    assert!(phone.client.is_locked().unwrap());
}

#[test]
fn wrong_pins_are_counted_over_restarts_and_each_costs_a_longer_rest() {
    let mut phone = Phone::new(1);
    phone.client.set_pin(None, PIN).unwrap();
    phone.restart();
    for _ in 0..5 {
        assert!(matches!(phone.client.unlock("9999"), Err(ClientError::WrongPin)));
    }
    let rests = |phone: &Phone| match phone.client.unlock(PIN) {
        Err(ClientError::PinRests { ms }) => ms,
        other => panic!("{other:?}"),
    };
    assert_eq!(rests(&phone), 30_000);
    phone.tick(29_000);
    assert_eq!(rests(&phone), 1_000);
    // To start again, or to set the clock ahead before that, shortens nothing.
    phone.tick(10_000_000);
    phone.restart();
    assert_eq!(rests(&phone), 30_000);
    assert_eq!(phone.client.pin_state().unwrap().rest_ms, 30_000);
    phone.tick(30_000);
    assert!(matches!(phone.client.unlock("9998"), Err(ClientError::WrongPin)));
    assert_eq!(rests(&phone), 60_000);
    phone.client.record(&draft("fire")).unwrap();
    phone.tick(60_000);
    phone.client.unlock(PIN).unwrap();
    phone.restart();
    assert_eq!(phone.client.pin_state().unwrap().rest_ms, 0, "the right one counts anew");
}

#[test]
fn a_pin_is_changed_by_who_knows_the_one_before() {
    let phone = Phone::new(1);
    phone.client.set_pin(None, PIN).unwrap();
    assert!(matches!(phone.client.set_pin(None, "7391"), Err(ClientError::WrongPin)));
    assert!(matches!(phone.client.set_pin(Some("1357"), "7391"), Err(ClientError::WrongPin)));
    phone.client.set_pin(Some(PIN), "7391").unwrap();
    phone.client.lock();
    assert!(matches!(phone.client.unlock(PIN), Err(ClientError::WrongPin)));
    phone.client.unlock("7391").unwrap();
}

#[test]
fn of_a_forgotten_pin_what_waits_is_handed_in_before_the_person_joins_anew() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&said("väntar")).unwrap();
    phone.client.set_pin(None, PIN).unwrap();
    phone.client.forget_pin().unwrap();
    assert!(phone.client.is_locked().unwrap());
    assert!(!phone.client.begin_anew_if_forgotten().unwrap(), "something waits");
    phone.client.record(&said("väntar också")).unwrap();
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 2);
    assert!(phone.client.begin_anew_if_forgotten().unwrap());
    assert!(!phone.client.is_enrolled().unwrap() && !phone.client.is_locked().unwrap());
    assert!(phone.client.reports(10).unwrap().is_empty());
    now(phone.client.enrol(LINK, &network)).unwrap();
    assert_eq!(network.server().log.len(), 2);
}

#[test]
fn who_remembers_the_pin_after_all_goes_on() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("fire")).unwrap();
    phone.client.set_pin(None, PIN).unwrap();
    phone.client.forget_pin().unwrap();
    phone.client.unlock(PIN).unwrap();
    now(phone.client.sync(&network)).unwrap();
    assert!(!phone.client.begin_anew_if_forgotten().unwrap());
    assert!(phone.client.is_enrolled().unwrap());
}

fn people(dir: &std::path::Path, seed: u64) -> People {
    let clock = Arc::new(HandClock::default());
    clock.0.store(1_800_000_000_000, Ordering::SeqCst);
    People::open(dir, Box::new(NoKeyStore), (clock, counted(seed))).unwrap()
}

#[test]
fn two_people_on_one_phone_are_two_devices_and_neither_sees_or_wipes_the_others() {
    let (network, dir) = (Network::default(), tempfile::tempdir().unwrap());
    let phone = people(dir.path(), 1);
    now(phone.here().enrol(LINK, &network)).unwrap();
    phone.here().record(&said("den förstas")).unwrap();
    assert!(matches!(phone.add(), Err(ClientError::PinNeeded)), "nobody would be kept out");
    phone.here().set_pin(None, PIN).unwrap();

    phone.add().unwrap();
    assert!(phone.here().reports(10).unwrap().is_empty(), "nothing of the first is shown");
    now(phone.here().enrol(LINK, &network)).unwrap();
    phone.here().set_pin(None, "7391").unwrap();
    phone.here().record(&said("den andras")).unwrap();
    phone.here().save_draft(support_doc(), "{}").unwrap();
    drop(phone);

    // After a restart the phone is in the hands of the second, locked.
    let phone = people(dir.path(), 2);
    assert!(phone.here().is_locked().unwrap());
    let view = phone.view().unwrap();
    assert_eq!(view.iter().map(|it| it.waiting).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(view.iter().map(|it| it.is_here).collect::<Vec<_>>(), [false, true]);

    // What waits of both travels, whoever has the phone.
    for person in phone.everybody() {
        assert_eq!(now(person.client.sync(&network)).unwrap().sent, 1);
    }
    assert_eq!(network.server().devices.len(), 2);

    phone.change_to(view[0].number).unwrap();
    assert!(phone.here().is_locked().unwrap());
    assert!(matches!(phone.here().unlock("7391"), Err(ClientError::WrongPin)));
    phone.here().unlock(PIN).unwrap();
    let reports = phone.here().reports(10).unwrap();
    assert_eq!(reports.len(), 1);
    assert!(phone.here().drafts().unwrap().is_empty());
    assert!(matches!(phone.change_to(99), Err(ClientError::NoSuchPerson)));
    phone.change_to(view[1].number).unwrap();
    phone.here().unlock("7391").unwrap();
    assert_eq!(phone.here().drafts().unwrap().len(), 1, "nothing was wiped");
}

fn support_doc() -> domain::id::DocId {
    domain::id::DocId::from_bytes([9; 16])
}

#[test]
fn no_word_of_anybody_lies_readable_in_the_phones_folder() {
    let dir = tempfile::tempdir().unwrap();
    let phone = people(dir.path(), 3);
    phone.here().record(&said("lådan vid bron")).unwrap();
    phone.here().set_pin(None, PIN).unwrap();
    phone.add().unwrap();
    phone.here().record(&said("lådan vid bron")).unwrap();
    let mut folders = vec![dir.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            let words = "lådan vid bron".as_bytes();
            assert!(!bytes.windows(words.len()).any(|part| part == words), "{}", path.display());
        }
    }
    assert!(files > 6, "two stores, each with its key and its log");
}

#[test]
fn a_second_person_that_was_begun_is_taken_instead_of_a_third() {
    let dir = tempfile::tempdir().unwrap();
    let phone = people(dir.path(), 4);
    phone.add().unwrap();
    assert_eq!(phone.everybody().len(), 1, "nobody had joined yet");
    phone.here().set_pin(None, PIN).unwrap();
    phone.here().record(&draft("fire")).unwrap();
    phone.add().unwrap();
    phone.change_to(0).unwrap();
    phone.here().unlock(PIN).unwrap();
    phone.add().unwrap();
    assert_eq!(phone.everybody().len(), 2);
}
