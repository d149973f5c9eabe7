//! What becomes of a run: taken once, never lost, never in the way of the next.

mod support;

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::op::BODY_MAX_BYTES;
use protocol::frame;
use protocol::page::HandedIn;
use protocol::sync::{Cursor, Reason, SyncRequest, SyncResponse};
use protocol::version::Version;
use serde_json::json;
use support::{DAY, START, World, graffiti};
use sync_server::admin::DeviceCommand;

const NORR: &str = "Vaktbolaget Norr";

#[tokio::test]
async fn what_is_handed_in_comes_back_in_the_servers_order() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let mut desk = world.phone(2, "Kommunledningskontoret", "coordinator").await;
    let doc = guard.report(graffiti(), START);
    let response = guard.sync(&world).await;
    assert_eq!((response.have, response.head, response.page.len()), (1, 1, 1));
    assert!(response.organisations.iter().any(|organisation| organisation.name == NORR));

    let read = desk.sync(&world).await.page.unpack().unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].author.device, guard.id);
    assert_eq!(read[0].frozen, guard.ops[0]);
    assert_eq!(read[0].frozen.read().unwrap().doc, doc);
    assert!(desk.sync(&world).await.page.is_empty());
}

#[tokio::test]
async fn only_a_phone_that_fills_in_what_it_hands_in_is_not_sent_it_back() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    let run = guard.run(1, 1);
    // A phone of an earlier version does not know that anything may be left out.
    let whole = guard.hand_in(&world, Some(run.clone())).await.page;
    assert_eq!(whole.unpack().unwrap()[0].frozen, guard.ops[0]);

    let request = SyncRequest { fills_in: true, ..guard.request(Some(run.clone())) };
    let answer = guard.call(&world, &request).await;
    let spared: SyncResponse = serde_json::from_slice(&answer.bytes).unwrap();
    assert!(spared.page.unpack().is_err(), "the bytes are not there");
    let filled_in = spared.page.unpack_for(&HandedIn::of(guard.id, &run)).unwrap();
    assert_eq!(filled_in[0].frozen, guard.ops[0]);
}

#[tokio::test]
async fn an_answer_lost_on_the_way_back_does_not_report_twice() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    guard.report(graffiti(), START + 1);
    guard.hand_in(&world, Some(guard.run(1, 1))).await;
    // The answer is lost; the phone sends the same again, and more with it.
    for run in [guard.run(1, 1), guard.run(1, 2), guard.run(2, 2), guard.run(1, 2)] {
        guard.hand_in(&world, Some(run)).await;
    }
    let response = guard.hand_in(&world, None).await;
    assert_eq!((response.have, response.head), (2, 2));
}

#[tokio::test]
async fn a_gap_takes_nothing_and_tells_what_is_there() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    for at in 0..4 {
        guard.report(graffiti(), START + at);
    }
    guard.hand_in(&world, Some(guard.run(1, 1))).await;
    let response = guard.hand_in(&world, Some(guard.run(3, 4))).await;
    assert_eq!((response.have, response.head), (1, 1));
    let response = guard.hand_in(&world, Some(guard.run(2, 4))).await;
    assert_eq!((response.have, response.head), (4, 4));
}

#[tokio::test]
async fn a_chain_that_parts_from_the_stored_one_is_told_and_changes_nothing() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    for at in 0..3 {
        guard.report(graffiti(), START + at);
    }
    guard.hand_in(&world, Some(guard.run(1, 3))).await;
    // The same phone from an older copy of its store: other reports under the same numbers.
    guard.ops.truncate(1);
    for at in 0..3 {
        guard.report(json!({ "category": "fire" }), START + 100 + at);
    }
    for (first, last) in [(1, 4), (2, 2), (2, 3), (3, 4), (4, 4)] {
        let answer = guard.refused(&world, Some(guard.run(first, last))).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (409, "chain_forked"),
            "{first}–{last}"
        );
    }
    assert_eq!(guard.hand_in(&world, None).await.head, 3);
}

#[tokio::test]
async fn what_is_set_aside_is_told_and_does_not_stop_the_next() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    guard.keep("[\"no operation\"]".to_owned());
    guard.report(json!({ "category": "fire", "severity": 9 }), START);
    guard.keep(json!({ "note": "x".repeat(BODY_MAX_BYTES) }).to_string());
    guard.set(doc, json!({ "review": { "state": "approved" } }), START);
    guard.set(doc, json!({ "note": "rött" }), START + 1);
    let response = guard.sync(&world).await;
    let told: Vec<_> = response.quarantined.iter().map(|it| (it.number, it.because)).collect();
    let expected = [
        (2, Reason::Unreadable),
        (3, Reason::BadValue),
        (4, Reason::TooLarge),
        (5, Reason::NotAllowed),
    ];
    assert_eq!(told, expected);
    assert_eq!((response.have, response.head), (6, 2));
    // Sent again it is told again, and nothing is there twice.
    let again = guard.sync(&world).await;
    assert_eq!((again.have, again.head, again.quarantined.len()), (6, 2, 4));
}

#[tokio::test]
async fn nobody_writes_into_a_report_of_another_device() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let mut other = world.phone(2, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    guard.sync(&world).await;
    other.set(doc, json!({ "note": "inte min" }), START + 1);
    let response = other.sync(&world).await;
    assert_eq!(response.quarantined[0].because, Reason::NotAllowed);
    assert!(response.page.is_empty(), "a reporter reads own reports only");
}

#[tokio::test]
async fn a_clock_years_ahead_wins_no_more_than_a_minute() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START + 30 * support::DAY);
    guard.set(doc, json!({ "note": "nu" }), START - support::DAY);
    let page = guard.sync(&world).await.page.unpack().unwrap();
    assert_eq!(page[0].stamp_at, UtcMillis(START + 60_000));
    assert_eq!(page[1].stamp_at, UtcMillis(START - support::DAY));
}

#[tokio::test]
async fn fields_and_kinds_of_a_newer_version_are_kept_word_for_word() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = DocId(uuid::Uuid::from_u128(77)).to_compact();
    let body = format!(
        r#"{{"doc":"{doc}","of":"balloon","kind":"paint","colour": "red","hlc":[5,0],"at":5,"schema":9}}"#
    );
    guard.keep(body.clone());
    let response = guard.sync(&world).await;
    assert!(response.quarantined.is_empty());
    assert_eq!(response.have, 1);
    let mut desk = world.phone(2, "Kommunledningskontoret", "coordinator").await;
    let page = desk.sync(&world).await.page.unpack().unwrap();
    assert_eq!(page[0].frozen.body, body);
}

#[tokio::test]
async fn a_revoked_device_hands_in_to_quarantine_and_reads_nothing() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    world.admin().device(DeviceCommand::Revoke { id: guard.id, wipe: None }).unwrap();
    guard.report(graffiti(), START + 1);
    let response = guard.hand_in(&world, Some(guard.run(1, 2))).await;
    assert_eq!((response.have, response.head), (2, 1));
    assert_eq!(response.quarantined[0].because, Reason::Revoked);
    assert!(response.page.is_empty() && response.renew.is_none());
    assert_eq!(guard.refused(&world, None).await.code(), "revoked");
}

#[tokio::test]
async fn a_version_that_is_not_known_may_hand_in_and_not_read() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.proto = Version(99);
    guard.report(graffiti(), START);
    let response = guard.hand_in(&world, Some(guard.run(1, 1))).await;
    assert_eq!(response.quarantined[0].because, Reason::UnknownVersion);
    assert!(response.page.is_empty());
    assert_eq!(guard.refused(&world, None).await.code(), "upgrade_required");
}

#[tokio::test]
async fn a_cursor_that_does_not_hold_gets_no_page_and_a_tag_proves_one_of_any_life() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    for at in 0..3 {
        guard.report(graffiti(), START + at);
        guard.sync(&world).await;
    }
    let right = guard.cursor;
    let first = guard.hand_in(&world, None).await;
    assert!(first.forks.is_empty());
    let wrong = [
        (Cursor { tag: right.tag ^ 1, ..right }, 2),
        (Cursor { seq: right.seq + 9, ..right }, 2),
        (Cursor { seq: right.seq - 1, ..right }, 1),
    ];
    for (cursor, newest) in wrong {
        guard.cursor = cursor;
        let response = guard.hand_in(&world, None).await;
        assert_eq!((response.forks.len(), response.page.len()), (1, 0), "{cursor:?}");
        assert_eq!(response.forks[0].seq, newest);
        assert!(response.more && response.cursor == Cursor::default());
        assert_ne!(response.epoch, first.epoch, "it proves that time was turned back");
    }
    guard.cursor = right;
    guard.epoch = Some(domain::id::Epoch(uuid::Uuid::from_u128(9)));
    let response = guard.hand_in(&world, None).await;
    assert_eq!((response.forks.len(), response.cursor), (0, right));
}

#[tokio::test]
async fn pages_end_where_asked_and_go_on_from_there() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    for at in 0..7 {
        guard.report(graffiti(), START + at);
    }
    guard.sync(&world).await;
    guard.cursor = Cursor::default();
    let mut sizes = Vec::new();
    loop {
        let mut request = guard.request(None);
        request.page = 3;
        let answer = guard.call(&world, &request).await;
        let response: SyncResponse = serde_json::from_slice(&answer.bytes).unwrap();
        assert!(response.forks.is_empty());
        sizes.push(response.page.len());
        guard.cursor = response.cursor;
        if !response.more {
            break;
        }
    }
    assert_eq!(sizes, [3, 3, 1]);
}

#[tokio::test]
async fn many_phones_at_once_share_commits_and_all_are_answered() {
    let world = std::sync::Arc::new(World::new());
    let mut phones = Vec::new();
    for seed in 1..=20 {
        let mut phone = world.phone(seed, NORR, "reporter").await;
        phone.report(graffiti(), START);
        phones.push(phone);
    }
    let mut calls = tokio::task::JoinSet::new();
    for mut phone in phones {
        let world = std::sync::Arc::clone(&world);
        calls.spawn(async move { phone.sync(&world).await.have });
    }
    assert_eq!(calls.join_all().await, [1; 20]);
    let status = world.app.store.read(sync_server::store::listing::status).await.unwrap();
    assert_eq!((status.head, status.observations), (20, 20));
}

#[tokio::test]
async fn a_compressed_call_is_answered_compressed() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    let packed = frame::pack(&guard.request(Some(guard.run(1, 1)))).unwrap();
    let mut headers = guard.headers();
    headers.insert("content-encoding", "zstd".parse().unwrap());
    headers.insert("accept-encoding", "gzip, zstd".parse().unwrap());
    let call = (axum::http::Method::POST, "/v1/sync");
    let answer = world.call(call.clone(), packed.into(), &headers).await;
    assert_eq!(answer.headers["content-encoding"], "zstd");
    let response: SyncResponse = frame::unpack(&answer.bytes).unwrap();
    assert_eq!(response.have, 1);
    let answer = world.call(call.clone(), vec![1, 2, 3].into(), &headers).await;
    assert_eq!(answer.code(), "bad_request");
    let bomb = zstd::bulk::compress(&vec![b' '; 60 * 1024 * 1024], 3).unwrap();
    assert_eq!(world.call(call, bomb.into(), &headers).await.code(), "too_large");
}

#[tokio::test]
async fn a_call_packed_with_the_dictionary_is_answered_so_and_an_older_phone_plainly() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    guard.report(graffiti(), START);
    let call = (axum::http::Method::POST, "/v1/sync");
    let mut older = guard.request(None);
    assert!(guard.call(&world, &older).await.json["dictionary"].is_null());
    older.dictionary = Some(frame::DICTIONARY_ID + 1);
    assert!(guard.call(&world, &older).await.json["dictionary"].is_null(), "another one");
    older.dictionary = Some(frame::DICTIONARY_ID);
    assert_eq!(guard.call(&world, &older).await.json["dictionary"], frame::DICTIONARY_ID);

    let question = serde_json::to_vec(&guard.request(Some(guard.run(1, 1)))).unwrap();
    let packed = frame::pack_known(&question, &[]).unwrap();
    let mut headers = guard.headers();
    headers.insert("content-encoding", frame::CODING.parse().unwrap());
    let answer = world.call(call.clone(), packed.into(), &headers).await;
    assert_eq!(answer.headers["content-encoding"], frame::CODING);
    let json = frame::inflate_known(&answer.bytes, &question).unwrap();
    let response: SyncResponse = serde_json::from_slice(&json).unwrap();
    assert_eq!((response.have, response.page.len()), (1, 1));
    let plain = frame::pack(&guard.request(None)).unwrap();
    assert_eq!(world.call(call, plain.into(), &headers).await.code(), "bad_request");
}

#[tokio::test]
async fn a_forged_or_changed_run_is_refused_whole() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let thief = protocol::run::DeviceKey::from_seed(&[9; 32]);
    guard.report(graffiti(), START);
    let honest = guard.run(1, 1);
    let key = std::mem::replace(&mut guard.key, thief);
    assert_eq!(guard.refused(&world, Some(guard.run(1, 1))).await.code(), "bad_signature");
    guard.key = key;
    let mut changed = honest.clone();
    changed.salts[0] ^= 1;
    assert_eq!(guard.refused(&world, Some(changed)).await.code(), "bad_signature");
    assert_eq!(guard.hand_in(&world, Some(honest)).await.have, 1);
}

#[tokio::test]
async fn a_device_that_claims_the_future_again_and_again_begins_no_more_than_three_lives_a_day() {
    let world = World::new();
    let mut guard = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    let mut other = world.phone(2, "Vaktbolaget Norr", "reporter").await;
    guard.report(graffiti(), START);
    guard.sync(&world).await;
    let mut epochs = std::collections::BTreeSet::new();
    let mut claims = 0;
    for day in 1..=2 {
        for _ in 0..20 {
            claims += 1;
            guard.cursor = Cursor { seq: 1_000 + claims, tag: claims };
            let response = guard.hand_in(&world, None).await;
            assert!(!response.forks.is_empty(), "its own way back is told");
            guard.epoch = Some(response.epoch);
            epochs.insert(response.epoch.to_string());
        }
        assert_eq!(epochs.len(), 3 * day);
        world.pass(DAY + 1);
    }
    let devices = world.admin().device(DeviceCommand::List).unwrap();
    let begun = |id| {
        let all = devices.json.as_array().unwrap();
        all.iter().find(|device| device["id"] == json!(id)).unwrap()["lives_begun"].clone()
    };
    assert_eq!((begun(guard.id), begun(other.id)), (json!(6), json!(0)));
    assert!(devices.words.contains("has said 6 times that the log was turned back"));
    other.report(graffiti(), START);
    assert_eq!(other.sync(&world).await.have, 1, "nobody else is troubled");
}
