//! A coordinator asks, the reporter answers without a network, and the answer comes to the desk.

use domain::clock::UtcMillis;
use domain::observation::Amendment;
use domain::review::Review;
use domain::role::Role;
use domain::text::Note;
use tests::clock::HandClock;
use tests::phone::Phone;
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_written_offline_survives_a_restart_and_reaches_the_desk_once() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    let id = guard.report("violence.brawl", (12.5335, 57.93)).unwrap();
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    let question = Note::new("Var det vid norra eller södra entrén?").unwrap();
    desk.client.review(&[id], &Review::Asked { question: question.clone() }).unwrap();
    desk.sync().await.unwrap();
    guard.sync().await.unwrap();
    let asked = guard.client.report(id).unwrap().observation;
    assert!(asked.waits_for_answer());

    // No network: the answer is safe on the phone, and counts there at once.
    let server = server.stop().await.unwrap();
    let answer = Note::new("Södra, vid cykelstället.").unwrap();
    guard.client.answer(id, &answer).unwrap();
    guard.client.answer(id, &answer).unwrap();
    assert!(guard.sync().await.is_err());
    let guard = guard.restarted().unwrap();
    let waiting = guard.client.report(id).unwrap();
    assert_eq!((waiting.waiting, waiting.observation.waits_for_answer()), (1, false));

    let server = server.start().await.unwrap();
    assert_eq!(guard.sync().await.unwrap().sent, 1);
    desk.sync().await.unwrap();
    let seen = desk.client.observation(id).unwrap().observation;
    assert_eq!(seen.answers, [answer]);
    assert_eq!(seen.review, Review::Asked { question });
    assert!(seen.answered && seen.contested.is_empty());

    // A second question waits for an answer of its own.
    let again = Note::new("Hur många var de?").unwrap();
    desk.client.review(&[id], &Review::Asked { question: again }).unwrap();
    desk.sync().await.unwrap();
    guard.sync().await.unwrap();
    assert!(guard.client.report(id).unwrap().observation.waits_for_answer());
    drop(server);
}

const HOUR: i64 = 60 * 60 * 1_000;
const DAY: i64 = 24 * HOUR;
const NORR: &str = "Vaktbolaget Norr";

#[tokio::test(flavor = "multi_thread")]
async fn a_question_goes_to_the_reporters_organisation_after_seven_days() {
    let clock = HandClock::at(UtcMillis(1_795_000_000_000));
    let server = Server::start_at(&clock).await.unwrap();
    let joined = async |organisation: &'static str, role| {
        Phone::joined_at(&server, &clock, (organisation, role)).await.unwrap()
    };
    let guard = joined(NORR, Role::Reporter).await;
    let colleague = joined(NORR, Role::Reporter).await;
    let leader = joined(NORR, Role::OrgCoordinator).await;
    let other = joined("Åbevakningen", Role::OrgCoordinator).await;
    let desk = joined("Kommunledningskontoret", Role::Coordinator).await;
    let id = guard.report("violence.brawl", (12.5335, 57.93)).unwrap();
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    let question = Note::new("Vilken entré?").unwrap();
    desk.client.review(&[id], &Review::Asked { question }).unwrap();
    desk.sync().await.unwrap();
    for phone in [&guard, &colleague, &leader, &other] {
        phone.sync().await.unwrap();
    }

    // An hour too early it is the reporter's alone.
    let answer = Note::new("Södra, vid cykelstället.").unwrap();
    clock.move_by_ms(7 * DAY - HOUR);
    assert!(leader.client.organisation_questions().unwrap().is_empty());
    let refused = leader.client.answer(id, &answer);
    assert!(matches!(refused, Err(client::ClientError::NotYours(doc)) if doc == id));

    // Then it is there without a network and without anybody having told: the replica asks its clock.
    clock.move_by_ms(HOUR + 1_000);
    let server = server.stop().await.unwrap();
    let asked = leader.client.organisation_questions().unwrap();
    assert_eq!(asked.iter().map(|it| it.observation.id).collect::<Vec<_>>(), [id]);
    assert!(other.client.organisation_questions().unwrap().is_empty());
    for phone in [&guard, &colleague, &desk] {
        let refused = phone.client.organisation_questions();
        assert!(matches!(refused, Err(client::ClientError::NotAllowed)));
    }
    assert!(other.client.answer(id, &answer).is_err());
    assert!(colleague.client.answer(id, &answer).is_err());
    leader.client.answer(id, &answer).unwrap();
    leader.client.answer(id, &answer).unwrap();
    assert!(leader.client.organisation_questions().unwrap().is_empty());
    // The reporter still answers, who has not heard of it.
    assert!(guard.client.report(id).unwrap().observation.waits_for_answer());
    let own = Note::new("Den södra.").unwrap();
    guard.client.answer(id, &own).unwrap();

    let server = server.start_at(&clock).await.unwrap();
    for phone in [&leader, &guard, &desk, &leader] {
        phone.sync().await.unwrap();
    }
    let seen = desk.client.observation(id).unwrap().observation;
    assert_eq!(seen.answers.len(), 2, "{:?}", seen.answers);
    assert!(seen.answered && seen.answers.contains(&answer) && seen.answers.contains(&own));
    assert!(leader.client.organisation_questions().unwrap().is_empty());
    assert_eq!(guard.client.report(id).unwrap().observation.answers, seen.answers);
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_in_before_its_report_takes_nothing_from_the_reporter() {
    let clock = HandClock::at(UtcMillis(1_795_000_000_000));
    let server = Server::start_at(&clock).await.unwrap();
    let guard = Phone::joined_at(&server, &clock, (NORR, Role::Reporter)).await.unwrap();
    let leader = Phone::joined_at(&server, &clock, (NORR, Role::OrgCoordinator)).await.unwrap();
    let office = ("Kommunledningskontoret", Role::Coordinator);
    let desk = Phone::joined_at(&server, &clock, office).await.unwrap();
    let server = server.stop().await.unwrap();
    let early = server.copy(false).unwrap();
    let server = server.start_at(&clock).await.unwrap();
    let id = guard.report("fire", (12.5335, 57.93)).unwrap();
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    desk.client.review(&[id], &Review::Asked { question: Note::new("Var?").unwrap() }).unwrap();
    desk.sync().await.unwrap();
    leader.sync().await.unwrap();
    clock.move_by_ms(8 * DAY);
    leader.client.answer(id, &Note::new("Vid torget.").unwrap()).unwrap();
    leader.sync().await.unwrap();

    // A backup from before all of it is put back. The one who answered comes first.
    let server = server.stop().await.unwrap();
    server.put_back(&early).unwrap();
    let server = server.start_at(&clock).await.unwrap();
    for _ in 0..3 {
        for phone in [&leader, &desk, &guard] {
            phone.sync().await.unwrap();
        }
    }
    guard.client.amend(id, &Amendment { severity: Some(3), ..Amendment::default() }).unwrap();
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    let seen = desk.client.observation(id).unwrap().observation;
    assert_eq!((seen.severity, seen.answers.len(), seen.answered), (3, 1, true));
    assert_eq!(guard.client.report(id).unwrap().waiting, 0);
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_for_another() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    let id = guard.report("fire", (12.5335, 57.93)).unwrap();
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    let answer = Note::new("Södra.").unwrap();
    assert!(matches!(
        desk.client.answer(id, &answer),
        Err(client::ClientError::NotYours(other)) if other == id
    ));
}
