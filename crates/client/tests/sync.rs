//! What a phone and a server do over a bad network: nothing is lost, nothing is counted twice, and
//! nothing that is wrong stops what comes after it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

mod support;

use client::SyncError;
use client::transport::Transport;
use client::view::{Delivery, PictureQuery};
use domain::id::DeviceId;
use domain::observation::Amendment;
use domain::review::Review;
use domain::role::Role;
use domain::text::Note;
use proptest::prelude::*;
use support::{Fault, Network, Phone, draft, now};
use uuid::Uuid;

fn total(phone: &Phone) -> u32 {
    phone.client.picture(&PictureQuery::default()).unwrap().total
}

#[test]
fn an_answer_lost_on_the_way_back_does_not_report_twice() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    let saved = phone.client.record(&draft("fire.bin")).unwrap();
    network.plan(&[Fault::LoseAnswer]);
    assert!(now(phone.client.sync(&network)).is_err());
    let own = phone.client.report(saved.id).unwrap();
    assert!(matches!(own.delivery, Delivery::OnPhone { because: Some(_), .. }));
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 1);
    assert_eq!(network.server().log.len(), 1);
    assert!(matches!(phone.client.report(saved.id).unwrap().delivery, Delivery::Received { .. }));
}

#[test]
fn a_request_that_never_arrives_is_tried_later_and_says_when() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("theft")).unwrap();
    network.plan(&[Fault::LoseRequest, Fault::LoseRequest]);
    for failures in 1..=2 {
        let error = now(phone.client.sync(&network)).unwrap_err();
        assert!(error.is_transient());
        let state = phone.client.state().unwrap();
        let wait = state.next_attempt_at.unwrap().0 - 1_800_000_000_000;
        assert!((1_000..=1_000 * (1 << (failures - 1))).contains(&wait), "{wait}");
        assert_eq!(state.problem.as_deref(), Some("unreachable"));
        assert!(!state.online);
    }
    assert!(!phone.client.is_due().unwrap());
    phone.client.rearm().unwrap();
    assert!(phone.client.is_due().unwrap());
    now(phone.client.sync(&network)).unwrap();
    let state = phone.client.state().unwrap();
    assert_eq!((state.problem, state.waiting, state.online), (None, 0, true));
    assert!(state.last_received_at.is_some());
}

#[test]
fn a_report_that_is_stuck_does_not_make_the_picture_look_old() {
    let network = Network::default();
    let (phone, other) = (Phone::enrolled(1, &network), Phone::enrolled(2, &network));
    other.client.record(&draft("theft")).unwrap();
    now(other.client.sync(&network)).unwrap();
    phone.client.record(&draft("fire.bin")).unwrap();
    // The server answers, and does not take what is handed in.
    let mut plan = phone.client.plan().unwrap();
    plan.request.run = None;
    let mut answer = now(network.sync(&plan.to, &plan.request)).unwrap();
    answer.more = true;
    phone.client.accept(&plan, &answer).unwrap();
    assert_eq!(phone.client.state().unwrap().last_received_at, None, "there is more to read");
    let mut plan = phone.client.plan().unwrap();
    plan.request.run = None;
    let answer = now(network.sync(&plan.to, &plan.request)).unwrap();
    phone.client.accept(&plan, &answer).unwrap();
    let state = phone.client.state().unwrap();
    assert_eq!((state.waiting, total(&phone)), (1, 2));
    assert_eq!(state.last_received_at, Some(answer.server_time));
}

#[test]
fn one_that_is_set_aside_stays_visible_and_does_not_stop_the_next() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    let mut bad = draft("other");
    bad.attributes.note = Some(Note::new("SKRÄP").unwrap());
    let bad = phone.client.record(&bad).unwrap();
    let good = phone.client.record(&draft("calm")).unwrap();
    let outcome = now(phone.client.sync(&network)).unwrap();
    assert_eq!((outcome.sent, outcome.quarantined, outcome.waiting), (2, 1, 0));
    let of = |id| phone.client.report(id).unwrap().delivery;
    assert_eq!(of(bad.id), Delivery::Quarantined { because: "bad_value".into() });
    assert!(matches!(of(good.id), Delivery::Received { .. }));
    assert_eq!(phone.client.reports(10).unwrap().len(), 2);
    assert_eq!(total(&phone), 1, "what the server does not show is not in the picture");
    assert_eq!(phone.client.quarantined().unwrap(), 1);
}

#[test]
fn a_long_queue_goes_in_growing_runs_and_comes_back_as_one_picture() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    let rows = vec![draft("place.litter"); 1_200];
    phone.client.record_many(&rows).unwrap();
    let outcome = now(phone.client.sync(&network)).unwrap();
    assert_eq!((outcome.sent, outcome.received, outcome.waiting), (1_200, 1_200, 0));
    let runs: Vec<_> = network.runs.lock().unwrap().iter().copied().filter(|n| *n > 0).collect();
    assert_eq!(runs, [20, 40, 80, 160, 320, 500, 80]);
    assert_eq!(total(&phone), 1_200);
}

#[test]
fn a_time_out_halves_what_is_sent_at_once() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record_many(&vec![draft("place.litter"); 30]).unwrap();
    network.plan(&[Fault::TimeOut, Fault::TimeOut]);
    for _ in 0..2 {
        assert!(now(phone.client.sync(&network)).is_err());
    }
    now(phone.client.sync(&network)).unwrap();
    assert_eq!(network.runs.lock().unwrap()[..4], [20, 10, 5, 10]);
}

#[test]
fn everybody_sees_the_same_and_the_reporter_sees_the_outcome() {
    let network = Network::default();
    let (guard, desk) = (Phone::enrolled(1, &network), Phone::enrolled(2, &network));
    let a = guard.client.record(&draft("disorder.noise")).unwrap();
    let b = guard.client.record(&draft("drugs.use")).unwrap();
    now(guard.client.sync(&network)).unwrap();
    now(desk.client.sync(&network)).unwrap();
    assert_eq!(total(&desk), 2);
    desk.client.review(&[a.id], &Review::Approved).unwrap();
    let reason = Note::new("inom bostad").unwrap();
    desk.client.review(&[b.id], &Review::Rejected { reason }).unwrap();
    now(desk.client.sync(&network)).unwrap();
    let of = |id| guard.client.report(id).unwrap().delivery;
    assert!(matches!(of(a.id), Delivery::Received { .. }));
    now(guard.client.sync(&network)).unwrap();
    assert!(matches!(of(a.id), Delivery::InPicture { .. }));
    assert!(matches!(of(b.id), Delivery::Reviewed { .. }));
    assert_eq!(guard.client.state_hash().unwrap(), desk.client.state_hash().unwrap());
}

#[test]
fn a_change_says_which_stamps_its_author_had_seen() {
    let network = Network::default();
    let (one, two) = (Phone::enrolled(1, &network), Phone::enrolled(2, &network));
    let saved = one.client.record(&draft("theft.bicycle")).unwrap();
    one.client.review(&[saved.id], &Review::Approved).unwrap();
    now(one.client.sync(&network)).unwrap();
    now(two.client.sync(&network)).unwrap();
    two.client.review(&[saved.id], &Review::UnderReview).unwrap();
    now(two.client.sync(&network)).unwrap();
    let said: Vec<_> =
        network.server().log.iter().map(|logged| logged.applied().unwrap()).collect();
    assert!(said[0].body.base.is_empty() && said[1].body.base.is_empty());
    assert_eq!(said[2].body.base["review"], said[1].stamp);
}

#[test]
fn what_is_decided_after_reading_wins_though_the_clock_was_set_back() {
    let network = Network::default();
    let (one, two) = (Phone::enrolled(1, &network), Phone::enrolled(2, &network));
    let saved = one.client.record(&draft("theft.bicycle")).unwrap();
    one.client.review(&[saved.id], &Review::UnderReview).unwrap();
    now(one.client.sync(&network)).unwrap();
    now(two.client.sync(&network)).unwrap();
    two.tick(-3_600_000);
    two.client.review(&[saved.id], &Review::Approved).unwrap();
    assert_eq!(two.client.observation(saved.id).unwrap().observation.review, Review::Approved);
    now(two.client.sync(&network)).unwrap();
    now(one.client.sync(&network)).unwrap();
    assert!(matches!(one.client.report(saved.id).unwrap().delivery, Delivery::InPicture { .. }));
}

#[test]
fn an_expired_token_does_not_stop_handing_in_and_is_renewed_by_itself() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("staff.threat")).unwrap();
    network.server().token_valid = 7;
    let outcome = now(phone.client.sync(&network)).unwrap();
    assert_eq!((outcome.sent, outcome.received), (1, 1));
    network.server().token_valid = 8;
    assert_eq!(now(phone.client.sync(&network)).unwrap().waiting, 0);
}

#[test]
fn a_server_put_back_gets_everything_again_and_nobody_loses_what_they_read() {
    let network = Network::default();
    let (one, two) = (Phone::enrolled(1, &network), Phone::enrolled(2, &network));
    one.client.record(&draft("fire")).unwrap();
    now(one.client.sync(&network)).unwrap();
    let backup = network.server().clone();
    let later = one.client.record(&draft("theft")).unwrap();
    now(one.client.sync(&network)).unwrap();
    two.client.record(&draft("calm")).unwrap();
    now(two.client.sync(&network)).unwrap();
    assert_eq!(total(&two), 3);

    network.restore(backup);
    two.client.record(&draft("event")).unwrap();
    let outcome = now(two.client.sync(&network)).unwrap();
    assert_eq!((outcome.reopened, outcome.waiting), (1, 0));
    assert_eq!(total(&two), 4, "what the other phone wrote is kept, though the server lost it");
    let outcome = now(one.client.sync(&network)).unwrap();
    assert_eq!(outcome.reopened, 1);
    now(two.client.sync(&network)).unwrap();
    assert_eq!(network.server().log.len(), 4);
    assert_eq!((total(&one), total(&two)), (4, 4));
    assert_eq!(one.client.state_hash().unwrap(), two.client.state_hash().unwrap());
    assert!(matches!(one.client.report(later.id).unwrap().delivery, Delivery::Received { .. }));
}

#[test]
fn a_server_that_forgets_without_saying_so_gets_it_again_too() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("fire")).unwrap();
    let backup = network.server().clone();
    now(phone.client.sync(&network)).unwrap();
    *network.server() = backup;
    assert_eq!(now(phone.client.sync(&network)).unwrap().reopened, 1);
    assert_eq!(network.server().log.len(), 1);
    assert_eq!(total(&phone), 1);
}

#[test]
fn a_store_that_is_an_older_copy_of_itself_says_so_and_writes_nothing_over() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("fire")).unwrap();
    now(phone.client.sync(&network)).unwrap();
    for device in network.server().devices.values_mut() {
        device.have = 5;
    }
    let error = now(phone.client.sync(&network)).unwrap_err();
    assert!(matches!(error, SyncError::OlderCopy { have: 5, written: 1 }));
    assert!(!error.is_transient());
}

#[test]
fn fields_and_kinds_of_newer_versions_are_kept_byte_for_byte() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("fire")).unwrap();
    now(phone.client.sync(&network)).unwrap();
    let mut newer = network.server().log[0].clone();
    let body = newer.frozen.body.replacen('{', "{ \"glans\":  [1,2 ],", 1);
    newer.frozen.body = body.clone().replace("\"kind\":\"set\"", "\"kind\":\"paint\"");
    newer.author.device = DeviceId(Uuid::from_u128(77));
    newer.seq = 2;
    let frozen = newer.frozen.clone();
    network.server().log.push(newer);
    network.server().tags.push(5);
    assert_eq!(now(phone.client.sync(&network)).unwrap().received, 1);
    let kept = phone.decrypted();
    let needle = frozen.body.as_bytes();
    assert!(kept.windows(needle.len()).any(|window| window == needle));
    assert_eq!(total(&phone), 1);
}

#[test]
fn killed_between_the_answer_and_its_commit_the_phone_asks_again() {
    let network = Network::default();
    let mut phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("traffic")).unwrap();
    let plan = phone.client.plan().unwrap();
    let answer = now(client::transport::Transport::sync(&network, &plan.to, &plan.request));
    drop(answer);
    phone.restart();
    assert_eq!(phone.client.state().unwrap().waiting, 1);
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 1);
    assert_eq!(network.server().log.len(), 1);
}

#[test]
fn two_programs_on_one_store_do_not_disturb_each_other() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("traffic")).unwrap();
    let early = phone.client.plan().unwrap();
    let early_answer =
        now(client::transport::Transport::sync(&network, &early.to, &early.request)).unwrap();
    phone.client.record(&draft("theft")).unwrap();
    now(phone.client.sync(&network)).unwrap();
    phone.client.accept(&early, &early_answer).unwrap();
    assert_eq!(phone.client.state().unwrap().waiting, 0);
    assert_eq!(now(phone.client.sync(&network)).unwrap().received, 0);
    assert_eq!(network.server().log.len(), 2);
}

#[test]
fn a_server_that_answers_and_moves_nothing_is_left_alone_until_later() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    now(phone.client.sync(&network)).unwrap();
    phone.client.record(&draft("calm")).unwrap();
    network.server().is_deaf = true;
    let error = now(phone.client.sync(&network)).unwrap_err();
    assert!(matches!(error, SyncError::Stuck) && error.is_transient());
    assert_eq!(phone.client.state().unwrap().waiting, 1);
    network.server().is_deaf = false;
    assert_eq!(now(phone.client.sync(&network)).unwrap().sent, 1);
}

#[test]
fn one_that_was_set_aside_is_shown_again_while_a_restored_server_judges_anew() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    let backup = network.server().clone();
    let mut bad = draft("other");
    bad.attributes.note = Some(Note::new("SKRÄP").unwrap());
    let bad = phone.client.record(&bad).unwrap();
    now(phone.client.sync(&network)).unwrap();
    network.restore(backup);
    network.plan(&[]);
    let plan = phone.client.plan().unwrap();
    let answer =
        now(client::transport::Transport::sync(&network, &plan.to, &plan.request)).unwrap();
    assert_eq!(phone.client.accept(&plan, &answer).unwrap().outcome.reopened, 1);
    let own = phone.client.reports(10).unwrap();
    assert!(matches!(own[0].delivery, Delivery::OnPhone { .. }));
    assert_eq!(now(phone.client.sync(&network)).unwrap().quarantined, 1);
    assert!(matches!(phone.client.report(bad.id).unwrap().delivery, Delivery::Quarantined { .. }));
}

#[test]
fn a_reporter_reads_what_the_server_sends_and_knows_its_role() {
    let network = Network::default();
    network.server().role = Role::Reporter;
    let phone = Phone::enrolled(1, &network);
    let me = phone.client.me().unwrap();
    assert_eq!(me.may, ["capture", "amend_own", "read_own"]);
    assert!(me.enrolled);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_the_network_does_every_report_arrives_once(
        steps in prop::collection::vec((0..5u8, 0..3u8), 1..25),
    ) {
        let network = Network::default();
        let mut phones = [Phone::enrolled(1, &network), Phone::enrolled(2, &network)];
        let mut captured = Vec::new();
        let mut backup = network.server().clone();
        for (n, (what, fault)) in steps.into_iter().enumerate() {
            let phone = &mut phones[n % 2];
            phone.tick(i64::from(what) * 1_000 - 1_500);
            match what {
                0 | 1 => captured.push(phone.client.record(&draft("place.litter")).unwrap().id),
                2 => {
                    let own = phone.client.reports(1).unwrap();
                    if let Some(own) = own.first() {
                        let change = Amendment { recurring: Some(n % 2 == 0), ..Amendment::default() };
                        phone.client.amend(own.observation.id, &change).unwrap();
                    }
                }
                3 => {
                    let fault = [None, Some(Fault::LoseAnswer), Some(Fault::LoseRequest)][usize::from(fault)];
                    network.plan(fault.as_slice());
                    let _ = now(phone.client.sync(&network));
                }
                _ if fault == 0 => phone.restart(),
                _ if fault == 1 => backup = network.server().clone(),
                _ => network.restore(backup.clone()),
            }
        }
        network.faults.lock().unwrap().clear();
        for _ in 0..2 {
            for phone in &phones {
                now(phone.client.sync(&network)).unwrap();
            }
        }
        for phone in &phones {
            now(phone.client.sync(&network)).unwrap();
            prop_assert_eq!(phone.client.state().unwrap().waiting, 0);
            prop_assert_eq!(total(phone) as usize, captured.len());
        }
        prop_assert_eq!(phones[0].client.state_hash().unwrap(), phones[1].client.state_hash().unwrap());
    }
}
