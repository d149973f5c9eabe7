//! A lost phone obeys its own server, hands in first what it may, and keeps nothing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

mod support;

use client::SyncError;
use domain::observation::ObservationDraft;
use domain::text::Note;
use protocol::wipe::Wipe;
use support::{Fault, LINK, Network, Phone, SERVER, draft, now};

const WORDS: &str = "lådan vid bron";

fn told() -> ObservationDraft {
    let mut told = draft("vandalism.graffiti");
    told.attributes.note = Some(Note::new(WORDS).unwrap());
    told
}

/// Whether any table of the phone's store holds the words.
fn holds(phone: &Phone, secret: &[u8]) -> bool {
    phone.decrypted().windows(secret.len()).any(|part| part == secret)
}

#[test]
fn what_waits_is_handed_in_and_then_everything_is_erased() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&told()).unwrap();
    now(phone.client.sync(&network)).unwrap();
    phone.client.record(&told()).unwrap();
    assert!(holds(&phone, WORDS.as_bytes()));
    network.server().wipe = Some((Wipe::AfterDeposit, SERVER));
    let wiped = now(phone.client.sync(&network));
    assert!(matches!(wiped, Err(SyncError::Wiped)), "{wiped:?}");
    assert_eq!(network.server().log.len(), 2, "what waited was handed in first");
    assert!(!holds(&phone, WORDS.as_bytes()));
    assert!(phone.client.reports(10).unwrap().is_empty());
    assert!(!phone.client.me().unwrap().enrolled);
    // The phone itself can be used again: it joins anew, as another device.
    network.server().wipe = None;
    now(phone.client.enrol(LINK, &network)).unwrap();
    phone.client.record(&told()).unwrap();
    assert_eq!(now(phone.client.sync(&network)).unwrap().waiting, 0);
    assert_eq!(network.server().devices.len(), 2);
}

#[test]
fn what_a_server_that_was_put_back_has_lost_is_handed_in_again_before_everything_is_erased() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    let backup = network.server().clone();
    for _ in 0..3 {
        phone.client.record(&told()).unwrap();
    }
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 3);
    network.restore(backup);
    network.server().wipe = Some((Wipe::AfterDeposit, SERVER));
    let wiped = now(phone.client.sync(&network));
    assert!(matches!(wiped, Err(SyncError::Wiped)), "{wiped:?}");
    assert_eq!(network.server().log.len(), 3, "it had receipts, and the server had nothing");
    assert!(!holds(&phone, WORDS.as_bytes()));
}

#[test]
fn an_order_that_waits_for_what_is_unsent_erases_nothing_while_it_does() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&told()).unwrap();
    network.server().wipe = Some((Wipe::AfterDeposit, SERVER));
    network.plan(&[Fault::LoseRequest, Fault::LoseAnswer]);
    for _ in 0..2 {
        assert!(!matches!(now(phone.client.sync(&network)), Err(SyncError::Wiped)));
        assert_eq!(phone.client.reports(10).unwrap().len(), 1);
    }
    assert!(matches!(now(phone.client.sync(&network)), Err(SyncError::Wiped)));
    assert_eq!(network.server().log.len(), 1);
}

#[test]
fn an_order_for_hostile_hands_erases_at_once_what_waits_too() {
    let network = Network::default();
    let mut phone = Phone::enrolled(1, &network);
    phone.client.record(&told()).unwrap();
    network.server().wipe = Some((Wipe::AtOnce, SERVER));
    assert!(matches!(now(phone.client.sync(&network)), Err(SyncError::Wiped)));
    assert!(!holds(&phone, WORDS.as_bytes()));
    phone.restart();
    assert!(phone.client.reports(10).unwrap().is_empty());
}

#[test]
fn an_order_that_the_phones_own_server_did_not_sign_erases_nothing() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&told()).unwrap();
    network.server().wipe = Some((Wipe::AtOnce, [78; 32]));
    assert!(!matches!(now(phone.client.sync(&network)), Err(SyncError::Wiped)));
    assert_eq!(phone.client.reports(10).unwrap().len(), 1);
    assert!(holds(&phone, WORDS.as_bytes()));
}
